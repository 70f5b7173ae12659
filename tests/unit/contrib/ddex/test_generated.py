"""Whatever release is drawn: its messages are valid, say what the bytes are, and are the same twice."""

from __future__ import annotations

import io

import pytest
from attrs import evolve
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support import draws
from tests.unit.contrib.ddex.messages import FULL, PLAIN, build, entries, root_of, texts
from tunemantra.contrib.ddex import HashAlgorithm, build_new_release, references
from tunemantra.contrib.ddex.files import duration
from tunemantra.core.distribution import OrderKind
from tunemantra.testing.factories import make_order
from tunemantra.testing.strategies import orders, releases

SHAPES = {"single": (1, 1), "album": (1, 3), "two-disc": (2, 2)}
KINDS = tuple(OrderKind)
DIALECTS = (PLAIN, FULL)

each_shape = pytest.mark.parametrize("shape", SHAPES)
each_kind = pytest.mark.parametrize("kind", KINDS)
slow_draws = [HealthCheck.too_slow, HealthCheck.data_too_large]


def drawn(data, shape, kind):
    discs, size = SHAPES[shape]
    return data.draw(orders(release=data.draw(releases(discs=discs, tracks_per_disc=size)), kind=kind))


@each_kind
@each_shape
@given(data=st.data())
@settings(max_examples=draws(15), deadline=None, suppress_health_check=slow_draws)
def test_every_message_is_valid_for_two_implementations(schemas, second_opinion, shape, kind, data):
    order = drawn(data, shape, kind)
    for dialect in DIALECTS:
        message = build(order, dialect)
        assert schemas.validate(message) == ()
        assert [str(error) for error in second_opinion.iter_errors(io.BytesIO(message))] == []


def test_the_second_implementation_refuses_what_is_not_valid(second_opinion):
    for path in ("ResourceList//Duration", "ReleaseList//ReleaseResourceReference"):
        root = root_of(build(make_order()))
        assert second_opinion.is_valid(root)
        root.find(f".//{path}").text = "A99"
        assert not second_opinion.is_valid(root)


@given(order=orders())
@settings(max_examples=draws(25), deadline=None, suppress_health_check=slow_draws)
def test_the_same_order_gives_the_same_bytes(order):
    files = entries(order)
    backwards = dict(reversed(files.items()))
    assert build_new_release(order, files, FULL) == build_new_release(evolve(order), backwards, FULL)


@given(order=orders(kind=OrderKind.INSERT))
@settings(max_examples=draws(25), deadline=None, suppress_health_check=slow_draws)
def test_hashes_and_lengths_are_those_of_the_files(order):
    root = root_of(build(order))
    tracks = [order.renditions[f"tracks[{i}].audio"] for i in range(len(order.release.tracks))]
    media = [*tracks, order.renditions["artwork"]]
    assert texts(root, ".//HashSum/HashSumValue") == [rendition.sha256 for rendition in media]
    assert texts(root, ".//SoundRecording/Duration") == [
        duration((rendition.facts.frames * 1000 + rendition.facts.sample_rate // 2) // rendition.facts.sample_rate)
        for rendition in tracks
    ]
    assert [round(float(size) * 1000) for size in texts(root, ".//FileSize")] == [r.size for r in media]


@given(order=orders(kind=OrderKind.INSERT))
@settings(max_examples=draws(25), deadline=None, suppress_health_check=slow_draws)
def test_md5_is_written_where_the_partner_wants_it(order):
    dialect = evolve(PLAIN, hash_algorithm=HashAlgorithm.MD5)
    files = {subject: evolve(entry, md5=entry.sha256[:32]) for subject, entry in entries(order).items()}
    root = root_of(build_new_release(order, files, dialect))
    assert set(texts(root, ".//HashSum/Algorithm")) == {"MD5"}
    assert {len(value) for value in texts(root, ".//HashSumValue")} == {32}


@given(order=orders(kind=OrderKind.INSERT), choice=st.randoms(use_true_random=False))
@settings(max_examples=draws(40), deadline=None, suppress_health_check=slow_draws)
def test_a_broken_reference_is_always_found(order, choice):
    root = root_of(build(order))
    pointers = list(root.iter(*references.POINTERS))
    victim = choice.choice(pointers)
    victim.text = f"{victim.text}x"
    findings = references.check(root)
    assert [(finding.rule, finding.observed) for finding in findings] == [("ERN-REF-001", victim.text)]


@given(order=orders(kind=OrderKind.INSERT), choice=st.randoms(use_true_random=False))
@settings(max_examples=draws(40), deadline=None, suppress_health_check=slow_draws)
def test_a_reference_given_twice_is_always_found(order, choice):
    root = root_of(build(order))
    anchors = list(root.iter(*references.ANCHORS))
    first, second = choice.sample(anchors, 2)
    second.text = first.text
    assert "ERN-REF-002" in {finding.rule for finding in references.check(root)}
