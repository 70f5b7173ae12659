"""A host keeps a catalogue of fingerprints where its settings ask for one."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.unit.contrib.media.music import piece
from tests.unit.host.kiosk import platform_of, plugin_of
from tests.unit.pipeline.world import Shop
from tunemantra import Settings, TuneMantra
from tunemantra.contrib.memory import ManualClock
from tunemantra.core.catalogue import Recording
from tunemantra.host.demo import TRACKS, write_release

soundfile = pytest.importorskip("soundfile")


def test_a_recording_is_found_again_by_another_host_of_the_same_home(tmp_path):
    soundfile.write(tmp_path / "song.wav", piece(1, 8), 44_100, "PCM_16")
    settings = Settings(home=tmp_path / "home", duplicates=True)
    with TuneMantra(settings) as host:
        words = host.tools.fingerprints.fingerprint(tmp_path / "song.wav")
        host.tools.catalogue.add([(Recording("one", "USS1Z2600001", 8.0), words)])
    with TuneMantra(settings) as other:
        assert [match.recording.key for match in other.tools.catalogue.find(words)] == ["one"]
    assert (tmp_path / "home" / "fingerprints").is_dir()


@pytest.mark.slow
def test_a_check_finds_what_the_catalogue_has_of_a_real_release(tmp_path):
    folder = write_release(tmp_path / "release", seconds=8.0, side=640, tracks=TRACKS[:3])
    settings = Settings(home=tmp_path / "home", duplicates=True, analysis="never", platforms={"kiosk": {}})
    shop = platform_of(Shop("kiosk", ManualClock()))
    with TuneMantra(settings, plugins=[plugin_of(shop)]) as host:
        first, second, third = (
            host.tools.fingerprints.fingerprint(folder / name)
            for name in ("1-01 Upstream.wav", "1-02 Night Bridge.flac", "1-03 Gravel and Light.wav")
        )
        host.tools.catalogue.add(
            [
                (Recording("a", "GBAAA2600001", 8.0), first),
                (Recording("b", "QZSBR2600002", 9.0), second),
                (Recording("c", "QZSBR2600003", 9.0), second),
            ]
        )
        found = [(one.rule, one.path) for one in host.check(folder, ["kiosk"]) if one.rule.startswith("CMN-ID")]
    assert third != second
    assert found == [
        ("CMN-ID-003", "tracks[2].isrc"),
        ("CMN-ID-004", "tracks[0].isrc"),
        ("CMN-ID-004", "tracks[1].isrc"),
    ]


def test_nobody_listens_unasked(tmp_path):
    with TuneMantra(Settings(home=tmp_path)) as host:
        assert (host.tools.catalogue, host.tools.fingerprints) == (None, None)


WITHOUT = """
import sys
sys.modules["numpy"] = None
from tunemantra import Settings, TuneMantra
from pathlib import Path
from tunemantra.errors import SettingsError
with TuneMantra(Settings(home=Path("{home}"), duplicates=True)) as host:
    try:
        host.tools
    except SettingsError as problem:
        (finding,) = problem.findings
        print(finding.path, finding.hint)
"""


def test_without_numpy_the_settings_say_what_to_install(tmp_path):
    told = subprocess.run(
        [sys.executable, "-c", WITHOUT.format(home=tmp_path)], capture_output=True, text=True, check=True
    )
    assert told.stdout.strip() == "duplicates pip install 'tunemantra[media]'"
