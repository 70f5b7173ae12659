"""What is not lost is written: a message tells any two releases apart that `express` tells apart."""

from __future__ import annotations

import attrs
import pytest
from attrs import evolve
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support import draws
from tests.unit.contrib.ddex.ern3.written import DIALECT
from tests.unit.contrib.ddex.messages import order
from tunemantra.contrib.ddex import build_new_release
from tunemantra.contrib.ddex.express import express
from tunemantra.contrib.ddex.versions import ERN_383
from tunemantra.core.distribution import OrderKind
from tunemantra.core.release import Release, ReleaseKind, Track
from tunemantra.testing.products import products

# The files say what they are themselves; the medium of a track is that of its file.
FILES = {"audio", "artwork", "tracks", "medium"}
OF_RELEASE = [field.name for field in attrs.fields(Release) if field.name not in FILES]
OF_TRACK = [field.name for field in attrs.fields(Track) if field.name not in FILES]
KINDS = (ReleaseKind.ALBUM, ReleaseKind.BOX_SET, ReleaseKind.CLASSICAL_ALBUM, ReleaseKind.VIDEO_ALBUM)

slow_draws = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example]


def told(release):
    return express(release, ERN_383, platform="beatport", booklets=True).release


def written(release):
    """Return the message without any files: what is left is what the release says."""
    one = order(release, OrderKind.UPDATE, renditions={})
    return build_new_release(one, {}, evolve(DIALECT, platform="beatport"))


def variants(one, other):
    """Return the first release with one field after the other taken from the second."""
    for name in OF_RELEASE:
        yield name, evolve(one, **{name: getattr(other, name)})
    for name in OF_TRACK:
        track = evolve(one.tracks[-1], **{name: getattr(other.tracks[-1], name)})
        yield f"tracks[-1].{name}", evolve(one, tracks=(*one.tracks[:-1], track))


def silent(one, other):
    """Return the fields whose change is told by `express`, and by no message."""
    left, message = told(one), written(one)
    changed = ((name, variant) for name, variant in variants(one, other) if told(variant) != left)
    return [name for name, variant in changed if written(variant) == message]


@given(data=st.data(), kind=st.sampled_from(KINDS))
@settings(max_examples=draws(6), deadline=None, suppress_health_check=slow_draws)
def test_every_field_is_told(data, kind):
    assert silent(data.draw(products(kind=kind, tracks=2)), data.draw(products(kind=kind, tracks=2))) == []


@pytest.mark.nightly
@pytest.mark.slow
@given(data=st.data(), kind=st.sampled_from(ReleaseKind))
@settings(max_examples=200, deadline=None, suppress_health_check=slow_draws)
def test_every_field_of_many_products_is_told(data, kind):
    assert silent(data.draw(products(kind=kind)), data.draw(products(kind=kind))) == []
