"""Where in a document one stands, what was found wrong there, and what was read there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, TypeVar

from attrs import define, evolve, field, frozen

from tunemantra.contrib.formats import findings
from tunemantra.core.finding import Finding

T = TypeVar("T")


@define
class Report:
    """Everything wrong with one document.

    Args:
        file: its name within the folder.
        findings: so far, in reading order.
    """

    file: str
    findings: list[Finding] = field(factory=list)

    def add(self, finding: Finding) -> None:
        """Take a finding down, as one about this document where it names no file."""
        self.findings.append(finding if finding.file else evolve(finding, file=self.file))


@frozen
class Place:
    """One place of a document; paths are in the release's own words, so that rules and reader speak alike."""

    report: Report
    path: str = ""

    def key(self, name: str) -> Place:
        """Return the place of a key."""
        return evolve(self, path=findings.join(self.path, name))

    def item(self, index: int) -> Place:
        """Return the place of a list's item."""
        return evolve(self, path=f"{self.path}[{index}]")

    def wrong(self, message: str, observed: object, expected: str, hint: str = "") -> None:
        """Take down that the value here is wrong."""
        self.report.add(findings.wrong_value(self.path, message, observed, expected, hint))

    def add(self, finding: Finding) -> None:
        """Take down any finding."""
        self.report.add(finding)


class Unread:
    """What takes the place of a value that could not be read; a finding says why."""


UNREAD: Final = Unread()


@frozen
class Record:
    """What was read in a table: keys that were absent or could not be read are absent.

    Args:
        place: the table's.
        values: by key.
        stated: the keys the author wrote, readable or not.
    """

    place: Place
    values: Mapping[str, object]
    stated: frozenset[str] = frozenset()

    def get(self, key: str, kind: type[T], otherwise: T) -> T:
        """Return a value, or `otherwise` where there is none."""
        value = self.values.get(key)
        return value if isinstance(value, kind) else otherwise

    def find(self, key: str, kind: type[T]) -> T | None:
        """Return a value, or None."""
        value = self.values.get(key)
        return value if isinstance(value, kind) else None

    def all(self, key: str, kind: type[T]) -> tuple[T, ...]:
        """Return the readable items of a list."""
        values = self.values.get(key)
        return tuple(value for value in values if isinstance(value, kind)) if isinstance(values, tuple) else ()


__all__ = ["UNREAD", "Place", "Record", "Report", "Unread"]
