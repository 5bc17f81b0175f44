"""Every way in which crackle refuses, as one tree, and the exit codes of the process.

CrackleError        one sentence: what, where (file and line), what to do instead
├── UsageError      an option or argument that cannot be meant
├── InputError      a file of metrics, or what stands in it
├── ExpressionError an expression of --where or --glaze
└── ProfileError    a profile, or another YAML file of the project
"""

from enum import IntEnum


class ExitCode(IntEnum):
    """What the process says to a shell or a CI step."""

    CLEAN = 0
    GATED = 1
    NO_ANSWER = 2
    INTERRUPTED = 130


class CrackleError(Exception):
    """A mistake that the user can mend; its text is one sentence for stderr."""


class UsageError(CrackleError):
    """An option or argument that cannot be meant."""


class InputError(CrackleError):
    """A file of metrics that cannot be read as one."""


class ExpressionError(CrackleError):
    """An expression of --where or --glaze that is not allowed or not understood."""


class ProfileError(CrackleError):
    """A profile (or another YAML file of the project) that cannot be used."""
