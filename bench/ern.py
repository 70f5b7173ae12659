"""How many valid 12-track ERN messages a core writes per second, the schema included, in every version.

Method: distinct releases (own titles, codes, hashes, dates, territories) are made beforehand; each round builds the
bytes of every message, parses them again as a stranger would, checks the references and validates against the
official schema with lxml, in one thread. Each version is measured in a process of its own, as a feed sends one: in one
process, the schemas and trees of all scatter each other's memory, for up to a quarter of the figure. Seconds are
seconds of one core (processor time), so that neighbours on the machine do not count; of every message the best of
several rounds is taken, for every figure alike. What bounds it is measured part by part: expressing the release as the
version can carry it, writing its elements, serialising them, reading the bytes again, following the references, the
schema. The last three are lxml's and libxml2's work on the bytes: no builder can be quicker than what they leave. The
rival is the floor under any such product: parsing and validating the official sample of the standard, which has 75 kB,
in the same run. A message with a finding ends the benchmark.
"""

from __future__ import annotations

import hashlib
import multiprocessing
import os
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TypeVar

from attrs import evolve, frozen

from tunemantra.contrib.ddex import (
    ERN_43,
    VERSIONS,
    Dialect,
    ErnVersion,
    FileEntry,
    Partner,
    SchemaSet,
    build_new_release,
    references,
)
from tunemantra.contrib.ddex.checks import missing
from tunemantra.contrib.ddex.context import Context
from tunemantra.contrib.ddex.message import write_tree
from tunemantra.contrib.ddex.nodes import Node, serialise
from tunemantra.contrib.ddex.schema import parse
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
ROUNDS = 8
GOAL = 300
# Three times what the fastest open builder makes, the schema not included.
BUILD_GOAL = 270
VALIDATION = ("parsing", "references", "schema")

_DIALECT = Dialect(Partner("PADPIDA2013042401U", "Sender"), Partner("PADPIDA2009101501Y", "Recipient"))
Item = TypeVar("Item")
Entries = dict[str, FileEntry]
Work = list[tuple[Order, Entries]]
_WAV = AudioForm("wav", "pcm", 44100, 16)
_TERRITORIES = (
    TerritorySet.worldwide(),
    ~TerritorySet.of("JP", "KR", "CN"),
    TerritorySet.of("DE", "AT", "CH", "FR", "BE", "NL", "LU", "IT", "ES", "PT"),
)


@frozen
class Figures:
    """What was measured of one version.

    Args:
        messages_per_second: built and found valid.
        built_per_second: built only.
        message_bytes: mean size of a message.
        parts: milliseconds a message takes, part by part.
    """

    messages_per_second: float
    built_per_second: float
    message_bytes: int
    parts: Mapping[str, float]

    @property
    def reached(self) -> bool:
        """Return whether both goals are."""
        return self.messages_per_second >= GOAL and self.built_per_second >= BUILD_GOAL

    @property
    def left_for_building(self) -> float:
        """Return the milliseconds that validation leaves for building and serialising a message at the goal."""
        return 1000 / GOAL - sum(self.parts[name] for name in VALIDATION)

    @property
    def limit(self) -> float:
        """Return how many of these messages a second libxml2 alone parses and validates: no builder is quicker."""
        return 1000 / (self.parts["parsing"] + self.parts["schema"])


@frozen
class Result:
    """What was measured.

    Args:
        versions: figures by the number of the version.
        rival_per_second: the official sample parsed and found valid.
        rival_bytes: size of the sample.
    """

    versions: Mapping[str, Figures]
    rival_per_second: float
    rival_bytes: int

    @property
    def reached(self) -> bool:
        """Return whether both goals are, in every version."""
        return all(figures.reached for figures in self.versions.values())


def run(folder: Path | None = None, messages: int = MESSAGES, rounds: int = ROUNDS) -> Result:
    """Measure and return; `folder` holds the official schemas and samples.

    Raises:
        SystemExit: the schemas are not there, or a message has a finding.
    """
    schemas = SchemaSet(folder or _folder())
    if schemas.folder is None or not all(map(schemas.has, VERSIONS)):
        raise SystemExit("needs the official schemas: TUNEMANTRA_DDEX_SCHEMAS=/folder/with/ern")
    sample = (schemas.folder / "samples/ern43/1 Audio.xml").read_bytes()
    tasks = [(schemas.folder, version, messages, rounds) for version in VERSIONS.values()]
    with multiprocessing.get_context("spawn").Pool(1, maxtasksperchild=1) as pool:
        figures = pool.starmap(_figures, tasks, chunksize=1)

    return Result(
        versions={version.number: one for version, one in zip(VERSIONS.values(), figures, strict=True)},
        rival_per_second=1 / _best(lambda one: _must_be_valid(schemas, one, ERN_43), [sample] * messages, rounds),
        rival_bytes=len(sample),
    )


def main() -> None:
    """Print the method and the figures; the exit code says whether the goals are met."""
    print(__doc__)
    result = run()
    print(f"{'':22}{'built and valid':>18}{'built only':>14}{'bytes each':>14}   per second, 12 tracks")
    for number, figures in result.versions.items():
        row = f"{figures.messages_per_second:18.0f}{figures.built_per_second:14.0f}{figures.message_bytes:14}"
        print(f"{'ERN ' + '.'.join(number):22}{row}")
    print(f"{'rival: sample, valid':22}{result.rival_per_second:18.0f}{'':14}{result.rival_bytes:14}")
    for number, figures in result.versions.items():
        whole = sum(figures.parts.values())
        shares = ", ".join(f"{part} {ms:.2f} ms ({ms / whole:.0%})" for part, ms in figures.parts.items())
        print(
            f"what bounds ERN {'.'.join(number)}: {shares}; for the goal {figures.left_for_building:.2f} ms to write;"
        )
        print(f"    libxml2 alone parses and validates {figures.limit:.0f} of them a second")
    missed = ", ".join(".".join(number) for number, figures in result.versions.items() if not figures.reached)
    print(f"goals {GOAL} valid, {BUILD_GOAL} built: {f'MISSED by {missed}' if missed else 'met'}")
    sys.exit(not result.reached)


def _figures(folder: Path, version: ErnVersion, messages: int, rounds: int) -> Figures:
    schemas = SchemaSet(folder)
    work = [(order, _entries(order)) for order in map(_order, range(messages))]
    dialect = evolve(_DIALECT, version=version)
    documents = {build_new_release(order, files, dialect) for order, files in work}
    if len(documents) < len(work):
        raise SystemExit("the messages are not distinct")

    def build(one: tuple[Order, Entries]) -> bytes:
        return build_new_release(*one, dialect)

    def build_and_validate(one: tuple[Order, Entries]) -> None:
        _must_be_valid(schemas, build(one), version)

    return Figures(
        messages_per_second=1 / _best(build_and_validate, work, rounds),
        built_per_second=1 / _best(build, work, rounds),
        message_bytes=sum(map(len, documents)) // len(documents),
        parts=_parts(schemas, work, dialect, rounds),
    )


def _parts(schemas: SchemaSet, work: Work, dialect: Dialect, rounds: int) -> dict[str, float]:
    """Return the milliseconds of each part of a message's way, in its order."""

    def build(one: tuple[Order, Entries]) -> Node:
        context = Context(*one, dialect)
        if any(missing(context)):
            raise SystemExit("something is missing")
        return write_tree(context)

    trees = list(map(build, work))
    documents = list(map(serialise, trees))
    roots = [root for root, _ in map(parse, documents) if root is not None]
    building = _best(build, work, rounds)
    expressing = _best(lambda one: dialect.express(one[0].release), work, rounds)
    seconds = {
        "expressing": expressing,
        "writing": building - expressing,
        "serialising": _best(serialise, trees, rounds),
        "parsing": _best(parse, documents, rounds),
        "references": _best(references.check, roots, rounds),
        "schema": _best(lambda root: schemas.check(root, dialect.version.number), roots, rounds),
    }
    return {name: 1000 * each for name, each in seconds.items()}


def _folder() -> Path:
    beside = Path(__file__).resolve().parent.parent.parent / "shared" / "ddex"
    return Path(os.environ.get("TUNEMANTRA_DDEX_SCHEMAS") or beside)


def _best(part: Callable[[Item], object], items: Sequence[Item], rounds: int) -> float:
    """Return the mean over the items of the least processor time, in seconds, that one took in any round."""

    def once(item: Item) -> float:
        start = time.process_time()
        part(item)
        return time.process_time() - start

    best = [min(times) for times in zip(*([once(item) for item in items] for _ in range(rounds)), strict=True)]
    return sum(best) / len(best)


def _must_be_valid(schemas: SchemaSet, message: bytes, version: ErnVersion) -> None:
    findings = schemas.validate(message, version.number)
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


def _entries(order: Order) -> Entries:
    return {
        subject: FileEntry.of(rendition, f"resources/{order.release.icpn}_{place:02d}.{rendition.form.extension}")
        for place, (subject, rendition) in enumerate(order.renditions.items())
    }


if __name__ == "__main__":
    main()
