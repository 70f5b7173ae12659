"""What every ledger promises, as a test class to inherit.

::

    class TestMyLedger(LedgerConformance):
        @pytest.fixture
        def ledger(self, tmp_path):
            ledger = MyLedger(tmp_path)
            yield ledger
            ledger.close()

Each promise has an id, the first word of its docstring: LED-001 and on for orders, LED-101 for claims, LED-201 for
timelines and the ledger as a whole, LED-301 for batches.
"""

from __future__ import annotations

import pytest
from attrs import evolve

from tunemantra.core.distribution import Event, Lane, Stage
from tunemantra.core.status import State, Status
from tunemantra.errors import ConflictError, StateError
from tunemantra.ports.storage import Ledger
from tunemantra.testing._ledger_base import NOW, SECOND
from tunemantra.testing._ledger_batches import BatchPromises
from tunemantra.testing._ledger_claims import ClaimPromises
from tunemantra.testing._ledger_orders import OrderPromises


class LedgerConformance(OrderPromises, ClaimPromises, BatchPromises):
    """Inherit, and supply a fixture `ledger`: a fresh, empty `Ledger`."""

    def test_event_comes_back(self, ledger: Ledger) -> None:
        """LED-201 An event comes back as it was given, with its place in the ledger."""
        mine = self.distribution(ledger)
        event = Event(
            distribution_id=mine.id,
            at=NOW,
            kind="status.changed",
            message="Živě",
            actor="spotify",
            delivery_id="d-1",
            status="Live",
            substate="all-territories",
            native="LIVE ✓",
            reason="späť",
            before="Delivered: acknowledged",
            after="Live: all-territories",
            report_id="r-1",
            data=(("b", "2"), ("a", "é")),
        )
        ledger.record(mine, [event])
        [found] = ledger.events(mine.id)
        assert found == evolve(event, sequence=found.sequence)
        assert found.sequence > 0

    def test_events_in_pages(self, ledger: Ledger) -> None:
        """LED-202 Pages of a timeline go through all events once, oldest first, and no other's."""
        mine, other = self.distribution(ledger), self.distribution(ledger, "beatport")
        for number in range(4):
            mine = ledger.record(mine, [self.happened(mine, f"{number}.a"), self.happened(mine, f"{number}.b")])
            other = ledger.record(other, [self.happened(other)])
        seen: list[Event] = []
        while page := ledger.events(mine.id, after=seen[-1].sequence if seen else 0, limit=3):
            assert len(page) <= 3
            seen += page
        assert [one.kind for one in seen] == ["0.a", "0.b", "1.a", "1.b", "2.a", "2.b", "3.a", "3.b"]
        assert [one.sequence for one in seen] == sorted({one.sequence for one in seen})

    def test_an_empty_timeline(self, ledger: Ledger) -> None:
        """LED-203 A distribution to which nothing happened has an empty timeline."""
        assert list(ledger.events(self.distribution(ledger).id)) == []

    def test_a_distribution_written_by_somebody_else(self, ledger: Ledger) -> None:
        """LED-204 Of two that read a distribution, the second to write fails, and writes no event."""
        read = self.distribution(ledger)
        ledger.record(evolve(read, state=State(Status.PROCESSING, "packaging")), [self.happened(read, "first")])
        with pytest.raises(ConflictError):
            ledger.record(evolve(read, revision_id="r"), [self.happened(read, "second")])
        assert [one.kind for one in ledger.events(read.id)] == ["first"]
        assert ledger.distribution(read.id).state.status is Status.PROCESSING

    def test_many_writers_lose_nothing(self, ledger: Ledger) -> None:
        """LED-205 Of many that write what they read at once, one wins; the version counts what was written."""
        read = self.distribution(ledger)

        def write(number: int) -> bool:
            try:
                ledger.record(read, [self.happened(read, str(number))])
            except ConflictError:
                return False
            return True

        assert sum(self.together(8, write)) == 1
        assert (ledger.distribution(read.id).version, len(ledger.events(read.id))) == (read.version + 1, 1)

    def test_a_report_counts_once(self, ledger: Ledger) -> None:
        """LED-206 A report that is known already is refused with all that came along; another's is not."""
        mine, other = self.distribution(ledger), self.distribution(ledger, "beatport")
        assert not ledger.knows_report(mine.id, "r-1")
        mine = ledger.record(mine, [self.happened(mine, "status.changed", "r-1")])
        assert ledger.knows_report(mine.id, "r-1")
        assert not ledger.knows_report(other.id, "r-1")
        with pytest.raises(ConflictError):
            ledger.record(evolve(mine, revision_id="x"), [self.happened(mine, "status.changed", "r-1")])
        assert (ledger.distribution(mine.id), len(ledger.events(mine.id))) == (mine, 1)
        ledger.record(other, [self.happened(other, "status.changed", "r-1")])

    def test_a_report_twice_in_one_call(self, ledger: Ledger) -> None:
        """LED-207 A report that comes twice in one call is refused as well."""
        mine = self.distribution(ledger)
        twice = [self.happened(mine, report="r-1"), self.happened(mine, report="r-1")]
        with pytest.raises(ConflictError):
            ledger.record(mine, twice)
        assert list(ledger.events(mine.id)) == []

    def test_a_report_without_name(self, ledger: Ledger) -> None:
        """LED-208 Events without report id are never taken for repeats."""
        mine = self.distribution(ledger)
        ledger.record(mine, [self.happened(mine), self.happened(mine)])
        assert len(ledger.events(mine.id)) == 2
        assert not ledger.knows_report(mine.id, "")

    def test_closed(self, ledger: Ledger) -> None:
        """LED-209 A closed ledger says so; closing again does nothing."""
        ledger.close()
        ledger.close()
        with pytest.raises(StateError):
            ledger.recall("a", "b")

    def test_what_was_written_is_intact(self, ledger: Ledger) -> None:
        """LED-210 An audit reads every event, and finds nothing wrong with what the ledger wrote (A-010)."""
        assert ledger.audit().intact
        assert ledger.seal(NOW) is None
        mine, _ = self.distribution(ledger), self.distribution(ledger, "beatport")
        self.order(ledger, "d-1", mine)
        [claim] = self.claimed(ledger)
        ledger.commit(claim, claim.delivery, events=[self.happened(mine, "a", "r"), self.happened(mine, "b")])
        told: list[tuple[int, int]] = []
        audit = ledger.audit(watch=lambda done, total: told.append((done, total)))
        assert (audit.events, audit.distributions, audit.found, audit.seals) == (3, 2, 0, 0)
        assert told
        assert told[-1][0] == told[-1][1]

    def test_seals(self, ledger: Ledger) -> None:
        """LED-211 A seal covers what happened since the last one; where nothing did, the last one stands."""
        mine = ledger.record(self.distribution(ledger), [self.happened(self.distribution(ledger))])
        first = ledger.seal(NOW)
        assert first is not None
        assert (first.number, first.events, first.at) == (1, 1, NOW)
        assert ledger.seal(NOW + SECOND) == first
        ledger.record(mine, [self.happened(mine), self.happened(mine)])
        second = ledger.seal(NOW + SECOND)
        assert second is not None
        assert (second.number, second.events) == (2, 2)
        assert ledger.audit(expected=first.hash).seals == 2
        assert ledger.audit(expected=second.hash).intact
        assert ledger.audit(expected="0" * 64).found == 1

    def test_links_of_many_writers(self, ledger: Ledger) -> None:
        """LED-212 Whoever writes at the same time, of one distribution or of many, leaves whole chains and seals."""
        some = [self.distribution(ledger, f"p{number}") for number in range(3)]

        def write(number: int) -> None:
            whose = some[number % 3]
            draft = self.draft(ledger, f"d-{number}", whose)
            ledger.add_delivery(draft, self.happened(whose, report=f"r-{number}"))
            ledger.seal(NOW)

        self.together(12, write)
        ledger.seal(NOW)
        audit = ledger.audit()
        assert (audit.events, audit.distributions, audit.breaches) == (12, 3, ())

    def test_an_event_says_what_became_of_its_order(self, ledger: Ledger) -> None:
        """LED-213 The ledger itself says on an order's events what changed: as it was, and as it became (A-010)."""
        mine = self.distribution(ledger)
        about = evolve(self.happened(mine), delivery_id="d-1", reason="asked for")
        added = ledger.add_delivery(self.draft(ledger, "d-1", mine), about)
        ledger.amend(evolve(added, lane=Lane.EMERGENCY), about)
        [claim] = self.claimed(ledger)
        ledger.commit(claim, evolve(claim.delivery, stage=Stage.DELIVER), events=[about, self.happened(mine)])
        said = [(one.before, one.after) for one in ledger.events(mine.id)]
        assert said[0][1].startswith("stage prepare; outcome open; lane normal")
        assert said[1:] == [("lane normal", "lane emergency"), ("stage prepare", "stage deliver"), ("", "")]
        assert {one.reason for one in ledger.events(mine.id)} == {"asked for", ""}


__all__ = ["LedgerConformance"]
