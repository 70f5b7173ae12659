"""`tunemantra media` and what `check` says of the sound: tables that fit, whole JSON, a page that needs nothing."""

from __future__ import annotations

import json
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np
import pytest
import soundfile
from attrs import evolve, frozen
from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from tests.unit.contrib.media.listening.defects import clicked, music
from tests.unit.contrib.media.listening.sounds import write
from tests.unit.contrib.media.scenes import BED, OBJECT, scene
from tunemantra.contrib.formats import example_toml
from tunemantra.contrib.media import FfmpegVideo, write_cover
from tunemantra.contrib.media.headers import read_header
from tunemantra.contrib.media.listening import listener
from tunemantra.core.analysis import Guess, Loudness, SoundAnalysis, SoundFault, SoundFaultKind
from tunemantra.host.cli import analysis_page, analysis_view, charts
from tunemantra.host.cli.main import main

RATE = 44_100
HEARD = SoundAnalysis(
    2,
    100.0,
    Loudness(-14.25, 5.0, -9.0, -11.0, 0.3, -0.1),
    faults=(SoundFault(SoundFaultKind.CLICK, 61.5, 61.5, 1, 1, "clicks", "1 click <b>"),),
    tempo=Guess("120.0", 0.9),
    key=Guess("A min", 0.8),
    envelope=(0.0, 0.5, 1.0, 0.5),
    curve=(-70.0, -20.0, -14.0, -20.0),
    spectrum=(-40.0, -30.0, -60.0),
)


@frozen
class Said:
    code: object
    out: str
    err: str

    @property
    def json(self):
        return json.loads(self.out)


Cli = Callable[..., Said]


@pytest.fixture
def cli(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Iterator[Cli]:
    """`cli("media", "probe", file)`: the program run in an empty folder, on a terminal of 80 columns."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("TUNEMANTRA_SETTINGS", raising=False)
    monkeypatch.setattr(listener, "hears_music", lambda: False)
    monkeypatch.setattr("tunemantra.host.cli.views.console.width", 80, raising=False)
    handlers = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}

    def run(*arguments: object) -> Said:
        monkeypatch.setattr(sys, "argv", ["tunemantra", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            main()
        out, err = capfd.readouterr()
        assert "Traceback" not in out + err
        return Said(ended.value.code or 0, out, err)

    yield run
    for number, handler in handlers.items():
        signal.signal(number, handler)


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A click, a clean piece, a cover and a text."""
    folder = tmp_path_factory.mktemp("shelf")
    write(folder / "click.wav", clicked(2.345, 0.2, 0, 1))
    write(folder / "clean.wav", music())
    write_cover(folder / "cover.jpg", side=300, seed=1)
    (folder / "words.wav").write_text("only words")
    return folder


@pytest.fixture(scope="module")
def stall(tmp_path_factory: pytest.TempPathFactory, shelf: Path) -> Path:
    """What is no stereo master: a film, its sound alone, a booklet that does something, samples that are no numbers."""
    folder = tmp_path_factory.mktemp("stall")
    picture = ["-f", "lavfi", "-i", "testsrc2=s=160x90:r=25:d=1", "-f", "lavfi", "-i", "sine=r=48000:d=1"]
    run = [FfmpegVideo().ffmpeg, "-v", "error", *picture]
    subprocess.run([*run, "-c:v", "libx264", "-pix_fmt", "yuv420p", "-c:a", "aac", folder / "film.mp4"], check=True)
    subprocess.run([*run, "-map", "1:a", "-c:a", "aac", folder / "sound.mp4"], check=True)
    booklet = PdfWriter()
    booklet.add_blank_page(600, 600)
    action = {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("app.alert(1)")}
    booklet._root_object[NameObject("/OpenAction")] = DictionaryObject(action)
    booklet.write(folder / "script.pdf")
    samples = np.full((RATE, 2), 0.25, np.float32)
    samples[RATE // 2, 1] = np.nan
    soundfile.write(folder / "nan.wav", samples, RATE, "FLOAT")
    soundfile.write(folder / "clean.flac", soundfile.read(shelf / "clean.wav")[0], 48_000, "PCM_24")
    Image.effect_noise((300, 300), 90).save(folder / "cover.png")
    return folder


@pytest.fixture
def release(shelf: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "release"
    (folder / "audio").mkdir(parents=True)
    (folder / "artwork").mkdir()
    (folder / "release.toml").write_text(example_toml(2))
    shutil.copy(shelf / "click.wav", folder / "audio" / "01.wav")
    shutil.copy(shelf / "clean.wav", folder / "audio" / "02.wav")
    shutil.copy(shelf / "cover.jpg", folder / "artwork" / "cover.jpg")
    return folder


class TestCheck:
    def test_a_release_is_shown_as_a_person_reads_it(self, cli: Cli, release: Path) -> None:
        said = cli("check", release)
        assert "How the masters sound" in said.out
        assert "found 1 click at 0:02.345" in said.out
        assert "The cover, artwork/cover.jpg" in said.out
        assert "300 × 300 pixels, JPEG RGB" in said.out
        assert "pip install 'tunemantra[analysis]'" in said.out
        assert "No platform was asked" in said.out
        assert max(map(len, said.out.splitlines())) <= 80

    def test_json_has_all_of_it(self, cli: Cli, release: Path) -> None:
        said = cli("check", release, "--json").json
        heard = said["analyses"]["tracks[0].file"]
        assert [fault["kind"] for fault in heard["faults"]] == ["click"]
        assert len(heard["envelope"]) == 500
        assert [(join["before"], join["after"]) for join in said["joins"]] == [(0, 1)]

    def test_the_second_time_nothing_is_decoded(self, cli: Cli, release: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        first = cli("check", release, "--json")

        def decode(*_: object, **__: object) -> None:
            message = "it is known already"
            raise AssertionError(message)

        monkeypatch.setattr(listener, "run_ffmpeg", decode)
        monkeypatch.setattr("tunemantra.contrib.media.audio.run_ffmpeg", decode)
        assert cli("check", release, "--json") == first


class TestProbe:
    def test_files_are_told_by_their_bytes(self, cli: Cli, shelf: Path) -> None:
        said = cli("media", "probe", shelf / "clean.wav", shelf / "cover.jpg")
        assert said.code == 0
        assert "24 bit, 48 kHz, 2 ch, 0:04" in said.out
        assert "300 × 300 pixels" in said.out

    def test_an_adm_master_is_called_one(self, cli: Cli, tmp_path: Path) -> None:
        (tmp_path / "atmos.wav").write_bytes(scene([BED] * 10 + [OBJECT]))
        said = cli("media", "probe", tmp_path / "atmos.wav")
        assert (said.code, "ADM, Dolby Atmos: 1 object, 10 channels of a bed" in " ".join(said.out.split())) == (
            0,
            True,
        )

    def test_what_is_no_media_file_is_said_and_fails(self, cli: Cli, shelf: Path) -> None:
        said = cli("media", "probe", shelf / "words.wav")
        assert (said.code, "a text file" in said.out, "not audio" in said.out) == (1, True, False)

    def test_a_text_that_calls_itself_a_picture_is_a_text(self, cli: Cli, tmp_path: Path) -> None:
        (tmp_path / "cover.jpg").write_text("<html>404</html>")
        problem = cli("media", "probe", "cover.jpg", "--json").json[0]["facts"]["problem"]
        assert problem.startswith("a text file: recordings are taken as WAV")
        assert "pictures are taken as JPEG" in problem

    @pytest.mark.parametrize(
        ("name", "start", "what", "taken"),
        [
            ("a.gif", b"GIF89a", "a GIF picture", "pictures are taken as JPEG, PNG, TIFF or WebP"),
            ("a.bmp", b"BM\x36\x30\0\0\0\0\0\0", "a BMP picture", "pictures are taken as JPEG"),
            ("a.avif", b"\0\0\0\x1cftypavif", "an AVIF picture", "pictures are taken as JPEG"),
            ("a.avi", b"RIFF\0\1\0\0AVI LIST", "an AVI film", "films are taken as MP4, MOV or WebM"),
            ("a.zip", b"PK\3\4", "a ZIP archive", "booklets as PDF"),
            (
                "a.mkv",
                b"\x1aE\xdf\xa3\x93\x42\x82\x88matroska",
                "Matroska, or WebM without pictures",
                "films are taken as MP4, MOV or WebM",
            ),
            (
                "a.bin",
                b"\xfe\xed",
                "of no kind known here",
                "recordings are taken as WAV, FLAC, AIFF, MP3, M4A or Opus",
            ),
        ],
    )
    def test_what_is_of_a_form_nobody_takes_is_told_with_those_that_are(
        self, cli: Cli, tmp_path: Path, name: str, start: bytes, what: str, taken: str
    ) -> None:
        (tmp_path / name).write_bytes(start + bytes(range(128, 256)))
        said = cli("media", "probe", name, "--json")
        problem = said.json[0]["facts"]["problem"]
        assert (said.code, problem.startswith(f"{what}: "), taken in problem) == (1, True, True)

    def test_a_master_in_a_form_nobody_takes_is_named_by_the_check_too(self, cli: Cli, tmp_path: Path) -> None:
        assert cli("init", "release", "album", "--tracks", 1).code == 0
        for name, content in (("audio/01.wav", b"RIFF\0\1\0\0AVI LIST"), ("artwork/cover.jpg", b"GIF89a")):
            (tmp_path / "album" / name).parent.mkdir(exist_ok=True)
            (tmp_path / "album" / name).write_bytes(content + bytes(100))
        found = {one["rule"]: one["observed"] for one in cli("check", "album", "--json").json["findings"]}
        assert found["CMN-AUD-007"] == "an AVI film: a master is WAV, FLAC or AIFF"
        assert found["CMN-IMG-002"].startswith("a GIF picture: ")

    def test_films_and_booklets_are_told_too(self, cli: Cli, stall: Path) -> None:
        said = cli("media", "probe", stall / "film.mp4", stall / "script.pdf", stall / "sound.mp4")
        assert said.code == 0
        assert "mp4 h264, aac" in said.out
        assert "160 × 90 pixels, 25 frames/s, 0:01" in said.out
        assert "1 page; a script" in said.out
        assert re.search(r"sound\.mp4 +m4a aac", said.out)

    def test_what_is_cut_off_is_said_with_what_is_there(self, cli: Cli, shelf: Path, stall: Path) -> None:
        whole = {"clean.wav": shelf, "clean.flac": stall, "cover.jpg": shelf, "cover.png": stall, "film.mp4": stall}
        cut = [stall / f"cut-{name}" for name in whole]
        for path, (name, folder) in zip(cut, whole.items(), strict=True):
            data = (folder / name).read_bytes()
            path.write_bytes(data[: len(data) * 3 // 5])
        said = cli("media", "probe", *cut, "--json")
        problems = [entry["facts"]["problem"] for entry in said.json]
        assert said.code == 1
        assert ["truncated" in problem for problem in problems] == [True] * 5, problems
        assert [len(re.findall(r"\d[\d,]*", problem)) >= 1 for problem in problems] == [True] * 5, problems

    def test_samples_that_are_no_numbers_are_told(self, cli: Cli, stall: Path) -> None:
        said = cli("media", "probe", stall / "nan.wav")
        assert said.code == 1
        assert "at 0.500 s a sample is no number" in " ".join(said.out.split())

    def test_json_has_the_facts(self, cli: Cli, shelf: Path) -> None:
        ((entry),) = cli("media", "probe", shelf / "clean.wav", "--json").json
        assert (entry["facts"]["sample_rate"], entry["facts"]["problem"]) == (48_000, "")


class TestAnalyse:
    def test_faults_are_listed_below_the_table(self, cli: Cli, shelf: Path) -> None:
        said = cli("media", "analyse", shelf / "click.wav", shelf / "clean.wav")
        assert said.code == 0
        assert re.findall(r"(\w+) +0:02\.345", said.out) == ["click"]

    def test_a_picture_is_described_by_its_form_and_its_faults(self, cli: Cli, shelf: Path) -> None:
        pytest.importorskip("zxingcpp")
        said = cli("media", "analyse", shelf / "cover.jpg")
        assert "300 × 300 pixels, JPEG RGB" in said.out
        assert "sharpness" in said.out

    def test_where_nothing_is_wrong_that_is_said(self, cli: Cli, shelf: Path) -> None:
        assert "No faults were heard." in cli("media", "analyse", shelf / "clean.wav").out

    def test_a_bad_file_is_one_problem_and_the_others_are_analysed(self, cli: Cli, shelf: Path) -> None:
        said = cli("media", "analyse", shelf / "words.wav", shelf / "clean.wav", "--json")
        bad, good = said.json
        assert said.code == 1
        assert "text file" in bad["problem"]
        assert good["analysis"]["seconds"] == 4.0

    def test_a_picture_is_left_to_whoever_looks_at_pictures(self, cli: Cli, shelf: Path) -> None:
        said = cli("media", "analyse", shelf / "cover.jpg", "--json")
        assert "nobody here analyses it" in said.json[0]["problem"] or said.json[0]["analysis"]

    def test_a_fault_nobody_would_deliver_fails(self, cli: Cli, stall: Path) -> None:
        said = cli("media", "analyse", stall / "nan.wav")
        assert (said.code, "not a number" in said.out) == (1, True)

    def test_what_is_neither_heard_nor_seen_is_said_to_be_so(self, cli: Cli, stall: Path) -> None:
        said = cli("media", "analyse", stall / "film.mp4", stall / "script.pdf")
        assert (said.code, said.out.count("nobody here analyses it")) == (1, 2)

    def test_the_report_is_one_file_that_needs_no_other(self, cli: Cli, shelf: Path, tmp_path: Path) -> None:
        assert cli("media", "analyse", shelf / "click.wav", "--html", tmp_path / "report.html").code == 0
        text = (tmp_path / "report.html").read_text()
        assert text.count("<svg") == 4, "three charts, and a strip for the clicks"
        assert re.findall(r"(?:src|href)=|<script|@import|url\(|http", text) == []
        assert "0:02.345" in text

    def test_a_cover_is_drawn_into_the_report(self, cli: Cli, shelf: Path, tmp_path: Path) -> None:
        pytest.importorskip("zxingcpp")
        files = [shelf / "click.wav", shelf / "clean.wav", shelf / "cover.jpg"]
        assert cli("media", "analyse", *files, "--html", tmp_path / "report.html").code == 0
        text = (tmp_path / "report.html").read_text()
        links = re.findall(r'(?:src|href)="([^"]{0,40})', text)
        assert links[:2] == ["#r1", "#r2"]
        assert [link.partition(",")[0] for link in links[2:]] == ["data:image/jpeg;base64"]

    def test_a_cover_without_its_end_is_in_the_report_undrawn(self, cli: Cli, shelf: Path, tmp_path: Path) -> None:
        pytest.importorskip("zxingcpp")
        data = (shelf / "cover.jpg").read_bytes()
        short = tmp_path / "short.jpg"
        short.write_bytes(data[: len(data) // 2] + b"\xff\xd9")
        assert cli("media", "analyse", short, "--html", tmp_path / "report.html").code == 0
        text = (tmp_path / "report.html").read_text()
        assert "the file ends before the picture does" in text
        assert "data:image" not in text


class TestWaveform:
    def test_a_picture_is_well_formed_and_marks_the_fault(self, cli: Cli, shelf: Path, tmp_path: Path) -> None:
        said = cli("media", "waveform", shelf / "click.wav", "--out", tmp_path / "out")
        assert said.code == 0
        root = ET.parse(tmp_path / "out" / "click.svg").getroot()
        assert [mark.get("class") for mark in root.iter("{http://www.w3.org/2000/svg}rect")] == ["mark"]

    def test_a_bad_file_has_no_picture(self, cli: Cli, shelf: Path, tmp_path: Path) -> None:
        said = cli("media", "waveform", shelf / "words.wav", "--out", tmp_path / "out", "--json")
        assert (said.code, said.json["written"], len(said.json["problems"])) == (1, [], 1)


class TestConvert:
    def test_the_form_asked_for_is_written(self, cli: Cli, shelf: Path, tmp_path: Path) -> None:
        made = cli("media", "convert", shelf / "clean.wav", "--to", "flac", "--bits", 16, "--out", tmp_path, "--json")
        (entry,) = made.json["written"]
        assert (entry["written"], entry["form"]["bit_depth"]) == (str(tmp_path / "clean.flac"), 16)
        assert made.json["problems"] == []
        facts = read_header(tmp_path / "clean.flac").facts()
        assert (facts.container, facts.bit_depth, facts.sample_rate) == ("flac", 16, 48_000)
        assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []

    def test_nothing_is_overwritten(self, cli: Cli, shelf: Path, tmp_path: Path) -> None:
        (tmp_path / "clean.flac").write_text("mine")
        said = cli("media", "convert", shelf / "clean.wav", "--to", "flac", "--out", tmp_path)
        assert (said.code, (tmp_path / "clean.flac").read_text()) == (1, "mine")
        assert "--force replaces it" in said.out
        assert cli("media", "convert", shelf / "clean.wav", "--to", "flac", "--out", tmp_path, "--force").code == 0

    def test_nothing_is_upsampled(self, cli: Cli, shelf: Path, tmp_path: Path) -> None:
        said = cli("media", "convert", shelf / "clean.wav", "--to", "wav", "--rate", 96_000, "--out", tmp_path)
        assert (said.code, "never upsampled" in said.out) == (1, True)

    def test_a_form_nobody_writes_is_refused(self, cli: Cli, shelf: Path) -> None:
        said = cli("media", "convert", shelf / "clean.wav", "--to", "shellac")
        assert (said.code, "nobody writes shellac" in said.err) == (1, True)

    def test_a_bad_file_is_one_problem_and_the_others_are_converted(
        self, cli: Cli, shelf: Path, tmp_path: Path
    ) -> None:
        files = [shelf / "words.wav", shelf / "clean.wav"]
        said = cli(
            "media", "convert", *files, "--to", "mp3", "--tag", "title=Clean", "--out", tmp_path / "out", "--json"
        )
        assert said.code == 1
        assert ["text file" in one["problem"] for one in said.json["problems"]] == [True]
        assert [one["form"]["tags"]["title"] for one in said.json["written"]] == ["Clean"]

    def test_every_problem_names_its_file(self, cli: Cli, shelf: Path, tmp_path: Path) -> None:
        said = cli("media", "convert", shelf / "clean.wav", "--to", "wav", "--rate", 96_000, "--out", tmp_path / "out")
        assert said.code == 1
        assert "clean.wav: the master's sample rate is 48000 Hz, asked for is 96000 Hz" in " ".join(said.out.split())

    def test_a_picture_is_cropped(self, cli: Cli, shelf: Path, tmp_path: Path) -> None:
        options = ["--crop", "9:16", "--focus", "0.2,0.5", "--side", 90, "--out", tmp_path]
        said = cli("media", "convert", shelf / "cover.jpg", "--to", "png", *options)
        assert (said.code, "90 × 160 pixels" in said.out) == (0, True)
        assert Image.open(tmp_path / "cover.png").size == (90, 160)

    @pytest.mark.parametrize(
        ("options", "word"),
        [
            (["--crop", "0:1"], "--crop"),
            (["--focus", "2,0"], "--focus"),
            (["--tag", "title"], "--tag"),
            (["--tag", "track=first"], "--tag"),
            (["--tag", "cover=x"], "--tag"),
            (["--gain", "nan"], "--gain"),
            (["--gain", "-inf"], "--gain"),
            (["--frame-rate", "nan"], "--frame-rate"),
            (["--frame-rate", "x"], "--frame-rate"),
        ],
    )
    def test_a_wrong_option_is_named(self, cli: Cli, shelf: Path, options: list[str], word: str) -> None:
        said = cli("media", "convert", shelf / "clean.wav", "--to", "flac", *options)
        assert (said.code, word in said.err) == (2, True)

    def test_two_files_never_become_one(self, cli: Cli, shelf: Path, tmp_path: Path) -> None:
        shutil.copy(shelf / "clean.wav", tmp_path / "clean.wav")
        files = [shelf / "clean.wav", tmp_path / "clean.wav"]
        said = cli("media", "convert", *files, "--to", "flac", "--force", "--out", tmp_path)
        assert (said.code, "several files would become" in said.err) == (2, True)

    @pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
    def test_what_is_interrupted_leaves_nothing(
        self, cli: Cli, shelf: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: signal.Signals, code: int
    ) -> None:
        def interrupt(*_: object) -> None:
            signal.raise_signal(number)

        monkeypatch.setattr("tunemantra.host.cli.bars.FileBars.show", interrupt)
        said = cli("media", "convert", shelf / "clean.wav", "--to", "flac", "--out", tmp_path / "out")
        assert (said.code, list((tmp_path / "out").iterdir())) == (code, [])
        assert said.err.endswith("\ninterrupted; what is finished stays\n")


def test_a_page_says_names_and_faults_as_text() -> None:
    text = analysis_page.page([analysis_view.Heard("1", "<song>", HEARD)])
    assert "&lt;song&gt;" in text
    assert "1 click &lt;b&gt;" in text
    assert "<song>" not in text


def test_a_page_of_nothing_is_a_page() -> None:
    assert "<h1>" in analysis_page.page([])


def parsed(html: str) -> ET.Element:
    return ET.fromstring(f"<x>{html}</x>")


def test_a_chart_says_what_it_shows_to_whoever_cannot_see_it() -> None:
    for chart in (charts.outline(HEARD), charts.loudness(HEARD), charts.spectrum(HEARD, 44_100)):
        assert all(svg.get("aria-label") for svg in parsed(chart).iter("svg"))
    assert "Waveform, 1:40; 1 fault" in charts.outline(HEARD)


def test_each_kind_of_fault_has_a_strip_with_its_name() -> None:
    wide = SoundFault(SoundFaultKind.DUAL_MONO, 0, 100.0, detail="the same")
    chart = parsed(charts.outline(evolve(HEARD, faults=(*HEARD.faults, wide))))
    assert [name.text for name in chart.iter("div") if name.get("class") == "name"] == ["click", "dual mono"]
    assert [mark.get("x") for mark in chart.iter("rect") if mark.get("class") == "tint"] == ["615.0"], "not all of it"


def test_stretches_that_overlap_are_tinted_once() -> None:
    faults = [SoundFault(SoundFaultKind.TRUE_PEAK, start, start + 10, at) for at, start in enumerate((10, 15, 60))]
    chart = parsed(charts.outline(evolve(HEARD, faults=tuple(faults))))
    tints = [(one.get("x"), one.get("width")) for one in chart.iter("rect") if one.get("class") == "tint"]
    assert tints == [("100.0", "150.0"), ("600.0", "100.0")]


def test_loudness_has_no_line_where_there_is_none() -> None:
    chart = parsed(charts.loudness(evolve(HEARD, curve=(-70.0, -20.0, -14.0, -70.0, -20.0))))
    assert [line.get("points").count(",") for line in chart.iter("polyline")] == [2, 1]


def test_an_axis_says_round_moments_each_once() -> None:
    for seconds, first in ((3.0, ["0:00", "0:01", "0:02", "0:03"]), (240.0, ["0:00", "1:00", "2:00", "3:00", "4:00"])):
        chart = parsed(charts.loudness(evolve(HEARD, seconds=seconds)))
        (axis,) = [one for one in chart.iter("div") if one.get("class") == "x"]
        assert [mark.text for mark in axis] == first


def test_frequencies_have_names_where_the_rate_is_known() -> None:
    assert "1 kHz" in charts.spectrum(HEARD, 44_100)
    assert "50 kHz" not in charts.spectrum(HEARD, 44_100)
    assert "Hz<" not in charts.spectrum(HEARD)


@pytest.mark.parametrize(("seconds", "told"), [(8.4, "0:08"), (600, "10:00"), (36_000, "10:00:00"), (3_599, "59:59")])
def test_a_length_has_hours_where_there_are_any(seconds: float, told: str) -> None:
    assert analysis_view.length(seconds) == told


def test_the_shape_follows_the_envelope() -> None:
    assert analysis_view.shape(HEARD, 4) == " ▄█▄"
