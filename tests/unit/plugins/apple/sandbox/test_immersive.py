"""The store walks a master of Dolby Atmos chunk by chunk."""

from __future__ import annotations

import pytest

from tests.unit.contrib.media.material import chunk
from tests.unit.contrib.media.scenes import BED, OBJECT, scene
from tests.unit.contrib.sandbox.samples import wav
from tunemantra.plugins.apple.sandbox.immersive import look_at_scene, scene_faults


def faults(tmp_path, content, seconds=0.01):
    path = tmp_path / "mix.wav"
    path.write_bytes(content)
    return list(scene_faults(look_at_scene(path), seconds))


def test_a_whole_master_has_no_fault(tmp_path):
    assert faults(tmp_path, scene([BED, BED, OBJECT])) == []


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"This is not music.", "no RIFF"),
        (scene([BED, BED], xml=chunk(b"junk", b"x")), "without axml"),
        (scene([BED, BED], table=chunk(b"junk", b"x")), "without chna"),
        (scene([BED, BED], rate=44_100), "44100 Hz"),
        (scene([BED] * 3, channels=2), "3 tracks in 2 channels"),
        (scene([BED, BED], frames=1500), "longer or shorter"),
        (scene([BED, BED])[:-60], "behind the end"),
        (wav(), "without axml, chna"),
    ],
)
def test_each_fault_is_told(tmp_path, content, why):
    assert any(why in fault for fault in faults(tmp_path, content))
