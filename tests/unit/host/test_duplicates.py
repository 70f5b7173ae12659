"""A host keeps a catalogue of fingerprints where its settings ask for one."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.unit.contrib.media.music import piece
from tunemantra import Settings, TuneMantra
from tunemantra.core.catalogue import Recording

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
