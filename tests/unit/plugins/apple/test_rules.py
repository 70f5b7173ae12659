"""Each rule fires where it should, and not beside it."""

from __future__ import annotations

import pytest
from attrs import evolve

from tests.unit.plugins.apple.orders import MIX, SETTINGS, first, full_order, order, with_facts
from tunemantra.core.analysis import Loudness, PictureAnalysis, PictureText, Region, SoundAnalysis
from tunemantra.core.distribution import OrderKind
from tunemantra.core.finding import Severity
from tunemantra.core.identifiers import Isrc
from tunemantra.core.lyrics import Lyrics, LyricsLine, Stanza
from tunemantra.core.media import ImmersiveFacts
from tunemantra.core.release import ReleaseKind
from tunemantra.core.text import Title
from tunemantra.plugins.apple.driver import AppleDriver
from tunemantra.plugins.apple.rules import check_order, suffix_of
from tunemantra.testing.factories import make_full_release, make_package, make_release, make_update

AUDIO = "tracks[0].audio"


def found(made, rule):
    """Return where a rule has something to say."""
    return [finding.path for finding in check_order(made) if finding.rule == rule]


def test_nothing_is_said_against_a_good_order():
    assert list(check_order(full_order())) == []


@pytest.mark.parametrize("changes", [{"width": 2999, "height": 2999}, {"width": 3100}])
def test_the_cover_is_square_and_large(changes):
    assert found(with_facts(order(), "artwork", **changes), "APPL-IMG-001") == ["artwork"]


@pytest.mark.parametrize(("words", "paths"), [("ONLY ON iTunes", ["artwork"]), ("Pineapple", [])])
def test_the_cover_does_not_name_the_store(words, paths):
    seen = PictureAnalysis(1, 100.0, texts=(PictureText(words, Region(0, 0, 9, 9), 0.9),), read=True)
    assert found(order(analyses={"artwork": seen}), "APPL-IMG-001") == paths


@pytest.mark.parametrize(("gone", "there"), [("motion_tall", "square.mov"), ("motion_square", "tall.mov")])
def test_motion_artwork_in_one_shape_alone_is_refused(gone, there):
    made = order(evolve(make_full_release(), **{gone: None}))
    (finding,) = [finding for finding in check_order(made) if finding.rule == "APPL-MOT-001"]
    assert (finding.path, finding.observed, finding.blocks) == (gone, f"motion/{there}", True)
    assert finding.expected == "motion_square (1:1) and motion_tall (3:4)"


@pytest.mark.parametrize("release", [make_full_release(), make_release()])
def test_motion_artwork_in_both_shapes_or_none_is_good(release):
    assert found(order(release), "APPL-MOT-001") == []


def test_a_single_channel_is_refused():
    assert found(with_facts(order(), AUDIO, channels=1), "APPL-AUD-001") == [AUDIO]


@pytest.mark.parametrize(
    ("rule", "changes"),
    [
        ("APPL-ATM-001", {"immersive": None}),
        ("APPL-ATM-001", {"immersive": ImmersiveFacts(12, 2, 10)}),
        ("APPL-ATM-002", {"sample_rate": 96_000, "frames": 183 * 96_000}),
        ("APPL-ATM-002", {"bit_depth": 16}),
        ("APPL-ATM-003", {"channels": 129}),
        ("APPL-ATM-003", {"immersive": ImmersiveFacts(129, 119, 10, dolby=True)}),
        ("APPL-ATM-006", {"frames": 183 * 48_000 + 1001}),
    ],
)
def test_a_mix_that_is_none(rule, changes):
    spoilt = with_facts(full_order(), MIX, **changes)
    told = [(one.rule, one.path) for one in check_order(spoilt) if one.rule.startswith("APPL-ATM")]
    assert told == [(rule, MIX)]


def test_a_mix_may_be_a_thousand_samples_longer():
    assert found(with_facts(full_order(), MIX, frames=183 * 48_000 + 1000), "APPL-ATM-006") == []


@pytest.mark.parametrize(
    ("loudness", "peak", "rules"),
    [(-18.0, -1.0, []), (-17.9, -1.0, ["APPL-ATM-004"]), (-18.0, -0.9, ["APPL-ATM-005"]), (None, None, [])],
)
def test_a_mix_that_somebody_listened_to(loudness, peak, rules):
    heard = SoundAnalysis(1, 183.0, Loudness(loudness, 5.0, loudness, loudness, peak, peak))
    told = [one.rule for one in check_order(full_order(analyses={MIX: heard})) if one.rule.startswith("APPL-ATM")]
    assert told == rules


@pytest.mark.parametrize(
    ("title", "wrong"),
    [
        ("Salt (feat. Jo Ferro)", False),
        ("Salt [with Jo Ferro]", False),
        ("Dance with Me", False),
        ("Defeat It", False),
        ("Salt (Feat. Jo Ferro)", True),
        ("Salt (ft. Jo Ferro)", True),
        ("Salt (featuring Jo Ferro)", True),
        ("Salt feat. Jo Ferro", True),
        ("Salt (With Jo Ferro)", True),
    ],
)
def test_how_a_guest_stands_in_a_title(title, wrong):
    release = first(make_release(), titles=(Title(title),))
    assert found(order(release), "APPL-TTL-001") == (["tracks[0].titles[0].text"] if wrong else [])


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        (Title("Salt", "Live"), ""),
        (Title("Salt (Live) [Night Mix]"), ""),
        (Title("Salt (Live)", "Night Mix"), "(Live) [Night Mix]"),
        (Title("Salt [Live] (Night Mix)"), "(Live) [Night Mix]"),
    ],
)
def test_the_brackets_of_additions(title, expected):
    made = order(first(make_release(), titles=(title,)))
    assert [one.expected for one in check_order(made) if one.rule == "APPL-TTL-002"] == ([expected] if expected else [])


@pytest.mark.parametrize(
    ("tracks", "minutes", "suffix"),
    [(1, 3, " - Single"), (3, 9, " - Single"), (1, 11, " - EP"), (6, 5, " - EP"), (4, 8, ""), (7, 3, "")],
)
def test_what_the_store_counts(tracks, minutes, suffix):
    made = order(make_release(tracks=tracks))
    for index in range(tracks):
        made = with_facts(made, f"tracks[{index}].audio", frames=minutes * 60 * 48_000)
    assert suffix_of(made) == suffix


@pytest.mark.parametrize(("text", "wrong"), [("Salt", False), ("Salt - EP", True), ("Salt - Single", False)])
def test_a_title_may_lack_the_word_of_its_product_and_has_no_other(text, wrong):
    made = order(make_release(tracks=1, titles=(Title(text),)))
    told = [(one.severity, one.expected) for one in check_order(made) if one.rule == "APPL-TTL-003"]
    assert told == ([(Severity.ERROR, "Salt")] if wrong else [])


def test_no_suffix_is_asked_for_where_a_length_is_not_known_or_nothing_is_counted():
    unknown = first(make_release(tracks=1), duration=None)
    assert found(order(unknown, renditions={}), "APPL-TTL-003") == []
    assert found(order(make_release(tracks=1, kind=ReleaseKind.COMPILATION)), "APPL-TTL-003") == []


@pytest.mark.parametrize(
    ("lines", "wrong"),
    [
        ((LyricsLine("one", 0, 900), LyricsLine("two", 1000, 183_900)), False),
        ((LyricsLine("one", 1000), LyricsLine("two", 900)), True),
        ((LyricsLine("one", 0, 184_001),), True),
        ((LyricsLine("[Chorus]"), LyricsLine("one")), True),
    ],
)
def test_lyrics(lines, wrong):
    made = order(first(make_release(), lyrics=(Lyrics((Stanza(lines),)),)))
    early = evolve(made, renditions={}, masters={path: one.facts for path, one in made.renditions.items()})
    for asked in (made, early):
        told = [(one.path, one.severity) for one in check_order(asked) if one.rule == "APPL-LYR-001"]
        assert told == ([("tracks[0].lyrics[0]", Severity.ERROR)] if wrong else [])


def _update(change):
    driver, held = AppleDriver(SETTINGS), order()
    return make_update(held, make_package(driver.build(held)), release=change(held.release))


def _fewer(release):
    return evolve(release, tracks=release.tracks[:1])


@pytest.mark.parametrize(
    ("change", "paths"),
    [
        (lambda release: evolve(release, label="Another"), []),
        (lambda release: first(release, titles=(Title("Another"),)), []),
        (lambda release: first(release, isrc=Isrc("USS1Z2688888")), ["tracks[0].isrc"]),
        (lambda release: make_release(tracks=3), ["tracks[2].isrc"]),
        (_fewer, ["tracks"]),
    ],
    ids=["label", "title", "isrc", "one-more", "one-less"],
)
def test_what_the_store_has_frozen(change, paths):
    assert found(_update(change), "APPL-FRZ-001") == paths


def test_nothing_is_frozen_before_the_store_has_it():
    update = _update(_fewer)
    assert found(evolve(update, previous=None), "APPL-FRZ-001") == []
    assert found(evolve(update, kind=OrderKind.INSERT), "APPL-FRZ-001") == []
