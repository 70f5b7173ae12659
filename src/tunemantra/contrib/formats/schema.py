"""The author's form for other programs and for the author: JSON Schema and a commented example."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tunemantra.contrib.formats.fields import RELEASE
from tunemantra.core.identifiers import Isrc

if TYPE_CHECKING:
    from tunemantra.contrib.formats.kinds import Schema

SCHEMA_ID: Final = "https://tunemantra.org/schemas/release-1.json"
_MOST_TRACKS: Final = 99
_TITLE: Final = "Night Trains"

_HEAD: Final = """\
# A release for tunemantra: this file, the masters and the cover in one folder.
# Everything this file may hold: docs/reference/release-toml.md

upc = "036000291452"                 # UPC or EAN as text: a leading zero has to stay
title = "Night Trains"               # without version and guests
# version = "Deluxe"
artists = ["Mira Solano"]            # main artists; guests: { name = "…", role = "FeaturedArtist" }
label = "Acme Records"
kind = "Album"                       # Album, EP, Single, Compilation
genre = "Electronic"
# subgenre = "Downtempo"
release_date = 2030-05-03            # the street date
# original_release_date = 2029-11-01 # only if it came out before
catalog_number = "ACME-001"
language = "en"                      # of the texts in this file
p_line = "2030 Acme Records"         # who made the recordings
c_line = "2030 Acme Records"         # who owns the cover and the texts
artwork = "artwork/cover.jpg"        # square, RGB, 3000 pixels or more
# booklet = "booklet.pdf"            # goes with an album, where a platform takes one
# motion_square = "motion/square.mp4" # the cover in motion, 1:1, and 3:4 below; both or none
# motion_tall = "motion/tall.mp4"

[[titles]]                           # the title in another language or script
title = "夜行列車"
language = "ja"

# Where, from when and how the release may be used. No deal, no right.
[[deals]]
territories = "Worldwide"            # or country codes, M49 numbers, groups: ["DE", "EU"]
exclude = ["KP"]                     # taken away again
# start = 2030-05-03                 # the release date unless stated; 2030-05-03T09:30:00Z is one instant
# end = 2035-05-02                   # open unless stated
models = ["SubscriptionModel", "AdvertisementSupportedModel"]
uses = ["OnDemandStream"]

# [platforms.beatport]               # extensions of one platform
# exclusive_until = "2030-05-17"
"""

_TRACK: Final = """
[[tracks]]
isrc = "{isrc}"
title = "{title}"
file = "audio/{number:02d}.wav"
disc = 1
number = {number}
contributors = [
    {{ name = "Mira Solano", roles = ["Composer", "Lyricist"] }},
]
"""

_FURTHER: Final = """\
# version = "Live"
# artists = ["Mira Solano", { name = "Jo Ferro", role = "FeaturedArtist" }]
# duration = "3:25"                  # compared with the file
# explicit = true
# bpm = 122
# key = "A min"
# gain = -1.5                        # dB, wherever the master goes; 0 keeps it where a platform asks for a loudness
# iswc = "T-034.524.680-1"
# immersive = "audio/01-atmos.wav"   # ADM BWF as long as the stereo master; with { file = "…", isrc = "…" } its ISRC
# canvas = "canvas/01.mp4"           # a film of some seconds, shown while the track plays
"""


def json_schema() -> Schema:
    """Return the JSON Schema (draft 2020-12) of the author's form; dates are ISO text.

    It says what can be said of single values. Check digits, territories and what belongs together are checked when
    the folder is read.
    """
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": SCHEMA_ID,
        "title": "A release folder's release.toml or release.json",
        **RELEASE.schema(),
    }


def example_toml(tracks: int = 2) -> str:
    """Return a commented example that reads without a fault once its media are there.

    Args:
        tracks: how many, 1 to 99.

    Raises:
        ValueError: there would be no track, or more than 99.
    """
    if not 1 <= tracks <= _MOST_TRACKS:
        raise ValueError(f"an example has 1 to {_MOST_TRACKS} tracks, not {tracks}")
    # A product of one track has its title (CMN-TTL-006).
    titles = [_TITLE] if tracks == 1 else [f"Station {number}" for number in range(1, tracks + 1)]
    texts = [_track(number, title) + (_FURTHER if number == 1 else "") for number, title in enumerate(titles, 1)]
    return _HEAD + "".join(texts)


def _track(number: int, title: str) -> str:
    isrc = Isrc(f"QMACM30{number:05d}").formatted
    return _TRACK.format(isrc=isrc, title=title, number=number)


__all__ = ["SCHEMA_ID", "example_toml", "json_schema"]
