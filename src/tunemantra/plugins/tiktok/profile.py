"""TikTok as data (`platform-facts` section 10): a partner's real document is a change here, not in the code.

The interface is a *sandbox contract*, version 1: what a distributor really feeds is ERN 4.3 in a bucket (conflict
register, C8). Public are the lengths of clips, what may be used commercially, and the classes of fraud.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from tunemantra.core.distribution import OrderKind
from tunemantra.core.pace import Pace
from tunemantra.core.requirement import AudioSpec, Capability, ImageSpec, Requirement
from tunemantra.core.rights import CommercialModel, UseType
from tunemantra.core.schedule import Calendar, LeadTime, LeadUnit
from tunemantra.core.status import Status
from tunemantra.core.terms import Term, Terms
from tunemantra.ports.rehearsal import RehearsalStep

if TYPE_CHECKING:
    from collections.abc import Mapping

KEY = "tiktok"
LABEL = "TikTok"
CONTRACT_VERSION = "1"
SCHEMA = "tiktok-sandbox/1"

# Listeners make films of it; what they may do with it commercially is asked for apart (`commercial_use`).
USES = frozenset(
    {
        UseType.ON_DEMAND_STREAM,
        UseType.NON_INTERACTIVE_STREAM,
        UseType.STREAM,
        UseType.USER_CONTENT,
        UseType.USER_LIBRARY,
    }
)
MODELS = frozenset(
    {
        CommercialModel.SUBSCRIPTION,
        CommercialModel.ADVERTISEMENT,
        CommercialModel.FREE_OF_CHARGE,
        CommercialModel.RIGHTS_CLAIM,
    }
)

REQUIREMENT = Requirement(
    audio=AudioSpec("wav", "pcm", (44_100,), (16,), 2),
    image=ImageSpec("JPEG", min_side=1000, max_side=3000),
    territory_encoding="include_exclude",
    lead=LeadTime(2, 5, LeadUnit.BUSINESS_DAYS),
    terms=Terms(
        {
            Term.TERRITORIES,
            Term.END,
            Term.TIME,
            Term.INSTANT,
            Term.TRACK_TERMS,
            Term.TITLE_LANGUAGES,
            Term.TRACK_LANGUAGE,
        },
        USES,
        MODELS,
    ),
)

SLA = LeadTime(48, 96, LeadUnit.HOURS)
CALENDAR = Calendar()
POLL_SECONDS = 60.0
PACE = Pace(requests=10, seconds=1.0)

CAPABILITIES = frozenset({Capability.UPDATE, Capability.TAKEDOWN, Capability.POLL, Capability.TRACK_STATUS})

# No public document states one. This shows sounds, a change of words and of territories, offline, and online again.
REHEARSAL = (
    RehearsalStep("a new album, on sale everywhere", OrderKind.INSERT),
    RehearsalStep("another title, without media", title="Between Three Rivers"),
    RehearsalStep("withdrawn in one territory", title="Between Three Rivers", exclude=("DE",)),
    RehearsalStep("a takedown", OrderKind.TAKEDOWN, expects=Status.TAKEN_DOWN),
    RehearsalStep("put back on sale", OrderKind.INSERT, title="Between Three Rivers", reinstates=True),
)

DOCUMENT_NAME = "sounds.json"
TAKEDOWN_NAME = "offline.json"
COVER_NAME = "cover.jpg"
AUDIO_NAME = "{disc:02d}-{number:02d}.wav"
JSON_TYPE = "application/json"
AUDIO_TYPE = "audio/wav"
IMAGE_TYPE = "image/jpeg"

# Words that are put together from two fields of an answer.
IN_PART: Mapping[str, str] = {"online": "online: in part", "cml_pending": "cml_pending: in part"}

STATUS_MAP: Mapping[str, tuple[Status, str]] = {
    "uploading": (Status.PROCESSING, "uploading"),
    "transcoding": (Status.PROCESSING, "ingesting"),
    "transcode_failed": (Status.REJECTED, "format"),
    "reviewing": (Status.PROCESSING, "in-review"),
    "review_failed": (Status.REJECTED, "policy"),
    "approved": (Status.DELIVERED, "validated"),
    "online": (Status.LIVE, "all-territories"),
    IN_PART["online"]: (Status.LIVE, "partial-territories"),
    "cml_pending": (Status.LIVE, "all-territories"),
    IN_PART["cml_pending"]: (Status.LIVE, "partial-territories"),
    "muted": (Status.REJECTED, "rights"),
    "blocked": (Status.REJECTED, "rights"),
    "offline": (Status.TAKEN_DOWN, "full"),
}

# Official sounds: at most so many clips of a recording, each of 15 to 60 seconds; the usual one begins at 45.
MOST_CLIPS: Final = 5
SHORTEST_CLIP, LONGEST_CLIP, USUAL_START = 15, 60, 45

# What a label states of a release or of a track in `[platforms.tiktok]`, and what it means where it says nothing.
COMMERCIAL, YES = "commercial_use", frozenset({"true", "yes", "1"})
STATED: Mapping[str, str] = {
    "ugc_use": "true",
    COMMERCIAL: "false",
    "publishing_share": "",
    "master_share": "",
    "cover": "false",
    "public_domain": "false",
    "samples": "",
    "authorised": "false",
    "clips": "",
    "mood": "",
    "hashtags": "",
}
WHOLE_SHARE, NO_SAMPLES = "100", "none"

# Words of the classes of fraud the store scans for; a label that owns the original states `authorised = true`.
COPYCAT: Final = re.compile(
    r"\b(?:karaoke|sound-?alike|tribute to|in the style of|originally performed by|made famous by)\b", re.IGNORECASE
)
MASHUP: Final = re.compile(
    r"\b(?:mash-?up|mega-?mix|viral (?:mix|remix|version)|tik-?tok (?:mix|remix|version))\b", re.IGNORECASE
)
OTHER_SPEED: Final = re.compile(r"\b(?:sped[ -]?up|speed up|slowed|nightcore|daycore|reverbed)\b", re.IGNORECASE)
