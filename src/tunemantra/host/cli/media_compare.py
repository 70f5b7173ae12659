"""`media compare`: how two recordings stand to each other."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from tunemantra.host.cli.state import state_of
from tunemantra.host.cli.views import console, print_json

if TYPE_CHECKING:
    from tunemantra.contrib.media.prints import Comparison

WORDS = {
    "same-bytes": ("the same file, byte for byte", "bold green"),
    "same-samples": ("the same samples in another file", "bold green"),
    "same-recording": ("the same recording", "green"),
    "different": ("different recordings", "bold red"),
    "unknown": ("too short or too plain to be told by their sound", "yellow"),
}


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(compare)


def compare(
    context: typer.Context,
    first: Annotated[Path, typer.Argument(help="A recording, lossless or lossy.")],
    second: Annotated[Path, typer.Argument(help="Another one.")],
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON to standard output.")] = False,
) -> None:
    """Say whether two files hold the same bytes, samples or recording, and how they differ; exit code 1 if not."""
    from tunemantra.contrib.media.prints import Relation
    from tunemantra.contrib.media.prints import compare as held_against

    found = held_against(first, second, ffmpeg=state_of(context).settings().ffmpeg or None)
    if as_json:
        print_json(found)
    else:
        _show(found)
    raise typer.Exit(1 if found.relation in {Relation.DIFFERENT, Relation.UNKNOWN} else 0)


def _show(found: Comparison) -> None:
    words, colour = WORDS[found.relation.value]
    known = "" if found.relation.value == "unknown" else f"  ({found.similarity:.0%} alike)"
    console.print(Text.assemble((words, colour), known))
    if found.relation.value != "same-recording":
        return
    offset, gain = found.offset, found.gain
    if abs(offset) >= 0.001:  # noqa: PLR2004 - a millisecond
        console.print(
            f"  the second begins {abs(offset):.3f} s {'earlier' if offset > 0 else 'later'}", highlight=False
        )
    if gain is not None and abs(gain) >= 0.05:  # noqa: PLR2004 - a twentieth of a decibel
        console.print(f"  the second is {abs(gain):.2f} dB {'louder' if gain > 0 else 'quieter'}", highlight=False)
    console.print(f"  {found.overlap:.1f} s were held against each other", highlight=False)


__all__ = ["compare", "register"]
