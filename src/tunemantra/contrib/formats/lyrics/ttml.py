"""TTML with Apple's additions: `itunes:timing`, agents, words as spans (`platform-facts` 5.1).

Written in one form; read by local names, whoever wrote it. A moment is an offset (`12.5s`, `300ms`), a clock
(`1:02.345`, `00:01:02.345`), or seconds alone.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, cast

from lxml import etree

from tunemantra.contrib.formats.lyrics.problem import LyricsProblem
from tunemantra.core.lyrics import Lyrics, LyricsLine, Singer, Stanza, Timing, Word
from tunemantra.core.text import LocalText

if TYPE_CHECKING:
    from collections.abc import Iterator

_TT: Final = "http://www.w3.org/ns/ttml"
_TTM: Final = "http://www.w3.org/ns/ttml#metadata"
_ITUNES: Final = "http://music.apple.com/lyric-ttml-internal"
_XML: Final = "http://www.w3.org/XML/1998/namespace"
_NAMES: Final = {None: _TT, "ttm": _TTM, "itunes": _ITUNES}
_CLOCK: Final = re.compile(r"(?:(?:(\d{1,3}):)?(\d{1,4}):)?(\d{1,7}(?:\.\d{1,9})?)s?")
_OFFSET: Final = re.compile(r"(\d{1,9}(?:\.\d{1,9})?)(h|m|ms)")
_UNITS: Final = {"h": 3_600_000, "m": 60_000, "ms": 1}
_MOST_LINES: Final = 20_000


def read_ttml(content: bytes, language: str) -> Lyrics:
    """Return lyrics with the moments they state.

    Raises:
        LyricsProblem: no well-formed XML, no TTML, or a moment that is none; entities are not looked up.
    """
    root = _parse(content)
    if _local(root) != "tt":
        raise LyricsProblem(f"the outermost element is {_local(root)}, not tt", _row(root))
    body = next((one for one in root if _local(one) == "body"), None)
    if body is None:
        raise LyricsProblem("there is no body", _row(root))
    stanzas = tuple(Stanza(lines, _attribute(one, "song-part")) for one in _divisions(body) if (lines := _lines(one)))
    if sum(len(stanza.lines) for stanza in stanzas) > _MOST_LINES:
        raise LyricsProblem(f"there are more than {_MOST_LINES} lines")
    return Lyrics(stanzas, language or root.get(f"{{{_XML}}}lang", ""), tuple(_singers(root)))


def _parse(content: bytes) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as problem:
        reason = str(problem.msg or "it ends too early").partition(", line ")[0]
        raise LyricsProblem(f"no well-formed XML: {reason}", problem.lineno or 0) from None
    except ValueError as problem:
        raise LyricsProblem(f"no well-formed XML: {problem}") from None
    if getattr(root.getroottree().docinfo, "doctype", ""):
        raise LyricsProblem("a document type is not taken")
    return root


def _divisions(body: etree._Element) -> Iterator[etree._Element]:
    """Yield what holds lines: divisions, and the body where lines stand in it."""
    if any(_local(one) == "p" for one in body):
        yield body
    yield from (one for one in body.iter() if _local(one) == "div")


def _lines(division: etree._Element) -> tuple[LyricsLine, ...]:
    return tuple(line for one in division if _local(one) == "p" and (line := _line(one)).text)


def _line(element: etree._Element) -> LyricsLine:
    sung = [(text, span) for text, span in _pieces(element) if span is None or not _role(span)]
    words = _words(sung)
    text = " ".join("".join(text for text, _ in sung).split())
    if words and "".join(word.text for word in words) != text:
        raise LyricsProblem("some words of the line have moments and others none", _row(element))
    roles = [one for one in element if _local(one) == "span" and _role(one)]
    return LyricsLine(
        text,
        _moment(element, "begin"),
        _moment(element, "end"),
        words,
        _attribute(element, "agent"),
        tuple(word for one in roles if _role(one) == "x-bg" for word in _words(list(_pieces(one)))),
        tuple(
            LocalText(" ".join(_text(one).split()), one.get(f"{{{_XML}}}lang", ""))
            for one in roles
            if _role(one) == "x-translation"
        ),
    )


def _pieces(element: etree._Element) -> Iterator[tuple[str, etree._Element | None]]:
    """Yield the texts of a line in order, each with the span it stands in."""
    yield element.text or "", None
    for child in element:
        if _local(child) == "span":
            yield "" if _role(child) else _text(child), child
        elif _local(child) == "br":
            yield " ", None
        yield child.tail or "", None


def _words(pieces: list[tuple[str, etree._Element | None]]) -> tuple[Word, ...]:
    words: list[Word] = []
    for text, span in pieces:
        flat = re.sub(r"\s+", " ", text)
        start = None if span is None or _role(span) else _moment(span, "begin")
        if start is not None and span is not None and flat.strip():
            words.append(Word(flat, start, _moment(span, "end")))
        elif flat == " " and words and not words[-1].text.endswith(" "):
            words[-1] = Word(words[-1].text + " ", words[-1].start, words[-1].end)
    if words:
        words[-1] = Word(words[-1].text.rstrip(), words[-1].start, words[-1].end)
    return tuple(words)


def _singers(root: etree._Element) -> Iterator[Singer]:
    for agent in root.iter(f"{{{_TTM}}}agent"):
        name = next((" ".join((one.text or "").split()) for one in agent if _local(one) == "name"), "")
        yield Singer(agent.get(f"{{{_XML}}}id", ""), name, agent.get("type") == "group")


def _moment(element: etree._Element, name: str) -> int | None:
    text = element.get(name)
    if text is None:
        return None
    text = text.strip()
    if offset := _OFFSET.fullmatch(text):
        return round(float(offset[1]) * _UNITS[offset[2]])
    if clock := _CLOCK.fullmatch(text):
        hours, minutes, seconds = clock.groups()
        return (int(hours or 0) * 60 + int(minutes or 0)) * 60_000 + round(float(seconds) * 1000)
    raise LyricsProblem(f"{name} is no moment: {text[:40]!r}", _row(element))


def _row(element: etree._Element) -> int:
    return cast("int | None", element.sourceline) or 0


def _local(element: etree._Element) -> str:
    tag = cast("object", element.tag)  # a comment has a function there
    return etree.QName(element).localname if isinstance(tag, str) else ""


def _text(element: etree._Element) -> str:
    return "".join(str(text) for text in element.itertext())


def _attribute(element: etree._Element, name: str) -> str:
    """Return an attribute by its local name, in whichever name space."""
    return next((str(value) for key, value in element.items() if etree.QName(key).localname == name), "")


def _role(element: etree._Element) -> str:
    return _attribute(element, "role") if _local(element) == "span" else ""


def write_ttml(lyrics: Lyrics, milliseconds: int | None) -> bytes:
    """Return TTML; nothing is lost.

    Args:
        lyrics: with or without moments.
        milliseconds: length of the recording; None to end with the last line.
    """
    timing = lyrics.timing
    root = etree.Element(f"{{{_TT}}}tt", {f"{{{_ITUNES}}}timing": timing.value}, nsmap=_NAMES)  # type: ignore[arg-type]
    if lyrics.language:
        root.set(f"{{{_XML}}}lang", lyrics.language)
    metadata = etree.SubElement(etree.SubElement(root, f"{{{_TT}}}head"), f"{{{_TT}}}metadata")
    for singer in lyrics.singers:
        _write_singer(metadata, singer)
    body = etree.SubElement(root, f"{{{_TT}}}body")
    ends = [moment for moment, _ in lyrics.moments()]
    if timing is not Timing.NONE:
        body.set("dur", _clock(milliseconds if milliseconds is not None else max(ends)))
    number = 0
    for stanza in lyrics.stanzas:
        division = etree.SubElement(body, f"{{{_TT}}}div")
        _time(division, *_span_of(stanza))
        if stanza.part:
            division.set(f"{{{_ITUNES}}}song-part", stanza.part)
        for line in stanza.lines:
            number += 1
            _write_line(division, line, number)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def _write_singer(metadata: etree._Element, singer: Singer) -> None:
    agent = etree.SubElement(metadata, f"{{{_TTM}}}agent")
    agent.set("type", "group" if singer.group else "person")
    agent.set(f"{{{_XML}}}id", singer.id)
    if singer.name:
        name = etree.SubElement(agent, f"{{{_TTM}}}name")
        name.set("type", "full")
        name.text = singer.name


def _write_line(division: etree._Element, line: LyricsLine, number: int) -> None:
    element = etree.SubElement(division, f"{{{_TT}}}p")
    _time(element, line.start, line.end)
    element.set(f"{{{_ITUNES}}}key", f"L{number}")
    if line.singer:
        element.set(f"{{{_TTM}}}agent", line.singer)
    if line.words:
        _write_words(element, line.words)
    else:
        element.text = line.text
    if line.background:
        behind = etree.SubElement(element, f"{{{_TT}}}span")
        behind.set(f"{{{_TTM}}}role", "x-bg")
        _write_words(behind, line.background)
    for translation in line.translations:
        other = etree.SubElement(element, f"{{{_TT}}}span")
        other.set(f"{{{_TTM}}}role", "x-translation")
        if translation.language:
            other.set(f"{{{_XML}}}lang", translation.language)
        other.text = translation.text


def _write_words(parent: etree._Element, words: tuple[Word, ...]) -> None:
    for word in words:
        span = etree.SubElement(parent, f"{{{_TT}}}span")
        _time(span, word.start, word.end)
        span.text = word.text.rstrip()
        # White space belongs between the spans: inside, players take a word for one that goes on.
        span.tail = " " if word.text.endswith(" ") else None


def _time(element: etree._Element, start: int | None, end: int | None) -> None:
    if start is not None:
        element.set("begin", _clock(start))
    if end is not None:
        element.set("end", _clock(end))


def _span_of(stanza: Stanza) -> tuple[int | None, int | None]:
    starts = [line.start for line in stanza.lines if line.start is not None]
    ends = [line.end for line in stanza.lines if line.end is not None]
    return min(starts, default=None), max(ends, default=None)


def _clock(moment: int) -> str:
    minutes, rest = divmod(moment, 60_000)
    return f"{minutes}:{rest // 1000:02}.{rest % 1000:03}"


__all__ = ["read_ttml", "write_ttml"]
