"""What a platform plugin offers: a descriptor (data) and a driver (behaviour)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import BinaryIO, Protocol, runtime_checkable

from attrs import field, frozen

from tunemantra.core.batch import Batch
from tunemantra.core.finding import Finding
from tunemantra.core.pace import Pace
from tunemantra.core.quota import DailyReset
from tunemantra.core.release import Release
from tunemantra.core.requirement import Capability, Requirement
from tunemantra.core.schedule import Calendar, LeadTime
from tunemantra.core.status import Channel, Status
from tunemantra.ports.package import Draft, Order, Package, PackageFile, Receipt, StatusReport
from tunemantra.ports.rehearsal import RehearsalStep
from tunemantra.ports.runtime import Clock, SecretRef
from tunemantra.ports.tool import ToolTransport
from tunemantra.ports.transport import ApiTransport, CallTransport, Endpoint, FileTransport, Mail, Mailbox

API_VERSION = 1
"""The plugin contract's version; a platform of this or the one before is accepted."""


class Session(Protocol):
    """What a driver may use while it talks to its platform; the host makes one for each call.

    *Contract.* `open` verifies what it hands out. `progress` and `alive` raise `LeaseLostError` when the work is no
    longer ours; a driver MUST let it pass.
    """

    @property
    def clock(self) -> Clock:
        """Return the clock."""

    def api(self, name: str = "api") -> ApiTransport:
        """Return the HTTP connection the platform named."""

    def files(self, name: str = "files") -> FileTransport:
        """Return the file connection the platform named."""

    def mailbox(self, name: str = "mail") -> Mailbox:
        """Return the mailbox the platform named."""

    def calls(self, name: str = "calls") -> CallTransport:
        """Return the connection for SOAP or GraphQL the platform named."""

    def tool(self, name: str = "tool") -> ToolTransport:
        """Return the program the platform named."""

    def secret(self, reference: SecretRef) -> str:
        """Return a secret for use at once."""

    def open(self, file: PackageFile) -> BinaryIO:
        """Return a seekable stream of a package file's bytes."""

    def progress(self, file: PackageFile, sent: int) -> None:
        """Say how many bytes of a file have arrived."""

    def alive(self) -> None:
        """Say that work goes on where no bytes move."""


class PlatformDriver(Protocol):
    """The verbs every platform has. A driver keeps nothing between calls.

    *Contract.* `check` and `build` are pure: no connection, no clock, no randomness; the same order builds the same
    bytes. `deliver` MUST be safe to repeat after a kill at any point: it asks the platform what it holds and sends
    only what is missing, the completion mark last, and never sends what is there. `report` returns the platform's
    own words; it never interprets them. Errors are `TransportError`s and `PlatformError`s.
    """

    def check(self, order: Order) -> Iterable[Finding]:
        """Yield what the platform's own rules have to say; all of it."""

    def build(self, order: Order) -> Draft:
        """Return the documents and the layout of the package."""

    def deliver(self, order: Order, package: Package, session: Session) -> Receipt:
        """Hand the package over, or finish handing it over."""

    def report(self, icpn: str, receipt: Receipt, session: Session) -> Iterable[StatusReport]:
        """Return what the platform says of a submission now, oldest first; nothing where it says nothing."""


@frozen
class WebhookRequest:
    """An HTTP request that claims to come from a platform; header names in lower case."""

    method: str
    path: str
    headers: Mapping[str, str]
    params: Mapping[str, str]
    body: bytes


@frozen
class WebhookReply:
    """What to answer, and what the request reported."""

    status: int
    body: bytes = b""
    media_type: str = "text/plain"
    reports: tuple[StatusReport, ...] = ()


@runtime_checkable
class SupportsWebhook(Protocol):
    """A platform that calls us (`Capability.WEBHOOK`).

    *Contract.* A request whose signature, time or challenge is wrong MUST be answered with 4xx and report nothing.
    """

    def webhook(self, request: WebhookRequest, session: Session) -> WebhookReply:
        """Verify and read one request."""

    def subscribe(self, url: str, session: Session) -> None:
        """Ask the platform to call `url` from now on; safe to repeat."""


@runtime_checkable
class SupportsMailStatus(Protocol):
    """A platform that writes e-mail (`Capability.MAIL_STATUS`)."""

    def read_mail(self, mail: Mail) -> StatusReport | None:
        """Return what a message reports; None where it is not from the platform or not understood."""


@frozen
class Sandbox:
    """How to start the platform's simulator: a module run as `python -m module --folder F --port N`.

    When it is ready it prints one line of JSON: `{"platform": key, "page": url, "settings": {…}, "faults": […]}`:
    the table that belongs under `[platforms.<key>]`, secrets as references, and the misbehaviours it offers. It ends
    on SIGTERM or when its standard input closes. `arguments` are further ones it is started with.
    """

    module: str
    requires: tuple[str, ...] = ()
    arguments: tuple[str, ...] = ()


def _as_capabilities(capabilities: Iterable[Capability]) -> frozenset[Capability]:
    return frozenset(capabilities)


@runtime_checkable
class SupportsBatches(Protocol):
    """A platform that takes several orders in one batch (`Capability.BATCHES`).

    *Contract.* With `Order.batch`, `build` MUST give the order's own files below the batch, without what completes it,
    and an `entry`; `deliver` hands just those over. `complete_with` and `listed` are pure. `complete` MUST be safe to
    repeat after a kill at any point.
    """

    def complete_with(self, batch: Batch, entries: Sequence[str]) -> Draft:
        """Return what completes a batch, the mark last.

        Args:
            batch: which.
            entries: of the packages in it, at least one, in the order of their orders.
        """

    def complete(self, package: Package, left: Sequence[Package], session: Session) -> Receipt:
        """Hand over what completes a batch, the mark last.

        Args:
            package: what `complete_with` gave.
            left: packages that were begun and are not in the batch: no document of theirs MUST stay there.
            session: with the platform.
        """

    def listed(self, path: str, content: bytes) -> Mapping[str, str]:
        """Return the SHA-256 (or the MD5, where a store wants that one) of each document a mark lists, by its path.

        Nothing where marks list none.

        Args:
            path: of the mark.
            content: its bytes.
        """


def _as_schemes(schemes: Iterable[str]) -> tuple[str, ...]:
    return tuple(schemes)


def _as_channels(channels: Iterable[Channel]) -> frozenset[Channel]:
    return frozenset(channels)


@frozen
class Platform:
    """One platform, as data.

    Args:
        key: short lower-case name, unique.
        label: name for people.
        requirement: what it demands.
        settings: attrs class of its settings; wrong values are all reported at once by the host.
        connections: from settings to the endpoints it needs.
        driver: from settings to its driver; imports what it needs when called.
        status_map: native word to status and substate; anything else is unknown.
        capabilities: what it can do beyond inserting.
        delivers_over: schemes of the connections a delivery goes over, `http` as `https`; empty where it is not said.
        hears_by: channels its words come by; empty where it is not said, or never says anything.
        sla: usual time until Live.
        calendar: its business days.
        sandbox: its simulator, if it ships one.
        api: version of the plugin contract it was written for.
        poll_seconds: pause between two looks at a submission.
        contract: `sandbox` where no public document fixes the interface, else `public`.
        version: of the platform package, for people.
        pace: how fast it may be called, where that is known.
        quota_reset: when its daily quota is whole again, where it has one.
        rehearsal: the test deliveries the store asks for before it goes live, in order.
        derive: for a plugin that serves many stores: from this descriptor, a key and the table `[platforms.<key>]` that
            names the plugin to the descriptor of that store; None where the plugin is one platform. *Contract.* It
            MUST take any table: what is wrong with one is said by `settings`, when somebody asks for the store.
    """

    key: str
    label: str
    requirement: Requirement
    settings: type
    connections: Callable[[object], Mapping[str, Endpoint]]
    driver: Callable[[object], PlatformDriver]
    status_map: Mapping[str, tuple[Status, str]]
    capabilities: frozenset[Capability] = field(default=(), converter=_as_capabilities)
    delivers_over: tuple[str, ...] = field(default=(), converter=_as_schemes, kw_only=True)
    hears_by: frozenset[Channel] = field(default=(), converter=_as_channels, kw_only=True)
    sla: LeadTime | None = None
    calendar: Calendar | None = None
    sandbox: Sandbox | None = None
    api: int = API_VERSION
    poll_seconds: float = 60.0
    contract: str = "sandbox"
    version: str = ""
    pace: Pace | None = None
    quota_reset: DailyReset | None = None
    rehearsal: tuple[RehearsalStep, ...] = ()
    derive: Callable[[Platform, str, Mapping[str, object]], Platform] | None = None


CheckRelease = Callable[[Release, str], Iterable[Finding]]
"""A house rule: a release and a platform key to findings; see `ports.hooks`."""

__all__ = [
    "API_VERSION",
    "CheckRelease",
    "Platform",
    "PlatformDriver",
    "Sandbox",
    "Session",
    "SupportsBatches",
    "SupportsMailStatus",
    "SupportsWebhook",
    "WebhookReply",
    "WebhookRequest",
]
