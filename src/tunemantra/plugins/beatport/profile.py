"""Beatport as data (`platform-facts` section 8): a partner's real document is a change here, not in the code.

The interface is a *sandbox contract*, version 1: no public document fixes folder names, status words or where the DJ
metadata stands in an ERN message.
"""

from __future__ import annotations

from collections.abc import Mapping

from tunemantra.core.distribution import OrderKind
from tunemantra.core.requirement import AudioSpec, Capability, ImageSpec, Requirement
from tunemantra.core.schedule import Calendar, LeadTime
from tunemantra.core.status import Status
from tunemantra.core.terms import Term, Terms
from tunemantra.ports.rehearsal import RehearsalStep

KEY = "beatport"
LABEL = "Beatport"
CONTRACT_VERSION = "1"

REQUIREMENT = Requirement(
    audio=AudioSpec("wav", "pcm", (44_100,), (16,), 2),
    image=ImageSpec("JPEG", min_side=3000, max_side=3000),
    territory_encoding="ddex",
    lead=LeadTime(2, 4, "weeks"),
    severities=(("CMN-TTL-003", "note"),),
    terms=Terms({*Term} - {Term.EXCLUSIVE_TERRITORIES}),
)

SLA = LeadTime(5, 10, "business_days")
CALENDAR = Calendar()
POLL_SECONDS = 900.0

CAPABILITIES = frozenset(
    {Capability.UPDATE, Capability.TAKEDOWN, Capability.POLL, Capability.MAIL_STATUS, Capability.TRACK_STATUS}
)

# No public document states one. This is an album in time for the store's lead, and every change there may be of it.
REHEARSAL = (
    RehearsalStep("an album, two weeks before it is on sale", OrderKind.INSERT, in_days=14, expects=Status.DELIVERED),
    RehearsalStep("on sale everywhere"),
    RehearsalStep("another title, without media", title="Between Three Rivers"),
    RehearsalStep("withdrawn in one territory", title="Between Three Rivers", exclude=("DE",)),
    RehearsalStep("a takedown", OrderKind.TAKEDOWN, expects=Status.TAKEN_DOWN),
)

# Layout; a partner that wants other names changes these lines. Two deliveries of one millisecond are told apart by
# the suffix, so many characters of the delivery's hash; 0 leaves the 17 digits alone.
AUDIO_NAME = "{icpn}_{disc:02d}_{number:02d}.wav"
COVER_NAME = "{icpn}.jpg"
MESSAGE_NAME = "{icpn}.xml"
MARKER_NAME = "BatchComplete_{batch}.xml"
BATCH_PATH = "{distributor}/{batch}"
BATCH_SUFFIX = 8
HIGHEST_NUMBER = 999
PORTAL_PATH = "api/releases/{icpn}"

MEDIA_TYPES: Mapping[str, str] = {"wav": "audio/wav", "jpg": "image/jpeg", "xml": "application/xml"}

# Native words to our states. Mail and portal use the same words with their own capitals; both are kept verbatim.
_WORDS: Mapping[str, tuple[Status, str]] = {
    "uploaded": (Status.PROCESSING, "uploaded-unverified"),
    "received": (Status.PROCESSING, "ingesting"),
    "pending": (Status.PROCESSING, "in-review"),
    "awaiting approval": (Status.PENDING, "awaiting-platform-approval"),
    "sending": (Status.DELIVERED, "acknowledged"),
    "delivered": (Status.DELIVERED, "validated"),
    "on store": (Status.LIVE, "all-territories"),
    "rejected: genre": (Status.REJECTED, "metadata"),
    "rejected: metadata": (Status.REJECTED, "metadata"),
    "rejected: duplicate": (Status.REJECTED, "duplicate"),
    "rejected: quality": (Status.REJECTED, "content"),
    "rejected: artwork": (Status.REJECTED, "content"),
    "rejected: audio": (Status.REJECTED, "format"),
    "rejected: package": (Status.REJECTED, "format"),
    "rejected: rights": (Status.REJECTED, "rights"),
    "rejected: policy": (Status.REJECTED, "policy"),
    "failed: checksum": (Status.ERROR, "checksum"),
    "failed: schema": (Status.ERROR, "schema"),
    "failed: outage": (Status.ERROR, "platform-outage"),
    "removal requested": (Status.PROCESSING, "takedown-requested"),
    "hidden": (Status.TAKEN_DOWN, "full"),
    "removed": (Status.TAKEN_DOWN, "full"),
}


def _spellings(word: str) -> tuple[str, ...]:
    return (word, word[0].upper() + word[1:], word.title())


STATUS_MAP: Mapping[str, tuple[Status, str]] = {
    spelling: meaning for word, meaning in _WORDS.items() for spelling in _spellings(word)
}

# Exclusivity is a period: the shortest span in days earns these weeks; a longer one is capped (section 8).
EXCLUSIVE_WEEKS: tuple[tuple[int, int], ...] = ((56, 8), (28, 4), (14, 2))

# Names of the store's own fields in the message.
EXTENSIONS: Mapping[str, str] = {"bpm": "BPM", "key": "KEY", "exclusive": "EXCLUSIVE_WEEKS"}

BPM_RANGE = (40, 250)
BPM_DECIMALS = 2
DEFAULT_MIX = "Original Mix"
CATALOG_NUMBER_LENGTH = 32

# Compiled by us from the styles electronic shops commonly keep apart; to be confirmed by the store's own list, which
# replaces this one through the setting `genres`. Beside each: the usual span of BPM (BEAT-DJ-002), where it has one.
GENRES: Mapping[str, tuple[int, int] | None] = {
    "140 / Deep Dubstep / Grime": (136, 146),
    "Afro House": (115, 128),
    "Amapiano": (108, 118),
    "Ambient / Experimental": None,
    "Bass / Club": (120, 150),
    "Bass House": (120, 132),
    "Brazilian Funk": (125, 160),
    "Breaks / Breakbeat / UK Bass": (120, 145),
    "Dance / Pop": (100, 135),
    "Deep House": (115, 128),
    "DJ Tools": None,
    "Downtempo": (60, 115),
    "Drum & Bass": (160, 185),
    "Dubstep": (135, 150),
    "Electro (Classic / Detroit / Modern)": (115, 145),
    "Electronica": None,
    "Funky House": (118, 130),
    "Hard Dance / Hardcore": (140, 220),
    "Hard Techno": (140, 175),
    "House": (115, 132),
    "House / Acid": (115, 135),
    "House / Soulful": (112, 128),
    "Indie Dance": (98, 128),
    "Jackin House": (118, 130),
    "Mainstage": (120, 150),
    "Melodic House & Techno": (115, 130),
    "Minimal / Deep Tech": (118, 132),
    "Nu Disco / Disco": (98, 128),
    "Organic House": (108, 124),
    "Progressive House": (115, 130),
    "Psy-Trance": (130, 155),
    "Tech House": (118, 132),
    "Techno (Peak Time / Driving)": (125, 150),
    "Techno (Raw / Deep / Hypnotic)": (120, 150),
    "Trance (Main Floor)": (125, 145),
    "Trance (Raw / Deep / Hypnotic)": (120, 145),
    "Trap / Future Bass": (130, 170),
    "UK Garage / Bassline": (125, 142),
}

# Words of the trade for the same thing; never a walk to a parent, which would be a guess (14.2).
GENRE_ALIASES: Mapping[str, str] = {
    "ambient": "Ambient / Experimental",
    "breakbeat": "Breaks / Breakbeat / UK Bass",
    "breaks": "Breaks / Breakbeat / UK Bass",
    "disco": "Nu Disco / Disco",
    "dnb": "Drum & Bass",
    "drum and bass": "Drum & Bass",
    "drum n bass": "Drum & Bass",
    "electro": "Electro (Classic / Detroit / Modern)",
    "hardcore": "Hard Dance / Hardcore",
    "melodic techno": "Melodic House & Techno",
    "minimal": "Minimal / Deep Tech",
    "nu disco": "Nu Disco / Disco",
    "peak time techno": "Techno (Peak Time / Driving)",
    "psytrance": "Psy-Trance",
    "uk garage": "UK Garage / Bassline",
}

__all__ = [
    "AUDIO_NAME",
    "BATCH_PATH",
    "BATCH_SUFFIX",
    "BPM_DECIMALS",
    "BPM_RANGE",
    "CALENDAR",
    "CAPABILITIES",
    "CATALOG_NUMBER_LENGTH",
    "CONTRACT_VERSION",
    "COVER_NAME",
    "DEFAULT_MIX",
    "EXCLUSIVE_WEEKS",
    "EXTENSIONS",
    "GENRES",
    "GENRE_ALIASES",
    "HIGHEST_NUMBER",
    "KEY",
    "LABEL",
    "MARKER_NAME",
    "MEDIA_TYPES",
    "MESSAGE_NAME",
    "POLL_SECONDS",
    "PORTAL_PATH",
    "REHEARSAL",
    "REQUIREMENT",
    "SLA",
    "STATUS_MAP",
]
