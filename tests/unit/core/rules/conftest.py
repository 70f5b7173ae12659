"""A release with no fault in it, and the bench before which rules look at it."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from attrs import evolve

from tunemantra.core.analysis import Loudness, SoundAnalysis
from tunemantra.core.identifiers import Gtin, Isrc
from tunemantra.core.media import AudioFacts, ImageFacts
from tunemantra.core.party import Artist, Contributor, ContributorRole
from tunemantra.core.release import Asset, Genre, Release, ReleaseKind, Track
from tunemantra.core.requirement import AudioSpec, ImageSpec, Requirement
from tunemantra.core.rights import CLine, Deal, PLine
from tunemantra.core.rules import RULES, Case
from tunemantra.core.schedule import ReleaseMoment
from tunemantra.core.terms import Terms
from tunemantra.core.territory import TerritorySet
from tunemantra.core.text import Title

AUDIO = AudioFacts("wav", "pcm_s24le", 48_000, 24, 2, 48_000 * 200, declared_frames=48_000 * 200, format_code=1)
HEARD = SoundAnalysis(2, 200.0, Loudness(-14.0, 5.0, -10.0, -12.0, -1.0, -1.2))
COVER = ImageFacts("JPEG", 3000, 3000, "RGB")


def track(number=1, disc=1, **more):
    return evolve(
        Track(
            isrc=Isrc(f"USS1Z99{disc:02d}{number:03d}"),
            titles=(Title(f"Station {disc}/{number}"),),
            audio=Asset(f"audio/{disc}-{number}.wav"),
            number=number,
            disc=disc,
            contributors=(Contributor("Mira Solano", (ContributorRole.COMPOSER,)),),
            duration=Decimal(200),
        ),
        **more,
    )


class Bench:
    """Builds a case and asks one rule or all."""

    def __init__(self):
        self.platform = "spotify"
        self.requirement = Requirement(
            AudioSpec("wav", "pcm", (44_100,), (16,)), ImageSpec("JPEG", 3000, 3000), terms=Terms.everything()
        )
        self.now = datetime(2026, 1, 1, tzinfo=UTC)
        self.analyses = {}
        self.facts = {"artwork": COVER, "tracks[0].audio": AUDIO, "tracks[1].audio": AUDIO}
        self.catalogued = {}
        self.release = Release(
            icpn=Gtin("036000291452"),
            titles=(Title("Night Trains"),),
            artists=(Artist("Mira Solano"),),
            label="Acme",
            kind=ReleaseKind.ALBUM,
            tracks=(track(1), track(2)),
            artwork=Asset("cover.jpg"),
            deals=(Deal(TerritorySet.worldwide(), ReleaseMoment.local(date(2026, 4, 24))),),
            p_line=PLine(2026, "Acme"),
            c_line=CLine(2026, "Acme"),
            genre=Genre("Pop"),
            release_date=date(2026, 4, 24),
        )

    @property
    def case(self):
        return Case(self.release, self.platform, self.requirement, self.now, self.facts, self.catalogued, self.analyses)

    def change(self, **more):
        self.release = evolve(self.release, **more)
        return self

    def change_track(self, index=0, **more):
        tracks = list(self.release.tracks)
        tracks[index] = evolve(tracks[index], **more)
        return self.change(tracks=tuple(tracks))

    def require(self, **more):
        self.requirement = evolve(self.requirement, **more)
        return self

    def measure(self, **more):
        self.facts["tracks[0].audio"] = evolve(AUDIO, **more)
        return self

    def hear(self, *faults, index=0, **more):
        self.analyses[f"tracks[{index}].audio"] = evolve(HEARD, faults=faults, **more)
        return self

    def picture(self, **more):
        self.facts["artwork"] = evolve(COVER, **more)
        return self

    def ask(self, rule):
        found = [one for one in RULES if one.id == rule]
        return tuple(found[0].check(self.case))


@pytest.fixture
def bench():
    return Bench()


@pytest.fixture
def make_track():
    return track
