"""`check` of a release with an immersive mix, a canvas and a booklet, from real files and from bad ones."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.unit.contrib.media.scenes import BED, OBJECT, scene
from tests.unit.contrib.media.test_booklet import pdf
from tests.unit.plugins.spotify.samples import film
from tunemantra.host.cli.main import main
from tunemantra.testing.folders import Masters, ReleaseDraft, draft_release

pytestmark = pytest.mark.integration

TABLE = """
analysis = "never"

[platforms.spotify]
client_id = "label"
client_secret = "env:KIOSK_SECRET"
api_url = "http://127.0.0.1:9"
"""
MIX = "tracks[0].immersive[0].file"
CANVAS = "tracks[0].canvas"
ADDITIONS = {"booklet", MIX, CANVAS}


@pytest.fixture(scope="module")
def masters(tmp_path_factory: pytest.TempPathFactory) -> Masters:
    return Masters(tmp_path_factory.mktemp("masters"))


@pytest.fixture
def folder(tmp_path: Path, masters: Masters) -> Path:
    """A release whose first track, of 57 600 samples at 48 kHz, has everything that may go with it."""
    draft = draft_release(masters)
    draft.table["booklet"] = "booklet.pdf"
    draft.tracks[0] |= {
        "immersive": {"file": "1-atmos.wav", "isrc": "QZTST2699999"},
        "canvas": "1-canvas.mp4",
    }
    place = ReleaseDraft(draft.table, draft.files).write(tmp_path / "release")
    (place / "1-atmos.wav").write_bytes(scene([BED, BED, OBJECT], frames=57_600))
    (place / "1-canvas.mp4").write_bytes(film())
    (place / "booklet.pdf").write_bytes(pdf())
    return place


@pytest.fixture
def check(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Callable[..., str]:
    """`check("--json")`: what the command says of the release."""
    (tmp_path / "tunemantra.toml").write_text(TABLE)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KIOSK_SECRET", "hush")
    monkeypatch.setenv("COLUMNS", "100")

    def run(*options: str) -> str:
        monkeypatch.setattr(sys, "argv", ["tunemantra", "check", str(folder), "--to", "spotify", *options])
        with pytest.raises(SystemExit):
            main()
        return capfd.readouterr().out

    return run


def test_what_goes_with_a_release_is_shown_to_people_and_to_programs(check: Callable[..., str]) -> None:
    said = json.loads(check("--json"))
    about = [(one["rule"], one["severity"], one["path"]) for one in said["findings"] if one["path"] in ADDITIONS]
    assert sorted(about) == [("CMN-ADD-001", "note", "booklet"), ("CMN-ADD-001", "note", MIX)]
    assert said["facts"]["booklet"]["sizes"] == [[11.0, 8.264]] * 4
    assert said["facts"][MIX]["immersive"] == {"tracks": 3, "objects": 1, "bed_channels": 2, "dolby": True}
    assert (said["facts"][CANVAS]["codec"], said["facts"][CANVAS]["milliseconds"]) == ("h264", 3000)
    words = check()
    assert "PDF, 4 pages of 11 × 8.264 in" in words
    assert "Dolby Atmos, 0:01, 24-bit 48 kHz, 2 bed channels, 1 objects" in words
    assert "MP4 h264, 3.0 s, 720 × 1280, 10 frames a second, silent" in words
    assert "spotify takes no booklet" in words


@pytest.mark.parametrize(
    ("name", "content", "path", "rule", "severity"),
    [
        ("1-atmos.wav", lambda: b"a text file called .wav\n" * 99, MIX, "CMN-ATM-001", "warning"),
        ("1-atmos.wav", lambda: scene([BED, BED, OBJECT], frames=57_600, xml=b""), MIX, "CMN-ATM-001", "warning"),
        ("1-atmos.wav", lambda: scene([BED, BED, OBJECT], frames=59_000), MIX, "CMN-ATM-002", "warning"),
        ("1-canvas.mp4", lambda: b"", CANVAS, "CMN-VID-001", "error"),
        ("1-canvas.mp4", lambda: film()[:20_000], CANVAS, "CMN-VID-001", "error"),
        ("1-canvas.mp4", lambda: film("720x720"), CANVAS, "CMN-VID-002", "error"),
        ("1-canvas.mp4", lambda: film(seconds=2), CANVAS, "CMN-VID-002", "error"),
        ("booklet.pdf", lambda: b"%PDF-1.7 and nothing else", "booklet", "CMN-BKL-001", "warning"),
        ("booklet.pdf", lambda: pdf(pages=3), "booklet", "CMN-BKL-002", "warning"),
        (
            "booklet.pdf",
            lambda: pdf(root="<< /Type /Catalog /Pages 2 0 R /OpenAction << /S /JavaScript /JS (app.alert(1)) >> >>"),
            "booklet",
            "CMN-BKL-008",
            "warning",
        ),
    ],
)
def test_bad_input_is_one_finding(
    folder: Path,
    check: Callable[..., str],
    name: str,
    content: Callable[[], bytes],
    path: str,
    rule: str,
    severity: str,
) -> None:
    (folder / name).write_bytes(content())
    said = json.loads(check("--json"))
    found = [one for one in said["findings"] if one["path"] in ADDITIONS and one["rule"] != "CMN-ADD-001"]
    assert [(one["rule"], one["path"], one["severity"]) for one in found] == [(rule, path, severity)]


def test_a_film_without_frames_is_told(folder: Path, check: Callable[..., str]) -> None:
    import imageio_ffmpeg

    source = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-y", "-f", "lavfi", "-i", "sine=d=3", "-c:a", "aac"]
    subprocess.run([*source, str(folder / "1-canvas.mp4")], check=True, stdin=subprocess.DEVNULL)
    said = json.loads(check("--json"))
    (found,) = [one for one in said["findings"] if one["path"] == CANVAS]
    assert (found["rule"], found["observed"]) == ("CMN-VID-001", "the file holds no moving picture")
