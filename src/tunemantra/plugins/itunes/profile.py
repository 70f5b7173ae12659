"""iTunes Store as data (`platform-facts` section 7): a partner's real document is a change here, not in the code.

Public are the package's outline, the Transporter's options and log lines, and the names in its status document. Where
no public document says more, this is a *sandbox contract*, version 1; `docs/reference/platform-itunes.md` tells the two
apart.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from attrs import frozen

from tunemantra.core.pace import Pace
from tunemantra.core.party import ArtistRole, ContributorRole
from tunemantra.core.release import ParentalWarning, ReleaseKind
from tunemantra.core.requirement import AudioSpec, BookletSpec, Capability, ImageSpec, Requirement
from tunemantra.core.rights import CommercialModel, UseType
from tunemantra.core.schedule import Calendar, LeadTime, LeadUnit
from tunemantra.core.status import Status
from tunemantra.core.terms import Term, Terms

KEY = "itunes"
LABEL = "iTunes Store"
CONTRACT_VERSION = "1"

# What the store demands of the audio (ITUNES-AUD-001). What it also takes natively stands in the requirement, for
# masters below it are never blown up.
WANTED_RATE, WANTED_BITS = 96_000, 24
NATIVE_RATES, NATIVE_BITS = (44_100, 48_000, 88_200, 96_000), (16, 24)

REQUIREMENT = Requirement(
    audio=AudioSpec("wav", "pcm", NATIVE_RATES, NATIVE_BITS, 2),
    image=ImageSpec("JPEG", min_side=3000, max_side=3000),
    territory_encoding="ww_override",
    lead=LeadTime(3, 10, LeadUnit.BUSINESS_DAYS),
    severities=(("CMN-CRD-001", "error"), ("CMN-IMG-003", "error")),
    booklet=BookletSpec(),
    terms=Terms(
        {
            Term.TERRITORIES,
            Term.END,
            Term.PRE_ORDER,
            Term.INSTANT_GRATIFICATION,
            Term.PRICE_TIER,
            Term.TRACK_TERMS,
            Term.TITLE_LANGUAGES,
            Term.TRACK_LANGUAGE,
        },
        {UseType.PERMANENT_DOWNLOAD},
        {CommercialModel.PAY_AS_YOU_GO},
    ),
)

SLA = LeadTime(24, 72, LeadUnit.HOURS)
_THURSDAY = 3


def _days_away() -> Iterator[date]:
    """Yield the days of slow or no review that partners are told of: Thanksgiving's week, December from the 18th on."""
    for year in range(2025, 2036):
        earliest = date(year, 11, 22)
        thursday = earliest + timedelta(days=(_THURSDAY - earliest.weekday()) % 7)
        yield from (thursday + timedelta(days=days) for days in range(-3, 2))
        yield from (date(year, 12, day) for day in range(18, 32))


CALENDAR = Calendar(holidays=_days_away(), zone="America/Los_Angeles")
POLL_SECONDS = 300.0
PACE = Pace(concurrent=1)
"""The Transporter works for a provider one run after the other."""

CAPABILITIES = frozenset({Capability.UPDATE, Capability.TAKEDOWN, Capability.POLL})

# The package: its names, its name space, its limits.
NAMESPACE = "http://apple.com/itunes/importer"
SCHEMA = "music5.3"
PACKAGE_NAME = "{vendor_id}.itmsp"
DOCUMENT_NAME = "metadata.xml"
COVER_NAME = "{vendor_id}.jpg"
BOOKLET_NAME = "{vendor_id}.pdf"
AUDIO_NAME = "{vendor_id}_{disc:02d}_{number:02d}.wav"
VENDOR_ID = r"[A-Za-z0-9_]{1,100}"
MOST_TRACKS = 500
UPC_DIGITS = 13
WORLDWIDE = "WW"
MEDIA_TYPES: Mapping[str, str] = {"wav": "audio/wav", "jpg": "image/jpeg", "pdf": "application/pdf", "xml": "text/xml"}

# The Transporter.
PASSWORD_VARIABLE = "ITMS_TRANSPORTER_PASSWORD"  # noqa: S105 - its name
TRANSPORTS = ("DAV", "Aspera", "Signiant")
UPLOADED = "Uploaded"
"""What we call a package whose `Package Summary` says that it was uploaded, as long as the store says nothing."""

# Families of ITMS codes by their thousands (public ranges), as they end the word `Upload Failed`.
FAMILIES: Mapping[int, str] = {
    3: "ITMS-3xxx",
    4: "ITMS-4xxx",
    5: "ITMS-5xxx",
    6: "ITMS-6xxx",
    8: "ITMS-8xxx",
    9: "ITMS-9xxx",
}
FAILED = "Upload Failed"
FAILED_FOR = "Upload Failed: {family}"
NOT_CLEARED = "Removed From Sale"

# What the status document says, in the order in which it comes to be; a word counts by its place among those of one
# time. A store word is the names of the lists that hold a territory, joined.
STATUS_MAP: Mapping[str, tuple[Status, str]] = {
    UPLOADED: (Status.PROCESSING, "uploaded-unverified"),
    "In Queue": (Status.PROCESSING, "ingesting"),
    "In Progress": (Status.PROCESSING, "ingesting"),
    "Unpolished": (Status.PROCESSING, "in-review"),
    "Ready-NotReviewed": (Status.PROCESSING, "in-review"),
    "Imported": (Status.DELIVERED, "acknowledged"),
    FAILED: (Status.ERROR, "transport"),
    "Upload Failed: ITMS-3xxx": (Status.REJECTED, "metadata"),
    "Upload Failed: ITMS-4xxx": (Status.REJECTED, "metadata"),
    "Upload Failed: ITMS-5xxx": (Status.REJECTED, "metadata"),
    "Upload Failed: ITMS-6xxx": (Status.REJECTED, "metadata"),
    "Upload Failed: ITMS-8xxx": (Status.REJECTED, "format"),
    "Upload Failed: ITMS-9xxx": (Status.REJECTED, "format"),
    "ready_for_store": (Status.DELIVERED, "ready-for-store"),
    "on_store": (Status.LIVE, "all-territories"),
    "on_store+ready_for_store": (Status.LIVE, "partial-territories"),
    "on_store+not_on_store": (Status.LIVE, "partial-territories"),
    "on_store+not_on_store+ready_for_store": (Status.LIVE, "partial-territories"),
    "not_on_store": (Status.DELIVERED, "scheduled-live"),
    "not_on_store+ready_for_store": (Status.DELIVERED, "ready-for-store"),
    NOT_CLEARED: (Status.TAKEN_DOWN, "full"),
}
IN_REVIEW = ("Unpolished", "Ready-NotReviewed")
LISTS = ("on_store", "not_on_store", "ready_for_store")


@frozen
class Tier:
    """A wholesale price tier.

    Args:
        album, track: the store's codes for a product of this tier and for a track; contract values.
        album_price, track_price: what the label gets, in cents of a US dollar; only their order matters.
    """

    album: str
    track: str
    album_price: int
    track_price: int


# Our words in lower case; what an account's contract says instead stands in its settings.
TIERS: Mapping[str, Tier] = {
    "budget": Tier("34", "34", 420, 48),
    "mid": Tier("32", "32", 560, 60),
    "front": Tier("98", "98", 700, 70),
    "full": Tier("98", "98", 700, 70),
    "premium": Tier("100", "100", 840, 91),
}
DEFAULT_TRACK_TIER = "mid"
"""What the store takes where none is said, or one it does not know; for a product it is `front`."""
DEFAULT_ALBUM_TIER = "front"

LONGEST_PRE_ORDER = 366
"""Days between the start of a pre-order and the street date."""

# Our words to the document's.
SUFFIXES: Mapping[ReleaseKind, str] = {ReleaseKind.SINGLE: " - Single", ReleaseKind.EP: " - EP"}
WARNINGS: Mapping[ParentalWarning, str] = {
    ParentalWarning.EXPLICIT: "explicit",
    ParentalWarning.EDITED: "clean",
    ParentalWarning.NOT_EXPLICIT: "none",
}
ARTIST_ROLES: Mapping[ArtistRole, str] = {
    ArtistRole.MAIN: "Performer",
    ArtistRole.FEATURED: "Featuring",
    ArtistRole.REMIXER: "Remixer",
    ArtistRole.ARTIST: "With",
    ArtistRole.COMPOSER: "Composer",
}
PRIMARY = frozenset({ArtistRole.MAIN, ArtistRole.COMPOSER})
CONTRIBUTOR_ROLES: Mapping[ContributorRole, str] = {
    ContributorRole.COMPOSER: "Composer",
    ContributorRole.LYRICIST: "Lyricist",
    ContributorRole.COMPOSER_LYRICIST: "Songwriter",
    ContributorRole.AUTHOR: "Lyricist",
    ContributorRole.ARRANGER: "Arranger",
    ContributorRole.STUDIO_PRODUCER: "Producer",
    ContributorRole.CO_PRODUCER: "Co-Producer",
    ContributorRole.EXECUTIVE_PRODUCER: "Executive Producer",
    ContributorRole.ENGINEER: "Engineer",
    ContributorRole.MIXER: "Mixing Engineer",
    ContributorRole.MIXING_ENGINEER: "Mixing Engineer",
    ContributorRole.MASTERING_ENGINEER: "Mastering Engineer",
    ContributorRole.RECORDING_ENGINEER: "Recording Engineer",
    ContributorRole.REMIXER: "Remixer",
    ContributorRole.VOCALIST: "Vocals",
    ContributorRole.LEAD_VOCALIST: "Lead Vocals",
    ContributorRole.BACKGROUND_VOCALIST: "Background Vocals",
    ContributorRole.SOLOIST: "Soloist",
    ContributorRole.CONDUCTOR: "Conductor",
    ContributorRole.ORCHESTRA: "Orchestra",
    ContributorRole.ENSEMBLE: "Ensemble",
    ContributorRole.CHOIR: "Choir",
    ContributorRole.PROGRAMMER: "Programming",
}

# Genres in our words, lower case, to the store's codes; more stand in the settings of an account.
GENRES: Mapping[str, str] = {
    "alternative": "ALTERNATIVE-00",
    "ambient": "AMBIENT-00",
    "blues": "BLUES-00",
    "classical": "CLASSICAL-00",
    "country": "COUNTRY-00",
    "dance": "DANCE-00",
    "drum & bass": "JUNGLE-DRUM-N-BASS-00",
    "electronic": "ELECTRONIC-00",
    "folk": "FOLK-00",
    "hip-hop": "HIP-HOP-00",
    "hip-hop/rap": "HIP-HOP-00",
    "house": "HOUSE-00",
    "indian classical": "INDIAN-CLASSICAL-00",
    "jazz": "JAZZ-00",
    "latin": "LATIN-00",
    "melodic house & techno": "ELECTRONIC-00",
    "metal": "METAL-00",
    "pop": "POP-00",
    "r&b": "RNB-SOUL-00",
    "reggae": "REGGAE-00",
    "rock": "ROCK-00",
    "singer/songwriter": "SINGER-SONGWRITER-00",
    "soul": "RNB-SOUL-00",
    "soundtrack": "SOUNDTRACK-00",
    "techno": "TECHNO-00",
    "trance": "TRANCE-00",
    "world": "WORLD-00",
}
