"""What is special to Apple Music."""

from __future__ import annotations

import json

import pytest
from lxml import etree
from pytest_bdd import given, parsers, scenarios, then, when

from features.conftest import PLATFORMS
from tests.unit.contrib.media.scenes import BED, OBJECT, scene

scenarios("apple.feature")

MORE = {"a": "urn:apple-music:ext:1"}
MIX = "QZTST2699999"


@pytest.fixture
def platform():
    (found,) = [platform for platform in PLATFORMS if platform.key == "apple"]
    return found


def _with_mix(desk, tmp_path, frames):
    path = tmp_path / "atmos.wav"
    path.write_bytes(scene([BED, BED, OBJECT], frames=frames))
    desk.release.files["atmos.wav"] = path
    desk.release.tracks[0]["immersive"] = {"file": "atmos.wav", "isrc": MIX}


# The first master has 57 600 samples at 48 kHz.
@given("its first track has a mix in Dolby Atmos and timed lyrics")
def mix_and_lyrics(desk, tmp_path):
    _with_mix(desk, tmp_path, 57_600)
    words = tmp_path / "words.lrc"
    words.write_text("[00:00.10]Down the river\n[00:00.60]to the sea\n", "utf-8")
    desk.release.files["words.lrc"] = words
    desk.release.tracks[0]["lyrics"] = [{"file": "words.lrc", "language": "en"}]


@given("its first track has a mix in Dolby Atmos that is too long")
def long_mix(desk, tmp_path):
    _with_mix(desk, tmp_path, 58_700)


@given("its title advertises")
def advertises(desk):
    desk.release.table["title"] = "Upstream (Limited Edition)"


@when("the ISRC of its second track is changed")
def other_isrc(desk):
    desk.release.tracks[1]["isrc"] = "QZTST2688888"


def _more(desk):
    (path,) = [path for path in desk.store.files(desk.icpn, ".xml") if path.name == "extension.xml"]
    return etree.parse(str(path)).getroot()


@then("the store holds a mix with an ISRC of its own beside the recording")
def holds_mix(desk):
    (named,) = _more(desk).iterfind("a:Track/a:Immersive", MORE)
    assert named.get("isrc") == MIX
    files = {path.name: path.stat().st_size for path in desk.store.files(desk.icpn, ".wav")}
    assert len(files) == 2
    assert named.get("file") in files


@then("the store holds lyrics timed by line")
def holds_lyrics(desk):
    (named,) = _more(desk).iterfind("a:Track/a:Lyrics", MORE)
    (path,) = desk.store.files(desk.icpn, ".ttml")
    assert (named.get("file"), named.get("timing")) == (path.name, "Line")
    assert "Down the river" in path.read_text("utf-8")


@then(parsers.parse("{rule} is among the findings"))
def among(desk, rule):
    assert rule in {finding.rule for finding in desk.faults}, desk.faults


@then(parsers.parse("the store sells and streams it in {here} and not in {there}"))
def cleared(desk, here, there):
    state = json.loads((desk.store.folder / "releases" / desk.icpn / ".state.json").read_text("utf-8"))
    assert state["territories"][here] == {"sale": True, "stream": True}
    assert state["territories"][there] == {"sale": False, "stream": False}


@then("the timeline tells of an open ticket")
def open_ticket(desk):
    told = [event.message for event in desk.events() if "ticket" in event.message]
    assert told, desk.story()
    assert "Limited Edition" in told[-1]
