"""A dance release, orders of it, and the settings of an account."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime
from decimal import Decimal

from tests.unit.contrib.sandbox import samples
from tunemantra.core.distribution import OrderKind
from tunemantra.core.identifiers import Gtin, Isrc
from tunemantra.core.media import AudioFacts, ImageFacts
from tunemantra.core.party import Artist
from tunemantra.core.release import Asset, Genre, Release, ReleaseKind, Track
from tunemantra.core.requirement import AudioForm, ImageForm
from tunemantra.core.rights import CLine, CommercialModel, Deal, PLine, UseType
from tunemantra.core.schedule import ReleaseMoment
from tunemantra.core.territory import TerritorySet
from tunemantra.core.text import Title
from tunemantra.plugins.beatport.settings import BeatportSettings
from tunemantra.ports.package import Order, Package, PackageFile, Placed, Rendition

ICPN = "4006381333931"
CREATED = datetime(2026, 3, 1, 12, 30, 15, 123456, tzinfo=UTC)
STORE = "PADPIDA0000000002M"


def settings(**changes):
    fields = {
        "host": "sftp.beatport.test",
        "user": "label",
        "distributor": "tunemantra",
        "sender": "PADPIDA0000000001O",
        "recipient": STORE,
        "host_key": "ssh-ed25519 AAAA",
        "maildir": "/var/mail/beatport",
        "mail_senders": ("Label-Status@beatport.test",),
        "portal_url": "https://portal.beatport.test",
    }
    return BeatportSettings(**(fields | changes))


def track(number, **changes):
    fields = {
        "isrc": Isrc(f"USS1Z99{number:05d}"),
        "titles": (Title(f"Night {number}"),),
        "audio": Asset(f"audio/{number:02d}.wav"),
        "number": number,
        "bpm": Decimal("124.5"),
        "key": "A min",
        "duration": Decimal(3),
    }
    return Track(**(fields | changes))


def deal(start=date(2026, 1, 9), end=None, **changes):
    fields = {
        "territories": TerritorySet.worldwide(),
        "start": ReleaseMoment.local(start),
        "end": None if end is None else ReleaseMoment.local(end),
        "models": (CommercialModel.PAY_AS_YOU_GO,),
        "uses": (UseType.PERMANENT_DOWNLOAD,),
    }
    return Deal(**(fields | changes))


def release(*, size=2, **changes):
    fields = {
        "icpn": Gtin(ICPN),
        "titles": (Title("Night Works"),),
        "artists": (Artist("Saeko Shu"),),
        "label": "Acme Records",
        "kind": ReleaseKind.EP,
        "tracks": tuple(track(number) for number in range(1, size + 1)),
        "artwork": Asset("artwork/cover.png"),
        "deals": (deal(),),
        "p_line": PLine(2026, "Acme Records"),
        "c_line": CLine(2026, "Acme Records"),
        "genre": Genre("House", "Deep House"),
        "release_date": date(2026, 1, 9),
        "catalog_number": "ACME001",
    }
    return Release(**(fields | changes))


def rendition(subject, content):
    digest = hashlib.sha256(content).hexdigest()
    if subject == "artwork":
        facts = ImageFacts("JPEG", 3000, 3000, "RGB", size=len(content))
        return Rendition(subject, digest, len(content), ImageForm("JPEG", 3000), facts)
    facts = AudioFacts("wav", "pcm_s16le", 44100, 16, 2, (len(content) - 44) // 4, size=len(content))
    return Rendition(subject, digest, len(content), AudioForm("wav", "pcm", 44100, 16), facts)


def renditions(of, seed="", contents=None):
    known = contents or {}
    return {
        subject: rendition(subject, known.get(subject, f"{seed}{subject}".encode() * 100)) for subject, _ in of.assets()
    }


def order(of=None, kind=OrderKind.INSERT, **changes):
    product = of or release()
    fields = {
        "delivery_id": "d-0001",
        "kind": kind,
        "release": product,
        "revision_id": "0" * 64,
        "sequence": 1,
        "created_at": CREATED,
        "renditions": {} if kind is OrderKind.TAKEDOWN else renditions(product),
    }
    return Order(**(fields | changes))


def package_of(draft):
    """The package a host makes of a draft, and the documents' bytes by hash."""
    files, documents = [], {}
    for item in draft.files:
        if isinstance(item, Placed):
            made = item.rendition
            files.append(
                PackageFile(
                    item.path,
                    _role(made.subject),
                    made.sha256,
                    made.size,
                    made.subject,
                    item.media_type,
                )
            )
        else:
            digest = hashlib.sha256(item.content).hexdigest()
            documents[digest] = item.content
            files.append(PackageFile(item.path, item.role, digest, len(item.content), media_type=item.media_type))
    return Package(tuple(files), draft.reference), documents


def _role(subject):
    from tunemantra.ports.package import Role

    return Role.ARTWORK if subject == "artwork" else Role.AUDIO


_COVERS = {}


def cover(**more):
    """A JPEG of 3000 pixels; made once, because that takes a moment."""
    key = tuple(sorted(more.items()))
    if key not in _COVERS:
        _COVERS[key] = samples.jpeg(**{"side": 3000, **more})
    return _COVERS[key]
