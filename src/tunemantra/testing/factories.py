"""Plausible values for tests: releases and orders that every common rule accepts. Pure values, no files.

>>> order = make_order(make_release(tracks=3, discs=2))
>>> sorted(order.renditions)[:3]
['artwork', 'tracks[0].audio', 'tracks[1].audio']
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Final, TypeVar

from attrs import evolve

from tunemantra.core.composition import Edition
from tunemantra.core.distribution import OrderKind
from tunemantra.core.identifiers import Gtin, Isrc
from tunemantra.core.media import AudioFacts, BookletFacts, Facts, ImageFacts, ImmersiveFacts, VideoFacts
from tunemantra.core.party import Artist, Contributor, ContributorRole
from tunemantra.core.release import Asset, Genre, Part, Release, ReleaseKind, Track
from tunemantra.core.requirement import ADM, AudioForm, AudioSpec, Form, ImageForm, ImageSpec, Requirement, VideoForm
from tunemantra.core.rights import CLine, CommercialModel, Deal, PLine, UseType
from tunemantra.core.schedule import ReleaseMoment
from tunemantra.core.terms import Terms
from tunemantra.core.territory import TerritorySet
from tunemantra.core.text import Title
from tunemantra.ports.package import Draft, Order, Package, PackageFile, Placed, Rendition, Role

CREATED: Final = datetime(2026, 3, 2, 9, 30, 15, 250_000, tzinfo=UTC)
"""When the orders made here were created."""

STREET: Final = date(2026, 4, 24)
SECONDS: Final = 183
"""Length of each track."""

_T = TypeVar("_T")
# The checker cannot see through `converter=tuple` of these classes.
_WRITER: Final[Any] = (ContributorRole.COMPOSER_LYRICIST,)
_PRODUCER: Final[Any] = (ContributorRole.STUDIO_PRODUCER,)
_MODELS: Final[Any] = (CommercialModel.SUBSCRIPTION, CommercialModel.ADVERTISEMENT, CommercialModel.PAY_AS_YOU_GO)
_USES: Final[Any] = (UseType.ON_DEMAND_STREAM, UseType.PERMANENT_DOWNLOAD)

_TITLES: Final = ("Harbour Lights", "Slow Tide", "Salt", "夜の歌", "ليلة طويلة", "Rope & Tar", "Keel", "North <Wind>")
_MASTERS: Final[Mapping[Part, Facts]] = {
    Part.RECORDING: AudioFacts("wav", "pcm_s24le", 48_000, 24, 2, SECONDS * 48_000),
    Part.COVER: ImageFacts("PNG", 3200, 3200, "RGB"),
    Part.FILM: VideoFacts("mov", "prores", 1920, 1080, Decimal(25), SECONDS * 1000),
    Part.IMMERSIVE: AudioFacts(
        "wav", "pcm_s24le", 48_000, 24, 12, SECONDS * 48_000, immersive=ImmersiveFacts(12, 2, 10, dolby=True)
    ),
    Part.CANVAS: VideoFacts("mov", "prores", 1080, 1920, Decimal(25), 5000),
    Part.BOOKLET: BookletFacts(sizes=((11.0, 8.264),) * 4),
    Part.MOTION_SQUARE: VideoFacts("mov", "prores", 3840, 3840, Decimal(30), 10_000),
    Part.MOTION_TALL: VideoFacts("mov", "prores", 2048, 2732, Decimal(30), 10_000),
}


def make_release(*, tracks: int = 2, discs: int = 1, **changes: object) -> Release:
    """Return a release; some titles are Japanese, Arabic, or hold what XML must escape.

    Args:
        tracks: how many on each disc.
        discs: how many.
        changes: fields of `Release` that differ.
    """
    places = [(disc, number) for disc in range(1, discs + 1) for number in range(1, tracks + 1)]
    title = "Tidal" if len(places) > 1 else _TITLES[0]
    made = Release(
        icpn=Gtin("4006381333931"),
        titles=(Title(title), Title("潮", language="ja")),
        artists=(Artist("Ada Lund"),),
        label="Quay Records",
        kind=ReleaseKind.ALBUM if len(places) > 1 else ReleaseKind.SINGLE,
        tracks=tuple(make_track(index, disc, number) for index, (disc, number) in enumerate(places)),
        artwork=_asset("artwork/cover.png"),
        deals=(make_deal(),),
        p_line=PLine(2026, "Quay Records"),
        c_line=CLine(2026, "Quay Records"),
        genre=Genre("House"),
        release_date=STREET,
        catalog_number="QUAY-007",
    )
    return _changed(made, changes)


def make_full_release(**changes: object) -> Release:
    """Return a release with a booklet and its cover in motion, whose first track has an immersive mix and a canvas.

    Args:
        changes: as for `make_release`.
    """
    plain = make_release(**changes)  # type: ignore[arg-type]
    mix = Edition(_asset("audio/01-01-atmos.wav"), Isrc("USS1Z2699001"))
    first = evolve(plain.tracks[0], editions=(mix,), canvas=_asset("canvas/01-01.mov"))
    return evolve(
        plain,
        booklet=_asset("booklet.pdf"),
        motion_square=_asset("motion/square.mov"),
        motion_tall=_asset("motion/tall.mov"),
        tracks=(first, *plain.tracks[1:]),
    )


def make_track(index: int = 0, disc: int = 1, number: int = 1, **changes: object) -> Track:
    """Return a track.

    Args:
        index: from 0; another index is another recording.
        disc, number: its place, from 1.
        changes: fields of `Track` that differ.
    """
    made = Track(
        isrc=Isrc(f"USS1Z26{index + 1:05d}"),
        titles=(Title(_TITLES[index % len(_TITLES)]),),
        audio=_asset(f"audio/{disc:02d}-{number:02d}.wav"),
        number=number,
        disc=disc,
        contributors=(Contributor("Ada Lund", _WRITER), Contributor("Ben Okafor", _PRODUCER)),
        duration=Decimal(SECONDS),
        bpm=Decimal(124),
        key="A min",
    )
    return _changed(made, changes)


def make_deal(**changes: object) -> Deal:
    """Return terms for streaming and downloads, worldwide, from the street date on."""
    made = Deal(
        territories=TerritorySet.worldwide(),
        start=ReleaseMoment.local(STREET),
        models=_MODELS,
        uses=_USES,
    )
    return _changed(made, changes)


def make_order(
    release: Release | None = None,
    *,
    kind: OrderKind = OrderKind.INSERT,
    requirement: Requirement | None = None,
    **changes: object,
) -> Order:
    """Return an order with a rendition of every file, unless it is a takedown.

    Args:
        release: an album of two tracks where None.
        kind: insert, update, takedown.
        requirement: what the renditions meet; 16-bit 44.1 kHz WAV and a JPEG of 3000 pixels where None.
        changes: fields of `Order` that differ.
    """
    chosen = release or make_release()
    demand = requirement or Requirement(
        AudioSpec("wav", "pcm", (44_100,), (16,)), ImageSpec("JPEG", 3000, 3000), terms=Terms.everything()
    )
    made = Order(
        delivery_id="0199f0c2-4d1e-7a31-8c55-0000000000a1",
        kind=kind,
        release=chosen,
        revision_id=_digest(repr(chosen).encode()),
        sequence=1,
        created_at=CREATED,
        renditions={} if kind is OrderKind.TAKEDOWN else make_renditions(chosen, demand),
    )
    return _changed(made, changes)


def make_update(order: Order, held: Package, **changes: object) -> Order:
    """Return the update that follows an order whose package the platform holds.

    Args:
        order: the earlier one.
        held: its package.
        changes: fields of `Order` that differ from it.
    """
    later: dict[str, object] = {
        "delivery_id": "0199f0c2-4d1e-7a31-8c55-0000000000a2",
        "kind": OrderKind.UPDATE,
        "sequence": order.sequence + 1,
        "previous": held,
    }
    return _changed(order, {**later, **changes})


def make_renditions(release: Release, requirement: Requirement) -> Mapping[str, Rendition]:
    """Return a rendition of every file of a release that a platform gets, in its form; `content_of` has its bytes.

    Raises:
        ValueError: the platform takes no form of a common master.
    """
    made = {}
    for subject, asset in requirement.files(release):
        part = release.part(subject)
        master = _MASTERS[part]
        form = requirement.form_for(part, master)
        if form is None:
            raise ValueError(f"no form is taken of {subject}, which is {master}")
        content = _content(asset, form)
        facts = evolve(_facts(form, master), size=len(content))
        md5 = hashlib.md5(content, usedforsecurity=False).hexdigest() if requirement.md5 else ""
        made[subject] = Rendition(subject, _digest(content), len(content), form, facts, md5)
    return made


def _facts(form: Form, master: Facts) -> Facts:
    """Return what a master is in a form."""
    match form, master:
        case AudioForm(), AudioFacts():
            return _sound(form, master)
        case ImageForm(), _:
            return ImageFacts(form.format, form.side, form.side, "RGB")
        case VideoForm(), VideoFacts():
            return evolve(master, container="mp4", codec=form.codec, width=form.width, height=form.height)
    return master


def content_of(rendition: Rendition, release: Release) -> bytes:
    """Return the stand-in bytes of a rendition made by `make_renditions`: a few, always the same."""
    asset = dict([*release.assets(), *release.additions()])[rendition.subject]
    return _content(asset, rendition.form)


def make_package(draft: Draft, release: Release | None = None) -> Package:
    """Return the package of a draft, as the pipeline makes it.

    Args:
        draft: what the driver built.
        release: of which; where it is left out, the package says no ISRCs, as those of older ledgers.
    """
    files = []
    for entry in draft.files:
        if isinstance(entry, Placed):
            made = entry.rendition
            isrc = str(release.isrc_of(made.subject) or "") if release is not None else ""
            role = Role.of(made.form)
            files.append(PackageFile(entry.path, role, made.sha256, made.size, made.subject, entry.media_type, isrc))
        else:
            size, digest = len(entry.content), _digest(entry.content)
            files.append(PackageFile(entry.path, entry.role, digest, size, "", entry.media_type))
    return Package(tuple(files), draft.reference)


def _sound(form: AudioForm, master: AudioFacts) -> AudioFacts:
    return AudioFacts(
        container=form.container,
        codec=f"pcm_s{form.bit_depth}le" if form.codec in {"pcm", ADM} else form.codec,
        sample_rate=form.sample_rate,
        bit_depth=form.bit_depth,
        channels=form.channels,
        frames=SECONDS * form.sample_rate,
        declared_frames=SECONDS * form.sample_rate,
        format_code=1 if form.container == "wav" else None,
        immersive=master.immersive if form.codec == ADM else None,
        bitrate=form.bitrate,
    )


def _content(asset: Asset, form: Form) -> bytes:
    return f"{asset.sha256} as {form}\n".encode() * 8


def _asset(path: str) -> Asset:
    return Asset(path, _digest(path.encode()), 48_000_000)


def _changed(value: _T, changes: Mapping[str, Any]) -> _T:
    return evolve(value, **changes)  # type: ignore[misc]


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


__all__ = [
    "CREATED",
    "SECONDS",
    "STREET",
    "content_of",
    "make_deal",
    "make_full_release",
    "make_order",
    "make_package",
    "make_release",
    "make_renditions",
    "make_track",
    "make_update",
]
