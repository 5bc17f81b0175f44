"""Where the files that ship with crackle are: profiles, sample data, the JSON Schema."""

from pathlib import Path


def packaged(folder: str) -> Path:
    """The shipped folder: inside an installed package, else at the top of the source tree."""
    here = Path(__file__).parent.parent
    installed = here / "_data" / folder
    return installed if installed.is_dir() else here.parent / folder
