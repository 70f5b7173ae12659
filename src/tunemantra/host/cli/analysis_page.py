"""The analysis of files as one HTML file that needs nothing else: charts and covers are drawn into it."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Sequence
from html import escape
from typing import Final

from attrs import frozen

from tunemantra.core.analysis import PictureAnalysis, PictureFault, Region, SoundFault
from tunemantra.core.media import ImageFacts
from tunemantra.core.rules.listening import clock
from tunemantra.host.cli.analysis_view import Heard, form_of, length, level
from tunemantra.host.cli.charts import loudness, outline, spectrum
from tunemantra.host.cli.picture_view import place

_STYLE: Final = """\
:root{color-scheme:light dark;--ink:#1b2733;--paper:#fff;--card:#f3f6f9;--soft:#56636f;--line:#d9e0e7;--wave:#2a78b8;
--mark:#c43c1e}
@media(prefers-color-scheme:dark){:root{--ink:#e4eaf0;--paper:#14191f;--card:#1d242c;--soft:#9aa7b4;--line:#333e49;
--wave:#5aa9e6;--mark:#ff7a5c}}
*{box-sizing:border-box}
body{font:16px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--paper);max-width:66rem;margin:2rem auto;
padding:0 1rem;overflow-wrap:anywhere}
h2{margin:3rem 0 .75rem}h3,figcaption{font-size:1rem;font-weight:600;margin:1.5rem 0 .5rem}a{color:inherit}
small,.soft{color:var(--soft);font-weight:400}
dl{display:grid;grid-template-columns:repeat(auto-fill,minmax(9.5rem,1fr));gap:.5rem;margin:0}
dl div{background:var(--card);border-radius:.4rem;padding:.5rem .75rem}dt{color:var(--soft);font-size:.85rem}
dd{margin:0;font-size:1.15rem;font-variant-numeric:tabular-nums}dd small{font-size:.85rem}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums;overflow-wrap:normal}
td:last-child{min-width:9rem}
th,td{text-align:left;vertical-align:top;padding:.3rem 1rem .3rem 0;border-bottom:1px solid var(--line)}
th{color:var(--soft);font-weight:600;white-space:nowrap}.n{text-align:right;white-space:nowrap}.when{white-space:nowrap}
.over{color:var(--mark);font-weight:600}
figure{margin:0}.plot{display:grid;grid-template-columns:6.5rem 1fr;column-gap:.5rem;row-gap:2px;font-size:.8rem;
color:var(--soft)}
.plot svg{width:100%;height:9rem;background:var(--card);border-radius:.3rem}
.plot .name+svg{height:.8rem;align-self:center}
.y,.x{position:relative}.y span{position:absolute;right:0;transform:translateY(-50%)}.name{text-align:right}
.x{grid-column:2;height:1.4rem}.x span{position:absolute;white-space:nowrap}.x .middle{transform:translateX(-50%)}
.x .end{transform:translateX(-100%)}
.wave{fill:var(--wave)}.curve{fill:none;stroke:var(--wave);stroke-width:2;vector-effect:non-scaling-stroke}
.mark{fill:var(--mark)}.tint{fill:var(--mark);opacity:.25}.grid{stroke:var(--line);vector-effect:non-scaling-stroke}
.mean{stroke:var(--soft);stroke-dasharray:4 4;vector-effect:non-scaling-stroke}
.cover{display:flex;flex-wrap:wrap;gap:1.5rem;align-items:flex-start}.cover>*{flex:1 1 18rem}
.cover svg{width:100%;height:auto;max-width:30rem}
.region{fill:none;stroke:var(--mark);stroke-width:3;vector-effect:non-scaling-stroke}
.dot{display:inline-block;width:1em;height:1em;border-radius:.2em;vertical-align:-.1em;border:1px solid var(--line)}
@media(max-width:34rem){.plot{grid-template-columns:4.2rem 1fr}.name{font-size:.7rem}
.x span:nth-child(even){visibility:hidden}}
@media print{section{break-inside:avoid}body{margin:0;max-width:none}}"""


@frozen
class Seen:
    """A picture on the page.

    Args:
        name: of the picture.
        analysis: what was seen.
        facts: what its file is.
        small: a JPEG of it, small enough to be drawn into the page; empty for none.
    """

    name: str
    analysis: PictureAnalysis
    facts: ImageFacts
    small: bytes = b""


def page(recordings: Sequence[Heard], pictures: Sequence[Seen] = ()) -> str:
    """Return the whole document.

    Args:
        recordings: what was heard, in order.
        pictures: what was seen, in order.
    """
    overview = _overview(recordings) if len(recordings) > 1 else ""
    parts = "".join(map(_recording, recordings)) + "".join(map(_picture, pictures))
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width"><title>How it sounds and looks</title>'
        f"<style>{_STYLE}</style></head><body><main><h1>How it sounds and looks</h1>{overview}{parts}</main></body>"
        "</html>\n"
    )


def _overview(recordings: Sequence[Heard]) -> str:
    rows = [
        (
            f'<a href="#r{escape(one.number)}">{escape(one.name)}</a>',
            length(one.sound.seconds),
            level(one.sound.loudness.integrated),
            f"{one.sound.loudness.range:.1f}",
            _peak(one.sound.loudness.true_peak),
            one.sound.tempo.value if one.sound.tempo else "–",
            escape(one.sound.key.value) if one.sound.key else "–",
            escape(", ".join(dict.fromkeys(fault.kind.value.replace("-", " ") for fault in one.sound.faults)) or "–"),
        )
        for one in recordings
    ]
    heads = ("Recording", "Length", "LUFS", "LU", "dBTP", "BPM", "Key", "Faults")
    return _table("Overview", heads, rows, numbers=range(1, 6))


def _peak(value: float | None) -> str:
    told = level(value)
    return f'<span class="over">{told}</span>' if value is not None and value > 0 else told


def _recording(one: Heard) -> str:
    rate = one.facts.sample_rate if one.facts else 0
    charts = (
        ("Waveform", "peaks over time; below it, where faults are", outline(one.sound)),
        ("Momentary loudness", "LUFS over time; dashed: integrated", loudness(one.sound)),
        ("Mean spectrum", "dBFS by frequency", spectrum(one.sound, rate)),
    )
    figures = "".join(
        f"<figure><figcaption>{name} <small>{unit}</small></figcaption>{chart}</figure>" for name, unit, chart in charts
    )
    head = f'<section id="r{escape(one.number)}"><h2>{escape(one.name)}</h2>'
    return f"{head}{_figures(one)}{figures}{_faults(one.sound.faults)}</section>"


def _figures(one: Heard) -> str:
    sound, loud = one.sound, one.sound.loudness
    cards = {
        "Form": (form_of(one.facts), ""),
        "Length": (length(sound.seconds), ""),
        "Integrated loudness": (level(loud.integrated), "LUFS"),
        "Loudness range": (f"{loud.range:.1f}", "LU"),
        "Loudest 0.4 s": (level(loud.momentary), "LUFS"),
        "Loudest 3 s": (level(loud.short_term), "LUFS"),
        "True peak": (level(loud.true_peak), "dBTP"),
        "Sample peak": (level(loud.sample_peak), "dBFS"),
        "Music up to": (f"{sound.bandwidth / 1000:.1f}", "kHz"),
        "Bits in use": (str(sound.bits or "–"), ""),
        "Correlation": (f"{sound.correlation:+.2f}", ""),
        "Tempo": (sound.tempo.value, "BPM") if sound.tempo else ("–", ""),
        "Key": (sound.key.value, "") if sound.key else ("–", ""),
    }
    return f"<dl>{''.join(_card(name, value, unit) for name, (value, unit) in cards.items())}</dl>"


def _card(name: str, value: str, unit: str) -> str:
    return f"<div><dt>{name}</dt><dd>{escape(value)}{f' <small>{unit}</small>' if unit else ''}</dd></div>"


def _faults(faults: Iterable[SoundFault]) -> str:
    rows = [
        (
            clock(fault.start),
            clock(fault.end),
            "all" if fault.channel is None else str(fault.channel + 1),
            escape(fault.kind.value.replace("-", " ")),
            escape(fault.detail),
        )
        for fault in faults
    ]
    heads = ("From", "To", "Channel", "Fault", "What")
    return _table("Faults", heads, rows) if rows else "<p>No faults were heard.</p>"


def _picture(one: Seen) -> str:
    facts, seen = one.facts, one.analysis
    cards = {
        "Form": (f"{facts.format} {facts.mode}", ""),
        "Size": (f"{facts.width} × {facts.height}", "pixels"),
        "File": (f"{facts.size / 1_000_000:.1f}", "MB"),
        "Sharpness": (f"{seen.sharpness:.0f}", ""),
    }
    figures = f"<dl>{''.join(_card(name, value, unit) for name, (value, unit) in cards.items())}</dl>"
    dots = "".join(f'<span class="dot" style="background:{escape(hue)}"></span> {escape(hue)} ' for hue in seen.colours)
    words = "; ".join(f"“{escape(text.text)}” {place(text.region, facts)}" for text in seen.texts)
    told = f"<p>Colours: {dots}</p>" + (f"<p>Words: {words}</p>" if words else "")
    rows = [
        (
            escape(fault.kind.value.replace("-", " ")),
            escape(fault.detail),
            place(fault.region, facts) if fault.region else "everywhere",
        )
        for fault in seen.faults
    ]
    faults = _table("Faults", ("Fault", "What", "Where"), rows) if rows else "<p>No faults were seen.</p>"
    told = f'<div class="cover">{_drawn(one)}<div>{figures}{told}</div></div>'
    return f"<section><h2>{escape(one.name)}</h2>{told}{faults}</section>"


def _drawn(one: Seen) -> str:
    if not one.small:
        return ""
    width, height = one.facts.width, one.facts.height
    boxes = "".join(_box(fault.region, fault) for fault in one.analysis.faults if fault.region)
    picture = (
        f'<image href="data:image/jpeg;base64,{b64encode(one.small).decode()}" width="{width}" height="{height}"/>'
    )
    label = escape(f"{one.name}, faults framed", quote=True)
    return f'<svg viewBox="0 0 {width} {height}" role="img" aria-label="{label}">{picture}{boxes}</svg>'


def _box(region: Region, fault: PictureFault) -> str:
    corners = f'x="{region.left}" y="{region.top}" width="{region.width}" height="{region.height}"'
    return f'<rect class="region" {corners}><title>{escape(f"{fault.kind.value}: {fault.detail}")}</title></rect>'


def _table(title: str, heads: Sequence[str], rows: Sequence[Sequence[str]], numbers: Iterable[int] = ()) -> str:
    right = set(numbers)
    head = "".join(f'<th scope="col"{" class=n" if at in right else ""}>{name}</th>' for at, name in enumerate(heads))
    body = "".join(
        f"<tr>{''.join(f'<td{_class(at in right, cell)}>{cell}</td>' for at, cell in enumerate(row))}</tr>"
        for row in rows
    )
    inner = f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    return f'<h3>{title}</h3><div class="scroll" tabindex="0" role="region" aria-label="{title}">{inner}</div>'


def _class(right: bool, cell: str) -> str:
    return ' class="n"' if right else ' class="when"' if ":" in cell[:3] else ""


__all__ = ["Seen", "page"]
