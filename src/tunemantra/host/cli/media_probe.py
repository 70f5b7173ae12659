"""`media probe`: what files are, and whether they are whole."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated

import typer
from attrs import evolve
from rich.table import Table
from rich.text import Text

from tunemantra.contrib.media import PdfBooklet
from tunemantra.contrib.media.files import open_file
from tunemantra.contrib.media.foreign import Taken, kind_of
from tunemantra.contrib.media.headers import MATROSKA, TEXT, UNKNOWN
from tunemantra.core.media import AudioFacts, BookletFacts, Facts, ImageFacts, ImmersiveFacts, VideoFacts
from tunemantra.host.cli.analysis_view import length
from tunemantra.host.cli.bars import each
from tunemantra.host.cli.state import state_of
from tunemantra.host.cli.views import console, print_json
from tunemantra.host.facade import TuneMantra

_HEAD = 1024
_PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"II*\0", b"MM\0*")
_FILMS = {"m4a", "matroska", ""}
"""What a header of sound calls a container that films are in as well, or does not know."""

_OF_ANY_KIND = {
    UNKNOWN: f"of no kind known here: {Taken.OTHER.value}",
    TEXT: f"a text file: {Taken.OTHER.value}",
    MATROSKA: f"Matroska, or WebM without pictures: {Taken.RECORDING.value}, {Taken.FILM.value}",
}
"""What is said of a file that may be of any kind, instead of what is said of one that has to be a recording."""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(probe)


def probe(
    context: typer.Context,
    files: Annotated[
        list[Path], typer.Argument(help="Recordings, pictures, films and booklets.", exists=True, dir_okay=False)
    ],
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON to standard output.")] = False,
) -> None:
    """Say what files are, from their own bytes, decoded to their end; exit code 1 where one is not whole."""
    with state_of(context).host() as host:
        known = each(files, lambda file, told: (file, facts_of(host, file, told)))
    if as_json:
        print_json([{"file": file, "facts": facts} for file, facts in known])
    else:
        console.print(_table(known))
    raise typer.Exit(1 if any(facts.problem for _, facts in known) else 0)


def facts_of(host: TuneMantra, file: Path, told: Callable[[float], None] | None = None) -> Facts:
    """Return what a file is.

    Args:
        host: measures it.
        file: what is asked about.
        told: told the share done, where the file is to be decoded to its end; None for its header alone, as far as
            that says what it is.
    """
    try:
        with open_file(file) as stream:
            head = stream.read(_HEAD)
    except OSError as error:
        return AudioFacts("", "", 0, 0, 0, 0, problem=f"cannot be read: {error.strerror}")
    audio, images = host.processors()
    foreign = kind_of(head)
    if foreign is not None:
        what, taken = foreign
        return evolve(audio.inspect(file), problem=f"{what}: {taken.value}")
    if head.startswith(_PICTURES) or (head[:4] == b"RIFF" and head[8:12] == b"WEBP"):
        return images.measure(file)
    if b"%PDF-" in head:
        return PdfBooklet().measure(file)
    sound = audio.measure(file, told) if told else audio.inspect(file)
    films = host.films()
    if not sound.problem or sound.container not in _FILMS or films is None:
        return sound
    film = films.measure(file, told)
    return film if film.codec else evolve(sound, problem=_OF_ANY_KIND.get(sound.problem, sound.problem))


def _table(known: Sequence[tuple[Path, Facts]]) -> Table:
    table = Table(box=None, pad_edge=False)
    for column in ("File", "Form", "Size", "What"):
        table.add_column(column, overflow="fold")
    for file, facts in known:
        what = Text(facts.problem, "red") if facts.problem else Text(_extent(facts))
        table.add_row(Text(file.name), _form(facts), _size(facts.size), what)
    return table


def _size(count: int) -> str:
    return f"{count / 1_000_000:.1f} MB" if count >= 100_000 else f"{count / 1000:.1f} kB"  # noqa: PLR2004


def _form(facts: Facts) -> str:
    match facts:
        case ImageFacts():
            return f"{facts.format} {facts.mode}".strip() or "–"
        case BookletFacts():
            return "PDF"
        case VideoFacts(audio=None):
            return f"{facts.container} {facts.codec}"
        case VideoFacts(audio=AudioFacts(codec=sound)):
            return f"{facts.container} {facts.codec}, {sound}"
        case _:
            return f"{facts.container} {facts.codec}".strip() or "–"


def _extent(facts: Facts) -> str:
    match facts:
        case ImageFacts():
            return f"{facts.width} × {facts.height} pixels, {facts.bits} bit"
        case BookletFacts():
            active = f"; {', '.join(facts.active)}" if facts.active else ""
            return f"{len(facts.sizes)} page{'s' * (len(facts.sizes) != 1)}{active}"
        case VideoFacts():
            shape = f"{facts.width} × {facts.height} pixels, {facts.frame_rate.normalize():f} frames/s"
            return f"{shape}, {length(facts.milliseconds / 1000)}"
        case _:
            depth = f"{facts.bit_depth} bit, " if facts.bit_depth else ""
            rate = f"{facts.bitrate / 1000:.0f} kbit/s, " if facts.bitrate else ""
            shape = f"{depth}{rate}{facts.sample_rate / 1000:g} kHz, {facts.channels} ch, {length(facts.duration)}"
            return shape + (f"; {_scene(facts.immersive)}" if facts.immersive else "")


def _scene(scene: ImmersiveFacts) -> str:
    objects = f"{scene.objects} object{'s' * (scene.objects != 1)}"
    return f"ADM{', Dolby Atmos' * scene.dolby}: {objects}, {scene.bed_channels} channels of a bed"


__all__ = ["facts_of", "probe", "register"]
