"""Orders for the iTunes Store, with renditions of 24 bit and 96 kHz unless stated."""

from __future__ import annotations

from datetime import date

from attrs import evolve

from tunemantra.core.media import AudioFacts
from tunemantra.core.release import Genre
from tunemantra.core.rights import CommercialModel, Deal, Price, UseType
from tunemantra.core.schedule import ReleaseMoment
from tunemantra.core.territory import TerritorySet
from tunemantra.plugins.itunes import profile
from tunemantra.plugins.itunes.settings import ItunesSettings
from tunemantra.ports.runtime import SecretRef
from tunemantra.testing import make_order, make_release

SETTINGS = ItunesSettings(
    "/opt/itms/iTMSTransporter", "quay@example.com", SecretRef("env:ITUNES"), "Quay", genres={"Ska": "SKA-00"}
)


def download(day: str = "2026-04-24", *, end: str = "", where: TerritorySet | None = None, tier: str = "", **more):
    return Deal(
        TerritorySet.worldwide() if where is None else where,
        ReleaseMoment.local(date.fromisoformat(day)),
        ReleaseMoment.local(date.fromisoformat(end)) if end else None,
        models=(CommercialModel.PAY_AS_YOU_GO,),
        uses=(UseType.PERMANENT_DOWNLOAD,),
        prices=(Price(tier=tier),) if tier else (),
        **more,
    )


def release(*, tracks: int = 2, **changes):
    return make_release(tracks=tracks, **{"deals": (download(),), "genre": Genre("House"), **changes})


def order(made=None, *, rate: int = 96_000, bits: int = 24, **changes):
    plain = make_order(made or release(), requirement=profile.REQUIREMENT, **changes)
    fine = {subject: _in(rendition, rate, bits) for subject, rendition in plain.renditions.items()}
    return evolve(plain, renditions=fine)


def _in(rendition, rate, bits):
    if not isinstance(rendition.facts, AudioFacts):
        return rendition
    return evolve(rendition, facts=evolve(rendition.facts, sample_rate=rate, bit_depth=bits))
