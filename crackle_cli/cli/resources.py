"""What the work may use of the machine: memory and processors."""

import os
import re

from crackle_cli.cli.options import InputOptions
from crackle_cli.errors import UsageError
from crackle_cli.parallel import processors

SIZE_UNITS = {"": 1, "K": 1 << 10, "M": 1 << 20, "G": 1 << 30, "T": 1 << 40}
USUAL_MEMORY = 1 << 30  # the same on every machine that has four times as much: so is the answer
MEMORY_PARTS = 4  # of the machine's memory, of which a table may take one
BLAS = "OPENBLAS_NUM_THREADS"
THREAD_VARIABLES = ("OMP_NUM_THREADS", BLAS, "MKL_NUM_THREADS")
_SIZE = re.compile(r"(\d+(?:\.\d+)?)\s*([KMGT]?)(?:I?B)?", re.IGNORECASE)


def most_memory(source: InputOptions) -> int:
    """Bytes beyond which a table is summarised. Raises UsageError."""
    if source.max_memory is None:
        return min(USUAL_MEMORY, _memory_of_the_machine() // MEMORY_PARTS)
    match = _SIZE.fullmatch(source.max_memory.strip())
    if match is None:
        raise UsageError(f'--max-memory "{source.max_memory}": write a size such as 500M or 4G')
    return int(float(match[1]) * SIZE_UNITS[match[2].upper()])


def _memory_of_the_machine() -> int:
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):  # Windows has no sysconf
        return USUAL_MEMORY * MEMORY_PARTS


def use_threads(source: InputOptions) -> int:
    """Bound the threads of numpy, which looks here when it is loaded, of DuckDB and of our own."""
    if source.threads is None:
        # The detectors side by side use the processors better than each of their matrix products.
        os.environ.setdefault(BLAS, "1")
        return processors()
    os.environ.update(dict.fromkeys(THREAD_VARIABLES, str(source.threads)))
    return source.threads
