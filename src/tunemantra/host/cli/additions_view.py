"""What goes with the recordings of a release, as a table that fits 80 columns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from rich.table import Table
from rich.text import Text

from tunemantra.core.media import AudioFacts, BookletFacts, Facts, ImageFacts, VideoFacts
from tunemantra.core.release import Part, Release
from tunemantra.host.cli.analysis_view import length
from tunemantra.host.cli.findings import people_path

_MEGABYTE = 1_000_000


def additions_view(release: Release, facts: Mapping[str, Facts]) -> Iterator[Table | Text]:
    """Yield a row for each film, immersive mix, canvas and booklet; nothing where there is none.

    Args:
        release: their places.
        facts: what was measured in them, by path in the release.
    """
    rows = [
        (path, release.part(path), asset.path, facts.get(path))
        for path, asset in (*release.assets(), *release.additions())
        if release.part(path) not in {Part.COVER, Part.RECORDING}
    ]
    if not rows:
        return
    table = Table(title="What goes with it", title_justify="left", box=None, pad_edge=False, title_style="bold")
    for column in ("Where", "", "File", "What it is"):
        table.add_column(column, overflow="fold")
    for path, part, file, known in rows:
        place = people_path(path).partition(":")[0]
        where = "" if place == part.value else place
        table.add_row(Text(where), Text(part.value), Text(file), Text(what(known)))
    yield table
    yield Text("")


def what(facts: Facts | None) -> str:
    """Return what a file is, in a few words."""
    match facts:
        case None:
            return "not measured"
        case _ if facts.problem:
            return "cannot be read"
        case AudioFacts():
            return _sound(facts)
        case VideoFacts():
            sound = "with sound" if facts.audio is not None else "silent"
            moving = f"{facts.width} × {facts.height}, {facts.frame_rate:f} frames a second, {sound}"
            return f"{facts.container.upper()} {facts.codec}, {facts.milliseconds / 1000:.1f} s, {moving}"
        case BookletFacts():
            pages = f"{len(facts.sizes)} page{'s' * (len(facts.sizes) != 1)}"
            width, height = facts.sizes[0] if facts.sizes else (0.0, 0.0)
            return f"PDF, {pages} of {width:g} × {height:g} in, {facts.size / _MEGABYTE:.1f} MB"
        case ImageFacts():
            return f"{facts.format}, {facts.width} × {facts.height}"


def _sound(facts: AudioFacts) -> str:
    scene = facts.immersive
    told = f"{length(facts.duration)}, {facts.bit_depth}-bit {facts.sample_rate / 1000:g} kHz"
    if scene is None:
        return f"{facts.container.upper()}, {told}, {facts.channels} channels"
    name = "Dolby Atmos" if scene.dolby else "ADM BWF"
    return f"{name}, {told}, {scene.bed_channels} bed channels, {scene.objects} objects"


__all__ = ["additions_view", "what"]
