"""Each rule fires where it should, and not beside it."""

from __future__ import annotations

from decimal import Decimal

import pytest
from attrs import evolve

from tests.unit.plugins.tiktok.orders import first, order, stated
from tunemantra.core.lyrics import Lyrics, LyricsLine, Stanza
from tunemantra.core.text import Title
from tunemantra.plugins.tiktok.rules import check_order
from tunemantra.plugins.tiktok.stated import Clip, clips_of
from tunemantra.testing.factories import make_release

CONTROLLED = {"commercial_use": "true", "publishing_share": "100", "master_share": "100 %", "samples": "none"}


def found(made, rule):
    """Return where a rule has something to say."""
    return [finding.path for finding in check_order(made) if finding.rule == rule]


def test_a_good_order_has_no_finding():
    assert list(check_order(order())) == []


@pytest.mark.parametrize(
    ("clips", "faults"),
    [
        ("45+60", 0),
        ("0+15, 168+15", 0),
        ("0+15, 15+15, 30+15, 45+15, 60+15", 0),
        ("0+15, 15+15, 30+15, 45+15, 60+15, 75+15", 1),
        ("45+14", 1),
        ("45+61", 1),
        ("169+15", 1),
        ("45+61, 169+15", 2),
        ("0:45-1:45", 1),
    ],
)
def test_stated_clips(clips, faults):
    assert found(stated(clips=clips), "TTK-CLP-001") == ["tracks[0].extras"] * faults


@pytest.mark.parametrize(
    ("seconds", "preview", "clips"),
    [
        ("183", (None, None), (Clip(45, 60),)),
        ("80", (None, None), (Clip(20, 60),)),
        ("40", (None, None), (Clip(0, 40),)),
        ("14", (None, None), ()),
        ("183", ("90", "30"), (Clip(90, 30),)),
        ("183", ("180", None), (Clip(123, 60),)),
    ],
)
def test_the_usual_clip_is_a_minute_as_far_as_it_fits(seconds, preview, clips):
    start, length = (None if one is None else Decimal(one) for one in preview)
    release = first(make_release(), duration=Decimal(seconds), preview_start=start, preview_duration=length)
    made = order(release, renditions={})
    assert clips_of(made, 0) == clips
    assert found(made, "TTK-CLP-001") == ([] if clips else ["tracks[0].audio"])


@pytest.mark.parametrize("on_release", [True, False])
def test_who_controls_everything_may_offer_it(on_release):
    assert found(stated(on_release=on_release, **CONTROLLED), "TTK-CML-001") == []


@pytest.mark.parametrize(
    "changes",
    [
        {"publishing_share": "50"},
        {"master_share": ""},
        {"samples": "cleared"},
        {"cover": "true"},
        {"public_domain": "yes"},
    ],
    ids=str,
)
def test_who_does_not_may_not(changes):
    (finding,) = [one for one in check_order(stated(**{**CONTROLLED, **changes})) if one.rule == "TTK-CML-001"]
    assert finding.path == "tracks[0].extras"
    assert next(iter(changes)).replace("_", " ") in finding.observed.replace("_", " ")


def test_nothing_is_asked_of_what_is_not_offered():
    assert found(stated(publishing_share="50", cover="true"), "TTK-CML-001") == []


def test_the_same_recording_twice():
    made = order()
    same = {**made.renditions, "tracks[1].audio": evolve(made.renditions["tracks[0].audio"], subject="tracks[1].audio")}
    assert found(evolve(made, renditions=same), "TTK-FRD-001") == ["tracks[1].audio"]


@pytest.mark.parametrize(
    ("rule", "title"),
    [
        ("TTK-FRD-002", Title("Salt", "Karaoke")),
        ("TTK-FRD-002", Title("Salt (In the Style of Jo Ferro)")),
        ("TTK-FRD-003", Title("Salt", "Mash-Up")),
        ("TTK-FRD-003", Title("Salt (TikTok Remix)")),
        ("TTK-FRD-004", Title("Salt", "Sped Up")),
        ("TTK-FRD-004", Title("Salt (slowed + reverb)")),
    ],
    ids=str,
)
def test_the_classes_of_fraud(rule, title):
    release = first(make_release(), titles=(title,))
    assert found(order(release), rule) == ["tracks[0].titles[0]"]
    own = first(release, extras=(("tiktok", "authorised", "true"),))
    assert found(order(own), rule) == []


@pytest.mark.parametrize("title", ["Speedway", "Slow Tide", "Viral", "Mash"])
def test_words_that_only_look_like_it(title):
    assert list(check_order(order(first(make_release(), titles=(Title(title),))))) == []


def test_what_the_document_has_no_place_for_is_told():
    words = Lyrics((Stanza((LyricsLine("one"),)),))
    assert found(order(first(make_release(), lyrics=(words,))), "TTK-DOC-001") == ["tracks[0].lyrics"]
