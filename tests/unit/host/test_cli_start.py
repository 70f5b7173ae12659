"""What a check of every platform loads and decodes: counted by name, whatever the clock says."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from bench.check import PLATFORMS, settings_text
from tunemantra import Settings, TuneMantra
from tunemantra.contrib.media import write_audio, write_cover
from tunemantra.contrib.media.listening import FfmpegListener
from tunemantra.contrib.media.looking import PictureLooker
from tunemantra.contrib.memory import MemorySounds
from tunemantra.core.analysis import Loudness, PictureAnalysis, SoundAnalysis
from tunemantra.plugins import load

HEAVY = {
    # what carries files, asks stores and is asked by them
    *("asyncssh", "boto3", "botocore", "celery", "httpx", "paramiko", "starlette", "uvicorn", "werkzeug", "zeep"),
    # what listens to sound
    *("librosa", "numba", "numpy", "scipy", "soundfile"),
    # what other databases and older ledgers need
    *("alembic", "psycopg"),
    # what reads and checks what strangers have written
    *("tunemantra.contrib.ddex.reading", "tunemantra.contrib.transports.soap", "tunemantra.testing"),
}
RUN = """
import json, sys
from tunemantra.host.cli import main
try:
    main()
except SystemExit as end:
    print(json.dumps([end.code, sorted(sys.modules)]), file=sys.stderr)
"""


class Heard(MemorySounds):
    """Says of every file that it is well, as the real listener's present edition would."""

    def analyse(self, source: Path, progress: object = None) -> SoundAnalysis:
        return SoundAnalysis(self.edition, 31.0, Loudness(-14.0, 5.0, -9.0, -11.0, -1.0, -1.2), ())


class Seen:
    """The same for pictures."""

    edition = PictureLooker().edition

    def analyse(self, source: Path) -> PictureAnalysis:
        return PictureAnalysis(self.edition, 100.0)


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with settings of every platform, and with a release that was analysed."""
    folder = tmp_path_factory.mktemp("start")
    release = folder / "release"
    release.mkdir()
    write_audio(release / "01.wav", seconds=1.0, sample_rate=44_100, bit_depth=16, container="wav", seed=1)
    write_cover(release / "cover.jpg", side=400, seed=1)
    (release / "release.json").write_text(json.dumps(_document()))
    file = folder / "tunemantra.toml"
    file.write_text(settings_text(folder / "home"))
    adapters = {"sounds": Heard(edition=FfmpegListener().edition), "pictures": Seen()}
    with TuneMantra(Settings.from_file(file), adapters=adapters) as host:
        host.inspect(release, [])
    return folder


def _document() -> dict[str, object]:
    credit = [{"name": "Ada Strand"}]
    track = {"number": 1, "isrc": "QZSBR2600001", "title": "Upstream", "file": "01.wav"}
    return {
        "upc": "200000000011",
        "title": "Upstream",
        "kind": "Single",
        "label": "Sandbank",
        "artists": credit,
        "genre": "House",
        "language": "en",
        "release_date": "2026-01-16",
        "artwork": "cover.jpg",
        "p_line": "2026 Sandbank",
        "c_line": "2026 Sandbank",
        "tracks": [track],
        "deals": [{"territories": ["Worldwide"], "start": "2026-01-16"}],
    }


def loaded(folder: Path, *arguments: str) -> tuple[int, set[str]]:
    """Return how a command ended and what it had loaded by then."""
    command = [sys.executable, "-c", RUN, *arguments]
    ran = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True)
    code, modules = json.loads(ran.stderr.splitlines()[-1])
    return code, set(modules)


def test_the_settings_are_of_every_bundled_platform() -> None:
    assert set(PLATFORMS) == set(load(safe_mode=True).platforms)


def test_a_check_loads_nothing_that_only_delivering_or_listening_needs(known: Path) -> None:
    code, modules = loaded(known, "check", "release", "--to", "all")
    assert code in {0, 1}  # what is found of so small a cover is no matter here
    assert modules & HEAVY == set()
    assert {f"tunemantra.plugins.{key}.driver" for key in PLATFORMS} <= modules


def test_a_second_check_of_every_platform_decodes_nothing(known: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with TuneMantra(Settings.from_file(known / "tunemantra.toml")) as host:
        (audio, images), (sounds, pictures) = host.processors(), host.analysers()
        for kind in map(type, (audio, images, sounds, pictures)):
            for verb in {"measure", "inspect", "analyse"} & set(dir(kind)):
                monkeypatch.setattr(kind, verb, _refused)
        checked = host.eligibility(known / "release")
    assert set(checked.by_platform) == set(PLATFORMS)
    assert set(checked.examined.analyses) == {"tracks[0].audio", "artwork"} == set(checked.examined.facts)


def _refused(*_: object, **__: object) -> None:
    pytest.fail("a file was decoded")
