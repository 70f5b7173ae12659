"""Each rule finds its fault, and a good release has none."""

from __future__ import annotations

from decimal import Decimal

import pytest
from attrs import evolve

from tests.unit.plugins.amazon import material
from tunemantra.core.finding import Severity
from tunemantra.core.lyrics import Lyrics, LyricsLine, Stanza
from tunemantra.core.party import Artist
from tunemantra.core.rights import Price
from tunemantra.core.rules import Case, judge
from tunemantra.core.text import Title
from tunemantra.plugins.amazon.profile import KEY, REQUIREMENT
from tunemantra.plugins.amazon.rules import check_order, check_package
from tunemantra.ports.package import Role
from tunemantra.testing import make_deal, make_package, make_release


def found(order):
    return [(finding.rule, finding.path) for finding in check_order(order)]


def release(**changes):
    made = make_release(tracks=1)
    return evolve(made, tracks=(evolve(made.tracks[0], **changes),))


@pytest.mark.parametrize(
    "name", ["sleep sounds", "top hits", "karaoke hits", "white noise", "unknown artist", "spa music"]
)
def test_a_search_word_the_store_blocks_is_refused_before(name):
    order = material.order(evolve(make_release(tracks=1), artists=(Artist(name.title()),)))
    case = Case(order.release, KEY, REQUIREMENT, order.created_at)
    told = [*judge(case), *check_order(order)]
    assert {"CMN-ART-003", "AMZN-MET-001"} & {one.rule for one in told if one.severity is Severity.ERROR}


def test_a_good_release_has_no_finding():
    assert found(material.order()) == []


@pytest.mark.parametrize(
    "facts", [{"codec": "mp3", "container": "mp3"}, {"problem": "damaged"}, {"declared_frames": 10**9}]
)
def test_what_is_no_whole_flac_is_refused(facts):
    order = material.order(make_release(tracks=1))
    made = order.renditions["tracks[0].audio"]
    order = evolve(
        order, renditions={**order.renditions, "tracks[0].audio": evolve(made, facts=evolve(made.facts, **facts))}
    )
    (finding,) = check_order(order)
    assert (finding.rule, finding.path, finding.platform) == ("AMZN-AUD-001", "tracks[0].audio", KEY)
    assert finding.blocks


@pytest.mark.parametrize(("heard", "severity"), [(16, Severity.WARNING), (14, Severity.WARNING), (None, Severity.NOTE)])
def test_a_padded_master_or_one_nobody_heard_is_told(heard, severity):
    order = material.deep(material.order(make_release(tracks=1), heard=heard))
    (finding,) = check_order(order)
    assert (finding.rule, finding.path, finding.severity) == ("AMZN-AUD-002", "tracks[0].audio", severity)


def test_a_padded_master_is_told_before_there_are_renditions():
    order = material.deep(material.order(make_release(tracks=1), heard=16))
    masters = {subject: made.facts for subject, made in order.renditions.items()}
    assert found(evolve(order, renditions={}, masters=masters)) == [("AMZN-AUD-002", "tracks[0].audio")]


def test_a_true_ultra_hd_master_is_not_spoken_of():
    assert found(material.deep(material.order(heard=24))) == []
    assert found(material.deep(material.order(heard=17))) == []


@pytest.mark.parametrize("name", ["Sleep Sounds", "  white   NOISE "])
def test_a_name_that_is_only_a_search_word_is_refused(name):
    order = material.order(make_release(tracks=1, artists=(Artist(name),)))
    assert found(order) == [("AMZN-MET-001", "artists[0].name")]


def test_a_name_of_the_stores_own_is_refused_in_titles_and_names():
    made = release(titles=(Title("Live", "Amazon Original"),), artists=(Artist("DJ Alexa"), Artist("Alexandra")))
    assert found(material.order(made)) == [
        ("AMZN-MET-001", "tracks[0].artists[0].name"),
        ("AMZN-MET-001", "tracks[0].titles[0]"),
    ]


def test_what_alexa_cannot_say_is_told_unless_she_is_told_how():
    silent = release(titles=(Title("†††"),))
    assert found(material.order(silent)) == [("AMZN-ALX-001", "tracks[0].titles[0]")]
    assert found(material.order(release(titles=(Title("†††"),), extras=((KEY, "spoken_title", "crosses"),)))) == []
    assert found(material.order(release(titles=(Title("夜の歌"),)))) == []


def test_lyrics_without_moments_are_not_sent_and_that_is_told():
    untimed = Lyrics((Stanza((LyricsLine("down by the river", 0), LyricsLine("low"))),))
    timed = Lyrics((Stanza((LyricsLine("down by the river", 0),)),))
    assert found(material.order(release(lyrics=(timed, untimed)))) == [("AMZN-LYR-001", "tracks[0].lyrics[1]")]


def test_a_price_tier_the_store_does_not_have_is_refused():
    prices = (Price(tier="Front"), Price(tier="Gold"), Price(amount=Decimal(1), currency="EUR"))
    order = material.order(make_release(tracks=1, deals=(make_deal(prices=prices),)))
    assert found(order) == [("AMZN-PRC-001", "deals[0].prices[1]")]


class TestPackage:
    @pytest.fixture
    def draft(self):
        return material.driver().build(material.order())

    def test_a_package_is_what_its_manifest_says(self, draft):
        assert list(check_package(make_package(draft), draft.files[-2].content)) == []

    def test_other_bytes_than_the_manifest_names_are_refused(self, draft):
        package = make_package(draft)
        other = evolve(package, files=(evolve(package.files[0], sha256="00" * 32), *package.files[1:]))
        (finding,) = check_package(other, draft.files[-2].content)
        assert (finding.rule, finding.path) == ("AMZN-S3-001", package.files[0].subject)

    def test_a_file_more_or_less_is_refused(self, draft):
        package = make_package(draft)
        less = evolve(package, files=package.files[1:])
        assert [one.rule for one in check_package(less, draft.files[-2].content)] == ["AMZN-S3-001"]
        alone = material.driver().build(material.order(make_release(tracks=1)))
        assert {one.rule for one in check_package(package, alone.files[-2].content)} == {"AMZN-S3-001"}

    @pytest.mark.parametrize("order", [(0, 1, 2, 4, 3), (0, 1, 2, 3), (4, 0, 1, 2, 3)])
    def test_a_mark_that_is_not_last_is_refused(self, draft, order):
        package = make_package(draft)
        assert package.files[-1].role is Role.MARKER
        wrong = evolve(package, files=tuple(package.files[place] for place in order))
        assert [one.rule for one in check_package(wrong, draft.files[-2].content)] == ["AMZN-S3-002"]


def test_tracks_have_findings_of_their_own():
    silent = make_release(tracks=2)
    silent = evolve(silent, tracks=tuple(evolve(track, titles=(Title("†"),)) for track in silent.tracks))
    assert [path for _, path in found(material.order(silent))] == ["tracks[0].titles[0]", "tracks[1].titles[0]"]
