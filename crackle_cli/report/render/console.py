"""What rich draws, as text; it colours nothing and finds nothing by itself."""

from collections.abc import Callable
from io import StringIO

from rich.console import Console

from crackle_cli.visible import unglued


def drawn(draw: Callable[[Console], None], width: int, colour: bool) -> str:
    """What `draw` prints on a console `width` columns wide, its lines without blanks at the end."""
    console = Console(
        file=StringIO(),
        width=width,
        force_terminal=colour,
        no_color=not colour,
        color_system="standard" if colour else None,
        highlight=False,
        emoji=False,
        legacy_windows=False,
    )
    with console.capture() as captured:
        draw(console)
    return "\n".join(unglued(line.rstrip()) for line in captured.get().splitlines()) + "\n"
