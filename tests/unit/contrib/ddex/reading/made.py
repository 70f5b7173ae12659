"""Orders for products of any kind, files that agree with the metadata, and how two releases are compared."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from decimal import Decimal

import attrs
from lxml import etree

from tunemantra.contrib.ddex import Dialect, FileEntry, Partner
from tunemantra.core.distribution import OrderKind
from tunemantra.core.media import AudioFacts, BookletFacts, ImageFacts, VideoFacts
from tunemantra.core.release import Asset, Medium
from tunemantra.core.territory import TerritorySet
from tunemantra.ports.package import Order

SENDER = "PADPIDA2013042401U"
RECIPIENT = "PADPIDA2009101501Y"


def dialect(version, **changes):
    parties = Partner(SENDER, "Sender"), Partner(RECIPIENT, "Recipient")
    return Dialect(*parties, version=version, **({"booklets": True} | changes))


def order(release, kind=OrderKind.INSERT):
    return Order(
        delivery_id="d-0001",
        kind=kind,
        release=release,
        revision_id="0" * 64,
        sequence=1,
        created_at=datetime(2026, 3, 1, 12, 30, 15, 123000, tzinfo=UTC),
        renditions={},
    )


def entries(release, *, stated=None, provided=True):
    """Return an entry for every file; URI and hashes as a message stated them, where it did."""
    stated = stated or {}
    made = {}
    for subject, _ in (*release.assets(), *release.additions()):
        told = stated.get(subject)
        facts = facts_of(release, subject)
        made[subject] = FileEntry(
            told.uri if told else f"resources/{subject}.bin",
            facts.size,
            facts,
            sha256=hashlib.sha256(subject.encode()).hexdigest(),
            provided=provided,
        )
    return made


def facts_of(release, subject):
    if subject == "artwork":
        return ImageFacts("JPEG", 3000, 3000, "RGB", size=900_001)
    if subject == "booklet":
        return BookletFacts(size=2_000_003)
    if release.part(subject).is_motion:
        return VideoFacts("mp4", "h264", 3840, 3840, Decimal(30), 20_000, 30_000_000, size=75_000_001)
    track = release.tracks[int(subject.partition("[")[2].partition("]")[0])]
    milliseconds = round((track.duration or Decimal(0)) * 1000)
    if track.medium is Medium.VIDEO:
        sound = AudioFacts("mp4", "aac", 48000, 0, 2, milliseconds * 48)
        return VideoFacts("mp4", "h264", 1920, 1080, Decimal(25), milliseconds, 8_000_000, sound, size=77_777_001)
    return AudioFacts("wav", "pcm_s16le", 48000, 16, 2, milliseconds * 48, size=36_183_744)


def without_files(release):
    """Return the release with the same files everywhere: a path within a folder is another one within a message."""
    return release.with_assets({subject: Asset("x") for subject, _ in (*release.assets(), *release.additions())})


def sample(folder, name):
    """Return an official sample; without the channels to which the terms of one are limited, none the recipient's."""
    root = etree.parse(folder / "samples" / name).getroot()
    for channel in root.findall("DealList/ReleaseDeal/Deal/DealTerms/DistributionChannel"):
        channel.getparent().remove(channel)
    return etree.tostring(root)


def differences(found, wanted, path=""):
    """Yield where two values differ, as deep as possible."""
    if found == wanted:
        return
    if attrs.has(type(found)) and type(found) is type(wanted) and not isinstance(found, TerritorySet):
        for field in attrs.fields(type(found)):
            yield from differences(getattr(found, field.name), getattr(wanted, field.name), f"{path}.{field.name}")
    elif isinstance(found, tuple) and isinstance(wanted, tuple) and len(found) == len(wanted):
        for index, (one, other) in enumerate(zip(found, wanted, strict=True)):
            yield from differences(one, other, f"{path}[{index}]")
    else:
        yield path, found, wanted
