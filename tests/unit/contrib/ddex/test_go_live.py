"""The five deliveries a store asks for before it goes live (`platform-facts` 4.1), each changing what it should.

Album in one territory, opening in two weeks; another territory, as an EP; timed everywhere at one instant, as a
single; without streams of the first track, as a compilation; taken down.
"""

from __future__ import annotations

import io
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from attrs import evolve

from tests.unit.contrib.ddex.messages import PLAIN, entries
from tunemantra.contrib.ddex import build_new_release
from tunemantra.contrib.ddex.reading import read_message
from tunemantra.contrib.ddex.versions import VERSIONS
from tunemantra.core.difference import Concern, differences
from tunemantra.core.distribution import OrderKind
from tunemantra.core.release import ReleaseKind
from tunemantra.core.rights import CommercialModel, Deal, UseType
from tunemantra.core.schedule import ReleaseMoment
from tunemantra.core.takedown import Scope, withdraw
from tunemantra.core.territory import TerritorySet
from tunemantra.testing.factories import make_order, make_release

TODAY = date(2026, 11, 23)
OPENING = TODAY + timedelta(days=14)
INSTANT = datetime(2026, 12, 7, 15, tzinfo=UTC)
ONE = Deal(
    TerritorySet.of("SE"),
    ReleaseMoment.local(OPENING),
    models=(CommercialModel.SUBSCRIPTION,),
    uses=(UseType.ON_DEMAND_STREAM,),
)
STREAMS = "OnDemandStream under SubscriptionModel"

ALBUM = make_release(tracks=3, deals=(ONE,), release_date=OPENING)
EP = evolve(ALBUM, kind=ReleaseKind.EP, deals=(evolve(ONE, territories=TerritorySet.of("SE", "NO")),))
TIMED = evolve(
    EP,
    kind=ReleaseKind.SINGLE,
    deals=(evolve(ONE, territories=TerritorySet.worldwide(), start=ReleaseMoment.instant(INSTANT)),),
)
WITHOUT = evolve(withdraw(TIMED, Scope(isrcs=(TIMED.tracks[0].isrc,)), OPENING), kind=ReleaseKind.COMPILATION)
STEPS = (
    (OrderKind.INSERT, ALBUM),
    (OrderKind.UPDATE, EP),
    (OrderKind.UPDATE, TIMED),
    (OrderKind.UPDATE, WITHOUT),
    (OrderKind.TAKEDOWN, WITHOUT),
)
KIND = (Concern.LISTENERS, "kind", "the kind of release changes")
SCANDINAVIA = TerritorySet.of("SE", "NO")


def rights(path, verb, territories):
    return (Concern.RIGHTS, path, f"{STREAMS} {verb}", territories)


EXPECTED = (
    {KIND, rights("deals", "opens", TerritorySet.of("NO"))},
    {KIND, rights("deals", "changes", SCANDINAVIA), rights("deals", "opens", ~SCANDINAVIA)},
    {KIND, rights("tracks[0].deals", "changes", TerritorySet.worldwide())},
    {
        rights("deals", "closes", TerritorySet.worldwide()),
        rights("tracks[0].deals", "closes", TerritorySet.worldwide()),
    },
)


def messages(version):
    """The five messages; what the store holds already does not travel again."""
    for number, (kind, release) in enumerate(STEPS):
        order = make_order(release, kind=kind, created_at=datetime(2026, 11, 23, 9, number, tzinfo=UTC))
        files = entries(order, provided=kind is OrderKind.INSERT)
        yield build_new_release(
            evolve(order, delivery_id=f"GO-LIVE-{number + 1}"), files, evolve(PLAIN, version=version)
        )


def said(changes):
    return {
        (one.concern, one.path, one.message, *([one.territories] if one.territories is not None else []))
        for one in changes
    }


@pytest.mark.parametrize("version", VERSIONS.values(), ids=lambda version: version.number)
class TestFiveDeliveries:
    def test_each_is_valid_for_two_implementations(self, schemas, opinions, version):
        for message in messages(version):
            assert [finding for finding in schemas.validate(message, version.number) if finding.blocks] == []
            assert [str(fault) for fault in opinions(version).iter_errors(io.BytesIO(message))] == []

    def test_each_changes_exactly_what_it_should(self, version):
        read = [read_message(message) for message in messages(version)]
        assert [one.findings for one in read] == [()] * len(read)
        releases = [one.release for one in read]
        steps = pairwise(releases)
        assert [said(differences(before, after)) for before, after in steps] == list(EXPECTED)

    def test_the_last_is_a_takedown_and_only_the_first_brings_files(self, version):
        read = [read_message(message) for message in messages(version)]
        assert read[0].order_kind is OrderKind.INSERT
        assert read[-1].order_kind is OrderKind.TAKEDOWN
        assert [any(file.travels for file in one.files.values()) for one in read] == [True, *[False] * 4]
