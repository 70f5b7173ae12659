"""Events in memory, chained and sealed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import define, evolve, field

from tunemantra.core.audit import Audit, Chain, Digest, Entry, Report, Seal, Seals, fields_of, link, seal
from tunemantra.core.distribution import Event

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime


@define
class Timeline:
    """Every event of a memory ledger; its owner sees to it that one thread is here at a time."""

    events: list[Event] = field(factory=list)
    _links: list[Entry] = field(factory=list)
    _heads: dict[str, tuple[int, str]] = field(factory=dict)
    _seals: list[Seal] = field(factory=list)

    def copy(self) -> Timeline:
        """Return a timeline of its own that says the same."""
        return Timeline(list(self.events), list(self._links), dict(self._heads), list(self._seals))

    def add(self, happened: Iterable[Event]) -> None:
        """Add events, each linked to the one before it of its distribution."""
        for event in happened:
            added = evolve(event, sequence=len(self.events) + 1)
            number, previous = self._heads.get(event.distribution_id, (0, ""))
            said = fields_of(added)
            entry = Entry(added.sequence, number + 1, link(previous, added.sequence, number + 1, said), said)
            self._heads[event.distribution_id] = (entry.number, entry.hash)
            self.events.append(added)
            self._links.append(entry)

    def of(self, distribution_id: str) -> list[Event]:
        """Return the events of a distribution, oldest first."""
        return [one for one in self.events if one.distribution_id == distribution_id]

    def seal(self, at: datetime) -> Seal | None:
        """Put a seal under what happened since the last one, and return the newest; None where nothing ever did."""
        last = self._seals[-1] if self._seals else None
        upto = last.upto if last else 0
        if len(self._links) > upto:
            covered = self._covered(upto, len(self._links))
            number, previous = (last.number + 1, last.hash) if last else (1, "")
            self._seals.append(seal(previous, number, at, len(self._links), covered.events, covered.hex()))
        return self._seals[-1] if self._seals else None

    def _covered(self, after: int, upto: int) -> Digest:
        covered = Digest()
        for entry in self._links[after:upto]:
            covered.add(entry.sequence, entry.hash)
        return covered

    def audit(self, distribution_ids: Iterable[str], expected: str) -> Audit:
        """Read every chain and every seal, and return what is not as it was written."""
        report, read = Report(), 0
        for distribution_id in distribution_ids:
            read += 1
            chain = Chain(distribution_id)
            for event, entry in zip(self.events, self._links, strict=True):
                if event.distribution_id == distribution_id:
                    report.add(chain.read(evolve(entry, fields=fields_of(event))))
            report.add(chain.end(*self._heads.get(distribution_id, (0, ""))))
        seals = Seals(expected)
        for one in self._seals:
            report.add(*seals.read(one, self._covered(seals.upto, one.upto)))
        report.add(seals.end())
        return report.done(len(self.events), read, seals)


__all__ = ["Timeline"]
