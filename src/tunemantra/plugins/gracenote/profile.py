"""Gracenote as data (`platform-facts` section 12.2): a partner's real document is a change here, not in the code.

The interface is a *sandbox contract*, version 1: no public document fixes the XML, folder names or the portal's words.
"""

from __future__ import annotations

from collections.abc import Mapping

from tunemantra.core.composition import Relationship
from tunemantra.core.requirement import AudioSpec, Capability, ImageSpec, Requirement
from tunemantra.core.schedule import Calendar, LeadTime
from tunemantra.core.status import Status
from tunemantra.core.terms import Term, Terms

KEY = "gracenote"
LABEL = "Gracenote"
CONTRACT_VERSION = "1"
NAMESPACE = "urn:tunemantra:gracenote:1"

BITRATE = 320_000
LEAST_BITRATE = 192_000
"""Bits per second: what a reference is coded with, and what it has at least."""

REQUIREMENT = Requirement(
    audio=AudioSpec("mp3", "mp3", (44_100,), bitrate=BITRATE),
    image=ImageSpec("JPEG", min_side=500, max_side=1500),
    lead=LeadTime(1, 2, "weeks"),
    # A database of facts, and no store: no deal is its business. GN-TRM-001 tells which ones are not sent.
    terms=Terms(says={Term.TITLE_LANGUAGES, Term.TRACK_LANGUAGE}, uses=(), models=(), told=False),
    md5=True,
)

SLA = LeadTime(1, 2, "weeks")
CALENDAR = Calendar()
POLL_SECONDS = 3600.0

CAPABILITIES = frozenset({Capability.UPDATE, Capability.TAKEDOWN, Capability.POLL, Capability.TRACK_STATUS})

# Layout; a partner that wants other names changes these lines.
REFERENCE_NAME = "{disc:02d}_{number:02d}_{isrc}.mp3"
COVER_NAME = "cover.jpg"
DOCUMENT_NAME = "album.xml"
MARKER_NAME = "complete.txt"
FOLDER = "{batch}/{icpn}"
PORTAL_PATH = "api/releases/{icpn}"

MEDIA_TYPES: Mapping[str, str] = {"mp3": "audio/mpeg", "jpg": "image/jpeg"}

ACTIONS: Mapping[str, str] = {"insert": "insert", "update": "update", "takedown": "suppress"}
"""Kind of order to the word in the document: what is taken down is no longer told, and stays known."""

STATUS_MAP: Mapping[str, tuple[Status, str]] = {
    "uploaded": (Status.PROCESSING, "uploaded-unverified"),
    "queued": (Status.PROCESSING, "ingesting"),
    "fingerprinted": (Status.PROCESSING, "fingerprinting"),
    "matched": (Status.DELIVERED, "acknowledged"),
    "enriched": (Status.DELIVERED, "validated"),
    "verified": (Status.LIVE, "unlisted"),
    "conflict": (Status.REJECTED, "duplicate"),
    "rejected": (Status.REJECTED, "metadata"),
    "suppressing": (Status.PROCESSING, "takedown-requested"),
    "suppressed": (Status.TAKEN_DOWN, "full"),
}

SHORTEST_REFERENCE = 30
"""Seconds of a recording that is recognised without fail."""
SAME_DURATION = 2
"""Seconds by which the tracks of one album may differ between two editions of it."""
PART_WORDS = frozenset({"preview", "snippet", "teaser", "clip", "excerpt"})
"""Words of a version that say that it is not the whole recording."""
SAME_CONTENT = frozenset({Relationship.PHYSICAL_EQUIVALENT, Relationship.ENCODING})
"""Relations to a release with the very same table of contents."""

TOC_FRAMES = 75
TOC_LEAD_IN = 150
"""Frames a second of a table of contents, and where its first track begins."""

FINGERPRINT_ALGORITHM = "chromaprint-2"

CARRIED: frozenset[str] = frozenset(
    {
        *("icpn", "titles", "artists.name", "artists.role", "artists.isni", "artists.names", "artists.ids", "label"),
        *("kind", "artwork", "p_line.year", "p_line.owner", "p_line.printed", "c_line.year", "c_line.owner"),
        *("c_line.printed", "genre", "further_genres", "release_date", "language", "original_release_date"),
        *("parental_warning", "catalog_number", "grid", "contributors.name", "contributors.roles"),
        *("contributors.isni", "contributors.ipi", "contributors.instruments", "deals", "visibility", "related"),
        *("tracks.isrc", "tracks.titles", "tracks.audio", "tracks.number", "tracks.disc", "tracks.artists.name"),
        *("tracks.artists.role", "tracks.artists.isni", "tracks.artists.names", "tracks.artists.ids"),
        *("tracks.contributors.name", "tracks.contributors.roles", "tracks.contributors.isni"),
        *("tracks.contributors.ipi", "tracks.contributors.instruments", "tracks.p_line.year", "tracks.p_line.owner"),
        *("tracks.p_line.printed", "tracks.genre", "tracks.further_genres", "tracks.parental_warning"),
        *("tracks.duration", "tracks.iswc", "tracks.language", "tracks.deals", "tracks.visibility", "tracks.bpm"),
        *("tracks.original_release_date", "tracks.medium", "tracks.album_only", "tracks.key", "tracks.work"),
        # Told of by the common rules: what a platform does not take (CMN-ADD-001).
        *("booklet", "motion_square", "motion_tall", "tracks.editions", "tracks.canvas"),
    }
)
"""The fields of a release that the document carries, or another rule speaks of; GN-XML-001 tells of all others."""

__all__ = [
    "ACTIONS",
    "BITRATE",
    "CALENDAR",
    "CAPABILITIES",
    "CARRIED",
    "CONTRACT_VERSION",
    "COVER_NAME",
    "DOCUMENT_NAME",
    "FINGERPRINT_ALGORITHM",
    "FOLDER",
    "KEY",
    "LABEL",
    "LEAST_BITRATE",
    "MARKER_NAME",
    "MEDIA_TYPES",
    "NAMESPACE",
    "PART_WORDS",
    "POLL_SECONDS",
    "PORTAL_PATH",
    "REFERENCE_NAME",
    "REQUIREMENT",
    "SAME_CONTENT",
    "SAME_DURATION",
    "SHORTEST_REFERENCE",
    "SLA",
    "STATUS_MAP",
    "TOC_FRAMES",
    "TOC_LEAD_IN",
]
