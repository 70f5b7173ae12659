"""Whatever is done in whatever order, a ledger on a database answers as the one in memory does."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from datetime import timedelta
from pathlib import Path

import pytest
from attrs import evolve
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)

from tunemantra.contrib.memory import START, MemoryLedger
from tunemantra.contrib.sql import SqlLedger, upgrade
from tunemantra.core.amendment import Amendment, Selection
from tunemantra.core.distribution import NEVER, Delivery, Event, Lane, OrderKind, Outcome, Revision, Stage
from tunemantra.errors import StateError

PLATFORMS = ("spotify", "beatport", "acme")
OWNERS = ("ada", "bob")
SECONDS = st.sampled_from([1, 30, 60])
EXTREMES = settings(
    max_examples=40, stateful_step_count=40, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)


class Machine(RuleBasedStateMachine):
    """Does the same to both ledgers, and compares what they say: a value, or the class of the error."""

    claims = Bundle("claims")

    def __init__(self, fresh):
        super().__init__()
        self.exit = contextlib.ExitStack()
        self.ledgers = (MemoryLedger(), self.exit.enter_context(fresh()))
        self.now = START
        self.count = 0

    def teardown(self):
        assert all(ledger.audit().intact for ledger in self.ledgers)
        self.exit.close()

    def both(self, call):
        answers = []
        for ledger in self.ledgers:
            try:
                answers.append(call(ledger))
            except StateError as error:
                answers.append(type(error))
        assert answers[1] == answers[0]
        return answers[0]

    @initialize()
    def open(self):
        for text in ("{}", "[]"):
            self.both(lambda ledger, text=text: ledger.add_revision(Revision(text, "1", text, START)))
        opened = [self.both(lambda ledger, key=key: ledger.open_distribution("1", key, START)) for key in PLATFORMS]
        self.ids = {one.platform: one.id for one in opened}

    def event(self, platform, kind, report=""):
        return Event(self.ids[platform], self.now, kind, "…", report_id=report)

    @rule(
        platform=st.sampled_from(PLATFORMS),
        lane=st.sampled_from(Lane),
        due=st.integers(-60, 60),
        key=st.sampled_from(["", "k"]),
        revision=st.sampled_from(["{}", "{}", "[]", "none"]),
    )
    def add(self, platform, lane, due, key, revision):
        self.count += 1
        due_at = self.now + timedelta(seconds=due)
        delivery = Delivery(
            f"d-{self.count:03}",
            self.ids[platform],
            platform,
            "1",
            revision,
            OrderKind.INSERT,
            0,
            self.now,
            due_at,
            lane,
            key=key,
        )
        self.both(lambda ledger: ledger.add_delivery(delivery, self.event(platform, "order.opened")))

    @rule(seconds=st.sampled_from([0.000001, 1, 29, 60]))
    def let_time_pass(self, seconds):
        self.now += timedelta(seconds=seconds)

    @rule(
        target=claims,
        owner=st.sampled_from(OWNERS),
        seconds=SECONDS,
        limit=st.integers(0, 3),
        lanes=st.none() | st.sets(st.sampled_from(Lane)),
    )
    def claim(self, owner, seconds, limit, lanes):
        got = self.both(lambda ledger: list(ledger.claim(owner, self.now, seconds, limit=limit, lanes=lanes)))
        assert len({one.delivery.distribution_id for one in got}) == len(got)
        return multiple(*got)

    @rule(target=claims, claim=claims, seconds=SECONDS)
    def renew(self, claim, seconds):
        answer = self.both(lambda ledger: ledger.renew(claim, self.now, seconds))
        return answer if not isinstance(answer, type) else multiple()

    @rule(
        target=claims,
        claim=claims,
        outcome=st.sampled_from([Outcome.OPEN, Outcome.OPEN, Outcome.DONE]),
        stage=st.sampled_from(Stage),
        due=st.integers(0, 60),
        release=st.booleans(),
        stale=st.sampled_from([None, 0, 1]),
        report=st.sampled_from(["", "", "r-1", "r-2"]),
    )
    def commit(self, claim, outcome, stage, due, release, stale, report):
        delivery = evolve(claim.delivery, outcome=outcome, stage=stage, due_at=self.now + timedelta(seconds=due))
        distribution = self.ledgers[0].distribution(delivery.distribution_id)
        changed = None if stale is None else evolve(distribution, version=distribution.version - stale)
        answer = self.both(
            lambda ledger: ledger.commit(
                claim,
                delivery,
                distribution=changed,
                events=[self.event(delivery.platform, "stage.done", report)],
                release=release,
            )
        )
        return answer if not isinstance(answer, type) else multiple()

    @rule(data=st.data(), outcome=st.sampled_from([Outcome.OPEN, Outcome.CANCELLED]), stale=st.booleans())
    def amend(self, data, outcome, stale):
        known = self.ledgers[0].deliveries()
        if known:
            delivery = evolve(data.draw(st.sampled_from(known)), outcome=outcome, due_at=self.now)
            delivery = evolve(delivery, version=delivery.version - stale)
            event = self.event(delivery.platform, "order.amended")
            self.both(lambda ledger: ledger.amend(delivery, event))

    @rule(
        platform=st.sampled_from(["", *PLATFORMS]),
        lane=st.none() | st.sampled_from(Lane),
        amendment=st.builds(
            Amendment, st.booleans(), st.none() | st.sampled_from(Lane), st.none() | st.just(NEVER) | st.just(START)
        ),
        limit=st.integers(0, 4),
    )
    def amend_all(self, platform, lane, amendment, limit):
        event = self.event(PLATFORMS[0], "order.amended")
        self.both(lambda ledger: ledger.amend_all(Selection(platform, lane=lane), amendment, event, limit=limit))

    @rule(
        platform=st.sampled_from(PLATFORMS),
        report=st.sampled_from(["", "r-1", "r-2"]),
        stale=st.sampled_from([0, 0, 1]),
    )
    def record(self, platform, report, stale):
        distribution = self.ledgers[0].distribution(self.ids[platform])
        changed = evolve(distribution, version=distribution.version - stale, revision_id=f"r{self.count}")
        self.both(lambda ledger: ledger.record(changed, [self.event(platform, "report", report)]))

    @rule(owner=st.sampled_from(OWNERS), seconds=SECONDS)
    def lock(self, owner, seconds):
        self.both(lambda ledger: ledger.lock("poll", owner, self.now, seconds))

    @rule(owner=st.sampled_from(OWNERS))
    def unlock(self, owner):
        self.both(lambda ledger: ledger.unlock("poll", owner))

    @invariant()
    def agree(self):
        self.both(lambda ledger: (list(ledger.deliveries()), ledger.next_due(), list(ledger.distributions())))

    @invariant()
    def agree_on_figures(self):
        since = dict.fromkeys(PLATFORMS[:2], self.now)
        self.both(lambda ledger: (list(ledger.tally()), list(ledger.roll_ups()), list(ledger.overdue(since))))

    @invariant()
    def agree_on_timelines(self):
        for one in self.ledgers[0].distributions():
            seen = self.both(lambda ledger, key=one.id: [evolve(e, sequence=0) for e in ledger.events(key)])
            assert seen is not None


@pytest.mark.slow
@pytest.mark.parametrize("drawn", [20, pytest.param(200, marks=pytest.mark.nightly)])
def test_sqlite_answers_as_memory_does(tmp_path, drawn):
    template = tmp_path / "template.db"
    upgrade(f"sqlite:///{template}")

    @contextlib.contextmanager
    def fresh():
        with tempfile.TemporaryDirectory(dir=tmp_path) as folder:
            file = shutil.copy(template, Path(folder) / "ledger.db")
            with contextlib.closing(SqlLedger(f"sqlite:///{file}")) as ledger:
                yield ledger

    run_state_machine_as_test(lambda: Machine(fresh), settings=settings(EXTREMES, max_examples=drawn))


@pytest.mark.integration
@pytest.mark.slow
@pytest.mark.parametrize("drawn", [8, pytest.param(60, marks=pytest.mark.nightly)])
def test_postgresql_answers_as_memory_does(postgres, drawn):
    @contextlib.contextmanager
    def fresh():
        address = postgres.fresh()
        with contextlib.closing(SqlLedger(address)) as ledger:
            yield ledger
        postgres.drop(address)

    run_state_machine_as_test(lambda: Machine(fresh), settings=settings(EXTREMES, max_examples=drawn))
