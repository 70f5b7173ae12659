"""What a document does not carry is found by walking all of a release."""

from __future__ import annotations

from decimal import Decimal

from attrs import evolve, fields

from tunemantra.contrib.batches import unsaid, unsaid_notes
from tunemantra.core.finding import Severity
from tunemantra.core.identifiers import Isni
from tunemantra.core.party import Artist
from tunemantra.core.release import Release
from tunemantra.core.text import LocalText
from tunemantra.testing.factories import make_full_release, make_release

EVERYTHING = {field.name for field in fields(Release)}


def test_nothing_is_unsaid_of_what_is_carried_whole():
    assert list(unsaid(make_full_release(), EVERYTHING)) == []


def test_every_field_that_states_something_is_found_by_its_path():
    release = make_release(keywords=(LocalText("sea"),))
    assert list(unsaid(release, EVERYTHING - {"keywords"})) == [("keywords", "1 of them")]
    assert list(unsaid(make_release(), EVERYTHING - {"keywords"})) == []


def test_what_lies_inside_is_asked_for_where_only_a_part_is_carried():
    artist = Artist("Ada Lund", isni=Isni("000000012146438X"))
    release = make_release(artists=(artist, Artist("Jo")))
    carried = EVERYTHING - {"artists"} | {"artists.name", "artists.role"}
    assert list(unsaid(release, carried)) == [("artists[0].isni", str(artist.isni))]


def test_a_track_is_walked_with_its_place():
    release = make_release()
    tracks = {f"tracks.{field.name}" for field in fields(type(release.tracks[0]))}
    second = evolve(release.tracks[1], work="Sonata")
    release = evolve(release, tracks=(release.tracks[0], second))
    assert list(unsaid(release, EVERYTHING - {"tracks"} | tracks - {"tracks.work"})) == [("tracks[1].work", "Sonata")]


def test_a_gain_is_carried_out_and_lost_by_no_document():
    release = make_release()
    tracks = {f"tracks.{field.name}" for field in fields(type(release.tracks[0]))}
    louder = evolve(release, tracks=tuple(evolve(track, gain=Decimal(-1)) for track in release.tracks))
    assert list(unsaid(louder, EVERYTHING - {"tracks"} | tracks - {"tracks.gain"})) == []


def test_a_note_names_the_first_place_and_counts_the_others():
    release = make_release()
    tracks = {f"tracks.{field.name}" for field in fields(type(release.tracks[0]))}
    carried = EVERYTHING - {"tracks"} | tracks - {"tracks.key"}
    (note,) = unsaid_notes(release, carried, "X-CSV-001", "The manifest has no column")
    assert (note.rule, note.severity, note.path) == ("X-CSV-001", Severity.NOTE, "tracks[0].key")
    assert note.message == "The manifest has no column for tracks.key; it is not sent."
    assert note.observed == "A min, and 1 more"
