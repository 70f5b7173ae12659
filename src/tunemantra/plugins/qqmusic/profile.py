"""QQ Music as data (`platform-facts` 12.1): a partner's real document is a change here, not in the code.

The interface is a *sandbox contract*, version 1: no public document fixes the API, its signature or its XML.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Final

from tunemantra.core.party import ArtistRole
from tunemantra.core.release import ParentalWarning, ReleaseKind
from tunemantra.core.requirement import AudioSpec, Capability, ImageSpec, Requirement
from tunemantra.core.rights import CommercialModel, UseType
from tunemantra.core.schedule import Calendar, LeadTime, LeadUnit
from tunemantra.core.status import Status
from tunemantra.core.terms import Term, Terms
from tunemantra.core.territory import TerritorySet

KEY: Final = "qqmusic"
LABEL: Final = "QQ Music"
CONTRACT_VERSION: Final = "1"
VERSION: Final = "1.0"
ZONE: Final = "Asia/Shanghai"
LANGUAGE: Final = "zh-Hans"
TERRITORY: Final = "CN"
MAINLAND: Final = TerritorySet.of(TERRITORY)

# Streams and downloads to keep; other uses and models of a deal are not its business.
USES: Final[Mapping[UseType, str]] = {
    UseType.ON_DEMAND_STREAM: "stream",
    UseType.NON_INTERACTIVE_STREAM: "radio",
    UseType.STREAM: "stream",
    UseType.CONDITIONAL_DOWNLOAD: "offline",
    UseType.PERMANENT_DOWNLOAD: "download",
}
MODELS: Final[Mapping[CommercialModel, str]] = {
    CommercialModel.SUBSCRIPTION: "vip",
    CommercialModel.ADVERTISEMENT: "free",
    CommercialModel.FREE_OF_CHARGE: "free",
    CommercialModel.PAY_AS_YOU_GO: "paid",
}

REQUIREMENT: Final = Requirement(
    audio=AudioSpec("wav", "pcm", (44_100,), (16,), 2),
    image=ImageSpec("JPEG", min_side=1000, max_side=3000),
    lead=LeadTime(10, 15, LeadUnit.BUSINESS_DAYS),
    terms=Terms(
        {
            Term.END,
            Term.TIME,
            Term.INSTANT,
            Term.TRACK_TERMS,
            Term.TITLE_LANGUAGES,
            Term.TRACK_LANGUAGE,
        },
        tuple(USES),
        tuple(MODELS),
        told=False,
        within=MAINLAND,
    ),
)

# First days of the lunar year, up to when somebody has to add others.
_NEW_YEARS: Final = (
    date(2025, 1, 29),
    date(2026, 2, 17),
    date(2027, 2, 6),
    date(2028, 1, 26),
    date(2029, 2, 13),
    date(2030, 2, 3),
    date(2031, 1, 23),
    date(2032, 2, 11),
    date(2033, 1, 31),
    date(2034, 2, 19),
    date(2035, 2, 8),
)


def _days_off() -> Iterator[date]:
    """Yield New Year's Eve and the week after it, and October 1 to 7, in which nobody reviews."""
    for first in _NEW_YEARS:
        yield from (first + timedelta(days=day) for day in range(-1, 7))
        yield from (date(first.year, 10, day) for day in range(1, 8))


SLA: Final = LeadTime(2, 3, LeadUnit.WEEKS)
CALENDAR: Final = Calendar(holidays=frozenset(_days_off()), zone=ZONE)
POLL_SECONDS: Final = 1800.0
CAPABILITIES: Final = frozenset({Capability.UPDATE, Capability.TAKEDOWN, Capability.POLL, Capability.TRACK_STATUS})

# Names and addresses.
BATCH_NAME: Final = "{created:%Y%m%d%H%M%S%f}{suffix}"
BATCH_SUFFIX: Final = 8
AUDIO_NAME: Final = "{icpn}/{disc:02d}-{number:02d}.wav"
COVER_NAME: Final = "{icpn}/cover.jpg"
DOCUMENT_NAME: Final = "{icpn}/delivery.xml"
OFFLINE_NAME: Final = "{icpn}/offline.xml"
ASSET_PATH: Final = "openapi/asset"
DELIVERY_PATH: Final = "openapi/delivery"
OFFLINE_PATH: Final = "openapi/offline"
STATUS_PATH: Final = "openapi/status"
MEDIA_TYPES: Final[Mapping[str, str]] = {"wav": "audio/wav", "jpg": "image/jpeg", "xml": "application/xml"}

SUBMITTED: Final = "submitted"
OFFLINE_PENDING: Final = "offline_pending"
STATUS_MAP: Final[Mapping[str, tuple[Status, str]]] = {
    SUBMITTED: (Status.PROCESSING, "ingesting"),
    "auditing": (Status.PROCESSING, "in-review"),
    "audit_pass": (Status.DELIVERED, "validated"),
    "published": (Status.LIVE, "all-territories"),
    "published_partly": (Status.LIVE, "partial-territories"),
    "audit_fail": (Status.REJECTED, "metadata"),
    "audit_fail:format": (Status.REJECTED, "format"),
    "audit_fail:metadata": (Status.REJECTED, "metadata"),
    "audit_fail:policy": (Status.REJECTED, "policy"),
    "audit_fail:duplicate": (Status.REJECTED, "duplicate"),
    OFFLINE_PENDING: (Status.PROCESSING, "takedown-requested"),
    "offline": (Status.TAKEN_DOWN, "full"),
}

# Our words to the document's.
RELEASE_TYPES: Final[Mapping[ReleaseKind, str]] = {
    ReleaseKind.ALBUM: "album",
    ReleaseKind.EP: "ep",
    ReleaseKind.SINGLE: "single",
    ReleaseKind.COMPILATION: "compilation",
    ReleaseKind.CLASSICAL_ALBUM: "album",
    ReleaseKind.BOX_SET: "album",
}
ARTIST_ROLES: Final[Mapping[ArtistRole, str]] = {
    ArtistRole.MAIN: "main",
    ArtistRole.FEATURED: "featured",
    ArtistRole.REMIXER: "remixer",
    ArtistRole.ARTIST: "featured",
    ArtistRole.COMPOSER: "composer",
}
WARNINGS: Final[Mapping[ParentalWarning, str]] = {
    ParentalWarning.EXPLICIT: "explicit",
    ParentalWarning.EDITED: "clean",
    ParentalWarning.NOT_EXPLICIT: "none",
    ParentalWarning.UNKNOWN: "unknown",
}

# Half-width marks that Chinese text writes full-width.
PUNCTUATION: Final = str.maketrans({",": "，", "!": "！", "?": "？", ":": "：", ";": "；", "(": "（", ")": "）"})

# Wordings that make a country of what is written as a region, and what to write (QQ-POL-001).
POLICY_WORDS: Final[Mapping[str, str]] = {
    "republic of china": "Taiwan, China",
    "republic of taiwan": "Taiwan, China",
    "中华民国": "中国台湾",
    "中華民國": "中国台湾",
    "台湾国": "中国台湾",
    "臺灣國": "中国台湾",
    "香港国": "中国香港",
    "澳门国": "中国澳门",
}
POLICY_EXCEPTION: Final = "people's republic of china"
# Characters that Big5 has and GB 2312 has not, and that Simplified Chinese uses all the same, mostly in names.
TAKEN_CHARACTERS: Final = "喆堃昇珮祐甯菴頔"
