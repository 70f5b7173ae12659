"""`media convert`: recordings, pictures and films in other forms."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal, InvalidOperation
from math import isfinite
from pathlib import Path
from typing import Annotated, TypeVar

import typer
from attrs import fields, frozen
from rich.text import Text

from tunemantra.contrib.media import Conversion, Converted, Converter
from tunemantra.contrib.media.converting import ENDINGS
from tunemantra.core.requirement import AudioForm, AudioTags, Dither, ImageForm, VideoForm
from tunemantra.errors import TuneMantraError
from tunemantra.host.cli.bars import each
from tunemantra.host.cli.state import state_of
from tunemantra.host.cli.views import console, print_json, problem_line

_TAGS = {field.name: field.type for field in fields(AudioTags) if field.name != "cover"}
_T = TypeVar("_T")
_SAME = {"aif": "aiff", "jpeg": "jpg", "tiff": "tif"}


@frozen
class _Outcome:
    file: Path
    made: Converted | None = None
    problem: str = ""
    hint: str = ""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(convert)


def convert(
    context: typer.Context,
    files: Annotated[list[Path], typer.Argument(help="Recordings, pictures or films.", exists=True, dir_okay=False)],
    to: Annotated[str, typer.Option("--to", "-t", help=f"One of {', '.join(ENDINGS)}.")],
    folder: Annotated[Path, typer.Option("--out", "-o", help="Folder for what is made.")] = Path(),
    rate: Annotated[int, typer.Option(min=0, help="Hz; 0 for that of the recording, or the nearest there is.")] = 0,
    bits: Annotated[int, typer.Option(min=0, help="Bits a sample, 16 or 24; 0 for those of the recording.")] = 0,
    kbits: Annotated[
        int, typer.Option("--bitrate", min=0, help="kbit/s; 0 for 320 of MP3, 128 a channel of AAC, 80 of Opus.")
    ] = 0,
    dither: Annotated[Dither, typer.Option(help="What is added where bits are dropped.")] = Dither.TRIANGULAR,
    gain: Annotated[float, typer.Option(help="dB by which it gets louder; there is no limiter.")] = 0.0,
    tag: Annotated[list[str] | None, typer.Option(help=f"NAME=TEXT, again and again: {', '.join(_TAGS)}.")] = None,
    cover: Annotated[
        Path | None, typer.Option(help="A JPEG or PNG that goes with the tags.", exists=True, dir_okay=False)
    ] = None,
    side: Annotated[int, typer.Option(min=0, help="Pixels of the shorter side; 0 for all there are.")] = 0,
    crop: Annotated[str, typer.Option(help="Another shape, such as 1:1 or 9:16.")] = "",
    focus: Annotated[
        str, typer.Option(help="What stays in the middle of it, as shares from the top left.")
    ] = "0.5,0.5",
    quality: Annotated[int, typer.Option(min=1, max=100, help="Of a JPEG.")] = 92,
    max_bytes: Annotated[int, typer.Option(min=0, help="Most bytes of a picture; 0 for no bound.")] = 0,
    progressive: Annotated[bool, typer.Option("--progressive", help="Write a progressive JPEG.")] = False,
    frame_rate: Annotated[str, typer.Option(help="Frames a second of a film, at most those it has.")] = "",
    mute: Annotated[bool, typer.Option("--mute", help="Leave the sound of a film out.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Replace files that are there.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON to standard output.")] = False,
) -> None:
    """Convert recordings, pictures and films; nothing is upsampled, enlarged, encoded twice or overwritten unasked."""
    if not isfinite(gain):
        raise typer.BadParameter("a gain is a number of decibels, such as -1.5", param_hint="'--gain'")
    wanted = Conversion(
        _SAME.get(to, to),
        rate=rate,
        bits=bits,
        bitrate=1000 * kbits,
        dither=dither,
        gain=gain,
        tags=_tags(tag or []),
        cover=cover,
        side=side,
        crop=_pair(crop, r"([1-9]\d{0,4}):([1-9]\d{0,4})", int, "--crop") if crop else None,
        focus=_pair(focus, r"(0(?:\.\d+)?|1(?:\.0+)?),(0(?:\.\d+)?|1(?:\.0+)?)", float, "--focus"),
        quality=quality,
        max_bytes=max_bytes,
        progressive=progressive,
        frame_rate=_rate(frame_rate),
        sound=not mute,
    )
    targets = {file: folder / f"{file.stem}.{wanted.to}" for file in files}
    _refuse_twins(targets.values())
    converter = Converter(state_of(context).settings().ffmpeg or None)
    outcomes = each(
        list(targets), lambda file, told: _converted(converter, file, targets[file], wanted, told, force=force)
    )
    _tell(outcomes, as_json=as_json)
    raise typer.Exit(1 if any(one.problem for one in outcomes) else 0)


def _converted(
    converter: Converter,
    file: Path,
    target: Path,
    wanted: Conversion,
    told: Callable[[float], None],
    *,
    force: bool,
) -> _Outcome:
    try:
        return _Outcome(file, converter.convert(file, target, wanted, force=force, progress=told))
    except TuneMantraError as problem:
        return _Outcome(file, problem=problem.message, hint=problem.hint)


def _tell(outcomes: Sequence[_Outcome], *, as_json: bool) -> None:
    if as_json:
        written = [{"file": one.file, "written": one.made.path, "form": one.made.form} for one in outcomes if one.made]
        problems = [{"file": one.file, "problem": one.problem, "hint": one.hint} for one in outcomes if one.problem]
        print_json({"written": written, "problems": problems})
        return
    for one in outcomes:
        if one.made:
            console.print(Text.assemble(f"{one.made.path}  ", (_form(one.made.form), "dim")), soft_wrap=True)
        else:
            console.print(Text(problem_line(one.problem, one.hint), "red"))


def _form(form: AudioForm | ImageForm | VideoForm) -> str:
    if isinstance(form, AudioForm):
        quality = f"{form.bit_depth} bit" if form.bit_depth else f"{form.bitrate / 1000:g} kbit/s"
        return f"{quality}, {form.sample_rate / 1000:g} kHz, {form.channels} ch"
    if isinstance(form, ImageForm):
        return f"{form.size[0]} × {form.size[1]} pixels"
    return f"{form.width} × {form.height} pixels, {'with' if form.audio else 'without'} sound"


def _tags(stated: Sequence[str]) -> AudioTags | None:
    values: dict[str, str | int] = {}
    for one in stated:
        name, equals, text = one.partition("=")
        if not equals or name not in _TAGS:
            message = f"{one!r} is no NAME=TEXT; names are {', '.join(_TAGS)}"
            raise typer.BadParameter(message, param_hint="'--tag'")
        number = _TAGS[name] in {int, "int"}
        if number and not re.fullmatch(r"\d{1,4}", text):
            message = f"{name} is a number"
            raise typer.BadParameter(message, param_hint="'--tag'")
        values[name] = int(text) if number else text
    return AudioTags(**values) if values else None  # type: ignore[arg-type] # each checked against its field


def _pair(text: str, form: str, kind: Callable[[str], _T], option: str) -> tuple[_T, _T]:
    found = re.fullmatch(form, text)
    if not found:
        message = f"{text!r} cannot be understood"
        raise typer.BadParameter(message, param_hint=f"'{option}'")
    return kind(found[1]), kind(found[2])


def _rate(text: str) -> Decimal | None:
    try:
        rate = Decimal(text) if text else None
    except InvalidOperation:
        rate = Decimal(0)
    if rate is not None and not (rate.is_finite() and rate > 0):
        message = f"{text!r} is no number of frames"
        raise typer.BadParameter(message, param_hint="'--frame-rate'")
    return rate


def _refuse_twins(targets: Iterable[Path]) -> None:
    twins = [str(path) for path, count in Counter(targets).items() if count > 1]
    if twins:
        message = f"several files would become {', '.join(twins)}"
        raise typer.BadParameter(message, param_hint="'FILES'")


__all__ = ["convert", "register"]
