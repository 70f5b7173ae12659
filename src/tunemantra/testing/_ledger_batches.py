"""Promises about batches."""

from __future__ import annotations

from datetime import timedelta

import pytest
from attrs import evolve

from tunemantra.core.amendment import Amendment, Selection
from tunemantra.core.batch import ALONE, BatchRule, BatchState, BatchTally
from tunemantra.core.distribution import NEVER, Delivery, Outcome, Stage
from tunemantra.errors import ConflictError, NotFoundError
from tunemantra.ports.storage import Ledger
from tunemantra.testing._ledger_base import NOW, SECOND, LedgerBase

_RULE = BatchRule(size=3, minutes=30)


class BatchPromises(LedgerBase):
    """Inherit `LedgerConformance`, not this."""

    def on(self, ledger: Ledger, number: int, platform: str = "spotify") -> Delivery:
        """Add an order of a product of its own and return it."""
        whose = self.distribution(ledger, platform, f"{number:013d}")
        return self.order(ledger, f"d-{platform}-{number:03d}", whose)

    def test_a_batch_is_opened_and_comes_back(self, ledger: Ledger) -> None:
        """LED-301 The first order opens a batch, which comes back as it was opened; the order knows it."""
        order = self.on(ledger, 1)
        batch = ledger.batches.gather(order.id, _RULE, NOW)
        assert (batch.platform, batch.opened_at, batch.size, batch.state) == ("spotify", NOW, 3, BatchState.OPEN)
        assert batch.closes_at == NOW + timedelta(minutes=30)
        assert ledger.batches.batch(batch.id) == batch
        assert [batch.id] == [one.id for one in ledger.batches.pending()]
        assert ledger.delivery(order.id).batch == batch.id
        with pytest.raises(NotFoundError):
            ledger.batches.batch("none")
        with pytest.raises(NotFoundError):
            ledger.batches.gather("none", _RULE, NOW)
        with pytest.raises(NotFoundError):
            ledger.batches.write(evolve(batch, id="none"))

    def test_the_one_that_fills_it_closes_it(self, ledger: Ledger) -> None:
        """LED-302 A batch holds no more than its size, of those that still stand; gathered again changes nothing."""
        orders = [self.on(ledger, number) for number in range(5)]
        first = ledger.batches.gather(orders[0].id, _RULE, NOW)
        gone = ledger.delivery(orders[0].id)
        ledger.amend(evolve(gone, outcome=Outcome.CANCELLED), self.happened(ledger.distribution(gone.distribution_id)))
        for order in orders[1:3] * 2:
            assert ledger.batches.gather(order.id, _RULE, NOW) == first
        full = ledger.batches.gather(orders[3].id, _RULE, NOW)
        assert (full.id, full.state, full.closed_at, full.why) == (first.id, BatchState.CLOSED, NOW, "it is full")
        assert ledger.batches.gather(orders[1].id, _RULE, NOW) == full
        assert ledger.batches.gather(orders[4].id, _RULE, NOW).id != first.id

    def test_many_at_once(self, ledger: Ledger) -> None:
        """LED-303 Of many that are gathered at once none is lost, and no batch holds too many; ids are unique."""
        orders = [self.on(ledger, number) for number in range(8)]
        got = self.together(8, lambda number: ledger.batches.gather(orders[number].id, _RULE, NOW))
        ids = sorted({one.id for one in got})
        assert sorted(len(ledger.batches.members(one)) for one in ids) == [2, 3, 3]
        assert all(len(one) == len("YYYYMMDDhhmmssnnn") and one.isdecimal() for one in ids)

    def test_platforms_do_not_share(self, ledger: Ledger) -> None:
        """LED-304 Each platform has its own batch, also where they are opened at one moment."""
        mine = ledger.batches.gather(self.on(ledger, 1).id, _RULE, NOW)
        other = ledger.batches.gather(self.on(ledger, 1, "beatport").id, _RULE, NOW)
        assert (mine.id != other.id, other.platform) == (True, "beatport")

    def test_whose_time_is_up(self, ledger: Ledger) -> None:
        """LED-305 Whoever comes when the time of a batch is up closes it and opens the next."""
        first = ledger.batches.gather(self.on(ledger, 1).id, _RULE, NOW)
        assert first.closes_at is not None
        later = ledger.batches.gather(self.on(ledger, 2).id, _RULE, first.closes_at)
        assert (later.id > first.id, ledger.batches.batch(first.id).state) == (True, BatchState.CLOSED)

    def test_what_is_sealed_is_left(self, ledger: Ledger) -> None:
        """LED-306 An order whose batch takes nobody in any more is put into another."""
        order = self.on(ledger, 1)
        batch = ledger.batches.gather(order.id, _RULE, NOW)
        sealed = ledger.batches.write(evolve(batch, state=BatchState.SEALED))
        assert (sealed.version, ledger.batches.batch(batch.id)) == (batch.version + 1, sealed)
        again = ledger.batches.gather(order.id, _RULE, NOW)
        assert again.id != batch.id
        assert ledger.delivery(order.id).batch == again.id

    def test_of_two_writers_one_fails(self, ledger: Ledger) -> None:
        """LED-307 A batch that was written by somebody else is not written over."""
        read = ledger.batches.gather(self.on(ledger, 1).id, _RULE, NOW)
        whole = evolve(read, state=BatchState.COMPLETE, closed_at=NOW, why="Ž", package="{}", receipt="{}", over=True)
        assert ledger.batches.write(whole) == evolve(whole, version=read.version + 1)
        assert ledger.batches.batch(read.id) == evolve(whole, version=read.version + 1)
        with pytest.raises(ConflictError):
            ledger.batches.write(evolve(read, why="late"))
        assert list(ledger.batches.pending()) == []

    def test_counts(self, ledger: Ledger) -> None:
        """LED-308 Orders are counted by where they stand, and members come in the order of their ids."""
        orders = [self.on(ledger, number) for number in range(4)]
        batch = next(ledger.batches.gather(one.id, BatchRule(size=0), NOW) for one in reversed(orders))
        for one in orders[:3]:
            ledger.batches.gather(one.id, BatchRule(size=0), NOW)
        assert ledger.batches.tally(batch.id) == BatchTally(working=4)
        assert ledger.batches.tally("none") == BatchTally()
        changes = [{"receipt": "{}"}, {"outcome": Outcome.FAILED}, {"due_at": NEVER}]
        for one, change in zip(orders, changes, strict=False):
            stands = ledger.delivery(one.id)
            event = self.happened(ledger.distribution(one.distribution_id))
            ledger.amend(evolve(stands, **change), event)  # type: ignore[arg-type]
        assert ledger.batches.tally(batch.id) == BatchTally(working=1, paused=1, handed=1, ended=1)
        assert [one.id for one in ledger.batches.members(batch.id)] == [one.id for one in orders]
        assert list(ledger.batches.members("")) == []

    def test_pages(self, ledger: Ledger) -> None:
        """LED-309 Pages of batches go through all of them once, the newest first, or through those of a platform."""
        rule = BatchRule(size=1)
        ids = [ledger.batches.gather(self.on(ledger, number).id, rule, NOW + number * SECOND).id for number in range(5)]
        other = ledger.batches.gather(self.on(ledger, 9, "beatport").id, rule, NOW)
        seen: list[str] = []
        while page := ledger.batches.page(platform="spotify", before=seen[-1] if seen else "", limit=2):
            assert len(page) <= 2
            seen += [one.id for one in page]
        assert seen == ids[::-1]
        assert {one.id for one in ledger.batches.page()} == {*ids, other.id}

    def test_the_orders_of_a_batch_are_amended_together(self, ledger: Ledger) -> None:
        """LED-310 Orders are selected by their batch and by the first words of what they wait for."""
        orders = [self.on(ledger, number) for number in range(3)]
        for one, words in zip(orders, ("waits for a", "wait%", "waits for b"), strict=True):
            stands = evolve(ledger.delivery(one.id), waiting=words, batch="b" if one is not orders[2] else ALONE)
            ledger.amend(stands, self.happened(ledger.distribution(one.distribution_id)))
        event = self.happened(ledger.distribution(orders[0].distribution_id), "order.amended")
        for selection, wanted in (
            (Selection(batch="b"), {0, 1}),
            (Selection(waiting="waits"), {0, 2}),
            (Selection(batch="b", waiting="wait%"), {1}),
        ):
            amended = ledger.amend_all(selection, Amendment(due_at=NOW + SECOND), event)
            assert {one.id for one in amended.changed} == {orders[number].id for number in wanted}

    def test_work_keeps_the_batch(self, ledger: Ledger) -> None:
        """LED-311 What is committed under a claim says which batch the order is in; it may leave it so."""
        order = self.on(ledger, 1)
        [claim] = self.claimed(ledger)
        batch = ledger.batches.gather(order.id, _RULE, NOW)
        claim = ledger.commit(claim, evolve(claim.delivery, batch=batch.id, stage=Stage.PACKAGE))
        assert ledger.delivery(order.id).batch == batch.id
        ledger.commit(claim, evolve(claim.delivery, batch=""))
        assert ledger.delivery(order.id).batch == ""
        assert list(ledger.batches.members(batch.id)) == []

    def test_work_that_failed_leaves_the_batch(self, ledger: Ledger) -> None:
        """LED-312 What is committed counts where it says the order is in no batch, though it was gathered meanwhile."""
        order = self.on(ledger, 1)
        [claim] = self.claimed(ledger)
        batch = ledger.batches.gather(order.id, _RULE, NOW)
        ledger.commit(claim, evolve(claim.delivery, attempts=1))
        assert ledger.delivery(order.id).batch == ""
        assert list(ledger.batches.members(batch.id)) == []


__all__ = ["BatchPromises"]
