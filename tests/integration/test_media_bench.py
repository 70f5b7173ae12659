"""The benchmark of media work compares files that are the same."""

from __future__ import annotations

import pytest

from bench import media
from tunemantra.contrib.media import FfmpegAudio
from tunemantra.contrib.media.headers import read_header


@pytest.mark.parametrize("way", ["one command", "one a file", "ours", "pydub"])
def test_every_way_makes_the_same_files(monkeypatch, tmp_path, capsys, way):
    monkeypatch.setattr(media, "SECONDS", 1)
    master = media._master(tmp_path / "master.wav")
    (tmp_path / "made").mkdir()
    media._one(way, master, tmp_path / "made")
    made = {path.suffix[1:]: read_header(path) for path in (tmp_path / "made").iterdir()}
    assert sorted(made) == sorted(media.BARE)
    for form in media.FORMS:
        header = made[form.container]
        facts = FfmpegAudio().measure(next((tmp_path / "made").glob(f"*.{form.container}")))
        assert (facts.problem, facts.duration) == ("", pytest.approx(1, abs=0.001))
        seen = (header.sample_rate, header.channels)
        assert seen == (form.sample_rate, form.channels)
    assert '"wall"' in capsys.readouterr().out


@pytest.mark.parametrize(("figure", "reached"), [(1.0, True), (1.11, False)])
def test_a_goal_is_reached_or_missed(capsys, figure, reached):
    assert media.Goal("time", figure, 1.10).say() is reached
    assert ("MISSED" in capsys.readouterr().out) is not reached
