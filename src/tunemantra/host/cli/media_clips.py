"""`media clip` and `media waveform`: a taste of a recording, and a picture of it."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from tunemantra.contrib.media import Clips
from tunemantra.host.cli.state import state_of
from tunemantra.host.cli.views import console


class Container(StrEnum):
    """What a clip is written as."""

    WAV = "wav"
    MP3 = "mp3"


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(clip)
    app.command()(waveform)


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
) -> None:
    """Cut a faded preview clip."""
    clips = Clips(state_of(context).settings().ffmpeg or None)
    begin = clips.loudest(master, seconds) if start is None else start
    made = clips.preview(master, out or master.parent, start=begin, seconds=seconds, fade=fade, container=kind.value)
    console.print(f"written: {made}, from {begin:g} s", highlight=False, markup=False, soft_wrap=True)


def waveform(
    context: typer.Context,
    recording: Annotated[Path, typer.Argument(help="A recording, lossless or lossy.")],
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="A .png or .svg; RECORDING.png unless stated.")
    ] = None,
    width: Annotated[int, typer.Option(min=1, max=8192, help="Pixels.")] = 1000,
    height: Annotated[int, typer.Option(min=1, max=8192, help="Pixels.")] = 200,
    colour: Annotated[str, typer.Option(help="Of the wave, #rrggbb.")] = "#1f6feb",
    background: Annotated[str, typer.Option(help="#rrggbb; transparent unless stated.")] = "",
) -> None:
    """Draw the course of a recording."""
    from tunemantra.contrib.media.waveform import WaveformStyle, envelope, write_waveform

    try:
        style = WaveformStyle(width, height, colour, background)
    except ValueError as problem:
        raise typer.BadParameter("a colour is written as #rrggbb") from problem
    target = out or recording.with_suffix(".png")
    peaks = envelope(recording, width, ffmpeg=state_of(context).settings().ffmpeg or None)
    console.print(f"written: {write_waveform(peaks, target, style)}", highlight=False, markup=False, soft_wrap=True)


__all__ = ["clip", "register", "waveform"]
