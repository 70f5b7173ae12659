"""What a DDEX feed can be told, as data: closed lists of words, and what each of them stands for.

A store is a choice among these words (`directory`); a store that wants something else is a word more here. The feed
itself is public (ERN and its choreographies); what no public document fixes is how one store uses it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from attrs import frozen

from tunemantra.core.distribution import OrderKind
from tunemantra.core.requirement import AudioSpec, Capability, ImageSpec
from tunemantra.core.schedule import LeadTime
from tunemantra.core.status import Channel, Status
from tunemantra.core.terms import Terms
from tunemantra.ports.rehearsal import RehearsalStep

KEY: Final = "ddex_feed"
LABEL: Final = "DDEX feed"
CONTRACT_VERSION: Final = "1"

UPLOADED: Final = "uploaded"
"""Our own word for a delivery whose completion mark stands and which nobody has acknowledged."""

_HIGH: Final = (44_100, 48_000, 88_200, 96_000, 176_400, 192_000)
AUDIO: Final[Mapping[str, AudioSpec]] = {
    "wav-16-44.1": AudioSpec("wav", "pcm", (44_100,), (16,), 2),
    "flac-16-44.1": AudioSpec("flac", "flac", (44_100,), (16,), 2),
    "flac-24-192": AudioSpec("flac", "flac", _HIGH, (16, 24), 2),
}
IMAGES: Final[Mapping[str, ImageSpec]] = {
    "jpeg-640": ImageSpec("JPEG", min_side=640, max_side=3000),
    "jpeg-1400": ImageSpec("JPEG", min_side=1400, max_side=3000),
    "jpeg-3000": ImageSpec("JPEG", min_side=3000, max_side=3000),
    "jpeg-3000-4500": ImageSpec("JPEG", min_side=3000, max_side=4500, max_bytes=20_000_000),
}
IMAGE_ENDING: Final = "jpg"

SCHEMES: Final[Mapping[str, str]] = {"sftp": "sftp", "ftps": "ftps", "s3": "s3"}
REQUIRES: Final[Mapping[str, str]] = {"sftp": "asyncssh", "ftps": "pyftpdlib", "s3": "moto"}
"""What the simulator of a transport runs on."""
TELLS_BY: Final[Mapping[str, tuple[str, ...]]] = {"mail": ("aiosmtpd",), "queue": ("moto",)}
"""What the simulator of a way of telling runs on beside."""

RELEASE_PROFILES: Final = ("standard", "simple-single")
"""`simple-single` writes a release of one track in the profiles without a track release."""
ACKNOWLEDGEMENTS: Final = ("none", "1.6", "1.7", "1.8")
"""Forms of acknowledgement by the version of the choreography that brought them."""
STATUS_WAYS: Final[Mapping[str, Channel]] = {
    "ack": Channel.FILE,
    "csv": Channel.FILE,
    "mail": Channel.MAIL,
    "portal": Channel.PORTAL,
    "queue": Channel.QUEUE,
    "soap": Channel.API,
}
"""How a store says what became of a delivery: by acknowledgements of the standard, or in a way of its own."""


@frozen
class Sheet:
    """A store's report as CSV.

    Args:
        folder: where it lies, from the root of the exchange.
        delimiter: between columns.
        icpn, state, at, reason: heads of the columns: product, the store's word, when (ISO 8601), why.
        delivery: head of the column that names the folder of the delivery; empty where there is none.
    """

    folder: str
    delimiter: str
    icpn: str
    state: str
    at: str
    reason: str
    delivery: str = ""


SHEETS: Final[Mapping[str, Sheet]] = {
    "upc-status": Sheet("reports", ",", "UPC", "Status", "Updated", "Reason", "Delivery"),
    "ean-state": Sheet("outgoing/status", ";", "EAN", "State", "Date", "Comment"),
}
PORTAL_PATH: Final = "/api/releases/{icpn}"
FLAT: Final = frozenset({"tiktok-batched"})
"""Choreographies of batches without a folder for each release: there is room for one."""
MARKERS: Final = ("manifest", "zero-byte", "message")
HASHES: Final = ("sha-256", "md5")
"""How a message proves each file, and a manifest each message."""
TAKEDOWNS: Final = ("no-deal", "purge")
"""A full message without any deal, or a PurgeReleaseMessage."""
VERSIONS: Final = ("382", "383", "411", "42", "43", "432")
MANIFESTS: Final = ("1.4", "1.5", "1.6", "1.7", "1.8")
CHOREOGRAPHIES: Final = (
    *(f"ern-1.{minor}-batched" for minor in range(2, 9)),
    *(f"ern-1.{minor}-release-by-release" for minor in (5, 7, 8)),
    "icpn-batched",
    "icpn-batched-zero-byte",
    "spotify-batched",
    "youtube-batched",
    "tiktok-batched",
)
"""Those of `contrib.ddex.exchange` that carry messages of ERN."""

WORDS: Final[Mapping[str, tuple[str, ...]]] = {
    "ern": VERSIONS,
    "release_profile": RELEASE_PROFILES,
    "transport": tuple(SCHEMES),
    "choreography": CHOREOGRAPHIES,
    "marker": MARKERS,
    "manifest": MANIFESTS,
    "status": tuple(STATUS_WAYS),
    "ack": ACKNOWLEDGEMENTS,
    "sheet": tuple(SHEETS),
    "hash": HASHES,
    "takedown": TAKEDOWNS,
    "audio": tuple(AUDIO),
    "image": tuple(IMAGES),
}
"""What each fact of a store may be, but for its DPID and the length of the batch's suffix."""

LONGEST_SUFFIX: Final = 16
HIGHEST_TRACK: Final = 999
LARGEST_ACK: Final = 4 * 1024 * 1024

_METADATA: Final = (Status.REJECTED, "metadata")
OWN_WORDS: Final[Mapping[str, tuple[Status, str]]] = {
    "RECEIVED": (Status.DELIVERED, "acknowledged"),
    "INGESTED": (Status.DELIVERED, "validated"),
    "SCHEDULED": (Status.DELIVERED, "ready-for-store"),
    "AVAILABLE": (Status.LIVE, "all-territories"),
    "REMOVED": (Status.TAKEN_DOWN, "full"),
    "DOCUMENT_REFUSED": (Status.REJECTED, "format"),
    "MEDIA_REFUSED": (Status.REJECTED, "format"),
    "METADATA_REFUSED": _METADATA,
    "RIGHTS_REFUSED": (Status.REJECTED, "rights"),
    "CONTENT_REFUSED": (Status.REJECTED, "policy"),
    "FILE_MISSING": (Status.ERROR, "transport"),
    "FILE_DAMAGED": (Status.ERROR, "checksum"),
    "FAILED": (Status.ERROR, "platform-outage"),
}
"""What a store says by a way of its own (sandbox contract): mail, portal, CSV, queue or web service."""
STATUSES: Final[Mapping[str, tuple[Status, str]]] = {
    **OWN_WORDS,
    UPLOADED: (Status.PROCESSING, "uploaded-unverified"),
    # ErncFileStatus and SupplyChainStatus, as `contrib.ddex.exchange` reads them.
    "FileOK": (Status.DELIVERED, "acknowledged"),
    "ErnMissing": (Status.ERROR, "transport"),
    "NewReleaseMessageInvalid": (Status.REJECTED, "format"),
    "MetadataMissing": _METADATA,
    "ResourceMissing": (Status.ERROR, "transport"),
    "ResourceCorrupt": (Status.REJECTED, "format"),
    "ResourceNotMeetingSpecifications": (Status.REJECTED, "format"),
    "SignatureOrHashSumWrongOrMissing": (Status.ERROR, "checksum"),
    "IdentifierInvalid": _METADATA,
    "IdentifierSyntaxInvalid": _METADATA,
    "NoDealInNewReleaseMessage": _METADATA,
    "NoDealForTrackRelease": _METADATA,
    "ConflictingAvailabilityPeriods": _METADATA,
    "CommercialReleaseDateInvalid": _METADATA,
    "OriginalReleaseDateLaterThanReleaseDate": _METADATA,
    "PrimaryArtistNameMissing": _METADATA,
    "ArtistRoleUnknown": _METADATA,
    "DuplicatedPublisherNames": _METADATA,
    "UnsupportedUsage": _METADATA,
    "InternalError": (Status.ERROR, "platform-outage"),
    "OrderPlacedForReleaseDistributor": (Status.PENDING, "queued"),
    "InPreparationForDeliveryToReleaseDistributor": (Status.PROCESSING, "packaging"),
    "InDeliveryToReleaseDistributor": (Status.PROCESSING, "uploading"),
    "DeliveredToReleaseDistributor": (Status.PROCESSING, "uploaded-unverified"),
    "ReleaseReceivedByReleaseDistributor": (Status.DELIVERED, "acknowledged"),
    "SuccessfullyIngestedByReleaseDistributor": (Status.DELIVERED, "validated"),
    "ReleaseStagedForPublication": (Status.DELIVERED, "ready-for-store"),
    "ReleaseMadeAvailableToConsumers": (Status.LIVE, "all-territories"),
    "ReleaseNotAvailable": (Status.TAKEN_DOWN, "full"),
    "ProcessingErrorAtReleaseCreator": (Status.ERROR, "internal"),
    "ProcessingErrorAtReleaseDistributor": (Status.ERROR, "platform-outage"),
    "RightsConflict": (Status.REJECTED, "rights"),
    "ReleaseViolatesTermsOfService": (Status.REJECTED, "policy"),
}
CAPABILITIES: Final = frozenset({Capability.UPDATE, Capability.TAKEDOWN})

# No standard states one. This shows every kind of message that a store of a feed gets.
REHEARSAL: Final = (
    RehearsalStep("a new album, on sale everywhere", OrderKind.INSERT),
    RehearsalStep("another title, without media", title="Between Three Rivers"),
    RehearsalStep("withdrawn in one territory", title="Between Three Rivers", exclude=("DE",)),
    RehearsalStep("a takedown", OrderKind.TAKEDOWN, expects=Status.TAKEN_DOWN),
)
TERMS: Final = Terms.everything()
SLA: Final = LeadTime(1, 5, "business_days")
LEAD: Final = LeadTime(5, 10, "business_days")
POLL_SECONDS: Final = 900.0

MEDIA_TYPES: Final[Mapping[str, str]] = {
    "wav": "audio/wav",
    "flac": "audio/flac",
    "jpg": "image/jpeg",
    "xml": "application/xml",
}

__all__ = [
    "ACKNOWLEDGEMENTS",
    "AUDIO",
    "CAPABILITIES",
    "CHOREOGRAPHIES",
    "CONTRACT_VERSION",
    "FLAT",
    "HASHES",
    "HIGHEST_TRACK",
    "IMAGES",
    "IMAGE_ENDING",
    "KEY",
    "LABEL",
    "LARGEST_ACK",
    "LEAD",
    "LONGEST_SUFFIX",
    "MANIFESTS",
    "MARKERS",
    "MEDIA_TYPES",
    "OWN_WORDS",
    "POLL_SECONDS",
    "PORTAL_PATH",
    "REHEARSAL",
    "RELEASE_PROFILES",
    "REQUIRES",
    "SCHEMES",
    "SHEETS",
    "SLA",
    "STATUSES",
    "STATUS_WAYS",
    "TAKEDOWNS",
    "TELLS_BY",
    "TERMS",
    "UPLOADED",
    "VERSIONS",
    "WORDS",
    "Sheet",
]
