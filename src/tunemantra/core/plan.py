"""Plan: what an order would do, as data."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from attrs import field, frozen

from tunemantra.core.distribution import Stage
from tunemantra.core.finding import Finding, blocking
from tunemantra.core.form import Form
from tunemantra.core.gain import Gain
from tunemantra.core.pace import Pace


@frozen
class Size:
    """How large something will be.

    Args:
        bytes: as far as is known; 0 where nothing is.
        exact: whether it is neither an estimate nor unknown.
    """

    bytes: int = 0
    exact: bool = False

    @property
    def known(self) -> bool:
        """Return whether anything is known of it."""
        return self.exact or self.bytes > 0


@frozen
class PlannedFile:
    """A file of the release on its way to a platform.

    Args:
        path: in the release.
        source: hash of the master.
        form: it is sent in; None where none can be made of it.
        name: in the package; empty where it would not be sent.
        cached: whether the rendition is there already.
        size: of the rendition.
        held: whether the platform has it already, byte for byte.
        gain: by how much a recording is made louder, and who asks for it; None where it stays as it is.
    """

    path: str
    source: str
    form: Form | None
    name: str = ""
    cached: bool = False
    size: Size = Size()
    held: bool = False
    gain: Gain | None = None

    @property
    def sent(self) -> bool:
        """Return whether its bytes would go out."""
        return bool(self.name) and not self.held


class Action(StrEnum):
    """What would become of an order for one platform."""

    INSERT = "insert"
    UPDATE = "update"
    REINSTATE = "reinstate"
    RESUME = "resume"
    NOTHING = "nothing"
    REFUSED = "refused"


@frozen
class PlannedStep:
    """A station on the way, and what would happen there."""

    stage: Stage
    what: str


@frozen
class PlatformPlan:
    """What would happen for one platform.

    Args:
        platform, label: key, and name for people.
        action: what would become of the order.
        reason: why nothing would happen, or why it would be refused; empty where it would go its way.
        steps: on its way, in order.
        files: of the release that the platform gets.
        documents: names and sizes of what is written for it.
        findings: what the checks say; one that blocks ends it before anything is sent.
        due_at: when it begins: now.
        opens_at: when files may be sent first.
        windows: the hours in which they may, in words.
        pace: how fast the platform is called.
        stalled: endpoints that do not answer at this moment, in words.
        released_at: when the release may be heard first; None where nothing says so.
        latest_at: the last moment at which a delivery is in time for that; None where nothing says so.
        ahead: due orders for the platform that are no less urgent.
        after: where the release has to be first.
    """

    platform: str
    label: str
    action: Action
    reason: str = ""
    steps: tuple[PlannedStep, ...] = ()
    files: tuple[PlannedFile, ...] = ()
    documents: tuple[tuple[str, int], ...] = ()
    findings: tuple[Finding, ...] = ()
    due_at: datetime | None = None
    opens_at: datetime | None = None
    windows: tuple[str, ...] = ()
    pace: Pace = field(factory=Pace)
    stalled: tuple[str, ...] = ()
    released_at: datetime | None = None
    latest_at: datetime | None = None
    ahead: int = 0
    after: tuple[str, ...] = ()

    @property
    def goes(self) -> bool:
        """Return whether anything would be sent."""
        return self.action not in {Action.NOTHING, Action.REFUSED}

    @property
    def bytes(self) -> int:
        """Return the bytes that would be sent, as far as they are known."""
        media = sum(file.size.bytes for file in self.files if file.sent)
        return media + sum(size for _, size in self.documents)

    @property
    def unknown(self) -> int:
        """Return how many files would be sent whose size nobody knows before they are made."""
        return sum(1 for file in self.files if file.sent and not file.size.known)


@frozen
class Plan:
    """What an order would do.

    Args:
        at: when it was made.
        icpn, title: of the release; empty where its document cannot be read.
        revision_id: of the release as it would be frozen; empty where it cannot be.
        findings: what is wrong with the document, and with the platforms that were named.
        platforms: in the order in which they would begin to send.
    """

    at: datetime
    icpn: str = ""
    title: str = ""
    revision_id: str = ""
    findings: tuple[Finding, ...] = ()
    platforms: tuple[PlatformPlan, ...] = ()

    @property
    def refused(self) -> bool:
        """Return whether nothing at all would be ordered, or something would be refused."""
        return bool(blocking(self.findings)) or any(one.action is Action.REFUSED for one in self.platforms)

    @property
    def to_make(self) -> int:
        """Return how many renditions would be made: what several platforms want alike is made once."""
        wanted = ((file.source, file.form) for one in self.platforms if one.goes for file in one.files)
        cached = {(file.source, file.form) for one in self.platforms for file in one.files if file.cached}
        return len({pair for pair in wanted if pair[1] is not None} - cached)


__all__ = ["Action", "Plan", "PlannedFile", "PlannedStep", "PlatformPlan", "Size"]
