"""CMN-IMG-003 to 008: what was seen in the cover."""

import pytest
from attrs import evolve

from tunemantra.core.analysis import PictureAnalysis, PictureFault, PictureFaultKind, PictureText, Region, SoundAnalysis
from tunemantra.core.finding import Severity
from tunemantra.core.party import Artist
from tunemantra.core.release import LocalWarning, ParentalWarning
from tunemantra.core.text import Title

Kind = PictureFaultKind
WHERE = Region(40, 60, 200, 30)
RULES = [f"CMN-IMG-00{number}" for number in (3, 4, 5, 6, 8)]


def look(bench, *faults, texts=(), read=True):
    read_texts = tuple(PictureText(text, WHERE, 0.9) for text in texts)
    bench.analyses = {"artwork": PictureAnalysis(1, 50.0, faults, read_texts, read)}
    return [finding for rule in RULES for finding in bench.ask(rule)]


@pytest.mark.parametrize(
    ("kind", "rule", "severity"),
    [
        (Kind.UPSCALED, "CMN-IMG-003", Severity.WARNING),
        (Kind.BLURRED, "CMN-IMG-004", Severity.WARNING),
        (Kind.BLOCKY, "CMN-IMG-004", Severity.WARNING),
        (Kind.BORDER, "CMN-IMG-004", Severity.WARNING),
        (Kind.BLANK, "CMN-IMG-004", Severity.WARNING),
        (Kind.ROTATED, "CMN-IMG-004", Severity.WARNING),
        (Kind.TRUNCATED, "CMN-IMG-004", Severity.WARNING),
        (Kind.CODE, "CMN-IMG-005", Severity.ERROR),
        (Kind.ADDRESS, "CMN-IMG-005", Severity.ERROR),
        (Kind.PRICE, "CMN-IMG-005", Severity.ERROR),
        (Kind.STORE, "CMN-IMG-005", Severity.ERROR),
        (Kind.CONTACT, "CMN-IMG-005", Severity.WARNING),
        (Kind.PROMOTION, "CMN-IMG-005", Severity.WARNING),
        (Kind.ADVISORY, "CMN-IMG-008", Severity.WARNING),
    ],
)
def test_what_was_seen_becomes_one_finding_with_its_place(bench, kind, rule, severity):
    (finding,) = look(bench, PictureFault(kind, WHERE, 1.0, "what it says"))
    assert (finding.rule, finding.severity, finding.path, finding.file) == (rule, severity, "artwork", "cover.jpg")
    assert finding.observed == "what it says at 40, 60 (200 x 30 pixels)"
    assert finding.expected
    assert finding.hint


def test_a_fault_without_a_place_is_everywhere(bench):
    (finding,) = look(bench, PictureFault(Kind.BLURRED, detail="nothing in it is sharp"))
    assert finding.observed == "nothing in it is sharp"


@pytest.mark.parametrize("analyses", [{}, {"artwork": SoundAnalysis(1, 1.0, None)}])
def test_a_cover_nobody_looked_at_is_not_judged(bench, analyses):
    bench.change_track(parental_warning=ParentalWarning.EXPLICIT).analyses = analyses
    assert [finding for rule in RULES for finding in bench.ask(rule)] == []


@pytest.mark.parametrize(("title", "said"), [("Exclusive", "EXCLUSIVE"), ("CD", "CD"), ("Vinyl Days", "VINYL")])
def test_a_title_may_stand_on_the_cover_whatever_it_says(bench, title, said):
    bench.change(titles=(Title(title),))
    assert look(bench, PictureFault(Kind.PROMOTION, WHERE, 1.0, said), texts=[said]) == []


def test_a_code_is_never_part_of_a_title(bench):
    bench.change(titles=(Title("QRCode: x"),))
    assert [finding.rule for finding in look(bench, PictureFault(Kind.CODE, WHERE, 1.0, "QRCode: x"))] == [
        "CMN-IMG-005"
    ]


@pytest.mark.parametrize(
    "text",
    [
        "NIGHT TRAINS",
        "NIGHTTRAINS",
        "Trains",
        "N1GHT TRA1NS",
        "NIGHT TRAINS MIRA SOLANO",
        "Mira Solano presents",
        "MÍRA SOLANO",
        "Mra Solan",
        "Deluxe Edition",
        "Vol. II",
        "ACME records",
        "Station 1/2",
        "EP",
        "★",
        "Ночные поезда",
    ],
)
def test_words_of_the_release_are_its_own(bench, text):
    assert look(bench, texts=[text]) == []


@pytest.mark.parametrize(
    "text", ["DAY SHIPS", "NIGHT TRAINS feat. John Smith", "The Wrong Band", "Mira Solano & Ruben Vale"]
)
def test_other_words_are_told_with_their_place(bench, text):
    (finding,) = look(bench, texts=["NIGHT TRAINS", text])
    assert (finding.rule, finding.severity) == ("CMN-IMG-006", Severity.WARNING)
    assert finding.observed == f"{text!r} at 40, 60 (200 x 30 pixels)"


def test_words_cannot_be_compared_with_a_title_in_other_letters(bench):
    bench.change(titles=(Title("Ночные поезда"),), artists=(Artist("Кино"),))
    assert look(bench, texts=["KINO", "NOCHNYE POEZDA"]) == []


def test_words_that_sell_are_told_once(bench):
    fault = PictureFault(Kind.STORE, WHERE, 1.0, "Listen on Spotify")
    assert [finding.rule for finding in look(bench, fault, texts=["Listen on Spotify"])] == ["CMN-IMG-005"]


@pytest.mark.parametrize("place", ["parental_warning", "further_warnings"])
def test_a_mark_and_an_explicit_track_go_together(bench, place):
    explicit = ParentalWarning.EXPLICIT
    bench.change_track(**{place: explicit if place == "parental_warning" else (LocalWarning(explicit, "US"),)})
    assert look(bench, PictureFault(Kind.ADVISORY, WHERE, 1.0, "PARENTAL ADVISORY")) == []
    (finding,) = look(bench)
    assert (finding.rule, finding.severity) == ("CMN-IMG-008", Severity.NOTE)
    assert look(bench, read=False) == []


@pytest.mark.parametrize(
    ("facts", "observed"),
    [
        ({"progressive": True}, "progressive"),
        ({"size": 10_000_001}, "10,000,001 bytes"),
        ({"width": 40_000, "height": 40_000}, "40000 x 40000 pixels"),
    ],
)
def test_a_file_that_some_stores_refuse_is_told(bench, facts, observed):
    (finding,) = bench.picture(**facts).ask("CMN-IMG-007")
    assert (finding.severity, finding.observed) == (Severity.WARNING, observed)


def test_an_ordinary_file_is_light_and_one_that_cannot_be_read_is_not_weighed(bench):
    assert bench.ask("CMN-IMG-007") == ()
    assert bench.picture(problem="damaged", progressive=True).ask("CMN-IMG-007") == ()
    bench.facts.clear()
    assert bench.ask("CMN-IMG-007") == ()


def test_a_release_without_names_has_nothing_to_compare_with(bench):
    bench.change(titles=(), artists=(), tracks=(), label="", genre=evolve(bench.release.genre, name=""))
    assert len(look(bench, texts=["ANYTHING AT ALL"])) == 1
