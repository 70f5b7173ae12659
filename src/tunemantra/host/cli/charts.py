"""Charts of recordings as SVG inside HTML: shapes stretch with the window, words stay as large as they are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from itertools import groupby
from math import log
from typing import Final

from tunemantra.core.analysis import SoundAnalysis, SoundFault
from tunemantra.core.rules.listening import clock
from tunemantra.host.cli.analysis_view import length, level

WIDTH: Final = 1000
HEIGHT: Final = 160
_QUIETEST: Final = -60.0
_DEEPEST: Final = -120.0
_NOTHING: Final = -70.0
"""LUFS at and below which there is no loudness."""
_LOWEST: Final = 20.0
_STEPS: Final = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200)
_MOST_TICKS: Final = 6
_THINNEST: Final = 3.0
ALONE: Final = (
    "svg{background:#fff}.wave{fill:#2a78b8}.mark{fill:#c43c1e;opacity:.35}text{fill:#56636f;font:12px sans-serif}"
)


def outline(heard: SoundAnalysis) -> str:
    """Return the chart of a recording's peaks, with a strip for each kind of fault."""
    label = f"Waveform, {length(heard.seconds)}; {_count(heard.faults)}"
    tinted = "".join(_rect(start, end, heard.seconds, "tint") for start, end in _marked(heard))
    picture = _svg(f'<polygon class="wave" points="{_wave(heard)}"/>{tinted}', label)
    return _plot(picture, (), _times(heard.seconds), "".join(_strips(heard)))


def loudness(heard: SoundAnalysis) -> str:
    """Return the chart of momentary loudness over time."""
    step = WIDTH / max(len(heard.curve), 1)
    points = [(at * step, value) for at, value in enumerate(heard.curve)]
    runs = (list(run) for loud, run in groupby(points, lambda point: point[1] > _NOTHING) if loud)
    curve = "".join(_line((x, _down(value, _QUIETEST)) for x, value in run) for run in runs)
    whole = heard.loudness.integrated
    mean = "" if whole is None else _across(whole, _QUIETEST, "mean")
    marks = [float(value) for value in range(0, -60, -10)]
    label = f"Momentary loudness over time, integrated {level(whole)} LUFS"
    picture = _svg("".join(_across(value, _QUIETEST) for value in marks) + mean + curve, label)
    return _plot(picture, [(f"{value:g}", _down(value, _QUIETEST)) for value in marks], _times(heard.seconds))


def spectrum(heard: SoundAnalysis, rate: int = 0) -> str:
    """Return the chart of the mean spectrum, each octave as wide as the next.

    Args:
        heard: the analysis.
        rate: Hz, the sample rate; without it frequencies have no names.
    """
    step = WIDTH / max(len(heard.spectrum), 1)
    curve = _line(((at + 0.5) * step, _down(value, _DEEPEST)) for at, value in enumerate(heard.spectrum))
    marks = [float(value) for value in range(0, -120, -20)]
    label = f"Mean spectrum, up to {heard.bandwidth / 1000:.1f} kHz"
    picture = _svg("".join(_across(value, _DEEPEST) for value in marks) + curve, label)
    return _plot(picture, [(f"{value:g}", _down(value, _DEEPEST)) for value in marks], list(_frequencies(rate)))


def standalone(heard: SoundAnalysis) -> str:
    """Return the outline of a recording as an SVG of its own, faults marked."""
    marks = "".join(
        _rect(fault.start, fault.end, heard.seconds, "mark", f"{fault.kind.value} {clock(fault.start)}: {fault.detail}")
        for fault in heard.faults
    )
    times = "".join(
        f'<text x="{share * WIDTH:.0f}" y="{HEIGHT + 14}" text-anchor="{_anchor(share)}">{name}</text>'
        for name, share in _times(heard.seconds)
    )
    label = escape(f"Waveform, {length(heard.seconds)}; {_count(heard.faults)}", quote=True)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT + 18}" width="{WIDTH}" '
        f'height="{HEIGHT + 18}" role="img" aria-label="{label}"><title>{label}</title><style>{ALONE}</style>'
        f'<polygon class="wave" points="{_wave(heard)}"/>{marks}{times}</svg>\n'
    )


def _plot(picture: str, y: Iterable[tuple[str, float]], x: Iterable[tuple[str, float]], below: str = "") -> str:
    down = "".join(f'<span style="top:{at / HEIGHT:.1%}">{name}</span>' for name, at in y)
    along = "".join(f'<span class="{_anchor(share)}" style="left:{share:.1%}">{name}</span>' for name, share in x)
    axes = f'<div class="y" aria-hidden="true">{down}</div>{picture}'
    return f'<div class="plot">{axes}{below}<div class="x" aria-hidden="true">{along}</div></div>'


def _svg(inner: str, label: str, *, tall: int = HEIGHT) -> str:
    box = f'viewBox="0 0 {WIDTH} {tall}" preserveAspectRatio="none"'
    return f'<svg {box} role="img" aria-label="{escape(label, quote=True)}">{inner}</svg>'


def _strips(heard: SoundAnalysis) -> Iterator[str]:
    for kind in dict.fromkeys(fault.kind for fault in heard.faults):
        alike = [fault for fault in heard.faults if fault.kind is kind]
        marks = "".join(_rect(fault.start, fault.end, heard.seconds, "mark", fault.detail, 10) for fault in alike)
        name = escape(kind.value.replace("-", " "))
        yield f'<div class="name">{name}</div>{_svg(marks, f"{name}: {_count(alike)}", tall=10)}'


def _wave(heard: SoundAnalysis) -> str:
    middle, step = HEIGHT / 2, WIDTH / max(len(heard.envelope), 1)
    tops = [(at * step, max(high, 0.004) * middle) for at, high in enumerate(heard.envelope)]
    upper = " ".join(f"{x:.1f},{middle - high:.1f}" for x, high in tops)
    lower = " ".join(f"{x:.1f},{middle + high:.1f}" for x, high in reversed(tops))
    return f"{upper} {lower}"


def _marked(heard: SoundAnalysis) -> list[tuple[float, float]]:
    """Return the stretches with a fault, each once; what is everywhere marks nothing."""
    spans = sorted((fault.start, fault.end) for fault in heard.faults if fault.end - fault.start < 0.9 * heard.seconds)
    joined: list[tuple[float, float]] = []
    for start, end in spans:
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(joined[-1][1], end)
        else:
            joined.append((start, end))
    return joined


def _rect(start: float, end: float, seconds: float, kind: str, told: str = "", tall: int = HEIGHT) -> str:
    scale = WIDTH / max(seconds, 0.001)
    left = min(min(start, seconds) * scale, WIDTH - _THINNEST)
    width = max(min(end, seconds) * scale - left, _THINNEST)
    title = f"<title>{escape(told)}</title>" if told else ""
    return f'<rect class="{kind}" x="{left:.1f}" y="0" width="{width:.1f}" height="{tall}">{title}</rect>'


def _times(seconds: float) -> list[tuple[str, float]]:
    """Return round moments and their share of the length."""
    step = next((step for step in _STEPS if seconds / step <= _MOST_TICKS), _STEPS[-1])
    count = int(seconds // step)
    return [(length(at * step), at * step / max(seconds, 0.001)) for at in range(count + 1)]


def _frequencies(rate: int) -> Iterator[tuple[str, float]]:
    if rate <= 2 * _LOWEST:
        return
    octaves = log(rate / 2 / _LOWEST)
    for hertz in (50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000):
        if hertz < rate / 2:
            yield (f"{hertz / 1000:g} kHz" if hertz >= 1000 else f"{hertz} Hz"), log(hertz / _LOWEST) / octaves  # noqa: PLR2004


def _line(points: Iterable[tuple[float, float]]) -> str:
    return f'<polyline class="curve" points="{" ".join(f"{x:.1f},{y:.1f}" for x, y in points)}"/>'


def _across(value: float, floor: float, kind: str = "grid") -> str:
    y = _down(value, floor)
    return f'<line class="{kind}" x1="0" x2="{WIDTH}" y1="{y:.1f}" y2="{y:.1f}"/>'


def _down(value: float, floor: float) -> float:
    return HEIGHT * (1 - (min(max(value, floor), 0.0) - floor) / -floor)


def _anchor(share: float) -> str:
    return "start" if share < 0.02 else "end" if share > 0.98 else "middle"  # noqa: PLR2004 - not beyond the edge


def _count(faults: Sequence[SoundFault]) -> str:
    return f"{len(faults)} fault{'s' * (len(faults) != 1)}"


__all__ = ["loudness", "outline", "spectrum", "standalone"]
