"""Each rule finds its fault, and a good release has none."""

from __future__ import annotations

import pytest
from attrs import evolve

from tests.unit.plugins.musicbrainz.material import SETTINGS, order
from tunemantra.core.finding import Severity
from tunemantra.core.text import Title
from tunemantra.plugins.musicbrainz.client import ReleaseView
from tunemantra.plugins.musicbrainz.rules import check_order, duplicate


def found(made, **settings):
    return [(finding.rule, finding.path) for finding in check_order(made, evolve(SETTINGS, **settings))]


def test_a_good_release_has_no_finding():
    assert found(order()) == []


@pytest.mark.parametrize("title", ["Tide (feat. Ben)", "Tide ft. Ben", "Tide [featuring Ben]"])
def test_a_guest_in_a_title_is_told_and_does_not_block(title):
    made = order(titles=(Title(title),))
    assert found(made) == [("MB-STY-001", "titles[0]")]
    assert {finding.severity for finding in check_order(made, SETTINGS)} == {Severity.WARNING}


@pytest.mark.parametrize("title", ["Feature", "Aftermath", "Left feet"])
def test_part_of_a_word_is_no_guest(title):
    assert found(order(titles=(Title(title),))) == []


def test_a_bot_needs_a_person():
    assert found(order(), bot=True) == [("MB-BOT-001", "platforms.musicbrainz.editor")]
    assert found(order(), bot=True, editor="Ada") == []


def test_somebody_has_agreed_to_give_it_away():
    assert found(order(), accept_cc0=False) == [("MB-LIC-001", "platforms.musicbrainz.accept_cc0")]


@pytest.mark.parametrize(
    ("title", "tracks", "rules"),
    [("TIDAL!", 2, []), ("Tidal", 3, ["MB-REL-001"]), ("Another", 2, ["MB-REL-001"])],
)
def test_what_is_under_the_barcode_is_this_release_or_a_duplicate(title, tracks, rules):
    held = ReleaseView("m", title, "4006381333931", (("r", ()),) * tracks)
    assert [finding.rule for finding in duplicate(order().release, held)] == rules
