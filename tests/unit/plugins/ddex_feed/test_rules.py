from __future__ import annotations

from attrs import evolve

from tunemantra.plugins.ddex_feed.rules import check_release
from tunemantra.testing import make_release


def places(*numbers):
    release = make_release(tracks=len(numbers))
    tracks = tuple(evolve(track, number=number) for track, number in zip(release.tracks, numbers, strict=True))
    return evolve(release, tracks=tracks)


def test_each_place_names_one_file():
    assert list(check_release(places(1, 2))) == []


def test_two_tracks_in_one_place_and_a_number_too_long_are_said():
    found = [(finding.rule, finding.path) for finding in check_release(places(1, 1, 1000))]
    assert found == [("FEED-NAM-001", "tracks[1].number"), ("FEED-NAM-001", "tracks[2].number")]
