"""MusicBrainz as data (`platform-facts` section 13): what the database calls things, and how politely it is asked.

Fields of the release editor, `ws/2`, limits, and the words of edits are public. How a program learns what became of a
seed and of an edit is a *sandbox contract*, version 1: publicly a person sees it on the site.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tunemantra.core.pace import Pace
from tunemantra.core.release import ReleaseKind
from tunemantra.core.requirement import Capability, ImageSpec, Requirement
from tunemantra.core.schedule import Calendar, LeadTime, LeadUnit
from tunemantra.core.status import Status
from tunemantra.core.terms import Term, Terms

if TYPE_CHECKING:
    from collections.abc import Mapping

KEY = "musicbrainz"
LABEL = "MusicBrainz"
CONTRACT_VERSION = "1"
CLIENT = "tunemantra-0.1"

REQUIREMENT = Requirement(
    audio=None,
    image=ImageSpec("JPEG", min_side=250, max_side=3000),
    # An encyclopedia: no deal is its business, so that none is lost.
    terms=Terms({Term.TITLE_LANGUAGES, Term.TRACK_LANGUAGE}, uses=(), models=(), told=False),
)
SLA = LeadTime(1, 4, LeadUnit.WEEKS)
CALENDAR = Calendar(zone="UTC")
CAPABILITIES = frozenset({Capability.POLL})
POLL_SECONDS = 3600.0

URL = "https://musicbrainz.org"
COVERS_URL = "https://coverartarchive.org"
SCOPES = "submit_isrc submit_barcode"
NAMESPACE = "http://musicbrainz.org/ns/mmd-2.0#"
# One call a second on average, by all workers of an address; a driver waits that long between two of its own.
PACE = Pace(requests=20, seconds=20.0, concurrent=1)
SPACING = 1.0
MOST_ISRCS = 100
# How long an order waits before it asks again whether a person has confirmed its seed, in seconds.
CONFIRMING = 3600.0

SEED_NAME = "release.form"
COVER_NAME = "cover.jpg"
FORM_TYPE = "application/x-www-form-urlencoded"
COVER_TYPE = "image/jpeg"

# An edit's status as the site says it; `listed` is ours for a release that is found by its barcode (sandbox contract).
OPEN, APPLIED, LISTED = "Open", "Applied", "listed"
STATUS_MAP: Mapping[str, tuple[Status, str]] = {
    OPEN: (Status.PROCESSING, "community-vote"),
    APPLIED: (Status.DELIVERED, "validated"),
    LISTED: (Status.LIVE, "all-territories"),
    "Failed vote": (Status.REJECTED, "policy"),
    "Failed dependency": (Status.REJECTED, "metadata"),
    "Failed prerequisite": (Status.REJECTED, "metadata"),
    "No votes": (Status.REJECTED, "policy"),
    "Error": (Status.ERROR, "internal"),
    "Cancelled": (Status.TAKEN_DOWN, "full"),
}
ENTERED, WAITING, DECLINED = "entered", "waiting", "declined"

TYPES: Mapping[ReleaseKind, tuple[str, ...]] = {
    ReleaseKind.ALBUM: ("Album",),
    ReleaseKind.EP: ("EP",),
    ReleaseKind.SINGLE: ("Single",),
    ReleaseKind.COMPILATION: ("Album", "Compilation"),
    ReleaseKind.CLASSICAL_ALBUM: ("Album",),
    ReleaseKind.BOX_SET: ("Album",),
}
FORMAT, STATUS, PACKAGING = "Digital Media", "official", "None"
WORLDWIDE = "XW"
# ISO 639-3 and ISO 15924 by the language of a tag; a tag's own script comes first.
LANGUAGES: Mapping[str, tuple[str, str]] = {
    "ar": ("ara", "Arab"),
    "cs": ("ces", "Latn"),
    "da": ("dan", "Latn"),
    "de": ("deu", "Latn"),
    "el": ("ell", "Grek"),
    "en": ("eng", "Latn"),
    "es": ("spa", "Latn"),
    "fi": ("fin", "Latn"),
    "fr": ("fra", "Latn"),
    "he": ("heb", "Hebr"),
    "hi": ("hin", "Deva"),
    "hu": ("hun", "Latn"),
    "it": ("ita", "Latn"),
    "ja": ("jpn", "Jpan"),
    "ko": ("kor", "Kore"),
    "nl": ("nld", "Latn"),
    "no": ("nor", "Latn"),
    "pl": ("pol", "Latn"),
    "pt": ("por", "Latn"),
    "ru": ("rus", "Cyrl"),
    "sv": ("swe", "Latn"),
    "th": ("tha", "Thai"),
    "tr": ("tur", "Latn"),
    "uk": ("ukr", "Cyrl"),
    "vi": ("vie", "Latn"),
    "zh": ("zho", "Hant"),
    "zxx": ("zxx", ""),
}
