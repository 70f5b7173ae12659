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

from tunemantra.core.distribution import OrderKind
from tunemantra.core.identifiers import Gtin, Isrc
from tunemantra.core.media import AudioFacts, ImageFacts
from tunemantra.core.party import Artist, Contributor, ContributorRole
from tunemantra.core.release import Asset, Genre, Release, ReleaseKind, Track
from tunemantra.core.requirement import AudioForm, AudioSpec, Form, ImageForm, ImageSpec, Requirement
from tunemantra.core.rights import CLine, CommercialModel, Deal, PLine, UseType
from tunemantra.core.schedule import ReleaseMoment
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
_MASTER: Final = AudioFacts("wav", "pcm_s24le", 48_000, 24, 2, SECONDS * 48_000)
_COVER: Final = ImageFacts("PNG", 3200, 3200, "RGB")


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
    demand = requirement or Requirement(AudioSpec("wav", "pcm", (44_100,), (16,)), ImageSpec("JPEG", 3000, 3000))
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
    """Return a rendition of every file of a release in the form a platform wants; `content_of` has its bytes."""
    made = {}
    for subject, asset in release.assets():
        if subject == "artwork":
            made[subject] = _picture(subject, asset, requirement.image.form_for(_COVER))
        else:
            made[subject] = _audio(subject, asset, requirement.audio.form_for(_MASTER))
    return made


def content_of(rendition: Rendition, release: Release) -> bytes:
    """Return the stand-in bytes of a rendition made by `make_renditions`: a few, always the same."""
    asset = dict(release.assets())[rendition.subject]
    return _content(asset, rendition.form)


def make_package(draft: Draft) -> Package:
    """Return the package of a draft, as the pipeline makes it."""
    files = []
    for entry in draft.files:
        if isinstance(entry, Placed):
            made = entry.rendition
            files.append(
                PackageFile(entry.path, Role.of(made.form), made.sha256, made.size, made.subject, entry.media_type)
            )
        else:
            size, digest = len(entry.content), _digest(entry.content)
            files.append(PackageFile(entry.path, entry.role, digest, size, "", entry.media_type))
    return Package(tuple(files), draft.reference)


def _audio(subject: str, asset: Asset, form: AudioForm | None) -> Rendition:
    if form is None:
        raise ValueError("no form of a 24-bit 48 kHz stereo master is taken")
    content = _content(asset, form)
    codec = f"pcm_s{form.bit_depth}le" if form.codec == "pcm" else form.codec
    facts = AudioFacts(
        container=form.container,
        codec=codec,
        sample_rate=form.sample_rate,
        bit_depth=form.bit_depth,
        channels=form.channels,
        frames=SECONDS * form.sample_rate,
        declared_frames=SECONDS * form.sample_rate,
        format_code=1 if form.container == "wav" else None,
        size=len(content),
    )
    return Rendition(subject, _digest(content), len(content), form, facts)


def _picture(subject: str, asset: Asset, form: ImageForm | None) -> Rendition:
    if form is None:
        raise ValueError("no form of a cover of 3200 pixels is taken")
    content = _content(asset, form)
    facts = ImageFacts(form.format, form.side, form.side, "RGB", size=len(content))
    return Rendition(subject, _digest(content), len(content), form, facts)


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
    "make_order",
    "make_package",
    "make_release",
    "make_renditions",
    "make_track",
    "make_update",
]
