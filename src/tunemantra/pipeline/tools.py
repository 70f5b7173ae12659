"""What the use cases reach: every port, in one bundle."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from threading import Semaphore

from attrs import Factory, field, frozen

from tunemantra.core.after import After
from tunemantra.core.batch import BatchRule
from tunemantra.core.circuit import CircuitRule
from tunemantra.core.distribution import Delivery, Event, Stage
from tunemantra.core.ease import EaseRule
from tunemantra.core.pace import Pace
from tunemantra.core.release import Release
from tunemantra.core.schedule import LeadTime
from tunemantra.pipeline.recent import Recent
from tunemantra.pipeline.retry import RetryPolicy
from tunemantra.ports.board import Board
from tunemantra.ports.context import Codec, ContentSource, DocumentJudge
from tunemantra.ports.directory import PlatformDirectory
from tunemantra.ports.fingerprints import Fingerprinter, FingerprintIndex
from tunemantra.ports.notification import EventSink, Observer, Progress, ProgressSink
from tunemantra.ports.package import Order
from tunemantra.ports.queue import WorkQueue
from tunemantra.ports.runtime import Clock, IdSource
from tunemantra.ports.storage import AssetStore, Ledger
from tunemantra.ports.transcoding import (
    AudioProcessor,
    BookletReader,
    ImageProcessor,
    PictureAnalyser,
    SoundAnalyser,
    VideoProcessor,
)

_log = logging.getLogger(__name__)

RELEASES = 32
"""How many releases are kept as they were read, by their revision: what is frozen never changes."""
ORDERS = 32
"""How many orders are kept as they were checked, until they are handed over."""


@frozen
class Tools:
    """Every port a use case may reach, and the few numbers that steer it.

    Args:
        breaker: when nobody connects any more to an endpoint that does not answer.
        ease: how uploads and time-outs follow what an endpoint has shown.
        paces: how fast platforms may be called, by key, instead of what their profiles say.
        observers: who watches the steps of deliveries.
        media_workers: masters worked on at the same time, by all deliveries of this process together.
        lease_seconds: how long a worker may be silent before another one takes over.
        poll_seconds: pause between two looks at a submission; 0 for what each platform asks for.
        fingerprints: takes them, where duplicates are looked for; None where not.
        catalogue: of the fingerprints of what passed the checks before; None where duplicates are not looked for.
        sounds, pictures: who listens to masters and looks at covers; None where nobody does.
        analysis: `always` where a delivery's own run analyses what nobody has analysed yet, `check` where checks alone
            do, `never` where nobody does.
        films, booklets: who measures those; None where nobody does, and then only a release without them can be sent
            to a platform that takes them.
        organisation: whose orders these are, where nobody says it with the order.
        after: where a release has to be before it is sent to a platform, by key, if it goes to both.
        sla: within what time a platform has to acknowledge an order, by key, instead of what its profile says.
        batching: when batches close, by the key of the platforms whose orders are gathered in them.
    """

    ledger: Ledger
    assets: AssetStore
    audio: AudioProcessor
    images: ImageProcessor
    codec: Codec
    source: ContentSource
    platforms: PlatformDirectory
    clock: Clock
    ids: IdSource
    queue: WorkQueue
    board: Board
    sinks: tuple[EventSink, ...] = ()
    observers: tuple[Observer, ...] = ()
    judges: tuple[DocumentJudge, ...] = ()
    progress: ProgressSink | None = None
    retry: RetryPolicy = field(factory=RetryPolicy)
    breaker: CircuitRule = field(factory=CircuitRule)
    ease: EaseRule = field(factory=EaseRule)
    paces: Mapping[str, Pace] = field(factory=dict)
    media_workers: int = 2
    lease_seconds: float = 30.0
    poll_seconds: float = 0.0
    fingerprints: Fingerprinter | None = None
    catalogue: FingerprintIndex | None = None
    sounds: SoundAnalyser | None = None
    pictures: PictureAnalyser | None = None
    analysis: str = "check"
    films: VideoProcessor | None = None
    booklets: BookletReader | None = None
    organisation: str = ""
    after: Mapping[str, tuple[After, ...]] = field(factory=dict)
    sla: Mapping[str, LeadTime] = field(factory=dict)
    batching: Mapping[str, BatchRule] = field(factory=dict)
    turns: Semaphore = field(
        default=Factory(lambda self: Semaphore(self.media_workers), takes_self=True), init=False, eq=False, repr=False
    )
    picture_turns: Semaphore = field(factory=lambda: Semaphore(1), init=False, eq=False, repr=False)

    releases: Recent[str, Release] = field(factory=lambda: Recent(RELEASES), init=False, eq=False, repr=False)
    orders: Recent[tuple[str, int], Order] = field(factory=lambda: Recent(ORDERS), init=False, eq=False, repr=False)

    def announce(self, *events: Event) -> None:
        """Tell everybody who listens of events that were committed; a listener that fails changes nothing."""
        for event in events:
            self.platforms.announce(event)
            for sink in self.sinks:
                try:
                    sink.publish(event)
                except Exception:  # noqa: BLE001 - it was committed already
                    _log.exception("a listener failed on %s", event.kind)

    def show(self, delivery: Delivery, stage: Stage, subject: str, done: int, total: int) -> None:
        """Show progress where somebody looks."""
        if self.progress is not None:
            self.progress.show(Progress(delivery.id, delivery.platform, delivery.icpn, stage, subject, done, total))


Alive = Callable[[], None]
"""Called now and then during long work; raises `LeaseLostError` when the work is no longer ours."""

__all__ = ["Alive", "Tools"]
