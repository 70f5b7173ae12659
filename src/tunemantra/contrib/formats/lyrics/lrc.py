"""LRC: `[mm:ss.xx]` before each line, `<mm:ss.xx>` before each word.

A line lasts until the next stamp; a stamp with nothing behind it ends a line before the next one begins, whenever its
last word ends. An empty line is a new stanza. `[offset:N]` has everything N milliseconds earlier.
"""

from __future__ import annotations

import re
from typing import Final

from attrs import define, evolve, field

from tunemantra.contrib.formats.lyrics.plain import beside_the_words
from tunemantra.contrib.formats.lyrics.problem import LyricsProblem
from tunemantra.core.lyrics import Lyrics, LyricsLine, Stanza, Word

_MOMENT: Final = r"(\d{1,4}):([0-5]\d)(?:[.:](\d{1,3}))?"
_STAMP: Final = re.compile(rf"\[{_MOMENT}\]")
_INNER: Final = re.compile(rf"<{_MOMENT}>")
_LABEL: Final = re.compile(r"\[([A-Za-z#]\w{0,15}):([^\]]*)\]\s*$")
_LIKE_A_STAMP: Final = re.compile(r"\[\s*-?\d+[:.]")
_MOST_MOMENTS: Final = 100_000


@define
class _Reading:
    """Lines as they come, with their stamps; they are put in order at the end.

    Args:
        lines: moment, stanza and line; a line of no text ends the one before it.
        stanza: counted from 0.
        offset: milliseconds everything is earlier.
    """

    lines: list[tuple[int, int, LyricsLine]] = field(factory=list)
    stanza: int = 0
    offset: int = 0
    language: str = ""


def read_lrc(text: str, language: str) -> Lyrics:
    """Return lyrics with the moments of lines, and of words where they have any.

    Raises:
        LyricsProblem: a line without a stamp, or a stamp that is none.
    """
    reading = _Reading(language=language)
    for number, line in enumerate(text.splitlines(), 1):
        _take(reading, line.strip(), number)
    if not reading.lines:
        raise LyricsProblem("no line has a stamp such as [00:12.34]")
    reading.lines.sort(key=lambda one: one[0])
    return Lyrics(_stanzas(_with_ends(reading)), reading.language)


def _take(reading: _Reading, line: str, number: int) -> None:
    if not line:
        reading.stanza += 1
        return
    if label := _LABEL.match(line):
        _take_label(reading, label[1].lower(), label[2].strip(), number)
        return
    stamps, rest = [], line
    while stamp := _STAMP.match(rest):
        stamps.append(_milliseconds(stamp))
        rest = rest[stamp.end() :].lstrip()
    if not stamps:
        reason = "a stamp has the form [mm:ss.xx]" if _LIKE_A_STAMP.match(line) else "the line has no stamp"
        raise LyricsProblem(reason, number)
    if len(reading.lines) + len(stamps) > _MOST_MOMENTS:
        raise LyricsProblem(f"there are more than {_MOST_MOMENTS} moments", number)
    sung = _line(rest, number)
    for moment in stamps:
        shift = moment - stamps[0]
        words = tuple(evolve(one, start=one.start + shift, end=_later(one.end, shift)) for one in sung.words)
        reading.lines.append(
            (moment, reading.stanza, evolve(sung, start=moment, end=_later(sung.end, shift), words=words))
        )


def _take_label(reading: _Reading, name: str, value: str, number: int) -> None:
    if name == "offset":
        if not re.fullmatch(r"[+-]?\d{1,7}", value):
            raise LyricsProblem("the offset is a number of milliseconds", number)
        reading.offset = int(value)
    elif name in {"la", "lang", "language"} and not reading.language:
        reading.language = value


def _line(text: str, number: int) -> LyricsLine:
    """Return the words behind the stamps; where words have stamps of their own, each lasts until the next."""
    parts = _INNER.split(text)
    if len(parts) == 1:
        return LyricsLine(" ".join(text.split()))
    if parts[0].strip():
        raise LyricsProblem("the line begins with a word that has no stamp", number)
    moments = [_of_groups(parts[index : index + 3]) for index in range(1, len(parts), 4)]
    texts = [re.sub(r"\s+", " ", parts[index]) for index in range(4, len(parts), 4)]
    ends = [*moments[1:], None]
    words: list[Word] = []
    for sung, start, end in zip(texts, moments, ends, strict=True):
        if words and sung.startswith(" "):  # white space belongs to the word it follows
            words[-1] = evolve(words[-1], text=f"{words[-1].text.rstrip()} ")
        if sung.strip():
            words.append(Word(sung.lstrip(), start, end))
    if not words:
        return LyricsLine("")
    words[-1] = evolve(words[-1], text=words[-1].text.rstrip())
    return LyricsLine("".join(word.text for word in words), end=words[-1].end, words=tuple(words))


def _with_ends(reading: _Reading) -> list[tuple[int, LyricsLine]]:
    """Return the lines with what they last: until a stamp of nothing, else what their last word says, or the next."""
    lines = []
    following: int | None = None
    after: int | None = None
    told = silent = False  # whether nothing is sung from `following` on, or from `after` on
    for moment, stanza, line in reversed(reading.lines):
        if moment != after:
            following, after, told, silent = after, moment, silent, False
        silent = silent or not line.text
        if line.text:
            ends = [one for one in (line.end, following if told or line.end is None else None) if one is not None]
            whole = evolve(line, end=max(ends, default=None))
            lines.append((stanza, _earlier(whole, reading.offset)))
    return lines[::-1]


def _earlier(line: LyricsLine, by: int) -> LyricsLine:
    if not by:
        return line
    words = tuple(evolve(word, start=max(0, word.start - by), end=_later(word.end, -by)) for word in line.words)
    return evolve(line, start=_later(line.start, -by), end=_later(line.end, -by), words=words)


def _later(moment: int | None, by: int) -> int | None:
    return None if moment is None else max(0, moment + by)


def _stanzas(lines: list[tuple[int, LyricsLine]]) -> tuple[Stanza, ...]:
    stanzas: list[list[LyricsLine]] = []
    before = -1
    for number, line in lines:
        if number != before or not stanzas:
            stanzas.append([])
        before = number
        stanzas[-1].append(line)
    return tuple(Stanza(tuple(one)) for one in stanzas)


def _milliseconds(match: re.Match[str]) -> int:
    return _of_groups(list(match.groups()))


def _of_groups(groups: list[str | None]) -> int:
    minutes, seconds, fraction = groups
    return (int(minutes or 0) * 60 + int(seconds or 0)) * 1000 + int((fraction or "0").ljust(3, "0"))


def write_lrc(lyrics: Lyrics) -> tuple[str, list[str]]:
    """Return the text, and what is lost; hundredths of seconds where they say all, else thousandths.

    Raises:
        LyricsProblem: a line has no moment.
    """
    lines = lyrics.lines
    if any(line.start is None for line in lines):
        raise LyricsProblem("LRC wants a moment for each line")
    fine = any(moment % 10 for moment, _ in lyrics.moments())
    written = [f"[la:{lyrics.language}]"] if lyrics.language else []
    starts = [line.start for line in lines][1:]
    index = 0
    for stanza in lyrics.stanzas:
        if index:
            written.append("")
        for line in stanza.lines:
            written.append(f"[{_stamp(line.start or 0, fine)}]{_sung(line, fine)}")
            following = starts[index] if index < len(starts) else None
            said = line.words[-1].end if line.words else None
            if line.end is not None and line.end != (following if said is None else said):
                written.append(f"[{_stamp(line.end, fine)}]")
            index += 1
    return "\n".join(written) + "\n", _lost(lyrics)


def _sung(line: LyricsLine, fine: bool) -> str:
    if not line.words:
        return line.text
    text = "".join(f"<{_stamp(word.start, fine)}>{word.text}" for word in line.words)
    last = line.words[-1].end
    return text if last is None else f"{text}<{_stamp(last, fine)}>"


def _stamp(moment: int, fine: bool) -> str:
    minutes, rest = divmod(moment, 60_000)
    seconds, thousandths = divmod(rest, 1000)
    fraction = f"{thousandths:03}" if fine else f"{thousandths // 10:02}"
    return f"{minutes:02}:{seconds:02}.{fraction}"


def _lost(lyrics: Lyrics) -> list[str]:
    lost = []
    pairs = [pair for line in lyrics.lines for pair in zip(line.words, line.words[1:], strict=False)]
    if any(one.end != other.start for one, other in pairs):
        lost.append("the ends of words: each lasts until the next")
    return [*lost, *beside_the_words(lyrics)]


__all__ = ["read_lrc", "write_lrc"]
