"""`media clip`: a taste of a recording."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from tunemantra.contrib.media import Clips
from tunemantra.contrib.media.clips import clip_name
from tunemantra.contrib.media.converting import refuse_target
from tunemantra.host.cli.state import state_of
from tunemantra.host.cli.views import console


class Container(StrEnum):
    """What a clip is written as."""

    WAV = "wav"
    MP3 = "mp3"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(clip)


def clip(
    context: typer.Context,
    master: Annotated[Path, typer.Argument(help="WAV, FLAC or AIFF.")],
    start: Annotated[
        float | None, typer.Option(min=0, help="Seconds into it; the loudest passage unless stated.")
    ] = None,
    seconds: Annotated[float, typer.Option(help="Length, at most 120.")] = 30.0,
    fade: Annotated[float, typer.Option(min=0, help="Seconds of fading at each end.")] = 1.0,
    kind: Annotated[Container, typer.Option(help="wav or mp3.")] = Container.MP3,
    out: Annotated[Path | None, typer.Option("--out", "-o", help="Folder; the master's unless stated.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace a clip that is there.")] = False,
) -> None:
    """Cut a faded preview clip."""
    clips = Clips(state_of(context).settings().ffmpeg or None)
    folder = out or master.parent
    refuse_target(master, folder / clip_name(master, kind.value), force=force)
    folder.mkdir(parents=True, exist_ok=True)
    made = clips.preview(master, folder, start=start, seconds=seconds, fade=fade, container=kind.value)
    told = f"written: {made.path}, {made.seconds:.2f} s from {made.start:g} s"
    console.print(told, highlight=False, markup=False, soft_wrap=True)
    if seconds - made.seconds > 0.001:  # noqa: PLR2004 - a millisecond is rounding
        ends = made.start + made.seconds
        short = f"shorter than the {seconds:g} s asked for: {master.name} ends after {ends:.2f} s"
        console.print(short, style="yellow", highlight=False, markup=False, soft_wrap=True)


__all__ = ["clip", "register"]
