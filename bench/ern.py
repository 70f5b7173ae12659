"""How many valid 12-track ERN 4.3 messages a core writes per second, the schema included.

Method: distinct releases (own titles, codes, hashes, dates, territories) are made beforehand; each round builds the
bytes of every message, parses them again as a stranger would, checks the references and validates against the
official schema with lxml, in one thread. Seconds are seconds of one core (processor time), so that neighbours on the
machine do not count; the best of several rounds is taken, for every figure alike. The rival is the floor under any such
product: parsing and validating the official sample of the standard, which has 75 kB, in the same run. A message with a
finding ends the benchmark.
"""

from __future__ import annotations

import hashlib
import os
import sys
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from attrs import frozen

from tunemantra.contrib.ddex import Dialect, FileEntry, Partner, SchemaSet, build_new_release
from tunemantra.core.distribution import OrderKind
from tunemantra.core.identifiers import Gtin, Isrc
from tunemantra.core.media import AudioFacts, ImageFacts
from tunemantra.core.party import Artist, ArtistRole, Contributor, ContributorRole
from tunemantra.core.release import Asset, Genre, Release, ReleaseKind, Track
from tunemantra.core.requirement import AudioForm, ImageForm
from tunemantra.core.rights import CLine, CommercialModel, Deal, PLine, UseType
from tunemantra.core.schedule import ReleaseMoment
from tunemantra.core.territory import TerritorySet
from tunemantra.core.text import Title
from tunemantra.ports.package import Order, Rendition

TRACKS = 12
MESSAGES = 60
ROUNDS = 15
GOAL = 300

_DIALECT = Dialect(Partner("PADPIDA2013042401U", "Sender"), Partner("PADPIDA2009101501Y", "Recipient"))
_WAV = AudioForm("wav", "pcm", 44100, 16)
_TERRITORIES = (
    TerritorySet.worldwide(),
    ~TerritorySet.of("JP", "KR", "CN"),
    TerritorySet.of("DE", "AT", "CH", "FR", "BE", "NL", "LU", "IT", "ES", "PT"),
)


@frozen
class Result:
    """What was measured.

    Args:
        messages_per_second: built and found valid.
        built_per_second: built only.
        rival_per_second: the official sample parsed and found valid.
        message_bytes: mean size of a message.
        rival_bytes: size of the sample.
    """

    messages_per_second: float
    built_per_second: float
    rival_per_second: float
    message_bytes: int
    rival_bytes: int


def run(folder: Path | None = None, messages: int = MESSAGES, rounds: int = ROUNDS) -> Result:
    """Measure and return; `folder` holds the official schemas and samples.

    Raises:
        SystemExit: the schemas are not there, or a message has a finding.
    """
    schemas = SchemaSet(folder or _folder())
    if schemas.folder is None or not schemas.has("43"):
        raise SystemExit("needs the official schemas: TUNEMANTRA_DDEX_SCHEMAS=/folder/with/ern")
    sample = (schemas.folder / "samples/ern43/1 Audio.xml").read_bytes()
    work = [(order, _entries(order)) for order in map(_order, range(messages))]
    documents = {build_new_release(order, files, _DIALECT) for order, files in work}
    if len(documents) < messages:
        raise SystemExit("the messages are not distinct")

    def build() -> None:
        for order, files in work:
            build_new_release(order, files, _DIALECT)

    def build_and_validate() -> None:
        for order, files in work:
            _must_be_valid(schemas, build_new_release(order, files, _DIALECT))

    def rival() -> None:
        for _ in work:
            _must_be_valid(schemas, sample)

    figures = {part: messages / _best(part, rounds) for part in (build_and_validate, build, rival)}
    return Result(
        messages_per_second=figures[build_and_validate],
        built_per_second=figures[build],
        rival_per_second=figures[rival],
        message_bytes=sum(map(len, documents)) // messages,
        rival_bytes=len(sample),
    )


def main() -> None:
    """Print the method and the figures; the exit code says whether the goal is met."""
    print(__doc__)
    result = run()
    print(f"{'':34}{'per second':>12}{'bytes each':>12}")
    print(f"{'built and valid, 12 tracks':34}{result.messages_per_second:12.0f}{result.message_bytes:12}")
    print(f"{'built only':34}{result.built_per_second:12.0f}{result.message_bytes:12}")
    print(f"{'rival: official sample, valid':34}{result.rival_per_second:12.0f}{result.rival_bytes:12}")
    print(f"goal {GOAL}: {'met' if result.messages_per_second >= GOAL else 'MISSED'}")
    sys.exit(result.messages_per_second < GOAL)


def _folder() -> Path:
    beside = Path(__file__).resolve().parent.parent.parent / "shared" / "ddex"
    return Path(os.environ.get("TUNEMANTRA_DDEX_SCHEMAS") or beside)


def _best(part: Callable[[], None], rounds: int) -> float:
    def once() -> float:
        start = time.process_time()
        part()
        return time.process_time() - start

    return min(once() for _ in range(rounds))


def _must_be_valid(schemas: SchemaSet, message: bytes) -> None:
    findings = schemas.validate(message)
    if findings:
        raise SystemExit(f"not valid: {findings[0]}")


def _order(number: int) -> Order:
    release = _release(number)
    renditions = {}
    for subject, _ in release.assets():
        digest = hashlib.sha256(f"{number} {subject}".encode()).hexdigest()
        if subject == "artwork":
            image = ImageFacts("JPEG", 3000, 3000, "RGB", size=1_500_000 + number)
            renditions[subject] = Rendition(subject, digest, image.size, ImageForm("JPEG", 3000), image)
        else:
            frames = 9_000_000 + int(digest[:6], 16)
            audio = AudioFacts("wav", "pcm_s16le", 44100, 16, 2, frames, size=44 + 4 * frames)
            renditions[subject] = Rendition(subject, digest, audio.size, _WAV, audio)
    return Order(
        delivery_id=f"delivery-{number:06d}",
        kind=OrderKind.INSERT,
        release=release,
        revision_id=f"{number:064x}",
        sequence=1,
        created_at=datetime(2026, 3, 1, tzinfo=UTC) + timedelta(seconds=number),
        renditions=renditions,
    )


def _release(number: int) -> Release:
    street = date(2026, 4, 24) + timedelta(days=7 * (number % 50))
    territories = _TERRITORIES[number % len(_TERRITORIES)]
    owner = f"Acme & Daughters {number % 7}"
    return Release(
        icpn=_gtin(number),
        titles=(Title(f"Night Songs {number}"), Title(f"夜の歌 {number}", language="ja")),
        artists=(Artist(f"Artist {number % 13}"),),
        label=f"Label {number % 5}",
        kind=ReleaseKind.ALBUM,
        tracks=tuple(_track(number, place) for place in range(1, TRACKS + 1)),
        artwork=Asset("cover.png"),
        deals=(
            Deal(territories, ReleaseMoment.local(street)),
            Deal(
                territories,
                ReleaseMoment.local(street),
                models=(CommercialModel.PAY_AS_YOU_GO,),
                uses=(UseType.PERMANENT_DOWNLOAD,),
            ),
        ),
        p_line=PLine(2026, owner),
        c_line=CLine(2026, owner),
        genre=Genre("Electronic", "Techno"),
        release_date=street,
        catalog_number=f"ACME{number:05d}",
    )


def _track(number: int, place: int) -> Track:
    guests = (Artist(f"Artist {number % 13}"), Artist(f"Guest {place}", ArtistRole.FEATURED))
    return Track(
        isrc=Isrc(f"USS1Z{number % 100:02d}{number // 100 * 100 + place:05d}"),
        titles=(Title(f"Song {place} of {number}", "Live" if place % 5 == 0 else ""),),
        artists=guests if place % 3 == 0 else (),
        audio=Asset(f"{place:02d}.wav"),
        number=place,
        contributors=(
            Contributor(f"Writer {place}", (ContributorRole.COMPOSER_LYRICIST,)),
            Contributor(f"Producer {number % 3}", (ContributorRole.STUDIO_PRODUCER, ContributorRole.MIXER)),
        ),
    )


def _gtin(number: int) -> Gtin:
    body = f"4006381{number:05d}"
    return next(Gtin(f"{body}{digit}") for digit in range(10) if Gtin.is_valid(f"{body}{digit}"))


def _entries(order: Order) -> dict[str, FileEntry]:
    return {
        subject: FileEntry.of(rendition, f"resources/{order.release.icpn}_{place:02d}.{rendition.form.extension}")
        for place, (subject, rendition) in enumerate(order.renditions.items())
    }


if __name__ == "__main__":
    main()
