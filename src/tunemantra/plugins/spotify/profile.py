"""Spotify as data (`platform-facts` section 4): a partner's real document is a change here, not in the code.

The interface is a *sandbox contract*, version 1: no public document fixes an ingestion API of Spotify's (conflict
register, C1). It is described in `metadata` (the document) and in `sandbox` (the API).
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from tunemantra.core.distribution import OrderKind
from tunemantra.core.party import ArtistRole
from tunemantra.core.release import ParentalWarning, ReleaseKind
from tunemantra.core.requirement import AudioSpec, Capability, ImageSpec, Requirement, VideoSpec
from tunemantra.core.rights import CommercialModel, UseType
from tunemantra.core.schedule import Calendar, LeadTime, LeadUnit
from tunemantra.core.status import Status
from tunemantra.core.terms import Term, Terms
from tunemantra.ports.rehearsal import RehearsalStep

if TYPE_CHECKING:
    from collections.abc import Mapping

KEY = "spotify"
LABEL = "Spotify"
CONTRACT_VERSION = "1"
SCHEMA = "spotify-sandbox/1"

# A streaming service: other uses and models of a deal are not its business and are left out of the document.
USES = frozenset(
    {
        UseType.ON_DEMAND_STREAM,
        UseType.NON_INTERACTIVE_STREAM,
        UseType.CONDITIONAL_DOWNLOAD,
        UseType.STREAM,
    }
)
MODELS = frozenset({CommercialModel.SUBSCRIPTION, CommercialModel.ADVERTISEMENT, CommercialModel.FREE_OF_CHARGE})

CANVAS = VideoSpec("mp4", "h264", (9, 16), 720, 1920, Decimal(3), Decimal(8), audio=False)
REQUIREMENT = Requirement(
    audio=AudioSpec("wav", "pcm", (44_100,), (16,), 2),
    image=ImageSpec("JPEG", min_side=3000, max_side=3000),
    territory_encoding="iso_semicolon",
    lead=LeadTime(2, 5, LeadUnit.BUSINESS_DAYS),
    canvas=CANVAS,
    terms=Terms(
        {
            Term.TERRITORIES,
            Term.END,
            Term.TIME,
            Term.INSTANT,
            Term.EXCLUSIVE,
            Term.EXCLUSIVE_TERRITORIES,
            Term.PRE_ORDER,
            Term.TRACK_TERMS,
            Term.TITLE_LANGUAGES,
            Term.TRACK_LANGUAGE,
        },
        USES,
        MODELS,
        told=False,
    ),
)

SLA = LeadTime(24, 48, LeadUnit.HOURS)
CALENDAR = Calendar(zone="UTC")

CAPABILITIES = frozenset(
    {Capability.UPDATE, Capability.TAKEDOWN, Capability.WEBHOOK, Capability.POLL, Capability.TRACK_STATUS}
)

SCOPES = "release:write release:read canvas:write webhook:manage"
POLL_SECONDS = 60.0

# Names that the API gives the files of a release; the track's media are numbered by disc and place.
DOCUMENT_NAME = "release.json"
TAKEDOWN_NAME = "takedown.json"
COVER_NAME = "cover.jpg"
AUDIO_NAME = "{disc:02d}-{number:02d}.wav"
CANVAS_NAME = "{disc:02d}-{number:02d}-canvas.mp4"
JSON_TYPE = "application/json"
AUDIO_TYPE = "audio/wav"
IMAGE_TYPE = "image/jpeg"
VIDEO_TYPE = "video/mp4"

STATUS_MAP: Mapping[str, tuple[Status, str]] = {
    "uploading": (Status.PROCESSING, "uploading"),
    "Processing": (Status.PROCESSING, "ingesting"),
    "Held": (Status.PROCESSING, "in-review"),
    "Ingested": (Status.DELIVERED, "validated"),
    "Available": (Status.LIVE, "all-territories"),
    "Available in part": (Status.LIVE, "partial-territories"),
    "Unavailable": (Status.DELIVERED, "ready-for-store"),
    "Unavailable: policy": (Status.REJECTED, "policy"),
    "Failed": (Status.REJECTED, "metadata"),
    "Failed: metadata": (Status.REJECTED, "metadata"),
    "Failed: transcode error": (Status.REJECTED, "format"),
    "Failed: artwork": (Status.REJECTED, "content"),
    "Failed: missing track-level rights": (Status.REJECTED, "rights"),
    "Failed: duplicate": (Status.REJECTED, "duplicate"),
    "Takedown delivered": (Status.PROCESSING, "takedown-requested"),
    "Taken down": (Status.TAKEN_DOWN, "full"),
}

# What the store asks to see before it goes live, in this order (section 4.1).
REHEARSAL = (
    RehearsalStep(
        "an album in one territory, in two weeks",
        OrderKind.INSERT,
        territories=("SE",),
        in_days=14,
        expects=Status.DELIVERED,
    ),
    RehearsalStep(
        "one territory more, as an EP",
        release_kind=ReleaseKind.EP,
        territories=("SE", "DE"),
        in_days=14,
        expects=Status.DELIVERED,
    ),
    RehearsalStep("everywhere at one instant, as a single", release_kind=ReleaseKind.SINGLE, instant=True),
    RehearsalStep(
        "no rights in track 1 any more, as a compilation", release_kind=ReleaseKind.COMPILATION, ended_tracks=(1,)
    ),
    RehearsalStep("a takedown", OrderKind.TAKEDOWN, expects=Status.TAKEN_DOWN),
)

# Our words to the document's.
RELEASE_TYPES: Mapping[ReleaseKind, str] = {
    ReleaseKind.ALBUM: "album",
    ReleaseKind.EP: "ep",
    ReleaseKind.SINGLE: "single",
    ReleaseKind.COMPILATION: "compilation",
    ReleaseKind.CLASSICAL_ALBUM: "album",
    ReleaseKind.BOX_SET: "album",
}
ARTIST_ROLES: Mapping[ArtistRole, str] = {
    ArtistRole.MAIN: "main",
    ArtistRole.FEATURED: "featured",
    ArtistRole.REMIXER: "remixer",
    ArtistRole.ARTIST: "featured",
    ArtistRole.COMPOSER: "composer",
}
WARNINGS: Mapping[ParentalWarning, str] = {
    ParentalWarning.EXPLICIT: "explicit",
    ParentalWarning.EDITED: "clean",
    ParentalWarning.NOT_EXPLICIT: "none",
    ParentalWarning.UNKNOWN: "unknown",
}

# Words an artist's whole name may not consist of (SPOT-ART-001): made to be found, not to name anybody.
SEO_NAMES = frozenset(
    {
        "background music",
        "deep sleep",
        "happy birthday",
        "lofi beats",
        "meditation music",
        "nature sounds",
        "party music",
        "rain sounds",
        "relaxing music",
        "sleep sounds",
        "study music",
        "top hits",
        "white noise",
        "workout music",
        "yoga music",
    }
)
# Version words of something that is not the whole track (SPOT-AUD-002).
PREVIEW_WORDS = frozenset({"preview", "snippet", "teaser", "clip"})

WEBHOOK_TOPICS = ("release.status",)
WEBHOOK_SKEW_SECONDS = 300
WEBHOOK_LIMIT = 1024 * 1024
