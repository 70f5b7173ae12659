"""Promises about revisions, distributions, orders and timelines."""

from __future__ import annotations

from datetime import timedelta, timezone

import pytest
from attrs import evolve

from tunemantra.core.after import After
from tunemantra.core.amendment import Amended, Amendment, Selection
from tunemantra.core.distribution import (
    NEVER,
    Delivery,
    Lane,
    OrderKind,
    Outcome,
    Revision,
    Stage,
    TrackState,
)
from tunemantra.core.finding import Finding, Severity
from tunemantra.core.status import Channel, State, Status
from tunemantra.errors import ConflictError, NotFoundError
from tunemantra.ports.storage import Ledger, RollUp, Tally
from tunemantra.testing._ledger_base import ICPN, NOW, OTHER_ICPN, SECOND, LedgerBase


class OrderPromises(LedgerBase):
    """Inherit `LedgerConformance`, not this."""

    def test_revision_comes_back(self, ledger: Ledger) -> None:
        """LED-001 A revision comes back as it was kept, with its microseconds and other scripts."""
        revision = self.revision(ledger, '{"title":"東京 العربية 🎵"}')
        assert ledger.revision(revision.id) == revision

    def test_revision_is_kept_once(self, ledger: Ledger) -> None:
        """LED-002 The same revision again changes nothing, not even its time."""
        revision = self.revision(ledger)
        ledger.add_revision(evolve(revision, created_at=NOW + SECOND))
        assert ledger.revision(revision.id) == revision

    def test_revision_id_belongs_to_one_document(self, ledger: Ledger) -> None:
        """LED-003 Another document under the id of a revision is refused."""
        revision = self.revision(ledger)
        with pytest.raises(ConflictError):
            ledger.add_revision(Revision(revision.id, ICPN, '{"other":1}', NOW))
        assert ledger.revision(revision.id) == revision

    def test_unknown_ids(self, ledger: Ledger) -> None:
        """LED-004 Unknown ids raise NotFoundError, wherever they are asked for."""
        order = self.draft(ledger, "d-1")
        with pytest.raises(NotFoundError):
            ledger.revision("none")
        with pytest.raises(NotFoundError):
            ledger.distribution("none")
        with pytest.raises(NotFoundError):
            ledger.delivery("none")
        with pytest.raises(NotFoundError):
            ledger.events("none")
        with pytest.raises(NotFoundError):
            ledger.add_delivery(evolve(order, revision_id="none"), self.happened(self.distribution(ledger)))
        with pytest.raises(NotFoundError):
            ledger.add_delivery(evolve(order, distribution_id="none"), self.happened(self.distribution(ledger)))
        with pytest.raises(NotFoundError):
            ledger.record(evolve(self.distribution(ledger), id="none"), [])
        with pytest.raises(NotFoundError):
            ledger.amend(order, self.happened(self.distribution(ledger)))

    def test_one_distribution_for_a_product_on_a_platform(self, ledger: Ledger) -> None:
        """LED-005 A product has one distribution on a platform, also when many open it at once."""
        opened = self.together(8, lambda _: ledger.open_distribution(ICPN, "spotify", NOW))
        assert len({one.id for one in opened}) == 1
        others = [self.distribution(ledger, "beatport"), self.distribution(ledger, icpn=OTHER_ICPN)]
        assert len({opened[0].id, *(one.id for one in others)}) == 3

    def test_a_new_distribution_waits_since_it_was_opened(self, ledger: Ledger) -> None:
        """LED-006 A new distribution is Pending since the moment it was opened."""
        assert self.distribution(ledger).state == State(Status.PENDING, "queued", since=NOW)

    def test_distribution_comes_back(self, ledger: Ledger) -> None:
        """LED-007 State, tracks and external ids come back as they were written."""
        good = State(Status.DELIVERED, "acknowledged", "ACK é", NOW, Channel.WEBHOOK, (NOW, 7))
        bad = State(Status.ERROR, "transport", "E\t1", NOW + SECOND, Channel.MAIL, (NOW + SECOND, 0), good)
        written = evolve(
            self.distribution(ledger),
            state=bad,
            tracks=(TrackState("USRC17607839", good, "späť"), TrackState("USRC17607840", State())),
            external_ids=(("album", "x:1"), ("ticket", "")),
            revision_id="r",
        )
        recorded = ledger.record(written, [])
        assert recorded == evolve(written, version=written.version + 1)
        assert ledger.distribution(written.id) == recorded

    def test_distributions_in_pages(self, ledger: Ledger) -> None:
        """LED-008 Pages of distributions go through all of them once, in the order of their ids."""
        made = sorted(self.distribution(ledger, icpn=f"{number:014}").id for number in range(7))
        seen: list[str] = []
        while page := ledger.distributions(after=seen[-1] if seen else "", limit=3):
            assert len(page) <= 3
            seen += [one.id for one in page]
        assert seen == made

    def test_distributions_by_what_they_are(self, ledger: Ledger) -> None:
        """LED-009 Distributions are found by product, platform and status, and by all of them together."""
        mine, beside = self.distribution(ledger), self.distribution(ledger, "beatport")
        other = self.distribution(ledger, icpn=OTHER_ICPN)
        live = ledger.record(evolve(mine, state=State(Status.LIVE, "all-territories")), [])
        assert {one.id for one in ledger.distributions(icpn=ICPN)} == {mine.id, beside.id}
        assert {one.id for one in ledger.distributions(platform="spotify")} == {mine.id, other.id}
        assert ledger.distributions(status=Status.LIVE) == [live]
        assert ledger.distributions(icpn=OTHER_ICPN, platform="spotify", status=Status.LIVE) == []

    def test_order_comes_back(self, ledger: Ledger) -> None:
        """LED-010 An order comes back with all that was written, findings with their place in time included."""
        found = Finding("CMN-AUD-001", Severity.WARNING, "tracks[0]", "leise", "−40", "−20", "h", "a.wav", "x", 1.25)
        self.order(ledger, "d-1")
        [claim] = self.claimed(ledger)
        changed = evolve(
            claim.delivery,
            due_at=NOW + timedelta(microseconds=1),
            lane=Lane.BULK,
            stage=Stage.TRACK,
            outcome=Outcome.OPEN,
            attempts=3,
            waiting="für das Label",
            package='{"files":[]}',
            receipt='{"id":1}',
            findings=(found, evolve(found, at=None)),
            reason="späť",
            after=(After("a"), After("b-c", Status.DELIVERED, ICPN)),
        )
        kept = ledger.commit(claim, changed).delivery
        assert ledger.delivery("d-1") == kept == evolve(changed, version=kept.version)

    def test_moments_are_instants(self, ledger: Ledger) -> None:
        """LED-011 A moment given in another time zone comes back as the same instant."""
        tokyo = timezone(timedelta(hours=9))
        draft = evolve(self.draft(ledger, "d-1"), due_at=NOW.astimezone(tokyo))
        ledger.add_delivery(draft, self.happened(self.distribution(ledger)))
        assert ledger.delivery("d-1").due_at == NOW
        assert ledger.next_due() == NOW

    def test_orders_are_numbered(self, ledger: Ledger) -> None:
        """LED-012 The orders of a distribution are numbered from 1 without gaps, also when many come at once."""
        mine = self.distribution(ledger)
        drafts = [self.draft(ledger, f"d-{number}", mine) for number in range(8)]
        self.together(8, lambda number: ledger.add_delivery(drafts[number], self.happened(mine)))
        assert [one.sequence for one in ledger.deliveries(distribution_id=mine.id)] == list(range(1, 9))

    def test_the_same_key_again(self, ledger: Ledger) -> None:
        """LED-013 The same key again returns the order that stands and adds neither order nor event (A-011)."""
        mine = self.distribution(ledger)
        first = ledger.add_delivery(self.draft(ledger, "d-1", mine, key="k"), self.happened(mine))
        again = ledger.add_delivery(self.draft(ledger, "d-2", mine, key="k"), self.happened(mine))
        assert again == first
        assert len(ledger.deliveries(distribution_id=mine.id)) == len(ledger.events(mine.id)) == 1

    def test_the_same_key_fifty_times_at_once(self, ledger: Ledger) -> None:
        """LED-014 Fifty calls with one key at the same time make one order (A-011)."""
        mine = self.distribution(ledger)
        drafts = [self.draft(ledger, f"d-{number}", mine, key="k") for number in range(50)]
        added = self.together(50, lambda number: ledger.add_delivery(drafts[number], self.happened(mine)))
        assert len({one.id for one in added}) == 1
        assert len(ledger.deliveries(distribution_id=mine.id)) == len(ledger.events(mine.id)) == 1

    @pytest.mark.parametrize("change", ["revision", "kind", "product"])
    def test_the_same_key_with_another_order(self, ledger: Ledger, change: str) -> None:
        """LED-015 The same key with another revision, kind or product of that platform is a conflict (A-011)."""
        mine = self.distribution(ledger)
        ledger.add_delivery(self.draft(ledger, "d-1", mine, key="k"), self.happened(mine))
        other = self.distribution(ledger, icpn=OTHER_ICPN)
        draft = {
            "revision": lambda: self.draft(ledger, "d-2", mine, key="k", text="[]"),
            "kind": lambda: self.draft(ledger, "d-2", mine, key="k", kind=OrderKind.TAKEDOWN),
            "product": lambda: self.draft(ledger, "d-2", other, key="k", text="[]"),
        }[change]()
        with pytest.raises(ConflictError):
            ledger.add_delivery(draft, self.happened(mine))
        assert [one.id for one in ledger.deliveries()] == ["d-1"]

    def test_one_key_for_many_platforms(self, ledger: Ledger) -> None:
        """LED-016 One key may open an order on each of several platforms."""
        both = [self.distribution(ledger, platform) for platform in ("spotify", "beatport")]
        drafts = [self.draft(ledger, one.platform, one, key="k") for one in both]
        added = [ledger.add_delivery(draft, self.happened(one)) for draft, one in zip(drafts, both, strict=True)]
        assert [one.id for one in added] == ["spotify", "beatport"]

    def test_no_key_is_no_promise(self, ledger: Ledger) -> None:
        """LED-017 Orders without key never stand for each other; an id is used once."""
        mine = self.distribution(ledger)
        self.order(ledger, "d-1", mine)
        self.order(ledger, "d-2", mine)
        with pytest.raises(ConflictError):
            self.order(ledger, "d-2", mine)
        assert [one.id for one in ledger.deliveries(distribution_id=mine.id)] == ["d-1", "d-2"]
        assert len(ledger.events(mine.id)) == 2

    def test_orders_are_listed_oldest_first(self, ledger: Ledger) -> None:
        """LED-018 Orders are listed by distribution, by revision and by being open, oldest first."""
        mine, other = self.distribution(ledger), self.distribution(ledger, "beatport")

        def add(name: str, whose: str, age: int, text: str = "{}") -> Delivery:
            distribution = mine if whose == "mine" else other
            draft = self.draft(ledger, name, distribution, text=text)
            draft = evolve(draft, created_at=NOW - age * SECOND)
            return ledger.add_delivery(draft, self.happened(distribution))

        add("a", "mine", 1)
        changed = add("b", "other", 3, "[]")
        add("c", "mine", 2)
        closed = ledger.delivery("c")
        ledger.amend(evolve(closed, outcome=Outcome.CANCELLED), self.happened(mine))
        assert [one.id for one in ledger.deliveries(distribution_id=mine.id)] == ["a", "c"]
        assert [one.id for one in ledger.deliveries(revision_id=changed.revision_id)] == ["b"]
        assert [one.id for one in ledger.deliveries(open_only=True)] == ["b", "a"]
        assert [one.id for one in ledger.deliveries(distribution_id=mine.id, open_only=True)] == ["a"]

    def test_remembered(self, ledger: Ledger) -> None:
        """LED-019 What was remembered is recalled by kind and key; what is remembered last counts."""
        assert ledger.recall("rendition", "k") is None
        ledger.remember("rendition", "k", '{"a":1}')
        ledger.remember("rendition", "k", '{"a":2}')
        ledger.remember("facts", "k", "[]")
        assert (ledger.recall("rendition", "k"), ledger.recall("facts", "k")) == ('{"a":2}', "[]")
        ledger.remember("rendition", "l", "{}")
        assert ledger.recall_many("rendition", ["l", "nothing", "k", "l"]) == {"k": '{"a":2}', "l": "{}"}
        assert ledger.recall_many("rendition", iter([])) == {}
        assert ledger.recall_many("rendition", (str(one) for one in range(2_000))) == {}

    def test_many_orders_at_once(self, ledger: Ledger) -> None:
        """LED-020 Many orders are added at once as one by one: numbered, keyed, in their turn, each with its event."""
        products = [(f"{number:014}", platform) for number in range(3) for platform in ("spotify", "beatport")]
        opened = ledger.open_distributions(products, NOW)
        assert [(one.icpn, one.platform) for one in opened] == products
        assert ledger.open_distributions(products, NOW + SECOND) == opened
        twice = [*opened, *opened]
        drafts = [self.draft(ledger, f"d-{n:02}", one, key=f"k-{n % 9}") for n, one in enumerate(twice)]
        orders = [(draft, self.happened(one)) for draft, one in zip(drafts, twice, strict=True)]
        added = ledger.add_deliveries(orders)
        assert [one.id for one in added[:9]] == [f"d-{n:02}" for n in range(9)]
        assert [one.sequence for one in added[:9]] == [1] * 6 + [2] * 3
        assert ledger.add_deliveries(orders) == added
        assert ledger.add_deliveries([]) == []
        assert {one.id for one in added} == {one.id for one in ledger.deliveries()}
        assert ledger.audit().events == len({one.id for one in added})
        assert len(self.claimed(ledger, limit=50)) == len(opened)

    def test_many_orders_or_none(self, ledger: Ledger) -> None:
        """LED-021 Where one of many orders cannot be added, none is."""
        mine, other = self.distribution(ledger), self.distribution(ledger, "beatport")
        good = (self.draft(ledger, "d-1", mine, key="k"), self.happened(mine))
        clash = (self.draft(ledger, "d-2", mine, key="k", text="[]"), self.happened(mine))
        lost = (evolve(self.draft(ledger, "d-3", other), revision_id="none"), self.happened(other))
        with pytest.raises(ConflictError):
            ledger.add_deliveries([good, clash])
        with pytest.raises(NotFoundError):
            ledger.add_deliveries([good, lost])
        assert ledger.deliveries() == []
        assert ledger.audit().events == 0

    def test_many_orders_amended(self, ledger: Ledger) -> None:
        """LED-022 All open orders that fit are amended, page by page, each with its event; what is held is not."""
        plan = {"a": "spotify", "b": "spotify", "c": "beatport", "d": "spotify", "e": "spotify"}
        for number, (name, platform) in enumerate(plan.items()):
            mine = self.distribution(ledger, platform, f"{number:014}")
            self.order(ledger, name, mine, due=-60 if name == "a" else 60)
        [claim] = self.claimed(ledger)
        gone = ledger.delivery("d")
        ledger.amend(evolve(gone, stage=Stage.TRACK), self.happened(self.distribution(ledger)))
        event = evolve(self.happened(self.distribution(ledger)), kind="order.cancelled", actor="ada", reason="recalled")
        every = Selection(platform="spotify")
        first = ledger.amend_all(every, Amendment(cancel=True), event, limit=2)
        assert ([one.id for one in first.changed], first.held, first.late, first.after) == (["b"], ("a",), (), "b")
        rest = ledger.amend_all(every, Amendment(cancel=True), event, after=first.after, limit=2)
        assert ([one.id for one in rest.changed], rest.held, rest.late, rest.after) == (["e"], (), ("d",), "")
        assert rest.changed == (ledger.delivery("e"),)
        assert {one.id for one in ledger.deliveries(open_only=True)} == {"a", "c", "d"}
        said = ledger.events(gone.distribution_id)[-1]
        assert said.kind != "order.cancelled"
        last = ledger.events(ledger.delivery("e").distribution_id)[-1]
        assert (last.kind, last.actor, last.reason, last.delivery_id) == ("order.cancelled", "ada", "recalled", "e")
        assert (last.before, last.after) == ("stage prepare; outcome open", "stage end; outcome cancelled")
        assert ledger.commit(claim, claim.delivery).delivery.id == "a"
        assert ledger.audit().intact

    def test_many_orders_hurried_or_held_back(self, ledger: Ledger) -> None:
        """LED-023 Amended orders come in their new lane at their new moment; what was behind one that ends comes up."""
        mine, other = self.distribution(ledger), self.distribution(ledger, "beatport")
        self.order(ledger, "old", mine, due=60)
        self.order(ledger, "new", mine, due=60)
        self.order(ledger, "b", other)
        event = self.happened(mine)
        ledger.amend_all(Selection(icpn=ICPN, platform="beatport"), Amendment(due_at=NEVER, waiting="paused"), event)
        assert self.claimed(ledger) == []
        assert ledger.delivery("b").waiting == "paused"
        ledger.amend_all(Selection(lane=Lane.NORMAL), Amendment(due_at=NOW, lane=Lane.HIGH, waiting=""), event)
        assert [one.delivery.lane for one in self.claimed(ledger, limit=5)] == [Lane.HIGH, Lane.HIGH]
        ended = ledger.amend_all(
            Selection(organisation="nobody"), Amendment(cancel=True), evolve(event, at=NOW + 90 * SECOND)
        )
        assert ended == Amended()
        ledger.amend_all(Selection(), Amendment(cancel=True), evolve(event, at=NOW + 90 * SECOND), limit=2)
        assert {one.id for one in ledger.deliveries(open_only=True)} == {"old"}

    def test_tally(self, ledger: Ledger) -> None:
        """LED-024 Distributions are counted by platform and status; products are told with where they stand."""
        assert (ledger.tally(), ledger.roll_ups()) == ([], [])
        for number in range(5):
            for platform in ("spotify", "beatport")[: 1 + number % 2]:
                one = self.distribution(ledger, platform, f"{number:014}")
                if number < 3:
                    ledger.record(evolve(one, state=State(Status.LIVE, "all-territories")), [])
        assert ledger.tally() == [
            Tally("beatport", Status.LIVE, 1),
            Tally("beatport", Status.PENDING, 1),
            Tally("spotify", Status.LIVE, 3),
            Tally("spotify", Status.PENDING, 2),
        ]
        page = ledger.roll_ups(limit=2)
        assert page == [
            RollUp(f"{0:014}", ((Status.LIVE, 1),)),
            RollUp(f"{1:014}", ((Status.LIVE, 2),)),
        ]
        assert [one.icpn for one in ledger.roll_ups(after=page[-1].icpn)] == [f"{n:014}" for n in (2, 3, 4)]

    def test_overdue(self, ledger: Ledger) -> None:
        """LED-025 Open orders made too long ago are found by platform, the oldest first; closed ones are not."""
        for number, platform in enumerate(["spotify", "spotify", "beatport", "acme", "spotify"]):
            mine = self.distribution(ledger, platform, f"{number:014}")
            made = evolve(self.draft(ledger, f"d-{number}", mine), created_at=NOW - number * SECOND)
            ledger.add_delivery(made, self.happened(mine))
        ledger.amend(evolve(ledger.delivery("d-4"), outcome=Outcome.DONE), self.happened(self.distribution(ledger)))
        since = {"spotify": NOW - SECOND, "beatport": NOW, "nobody": NOW}
        assert [one.id for one in ledger.overdue(since)] == ["d-2", "d-1"]
        assert [one.id for one in ledger.overdue({**since, "spotify": NOW}, limit=2)] == ["d-2", "d-1"]
        first, second = ledger.overdue({**since, "spotify": NOW}, limit=2)
        assert [one.id for one in ledger.overdue({**since, "spotify": NOW}, after=first)] == ["d-1", "d-0"]
        assert [one.id for one in ledger.overdue({**since, "spotify": NOW}, after=second, limit=1)] == ["d-0"]
        assert ledger.overdue({}) == []


__all__ = ["OrderPromises"]
