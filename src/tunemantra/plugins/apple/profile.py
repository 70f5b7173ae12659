"""Apple Music as data (`platform-facts` section 5): a partner's real document is a change here, not in the code.

The interface is a *sandbox contract*, version 1: what is public is a package for Transporter (conflict register, C4).
Public are the tokens, the forms of audio, pictures and lyrics, the title style, and most of the words for states.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from tunemantra.core.distribution import OrderKind
from tunemantra.core.requirement import ADM, AudioSpec, Capability, ImageSpec, Requirement, VideoSpec
from tunemantra.core.rights import CommercialModel, UseType
from tunemantra.core.schedule import Calendar, LeadTime, LeadUnit
from tunemantra.core.status import Status
from tunemantra.core.terms import Term, Terms
from tunemantra.ports.rehearsal import RehearsalStep

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

KEY = "apple"
LABEL = "Apple Music"
CONTRACT_VERSION = "1"
NAMESPACE = "urn:apple-music:ext:1"

# A sale and a stream are cleared apart, each with its own dates: the deals say it.
USES = frozenset(
    {
        UseType.ON_DEMAND_STREAM,
        UseType.NON_INTERACTIVE_STREAM,
        UseType.CONDITIONAL_DOWNLOAD,
        UseType.STREAM,
        UseType.PERMANENT_DOWNLOAD,
    }
)
MODELS = frozenset({CommercialModel.SUBSCRIPTION, CommercialModel.PAY_AS_YOU_GO})

# The cover in motion: both shapes or none (APPL-MOT-001). That the first picture is the cover, people see to.
MOTION_SQUARE = VideoSpec("mp4", "h264", (1, 1), 3840, 3840, Decimal(8), Decimal(20), audio=False)
MOTION_TALL = VideoSpec("mp4", "h264", (512, 683), 2732, 2732, Decimal(8), Decimal(20), audio=False)
MOTION = {"motion_square": "1:1", "motion_tall": "3:4"}

REQUIREMENT = Requirement(
    audio=AudioSpec("wav", "pcm", (44_100, 48_000, 88_200, 96_000, 176_400, 192_000), (16, 24), 2),
    image=ImageSpec("JPEG", min_side=3000, max_side=3000),
    motion_square=MOTION_SQUARE,
    motion_tall=MOTION_TALL,
    immersive=AudioSpec("wav", ADM, (48_000,), (24,), 128),
    territory_encoding="ddex",
    lead=LeadTime(3, 10, LeadUnit.BUSINESS_DAYS),
    severities=(
        ("CMN-TTL-001", "error"),
        ("CMN-TTL-003", "error"),
        ("CMN-TTL-005", "error"),
        ("CMN-ART-001", "error"),
        ("CMN-CRD-001", "error"),
        ("CMN-IMG-003", "error"),
    ),
    terms=Terms(tuple(Term), USES, MODELS),
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


CALENDAR = Calendar(holidays=_days_away())
# One question in 30 seconds a package is allowed; the rest is for clocks.
POLL_SECONDS = 40.0

CAPABILITIES = frozenset({Capability.UPDATE, Capability.TAKEDOWN, Capability.POLL, Capability.TRACK_STATUS})

# After a public checklist of a partner that tests for the store. Its EP and its pre-order want other recordings than
# those of the sample album.
REHEARSAL = (
    RehearsalStep("an album, two weeks before it is on sale", OrderKind.INSERT, in_days=14, expects=Status.DELIVERED),
    RehearsalStep("another title, without media", title="Between Three Rivers", in_days=14, expects=Status.DELIVERED),
    RehearsalStep(
        "streaming alone, on sale everywhere",
        title="Between Three Rivers",
        models=(CommercialModel.SUBSCRIPTION, CommercialModel.ADVERTISEMENT),
    ),
    RehearsalStep("sale alone", title="Between Three Rivers", models=(CommercialModel.PAY_AS_YOU_GO,)),
    RehearsalStep("sale and streaming, but not in one territory", title="Between Three Rivers", exclude=("DE",)),
    RehearsalStep("a takedown", OrderKind.TAKEDOWN, expects=Status.TAKEN_DOWN),
)

# A token may live for 20 minutes; a clock that is a little behind must not make it longer.
AUDIENCE = "appstoreconnect-v1"
TOKEN_SECONDS = 15 * 60

# Names of the files of a package; the ISRC in them is what an update is held against (APPL-FRZ-001).
MESSAGE_NAME = "message.xml"
EXTENSION_NAME = "extension.xml"
CLEARANCE_NAME = "clearance.json"
COVER_NAME = "cover.jpg"
MOTION_NAME = "{subject}.mp4"
AUDIO_NAME = "{disc:02d}_{number:02d}_{isrc}.wav"
IMMERSIVE_NAME = "{disc:02d}_{number:02d}_{isrc}_atmos.wav"
LYRICS_NAME = "{disc:02d}_{number:02d}_{isrc}_{language}.ttml"
XML_TYPE = "application/xml"
JSON_TYPE = "application/json"
LYRICS_TYPE = "application/ttml+xml"
AUDIO_TYPE = "audio/wav"
IMAGE_TYPE = "image/jpeg"
VIDEO_TYPE = "video/mp4"
WORLD = "WW"

# Words that are put together from two fields of an answer: a state, and what is true of it.
IN_PART = "On Store: in part"
NOT_CLEARED = "Not on Store: clearance removed"
ON_STORE, OFF_STORE = "On Store", "Not on Store"
OPEN_TICKET = "Your Action Needed"

STATUS_MAP: Mapping[str, tuple[Status, str]] = {
    "Received": (Status.PROCESSING, "ingesting"),
    "Queued": (Status.PROCESSING, "ingesting"),
    "In Review": (Status.PROCESSING, "in-review"),
    "Failed": (Status.REJECTED, "metadata"),
    "Failed: Format": (Status.REJECTED, "format"),
    "Warning": (Status.DELIVERED, "validated"),
    "Validated": (Status.DELIVERED, "acknowledged"),
    "Verified": (Status.DELIVERED, "acknowledged"),
    "Delivered": (Status.DELIVERED, "acknowledged"),
    "Approved": (Status.DELIVERED, "validated"),
    "Ready for Store": (Status.DELIVERED, "ready-for-store"),
    ON_STORE: (Status.LIVE, "all-territories"),
    IN_PART: (Status.LIVE, "partial-territories"),
    OFF_STORE: (Status.DELIVERED, "scheduled-live"),
    NOT_CLEARED: (Status.TAKEN_DOWN, "full"),
    OPEN_TICKET: (Status.REJECTED, "content"),
    "Denied": (Status.REJECTED, "policy"),
    "Refusal": (Status.REJECTED, "policy"),
    "Misleading": (Status.REJECTED, "policy"),
    "Sensitive Material": (Status.REJECTED, "policy"),
    "Repeated Submission": (Status.REJECTED, "duplicate"),
    "Curated Artist": (Status.REJECTED, "hidden-editorial"),
}

# Title style (APPL-TTL-003): the words behind a title, by how many tracks of which length.
SINGLE, EXTENDED_PLAY = " - Single", " - EP"
SHORT_RELEASE, EXTENDED_RELEASE = 3, 6
LONG_TRACK_SECONDS, EXTENDED_SECONDS = 10 * 60, 30 * 60

# Words no cover bears (APPL-IMG-001).
STORE_WORDS = frozenset({"apple", "itunes"})

# The mix in Dolby Atmos (APPL-ATM).
MOST_CHANNELS, MOST_OBJECTS = 128, 118
LOUDEST_LKFS, HIGHEST_DBTP = -18.0, -1.0
HI_RES_RATE, HI_RES_BITS = 48_000, 24
