"""YouTube as data (`platform-facts` section 9): a partner's real document is a change here, not in the code.

Resources, fields, scope, resumable uploads and the words of references, videos and status files are public. What no
public document fixes is a *sandbox contract*, version 1, and is named so on the platform's page: the token's grant, the
cover's upload, the columns of the sheet beyond the public ones, and the moments beside the words.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from tunemantra.core.distribution import OrderKind
from tunemantra.core.quota import DailyReset
from tunemantra.core.release import MUSIC_KINDS, Medium, ParentalWarning, ReleaseKind
from tunemantra.core.requirement import AudioSpec, Capability, ImageSpec, Requirement, VideoSpec
from tunemantra.core.rights import CommercialModel, UseType
from tunemantra.core.schedule import Calendar, LeadTime, LeadUnit
from tunemantra.core.status import Status
from tunemantra.core.terms import Term, Terms
from tunemantra.ports.rehearsal import RehearsalStep

if TYPE_CHECKING:
    from collections.abc import Mapping

KEY = "youtube"
LABEL = "YouTube Music"
CONTRACT_VERSION = "1"

# Streams on demand, in the background and offline; what is sold elsewhere is not its business.
USES = frozenset(
    {
        UseType.ON_DEMAND_STREAM,
        UseType.NON_INTERACTIVE_STREAM,
        UseType.CONDITIONAL_DOWNLOAD,
        UseType.STREAM,
    }
)
MODELS: Mapping[CommercialModel, str] = {
    CommercialModel.SUBSCRIPTION: "subscription",
    CommercialModel.ADVERTISEMENT: "ads",
    CommercialModel.FREE_OF_CHARGE: "free",
}

FILM = VideoSpec("mp4", "h264", (16, 9), 360, 2160, Decimal(1), Decimal(12 * 3600))
FILM_CONTAINERS = frozenset({"mp4", "mov"})
FILM_SOUND_RATE = 48_000
COVER_SIDE = 3000
REQUIREMENT = Requirement(
    # The specification takes WAV or FLAC; FLAC is half the bytes and is checked as it is decoded.
    audio=AudioSpec("flac", "flac", (44_100, 48_000, 88_200, 96_000), (16, 24), 2),
    image=ImageSpec("JPEG", min_side=COVER_SIDE, max_side=COVER_SIDE),
    territory_encoding="ww_minus",
    lead=LeadTime(24, 72, LeadUnit.HOURS),
    kinds=(*MUSIC_KINDS, ReleaseKind.VIDEO_SINGLE, ReleaseKind.VIDEO_ALBUM, ReleaseKind.MULTIMEDIA_ALBUM),
    film=FILM,
    terms=Terms(
        {Term.TERRITORIES, Term.END, Term.TRACK_TERMS, Term.TITLE_LANGUAGES, Term.TRACK_LANGUAGE}, USES, MODELS
    ),
)

SLA = LeadTime(24, 72, LeadUnit.HOURS)
CALENDAR = Calendar(zone="America/Los_Angeles")
CAPABILITIES = frozenset({Capability.UPDATE, Capability.TAKEDOWN, Capability.POLL, Capability.TRACK_STATUS})

# No public document states one. This shows Art Tracks, a change of words, of a policy, of ownership, and back again.
REHEARSAL = (
    RehearsalStep("a new album, on sale everywhere", OrderKind.INSERT),
    RehearsalStep("another title, without media", title="Between Three Rivers"),
    RehearsalStep("withdrawn in one territory", title="Between Three Rivers", exclude=("DE",)),
    RehearsalStep("a takedown", OrderKind.TAKEDOWN, expects=Status.TAKEN_DOWN),
    RehearsalStep("put back on sale", OrderKind.INSERT, title="Between Three Rivers", reinstates=True),
)

API_URL = "https://youtubepartner.googleapis.com"
SCOPE = "https://www.googleapis.com/auth/youtubepartner"
POLL_SECONDS = 300.0

# Units of a day's quota by kind of call, and when a day begins. Google grants each account its own number of units.
UNITS: Mapping[str, int] = {"read": 1, "write": 50, "upload": 50}
DAILY_UNITS = 10_000
QUOTA_RESET = DailyReset("America/Los_Angeles")
MOST_ASSETS = 100
SHOWN_ARTISTS = 4
"""So many artists are named on the picture that an Art Track shows."""

# Where the API has its resources.
PARTNER = "/youtube/partner/v1"
UPLOADS = f"/upload{PARTNER}"

# Names of files in a package; recordings are known by their ISRC, as their assets are.
AUDIO_NAME = "{isrc}.flac"
FILM_NAME = "{isrc}.mp4"
COVER_NAME = "cover.jpg"
SHEET_NAME = "{icpn}-{delivery}.csv"
AUDIO_TYPE = "audio/flac"
FILM_TYPE = "video/mp4"
COVER_TYPE = "image/jpeg"
SHEET_TYPE = "text/csv"
HASH = "sha256:{digest}"

# The status of a package, of a row in its report, of a reference, of an Art Track's video.
STATUS_MAP: Mapping[str, tuple[Status, str]] = {
    "PROCESSING": (Status.PROCESSING, "ingesting"),
    "Successful": (Status.DELIVERED, "acknowledged"),
    "Errors": (Status.REJECTED, "metadata"),
    "activating": (Status.PROCESSING, "fingerprinting"),
    "checking": (Status.PROCESSING, "fingerprinting"),
    "computing_fingerprint": (Status.PROCESSING, "fingerprinting"),
    "urgent_reference_processing": (Status.PROCESSING, "fingerprinting"),
    "live_streaming_processing": (Status.PROCESSING, "fingerprinting"),
    "active": (Status.DELIVERED, "validated"),
    "duplicate_on_hold": (Status.REJECTED, "duplicate"),
    "inactive": (Status.REJECTED, "rights"),
    "public": (Status.LIVE, "all-territories"),
    "unlisted": (Status.LIVE, "unlisted"),
    "private": (Status.DELIVERED, "scheduled-live"),
    "failed": (Status.REJECTED, "format"),
    "rejected": (Status.REJECTED, "policy"),
    "deleted": (Status.TAKEN_DOWN, "full"),
}
ERRORS, DELETED, ACTIVE, INACTIVE = "Errors", "deleted", "active", "inactive"
# A reference that is under way says nothing new of its release: the package's own word stands until all have ended.
FINGERPRINTING = frozenset(word for word, (_, substate) in STATUS_MAP.items() if substate == "fingerprinting")
REFERENCE_ENDED = frozenset({INACTIVE, DELETED})

# Our words to the sheet's and the API's.
RELEASE_TYPES: Mapping[ReleaseKind, str] = {
    ReleaseKind.ALBUM: "Album",
    ReleaseKind.EP: "EP",
    ReleaseKind.SINGLE: "Single",
    ReleaseKind.COMPILATION: "Compilation",
    ReleaseKind.CLASSICAL_ALBUM: "Album",
    ReleaseKind.BOX_SET: "Album",
    ReleaseKind.VIDEO_SINGLE: "Single",
    ReleaseKind.VIDEO_ALBUM: "Album",
    ReleaseKind.MULTIMEDIA_ALBUM: "Album",
}
WARNINGS: Mapping[ParentalWarning, str] = {
    ParentalWarning.EXPLICIT: "Explicit",
    ParentalWarning.EDITED: "Cleaned",
    ParentalWarning.NOT_EXPLICIT: "NotExplicit",
    ParentalWarning.UNKNOWN: "",
}
ASSET_TYPES: Mapping[Medium, str] = {Medium.AUDIO: "sound_recording", Medium.VIDEO: "music_video"}
CONTENT_TYPES: Mapping[Medium, str] = {Medium.AUDIO: "audio", Medium.VIDEO: "audiovisual"}

# What makes a recording unfit as a reference (YT-REF): words looked for, and the label's own statements in its
# table `platforms.youtube`.
FREE_WORDS = ("creative commons", "public domain", "cc by", "cc0")
COPY_WORDS = (
    *("karaoke", "remaster", "remastered", "soundalike", "sound-alike", "tribute", "in the style of"),
    *("made famous by", "sped up", "slowed", "nightcore", "8d audio"),
)
MIX_WORDS = ("dj mix", "continuous mix", "mixtape", "full album", "megamix")
MIX_KINDS = frozenset({ReleaseKind.COMPILATION, ReleaseKind.DJ_MIX})
GAME_WORDS = ("game soundtrack", "video game", "original game", "game ost")
STATED_LOOPS, STATED_SHARED, STATED_RATIO = "unlicensed_loops", "non_exclusive", "ownership_ratio"
YES = frozenset({"yes", "true", "1"})
RATIOS = frozenset({"0", "100"})
WHOLE, NOTHING = 100, 0
