"""Each rule finds its fault, and a good release has none."""

from __future__ import annotations

from typing import ClassVar

import pytest
from attrs import evolve

from tests.unit.plugins.qqmusic import material
from tests.unit.plugins.qqmusic.material import CHINESE, lyrics, release
from tunemantra.core.finding import Severity
from tunemantra.core.party import Artist
from tunemantra.core.release import ParentalWarning
from tunemantra.core.rights import UseType
from tunemantra.core.territory import TerritorySet
from tunemantra.core.text import LocalText, Title
from tunemantra.plugins.qqmusic.rules import check_release
from tunemantra.plugins.qqmusic.terms import full_width, traditional
from tunemantra.testing import make_deal

EXPLICIT, CLEAN = ParentalWarning.EXPLICIT, ParentalWarning.EDITED


def found(made, **settings):
    return [(finding.rule, finding.path) for finding in check_release(made, material.settings(**settings))]


def test_a_good_release_has_no_finding():
    assert found(release(tracks=2)) == []


def test_titles_and_names_in_simplified_chinese_are_wanted():
    assert found(release(titles=(Title("Tidal"),))) == [("QQ-HAN-002", "titles")]
    assert found(release(track={"titles": (Title("Tidal"), Title("潮", language="ja"))})) == [
        ("QQ-HAN-002", "tracks[0].titles")
    ]
    assert found(release(artists=(Artist("Ada Lund"),))) == [("QQ-HAN-002", "artists[0].names")]


def test_a_chinese_release_is_in_chinese_by_itself():
    made = release(language="zh-CN", titles=(Title("潮汐"),), artists=(Artist("王小明"),))
    assert found(made) == []
    assert found(evolve(made, artists=(Artist("Wang"),))) == [("QQ-HAN-002", "artists[0].names")]


@pytest.mark.parametrize("text", ["愛的歌", "時間", "龍門"])
def test_traditional_characters_are_found_and_named(text):
    made = release(titles=(Title("Tidal"), Title(text, language="zh-Hans")))
    (finding,) = check_release(made, material.settings())
    assert (finding.rule, finding.path) == ("QQ-HAN-001", "titles[1]")
    assert traditional(text)[0] in finding.observed


def test_a_name_may_have_characters_that_were_agreed_to():
    named = release(artists=(Artist("Lin", names=(LocalText("林俊傑", "zh-Hans"),)),))
    assert found(named) == [("QQ-HAN-001", "artists[0].names[0]")]
    assert found(named, taken_characters="傑") == []
    assert found(release(artists=(Artist("Tao", names=(LocalText("陶喆", "zh-Hans"),)),))) == []


def test_other_languages_may_have_any_characters():
    assert found(release(titles=(CHINESE, Title("愛", language="ja"), Title("愛", language="zh-Hant")))) == []


@pytest.mark.parametrize("wording", ["Made in the Republic of China", "台湾国", "Live (Republic of Taiwan)"])
def test_regions_are_not_called_countries(wording):
    made = release(titles=(Title(wording), CHINESE))
    assert found(made) == [("QQ-POL-001", "titles[0]")]


def test_the_peoples_republic_is_not_meant():
    assert found(release(titles=(Title("Songs of the People's Republic of China"), CHINESE))) == []


class TestLyrics:
    PATH: ClassVar = [("QQ-LYR-001", "tracks[0].lyrics")]

    def sung(self, *given, language="en"):
        return found(release(track={"lyrics": given, "language": language}))

    def test_a_vocal_track_needs_words_and_their_translation(self):
        assert self.sung() == self.PATH
        assert self.sung(lyrics("by the river")) == self.PATH
        assert self.sung(lyrics("by the river", "low"), lyrics("河边", "低", language="zh-Hans")) == []

    def test_each_line_needs_its_translation(self):
        assert self.sung(lyrics("by the river", "low", translations=("河边", "低"))) == []
        assert self.sung(lyrics("by the river", "low", translations=("河边",))) == self.PATH

    def test_a_translation_alone_is_not_enough(self):
        assert self.sung(lyrics("河边", language="zh-Hans")) == self.PATH

    def test_what_is_sung_in_chinese_needs_no_translation(self):
        assert self.sung(lyrics("河边"), language="zh-Hans") == []
        assert self.sung(lyrics("河边", language="zh-Hans"), language="zh") == []


def test_an_explicit_track_needs_its_clean_twin():
    alone = release(tracks=2, track={"parental_warning": EXPLICIT})
    (finding,) = check_release(alone, material.settings())
    assert (finding.rule, finding.path, finding.severity) == (
        "QQ-EXP-001",
        "tracks[0].parental_warning",
        Severity.ERROR,
    )
    twin = evolve(alone.tracks[1], titles=alone.tracks[0].titles, parental_warning=CLEAN)
    (finding,) = check_release(evolve(alone, tracks=(alone.tracks[0], twin)), material.settings())
    assert finding.severity is Severity.WARNING


def test_a_plan_that_does_not_reach_mainland_china_is_refused():
    elsewhere = make_deal(territories=TerritorySet.of("HK", "MO", "TW"))
    assert found(release(deals=(elsewhere,))) == [("QQ-TER-001", "tracks[0].deals"), ("QQ-TER-002", "deals[0]")]


def test_deals_for_elsewhere_or_something_else_are_told_of():
    deals = (make_deal(), make_deal(territories=TerritorySet.of("DE")), make_deal(uses=(UseType.RINGTONE,)))
    assert found(release(deals=deals)) == [("QQ-TER-002", "deals[1]"), ("QQ-TER-002", "deals[2]")]


def test_an_empty_plan_is_left_to_the_common_rules():
    assert found(release(deals=(make_deal(territories=TerritorySet.nothing()),))) == []


@pytest.mark.parametrize(
    ("text", "written"),
    [("你好, 世界!", "你好， 世界！"), ("夜(现场)", "夜（现场）"), ("Hello, world!", "Hello, world!")],
)
def test_chinese_text_has_full_width_punctuation(text, written):
    assert full_width(text) == written
