"""Conservation laws as values: what they say, how they are written, saved, read and re-checked."""

from crackle_cli.laws.law import Law, LawForm, LawKind, Term

__all__ = ["Law", "LawForm", "LawKind", "Term"]
