"""What options mean: text from the command line into the settings of the library."""

from typing import TYPE_CHECKING

from crackle_cli.cli.options import DetectOptions, InputOptions
from crackle_cli.errors import UsageError
from crackle_cli.suggest import did_you_mean

if TYPE_CHECKING:
    from crackle_cli.pattern import PatternKind
    from crackle_cli.profile import ThermalProfile
    from crackle_cli.reading.options import ReadOptions


def names(text: str | None) -> tuple[str, ...]:
    """`A, B` as (A, B)."""
    return tuple(name.strip() for name in (text or "").split(",") if name.strip())


def kinds(text: str | None, option: str, wildcard: str | None = None) -> "frozenset[PatternKind]":
    """A list of kinds of pattern; `wildcard` stands for all of them. Raises UsageError."""
    from crackle_cli.pattern import PatternKind

    given = names(text)
    if wildcard in given:
        return frozenset(PatternKind)
    known = [str(kind) for kind in PatternKind] + ([wildcard] if wildcard else [])
    for name in given:
        if name not in known:
            hint = did_you_mean(name, known)
            raise UsageError(f'{option}: no kind "{name}"{hint}; name some of {", ".join(known)}')
    if text is not None and not given:
        raise UsageError(f"{option}: name some of {', '.join(known)}")
    return frozenset(PatternKind(name) for name in given)


def profile_of(detect: DetectOptions) -> "ThermalProfile":
    """The profile with what the options change of it. Raises ProfileError, UsageError."""
    from crackle_cli.pattern import PatternKind
    from crackle_cli.profile import ThermalProfile
    from crackle_cli.settings import CoolingRate

    profile = ThermalProfile.load(detect.profile)
    if detect.rate:
        profile = profile.with_rate(CoolingRate(detect.rate))
    if detect.seed is not None:
        profile = profile.with_seed(detect.seed)
    only = kinds(detect.only, "--only") or frozenset(PatternKind)
    for kind in PatternKind:
        if kind not in only or kind in kinds(detect.without, "--without"):
            profile = profile.without(kind)
    return profile


def read_options(source: InputOptions, profile: "ThermalProfile") -> "ReadOptions":
    """What to read: the options, and what the profile says where they are silent."""
    from crackle_cli.reading.options import ReadOptions

    return ReadOptions(
        input_format=source.input_format,
        header=not source.no_header,
        json_path=source.json_path,
        label=source.label or profile.label,
        metrics=names(source.metrics) or profile.metrics,
        ignore=names(source.ignore) or profile.ignore,
        order_by=source.order_by or profile.order_by,
        by=names(source.by) or profile.by,
        where=source.where or profile.where,
        glaze={**profile.glaze, **dict(_glaze(text) for text in source.glaze or [])},
    )


def _glaze(text: str) -> tuple[str, str]:
    name, equals, expression = text.partition("=")
    if not (name.strip() and equals and expression.strip()):
        raise UsageError(f'--glaze "{text}": write NAME=EXPR, such as "error_rate=errors/requests"')
    return name.strip(), expression.strip()
