"""SPOT-CNV: each rule finds its fault, and a good Canvas has none."""

from __future__ import annotations

from decimal import Decimal

import pytest
from attrs import evolve

from tunemantra.core.analysis import PictureText, Region
from tunemantra.core.finding import Severity
from tunemantra.core.media import AudioFacts, VideoFacts
from tunemantra.plugins.spotify.canvas import CANVAS, check_canvas

GOOD = VideoFacts("mp4", "h264", 1080, 1920, Decimal(25), 5000)
SOUND = AudioFacts("mp4", "aac", 48_000, 0, 2, 240_000)


@pytest.mark.parametrize(
    ("facts", "rule", "observed"),
    [
        ({"milliseconds": 2999}, "SPOT-CNV-001", "2.999 seconds"),
        ({"milliseconds": 8001}, "SPOT-CNV-001", "8.001 seconds"),
        ({"width": 1086}, "SPOT-CNV-002", "1086 x 1920 pixels"),
        ({"width": 404, "height": 719}, "SPOT-CNV-003", "719 pixels high"),
        ({"container": "mov"}, "SPOT-CNV-004", "mov, h264"),
        ({"codec": "hevc"}, "SPOT-CNV-004", "mp4, hevc"),
        ({"audio": SOUND}, "SPOT-CNV-005", "aac"),
        ({"problem": "the file is empty", "width": 0}, "CMN-VID-001", "the file is empty"),
    ],
)
def test_each_fault_blocks_with_one_finding(facts, rule, observed):
    (finding,) = check_canvas(evolve(GOOD, **facts), "tracks[0].canvas", file="canvas.mp4")
    assert (finding.rule, finding.observed, finding.blocks) == (rule, observed, True)
    assert (finding.path, finding.file) == ("tracks[0].canvas", "canvas.mp4")
    assert finding.platform == ("" if rule == "CMN-VID-001" else "spotify")


@pytest.mark.parametrize(
    "facts", [{}, {"milliseconds": 3000}, {"milliseconds": 8000}, {"width": 1085}, {"width": 1075}]
)
def test_a_good_canvas_has_no_finding(facts):
    assert list(check_canvas(evolve(GOOD, **facts), "tracks[0].canvas")) == []


def test_words_are_a_warning():
    text = PictureText("NIGHT TRAINS", Region(0, 0, 9, 9), 0.9)
    (finding,) = check_canvas(GOOD, "tracks[0].canvas", [text])
    assert (finding.rule, finding.severity, finding.observed) == ("SPOT-CNV-006", Severity.WARNING, "'NIGHT TRAINS'")


def test_what_is_delivered_of_a_large_film_is_a_canvas():
    form = CANVAS.form_for(evolve(GOOD, container="mov", codec="prores", width=2160, height=3840, audio=SOUND))
    made = evolve(GOOD, width=form.width, height=form.height)
    assert (form.container, form.codec, form.audio) == ("mp4", "h264", False)
    assert list(check_canvas(made, "tracks[0].canvas")) == []
