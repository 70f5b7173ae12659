"""The manifest says what was ordered, in the store's words."""

from __future__ import annotations

import hashlib
import json

import pytest
from attrs import evolve

from tests.unit.plugins.amazon import material
from tunemantra.core.distribution import OrderKind
from tunemantra.core.lyrics import Lyrics, LyricsLine, Stanza, Word
from tunemantra.core.rights import CommercialModel, UseType
from tunemantra.core.schedule import ReleaseMoment
from tunemantra.core.territory import TerritorySet
from tunemantra.core.text import LocalText
from tunemantra.testing import make_deal, make_package, make_release, make_update


def manifest(order):
    return json.loads(material.driver().build(order).files[-2].content)


def test_keys_names_and_mark():
    draft = material.driver().build(material.order(make_release(tracks=1)))
    batch = draft.reference
    assert batch.startswith("20260302T093015250000Z-")
    assert [file.path.removeprefix(f"{batch}/") for file in draft.files] == [
        "4006381333931/4006381333931.jpg",
        "4006381333931/4006381333931_01_01.flac",
        "4006381333931/4006381333931.json",
        "_COMPLETE",
    ]
    digest = hashlib.sha256(draft.files[-2].content).hexdigest()
    assert draft.files[-1].content.decode() == f"{digest}  {draft.files[-2].path}\n"


@pytest.mark.parametrize(
    ("bits", "heard", "label"),
    [(16, None, "HD"), (24, None, "ULTRA_HD"), (24, 24, "ULTRA_HD"), (24, 16, "HD"), (24, 20, "ULTRA_HD")],
)
def test_the_label_is_what_is_really_there(bits, heard, label):
    order = material.deep(material.order(make_release(tracks=1), heard=heard), bit_depth=bits)
    assert manifest(order)["tracks"][0]["audio"]["quality"] == label


def test_rights_have_include_and_exclude():
    rights = manifest(material.order(make_release(deals=(make_deal(territories=~TerritorySet.of("KP", "DE")),))))[
        "rights"
    ]
    assert [(right["territories"], right["exclude"]) for right in rights] == [(["Worldwide"], ["DE", "KP"])]


def test_only_what_the_store_does_is_offered():
    ringtone = make_deal(uses=(UseType.RINGTONE,))
    mixed = make_deal(uses=(UseType.RINGTONE, UseType.PERMANENT_DOWNLOAD), models=(CommercialModel.PAY_AS_YOU_GO,))
    rights = manifest(material.order(make_release(deals=(ringtone, mixed))))["rights"]
    assert [(right["offerTypes"], right["uses"]) for right in rights] == [(["PURCHASE"], ["DOWNLOAD_TO_OWN"])]


def test_the_last_day_of_a_deal_counts_to_its_end():
    day = make_deal().start.day
    deal = make_deal(end=ReleaseMoment.local(day.replace(year=2030)))
    assert manifest(material.order(make_release(deals=(deal,))))["rights"][0]["end"].endswith("T23:59:59")


def test_an_update_of_words_has_no_assets_and_a_changed_cover_one():
    order = material.order()
    held = make_package(material.driver().build(order))
    update = make_update(order, held, release=evolve(order.release, label="Quay Ltd"))
    said = manifest(update)
    assert (said["action"], said["assets"], said["release"]["label"]) == ("metadata", [], "Quay Ltd")
    cover = evolve(order.renditions["artwork"], sha256="5a" * 32)
    said = manifest(evolve(update, renditions={**order.renditions, "artwork": cover}))
    assert (said["action"], [asset["role"] for asset in said["assets"]]) == ("full", ["ARTWORK"])
    assert said["tracks"][0]["audio"]["sha256"] == order.renditions["tracks[0].audio"].sha256


def test_a_takedown_names_the_product_alone():
    said = manifest(material.order(kind=OrderKind.TAKEDOWN))
    assert (said["action"], said["release"]) == ("takedown", {"upc": "4006381333931"})
    assert "tracks" not in said


def test_alexa_says_titles_as_written_unless_told_otherwise():
    release = make_release(tracks=1)
    extras = (("amazon", "spoken_title", "salt"), ("amazon", "alternate_names", "sodium; table salt ;"))
    told = manifest(material.order(evolve(release, tracks=(evolve(release.tracks[0], extras=extras),))))["alexa"]
    assert told["release"] == {"title": release.title.text, "artist": "Ada Lund", "alternateNames": []}
    (track,) = told["tracks"].values()
    assert track == {"title": "salt", "artist": "Ada Lund", "alternateNames": ["sodium", "table salt"]}


def lyrics(line):
    release = make_release(tracks=1)
    words = Lyrics((Stanza((line,)),), language="en")
    return evolve(release, tracks=(evolve(release.tracks[0], lyrics=(words,)),))


def test_lines_become_lrc_and_what_lrc_would_lose_ttml():
    line = LyricsLine("down by", 1000, 3000)
    draft = material.driver().build(material.order(lyrics(line)))
    ((entry,),) = manifest(material.order(lyrics(line)))["lyrics"].values()
    assert (entry["format"], entry["timing"], entry["language"]) == ("LRC", "LINE", "en")
    assert entry["key"] == draft.files[-3].path
    assert entry["sha256"] == hashlib.sha256(draft.files[-3].content).hexdigest()
    translated = evolve(
        line, translations=(LocalText("unten am", "de"),), words=(Word("down ", 1000, 2000), Word("by", 2000))
    )
    ((entry,),) = manifest(material.order(lyrics(translated)))["lyrics"].values()
    assert (entry["format"], entry["timing"]) == ("TTML", "WORD")


def test_lyrics_without_moments_are_left_out():
    assert manifest(material.order(lyrics(LyricsLine("down by"))))["lyrics"] == {}
