"""Nothing but a file is read, whoever is asked: a pipe would be waited for without end."""

from __future__ import annotations

import os
import socket

import pytest

from tunemantra.contrib.media import Clips, Conversion, Converter, FfmpegVideo, PdfBooklet
from tunemantra.contrib.media.headers import read_header
from tunemantra.contrib.media.listening import FfmpegListener
from tunemantra.contrib.media.looking import PictureLooker
from tunemantra.contrib.media.prints import compare
from tunemantra.contrib.media.synthesis import write_audio
from tunemantra.contrib.media.waveform import envelope
from tunemantra.errors import MediaError

WORDS = "cannot be read: Not a regular file"


@pytest.fixture(params=["pipe", "device", "socket"])
def odd(request, tmp_path, monkeypatch):
    path = tmp_path / "odd.wav"
    if request.param == "pipe":
        os.mkfifo(path)
    elif request.param == "device":
        path.symlink_to("/dev/zero")
    else:
        monkeypatch.chdir(tmp_path)  # the path of a socket is short
        with socket.socket(socket.AF_UNIX) as listening:
            listening.bind(path.name)
    return path


def test_its_facts_say_so(odd, audio, images):
    assert read_header(odd).problem == WORDS
    for measure in (audio.measure, audio.inspect, images.measure, FfmpegVideo().measure, PdfBooklet().measure):
        assert measure(odd).problem == WORDS


def test_nothing_is_made_of_it(odd, audio, images, out):
    master = write_audio(out.parent / "master.wav", seconds=0.2)
    attempts = [
        lambda: audio.process(odd, [], out),
        lambda: images.process(odd, [], out),
        lambda: Converter().convert(odd, out / "a.flac", Conversion("flac")),
        lambda: Converter().convert(odd, out / "a.png", Conversion("png")),
        lambda: Converter().convert(odd, out / "a.mp4", Conversion("mp4")),
        lambda: Converter().convert(master, out / "a.mp3", Conversion("mp3", cover=odd)),
        lambda: compare(odd, odd),
        lambda: compare(master, odd),
        lambda: FfmpegListener().analyse(odd),
        lambda: PictureLooker().analyse(odd),
        lambda: envelope(odd),
        lambda: Clips().preview(odd, out),
    ]
    for attempt in attempts:
        with pytest.raises(MediaError, match=WORDS):
            attempt()
    assert list(out.iterdir()) == []
