"""Amazon Music as data (`platform-facts` section 6): a partner's real document is a change here, not in the code.

The transport is S3 as anybody knows it. The manifest, the status words, the mail and the status API are a *sandbox
contract*, version 1: no public document fixes them (conflict register, C6).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tunemantra.core.distribution import OrderKind
from tunemantra.core.party import ArtistRole
from tunemantra.core.release import ParentalWarning, ReleaseKind
from tunemantra.core.requirement import AudioSpec, Capability, ImageSpec, Requirement
from tunemantra.core.rights import CommercialModel, UseType
from tunemantra.core.schedule import Calendar, LeadTime, LeadUnit
from tunemantra.core.status import Status
from tunemantra.core.terms import Term, Terms
from tunemantra.ports.rehearsal import RehearsalStep

KEY: Final = "amazon"
LABEL: Final = "Amazon Music"
CONTRACT_VERSION: Final = "1"
SCHEMA: Final = "amazon-sandbox/1"

# Streams and downloads; other uses and models of a deal are not its business and are left out of the manifest.
USES: Final[Mapping[UseType, str]] = {
    UseType.ON_DEMAND_STREAM: "ON_DEMAND_STREAM",
    UseType.NON_INTERACTIVE_STREAM: "RADIO_STREAM",
    UseType.STREAM: "STREAM",
    UseType.CONDITIONAL_DOWNLOAD: "OFFLINE_DOWNLOAD",
    UseType.PERMANENT_DOWNLOAD: "DOWNLOAD_TO_OWN",
}
OFFERS: Final[Mapping[CommercialModel, str]] = {
    CommercialModel.SUBSCRIPTION: "UNLIMITED",
    CommercialModel.ADVERTISEMENT: "AD_SUPPORTED",
    CommercialModel.FREE_OF_CHARGE: "FREE",
    CommercialModel.PAY_AS_YOU_GO: "PURCHASE",
}
PRICE_TIERS: Final = ("Front", "Mid", "Catalog")

REQUIREMENT: Final = Requirement(
    audio=AudioSpec("flac", "flac", (44_100, 48_000, 88_200, 96_000, 176_400, 192_000), (16, 24), 2),
    image=ImageSpec("JPEG", min_side=3000, max_side=3000),
    territory_encoding="include_exclude",
    lead=LeadTime(3, 7, LeadUnit.BUSINESS_DAYS),
    severities=(("CMN-ART-003", "error"),),
    terms=Terms(
        {
            Term.TERRITORIES,
            Term.END,
            Term.TIME,
            Term.INSTANT,
            Term.EXCLUSIVE,
            Term.EXCLUSIVE_TERRITORIES,
            Term.PRE_ORDER,
            Term.PRICE_TIER,
            Term.TRACK_TERMS,
            Term.TITLE_LANGUAGES,
            Term.TRACK_LANGUAGE,
        },
        tuple(USES),
        tuple(OFFERS),
    ),
)

SLA: Final = LeadTime(48, 96, LeadUnit.HOURS)
CALENDAR: Final = Calendar()
POLL_SECONDS: Final = 600.0

CAPABILITIES: Final = frozenset(
    {Capability.UPDATE, Capability.TAKEDOWN, Capability.POLL, Capability.MAIL_STATUS, Capability.TRACK_STATUS}
)

# No public document states one. This shows each action that a manifest has.
REHEARSAL: Final = (
    RehearsalStep("a new album, on sale everywhere", OrderKind.INSERT),
    RehearsalStep("another title, without media", title="Between Three Rivers"),
    RehearsalStep("withdrawn in one territory", title="Between Three Rivers", exclude=("DE",)),
    RehearsalStep("a takedown", OrderKind.TAKEDOWN, expects=Status.TAKEN_DOWN),
)

# Lossless from 44.1 kHz on is "HD"; more than 16 bits that are really used make it "Ultra HD" (6.1).
HD: Final = "HD"
ULTRA_HD: Final = "ULTRA_HD"
HD_BITS: Final = 16

# Keys in the bucket, below the account's folder; the suffix tells two deliveries of one microsecond apart.
BATCH_NAME: Final = "{created:%Y%m%dT%H%M%S%f}Z-{suffix}"
BATCH_SUFFIX: Final = 8
HOME: Final = "{batch}/{icpn}"
AUDIO_NAME: Final = "{icpn}_{disc:02d}_{number:02d}.flac"
COVER_NAME: Final = "{icpn}.jpg"
LYRICS_NAME: Final = "{icpn}_{disc:02d}_{number:02d}_{language}.{form}"
MANIFEST_NAME: Final = "{icpn}.json"
MARKER_NAME: Final = "{batch}/_COMPLETE"
STATUS_PATH: Final = "status/{batch}/{icpn}"
MEDIA_TYPES: Final[Mapping[str, str]] = {
    "flac": "audio/flac",
    "jpg": "image/jpeg",
    "json": "application/json",
    "lrc": "text/plain",
    "ttml": "application/ttml+xml",
    "_COMPLETE": "text/plain",
}

CHECKSUM_MISMATCH: Final = "CHECKSUM_MISMATCH"
UPLOADED: Final = "UPLOADED"
STATUS_MAP: Final[Mapping[str, tuple[Status, str]]] = {
    UPLOADED: (Status.PROCESSING, "uploaded-unverified"),
    "RECEIVED": (Status.PROCESSING, "ingesting"),
    "INGESTED": (Status.DELIVERED, "validated"),
    "PUBLISHED": (Status.LIVE, "all-territories"),
    "PARTIALLY_PUBLISHED": (Status.LIVE, "partial-territories"),
    "FAILED_VALIDATION": (Status.REJECTED, "metadata"),
    "FAILED_VALIDATION_FORMAT": (Status.REJECTED, "format"),
    CHECKSUM_MISMATCH: (Status.ERROR, "checksum"),
    "BLOCKED_POLICY": (Status.REJECTED, "policy"),
    "REMOVAL_PENDING": (Status.PROCESSING, "takedown-requested"),
    "REMOVED": (Status.TAKEN_DOWN, "full"),
}

# Our words to the manifest's.
RELEASE_TYPES: Final[Mapping[ReleaseKind, str]] = {
    ReleaseKind.ALBUM: "ALBUM",
    ReleaseKind.EP: "EP",
    ReleaseKind.SINGLE: "SINGLE",
    ReleaseKind.COMPILATION: "COMPILATION",
    ReleaseKind.CLASSICAL_ALBUM: "CLASSICAL",
    ReleaseKind.BOX_SET: "BOX_SET",
}
ARTIST_ROLES: Final[Mapping[ArtistRole, str]] = {
    ArtistRole.MAIN: "PRIMARY",
    ArtistRole.FEATURED: "FEATURED",
    ArtistRole.REMIXER: "REMIXER",
    ArtistRole.ARTIST: "FEATURED",
    ArtistRole.COMPOSER: "COMPOSER",
}
WARNINGS: Final[Mapping[ParentalWarning, str]] = {
    ParentalWarning.EXPLICIT: "EXPLICIT",
    ParentalWarning.EDITED: "EDITED",
    ParentalWarning.NOT_EXPLICIT: "NOT_EXPLICIT",
    ParentalWarning.UNKNOWN: "UNKNOWN",
}

# Whole names that are made to be found, not to name anybody (AMZN-MET-001).
GENERIC_NAMES: Final = frozenset(
    {
        "alexa sleep music",
        "background music",
        "baby lullaby",
        "christmas music",
        "deep sleep",
        "happy birthday",
        "meditation music",
        "nature sounds",
        "rain sounds",
        "relaxing music",
        "sleep sounds",
        "study music",
        "top hits",
        "unknown artist",
        "white noise",
        "workout music",
    }
)
# Names of the store's own, which no title and no artist may claim.
STORE_NAMES: Final = ("amazon music", "amazon original", "alexa", "prime music")
