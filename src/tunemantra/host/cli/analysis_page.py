"""The analysis of recordings as one HTML file that needs nothing else: pictures are drawn into it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from tunemantra.core.analysis import SoundAnalysis, SoundFault
from tunemantra.core.rules.listening import clock
from tunemantra.host.cli.analysis_view import length, level

_WIDTH, _HEIGHT = 1000, 160
_QUIETEST, _LOUDEST = -60.0, 0.0
_DEEPEST = -120.0
_STYLE = """\
:root{color-scheme:light dark;--ink:#1b2733;--paper:#fff;--soft:#8a97a5;--line:#d9e0e7;--wave:#2a78b8;--mark:#d2462a}
@media(prefers-color-scheme:dark){:root{--ink:#e4eaf0;--paper:#14191f;--soft:#8795a3;--line:#2c3640;--wave:#5aa9e6;
--mark:#ff7a5c}}
body{font:15px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--paper);max-width:66rem;margin:2rem auto;
padding:0 1rem}
h2{margin:2.5rem 0 .5rem}figure{margin:1rem 0}figcaption{color:var(--soft)}svg{width:100%;height:auto;display:block}
table{border-collapse:collapse}th,td{text-align:left;padding:.2rem 1.5rem .2rem 0;border-bottom:1px solid var(--line)}
.wave{fill:var(--wave)}.curve{fill:none;stroke:var(--wave);stroke-width:2}.mark{fill:var(--mark);opacity:.35}
.grid{stroke:var(--line)}text{fill:var(--soft);font-size:12px}"""


def page(recordings: Sequence[tuple[str, SoundAnalysis]]) -> str:
    """Return the whole document.

    Args:
        recordings: name and analysis of each.
    """
    parts = "".join(_recording(name, heard) for name, heard in recordings)
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width"><title>How it sounds</title>'
        f"<style>{_STYLE}</style></head><body><h1>How it sounds</h1>{parts}</body></html>\n"
    )


def _recording(name: str, heard: SoundAnalysis) -> str:
    return (
        f"<section><h2>{escape(name)}</h2>{_figures(heard)}"
        f"{_figure(waveform(heard), 'Waveform; faults are marked')}"
        f"{_figure(loudness(heard), 'Momentary loudness, LUFS')}"
        f"{_figure(spectrum(heard), 'Mean spectrum, dBFS')}{_faults(heard.faults)}</section>"
    )


def _figure(picture: str, caption: str) -> str:
    return f"<figure>{picture}<figcaption>{caption}</figcaption></figure>"


def _figures(heard: SoundAnalysis) -> str:
    loud = heard.loudness
    rows = {
        "Length": length(heard.seconds),
        "Integrated loudness": f"{level(loud.integrated)} LUFS",
        "Loudness range": f"{loud.range:.1f} LU",
        "Loudest moment": f"{level(loud.momentary)} LUFS, in 3 s {level(loud.short_term)} LUFS",
        "True peak": f"{level(loud.true_peak)} dBTP (samples {level(loud.sample_peak)} dBFS)",
        "Bandwidth": f"{heard.bandwidth / 1000:.1f} kHz",
        "Bits in use": str(heard.bits or "–"),
        "Correlation": f"{heard.correlation:+.2f}",
        "Tempo": f"{heard.tempo.value} BPM" if heard.tempo else "–",
        "Key": heard.key.value if heard.key else "–",
    }
    return (
        "<table>"
        + "".join(f"<tr><th>{name}</th><td>{escape(value)}</td></tr>" for name, value in rows.items())
        + "</table>"
    )


def _faults(faults: Iterable[SoundFault]) -> str:
    rows = "".join(
        f"<tr><td>{clock(fault.start)}</td><td>{clock(fault.end)}</td>"
        f"<td>{'all' if fault.channel is None else fault.channel + 1}</td>"
        f"<td>{escape(fault.kind.value)}</td><td>{escape(fault.detail)}</td></tr>"
        for fault in faults
    )
    head = "<tr><th>From</th><th>To</th><th>Channel</th><th>Fault</th><th>What</th></tr>"
    return f"<table>{head}{rows}</table>" if rows else "<p>No faults were found.</p>"


def waveform(heard: SoundAnalysis, *, alone: bool = False) -> str:
    """Return the outline of a recording as SVG, faults marked.

    Args:
        heard: the analysis.
        alone: whether it is a file of its own, which brings its colours along.
    """
    middle, step = _HEIGHT / 2, _WIDTH / max(len(heard.envelope), 1)
    top = " ".join(f"{at * step:.1f},{middle - high * middle:.1f}" for at, high in enumerate(heard.envelope))
    low = " ".join(
        f"{at * step:.1f},{middle + high * middle:.1f}" for at, high in reversed(list(enumerate(heard.envelope)))
    )
    marks = "".join(_mark(fault, heard.seconds) for fault in heard.faults)
    return _svg(f'<polygon class="wave" points="{top} {low}"/>{marks}{_times(heard.seconds)}', alone=alone)


def loudness(heard: SoundAnalysis) -> str:
    """Return loudness over time as SVG."""
    step = _WIDTH / max(len(heard.curve), 1)
    points = " ".join(f"{at * step:.1f},{_down(value, _QUIETEST):.1f}" for at, value in enumerate(heard.curve))
    lines = "".join(_across(value, _QUIETEST) for value in (-10, -20, -30, -40, -50))
    return _svg(f'{lines}<polyline class="curve" points="{points}"/>{_times(heard.seconds)}')


def spectrum(heard: SoundAnalysis) -> str:
    """Return the mean spectrum as SVG, each octave as wide as the next."""
    step = _WIDTH / max(len(heard.spectrum), 1)
    points = " ".join(
        f"{(at + 0.5) * step:.1f},{_down(value, _DEEPEST):.1f}" for at, value in enumerate(heard.spectrum)
    )
    lines = "".join(_across(value, _DEEPEST) for value in (-20, -40, -60, -80, -100))
    return _svg(f'{lines}<polyline class="curve" points="{points}"/>')


def _mark(fault: SoundFault, seconds: float) -> str:
    scale = _WIDTH / max(seconds, 0.001)
    start, end = min(fault.start, seconds) * scale, min(fault.end, seconds) * scale
    told = escape(f"{fault.kind.value} {clock(fault.start)}: {fault.detail}")
    width = max(end - start, 3)
    return (
        f'<rect class="mark" x="{start:.1f}" y="0" width="{width:.1f}" height="{_HEIGHT}"><title>{told}</title></rect>'
    )


def _times(seconds: float) -> str:
    places = ((share / 4, anchor) for share, anchor in enumerate(("start", "middle", "middle", "middle", "end")))
    return "".join(
        f'<text x="{share * _WIDTH:.0f}" y="{_HEIGHT + 14}" text-anchor="{anchor}">{length(share * seconds)}</text>'
        for share, anchor in places
    )


def _across(value: float, floor: float) -> str:
    y = _down(value, floor)
    line = f'<line class="grid" x1="0" x2="{_WIDTH}" y1="{y:.1f}" y2="{y:.1f}"/>'
    return f'{line}<text x="2" y="{y - 3:.1f}">{value:g}</text>'


def _down(value: float, floor: float) -> float:
    share = (min(max(value, floor), _LOUDEST) - floor) / (_LOUDEST - floor)
    return _HEIGHT * (1 - share)


def _svg(inner: str, *, alone: bool = False) -> str:
    style = f"<style>{_STYLE}</style>" if alone else ""
    box = f"0 0 {_WIDTH} {_HEIGHT + 18}"
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}" role="img">{style}{inner}</svg>'


__all__ = ["loudness", "page", "spectrum", "waveform"]
