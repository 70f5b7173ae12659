"""JioSaavn as data (`platform-facts` section 11): a partner's real document is a change here, not in the code.

The interface is a *sandbox contract*, version 1: no public document fixes columns, folder names or status words.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from tunemantra.core.party import ContributorRole
from tunemantra.core.release import ParentalWarning
from tunemantra.core.requirement import AudioSpec, Capability, ImageSpec, Requirement
from tunemantra.core.rights import CommercialModel, UseType
from tunemantra.core.schedule import Calendar, LeadTime
from tunemantra.core.status import Status
from tunemantra.core.terms import Term, Terms

KEY = "jiosaavn"
LABEL = "JioSaavn"
CONTRACT_VERSION = "1"

BITRATE = 320_000
"""Bits per second, constant."""

REQUIREMENT = Requirement(
    audio=AudioSpec("mp3", "mp3", (44_100,), bitrate=BITRATE),
    image=ImageSpec("JPEG", min_side=1000, max_side=3000),
    territory_encoding="csv_tokens",
    # One to two weeks, of which the store's people count the days they work.
    lead=LeadTime(5, 10, "business_days"),
    terms=Terms(
        says={Term.TERRITORIES, Term.END, Term.TRACK_TERMS, Term.TITLE_LANGUAGES, Term.TRACK_LANGUAGE},
        uses={
            UseType.ON_DEMAND_STREAM,
            UseType.NON_INTERACTIVE_STREAM,
            UseType.STREAM,
            UseType.CONDITIONAL_DOWNLOAD,
            UseType.TETHERED_DOWNLOAD,
        },
        models={CommercialModel.SUBSCRIPTION, CommercialModel.ADVERTISEMENT},
    ),
    md5=True,
)

# Fixed ones, and Holi and Diwali by the moon; to be confirmed with the store's own list each year.
_EVERY_YEAR = ((1, 26), (8, 15), (10, 2))
_BY_THE_MOON = (
    *(date(2025, 3, 14), date(2025, 10, 20), date(2026, 3, 4), date(2026, 11, 8), date(2027, 3, 22)),
    *(date(2027, 10, 29), date(2028, 3, 11), date(2028, 10, 17), date(2029, 3, 1), date(2029, 11, 5)),
    *(date(2030, 3, 20), date(2030, 10, 26)),
)

SLA = LeadTime(1, 2, "weeks")
CALENDAR = Calendar(
    holidays={*(date(year, *day) for year in range(2025, 2031) for day in _EVERY_YEAR), *_BY_THE_MOON},
    zone="Asia/Kolkata",
)
POLL_SECONDS = 1800.0

CAPABILITIES = frozenset(
    {Capability.UPDATE, Capability.TAKEDOWN, Capability.POLL, Capability.MAIL_STATUS, Capability.TRACK_STATUS}
)

# Layout; a partner that wants other names changes these lines.
AUDIO_NAME = "audio/{isrc}.mp3"
COVER_NAME = "art/{icpn}.jpg"
MANIFEST_NAME = "manifest.csv"
CHECKSUMS_NAME = "checksums.md5"
MARKER_NAME = "DONE"
ACK_PATH = "outbox/{batch}_ack.csv"
PORTAL_PATH = "api/releases/{icpn}"

MEDIA_TYPES: Mapping[str, str] = {"mp3": "audio/mpeg", "jpg": "image/jpeg"}

COLUMNS: tuple[str, ...] = (
    *("batch_id", "row", "action", "upc", "grid", "release_title", "release_title_version", "release_other_titles"),
    *("release_artists", "release_artist_roles", "release_type", "label", "cat_no", "release_date"),
    *("original_release_date", "pline", "cline", "primary_genre", "subgenre", "bollywood_category", "film_name"),
    *("star_cast", "music_director", "lyricist", "singers", "credits", "language", "language_code"),
    *("language_script", "title_native", "title_latin", "title_version", "other_titles", "artists", "artist_roles"),
    *("artist_verified_id", "isrc", "iswc", "disc", "track_no", "duration_s", "track_original_release_date"),
    "explicit",
    *("audio_file", "audio_md5", "cover_file", "cover_md5", "territories", "available_from", "available_to"),
    "album_only",
)
"""The columns in their order; a row a track, the release's own repeated in each."""

EXPLICIT: Mapping[ParentalWarning, str] = {
    ParentalWarning.EXPLICIT: "Y",
    ParentalWarning.EDITED: "EDITED",
    ParentalWarning.NOT_EXPLICIT: "N",
    ParentalWarning.UNKNOWN: "",
}
"""Advice for parents to the word in the column `explicit`."""

ACTIONS: Mapping[str, str] = {"insert": "INSERT", "update": "UPDATE", "takedown": "TAKEDOWN"}
"""Kind of order to the word in the column `action`."""

STATUS_MAP: Mapping[str, tuple[Status, str]] = {
    "uploaded": (Status.PROCESSING, "uploaded-unverified"),
    "ACK_RECEIVED": (Status.PROCESSING, "ingesting"),
    "QC_PASS": (Status.DELIVERED, "validated"),
    "HOLD_RIGHTS": (Status.PROCESSING, "ticket-open"),
    "LIVE": (Status.LIVE, "all-territories"),
    "QC_FAIL": (Status.REJECTED, "content"),
    "REMOVED": (Status.TAKEN_DOWN, "full"),
}

LANGUAGES: Mapping[str, tuple[str, str]] = {
    "as": ("Assamese", "Beng"),
    "bgc": ("Haryanvi", "Deva"),
    "bho": ("Bhojpuri", "Deva"),
    "bn": ("Bengali", "Beng"),
    "en": ("English", "Latn"),
    "gu": ("Gujarati", "Gujr"),
    "hi": ("Hindi", "Deva"),
    "kn": ("Kannada", "Knda"),
    "ml": ("Malayalam", "Mlym"),
    "mr": ("Marathi", "Deva"),
    "or": ("Odia", "Orya"),
    "pa": ("Punjabi", "Guru"),
    "raj": ("Rajasthani", "Deva"),
    "ta": ("Tamil", "Taml"),
    "te": ("Telugu", "Telu"),
    "ur": ("Urdu", "Arab"),
    "zxx": ("Instrumental", "Latn"),
}
"""BCP 47 language to the store's name for it and the script it is written in (ISO 15924)."""

SCRIPTS: Mapping[str, str] = {
    "ARABIC": "Arab",
    "BENGALI": "Beng",
    "DEVANAGARI": "Deva",
    "GUJARATI": "Gujr",
    "GURMUKHI": "Guru",
    "KANNADA": "Knda",
    "LATIN": "Latn",
    "MALAYALAM": "Mlym",
    "ORIYA": "Orya",
    "TAMIL": "Taml",
    "TELUGU": "Telu",
}
"""First word of a letter's Unicode name to its script."""

FILM = "Film"
PLAIN_CATEGORY = "Non-film"
CATEGORIES = (FILM, PLAIN_CATEGORY, "Devotional", "Ghazal", "Folk", "Indie", "Remix")
"""The words of the column `bollywood_category`."""

GENRE_CATEGORIES: Mapping[str, str] = {
    "bollywood": FILM,
    "film": FILM,
    "filmi": FILM,
    "soundtrack": FILM,
    "bhajan": "Devotional",
    "devotional": "Devotional",
    "qawwali": "Devotional",
    "ghazal": "Ghazal",
    "folk": "Folk",
    "indian folk": "Folk",
    "indie": "Indie",
    "indian indie": "Indie",
    "remix": "Remix",
}
"""Words of a label's genre or subgenre that decide the category where the extension `bollywood_category` does not."""

CREDIT_COLUMNS: Mapping[str, frozenset[ContributorRole]] = {
    "star_cast": frozenset({ContributorRole.ACTOR}),
    "music_director": frozenset({ContributorRole.COMPOSER, ContributorRole.COMPOSER_LYRICIST}),
    "lyricist": frozenset({ContributorRole.LYRICIST, ContributorRole.COMPOSER_LYRICIST, ContributorRole.AUTHOR}),
    "singers": frozenset({ContributorRole.VOCALIST, ContributorRole.LEAD_VOCALIST}),
}
"""Column to the roles of the contributors in it; in Indian film music the composer is the music director."""

FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
"""What makes a spreadsheet take a cell for a formula where it begins with it."""
FORMULA_MARK = "'"
"""What is put ahead of such a cell; the store shows the cell as it came."""

PEAK_ROOM = 0.5
"""dB by which coding to MP3 at 320 kbit/s commonly raises the true peak."""

CARRIED: frozenset[str] = frozenset(
    {
        *("icpn", "titles.text", "titles.version", "titles.language", "artists.name", "artists.role", "artists.ids"),
        *("label", "kind", "artwork", "deals", "p_line.year", "p_line.owner", "p_line.printed"),
        *("c_line.year", "c_line.owner", "c_line.printed", "genre.name", "genre.subgenre", "release_date"),
        *("language", "original_release_date", "parental_warning", "catalog_number", "grid"),
        *("contributors.name", "contributors.roles", "extras", "visibility"),
        *("tracks.isrc", "tracks.titles.text", "tracks.titles.version", "tracks.titles.language", "tracks.audio"),
        *("tracks.number", "tracks.disc", "tracks.artists.name", "tracks.artists.role", "tracks.artists.ids"),
        *("tracks.contributors.name", "tracks.contributors.roles", "tracks.p_line.year", "tracks.p_line.owner"),
        *("tracks.p_line.printed", "tracks.genre.name", "tracks.genre.subgenre", "tracks.parental_warning"),
        *("tracks.duration", "tracks.iswc", "tracks.language", "tracks.deals", "tracks.original_release_date"),
        *("tracks.extras", "tracks.medium", "tracks.visibility", "tracks.album_only"),
        # Told of by the common rules: what a platform does not take (CMN-ADD-001).
        *("booklet", "motion_square", "motion_tall", "tracks.editions", "tracks.canvas"),
    }
)
"""The fields of a release that some column carries, or another rule speaks of; JIO-CSV-002 tells of all others."""

__all__ = [
    "ACK_PATH",
    "ACTIONS",
    "AUDIO_NAME",
    "BITRATE",
    "CALENDAR",
    "CAPABILITIES",
    "CARRIED",
    "CATEGORIES",
    "CHECKSUMS_NAME",
    "COLUMNS",
    "CONTRACT_VERSION",
    "COVER_NAME",
    "CREDIT_COLUMNS",
    "EXPLICIT",
    "FILM",
    "FORMULA_MARK",
    "FORMULA_SIGNS",
    "GENRE_CATEGORIES",
    "KEY",
    "LABEL",
    "LANGUAGES",
    "MANIFEST_NAME",
    "MARKER_NAME",
    "MEDIA_TYPES",
    "PEAK_ROOM",
    "PLAIN_CATEGORY",
    "POLL_SECONDS",
    "PORTAL_PATH",
    "REQUIREMENT",
    "SCRIPTS",
    "SLA",
    "STATUS_MAP",
]
