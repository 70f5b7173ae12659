"""What was heard in recordings, as tables that fit 80 columns and say more in wider ones."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Final

from attrs import frozen
from rich.table import Table
from rich.text import Text

from tunemantra.core.analysis import SoundAnalysis, SoundFault
from tunemantra.core.media import AudioFacts
from tunemantra.core.rules.gravity import grave
from tunemantra.core.rules.listening import clock

WIDE: Final = 110
"""Columns from which a table of recordings says more of each."""
_BARS: Final = " ▁▂▃▄▅▆▇█"
_SHAPE: Final = 12
_AT_ONCE: Final = 0.001
_PLACES: Final = 3
"""So many places are told of one kind of fault."""
_DASH: Final = "–"


@frozen
class Heard:
    """One recording in a table.

    Args:
        number: what it is called below the table.
        name: of the recording.
        sound: what was heard.
        facts: what its file is; None where nobody asked.
    """

    number: str
    name: str
    sound: SoundAnalysis
    facts: AudioFacts | None = None


def length(seconds: float) -> str:
    """Return a length in minutes and seconds, and in hours where there are any."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


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
    return _DASH if value is None else f"{value:.1f}"


def form_of(facts: AudioFacts | None) -> str:
    """Return what a file is, as people call it: `24/96 flac`, `320k mp3`."""
    if facts is None or not facts.container:
        return _DASH
    if facts.lossy:
        return f"{facts.bitrate // 1000}k {facts.codec}"
    channels = "" if facts.channels == 2 else f" {facts.channels} ch"  # noqa: PLR2004 - stereo goes without saying
    return f"{facts.bit_depth}/{facts.sample_rate / 1000:g} {facts.container}{channels}"


def sound_table(recordings: Sequence[Heard], title: str, *, width: int = 80) -> Table:
    """Return a row for each recording.

    Args:
        recordings: in order.
        title: of the table.
        width: columns there are; from `WIDE` on each row says more.
    """
    wide = width >= WIDE
    table = Table(title=title, title_justify="left", box=None, expand=False, pad_edge=False, title_style="bold")
    table.add_column("", justify="right", no_wrap=True)
    table.add_column("Recording", overflow="fold", max_width=30 if wide else 20)
    if wide:
        table.add_column("Form", no_wrap=True)
    for column in ("Length", "LUFS", "LU", "dBTP", *(("dBFS", "kHz") if wide else ()), "BPM"):
        table.add_column(column, justify="right", no_wrap=True)
    table.add_column("Key", no_wrap=True)
    table.add_column("Shape", no_wrap=True)
    for one in recordings:
        table.add_row(*_row(one, wide=wide))
    return table


def _row(one: Heard, *, wide: bool) -> Iterator[str | Text]:
    sound, loud = one.sound, one.sound.loudness
    over = loud.true_peak is not None and loud.true_peak > 0
    yield one.number
    yield Text(one.name)
    if wide:
        yield form_of(one.facts)
    yield length(sound.seconds)
    yield level(loud.integrated)
    yield f"{loud.range:.1f}"
    yield Text(level(loud.true_peak), "yellow" if over else "")
    if wide:
        yield level(loud.sample_peak)
        yield f"{sound.bandwidth / 1000:.1f}"
    yield sound.tempo.value if sound.tempo else _DASH
    yield sound.key.value if sound.key else _DASH
    yield Text(shape(sound, 2 * _SHAPE if wide else _SHAPE), "cyan")


def fault_table(recordings: Sequence[Heard], told: Mapping[str, Iterable[str]] | None = None) -> Table | None:
    """Return a row for each kind of fault of each recording: what, when, how much; None where there is none.

    Args:
        recordings: in order.
        told: by their number, what findings say elsewhere and is not repeated.
    """
    table = Table(box=None, expand=False, pad_edge=False, show_header=False)
    table.add_column(justify="right", no_wrap=True, style="bold")
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold", style="dim", max_width=27)
    table.add_column(overflow="fold")
    for one in recordings:
        said = tuple((told or {}).get(one.number, ()))
        number = one.number
        for alike in _by_kind(one.sound.faults):
            if not any(_says(text, fault.detail) for fault in alike for text in said):
                kind = Text(alike[0].kind.value.replace("-", " "), "red" if grave(alike[0]) else "yellow")
                table.add_row(number, kind, _when(alike, one.sound), _what(alike))
                number = ""
    return table if table.row_count else None


def _says(text: str, detail: str) -> bool:
    """Return whether a finding's text tells of a fault."""
    return bool(text and detail) and (detail in text or detail.startswith(text))


def _by_kind(faults: Iterable[SoundFault]) -> Iterable[list[SoundFault]]:
    groups: dict[object, list[SoundFault]] = {}
    for fault in faults:
        groups.setdefault(fault.kind, []).append(fault)
    return groups.values()


def _when(alike: Sequence[SoundFault], sound: SoundAnalysis) -> str:
    places = list(dict.fromkeys(moment(fault, sound.seconds) for fault in alike))
    more = len(places) - _PLACES
    return ", ".join(places[:_PLACES]) + (f" and {more} more" if more > 0 else "")


def moment(fault: SoundFault, seconds: float) -> str:
    """Return when a fault is heard in a recording of so many seconds."""
    if fault.start == 0 and fault.end >= seconds:
        return "throughout"
    if fault.end - fault.start < _AT_ONCE:
        return clock(fault.start)
    return f"{clock(fault.start)} – {clock(fault.end)}"


def _what(alike: Sequence[SoundFault]) -> str:
    channels = {fault.channel for fault in alike}
    found = alike[0].detail
    if len(channels) == 1 and alike[0].channel is not None and "channel" not in found:
        found = f"{found}, channel {alike[0].channel + 1}"
    return found


__all__ = ["WIDE", "Heard", "fault_table", "form_of", "length", "level", "moment", "shape", "sound_table"]
