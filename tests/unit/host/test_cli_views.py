"""How a checked release is shown: each thing once, with its place, the gravest first, on terminals of any width."""

from __future__ import annotations

import io

import pytest
from attrs import evolve
from rich.console import Console

from tunemantra.core.analysis import (
    Guess,
    Loudness,
    PictureAnalysis,
    PictureFault,
    PictureFaultKind,
    PictureText,
    Region,
    SoundAnalysis,
    SoundFault,
    SoundFaultKind,
)
from tunemantra.core.finding import Finding, Severity, error, warning
from tunemantra.core.media import AudioFacts, ImageFacts
from tunemantra.host.cli.analysis_view import Heard, fault_table, form_of, moment, sound_table
from tunemantra.host.cli.picture_view import corner
from tunemantra.host.cli.release_view import release_view, track_numbers
from tunemantra.host.cli.verdicts import print_verdicts
from tunemantra.pipeline.analyse import Examined
from tunemantra.testing.factories import make_release

Kind = SoundFaultKind
COVER = ImageFacts("JPEG", 3000, 3000, "RGB", size=1_100_000)
MASTER = AudioFacts("wav", "pcm_s24le", 96_000, 24, 2, 9_600_000, size=1)
SOUND = SoundAnalysis(2, 100.0, Loudness(-14.2, 5.0, -9.0, -11.0, 0.3, -0.1), bandwidth=20_000.0, listened=True)


def sound(*faults: SoundFault) -> SoundAnalysis:
    return evolve(SOUND, faults=faults, tempo=Guess("124.0", 0.9), key=Guess("A min", 0.8))


def click(at: float, channel: int | None = 1) -> SoundFault:
    return SoundFault(Kind.CLICK, at, at, channel, 1, "clicks", "a click")


def written(*parts: object, width: int = 80) -> str:
    out = Console(file=io.StringIO(), width=width, color_system=None)
    for part in parts:
        out.print(part, highlight=False)
    return out.file.getvalue()


def verdicts(*findings: Finding, width: int = 80, **release) -> str:
    out = Console(file=io.StringIO(), width=width, color_system=None)
    print_verdicts(out, findings, make_release(**release) if release else None)
    return out.file.getvalue()


class TestRecordings:
    def test_a_wide_terminal_says_more_of_each(self) -> None:
        one = Heard("1", "Upstream", sound(), MASTER)
        narrow, wide = (written(sound_table([one], "", width=width), width=width) for width in (80, 120))
        assert "24/96 wav" not in narrow
        assert "24/96 wav" in wide
        assert "-0.1" in wide
        assert max(map(len, narrow.splitlines())) <= 80

    @pytest.mark.parametrize(
        ("facts", "form"),
        [
            (None, "–"),
            (AudioFacts("", "", 0, 0, 0, 0), "–"),
            (AudioFacts("mp3", "mp3", 44_100, 0, 2, 1, bitrate=320_000), "320k mp3"),
            (AudioFacts("wav", "pcm_s24le", 44_100, 16, 6, 1), "16/44.1 wav 6 ch"),
        ],
    )
    def test_forms_are_said_as_people_say_them(self, facts: AudioFacts | None, form: str) -> None:
        assert form_of(facts) == form

    def test_faults_of_a_kind_are_one_row_with_the_first_places(self) -> None:
        table = fault_table([Heard("1.2", "x", sound(*(click(at) for at in range(5))))])
        said = written(table)
        assert said.count("click ") == 1
        assert "and 2 more" in said
        assert "a click, channel 2" in said

    def test_what_findings_say_is_not_repeated(self) -> None:
        one = Heard("1", "x", sound(click(2.0), SoundFault(Kind.DUAL_MONO, 0, 100.0, detail="the same")))
        said = written(fault_table([one], {"1": ["a click in channel 2 at 0:02.000"]}))
        assert ("click" in said, "dual mono" in said) == (False, True)
        assert fault_table([one], {"1": ["a click", "the same"]}) is None

    def test_a_moment_a_span_and_the_whole_are_told_apart(self) -> None:
        spans = [(2.0, 2.0), (2.0, 3.5), (0.0, 100.0)]
        told = [moment(SoundFault(Kind.CLICK, start, end), 100.0) for start, end in spans]
        assert told == ["0:02.000", "0:02.000 – 0:03.500", "throughout"]


class TestCover:
    @pytest.mark.parametrize(
        ("region", "words"),
        [
            (Region(0, 0, 100, 100), "top left"),
            (Region(1400, 1400, 200, 200), "centre"),
            (Region(2800, 1400, 100, 100), "middle right"),
            (Region(100, 2700, 2800, 100), "along the bottom"),
            (Region(2800, 100, 100, 2800), "along the right"),
            (Region(0, 0, 3000, 3000), "everywhere"),
        ],
    )
    def test_a_place_is_said_in_words(self, region: Region, words: str) -> None:
        assert corner(region, COVER) == words

    def test_it_is_shown_with_words_codes_and_regions(self) -> None:
        fault = PictureFault(PictureFaultKind.CODE, Region(2300, 200, 350, 350), 0, "QR Code: https://x.example")
        seen = PictureAnalysis(
            1, 85.2, (fault,), (PictureText("TIDAL", Region(0, 0, 90, 90), 0.9),), colours=("#0b1d2e",)
        )
        examined = Examined({"artwork": COVER}, {"artwork": seen})
        said = written(*release_view(make_release(), examined))
        for words in (
            "3000 × 3000 pixels, JPEG RGB, 1.1 MB, sharpness 85",
            "#0b1d2e",
            "“TIDAL” top left",
            "Nobody read",
        ):
            assert words in said
        assert "QR Code: https://x.example  top right (350 × 350 at 2300, 200)" in said
        told = error("CMN-IMG-005", "artwork", "a code", observed="QR Code: https://x.example at 2300, 200")
        assert "QR Code" not in written(*release_view(make_release(), examined, [told]))


class TestRelease:
    def test_it_begins_with_what_it_is(self) -> None:
        facts = {f"tracks[{index}].audio": MASTER for index in range(4)}
        said = written(*release_view(make_release(tracks=2, discs=2), Examined(facts)), width=120)
        assert said.startswith("Tidal – Ada Lund\nAlbum · 4 tracks on 2 discs · 6:40 · 4006381333931 · Quay Records")
        assert "How the masters sound" not in said

    def test_what_could_not_be_read_is_left_out(self) -> None:
        unread = [
            error("CMN-ID-002", "icpn", "no GTIN"),
            error("DOC-KEY-002", "label", "label is missing"),
            error("CMN-DAT-001", "release_date", "too early"),
        ]
        said = written(*release_view(make_release(tracks=2), Examined(), unread), width=120)
        assert said.splitlines()[:2] == ["Tidal – Ada Lund", "Album · 2 tracks · out on 2026-04-24"]

    def test_tracks_are_called_by_disc_where_there_are_discs(self) -> None:
        assert track_numbers(make_release(tracks=2)) == ["1", "2"]
        assert track_numbers(make_release(tracks=1, discs=2)) == ["1.1", "2.1"]

    def test_silence_between_tracks_is_said_by_their_numbers(self) -> None:
        analyses = {f"tracks[{index}].audio": evolve(SOUND, trailing=2.0, leading=0.5) for index in range(2)}
        said = written(*release_view(make_release(tracks=2), Examined({}, analyses)))
        assert "2.5 s of silence between 1 and 2" in said


class TestVerdicts:
    def test_the_gravest_come_first_and_all_are_counted(self) -> None:
        note = Finding("A-1", Severity.NOTE, "genre", "a note")
        said = verdicts(note, warning("A-2", "genre", "a warning"), error("A-3", "genre", "an error"))
        heads = [
            said.index(word) for word in ("1 error  Nothing is sent", "1 warning  Worth a look", "1 note  Good to know")
        ]
        assert heads == sorted(heads)
        assert said.splitlines()[-1] == "1 error, 1 warning, 1 note"

    def test_what_is_about_one_track_stands_below_its_title_once(self) -> None:
        findings = [
            warning("CMN-AUD-004", "tracks[1].audio", "clipped", observed="9 tops at 0:01.000", file="02.wav"),
            warning("CMN-AUD-006", "tracks[1].audio", "the same", observed="the same", hint="make sure", file="02.wav"),
        ]
        said = verdicts(*findings, tracks=3)
        assert said.count("2 Slow Tide, 02.wav") == 1
        assert "found 9 tops at 0:01.000" in said
        assert "found the same" not in said
        assert "→ make sure" in said

    def test_the_moment_is_said_where_the_text_has_none(self) -> None:
        silent = evolve(warning("CMN-AUD-005", "tracks[0].audio", "silence", observed="7.0 s"), at=10.2)
        assert "found 7.0 s at 0:10.200" in verdicts(silent, tracks=2)
        told = evolve(silent, observed="a hole at 0:10.200")
        assert verdicts(told, tracks=2).count("0:10.200") == 1

    def test_the_same_of_many_tracks_is_said_once(self) -> None:
        short = [warning("CMN-AUD-009", f"tracks[{index}].audio", "short", file=f"{index}.wav") for index in range(4)]
        assert "all 4 tracks" in verdicts(*short, tracks=2, discs=2)
        assert "tracks 1.1, 1.2, 2.1" in verdicts(*short[:3], tracks=2, discs=2)

    def test_without_a_release_the_place_is_said(self) -> None:
        said = verdicts(error("A-1", "tracks[2].isrc", "wrong", file="release.toml"), error("A-2", "", "lost"))
        assert "release.toml, track 3: isrc" in said

    def test_nothing_is_wider_than_the_terminal(self) -> None:
        said = verdicts(
            error("CMN-AUD-001", "tracks[0].audio", "long " * 40, observed="x " * 90, hint="do " * 50), tracks=2
        )
        assert max(map(len, said.splitlines())) <= 80
