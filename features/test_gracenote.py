"""What is special to Gracenote."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from lxml import etree
from pytest_bdd import given, scenarios, then, when

from features.conftest import PLATFORMS
from tunemantra.plugins.gracenote.identifiers import Identifier
from tunemantra.plugins.gracenote.sandbox.document import schema
from tunemantra.testing.folders import Masters, draft_release

scenarios("gracenote.feature")

NAMES = {"g": "urn:tunemantra:gracenote:1"}


@pytest.fixture
def platform():
    (found,) = [platform for platform in PLATFORMS if platform.key == "gracenote"]
    return found


def document(desk):
    """Return the newest document of the release."""
    path = desk.store.files(desk.icpn, ".xml")[-1]
    tree = etree.parse(str(path), etree.XMLParser(resolve_entities=False, no_network=True))
    schema().assertValid(tree)
    return path, tree


@given("a single of five seconds")
def longer(desk, tmp_path):
    desk.draft = draft_release(Masters(tmp_path / "long", seconds=5.0), tracks=1)


@when("it is listened to and distributed")
def listened(desk):
    desk.top["analysis"] = "always"
    desk.release.write(desk.folder)
    desk.work(desk.host.distribute(desk.folder, [desk.platform.key], actor="label"), seconds=180)


@given("it is sold in DE alone, at a price, until 2090-01-01")
def sold(desk):
    price = [{"amount": 7.5, "currency": "EUR"}]
    for deal in desk.release.deals:
        deal.update(territories=["DE"], exclude=[], end="2090-01-01", price=price)


@when("another album has its ISRC for a recording that is longer")
def another(desk):
    isrc = desk.release.tracks[0]["isrc"]
    desk.draft = draft_release(Masters(desk.masters.folder / "longer", seconds=5.0), tracks=1)
    desk.release.tracks[0]["isrc"] = isrc
    desk.distribute()


@then("the batch holds a reference a track, the cover and a document that the schema takes")
def batch_holds(desk):
    path, _ = document(desk)
    names = {file.name for file in path.parent.iterdir()}
    tracks = {f"{track['disc']:02d}_{track['number']:02d}_{track['isrc']}.mp3" for track in desk.release.tracks}
    assert names == {"album.xml", "cover.jpg", *tracks}


@then("the last document that arrived is the completion mark")
def mark_last(desk):
    path, _ = document(desk)
    batch = path.parent.parent.name
    entries = [entry for entry in desk.store.journal.entries() if f"{batch}/" in str(entry.get("path"))]
    assert str(entries[-1]["path"]) == f"{batch}/complete.txt"
    assert desk.store.journal.count("written-in-place") == 0


@then("each disc has a table of contents")
def tocs(desk):
    _, tree = document(desk)
    found = [list(map(int, text.split())) for text in tree.xpath("//g:TOC/text()", namespaces=NAMES)]
    assert [len(toc) for toc in found] == [3, 3]
    assert all(toc == sorted(set(toc)) for toc in found)


def identifiers(desk):
    ids = dict(desk.distribution.external_ids)
    return {name: found for name, text in ids.items() if (found := Identifier.parse(text)) is not None}


@then("the album and each track have an identifier that was just seen and expires later")
def known(desk):
    found = identifiers(desk)
    assert set(found) == {"album", *(str(track["isrc"]) for track in desk.release.tracks)}
    for one in found.values():
        assert one.observed_at <= datetime.now(UTC) < one.expires
        assert one.expires - one.observed_at == timedelta(days=30)


@then("the document of the update names the identifiers")
def named(desk):
    _, tree = document(desk)
    told = tree.xpath("//g:Album/@gnId | //g:Track/@gnId", namespaces=NAMES)
    assert {*map(str, told)} == {one.value for one in identifiers(desk).values()}
    assert tree.getroot().get("action") == "update"


@then("its fingerprint arrived")
def fingerprints(desk):
    (entry,) = desk.store.journal.entries("fingerprint-received", icpn=desk.icpn)
    assert entry["isrc"] == desk.release.tracks[0]["isrc"]
    assert 10 < int(entry["words"]) < 40


@then("a note says that no deal was sent")
def noted(desk):
    assert "GN-TRM-001" in {finding.rule for finding in desk.delivery.findings}
    path, _ = document(desk)
    assert b"2090" not in path.read_bytes()
    assert b"EUR" not in path.read_bytes()


@then("no identifier is told any more")
def untold(desk):
    with urlopen(f"{desk.store.address.page}/api/releases/{desk.icpn}", timeout=10) as answer:
        assert "identifiers" not in json.load(answer)
    number = dict(desk.distribution.external_ids)["release"]
    with pytest.raises(HTTPError), urlopen(f"{desk.store.address.page}/release/{number}", timeout=10):
        pass
