"""What the Transporter writes, line by line, and the summary at its end (public grammar).

A line is `[2026-05-01 09:30:00 PDT] <main> ERROR: ERROR ITMS-4000: "text" at Path (Class)`; a fault without a code of
that kind is a plain text, mostly with a number in brackets at its end. The same faults come again in the summary.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from attrs import frozen

if TYPE_CHECKING:
    from collections.abc import Iterator

_LINE = re.compile(r"\s*(?:\[[^\]]*\]\s*<[^>]*>\s*)?(?P<level>ERROR|WARN(?:ING)?)\b:?\s*(?P<words>\S.*)")
_CODED = re.compile(
    r'(?:(?:ERROR|WARN(?:ING)?):?\s+)?ITMS-(?P<code>[0-9]{4,5}):\s*"(?P<text>.*)"'
    r"(?:\s+at\s+(?P<path>.+?))?(?:\s+\((?P<kind>[\w.$]+)\))?\s*"
)
_NUMBERED = re.compile(r"(?P<text>.*?)\s*\((?P<code>-?[0-9]{3,6})\)\.?")
_SUMMARY = "Package Summary:"
_COUNTED = re.compile(r"\s*(?P<count>[0-9]+) package(?:s|\(s\))? (?:was|were)(?P<no> not)? (?:uploaded|verified)\b")
_LOST = "Error Summary"


@frozen
class Fault:
    """One thing the Transporter complains of.

    Args:
        code: the digits of its ITMS code, or the number in brackets; empty where there is none.
        text: in the store's words.
        path: where in the package.
        kind: the class behind it.
        itms: whether it has an ITMS code.
        warning: whether it stops nothing.
    """

    code: str
    text: str
    path: str = ""
    kind: str = ""
    itms: bool = False
    warning: bool = False

    @property
    def family(self) -> int:
        """Return the thousands of an ITMS code; 0 for another."""
        return int(self.code) // 1000 if self.itms else 0

    def __str__(self) -> str:
        if not self.itms:
            return f"{self.text} ({self.code})" if self.code else self.text
        return f'ITMS-{self.code}: "{self.text}"' + (f" at {self.path}" if self.path else "")


@frozen
class Log:
    """What a run has said.

    Args:
        faults: each once, in order.
        done: packages that the summary calls uploaded or verified; None without a summary.
        undone: packages that had problems.
    """

    faults: tuple[Fault, ...] = ()
    done: int | None = None
    undone: int = 0

    @property
    def errors(self) -> tuple[Fault, ...]:
        """Return the faults that stop something."""
        return tuple(fault for fault in self.faults if not fault.warning)


@frozen
class _Count:
    done: int | None = None
    undone: int = 0


def read_log(output: str) -> Log:
    """Return what the output of a run says; lines of other kinds are passed over."""
    lines = output.splitlines()
    faults = [fault for line in lines if (fault := read_line(line)) is not None]
    counted = _summary(lines)
    return Log(tuple(dict.fromkeys([*faults, *_lost(lines)])), counted.done, counted.undone)


def read_line(line: str) -> Fault | None:
    """Return the fault that one line tells of; None where it tells of none."""
    found = _LINE.fullmatch(line)
    return None if found is None else read_words(found["words"], warning=found["level"] != "ERROR")


def read_words(words: str, *, warning: bool = False) -> Fault:
    """Return the fault that some words are, without the time and the level before them."""
    coded = _CODED.fullmatch(words)
    if coded is not None:
        return Fault(coded["code"], coded["text"], coded["path"] or "", coded["kind"] or "", itms=True, warning=warning)
    numbered = _NUMBERED.fullmatch(words.strip())
    if numbered is not None:
        return Fault(numbered["code"], numbered["text"], warning=warning)
    return Fault("", words.strip(), warning=warning)


def _summary(lines: list[str]) -> _Count:
    starts = [place for place, line in enumerate(lines) if line.strip().endswith(_SUMMARY)]
    if not starts:
        return _Count()
    done, undone, seen = 0, 0, False
    for line in lines[starts[-1] + 1 :]:
        counted = _COUNTED.match(line)
        if counted is not None:
            seen = True
            done += 0 if counted["no"] else int(counted["count"])
            undone += int(counted["count"]) if counted["no"] else 0
    return _Count(done if seen else None, undone)


def _lost(lines: list[str]) -> Iterator[Fault]:
    """Yield the faults below `Error Summary`, each on a line of its own."""
    start = next((place for place, line in enumerate(lines) if line.strip() == _LOST), len(lines))
    for line in lines[start + 1 :]:
        if line.strip() and _NUMBERED.fullmatch(line.strip()):
            yield read_words(line)


__all__ = ["Fault", "Log", "read_line", "read_log", "read_words"]
