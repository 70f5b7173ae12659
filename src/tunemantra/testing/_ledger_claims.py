"""Promises about claims, leases and fencing."""

from __future__ import annotations

import pytest
from attrs import evolve

from tunemantra.core.distribution import Lane, Outcome, Stage
from tunemantra.core.status import State, Status
from tunemantra.errors import ConflictError, LeaseLostError, NotFoundError
from tunemantra.ports.storage import FAR, Backlog, Ledger
from tunemantra.testing._ledger_base import NOW, SECOND, LedgerBase


class ClaimPromises(LedgerBase):
    """Inherit `LedgerConformance`, not this."""

    def test_a_claim_says_what_it_holds(self, ledger: Ledger) -> None:
        """LED-101 A claim carries the order, its owner and the end of its lease."""
        order = self.order(ledger, "d-1")
        [claim] = self.claimed(ledger, owner="w", seconds=90)
        assert (claim.delivery, claim.owner, claim.until) == (order, "w", NOW + 90 * SECOND)

    def test_two_owners_never_hold_one_delivery(self, ledger: Ledger) -> None:
        """LED-102 Of many workers that claim at once, each order goes to one."""
        for number in range(12):
            self.order(ledger, f"d-{number}", self.distribution(ledger, f"p{number}"))
        got = self.together(8, lambda worker: self.claimed(ledger, owner=f"w{worker}", limit=4))
        ids = [claim.delivery.id for claims in got for claim in claims]
        ids += [claim.delivery.id for claim in self.claimed(ledger, limit=50)]
        assert sorted(ids) == sorted(f"d-{number}" for number in range(12))

    def test_a_held_delivery_is_not_given_again(self, ledger: Ledger) -> None:
        """LED-103 A held delivery is given to nobody before its lease ends, not to its holder either."""
        self.order(ledger, "d-1")
        self.claimed(ledger, seconds=60)
        assert self.claimed(ledger, at=59.999) == []

    def test_a_lease_that_ran_out_is_taken(self, ledger: Ledger) -> None:
        """LED-104 A lease that ran out is taken over, with a higher token."""
        self.order(ledger, "d-1")
        [first] = self.claimed(ledger, owner="dead", seconds=60)
        [second] = self.claimed(ledger, owner="heir", at=60)
        assert second.delivery.id == "d-1"
        assert second.token > first.token

    def test_a_lost_claim_writes_nothing(self, ledger: Ledger) -> None:
        """LED-105 A write with a lost claim fails and changes neither order, distribution nor timeline."""
        mine = self.distribution(ledger)
        self.order(ledger, "d-1", mine)
        [lost] = self.claimed(ledger, seconds=60)
        [heir] = self.claimed(ledger, at=61)
        assert heir.owner == lost.owner
        with pytest.raises(LeaseLostError):
            ledger.commit(
                lost,
                evolve(lost.delivery, stage=Stage.DELIVER),
                distribution=evolve(mine, revision_id="r"),
                events=[self.happened(mine, "stage.done")],
            )
        with pytest.raises(LeaseLostError):
            ledger.renew(lost, NOW, 60)
        assert (ledger.delivery("d-1").stage, ledger.distribution(mine.id)) == (Stage.PREPARE, mine)
        assert len(ledger.events(mine.id)) == 1

    def test_a_claim_is_renewed(self, ledger: Ledger) -> None:
        """LED-106 A renewed claim is held longer, with the same token; also one that ran out and nobody took."""
        self.order(ledger, "d-1")
        [claim] = self.claimed(ledger, seconds=60)
        renewed = ledger.renew(claim, NOW + 70 * SECOND, 60)
        assert renewed == evolve(claim, until=NOW + 130 * SECOND)
        assert self.claimed(ledger, at=129) == []
        assert [one.delivery.id for one in self.claimed(ledger, at=130)] == ["d-1"]

    def test_a_claim_is_given_back(self, ledger: Ledger) -> None:
        """LED-107 A claim given back is free for all at once, and void."""
        self.order(ledger, "d-1")
        [claim] = self.claimed(ledger)
        ledger.commit(claim, claim.delivery, release=True)
        with pytest.raises(LeaseLostError):
            ledger.commit(claim, claim.delivery)
        with pytest.raises(LeaseLostError):
            ledger.renew(claim, NOW, 60)
        assert [one.delivery.id for one in self.claimed(ledger, owner="next")] == ["d-1"]

    def test_a_claim_serves_many_commits(self, ledger: Ledger) -> None:
        """LED-108 Commits under one claim follow each other, and each returns the order as it stands."""
        self.order(ledger, "d-1")
        [claim] = self.claimed(ledger)
        for stage in (Stage.TRANSFORM, Stage.VALIDATE, Stage.PACKAGE):
            claim = ledger.commit(claim, evolve(claim.delivery, stage=stage))
            assert ledger.delivery("d-1") == claim.delivery
            assert claim.delivery.stage is stage

    def test_only_the_oldest_open_delivery(self, ledger: Ledger) -> None:
        """LED-109 Of one distribution only the oldest open delivery is given, however urgent a newer one is."""
        mine = self.distribution(ledger)
        self.order(ledger, "old", mine, lane=Lane.BULK)
        self.order(ledger, "new", mine, lane=Lane.EMERGENCY)
        [claim] = self.claimed(ledger, limit=5)
        assert claim.delivery.id == "old"
        assert self.claimed(ledger, limit=5) == []
        ledger.commit(claim, evolve(claim.delivery, outcome=Outcome.DONE), release=True)
        assert [one.delivery.id for one in self.claimed(ledger, limit=5)] == ["new"]

    def test_an_older_order_that_is_not_due_holds_up_newer_ones(self, ledger: Ledger) -> None:
        """LED-110 A newer delivery never overtakes an older one of its distribution that waits for its time."""
        mine = self.distribution(ledger)
        self.order(ledger, "old", mine, due=3600)
        self.order(ledger, "new", mine)
        assert self.claimed(ledger, limit=5) == []
        assert [one.delivery.id for one in self.claimed(ledger, at=3600, limit=5)] == ["old"]

    def test_the_most_urgent_lane_first(self, ledger: Ledger) -> None:
        """LED-111 The most urgent lane comes first, then what is due the longest."""
        plan = [("bulk", Lane.BULK, -9), ("late", Lane.HIGH, -1), ("early", Lane.HIGH, -5), ("now", Lane.EMERGENCY, 0)]
        for name, lane, due in plan:
            self.order(ledger, name, self.distribution(ledger, name), lane=lane, due=due)
        got = [self.claimed(ledger)[0].delivery.id for _ in plan]
        assert got == ["now", "early", "late", "bulk"]

    def test_several_at_once_in_the_same_order(self, ledger: Ledger) -> None:
        """LED-112 Several deliveries claimed at once come in the same order, and never more than asked for."""
        for name, lane in (("b", Lane.BULK), ("n", Lane.NORMAL), ("h", Lane.HIGH)):
            self.order(ledger, name, self.distribution(ledger, name), lane=lane)
        assert [one.delivery.id for one in self.claimed(ledger, limit=2)] == ["h", "n"]

    def test_future_work_hides_nothing(self, ledger: Ledger) -> None:
        """LED-113 Any number of urgent deliveries due in the future never hides one that is due."""
        for number in range(30):
            name = f"future-{number}"
            self.order(ledger, name, self.distribution(ledger, name), lane=Lane.EMERGENCY, due=60 + number)
        self.order(ledger, "due", self.distribution(ledger, "due"), lane=Lane.BULK)
        assert [one.delivery.id for one in self.claimed(ledger)] == ["due"]

    def test_only_the_lanes_asked_for(self, ledger: Ledger) -> None:
        """LED-114 A worker that serves some lanes is given nothing of the others."""
        self.order(ledger, "bulk", self.distribution(ledger, "a"), lane=Lane.BULK)
        self.order(ledger, "high", self.distribution(ledger, "b"), lane=Lane.HIGH)
        assert ledger.claim("w", NOW, 60, limit=5, lanes=[]) == []
        found = ledger.claim("w", NOW, 60, limit=5, lanes=[Lane.BULK])
        assert [one.delivery.id for one in found] == ["bulk"]

    def test_a_closed_delivery_is_never_given(self, ledger: Ledger) -> None:
        """LED-115 A delivery that ended is never given again, and lets the next one through."""
        self.order(ledger, "d-1", outcome=Outcome.CANCELLED)
        self.order(ledger, "d-2")
        assert [one.delivery.id for one in self.claimed(ledger, limit=5)] == ["d-2"]

    def test_a_commit_is_all_or_nothing(self, ledger: Ledger) -> None:
        """LED-116 A commit whose distribution was written by somebody else changes nothing and keeps the claim."""
        mine = self.distribution(ledger)
        self.order(ledger, "d-1", mine)
        [claim] = self.claimed(ledger)
        live = ledger.record(evolve(mine, state=State(Status.LIVE, "preorder")), [])
        changed = evolve(claim.delivery, stage=Stage.END)
        with pytest.raises(ConflictError):
            ledger.commit(claim, changed, distribution=mine, events=[self.happened(mine)], release=True)
        assert (ledger.delivery("d-1").stage, len(ledger.events(mine.id))) == (Stage.PREPARE, 1)
        ledger.commit(claim, changed, distribution=live, events=[self.happened(mine, "x")], release=True)
        assert ledger.delivery("d-1").stage is Stage.END
        assert ledger.distribution(mine.id) == evolve(live, version=live.version + 1)

    def test_a_commit_is_for_what_was_claimed(self, ledger: Ledger) -> None:
        """LED-117 A claim writes no other delivery, no other distribution, and never turns an order into another."""
        other = self.distribution(ledger, "beatport")
        self.order(ledger, "d-1")
        [claim] = self.claimed(ledger)
        self.order(ledger, "d-2", other)
        for wrong in (ledger.delivery("d-2"), evolve(claim.delivery, icpn="1"), evolve(claim.delivery, sequence=9)):
            with pytest.raises(ConflictError):
                ledger.commit(claim, wrong)
        with pytest.raises(ConflictError):
            ledger.commit(claim, claim.delivery, distribution=other)
        ghost = evolve(claim, delivery=evolve(claim.delivery, id="none"))
        with pytest.raises(NotFoundError):
            ledger.commit(ghost, ghost.delivery)
        with pytest.raises(NotFoundError):
            ledger.renew(ghost, NOW, 60)

    def test_nobody_amends_what_is_held(self, ledger: Ledger) -> None:
        """LED-118 An order somebody holds is not amended; once the lease ran out it is, and the old claim is void."""
        mine = self.distribution(ledger)
        self.order(ledger, "d-1", mine)
        [claim] = self.claimed(ledger, seconds=60)
        cancelled = evolve(claim.delivery, outcome=Outcome.CANCELLED)
        event = self.happened(mine, "order.cancelled")
        with pytest.raises(ConflictError):
            ledger.amend(cancelled, event)
        assert ledger.delivery("d-1").open
        ledger.amend(cancelled, evolve(event, at=NOW + 60 * SECOND))
        assert ledger.delivery("d-1").outcome is Outcome.CANCELLED
        with pytest.raises(LeaseLostError):
            ledger.commit(claim, claim.delivery)

    def test_an_order_read_long_ago_is_not_amended(self, ledger: Ledger) -> None:
        """LED-119 An order that was written since it was read is not amended: what was sent stays known."""
        mine = self.distribution(ledger)
        read = self.order(ledger, "d-1", mine)
        [claim] = self.claimed(ledger)
        ledger.commit(claim, evolve(claim.delivery, receipt='{"id":1}'), release=True)
        with pytest.raises(ConflictError):
            ledger.amend(evolve(read, outcome=Outcome.CANCELLED), self.happened(mine))
        assert ledger.delivery("d-1").receipt == '{"id":1}'
        assert len(ledger.events(mine.id)) == 1

    def test_next_due(self, ledger: Ledger) -> None:
        """LED-120 `next_due` is the moment something can be claimed: none, the first due, the end of a lease."""
        assert ledger.next_due() is None
        mine = self.distribution(ledger)
        self.order(ledger, "later", mine, due=30)
        self.order(ledger, "behind", mine, due=-30)
        self.order(ledger, "other", self.distribution(ledger, "beatport"), due=50)
        assert ledger.next_due() == NOW + 30 * SECOND
        [claim] = self.claimed(ledger, at=30, seconds=60)
        assert ledger.next_due() == NOW + 50 * SECOND
        self.claimed(ledger, at=50, seconds=60)
        assert ledger.next_due() == NOW + 90 * SECOND
        ledger.commit(claim, evolve(claim.delivery, outcome=Outcome.DONE), release=True)
        assert ledger.next_due() == NOW - 30 * SECOND

    def test_a_named_lease(self, ledger: Ledger) -> None:
        """LED-121 A named lease belongs to one owner until it ends or is given back; its owner may renew it."""
        assert ledger.lock("poll", "a", NOW, 60)
        assert not ledger.lock("poll", "b", NOW + 59 * SECOND, 60)
        assert ledger.lock("other", "b", NOW, 60)
        assert ledger.lock("poll", "a", NOW + 59 * SECOND, 60)
        assert not ledger.lock("poll", "b", NOW + 118 * SECOND, 60)
        assert ledger.lock("poll", "b", NOW + 119 * SECOND, 60)
        ledger.unlock("poll", "a")
        assert not ledger.lock("poll", "a", NOW + 120 * SECOND, 60)
        ledger.unlock("poll", "b")
        assert ledger.lock("poll", "a", NOW + 120 * SECOND, 60)

    def test_a_named_lease_has_one_winner(self, ledger: Ledger) -> None:
        """LED-122 Of many that ask for a named lease at once, one gets it."""
        got = self.together(8, lambda worker: ledger.lock("poll", f"w{worker}", NOW, 60))
        assert sum(got) == 1

    def test_platforms_take_turns(self, ledger: Ledger) -> None:
        """LED-123 Within a lane no platform is served twice while another one waits, however long its queue (A-005)."""
        for number in range(6):
            mine = self.distribution(ledger, "spotify", f"{number:014}")
            self.order(ledger, f"s-{number}", mine, due=number - 60)
        self.order(ledger, "b-1", self.distribution(ledger, "beatport"))
        self.order(ledger, "a-1", self.distribution(ledger, "acme"), lane=Lane.BULK)
        got = [self.claimed(ledger)[0].delivery.id for _ in range(4)]
        assert got == ["s-0", "b-1", "s-1", "s-2"]

    def test_organisations_take_turns(self, ledger: Ledger) -> None:
        """LED-124 On one platform the same holds for organisations, also where several orders are claimed at once."""
        for number, whose in enumerate(["big"] * 6 + ["small"]):
            draft = self.draft(ledger, f"d-{number}", self.distribution(ledger, icpn=f"{number:014}"), due=number - 60)
            ledger.add_delivery(evolve(draft, organisation=whose), self.happened(self.distribution(ledger)))
        assert ledger.delivery("d-6").organisation == "small"
        got = [one.delivery.id for one in self.claimed(ledger, limit=4)]
        assert sorted(got) == ["d-0", "d-1", "d-2", "d-6"]

    def test_an_order_that_is_opened_again_comes_first(self, ledger: Ledger) -> None:
        """LED-125 An older order that goes on stands before a newer one again, which is then given to nobody."""
        mine = self.distribution(ledger)
        self.order(ledger, "d-1", mine, outcome=Outcome.FAILED)
        self.order(ledger, "d-2", mine)
        again = evolve(ledger.delivery("d-1"), outcome=Outcome.OPEN)
        ledger.amend(again, self.happened(mine))
        assert [one.delivery.id for one in self.claimed(ledger, limit=5)] == ["d-1"]

    def test_one_delivery_is_claimed_by_its_id(self, ledger: Ledger) -> None:
        """LED-140 Asked for by its id, a due delivery is given, however many are more urgent."""
        self.order(ledger, "urgent", lane=Lane.EMERGENCY)
        self.order(ledger, "wanted", self.distribution(ledger, "beatport"), lane=Lane.BULK)
        [claim] = ledger.claim("w", NOW, 60, delivery_id="wanted")
        assert claim.delivery.id == "wanted"
        assert [one.delivery.id for one in self.claimed(ledger, limit=9)] == ["urgent"]

    def test_an_id_gives_no_more_than_a_claim_could(self, ledger: Ledger) -> None:
        """LED-141 An id gives nothing where it is held, not due, behind an older order, of another lane or unknown."""
        mine = self.distribution(ledger)
        self.order(ledger, "held", mine)
        self.order(ledger, "behind", mine)
        self.order(ledger, "later", self.distribution(ledger, "beatport"), due=1)
        self.order(ledger, "bulk", self.distribution(ledger, "tiktok"), lane=Lane.BULK)
        self.claimed(ledger)
        for name in ("held", "behind", "later", "nobody"):
            assert list(ledger.claim("w", NOW, 60, delivery_id=name)) == []
        assert list(ledger.claim("w", NOW, 60, delivery_id="bulk", lanes=[Lane.NORMAL])) == []
        assert list(ledger.claim("w", NOW, 60, delivery_id="bulk", limit=0)) == []
        [second] = ledger.claim("heir", NOW + 60 * SECOND, 60, delivery_id="held")
        assert second.owner == "heir"

    def test_an_id_has_one_winner(self, ledger: Ledger) -> None:
        """LED-142 Of many that claim one delivery by its id at once, one gets it."""
        self.order(ledger, "d-1")
        got = self.together(8, lambda worker: list(ledger.claim(f"w{worker}", NOW, 60, delivery_id="d-1")))
        assert sum(map(len, got)) == 1

    def test_what_is_due_is_told_and_not_taken(self, ledger: Ledger) -> None:
        """LED-143 `due` tells what could be claimed, so many of each lane, in the order of claims; nothing is taken."""
        lanes = {"n1": Lane.NORMAL, "n2": Lane.NORMAL, "n3": Lane.NORMAL, "e": Lane.EMERGENCY}
        for number, (name, lane) in enumerate(lanes.items()):
            self.order(ledger, name, self.distribution(ledger, name), due=-9 + number, lane=lane)
        self.order(ledger, "behind", self.distribution(ledger, "e"), due=-99)
        self.order(ledger, "later", self.distribution(ledger, "x"), due=1)
        assert [one.delivery_id for one in ledger.due(NOW, limit=2)] == ["e", "n1", "n2"]
        assert ledger.due(NOW, limit=0) == []
        first = ledger.due(NOW)[0]
        assert (first.lane, first.stage) == (Lane.EMERGENCY, Stage.PREPARE)
        assert [one.delivery.id for one in self.claimed(ledger, limit=9)] == ["e", "n1", "n2", "n3"]
        assert ledger.due(NOW) == []

    def test_the_token_of_what_is_due_tells_whether_somebody_had_it(self, ledger: Ledger) -> None:
        """LED-144 What nobody took keeps its token in `due`; a claim, its end and its return each change it."""
        self.order(ledger, "d-1")
        [before] = ledger.due(NOW)
        assert list(ledger.due(NOW)) == [before]
        [claim] = self.claimed(ledger, seconds=60)
        [expired] = ledger.due(NOW + 60 * SECOND)
        ledger.commit(claim, evolve(claim.delivery, stage=Stage.VALIDATE), release=True)
        [returned] = ledger.due(NOW)
        assert returned.stage is Stage.VALIDATE
        assert len({before.token, expired.token, returned.token}) == 3

    def test_the_backlog(self, ledger: Ledger) -> None:
        """LED-145 `backlog` counts what is due, held and later by platform, lane and stage, and says since when."""
        assert ledger.backlog(NOW) == []
        for number, due in enumerate((-30, -20, 40)):
            self.order(ledger, f"d-{number}", self.distribution(ledger, "spotify", str(number)), due=due)
        self.order(ledger, "held", self.distribution(ledger, "beatport"), due=-5, lane=Lane.HIGH)
        self.order(ledger, "done", self.distribution(ledger, "tiktok"), outcome=Outcome.DONE)
        ledger.claim("w", NOW, 60, delivery_id="held")
        beatport = Backlog("beatport", Lane.HIGH, Stage.PREPARE, due=0, held=1, later=0, oldest=None)
        spotify = Backlog("spotify", Lane.NORMAL, Stage.PREPARE, due=2, held=0, later=1, oldest=NOW - 30 * SECOND)
        assert list(ledger.backlog(NOW)) == [beatport, spotify]

    def test_claims_that_reach_far_are_found_and_can_be_ended(self, ledger: Ledger) -> None:
        """LED-146 `held` tells the claims that end after a moment; renewed by 0 seconds, one ends and can be taken."""
        for name in ("far", "near", "free", "later"):
            self.order(ledger, name, self.distribution(ledger, name), due=3600 if name == "later" else 0)
        ledger.claim("dead", NOW + 3600 * SECOND, 60, delivery_id="far")
        ledger.claim("alive", NOW, 60, delivery_id="near")
        [claim] = ledger.held(after=NOW + 60 * SECOND)
        assert (claim.delivery.id, claim.owner, claim.until) == ("far", "dead", NOW + 3660 * SECOND)
        assert list(ledger.held(after=claim.until)) == []
        ledger.renew(claim, NOW, 0)
        [heir] = ledger.claim("heir", NOW, 60, delivery_id="far")
        assert heir.token > claim.token
        with pytest.raises(LeaseLostError):
            ledger.renew(claim, NOW, 60)

    def test_a_named_lease_from_before_a_clock_was_set_back_is_free(self, ledger: Ledger) -> None:
        """LED-147 A named lease that ends more than `FAR` times its seconds from now is free."""
        assert ledger.lock("poll", "dead", NOW + 3600 * SECOND, 60)
        assert not ledger.lock("poll", "heir", NOW + (3660 - FAR * 60) * SECOND, 60)
        assert ledger.lock("poll", "heir", NOW, 60)


__all__ = ["ClaimPromises"]
