"""Orders made into messages, and how a test looks into one."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime
from decimal import Decimal

from attrs import evolve
from lxml import etree

from tunemantra.contrib.ddex import (
    ERN_42,
    ERN_43,
    ERN_411,
    ERN_432,
    Dialect,
    Extension,
    FileEntry,
    Partner,
    Place,
    build_new_release,
)
from tunemantra.core.distribution import OrderKind
from tunemantra.core.identifiers import Gtin, Isrc
from tunemantra.core.media import AudioFacts, BookletFacts, ImageFacts, VideoFacts
from tunemantra.core.party import Artist, ArtistRole, Contributor, ContributorRole
from tunemantra.core.release import Asset, Genre, Medium, Release, ReleaseKind, Track
from tunemantra.core.requirement import AudioForm, ImageForm
from tunemantra.core.rights import CLine, Deal, PLine
from tunemantra.core.schedule import ReleaseMoment
from tunemantra.core.territory import TerritorySet
from tunemantra.core.text import Title
from tunemantra.ports.package import Order, Rendition

FILM = VideoFacts(
    "mp4",
    "h264",
    1920,
    1080,
    Decimal("23.976"),
    200_123,
    8_000_000,
    AudioFacts("mp4", "aac", 48000, 0, 2, 48000 * 200),
    size=200_000_000,
)
BOOKLET = BookletFacts(size=2_000_003)
ATMOS = AudioFacts("wav", "pcm_s24le", 48000, 24, 12, 48000 * 200, size=345_600_044)
VERSIONS_4 = (ERN_411, ERN_42, ERN_43, ERN_432)
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


PLAIN = Dialect(Partner(SENDER, "Sender"), Partner(RECIPIENT, "Recipient"), booklets=True)
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


def media(order, *, provided=True):
    """Entries of everything there is, films, further editions and booklets included."""
    tracks = order.release.tracks
    found = {}
    for subject, entry in entries(order, provided=provided).items():
        index = int(subject[7 : subject.index("]")]) if subject != "artwork" else None
        film = index is not None and tracks[index].medium is Medium.VIDEO
        found[subject] = (
            evolve(entry, facts=FILM, form=None, size=FILM.size, uri=f"resources/{index}.mp4") if film else entry
        )
    for subject, _ in order.release.additions() if order.renditions else ():
        digest = hashlib.sha256(subject.encode()).hexdigest()
        facts, suffix = (BOOKLET, "pdf") if subject == "booklet" else (ATMOS, "wav")
        found[subject] = FileEntry(f"resources/{subject}.{suffix}", facts.size, facts, sha256=digest, provided=provided)
    return found


def write(order, version, **changes):
    """The message of an order with all its files, in one version of the standard."""
    return build_new_release(order, media(order), evolve(PLAIN, version=version, **changes))


def tree(of, version, kind=OrderKind.INSERT, **changes):
    """The root of the message of a release in one version of the standard."""
    return root_of(write(order(of, kind), version, **changes))


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
