"""Orders made into messages, and how a test looks into one."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime
from decimal import Decimal

from lxml import etree

from tunemantra.contrib.ddex import Dialect, Extension, FileEntry, Partner, Place, build_new_release
from tunemantra.core.distribution import OrderKind
from tunemantra.core.identifiers import Gtin, Isrc
from tunemantra.core.media import AudioFacts, ImageFacts
from tunemantra.core.party import Artist, ArtistRole, Contributor, ContributorRole
from tunemantra.core.release import Asset, Genre, Release, ReleaseKind, Track
from tunemantra.core.requirement import AudioForm, ImageForm
from tunemantra.core.rights import CLine, Deal, PLine
from tunemantra.core.schedule import ReleaseMoment
from tunemantra.core.territory import TerritorySet
from tunemantra.core.text import Title
from tunemantra.ports.package import Order, Rendition

SENDER = "PADPIDA2013042401U"
RECIPIENT = "PADPIDA2009101501Y"


def dj_fields(release, track):
    """What a download store for DJs wants beyond the standard."""
    if track is None:
        return [Extension(RECIPIENT, "PACKAGE", "bundle"), Extension(RECIPIENT, "GENRE", "Techno", Place.GENRE)]
    return [
        Extension(RECIPIENT, "BPM", str(track.bpm or 120)),
        Extension(RECIPIENT, "KEY", track.key or "A min"),
        Extension(RECIPIENT, "MIX_NAME", track.title.version or "Original Mix", Place.VERSION),
        Extension(RECIPIENT, "GENRE", "Techno (Peak Time / Driving)", Place.GENRE),
    ]


PLAIN = Dialect(Partner(SENDER, "Sender"), Partner(RECIPIENT, "Recipient"))
FULL = Dialect(
    Partner(SENDER, "Sender & Söhne"),
    Partner(RECIPIENT),
    simple_single=True,
    streams_on_release=False,
    test=True,
    platform="beatport",
    extend=dj_fields,
)


def entries(order, *, provided=True):
    return {
        subject: FileEntry.of(rendition, f"resources/{subject}.{rendition.form.extension}", provided=provided)
        for subject, rendition in order.renditions.items()
    }


def build(order, dialect=PLAIN):
    return build_new_release(order, entries(order), dialect)


def root_of(xml):
    return etree.fromstring(xml)


def texts(root, path):
    return [element.text for element in root.findall(path)]


def track(count, /, **changes):
    fields = {
        "isrc": Isrc(f"USS1Z99{count:05d}"),
        "titles": (Title(f"Song {count}"),),
        "audio": Asset(f"audio/{count:02d}.wav"),
        "number": count,
        "duration": Decimal("205.123"),
    }
    return Track(**(fields | changes))


def deal(**changes):
    fields = {"territories": TerritorySet.worldwide(), "start": ReleaseMoment.local(date(2026, 4, 24))}
    return Deal(**(fields | changes))


def release(*, size=2, **changes):
    fields = {
        "icpn": Gtin("4006381333931"),
        "titles": (Title("Night Songs"), Title("夜の歌", language="ja"), Title("أغاني الليل", language="ar")),
        "artists": (Artist("Saeko Shu"), Artist("Guest", ArtistRole.FEATURED)),
        "label": "Acme Records",
        "kind": ReleaseKind.ALBUM if size > 1 else ReleaseKind.SINGLE,
        "tracks": tuple(track(number) for number in range(1, size + 1)),
        "artwork": Asset("artwork/cover.png"),
        "deals": (deal(),),
        "p_line": PLine(2026, "Acme Records"),
        "c_line": CLine(2026, "Acme Records"),
        "genre": Genre("Electronic", "Techno"),
        "release_date": date(2026, 4, 24),
        "contributors": (Contributor("Ann Writer", (ContributorRole.COMPOSER_LYRICIST,)),),
    }
    return Release(**(fields | changes))


def renditions(of, *, seed=""):
    made = {}
    for subject, _ in of.assets():
        digest = hashlib.sha256(f"{seed}{subject}".encode()).hexdigest()
        if subject == "artwork":
            facts = ImageFacts("JPEG", 3000, 3000, "RGB", size=900_001)
            made[subject] = Rendition(subject, digest, facts.size, ImageForm("JPEG", 3000), facts)
        else:
            facts = AudioFacts("wav", "pcm_s16le", 44100, 16, 2, 9_045_925, size=36_183_744)
            made[subject] = Rendition(subject, digest, facts.size, AudioForm("wav", "pcm", 44100, 16), facts)
    return made


def order(of=None, kind=OrderKind.INSERT, **changes):
    product = of or release()
    fields = {
        "delivery_id": "d-0001",
        "kind": kind,
        "release": product,
        "revision_id": "0" * 64,
        "sequence": 1,
        "created_at": datetime(2026, 3, 1, 12, 30, 15, 123456, tzinfo=UTC),
        "renditions": {} if kind is OrderKind.TAKEDOWN else renditions(product),
    }
    return Order(**(fields | changes))
