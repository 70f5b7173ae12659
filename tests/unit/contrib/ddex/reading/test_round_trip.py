"""A message says what the release says, as far as its version can: read again, it is the release."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from attrs import evolve
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.support import draws
from tests.unit.contrib.ddex.messages import deal, dj_fields, release
from tests.unit.contrib.ddex.reading.made import RECIPIENT, dialect, differences, entries, order, without_files
from tunemantra.contrib.ddex import build_new_release
from tunemantra.contrib.ddex.express import express
from tunemantra.contrib.ddex.reading import extensions_as_read, file_entries, read_message
from tunemantra.contrib.ddex.versions import VERSIONS
from tunemantra.core.distribution import OrderKind
from tunemantra.core.rights import Price, UseType
from tunemantra.core.takedown import Scope, withdraw
from tunemantra.core.territory import TerritorySet
from tunemantra.testing.products import products

FOUR = [version for version in VERSIONS.values() if version.family == 4]
few = settings(
    max_examples=draws(8),
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.generate],
)
many = settings(few, max_examples=250)
each_version = pytest.mark.parametrize("version", FOUR, ids=lambda version: version.number)


def same(read, wanted):
    """Check that a message says all of a release, nothing else, and nothing that is not understood."""
    assert list(differences(without_files(read.release), without_files(wanted))) == []
    assert read.unmapped == ()
    assert read.findings == ()
    assert read.assumed == ()


def round_trip(release, version, **changes):
    how = dialect(version, **changes)
    read = read_message(build_new_release(order(release), entries(release), how))
    wanted = express(release, version, how.profile_of(release), booklets=True).release
    same(read, wanted)
    assert read.order_kind is OrderKind.INSERT


@each_version
@given(product=products())
@few
def test_a_release_comes_back(version, product):
    round_trip(product, version)


@pytest.mark.nightly
@pytest.mark.timeout(3600)
@each_version
@given(product=products())
@many
def test_a_release_comes_back_at_night(version, product):
    round_trip(product, version)


@pytest.mark.nightly
@pytest.mark.timeout(3600)
@each_version
@given(product=products(tracks=60))
@settings(few, max_examples=10)
def test_a_long_release_comes_back(version, product):
    round_trip(product, version)


@each_version
@given(product=products(tracks=1))
@few
def test_a_single_without_track_release_comes_back(version, product):
    round_trip(product, version, simple_single=True)


@each_version
@given(product=products())
@few
def test_a_takedown_is_the_statement_without_terms(version, product):
    read = read_message(build_new_release(order(product, OrderKind.TAKEDOWN), {}, dialect(version)))
    bare = evolve(
        product, deals=(), tracks=tuple(evolve(track, deals=(), album_only=False) for track in product.tracks)
    )
    same(read, express(bare, version, booklets=True).release)
    assert read.order_kind is OrderKind.TAKEDOWN
    assert read.files == {}


@each_version
@given(product=products(), listed=st.booleans())
@few
def test_an_update_of_the_metadata_leaves_the_files_at_home(version, product, listed):
    files = entries(product, provided=False) if listed else {}
    read = read_message(build_new_release(order(product, OrderKind.UPDATE), files, dialect(version)))
    wanted = express(product, version, booklets=True).release
    same(read, wanted)
    assert read.order_kind is OrderKind.UPDATE
    assert not any(file.travels for file in read.files.values())


@each_version
@given(product=products(), tracks=st.booleans())
@few
def test_withdrawn_territories_and_tracks_come_back_ended(version, product, tracks):
    isrcs = (product.tracks[0].isrc,) if tracks else ()
    left = withdraw(product, Scope(TerritorySet.of("DE", "JP"), isrcs), date(2026, 4, 24))
    round_trip(left, version)


@each_version
@given(product=products())
@few
def test_a_partners_own_fields_come_back_as_extras(version, product):
    how = dialect(version, extend=dj_fields, platform="beatport")
    message = build_new_release(order(product), entries(product), how)
    read = read_message(message, platforms={RECIPIENT: "beatport"})
    wanted = express(product, version, how.profile_of(product), "beatport", booklets=True).release
    told = evolve(read.release, extras=(), tracks=tuple(evolve(track, extras=()) for track in read.release.tracks))
    assert list(differences(without_files(told), without_files(wanted))) == []
    assert read.unmapped == ()
    assert (RECIPIENT, "PACKAGE", "bundle") in read.release.extras
    for index, track in enumerate(read.release.tracks):
        assert (RECIPIENT, "KEY", product.tracks[index].key or "A min") in track.extras
    again = read_message(
        build_new_release(order(read.release), entries(read.release), evolve(how, extend=extensions_as_read)),
        platforms={RECIPIENT: "beatport"},
    )
    assert list(differences(without_files(again.release), without_files(read.release))) == []


@each_version
def test_streams_stated_for_the_tracks_alone_are_terms_of_the_whole(version):
    stream = deal(exclusive=True)
    uses = (UseType.PERMANENT_DOWNLOAD, UseType.ON_DEMAND_STREAM)
    sold = deal(uses=uses, prices=(Price("Front", Decimal("9.90"), "EUR"),))
    whole = release(deals=(stream, sold))
    how = dialect(version, streams_on_release=False)
    read = read_message(build_new_release(order(whole), entries(whole), how))
    same(read, express(whole, version, booklets=True).release)


@each_version
@given(product=products())
@few
def test_files_are_stated_again_as_they_were(version, product):
    files = entries(product)
    read = read_message(build_new_release(order(product), files, dialect(version)))
    again, findings = file_entries(read)
    assert findings == ()
    assert {subject: (one.uri, one.size, one.sha256, one.provided) for subject, one in again.items()} == {
        subject: (one.uri, one.size, one.sha256, one.provided)
        for subject, one in files.items()
        if not subject.startswith("motion_") and (version.editions or "editions" not in subject)
    }
    twice = read_message(build_new_release(order(read.release), again, dialect(version)))
    assert twice.files == read.files
