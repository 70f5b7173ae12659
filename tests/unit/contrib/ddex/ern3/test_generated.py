"""Whatever product is drawn: its messages are valid in both versions, whatever is ordered, and the same twice."""

from __future__ import annotations

import io

import pytest
from attrs import evolve
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support import draws
from tests.unit.contrib.ddex.ern3.written import BOTH, DIALECT, entries, write
from tests.unit.contrib.ddex.messages import FULL, root_of
from tests.unit.contrib.ddex.messages import order as placed
from tunemantra.contrib.ddex import build_new_release
from tunemantra.contrib.ddex.ern3.anchors import ANCHORS, POINTERS
from tunemantra.contrib.ddex.express import express
from tunemantra.core.distribution import OrderKind
from tunemantra.core.identifiers import Isrc
from tunemantra.core.release import ReleaseKind
from tunemantra.testing.products import products
from tunemantra.testing.strategies import orders

slow_draws = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example]
each_version = pytest.mark.parametrize("version", BOTH, ids=lambda version: version.number)
each_kind = pytest.mark.parametrize("kind", ReleaseKind)


def messages(data, product, version):
    """Every order kind for one product, with files, without, and in a dialect with everything."""
    insert = data.draw(orders(release=product, kind=OrderKind.INSERT))
    update = evolve(insert, kind=OrderKind.UPDATE)
    takedown = evolve(insert, kind=OrderKind.TAKEDOWN, renditions={})
    yield write(insert, version, update_indicator=True)
    yield write(update, version, provided=False)
    yield write(takedown, version)
    yield build_new_release(update, entries(update), evolve(FULL, version=version))


def valid(schemas, second_opinion, message, version):
    assert schemas.validate(message, version.number) == ()
    assert dangling(root_of(message)) == []
    assert [str(error) for error in second_opinion.iter_errors(io.BytesIO(message))] == []


def dangling(root):
    """Return the references of ERN 3.8 that lead nowhere, or to what is of another kind."""
    given_ = [element.text for element in root.iter(*ANCHORS)]
    assert len(given_) == len(set(given_))
    followed = [element for element in root.iter(*POINTERS) if not len(element)]
    return [one.text for one in followed if one.text not in given_ or one.text[0] != POINTERS[one.tag]]


@each_version
@each_kind
@given(data=st.data())
@settings(max_examples=2, deadline=None, suppress_health_check=slow_draws)
def test_every_message_is_valid_for_two_implementations(schemas, opinions, kind, version, data):
    for message in messages(data, data.draw(products(kind=kind)), version):
        valid(schemas, opinions(version), message, version)


def grown(product, size):
    """Return a product of many tracks: those it has, again and again, each a recording of its own."""
    one = product.tracks
    tracks = tuple(
        evolve(one[index % len(one)], isrc=Isrc(f"USS1Z{index:07d}"), disc=1, number=index + 1) for index in range(size)
    )
    deals = tuple(evolve(deal, instant_gratification=()) for deal in product.deals)
    return evolve(product, tracks=tracks, deals=deals, components=())


@pytest.mark.nightly
@pytest.mark.slow
@each_version
@each_kind
@given(data=st.data())
@settings(max_examples=40, deadline=None, suppress_health_check=slow_draws)
def test_many_messages_are_valid_for_two_implementations(schemas, opinions, kind, version, data):
    for message in messages(data, data.draw(products(kind=kind)), version):
        valid(schemas, opinions(version), message, version)


@pytest.mark.nightly
@pytest.mark.slow
@each_version
@given(product=products(kind=ReleaseKind.CLASSICAL_ALBUM) | products(kind=ReleaseKind.MULTIMEDIA_ALBUM))
@settings(max_examples=10, deadline=None, suppress_health_check=slow_draws)
def test_a_hundred_tracks_are_valid(schemas, opinions, version, product):
    message = write(placed(grown(product, 100)), version)
    valid(schemas, opinions(version), message, version)


@given(data=st.data(), product=products())
@settings(max_examples=draws(20), deadline=None, suppress_health_check=slow_draws)
def test_the_same_order_gives_the_same_bytes(data, product):
    order = data.draw(orders(release=product))
    files = entries(order)
    backwards = dict(reversed(files.items()))
    assert build_new_release(order, files, DIALECT) == build_new_release(evolve(order), backwards, DIALECT)


@each_version
@given(product=products())
@settings(max_examples=draws(15), deadline=None, suppress_health_check=slow_draws)
def test_what_is_expressed_is_not_lost_again(version, product):
    expressed = express(product, version, platform="beatport", booklets=True)
    again = express(expressed.release, version, platform="beatport", booklets=True)
    assert again.findings == ()
    assert again.release == expressed.release


@each_version
@given(data=st.data(), product=products())
@settings(max_examples=draws(15), deadline=None, suppress_health_check=slow_draws)
def test_a_release_and_what_is_left_of_it_are_written_alike(version, data, product):
    order = data.draw(orders(release=product))
    left = evolve(order, release=express(product, version, platform="beatport", booklets=True).release)
    dialect = evolve(DIALECT, version=version, platform="beatport")
    # What a track knows of its length is rounded to milliseconds, and so is what is written of it.
    assert build_new_release(order, entries(order), dialect) == build_new_release(left, entries(order), dialect)


@given(data=st.data(), product=products())
@settings(max_examples=draws(15), deadline=None, suppress_health_check=slow_draws)
def test_hashes_and_names_are_those_of_the_files(data, product):
    order = data.draw(orders(release=product, kind=OrderKind.INSERT))
    root = root_of(write(order))
    sent = entries(order)
    proofs = {
        (file.findtext("FilePath") + file.findtext("FileName")): file.findtext("HashSum/HashSum")
        for file in root.iter("File")
    }
    assert proofs == {entry.uri: entry.sha256 for entry in sent.values()}
    assert {one.text for one in root.iter("HashSumAlgorithmType")} == {"SHA-256"}
