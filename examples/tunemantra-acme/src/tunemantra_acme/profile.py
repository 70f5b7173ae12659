"""The shop as data: names, words and limits. A new paper from the shop is a change here."""

from __future__ import annotations

from collections.abc import Mapping

from tunemantra.core import AudioSpec, Capability, ImageSpec, LeadTime, LeadUnit, Requirement, Status, Term, Terms

KEY = "acme"
LABEL = "Acme Record Shop"
CONTRACT_VERSION = "1"

# The forms Spotify and Beatport take too: a release that goes to them as well is not transcoded again.
REQUIREMENT = Requirement(
    audio=AudioSpec("wav", "pcm", (44_100,), (16,), 2),
    image=ImageSpec("JPEG", min_side=3000, max_side=3000),
    territory_encoding="ww_minus",
    lead=LeadTime(1, 2, LeadUnit.BUSINESS_DAYS),
    terms=Terms(
        {Term.TERRITORIES, Term.END, Term.TIME, Term.INSTANT, Term.TITLE_LANGUAGES, Term.TRACK_LANGUAGE},
    ),
)
CAPABILITIES = frozenset({Capability.UPDATE, Capability.TAKEDOWN, Capability.POLL})
SLA = LeadTime(1, 4, LeadUnit.HOURS)
POLL_SECONDS = 30.0

LONGEST_TITLE = 120
SHORTEST_TRACK = 1.0

# Layout of the drop folder: one folder a delivery below the product; the completion mark is written last.
HOME = "{icpn}/{delivery}"
AUDIO_NAME = "{disc:02d}-{number:02d}.wav"
COVER_NAME = "cover.jpg"
DOCUMENT_NAME = "release.json"
TAKEDOWN_NAME = "takedown.json"
MARK_NAME = "complete.json"
REPORT_PATH = "reports/{delivery}.json"
SCHEMA = "acme-shop/1"

AUDIO_TYPE = "audio/wav"
IMAGE_TYPE = "image/jpeg"
JSON_TYPE = "application/json"

UPLOADED = "dropped"
STATUS_MAP: Mapping[str, tuple[Status, str]] = {
    UPLOADED: (Status.PROCESSING, "uploaded-unverified"),
    "received": (Status.PROCESSING, "ingesting"),
    "shelved": (Status.DELIVERED, "validated"),
    "on sale": (Status.LIVE, "all-territories"),
    "refused: files": (Status.REJECTED, "format"),
    "refused: words": (Status.REJECTED, "metadata"),
    "withdrawn": (Status.TAKEN_DOWN, "full"),
}
