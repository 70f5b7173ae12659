"""`analyse`, `waveform` of `media`: how recordings sound and pictures look."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer
from attrs import frozen
from rich.text import Text

from tunemantra.core.analysis import Analysis, PictureAnalysis, SoundAnalysis
from tunemantra.core.media import AudioFacts, Facts, ImageFacts
from tunemantra.core.requirement import ImageForm
from tunemantra.core.rules.gravity import bears_grave
from tunemantra.errors import MediaError
from tunemantra.host.cli.analysis_page import Seen, page
from tunemantra.host.cli.analysis_view import Heard, fault_table, sound_table
from tunemantra.host.cli.bars import each
from tunemantra.host.cli.charts import standalone
from tunemantra.host.cli.media_probe import facts_of
from tunemantra.host.cli.picture_view import picture_view
from tunemantra.host.cli.state import state_of
from tunemantra.host.cli.views import console, print_json, problem_line
from tunemantra.host.facade import TuneMantra

Files = Annotated[list[Path], typer.Argument(help="Audio files and pictures.", exists=True, dir_okay=False)]
Recordings = Annotated[list[Path], typer.Argument(help="Audio files.", exists=True, dir_okay=False)]
Json = Annotated[bool, typer.Option("--json", help="Write JSON to standard output.")]

SMALL = 480
"""Pixels of the shorter side of a picture in a report."""


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(analyse)
    app.command("waveform")(draw)


@frozen
class Outcome:
    """What became of one file: what it is, what was found, or why nothing was."""

    file: Path
    facts: Facts | None = None
    found: Analysis | None = None
    problem: str = ""
    hint: str = ""

    @property
    def failed(self) -> bool:
        """Whether nothing was found, or something nobody would deliver."""
        return bool(self.problem) or (self.found is not None and bears_grave(self.found))


def analyse(
    context: typer.Context,
    files: Files,
    html: Annotated[Path | None, typer.Option(help="Write a report with pictures to this file.")] = None,
    as_json: Json = False,
) -> None:
    """Listen to recordings and look at pictures, and say what is wrong with them and where.

    The exit code is 1 where a file cannot be read to its end, or has a fault that is an error by itself.
    """
    with state_of(context).host() as host:
        outcomes = each(files, lambda file, told: _analysed(host, file, told))
        if html is not None:
            html.write_text(page(_heard(outcomes), _seen(host, outcomes)), "utf-8")
    if as_json:
        print_json([{"file": one.file, "analysis": one.found, "problem": one.problem} for one in outcomes])
    else:
        _show(outcomes)
        if html is not None:
            typer.echo(f"\n{html} is written")
    raise typer.Exit(1 if any(one.failed for one in outcomes) else 0)


def _analysed(host: TuneMantra, file: Path, told: Callable[[float], None]) -> Outcome:
    sounds, pictures = host.analysers()
    facts = facts_of(host, file)
    found: Analysis | None = None
    try:
        if isinstance(facts, ImageFacts):
            found = pictures.analyse(file) if pictures else None
        elif isinstance(facts, AudioFacts):
            found = sounds.analyse(file, told) if sounds else None
    except MediaError as problem:
        return Outcome(file, facts, problem=problem.message, hint=problem.hint)
    if found is None:
        why = f"{file.name}: {facts.problem or 'nobody here analyses it'}"
        return Outcome(file, facts, problem=why, hint="recordings and pictures are analysed")
    return Outcome(file, facts, found)


def _heard(outcomes: Sequence[Outcome]) -> list[Heard]:
    return [
        Heard(str(number), one.file.name, one.found, one.facts if isinstance(one.facts, AudioFacts) else None)
        for number, one in enumerate(outcomes, 1)
        if isinstance(one.found, SoundAnalysis)
    ]


def _seen(host: TuneMantra, outcomes: Sequence[Outcome]) -> list[Seen]:
    return [
        Seen(one.file.name, one.found, one.facts, _small(host, one.file, one.facts))
        for one in outcomes
        if isinstance(one.found, PictureAnalysis) and isinstance(one.facts, ImageFacts)
    ]


def _small(host: TuneMantra, file: Path, facts: ImageFacts) -> bytes:
    if facts.problem:
        return b""
    _, images = host.processors()
    form = ImageForm("JPEG", min(facts.side, SMALL), quality=80, ratio=(facts.width, facts.height))
    with TemporaryDirectory() as room:
        return images.process(file, [form], Path(room)).files[form].read_bytes()


def _show(outcomes: Sequence[Outcome]) -> None:
    recordings = _heard(outcomes)
    if recordings:
        console.print(sound_table(recordings, "How it sounds", width=console.width))
        faults = fault_table(recordings)
        console.print()
        console.print(faults if faults is not None else Text("No faults were heard.", "green"))
    for one in outcomes:
        if isinstance(one.found, PictureAnalysis):
            console.print()
            facts = one.facts if isinstance(one.facts, ImageFacts) else None
            for part in picture_view(one.file.name, one.found, facts):
                console.print(part, highlight=False)
        elif one.problem:
            console.print(Text(problem_line(one.problem, one.hint), "red"))


def draw(
    context: typer.Context,
    files: Recordings,
    folder: Annotated[Path, typer.Option("--out", "-o", help="Folder for the pictures.")] = Path(),
    as_json: Json = False,
) -> None:
    """Draw the waveform of recordings as SVG, faults marked."""
    folder.mkdir(parents=True, exist_ok=True)
    written: list[Path] = []
    with state_of(context).host() as host:
        outcomes = each(files, lambda file, told: _analysed(host, file, told))
    for one in outcomes:
        if isinstance(one.found, SoundAnalysis):
            target = folder / f"{one.file.stem}.svg"
            target.write_text(standalone(one.found), "utf-8")
            written.append(target)
    if as_json:
        print_json({"written": written, "problems": [one.problem for one in outcomes if one.problem]})
    else:
        for target in written:
            typer.echo(f"{target} is written")
        for one in outcomes:
            if one.problem:
                console.print(Text(problem_line(one.problem, one.hint), "red"))
    raise typer.Exit(1 if any(one.problem for one in outcomes) else 0)


__all__ = ["register"]
