"""What was heard in recordings, as tables that fit 80 columns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from rich.table import Table
from rich.text import Text

from tunemantra.core.analysis import Analysis, PictureFault, SoundAnalysis, SoundFault
from tunemantra.core.release import Release
from tunemantra.core.rules.listening import clock
from tunemantra.core.sequence import joins

_BARS = " ▁▂▃▄▅▆▇█"
_SHAPE = 12
_AT_ONCE = 0.001
_GAP = 0.1
_EXTRA = "Nobody listened for tempo and key: pip install 'tunemantra[analysis]'"


def length(seconds: float) -> str:
    """Return a length in minutes and seconds."""
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes}:{rest:02}"


def shape(heard: SoundAnalysis, width: int = _SHAPE) -> str:
    """Return the outline of a recording, in so many characters."""
    points = heard.envelope
    if not points:
        return ""
    edges = [at * len(points) // width for at in range(width + 1)]
    parts = [points[start : max(end, start + 1)] for start, end in pairwise(edges)]
    means = [sum(part) / len(part) for part in parts]
    top = max(means) or 1.0
    return "".join(_BARS[round(mean / top * (len(_BARS) - 1))] for mean in means)


def level(value: float | None) -> str:
    """Return a level with one decimal; a dash where there is none."""
    return "–" if value is None else f"{value:.1f}"


def sound_table(named: Sequence[tuple[str, str, SoundAnalysis]], title: str) -> Table:
    """Return a row for each recording.

    Args:
        named: number, name and analysis of each.
        title: of the table.
    """
    table = Table(title=title, title_justify="left", box=None, expand=False, pad_edge=False, title_style="bold")
    table.add_column("", justify="right", no_wrap=True)
    table.add_column("Recording", overflow="fold", max_width=20)
    for column in ("Length", "LUFS", "LU", "dBTP", "BPM"):
        table.add_column(column, justify="right", no_wrap=True)
    table.add_column("Key", no_wrap=True)
    table.add_column("Shape", no_wrap=True)
    for number, name, heard in named:
        loud = heard.loudness
        over = loud.true_peak is not None and loud.true_peak > 0
        table.add_row(
            number,
            Text(name),
            length(heard.seconds),
            level(loud.integrated),
            f"{loud.range:.1f}",
            Text(level(loud.true_peak), "yellow" if over else ""),
            heard.tempo.value if heard.tempo else "–",
            heard.key.value if heard.key else "–",
            Text(shape(heard), "cyan"),
        )
    return table


def fault_line(fault: SoundFault | PictureFault) -> Text:
    """Return a fault in one line: what and where."""
    if isinstance(fault, PictureFault):
        place = fault.region
        where = f"{place.width}×{place.height} at {place.left}, {place.top}" if place else ""
        return Text.assemble(("   ! ", "yellow"), f"{fault.kind.value}: {fault.detail}", (f"  {where}", "dim"))
    at_once = fault.end - fault.start < _AT_ONCE
    when = clock(fault.start) if at_once else f"{clock(fault.start)} – {clock(fault.end)}"
    channel = "" if fault.channel is None else f", channel {fault.channel + 1}"
    return Text.assemble(("   ! ", "yellow"), f"{fault.kind.value}{channel}: {fault.detail}", (f"  {when}", "dim"))


def release_view(release: Release, analyses: Mapping[str, Analysis]) -> Iterator[Table | Text]:
    """Yield what a person would want to read of a release's masters; nothing where nobody listened.

    Args:
        release: its tracks name the recordings.
        analyses: by path in the release.
    """
    heard = [
        (_number(release, index), track.title.display, found)
        for index, track in enumerate(release.tracks)
        if isinstance(found := analyses.get(f"tracks[{index}].audio"), SoundAnalysis)
    ]
    if not heard:
        return
    yield sound_table(heard, "How the masters sound")
    gaps = "; ".join(_joined(release, analyses))
    if gaps:
        yield Text(f"Between tracks: {gaps}")
    if not all(found.listened for _, _, found in heard):
        yield Text(_EXTRA, "dim")
    yield Text("")


def _joined(release: Release, analyses: Mapping[str, Analysis]) -> Iterator[str]:
    for join in joins(release, analyses):
        before, after = (_number(release, index) for index in (join.before, join.after))
        if join.gapless:
            yield f"{before} runs into {after} without a gap"
        elif join.gap >= _GAP:
            yield f"{join.gap:.1f} s of silence between {before} and {after}"


def _number(release: Release, index: int) -> str:
    track = release.tracks[index]
    return (
        f"{track.disc}.{track.number}" if any(one.disc != track.disc for one in release.tracks) else str(track.number)
    )


__all__ = ["fault_line", "length", "level", "release_view", "shape", "sound_table"]
