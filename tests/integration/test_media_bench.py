"""The benchmark of media work compares files that are the same."""

from __future__ import annotations

import pytest

from bench import media
from tunemantra.contrib.media import FfmpegAudio
from tunemantra.contrib.media.headers import read_header
from tunemantra.plugins import load


@pytest.mark.parametrize("way", ["one command", "one a file", "ours", "pydub"])
def test_every_way_makes_the_same_files(monkeypatch, tmp_path, capsys, way):
    monkeypatch.setattr(media, "SECONDS", 1)
    master = media._master(tmp_path / "master.wav")
    (tmp_path / "made").mkdir()
    media._one(way, master, tmp_path / "made")
    made = {}
    for path in (tmp_path / "made").iterdir():
        header, facts = read_header(path), FfmpegAudio().measure(path)
        assert (facts.problem, facts.duration) == ("", pytest.approx(1, abs=0.001))
        # pydub knows no 24 bits and writes 32 instead.
        made[header.container, min(header.bit_depth, 24)] = (header.sample_rate, header.channels)
    wanted = {(form.container, form.bit_depth): (form.sample_rate, form.channels) for form in media.FORMS}
    assert made == wanted
    assert '"wall"' in capsys.readouterr().out


def test_every_platform_that_takes_recordings_has_its_rendition_made():
    takers = {key for key, platform in load(safe_mode=True).platforms.items() if platform.requirement.audio}
    assert {key for _, keys in media.RENDITIONS.values() for key in keys} == takers


@pytest.mark.parametrize(("figure", "reached"), [(1.0, True), (1.11, False)])
def test_a_goal_is_reached_or_missed(capsys, figure, reached):
    assert media.Goal("time", figure, 1.10).say() is reached
    assert ("MISSED" in capsys.readouterr().out) is not reached
