"""Guard: watches how a platform's endpoints answer, and keeps everybody off one that does not."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import BinaryIO, Final, TypeVar, cast

from attrs import define, evolve, field

from tunemantra.core.circuit import Circuit, admit, answered, failed
from tunemantra.core.distribution import Delivery, Lane
from tunemantra.errors import Disposition, HeldError, ReleaseError, TransferTimeoutError, TuneMantraError
from tunemantra.pipeline.ease import Meter, said
from tunemantra.pipeline.retry import spread
from tunemantra.pipeline.steps import happened
from tunemantra.pipeline.timeline import tell
from tunemantra.pipeline.tools import Tools
from tunemantra.pipeline.traces import Leaving, TracedFiles
from tunemantra.ports.package import PackageFile
from tunemantra.ports.platform import Session
from tunemantra.ports.runtime import Clock, SecretRef
from tunemantra.ports.tool import ToolOutcome, ToolRun, ToolTransport
from tunemantra.ports.transport import (
    ApiRequest,
    ApiResponse,
    ApiTransport,
    CallTransport,
    Endpoint,
    FileTransport,
    Mailbox,
    Sent,
    SupportsResumption,
    Upload,
)

_log = logging.getLogger(__name__)

T = TypeVar("T")

KIND: Final = "circuit"
"""Of the circuits on the board; their keys are `<platform>/<endpoint>`, `<platform>+fallback/<endpoint>`."""
_SERVER_ERRORS = range(500, 600)


@define
class Guard:
    """The circuits of one visit to a platform.

    Args:
        tools: the ports.
        delivery: for whom.
        route: key of the platform, `+fallback` behind it on that route.
        owner: name of the visit.
    """

    tools: Tools
    delivery: Delivery
    route: str
    owner: str
    current: str = ""
    _seen: dict[str, Circuit] = field(factory=dict)
    _failed: set[str] = field(factory=set)
    _meters: dict[str, Meter] = field(factory=dict)
    traces: Leaving = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.traces = Leaving(self.tools, self.delivery, self.route)

    def enter(self, endpoint: str) -> None:
        """Let nobody connect to an endpoint that does not answer, but one to probe it.

        Raises:
            HeldError: it does not answer; says when to come back.
        """
        self.current = endpoint
        if endpoint in self._seen:
            return
        now = self.tools.clock.now()
        circuit = read(self.tools, self.key(endpoint))
        if circuit.open:
            admitted = False

            def ask(before: Circuit) -> Circuit:
                nonlocal admitted
                after, admitted = admit(before, self.owner, now, self.tools.breaker)
                return after

            circuit = change(self.tools, self.key(endpoint), ask)
            if not admitted:
                raise self._held(endpoint, circuit, now)
        self._seen[endpoint] = circuit

    def key(self, endpoint: str) -> str:
        """Return the key of an endpoint's circuit."""
        return f"{self.route}/{endpoint}"

    def answers(self, endpoint: str) -> None:
        """Write down that an endpoint has answered; nothing is written where it always did."""
        if not self._seen.get(endpoint, Circuit()).troubled:
            return
        was = read(self.tools, self.key(endpoint))
        after = change(self.tools, self.key(endpoint), lambda before: answered(before, self.owner))
        self._seen[endpoint] = after
        if was.open and not after.open:
            self._tell("breaker.closed", endpoint, f"{self._name(endpoint)} answers again")

    def fails(self, endpoint: str, reason: str, *, slow: bool = False) -> None:
        """Write down that an endpoint has not answered, or not in time; it counts once a visit."""
        if endpoint in self._failed:
            return
        self._failed.add(endpoint)
        now = self.tools.clock.now()
        was = Circuit()

        def note(before: Circuit) -> Circuit:
            nonlocal was
            was = before
            after = failed(before, self.owner, now, reason, self.tools.breaker)
            return evolve(after, ease=self.tools.ease.harder(after.ease)) if slow else after

        after = self._seen[endpoint] = change(self.tools, self.key(endpoint), note)
        if after.open and not was.open:
            self._tell("breaker.opened", endpoint, str(self._held(endpoint, after, now)))
        self._tell_ease(endpoint, was.ease, after.ease)

    def fit(self, endpoint: Endpoint) -> Endpoint:
        """Return an endpoint with the parts and the time-out it has come to."""
        ease, rule = self._seen.get(endpoint.name, Circuit()).ease, self.tools.ease
        return evolve(endpoint, part=rule.part_size(ease), timeout=rule.timeout(endpoint.timeout, ease))

    def moves(self, file: PackageFile, arrived: int) -> None:
        """Hear how many bytes of a file have arrived at the endpoint that was entered last."""
        self._meters.setdefault(self.current, Meter()).reads(file.path, arrived, self.tools.clock.now())

    def ends(self, problem: TuneMantraError) -> TuneMantraError:
        """Write down how a visit failed, and return what its delivery is told: a failed probe costs it no try."""
        endpoint = self.current
        if not problem.outage or not endpoint or problem.disposition is not Disposition.RETRY:
            return problem
        self.fails(endpoint, str(problem), slow=isinstance(problem, TransferTimeoutError))
        circuit = self._seen[endpoint]
        now = self.tools.clock.now()
        return self._held(endpoint, circuit, now) if circuit.open else problem

    def leave(self) -> None:
        """End a visit that went well."""
        self.traces.end()
        for endpoint in self._seen.keys() - self._failed:
            # Others may have failed since it was entered: in a row means with no answer in between.
            self._seen[endpoint] = read(self.tools, self.key(endpoint))
            self.answers(endpoint)
            self._settle(endpoint)

    def _settle(self, endpoint: str) -> None:
        """Go a step on or back, as quick as the endpoint was."""
        meter, rule, was = self._meters.get(endpoint, Meter()), self.tools.ease, self._seen[endpoint].ease
        if rule.after(was, meter.moved, meter.seconds) != was:

            def step(before: Circuit) -> Circuit:
                return evolve(before, ease=rule.after(before.ease, meter.moved, meter.seconds))

            self._tell_ease(endpoint, was, change(self.tools, self.key(endpoint), step).ease)

    def _tell_ease(self, endpoint: str, was: int, ease: int) -> None:
        if ease != was:
            kind = "endpoint.eased" if ease > was else "endpoint.recovered"
            self._tell(kind, endpoint, f"{self._name(endpoint)} {said(self.tools.ease, was, ease)}")

    def _name(self, endpoint: str) -> str:
        label = self.tools.platforms.platform(self.delivery.platform).label
        return f"{label} ({self.key(endpoint).removeprefix(self.delivery.platform).lstrip('/')})"

    def _held(self, endpoint: str, circuit: Circuit, at: datetime) -> HeldError:
        back = circuit.next(at, self.tools.breaker)
        wait = (back - at).total_seconds()
        if self.delivery.lane is not Lane.EMERGENCY:
            # Emergencies come exactly then, and so probe first; the others come one after the other.
            salt = f"{self.delivery.id}/{circuit.failures}"
            wait += spread(salt, 0.1, 1.0) * self.tools.breaker.wait(circuit.probes).total_seconds()
        since = circuit.since or at
        return HeldError(
            f"STALLED: {self._name(endpoint)} does not answer since {since:%Y-%m-%d %H:%M} UTC"
            f" ({circuit.reason}), next probe at {back:%H:%M:%S} UTC",
            retry_after=wait,
            endpoint=self.key(endpoint),
            since=since.isoformat(),
        )

    def _tell(self, kind: str, endpoint: str, message: str) -> None:
        event = happened(self.delivery, self.tools.clock.now(), kind, message, endpoint=self.key(endpoint))
        tell(self.tools, event)


def read(tools: Tools, key: str) -> Circuit:
    """Return a circuit."""
    return _circuit(tools, tools.board.read(KIND, key))


def change(tools: Tools, key: str, step: Callable[[Circuit], Circuit]) -> Circuit:
    """Change a circuit for everybody; a clean one leaves the board."""

    def written(text: str) -> str:
        after = step(_circuit(tools, text))
        return "" if after == Circuit() else tools.codec.dump(after)

    return _circuit(tools, tools.board.change(KIND, key, written))


def circuits(tools: Tools) -> Mapping[str, Circuit]:
    """Return every circuit that is not clean, by key."""
    return {key: _circuit(tools, text) for key, text in tools.board.page(KIND, limit=1000)}


def _circuit(tools: Tools, text: str) -> Circuit:
    return loaded(tools, text, Circuit)


def loaded(tools: Tools, text: str, kind: type[T]) -> T:
    """Return what stands on the board, or a new one: to begin anew harms less than to call nobody for good."""
    try:
        return tools.codec.load(text, kind) if text else kind()
    except ReleaseError:
        _log.warning("a %s that another version wrote is begun anew: %s", kind.__name__.lower(), text)
        return kind()


@define
class GuardedSession:
    """A session whose endpoints are guarded, and whose calls are counted.

    Args:
        session: the host's.
        guard: of the visit.
        call: told of each call before it goes out; may raise `HeldError`.
    """

    session: Session
    guard: Guard
    call: Callable[[], None]

    @property
    def clock(self) -> Clock:
        """Return the clock."""
        return self.session.clock

    def api(self, name: str = "api") -> ApiTransport:
        """Return the HTTP connection the platform named."""
        self.guard.enter(name)
        api = self.session.api(name)
        kind = GuardedUploads if isinstance(api, SupportsResumption) else GuardedApi
        return kind(api, name, self.guard, self.call)

    def calls(self, name: str = "calls") -> CallTransport:
        """Return the connection for SOAP or GraphQL the platform named."""
        self.guard.enter(name)
        return GuardedCalls(self.session.calls(name), name, self.guard, self.call)

    def tool(self, name: str = "tool") -> ToolTransport:
        """Return the program the platform named."""
        self.guard.enter(name)
        return GuardedTool(self.session.tool(name), name, self.guard, self.call)

    def files(self, name: str = "files") -> FileTransport:
        """Return the file connection the platform named."""
        self.guard.enter(name)
        self.call()
        return TracedFiles(self.session.files(name), lambda folder: self.guard.traces.begin(name, folder))

    def mailbox(self, name: str = "mail") -> Mailbox:
        """Return the mailbox the platform named."""
        self.guard.enter(name)
        return self.session.mailbox(name)

    def secret(self, reference: SecretRef) -> str:
        """Return a secret for use at once."""
        return self.session.secret(reference)

    def open(self, file: PackageFile) -> BinaryIO:
        """Return a seekable stream of a package file's bytes."""
        return self.session.open(file)

    def progress(self, file: PackageFile, sent: int) -> None:
        """Say how many bytes of a file have arrived."""
        self.guard.moves(file, sent)
        self.session.progress(file, sent)

    def alive(self) -> None:
        """Say that work goes on where no bytes move."""
        self.session.alive()


def heard(guard: Guard, endpoint: str, call: Callable[[], None], work: Callable[[], T]) -> T:
    """Return what the work at an endpoint returns, and have the guard hear where nobody answered."""
    guard.enter(endpoint)
    call()
    try:
        return work()
    except TuneMantraError as problem:
        if problem.outage and problem.disposition is Disposition.RETRY:
            guard.fails(endpoint, str(problem), slow=isinstance(problem, TransferTimeoutError))
        raise


@define
class GuardedApi:
    """An HTTP connection whose answers the guard hears of, those a driver makes nothing of included."""

    api: ApiTransport
    endpoint: str
    guard: Guard
    call: Callable[[], None]

    def send(self, request: ApiRequest, *, sent: Sent | None = None) -> ApiResponse:
        """Send a request; `sent` is called with the body bytes that have gone out."""
        return self._heard(lambda: self.api.send(request, sent=sent))

    def _heard(self, work: Callable[[], ApiResponse]) -> ApiResponse:
        answer = heard(self.guard, self.endpoint, self.call, work)
        if answer.status in _SERVER_ERRORS:
            self.guard.fails(self.endpoint, f"HTTP {answer.status}")
        else:
            self.guard.answers(self.endpoint)
        return answer

    def close(self) -> None:
        """End the connections."""
        self.api.close()


class GuardedUploads(GuardedApi):
    """The same of a connection that goes on with uploads after a cut."""

    def upload(
        self, upload: Upload, *, opened: Callable[[str], None] | None = None, sent: Sent | None = None
    ) -> ApiResponse:
        """Send a file in a session, going on after cuts, and return the last answer."""
        resuming = cast("SupportsResumption", self.api)
        return self._heard(lambda: resuming.upload(upload, opened=opened, sent=sent))


@define
class GuardedCalls:
    """A connection for SOAP or GraphQL; an operation that failed for itself is an answer."""

    inner: CallTransport
    endpoint: str
    guard: Guard
    counted: Callable[[], None]

    def call(self, operation: str, arguments: Mapping[str, object]) -> object:
        """Carry out an operation and return its result."""
        result = heard(self.guard, self.endpoint, self.counted, lambda: self.inner.call(operation, arguments))
        self.guard.answers(self.endpoint)
        return result

    def close(self) -> None:
        """End the connections."""
        self.inner.close()


@define
class GuardedTool:
    """A program; only its driver can tell from what it says whether the other side answered."""

    inner: ToolTransport
    endpoint: str
    guard: Guard
    counted: Callable[[], None]

    def run(self, run: ToolRun, *, alive: Callable[[], None]) -> ToolOutcome:
        """Run the program to its end."""
        return heard(self.guard, self.endpoint, self.counted, lambda: self.inner.run(run, alive=alive))

    def close(self) -> None:
        """End the connection."""
        self.inner.close()


__all__ = [
    "KIND",
    "Guard",
    "GuardedApi",
    "GuardedCalls",
    "GuardedSession",
    "GuardedTool",
    "GuardedUploads",
    "change",
    "circuits",
    "heard",
    "loaded",
    "read",
]
