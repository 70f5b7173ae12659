from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from io import BytesIO
from types import SimpleNamespace

import pytest
from attrs import evolve

from tests.unit.pipeline.world import World
from tunemantra.core.circuit import Circuit, CircuitRule
from tunemantra.core.distribution import Delivery, Lane, Outcome, Stage
from tunemantra.errors import (
    AuthError,
    ConnectError,
    Disposition,
    HeldError,
    OutageError,
    TransferTimeoutError,
    TuneMantraError,
)
from tunemantra.pipeline import guard
from tunemantra.pipeline.guard import Guard, GuardedApi, GuardedCalls, GuardedSession, GuardedTool, GuardedUploads
from tunemantra.pipeline.retry import RetryPolicy
from tunemantra.ports.package import PackageFile, Role
from tunemantra.ports.runtime import SecretRef
from tunemantra.ports.tool import ToolOutcome, ToolRun
from tunemantra.ports.transport import ApiRequest, ApiResponse, Upload

RULE = CircuitRule(failures=3, pause=60.0)


@pytest.fixture
def shut(world: World) -> World:
    """A world whose shop does not answer, and is left alone after three failures."""
    world = world.with_tools(breaker=RULE, retry=RetryPolicy(first=2.0, factor=1.0, tries=10))
    world.shop().before_connect = refuse
    return world


def refuse() -> None:
    raise ConnectError("connection refused")


def opened(world: World) -> Delivery:
    """Order something and have the circuit open."""
    (order,) = world.order()
    world.work()
    for _ in range(2):
        world.later(3)
    assert world.shop().connects == 3
    return order


def test_after_some_failures_in_a_row_nobody_connects_any_more(shut: World) -> None:
    order = opened(shut)
    shut.later(50)
    assert shut.shop().connects == 3
    now = shut.now(order)
    assert (now.attempts, now.outcome, now.stage) == (2, Outcome.OPEN, Stage.DELIVER)
    assert now.waiting.startswith("STALLED: Corner (files) does not answer since 2026-05-01 12:00 UTC")
    assert "(connection refused), next probe at" in now.waiting


def test_whoever_is_held_back_uses_no_try_up_and_is_told_of_once(shut: World) -> None:
    order = opened(shut)
    for _ in range(40):
        shut.later(300)
    assert shut.now(order).attempts == 2
    assert shut.now(order).outcome is Outcome.OPEN
    kinds = shut.kinds(order)
    assert (kinds.count("breaker.opened"), kinds.count("delivery.stalled")) == (1, 1)
    assert 3 < shut.shop().connects < 20


def test_a_probe_that_is_answered_lets_everybody_in_again(shut: World) -> None:
    order = opened(shut)
    shut.shop().before_connect = lambda: None
    shut.later(60 + 60)
    assert shut.now(order).stage is Stage.TRACK
    assert guard.circuits(shut.tools) == {}
    assert shut.kinds(order).count("breaker.closed") == 1
    assert [event.message for event in shut.seen.events if event.kind == "breaker.closed"] == [
        "Corner (files) answers again"
    ]


def test_an_answer_in_between_begins_a_new_row(world: World) -> None:
    world = world.with_tools(breaker=RULE, retry=RetryPolicy(first=2.0, factor=1.0, tries=99))
    (order,) = world.order()
    answers = iter([refuse, refuse, None, refuse, refuse, None])

    def connect() -> None:
        if (answer := next(answers, None)) is not None:
            answer()

    world.shop().before_connect = connect
    for _ in range(12):
        world.later(40)
    assert "breaker.opened" not in world.kinds(order)
    assert guard.read(world.tools, "corner/files") == Circuit()


def test_an_emergency_probes_first(shut: World) -> None:
    order = opened(shut)
    now = shut.clock.now()
    urgent = evolve(order, lane=Lane.EMERGENCY)
    with pytest.raises(HeldError) as first:
        Guard(shut.tools, urgent, "corner", "x").enter("files")
    with pytest.raises(HeldError) as later:
        Guard(shut.tools, order, "corner", "y").enter("files")
    probe_at = guard.read(shut.tools, "corner/files").probe_at
    assert probe_at is not None
    assert now + timedelta(seconds=first.value.retry_after or 0) == probe_at
    assert (later.value.retry_after or 0) > (first.value.retry_after or 0) + 5
    shut.clock.sleep(first.value.retry_after or 0)
    Guard(shut.tools, urgent, "corner", "x").enter("files")
    with pytest.raises(HeldError):
        Guard(shut.tools, order, "corner", "y").enter("files")


def test_whoever_has_entered_may_go_on(world: World) -> None:
    (order,) = world.order()
    mine = Guard(world.tools, order, "corner", "x")
    mine.enter("files")
    mine.enter("files")
    assert guard.circuits(world.tools) == {}


def test_a_failure_counts_once_a_visit(world: World) -> None:
    (order,) = world.order()
    mine = Guard(world.tools, order, "corner", "x")
    mine.enter("api")
    mine.fails("api", "HTTP 503")
    mine.ends(OutageError("the shop answered 503"))
    assert guard.read(world.tools, "corner/api").failures == 1


@pytest.mark.parametrize(
    "problem",
    [AuthError("no"), ConnectError("wrong certificate", disposition=Disposition.STOP), TuneMantraError("a bug")],
)
def test_what_tells_of_no_outage_counts_for_nothing(world: World, problem: TuneMantraError) -> None:
    (order,) = world.order()
    mine = Guard(world.tools, order, "corner", "x")
    mine.enter("api")
    assert mine.ends(problem) is problem
    assert guard.circuits(world.tools) == {}


def test_an_outage_before_anything_was_entered_is_passed_on(world: World) -> None:
    (order,) = world.order()
    problem = ConnectError("x")
    assert Guard(world.tools, order, "corner", "x").ends(problem) is problem


class TestAnswersOfAnApi:
    @pytest.fixture
    def session(self, world: World) -> GuardedSession:
        world = world.with_tools(breaker=RULE)
        (order,) = world.order()
        with world.mall.session("corner", sending=lambda *_: None, alive=lambda: None) as inner:
            return GuardedSession(inner, Guard(world.tools, order, "corner", "x"), lambda: None)  # type: ignore[arg-type]

    def failures(self, session: GuardedSession) -> int:
        return guard.read(session.guard.tools, "corner/api").failures

    def test_a_server_error_counts_though_the_driver_makes_nothing_of_it(
        self, world: World, session: GuardedSession
    ) -> None:
        world.shop().reply = lambda: ApiResponse(503, {}, b"")
        assert session.api("api").send(ApiRequest("GET", "x")).status == 503
        assert self.failures(session) == 1

    def test_a_wrong_certificate_is_no_outage(self, world: World, session: GuardedSession) -> None:
        def refuse() -> ApiResponse:
            raise ConnectError("wrong certificate", disposition=Disposition.STOP)

        world.shop().reply = refuse
        with pytest.raises(ConnectError):
            session.api("api").send(ApiRequest("GET", "x"))
        assert self.failures(session) == 0

    def test_any_other_answer_is_one(self, world: World, session: GuardedSession) -> None:
        api = session.api("api")
        world.shop().reply = lambda: ApiResponse(500, {}, b"")
        api.send(ApiRequest("GET", "x"))
        world.shop().reply = lambda: ApiResponse(429, {}, b"")
        api.send(ApiRequest("GET", "x"))
        assert self.failures(session) == 0

    def test_no_answer_counts_and_is_raised(self, world: World, session: GuardedSession) -> None:
        world.shop().before_connect = refuse
        with pytest.raises(ConnectError):
            session.api("api").send(ApiRequest("GET", "x"))
        assert self.failures(session) == 1

    def test_a_refused_login_is_raised_and_counts_for_nothing(self, world: World, session: GuardedSession) -> None:
        def forbid() -> None:
            raise AuthError("no")

        world.shop().before_connect = forbid
        with pytest.raises(AuthError):
            session.api("api").send(ApiRequest("GET", "x"))
        assert self.failures(session) == 0

    def test_everything_else_is_the_hosts(self, world: World, session: GuardedSession) -> None:
        api = session.api("api")
        assert isinstance(api, GuardedApi)
        api.close()
        assert session.clock is world.clock
        assert session.mailbox("mail") is None
        assert session.secret(SecretRef("env:X")) == "revealed env:X"
        session.alive()
        file = PackageFile("a", Role.METADATA, world.tools.assets.put_bytes(b"abc").sha256, 3, "text/plain")
        session.progress(file, 3)
        assert session.open(file).read() == b"abc"


class Resuming:
    """An API that takes uploads; `answers` says what happens to each."""

    def __init__(self, *answers: ApiResponse | Exception) -> None:
        self.answers = list(answers)

    def next(self) -> ApiResponse:
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    def upload(self, _upload: Upload, *, opened: object = None, sent: object = None) -> ApiResponse:
        assert (opened, sent) == (None, None)
        return self.next()

    def call(self, operation: str, arguments: Mapping[str, object]) -> object:
        return operation, dict(arguments), self.next().status

    def run(self, run: ToolRun, *, alive: object) -> ToolOutcome:
        assert callable(alive)
        return ToolOutcome(self.next().status, run.arguments[-1])

    def close(self) -> None:
        self.answers.append(ConnectError("closed"))


class TestOtherConnections:
    FILE = Upload(ApiRequest("POST", "new"), BytesIO(b"abc"), 3)

    def session(self, world: World, other: Resuming) -> GuardedSession:
        world = world.with_tools(breaker=RULE)
        (order,) = world.order()
        host = SimpleNamespace(api=lambda _name: other, calls=lambda _name: other, tool=lambda _name: other)
        return GuardedSession(host, Guard(world.tools, order, "corner", "x"), lambda: None)  # type: ignore[arg-type]

    def failures(self, session: GuardedSession, endpoint: str) -> int:
        return guard.read(session.guard.tools, f"corner/{endpoint}").failures

    def test_uploads_that_resume_still_can(self, world: World) -> None:
        session = self.session(world, Resuming(ApiResponse(201, {}, b""), ApiResponse(503, {}, b"")))
        api = session.api()
        assert isinstance(api, GuardedUploads)
        assert api.upload(self.FILE).status == 201
        assert self.failures(session, "api") == 0
        api.upload(self.FILE)
        assert self.failures(session, "api") == 1

    def test_calls_are_guarded(self, world: World) -> None:
        session = self.session(world, Resuming(ApiResponse(200, {}, b""), ConnectError("gone")))
        calls = session.calls()
        assert isinstance(calls, GuardedCalls)
        assert calls.call("Announce", {"icpn": 1}) == ("Announce", {"icpn": 1}, 200)
        assert self.failures(session, "calls") == 0
        with pytest.raises(ConnectError):
            calls.call("Announce", {})
        assert self.failures(session, "calls") == 1
        calls.close()

    def test_programs_are_guarded(self, world: World) -> None:
        session = self.session(world, Resuming(ApiResponse(200, {}, b""), TransferTimeoutError("no end")))
        tool, run = session.tool(), ToolRun(("-m", "status"))
        assert isinstance(tool, GuardedTool)
        assert tool.run(run, alive=lambda: None).code == 200
        assert self.failures(session, "tool") == 0
        with pytest.raises(TransferTimeoutError):
            tool.run(run, alive=lambda: None)
        assert self.failures(session, "tool") == 1
        tool.close()
