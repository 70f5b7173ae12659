"""Every frame of an MP3 is looked at."""

from __future__ import annotations

import pytest

from tests.unit.contrib.sandbox import samples
from tests.unit.contrib.sandbox.mp3 import mp3
from tunemantra.contrib.sandbox.mpeg import look_at_mp3, mp3_faults

GOOD = mp3()


def seen(tmp_path, content):
    path = tmp_path / "it.mp3"
    path.write_bytes(content)
    return look_at_mp3(path)


def test_a_good_one_has_no_fault(tmp_path):
    found = seen(tmp_path, GOOD)
    assert (found.bitrates, found.sample_rates, found.mono, found.tag, found.junk) == ({320}, {44_100}, False, "", 0)
    assert found.frames > 30
    assert "LAME" in found.encoder
    assert mp3_faults(found) == ()


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (b"", "not an MP3"),
        (samples.wav(), "not an MP3"),
        (mp3(kilobits=256), "256 kbit/s, 320 needed"),
        (mp3(rate=48_000), "48000 Hz"),
        (mp3(channels=1), "one channel"),
        (GOOD + GOOD[-1000:-500], "bytes that are no frame"),
        (GOOD[:-100], "bytes that are no frame"),
        (b"ID3\x04\x00\x00\x00\x00\x00\x0a" + bytes(10) + GOOD, "ID3v2.4"),
        (GOOD + mp3(kilobits=256), "the bitrate varies"),
        (GOOD[GOOD.index(b"\xff", 500) :], "no frame that states the encoder's delay"),
    ],
    ids=["empty", "wav", "bitrate", "rate", "mono", "junk", "cut", "tag", "varies", "headless"],
)
def test_what_is_wrong_is_said(tmp_path, content, text):
    told = mp3_faults(seen(tmp_path, content))
    assert any(text in one for one in told), told


@pytest.mark.parametrize(
    ("content", "tag"),
    [
        (b"ID3\x03\x00\x00\x00\x00\x00\x0a" + bytes(10) + GOOD, "ID3v2.3"),
        (GOOD + b"TAG" + bytes(125), "ID3v1"),
    ],
)
def test_older_tags_are_seen_and_are_no_fault(tmp_path, content, tag):
    found = seen(tmp_path, content)
    assert found.tag == tag
    assert mp3_faults(found) == ()
