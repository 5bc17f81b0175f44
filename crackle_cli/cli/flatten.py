"""Commands that take a few dataclasses of options instead of thirty parameters."""

from collections.abc import Callable
from dataclasses import MISSING, fields
from inspect import Parameter, Signature, signature
from typing import Any, get_type_hints


def flattened(run: Callable[..., None]) -> Callable[..., None]:
    """A command for typer whose parameters are the fields of `run`'s dataclass parameters.

    The first parameter of `run` is typer's context. Field names must differ between the
    dataclasses; each field is annotated for typer, and its help stands under the `panel` of its
    dataclass, where that has one.
    """
    context, *names = signature(run).parameters
    kinds = get_type_hints(run)
    sections = {name: kinds[name] for name in names}
    owners = {f.name: (section, f) for section, kind in sections.items() for f in fields(kind)}
    hints = {
        name: hint
        for kind in sections.values()
        for name, hint in get_type_hints(kind, include_extras=True).items()
    }
    for name, (section, _) in owners.items():
        (typed,) = hints[name].__metadata__
        typed.rich_help_panel = getattr(sections[section], "panel", None)

    def command(context: Any, **given: Any) -> None:
        parts: dict[str, dict[str, Any]] = {section: {} for section in sections}
        for name, value in given.items():
            parts[owners[name][0]][name] = value
        run(context, **{section: kind(**parts[section]) for section, kind in sections.items()})

    command.__doc__ = run.__doc__
    command.__name__ = run.__name__
    command.__annotations__ = hints
    command.__signature__ = Signature(  # type: ignore[attr-defined]  # read by inspect
        [Parameter("context", Parameter.POSITIONAL_OR_KEYWORD, annotation=kinds[context])]
        + [
            Parameter(
                name,
                Parameter.KEYWORD_ONLY,
                default=Parameter.empty if f.default is MISSING else f.default,
                annotation=hints[name],
            )
            for name, (_, f) in owners.items()
        ]
    )
    return command
