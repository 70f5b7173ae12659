"""The words of a recording, with the moments they are sung at; their files are read in `contrib/formats/lyrics`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from enum import StrEnum

from attrs import evolve, frozen

from tunemantra.core.text import LocalText


class Timing(StrEnum):
    """How finely lyrics are timed, spelled as Apple's TTML spells `itunes:timing` (`platform-facts` 5.1)."""

    NONE = "None"
    LINE = "Line"
    WORD = "Word"


@frozen
class Word:
    """A word, or a syllable of one, with its moment.

    Args:
        text: as sung, with the white space behind it; a syllable that goes on has none.
        start, end: milliseconds from the first sample; an end is None where nobody says it.
    """

    text: str
    start: int
    end: int | None = None


@frozen
class LyricsLine:
    """A line, with its moment where the lyrics are timed.

    Args:
        text: the whole line; with words, what they are together.
        start, end: milliseconds from the first sample; None where nobody says them.
        words: in order; empty where single words have no moment.
        singer: id of who sings it; empty for nobody in particular.
        background: words that others sing meanwhile.
        translations: the line in other languages.
    """

    text: str
    start: int | None = None
    end: int | None = None
    words: tuple[Word, ...] = ()
    singer: str = ""
    background: tuple[Word, ...] = ()
    translations: tuple[LocalText, ...] = ()


@frozen
class Singer:
    """Somebody who sings some of the lines.

    Args:
        id: letters and digits, such as `v1`.
        name: empty where nobody says it.
        group: whether it is several people.
    """

    id: str
    name: str = ""
    group: bool = False


@frozen
class Stanza:
    """Lines that belong together.

    Args:
        lines: at least one.
        part: what part of the song it is, such as `Verse`; empty where nobody says it.
    """

    lines: tuple[LyricsLine, ...]
    part: str = ""


@frozen
class Lyrics:
    """The words of a recording in one language.

    Args:
        stanzas: in order.
        language: BCP 47 tag; empty for the language of the performance.
        singers: who the lines name.
        file: where they were read, relative to the release folder; empty for nowhere.
    """

    stanzas: tuple[Stanza, ...]
    language: str = ""
    singers: tuple[Singer, ...] = ()
    file: str = ""

    @property
    def lines(self) -> tuple[LyricsLine, ...]:
        """Return all lines in order."""
        return tuple(line for stanza in self.stanzas for line in stanza.lines)

    @property
    def timing(self) -> Timing:
        """Return the finest timing there is: of words where any line has it, else of lines."""
        lines = self.lines
        if any(line.words for line in lines):
            return Timing.WORD
        return Timing.LINE if any(line.start is not None for line in lines) else Timing.NONE

    @property
    def text(self) -> str:
        """Return the words alone: a line each, an empty line between stanzas."""
        return "\n\n".join("\n".join(line.text for line in stanza.lines) for stanza in self.stanzas)

    def moments(self) -> Iterator[tuple[int, str]]:
        """Yield every moment that is stated, in the order of the text, with the line it is in."""
        for line in self.lines:
            for moment in _moments(line):
                yield moment, line.text

    def without_words(self) -> Lyrics:
        """Return the lyrics with the moments of lines alone."""
        return self._each_line(lambda line: evolve(line, words=()))

    def without_moments(self) -> Lyrics:
        """Return the lyrics with no moments at all."""
        return self._each_line(lambda line: evolve(line, start=None, end=None, words=(), background=()))

    def _each_line(self, change: Callable[[LyricsLine], LyricsLine]) -> Lyrics:
        return evolve(
            self,
            stanzas=tuple(evolve(stanza, lines=tuple(map(change, stanza.lines))) for stanza in self.stanzas),
        )


def _moments(line: LyricsLine) -> Iterator[int]:
    stated = [line.start, *(moment for word in line.words for moment in (word.start, word.end)), line.end]
    yield from (moment for moment in stated if moment is not None)


__all__ = ["Lyrics", "LyricsLine", "Singer", "Stanza", "Timing", "Word"]
