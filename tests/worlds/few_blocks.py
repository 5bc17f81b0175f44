"""Samples an eighth as large, so that a table need not have 65,536 tasks to be summarised."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from crackle_cli.statistics import sampling


@contextmanager
def few_blocks() -> Iterator[None]:
    """An eighth of the blocks, with as many tasks each; an eighth of the neighbours in a run."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("MOST_BLOCKS", "SAMPLED", "RUN"):
            patch.setattr(sampling, name, getattr(sampling, name) // 8)
        yield
