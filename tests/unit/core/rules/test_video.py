"""CMN-VID."""

from decimal import Decimal

from attrs import evolve

from tunemantra.core.media import VideoFacts
from tunemantra.core.rules.video import whole_film

FILM = VideoFacts("mp4", "h264", 1080, 1920, Decimal(25), 5000)


def test_a_film_that_cannot_be_decoded_blocks():
    (finding,) = whole_film(evolve(FILM, problem="the file is empty"), "tracks[0].audio", "film.mp4")
    assert (finding.rule, finding.observed, finding.blocks) == ("CMN-VID-001", "the file is empty", True)
    assert (finding.path, finding.file) == ("tracks[0].audio", "film.mp4")


def test_a_whole_film_has_no_finding():
    assert list(whole_film(FILM, "tracks[0].audio")) == []
