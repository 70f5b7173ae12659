"""The document says what was ordered: in Chinese, by the clock of Shanghai, for mainland China."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from attrs import evolve
from lxml import etree

from tests.unit.plugins.qqmusic import material
from tests.unit.plugins.qqmusic.material import lyrics, release
from tunemantra.core.distribution import OrderKind
from tunemantra.core.schedule import ReleaseMoment
from tunemantra.core.territory import TerritorySet
from tunemantra.core.text import Title
from tunemantra.testing import make_deal, make_package, make_update

LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def document(made=None, **changes):
    draft = material.driver().build(material.order(made, **changes))
    return etree.fromstring(draft.files[-1].content)


def texts(root, path):
    return [(one.text, one.get(LANG)) for one in root.findall(path)]


def test_chinese_comes_first_and_the_original_beside_it():
    root = document(release(titles=(Title("Tidal", "Live"), Title("潮汐", "现场(一)", language="zh-Hans"))))
    assert (root.tag, root.get("version"), root.get(LANG)) == ("QQMusicDelivery", "1.0", "zh-Hans")
    assert texts(root, "Album/Title") == [("潮汐", "zh-Hans"), ("Tidal", "en")]
    assert root.find("Album/Title").get("version") == "现场（一）"
    assert [one.text for one in root.find("Album/Artist")] == ["阿达·伦德", "Ada Lund"]


def test_the_batch_has_the_time_of_shanghai():
    assert document().get("created") == "2026-03-02T17:30:15.250000+08:00"
    assert document().get("batch").startswith("20260302173015250000")


@pytest.mark.parametrize(
    ("changes", "start", "end"),
    [
        ({}, "2026-04-24T00:00:00+08:00", None),
        ({"start": ReleaseMoment.instant(datetime(2026, 4, 24, 22, tzinfo=UTC))}, "2026-04-25T06:00:00+08:00", None),
        (
            {"end": ReleaseMoment.parse("2027-01-01")},
            "2026-04-24T00:00:00+08:00",
            "2027-01-01T23:59:59+08:00",
        ),
    ],
)
def test_deals_are_for_china_by_its_clock(changes, start, end):
    away = make_deal(territories=TerritorySet.of("TW"))
    (deal,) = document(release(deals=(make_deal(**changes), away))).findall("Album/Deal")
    assert (deal.get("territory"), deal.get("start"), deal.get("end")) == ("CN", start, end)
    assert (deal.get("uses"), deal.get("models")) == ("download stream", "free paid vip")


def test_words_and_their_translation():
    track = {"language": "en", "lyrics": (lyrics("by the river", "low", translations=("河边,", "低")),)}
    found = document(release(track=track)).findall("Album/Track/Lyrics")
    assert [(one.get("kind"), one.get(LANG), one.text) for one in found] == [
        ("original", "en", "by the river\nlow"),
        ("translation", "zh-Hans", "河边，\n低"),
    ]


def test_an_instrumental_says_so():
    track = document().find("Album/Track")
    assert (track.get("instrumental"), track.get("language"), track.find("Lyrics")) == ("true", "zxx", None)


def test_an_update_names_every_file_and_sends_what_changed():
    order = material.order()
    held = make_package(material.driver().build(order))
    draft = material.driver().build(make_update(order, held, release=evolve(order.release, label="Quay Ltd")))
    root = etree.fromstring(draft.files[-1].content)
    assert [file.path for file in draft.files] == ["4006381333931/delivery.xml"]
    assert (root.get("action"), root.findtext("Album/Label")) == ("update", "Quay Ltd")
    assert root.find("Album/Track/Audio").get("sha256") == order.renditions["tracks[0].audio"].sha256


def test_going_offline_has_a_reason():
    draft = material.driver(offline_reason="合同到期").build(material.order(kind=OrderKind.TAKEDOWN))
    root = etree.fromstring(draft.files[-1].content)
    assert (root.tag, root.findtext("Reason")) == ("QQMusicOffline", "合同到期")
    assert root.find("Album").get("upc") == "4006381333931"
