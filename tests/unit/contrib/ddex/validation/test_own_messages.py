"""Whatever product is drawn: the message written of it breaks no rule of its profile, in any version."""

from __future__ import annotations

import pytest
from attrs import evolve
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support import draws
from tests.unit.contrib.ddex.messages import FULL, PLAIN, media, order, release, track, write
from tunemantra.contrib.ddex import VERSIONS, build_new_release, express
from tunemantra.contrib.ddex.validation import validate_message
from tunemantra.core import OrderKind
from tunemantra.testing.products import products
from tunemantra.testing.strategies import orders

# What contradicts itself in the drawn release is said as it is: shown after its deals begin, all made by machines and
# yet with people, or the reverse.
OF_THE_RELEASE = {"ERN-VIS-001", "ERN-AI-001", "ERN-AI-002"}


@pytest.mark.parametrize("version", VERSIONS.values(), ids=lambda version: version.number)
@given(data=st.data())
@settings(max_examples=draws(12), deadline=None, suppress_health_check=list(HealthCheck))
def test_no_message_of_our_own_has_an_error(schemas, version, data):
    drawn = data.draw(orders(release=data.draw(products()), kind=data.draw(st.sampled_from(OrderKind))))
    base = data.draw(st.sampled_from((PLAIN, FULL)))
    dialect = evolve(base, version=version, simple_single=data.draw(st.booleans()))
    files = {} if drawn.kind is OrderKind.TAKEDOWN else media(drawn)
    report = validate_message(build_new_release(drawn, files, dialect), schemas)
    assert [str(one) for one in report.errors if one.rule not in OF_THE_RELEASE] == []
    assert all(step.ran for step in report.steps[:-1])


@pytest.mark.parametrize("group", [{"work": "A Suite"}, {"disc": 2}], ids=["of a work", "of a second disc"])
def test_a_track_that_needs_a_group_is_no_simple_single(schemas, group):
    single = release(size=1, tracks=(track(1, **group),))
    xml = write(order(single), VERSIONS["43"], simple_single=True)
    report = validate_message(xml, schemas)
    assert report.profile == "Audio"
    assert report.errors == ()


@given(data=st.data())
@settings(max_examples=draws(10), deadline=None, suppress_health_check=list(HealthCheck))
def test_a_takedown_is_told_as_one(schemas, data):
    version = data.draw(st.sampled_from(list(VERSIONS.values())))
    drawn = data.draw(orders(release=express(data.draw(products()), version).release, kind=OrderKind.TAKEDOWN))
    report = validate_message(build_new_release(drawn, {}, evolve(PLAIN, version=version)), schemas)
    assert "ERN-DEAL-009" in {one.rule for one in report.findings}
