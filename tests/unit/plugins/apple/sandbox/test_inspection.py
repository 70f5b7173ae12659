"""The desk finds what is wrong with a package, and what word it gets."""

from __future__ import annotations

import hashlib
import subprocess

import pytest
from attrs import evolve

from tests.unit.contrib.sandbox.samples import jpeg, wav
from tunemantra.plugins.apple.sandbox import inspection
from tunemantra.plugins.apple.sandbox.message import (
    Deal,
    Edition,
    FileNamed,
    Message,
    More,
    Recording,
    TrackMore,
    UnreadableError,
    read_message,
    read_more,
)

AUDIO, COVER = wav(), jpeg(3000)
FILES = {hashlib.sha256(content).hexdigest(): content for content in (AUDIO, COVER)}
SOUND, PICTURE = (FileNamed(name, sha) for name, sha in zip(("01.wav", "cover.jpg"), FILES, strict=True))
EDITION = Edition("USS1Z2600001", False, SOUND, 44_100, 16, 2)
DEAL = Deal(("Worldwide",), (), "", sale=True, stream=True)
MESSAGE = Message(
    "4006381333931", "Album", ("Tidal",), ("Ada Lund",), "Quay", (Recording("Salt", 1.0, (EDITION,)),), PICTURE, (DEAL,)
)
TRACK = TrackMore("USS1Z2600001", False, ("Ada Lund",), (), {})
MORE = More("4006381333931", {}, (TRACK,))


@pytest.fixture
def find(tmp_path):
    for sha256, content in FILES.items():
        (tmp_path / sha256).write_bytes(content)
    return tmp_path.joinpath


def said(find, message=MESSAGE, more=MORE):
    return [(fault.code, fault.word) for fault in inspection.inspect(message, more, find)]


def recorded(**changes):
    """Return the message with another edition or recording."""
    edition = {name: value for name, value in changes.items() if name in {"isrc", "rate", "bits"}}
    rest = {name: value for name, value in changes.items() if name not in edition}
    made = evolve(MESSAGE.recordings[0], editions=(evolve(EDITION, **edition),), **rest)
    return evolve(MESSAGE, recordings=(made,))


def test_a_good_package_has_no_fault(find):
    assert inspection.shape(MESSAGE) == []
    assert said(find) == []


@pytest.mark.parametrize(
    ("message", "more", "fault"),
    [
        (evolve(MESSAGE, label=""), MORE, ("LABEL", "Failed")),
        (evolve(MESSAGE, deals=()), MORE, ("DEALS", "Failed")),
        (evolve(MESSAGE, deals=(DEAL, evolve(DEAL, include=("UK",)))), MORE, ("TERRITORY", "Failed")),
        (evolve(MESSAGE, kind="Single"), MORE, ("SUFFIX", "Warning")),
        (evolve(MESSAGE, titles=("",)), MORE, ("TITLE", "Failed")),
        (evolve(MESSAGE, titles=("Tidal (Ft. Jo)",)), MORE, ("TITLE-STYLE", "Failed")),
        (evolve(MESSAGE, titles=("Tidal (Exclusive)",)), MORE, ("TITLE-WORDS", "Your Action Needed")),
        (evolve(MESSAGE, artists=("Orchester am Kai",)), MORE, ("CURATED", "Curated Artist")),
        (recorded(seconds=9.0), MORE, ("DURATION", "Failed")),
        (recorded(seconds=None), MORE, ("DURATION", "Failed")),
        (recorded(rate=48_000), MORE, ("AUDIO", "Failed: Format")),
        (recorded(rate=22_050), MORE, ("AUDIO", "Failed: Format")),
        (MESSAGE, evolve(MORE, upc="1"), ("UPC", "Failed")),
        (MESSAGE, evolve(MORE, tracks=()), ("TRACKS", "Failed")),
        (MESSAGE, evolve(MORE, tracks=(evolve(TRACK, songwriters=()),)), ("SONGWRITER", "Failed")),
        (MESSAGE, evolve(MORE, tracks=(evolve(TRACK, hi_res=True),)), ("HI-RES", "Failed")),
        (evolve(MESSAGE, cover=evolve(PICTURE, sha256=SOUND.sha256)), MORE, ("COVER", "Failed: Format")),
    ],
    ids=lambda value: value[0] if isinstance(value, tuple) else "",
)
def test_each_fault_has_a_word(find, message, more, fault):
    assert fault in said(find, message, more)


def test_a_curated_artist_with_its_id_is_welcome(find):
    name = "Orchester am Kai"
    assert said(find, evolve(MESSAGE, artists=(name,)), evolve(MORE, artists={name: "1440650719"})) == []


def test_a_mix_both_documents_have_to_name(find):
    mix = Edition("USS1Z2699001", True, SOUND, 48_000, 24, 12)
    message = evolve(MESSAGE, recordings=(evolve(MESSAGE.recordings[0], editions=(EDITION, mix)),))
    assert ("IMMERSIVE", "Failed") in said(find, message)
    named = evolve(MORE, tracks=(evolve(TRACK, immersive={"USS1Z2699001": SOUND}),))
    assert ("IMMERSIVE", "Failed: Format") in said(find, message, named)
    same = evolve(
        message, recordings=(evolve(MESSAGE.recordings[0], editions=(EDITION, evolve(mix, isrc=EDITION.isrc))),)
    )
    assert ("ISRC", "Failed") in said(find, same)


def film(folder, name, size, seconds=8, *more):
    """Keep a real film where the desk finds it."""
    from imageio_ffmpeg import get_ffmpeg_exe

    picture = f"color=c=navy:s={size}:r=1:d={seconds}"
    made = folder / f"{name}.mp4"
    source = ["-f", "lavfi", "-i", picture, *more]
    command = [get_ffmpeg_exe(), "-v", "error", *source, "-c:v", "libx264", "-preset", "ultrafast", "-shortest"]
    subprocess.run([*command, str(made)], check=True)
    sha256 = hashlib.sha256(made.read_bytes()).hexdigest()
    made.rename(folder / sha256)
    return FileNamed(f"{name}.mp4", sha256)


def test_motion_artwork_is_looked_at(find, tmp_path):
    square, tall = film(tmp_path, "square", "3840x3840"), film(tmp_path, "tall", "2048x2732")
    both = {"1:1": square, "3:4": tall}
    assert said(find, more=evolve(MORE, motion=both)) == []
    assert evolve(MORE, motion=both).files == {file.name: file.sha256 for file in (square, tall)}
    assert said(find, more=evolve(MORE, motion={"1:1": square})) == [("MOTION", "Failed")]
    wrong = [{"1:1": tall, "3:4": tall}, {"1:1": square, "3:4": SOUND}]
    wrong.append({"1:1": square, "3:4": film(tmp_path, "short", "2048x2732", 4)})
    noisy = film(tmp_path, "noisy", "2048x2732", 8, "-f", "lavfi", "-i", "sine=d=8")
    for motion in (*wrong, {"1:1": square, "3:4": noisy}):
        assert set(said(find, more=evolve(MORE, motion=motion))) == {("MOTION", "Failed: Format")}, motion


@pytest.mark.parametrize(
    ("message", "code"),
    [
        (evolve(MESSAGE, problems=("line 1: no",)), "SCHEMA"),
        (evolve(MESSAGE, upc="4006381333932"), "UPC"),
        (evolve(MESSAGE, cover=None), "FILES"),
        (evolve(MESSAGE, cover=evolve(PICTURE, name="../cover.jpg")), "FILES"),
        (evolve(MESSAGE, cover=evolve(PICTURE, name="01.wav")), "FILES"),
    ],
)
def test_what_cannot_be_handled_is_refused_at_once(message, code):
    assert [fault.code for fault in inspection.shape(message)] == [code]


@pytest.mark.parametrize("read", [read_message, read_more])
@pytest.mark.parametrize("content", [b"", b"<a>", b"<a/>", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'])
def test_a_document_that_is_none_is_refused(read, content):
    with pytest.raises(UnreadableError):
        read(content)
