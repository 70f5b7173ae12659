"""Which ffmpeg is used: the one named, the wheel's, the one on PATH."""

from __future__ import annotations

import sys

import imageio_ffmpeg
import pytest

from tunemantra.contrib.media import FfmpegAudio
from tunemantra.contrib.media._binary import describe, find_ffmpeg
from tunemantra.errors import MediaError


@pytest.fixture
def script(tmp_path):
    path = tmp_path / "ffmpeg"
    path.write_text("#!/bin/sh\necho 'ffmpeg version 5.1-deb Copyright'\necho 'configuration: --enable-libmp3lame'\n")
    path.chmod(0o755)
    return path


def test_the_one_named_comes_first(script):
    assert find_ffmpeg(str(script)) == str(script)


def test_then_the_wheels():
    assert find_ffmpeg() == imageio_ffmpeg.get_ffmpeg_exe()


def test_then_the_one_on_path(script, monkeypatch):
    monkeypatch.setitem(sys.modules, "imageio_ffmpeg", None)
    monkeypatch.setenv("PATH", str(script.parent))
    assert find_ffmpeg() == str(script)


def test_none_at_all_says_what_to_do(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "imageio_ffmpeg", None)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(MediaError, match=r"not installed \(apt install ffmpeg"):
        find_ffmpeg()


def test_a_wrong_name_is_not_replaced_by_another(tmp_path):
    with pytest.raises(MediaError, match="ffmpeg is not at"):
        FfmpegAudio(str(tmp_path / "ffmpeg"))


def test_what_it_lacks_is_said(script):
    assert describe(str(script)) == f"ffmpeg 5.1-deb, without libsoxr ({script})"


def test_the_wheels_lacks_nothing():
    text = FfmpegAudio().describe()
    assert text.startswith("ffmpeg ")
    assert "without" not in text


def test_one_that_does_not_run_is_our_error(tmp_path):
    broken = tmp_path / "ffmpeg"
    broken.write_bytes(b"\x7fELF")
    broken.chmod(0o755)
    with pytest.raises(MediaError, match="does not run"):
        describe(str(broken))
