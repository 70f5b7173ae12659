"""A whole host in memory: every port, and two platforms that are dictionaries."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path

from attrs import define, evolve, field, frozen

from tunemantra.contrib.formats import JsonCodec
from tunemantra.contrib.memory import (
    ManualClock,
    MemoryAssetStore,
    MemoryAudio,
    MemoryBoard,
    MemoryImages,
    MemoryLedger,
    MemoryQueue,
    SequentialIds,
    describe,
)
from tunemantra.contrib.transports import FolderTransport
from tunemantra.core.distribution import Delivery, Event, OrderKind
from tunemantra.core.finding import Finding
from tunemantra.core.media import AudioFacts, ImageFacts
from tunemantra.core.release import Asset, Release
from tunemantra.core.requirement import AudioSpec, Capability, ImageSpec, Requirement
from tunemantra.core.schedule import ReleaseMoment
from tunemantra.core.status import Channel, Status
from tunemantra.core.terms import Terms
from tunemantra.errors import OutageError, UnknownPlatformError
from tunemantra.pipeline.prepare import release_of
from tunemantra.pipeline.retry import RetryPolicy
from tunemantra.pipeline.service import Service
from tunemantra.pipeline.tools import Tools
from tunemantra.pipeline.worker import Worker
from tunemantra.ports.context import Submission
from tunemantra.ports.directory import Fit, as_stated
from tunemantra.ports.notification import Progress
from tunemantra.ports.package import (
    Document,
    Draft,
    Order,
    Package,
    PackageFile,
    Placed,
    Receipt,
    Role,
    StatusReport,
    TrackReport,
)
from tunemantra.ports.platform import Platform, WebhookReply, WebhookRequest
from tunemantra.ports.runtime import SecretRef
from tunemantra.ports.transport import ApiRequest, ApiResponse, Endpoint, FileTransport
from tunemantra.testing.factories import STREET, make_deal, make_release

MASTER = AudioFacts("wav", "pcm_s24le", 48_000, 24, 2, 48_000 * 183)
COVER = ImageFacts("PNG", 3200, 3200, "RGB")
START = datetime.fromisoformat("2026-05-01T12:00:00+00:00")

WORDS = {
    "taken": (Status.PROCESSING, "ingesting"),
    "checked": (Status.DELIVERED, "validated"),
    "on sale": (Status.LIVE, "all-territories"),
    "no": (Status.REJECTED, "metadata"),
    "gone": (Status.TAKEN_DOWN, "full"),
    "damaged": (Status.ERROR, "checksum"),
}


@define
class Shop:
    """A platform that is a dictionary: a driver, its session, and a hand to play the platform's part.

    `before_put` may raise, to break a delivery at a file.
    """

    key: str
    clock: ManualClock
    held: dict[str, str] = field(factory=dict)
    puts: list[str] = field(factory=list)
    says: list[StatusReport] = field(factory=list)
    findings: list[Finding] = field(factory=list)
    before_put: Callable[[str], None] = lambda _path: None
    sequence: int = 0
    forget: str = ""
    subscribed: list[str] = field(factory=list)
    connects: int = 0
    use: Callable[[FileTransport], object] = lambda _files: None
    line: FileTransport = field(factory=lambda: FolderTransport(Endpoint("files", "file:///nowhere")))
    before_connect: Callable[[], None] = lambda: None
    reply: Callable[[], ApiResponse] = lambda: ApiResponse(200, {}, b"")

    def connect(self) -> None:
        self.connects += 1
        self.before_connect()

    def send(self, request: ApiRequest, *, sent: object = None) -> ApiResponse:
        self.connect()
        return self.reply()

    def close(self) -> None:
        return

    def check(self, order: Order) -> Iterable[Finding]:
        return list(self.findings)

    def build(self, order: Order) -> Draft:
        text = f"{order.kind} {order.release.icpn} {order.release.title.display}".encode()
        files: list[Document | Placed] = [
            Placed(f"{made.subject}.{made.form.extension}", made, "application/x")
            for path, made in order.renditions.items()
            if not order.unchanged(path) and path != self.forget
        ]
        return Draft((*files, Document("order.txt", Role.METADATA, text, "text/plain")), order.delivery_id)

    def deliver(self, order: Order, package: Package, session: ShopSession) -> Receipt:
        sent = 0
        self.reach(session)
        for file in package.files:
            session.alive()
            if self.held.get(file.path) != file.sha256:
                self.before_put(file.path)
                session.progress(file, file.size)
                assert session.open(file).read()
                self.held[file.path] = file.sha256
                self.puts.append(file.path)
                sent += file.size if file.subject else 0
        self.say(order.release, "taken", reference=order.delivery_id)
        ids = (("shop", f"{self.key}-{order.release.icpn}"),)
        return Receipt(order.delivery_id, "taken", session.clock.now(), sent, ids)

    def report(self, icpn: str, receipt: Receipt, session: ShopSession) -> Iterable[StatusReport]:
        self.ask(icpn, session)
        return list(self.says)

    def reach(self, session: ShopSession) -> None:
        self.use(session.files("files"))

    def ask(self, icpn: str, session: ShopSession) -> None:
        answer = session.api("api").send(ApiRequest("GET", icpn))
        if not answer.ok:
            raise OutageError(f"the shop answers {answer.status}")

    def webhook(self, request: WebhookRequest, session: ShopSession) -> WebhookReply:
        report = StatusReport(request.params["icpn"], request.params["word"], self.clock.now(), Channel.WEBHOOK)
        return WebhookReply(204, reports=(evolve(report, report_id=request.headers.get("x-id", "")),))

    def subscribe(self, url: str, session: ShopSession) -> None:
        self.subscribed.append(url)

    def say(
        self, release: Release, word: str, *, reference: str = "", tracks: str = "", **more: object
    ) -> StatusReport:
        """Let the platform say a word about a release from now on; `tracks` is a word about every track."""
        self.sequence += 1
        words = tuple(TrackReport(str(track.isrc), tracks) for track in release.tracks) if tracks else ()
        report = StatusReport(
            str(release.icpn),
            word,
            self.clock.now(),
            sequence=self.sequence,
            reference=reference,
            tracks=words,
            **more,  # type: ignore[arg-type]
        )
        self.says.append(report)
        return report


@frozen
class ShopSession:
    clock: ManualClock
    assets: MemoryAssetStore
    sending: Callable[[PackageFile, int], None]
    beat: Callable[[], None]
    shop: Shop

    def files(self, name: str) -> FileTransport:
        self.shop.connect()
        return self.shop.line

    def api(self, name: str) -> Shop:
        return self.shop

    def mailbox(self, name: str) -> None:
        return

    def secret(self, reference: SecretRef) -> str:
        return f"revealed {reference}"

    def open(self, file: PackageFile) -> BytesIO:
        return BytesIO(self.assets.read(file.sha256))

    def progress(self, file: PackageFile, sent: int) -> None:
        self.sending(file, sent)

    def alive(self) -> None:
        self.beat()


@frozen
class Empty:
    """Settings of a shop."""


def _descriptor(shop: Shop, rate: int) -> Platform:
    return Platform(
        key=shop.key,
        label=shop.key.title(),
        requirement=Requirement(
            AudioSpec("wav", "pcm", (rate,), (16,)), ImageSpec("JPEG", 3000, 3000), terms=Terms.everything()
        ),
        settings=Empty,
        connections=lambda _settings: {},
        driver=lambda _settings: shop,
        status_map=WORDS,
        capabilities={Capability.UPDATE, Capability.TAKEDOWN},
        poll_seconds=60.0,
    )


@define
class Mall:
    """`ports.directory.PlatformDirectory` of shops."""

    shops: dict[str, Shop]
    platforms: dict[str, Platform]
    assets: MemoryAssetStore
    clock: ManualClock
    announced: list[Event] = field(factory=list)
    fitted: list[Fit] = field(factory=list)
    house: Callable[[Release, str], Iterable[Finding]] = lambda _release, _platform: ()
    missing: dict[str, list[Finding]] = field(factory=dict)

    def keys(self) -> Sequence[str]:
        return sorted(self.shops)

    def platform(self, key: str) -> Platform:
        if key not in self.platforms:
            raise UnknownPlatformError(f"no {key}", hint="there are others")
        return self.platforms[key]

    def withheld(self, key: str) -> Sequence[Finding]:
        return self.missing.get(key, ())

    def routes(self, key: str) -> Sequence[str]:
        return ("fallback",) if f"{key}+fallback" in self.shops else ()

    def driver(self, key: str, route: str = "") -> Shop:
        self.platform(key)
        return self.shops[f"{key}+{route}" if route else key]

    @contextmanager
    def session(
        self,
        key: str,
        *,
        sending: Callable[[PackageFile, int], None],
        alive: Callable[[], None],
        route: str = "",
        fit: Fit = as_stated,
    ) -> Iterator[ShopSession]:
        self.fitted.append(fit)
        yield ShopSession(self.clock, self.assets, sending, alive, self.driver(key, route))

    def house_rules(self, release: Release, platform: str) -> Iterable[Finding]:
        return self.house(release, platform)

    def announce(self, event: Event) -> None:
        self.announced.append(event)


@define
class Shelf:
    """`ports.context.ContentSource` of releases that are only described."""

    folder: Path
    release: Release | None = None
    findings: tuple[Finding, ...] = ()

    def read(self, folder: Path) -> Submission:
        return Submission(self.folder, self.release, self.findings, "shelf.list")


@define
class Seen:
    """Remembers events and progress."""

    events: list[Event] = field(factory=list)
    steps: list[Progress] = field(factory=list)

    def publish(self, event: Event) -> None:
        self.events.append(event)

    def show(self, progress: Progress) -> None:
        self.steps.append(progress)


@define
class World:
    """Everything, and short words for what tests do with it."""

    tools: Tools
    service: Service
    worker: Worker
    mall: Mall
    shelf: Shelf
    clock: ManualClock
    audio: MemoryAudio
    seen: Seen

    @property
    def ledger(self) -> MemoryLedger:
        assert isinstance(self.tools.ledger, MemoryLedger)
        return self.tools.ledger

    @property
    def release(self) -> Release:
        assert self.shelf.release is not None
        return self.shelf.release

    def shop(self, key: str = "corner") -> Shop:
        return self.mall.shops[key]

    def order(self, *platforms: str, force: bool = False, reinstate: bool = False) -> tuple[Delivery, ...]:
        return self.service.distribute(
            self.shelf.folder, platforms or ("corner",), actor="ada", force=force, reinstate=reinstate
        )

    def work(self) -> None:
        """Do what is due, without letting time pass."""
        while self.worker.once():
            pass

    def later(self, seconds: float) -> None:
        """Let time pass, then do what is due."""
        self.clock.sleep(seconds)
        self.work()

    def say(self, word: str, key: str = "corner", **more: object) -> None:
        """Let a platform say a word, and look at what it says."""
        self.clock.sleep(1)
        self.shop(key).say(self.release, word, **more)
        self.later(61)

    def live(self, *platforms: str) -> tuple[Delivery, ...]:
        """Distribute and have every platform say that it is on sale."""
        orders = self.order(*platforms)
        self.work()
        for order in orders:
            self.say("on sale", order.platform)
        return tuple(self.now(order) for order in orders)

    def now(self, delivery: Delivery) -> Delivery:
        return self.ledger.delivery(delivery.id)

    def release_sent(self, delivery: Delivery) -> Release:
        """Return the frozen release of an order."""
        return release_of(self.tools, delivery)

    def status(self, delivery: Delivery) -> str:
        return str(self.ledger.distribution(delivery.distribution_id).state)

    def kinds(self, delivery: Delivery) -> list[str]:
        return [
            event.kind for event in self.ledger.events(delivery.distribution_id) if event.delivery_id == delivery.id
        ]

    def with_tools(self, **changes: object) -> World:
        """Return the same world with other numbers in its tools."""
        tools = evolve(self.tools, **changes)
        return evolve(self, tools=tools, service=Service(tools), worker=Worker(tools, "worker"))


def build(folder: Path, *, rate: int = 44_100) -> World:
    """Return a world with a release of two described tracks, and the shops `corner` and `market`."""
    clock, assets = ManualClock(START), MemoryAssetStore()
    release = make_release(deals=(make_deal(start=ReleaseMoment.local(STREET)),))
    fill(folder, release)
    shops = {key: Shop(key, clock) for key in ("corner", "market")}
    platforms = {"corner": _descriptor(shops["corner"], 44_100), "market": _descriptor(shops["market"], rate)}
    mall = Mall(shops, platforms, assets, clock)
    seen, audio = Seen(), MemoryAudio()
    shelf = Shelf(folder, release)
    tools = Tools(
        ledger=MemoryLedger(),
        assets=assets,
        audio=audio,
        images=MemoryImages(),
        codec=JsonCodec(),
        source=shelf,
        platforms=mall,
        clock=clock,
        ids=SequentialIds(),
        queue=MemoryQueue(clock),
        board=MemoryBoard(),
        sinks=(seen,),
        progress=seen,
        retry=RetryPolicy(first=2.0, tries=4),
    )
    return World(tools, Service(tools), Worker(tools, "worker"), mall, shelf, clock, audio, seen)


def fill(folder: Path, release: Release, *, master: AudioFacts = MASTER, cover: ImageFacts = COVER) -> None:
    """Write a described file for each asset; every track's differs."""
    for index, track in enumerate(release.tracks):
        describe(folder / track.audio.path, evolve(master, size=index + 1))
    describe(folder / release.artwork.path, cover)


def retitled(release: Release, text: str) -> Release:
    """Return the release with another title."""
    return evolve(release, titles=(evolve(release.title, text=text), *release.titles[1:]))


def with_audio(release: Release, index: int, path: str) -> Release:
    """Return the release with another master for one track."""
    return release.with_assets({f"tracks[{index}].audio": Asset(path)})


__all__ = ["COVER", "MASTER", "OrderKind", "Shop", "World", "build", "fill", "retitled", "timedelta", "with_audio"]
