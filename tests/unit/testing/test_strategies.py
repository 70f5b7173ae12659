"""What the strategies draw is valid, and reaches the odd corners."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, find, given, settings

from tests.support import draws
from tunemantra.core.distribution import OrderKind
from tunemantra.core.requirement import AudioForm
from tunemantra.core.territory import TerritorySet
from tunemantra.testing import strategies

patient = settings(max_examples=draws(25), deadline=None, suppress_health_check=[HealthCheck.too_slow])


@given(deal=strategies.deals())
@patient
def test_a_deal_reaches_somewhere_and_ends_after_it_begins(deal):
    assert deal.territories
    assert deal.models
    assert deal.uses
    assert deal.end is None or deal.start.starts_before(deal.end, deal.territories)


@given(release=strategies.releases())
@patient
def test_a_release_has_each_recording_and_each_place_once(release):
    assert len({track.isrc for track in release.tracks}) == len(release.tracks)
    assert [track.position for track in release.tracks] == sorted({track.position for track in release.tracks})
    assert release.deals
    assert release.original_release_date is None or release.original_release_date <= release.release_date


@given(release=strategies.releases(discs=2, tracks_per_disc=3))
@patient
def test_a_release_has_the_shape_asked_for(release):
    assert release.discs == (1, 2)
    assert len(release.tracks) == 6


@given(order=strategies.orders())
@patient
def test_an_order_has_a_rendition_of_every_file_unless_it_takes_down(order):
    subjects = {subject for subject, _ in order.release.assets()}
    assert set(order.renditions) == (set() if order.kind is OrderKind.TAKEDOWN else subjects)
    for rendition in order.renditions.values():
        if isinstance(rendition.form, AudioForm):
            assert rendition.facts.sample_rate == rendition.form.sample_rate


@pytest.mark.parametrize("code", [strategies.gtins, strategies.grids, strategies.isnis, strategies.iswcs])
def test_codes_have_their_check_digit(code):
    @given(value=code())
    @patient
    def every(value):
        assert type(value).is_valid(value.value)

    every()


def test_worldwide_and_nearly_worldwide_are_reached():
    assert find(strategies.territory_sets(), lambda codes: codes == TerritorySet.worldwide())
    assert find(strategies.territory_sets(), lambda codes: 240 < len(codes) < 250)
