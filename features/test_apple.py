"""What is special to Apple Music."""

from __future__ import annotations

import json
import subprocess

import pytest
from imageio_ffmpeg import get_ffmpeg_exe
from lxml import etree
from pytest_bdd import given, parsers, scenarios, then, when

from features.conftest import PLATFORMS
from tests.unit.contrib.media.scenes import BED, OBJECT, scene
from tunemantra.contrib.sandbox import look_at_film

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


def _in_motion(desk, tmp_path, **shapes):
    for key, size in shapes.items():
        path = tmp_path / f"{key}.mov"
        pictures = ["-f", "lavfi", "-i", f"color=c=teal:s={size}:r=1:d=8", "-f", "lavfi", "-i", "sine=d=8"]
        codecs = ["-c:v", "libx264", "-preset", "ultrafast", "-c:a", "aac"]
        subprocess.run([get_ffmpeg_exe(), "-v", "error", *pictures, *codecs, str(path)], check=True)
        desk.release.files[path.name] = path
        desk.release.table[key] = path.name


@given("its cover is in motion in both shapes, with sound")
def in_motion(desk, tmp_path):
    _in_motion(desk, tmp_path, motion_square="3840x3840", motion_tall="2048x2732")


@given("its cover is in motion in one shape alone")
def in_motion_once(desk, tmp_path):
    _in_motion(desk, tmp_path, motion_square="3840x3840")


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


@then("the store holds the cover in motion in both shapes, without sound")
def holds_motion(desk):
    named = {node.get("file"): node.get("ratio") for node in _more(desk).iterfind("a:Motion", MORE)}
    seen = {path.name: look_at_film(path) for path in desk.store.files(desk.icpn, ".mp4")}
    assert named == {"motion_square.mp4": "1:1", "motion_tall.mp4": "3:4"}
    sizes = {name: (film.width, film.height, bool(film.sound)) for name, film in seen.items()}
    assert sizes == {"motion_square.mp4": (3840, 3840, False), "motion_tall.mp4": (2048, 2732, False)}


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
