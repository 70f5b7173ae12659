"""What is special to QQ Music."""

from __future__ import annotations

import pytest
from lxml import etree
from pytest_bdd import given, parsers, scenarios, then

from features.conftest import PLATFORMS

scenarios("qqmusic.feature")

LANG = "{http://www.w3.org/XML/1998/namespace}lang"


@pytest.fixture
def platform():
    (found,) = [platform for platform in PLATFORMS if platform.key == "qqmusic"]
    return found


def document(desk, name="delivery"):
    (path,) = desk.store.files(desk.icpn, f"{name}.xml")
    return etree.parse(str(path), etree.XMLParser(resolve_entities=False, no_network=True))


def said(desk, tag):
    return [(element.text, element.get(LANG)) for element in document(desk).iterfind(f".//Track//{tag}")]


@then(parsers.parse("the document says {tag} {first} in {one} before {second} in {other}"))
def says_before(desk, tag, first, one, second, other):
    assert said(desk, tag) == [(first, one), (second, other)]


@then(parsers.re(r"the document says (?P<tag>\w+) (?P<text>\S+) in (?P<language>zh-Hans)$"))
def says(desk, tag, text, language):
    assert (text, language) in said(desk, tag)


@then("its deals are for CN by the clock of Shanghai")
def deals_of_china(desk):
    deals = document(desk).findall(".//Deal")
    assert {deal.get("territory") for deal in deals} == {"CN"}
    assert {deal.get("start") for deal in deals} == {"2025-03-07T00:00:00+08:00"}


@given("it has no title in Chinese")
def no_chinese(desk):
    desk.release.table["titles"] = []


@given(parsers.parse("its Chinese title is {text}"))
def chinese_title(desk, text):
    desk.release.table["titles"] = [{"title": text, "language": "zh-Hans"}]


@given(parsers.re(r"it is sung in (?P<language>\w+)(?P<translated>, with a translation)?"))
def sung(desk, language, translated):
    track = desk.release.tracks[0]
    track["language"] = language
    if translated:
        for name, words in (("words.txt", "by the river\n"), ("words-zh.txt", "河边\n")):
            sheet = desk.masters.folder / name
            sheet.write_text(words, "utf-8")
            desk.release.files[name] = sheet
        track["lyrics"] = ["words.txt", {"file": "words-zh.txt", "language": "zh-Hans"}]


@given(parsers.parse("it is for {territory} alone"))
def only_in(desk, territory):
    for deal in desk.release.deals:
        deal.update(territories=[territory], exclude=[])


@then(parsers.parse("we are told: {text}"))
def told(desk, text):
    assert text in desk.delivery.reason, desk.story()


@then("the store was told why")
def told_why(desk):
    assert document(desk, "offline").findtext("Reason") == "版权方要求下架"
