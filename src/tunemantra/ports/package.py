"""What is sent, the proof that it was, and what came back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Final

from attrs import field, frozen

from tunemantra.core.analysis import Analysis
from tunemantra.core.distribution import OrderKind
from tunemantra.core.gain import Gain
from tunemantra.core.media import Facts
from tunemantra.core.release import Release
from tunemantra.core.requirement import AudioForm, BookletForm, Form, ImageForm, VideoForm
from tunemantra.core.status import Channel


class Role(StrEnum):
    """What a file of a package is."""

    AUDIO = "audio"
    ARTWORK = "artwork"
    VIDEO = "video"
    BOOKLET = "booklet"
    METADATA = "metadata"
    MARKER = "marker"

    @classmethod
    def of(cls, form: Form) -> Role:
        """Return what a file in this form is."""
        return cls(_ROLES[type(form)])


_ROLES: Final = {AudioForm: "audio", ImageForm: "artwork", VideoForm: "video", BookletForm: "booklet"}


@frozen
class Rendition:
    """A master in the form a platform wants.

    Args:
        subject: path in the release: `tracks[0].audio`, `artwork`, `booklet`.
        sha256, size: of the bytes that leave.
        form: the form it is in.
        facts: what the bytes really are.
        md5: of the bytes, 32 hex digits; empty unless the platform asks for it (`Requirement.md5`).
        gain: by how much it is louder than its master, and who asked for that; None where it is as the master is.
        edition: of what wrote it (`ports.transcoding.AudioProcessor.writing`).
    """

    subject: str
    sha256: str
    size: int
    form: Form
    facts: Facts
    md5: str = ""
    gain: Gain | None = None
    edition: str = "1"


@frozen
class PackageFile:
    """A file of a package: its path on the other side, forward slashes, and its bytes by hash in the asset store.

    Args:
        path: relative to the platform's folder (or the name an API takes).
        role: what it is.
        sha256, size: of the bytes that leave.
        subject: path in the release for media; empty for documents.
        media_type: e.g. `audio/wav`.
        isrc: of the recording it belongs to; empty where it belongs to none, and in ledgers older than this.
        gain: of a recording, as in `Rendition`.
    """

    path: str
    role: Role
    sha256: str
    size: int
    subject: str = ""
    media_type: str = "application/octet-stream"
    isrc: str = ""
    gain: Gain | None = None


@frozen
class Package:
    """All files of one delivery in the order they are sent; the completion mark last.

    Building it twice from the same order gives the same package, byte for byte. `entry` as in `Draft`.
    """

    files: tuple[PackageFile, ...]
    reference: str = ""
    entry: str = ""

    def of(self, role: Role) -> tuple[PackageFile, ...]:
        """Return the files of one role, in order."""
        return tuple(file for file in self.files if file.role is role)


@frozen
class Document:
    """A file a driver writes itself."""

    path: str
    role: Role
    content: bytes
    media_type: str


@frozen
class Placed:
    """A rendition with the path it gets in the package."""

    path: str
    rendition: Rendition
    media_type: str


@frozen
class Draft:
    """What a driver builds: documents and placed renditions in sending order.

    `reference` is the platform-side name of the package (batch folder, release reference), where there is one. `entry`
    is what the driver has to know of it when its batch is completed, in words of its own.
    """

    files: tuple[Document | Placed, ...]
    reference: str = ""
    entry: str = ""


@frozen
class Order:
    """Everything a driver needs to build a package; plain values only.

    Args:
        delivery_id: also the idempotency key towards the platform.
        kind: insert, update, takedown.
        release: the frozen revision.
        revision_id: its id.
        sequence: of the order within the distribution, from 1.
        created_at: aware; the only time a document may carry besides the release's own.
        renditions: by path in the release; empty for a takedown.
        external_ids: what the platform calls it, from earlier deliveries.
        previous: the package the platform acknowledged last; None before.
        analyses: how masters sound and the cover looks, by path in the release, where somebody has found out.
        masters: what the masters are, by path in the release, for checks that are asked before there are renditions.
        batch: id of the batch it goes in with others (`SupportsBatches`); empty where it is a batch of its own.
    """

    delivery_id: str
    kind: OrderKind
    release: Release
    revision_id: str
    sequence: int
    created_at: datetime
    renditions: Mapping[str, Rendition] = field(factory=dict)
    external_ids: Mapping[str, str] = field(factory=dict)
    previous: Package | None = None
    analyses: Mapping[str, Analysis] = field(factory=dict)
    masters: Mapping[str, Facts] = field(factory=dict)
    batch: str = ""

    def facts_of(self, subject: str) -> Facts | None:
        """Return what is known of a file of the release: what its rendition is, else what its master is."""
        made = self.renditions.get(subject)
        return self.masters.get(subject) if made is None else made.facts

    def unchanged(self, subject: str) -> bool:
        """Return whether the platform already holds this rendition, byte for byte, and under the same ISRC."""
        if self.previous is None or subject not in self.renditions:
            return False
        held = next((file for file in reversed(self.previous.files) if file.subject == subject), None)
        if held is None or held.sha256 != self.renditions[subject].sha256:
            return False
        return held.isrc in {"", str(self.release.isrc_of(subject) or "")}


@frozen
class Receipt:
    """Proof that a package was handed over.

    Args:
        reference: the platform's name for the submission: the batch, the release id.
        native: the platform's word at that moment.
        at: aware.
        bytes_sent: bytes of audio and artwork that went over the wire in the try that ended it.
        external_ids: ids the platform gave.
        files: `(path, sha256)` of what it holds now.
        proofs: `(path, how)` for each file that was proved on the other side before it got its name: a
            `ports.transport.Proof`.
    """

    reference: str
    native: str
    at: datetime
    bytes_sent: int = 0
    external_ids: tuple[tuple[str, str], ...] = ()
    files: tuple[tuple[str, str], ...] = ()
    proofs: tuple[tuple[str, str], ...] = ()


@frozen
class TrackReport:
    """A platform's word about one track."""

    isrc: str
    native: str
    reason: str = ""


@frozen
class StatusReport:
    """A platform's word about a release, not yet interpreted: the status map does that.

    Args:
        icpn: the product.
        native: the platform's word, verbatim, a key of the status map.
        at: platform time, aware.
        channel: how it came.
        sequence: platform order among reports of the same time.
        report_id: the platform's id of the report, if it gives one; repeats are told by it.
        reference: the submission it is about (see `Receipt.reference`); empty where it does not say.
        tracks: words about tracks.
        external_ids: ids it reveals.
        reasons: why, in the platform's words, one each.
        evidence: proof of what it says: a URL, a message id.
    """

    icpn: str
    native: str
    at: datetime
    channel: Channel = Channel.API
    sequence: int = 0
    report_id: str = ""
    reference: str = ""
    tracks: tuple[TrackReport, ...] = ()
    external_ids: tuple[tuple[str, str], ...] = ()
    reasons: tuple[str, ...] = ()
    evidence: str = ""


__all__ = [
    "Document",
    "Draft",
    "Order",
    "Package",
    "PackageFile",
    "Placed",
    "Receipt",
    "Rendition",
    "Role",
    "StatusReport",
    "TrackReport",
]
