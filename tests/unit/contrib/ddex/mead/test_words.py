"""A label's own words in those of the standard."""

from __future__ import annotations

import pytest

from tunemantra.contrib.ddex.mead import AllowedValue, harmony_of
from tunemantra.contrib.ddex.mead.words import _GENRES, _NOTES, genre_of, word_of

DPID = "PADPIDA2013042401U"


@pytest.mark.parametrize(
    ("key", "note", "quality"),
    [
        ("A min", "A", "MinorTriad"),
        ("Db maj", "C#/Db", "MajorTriad"),
        ("C# min", "C#/Db", "MinorTriad"),
        ("G♭ major", "Gb/F#", "MajorTriad"),
        ("Cb maj", "B", "MajorTriad"),
        ("B# minor", "C", "MinorTriad"),
        ("F#m", "Gb/F#", "MinorTriad"),
        ("Ebmaj", "Eb/D#", "MajorTriad"),
        ("E", "E", None),
    ],
)
def test_a_key_is_told_by_its_root_chord(key, note, quality):
    harmony = harmony_of(key)
    assert harmony.root_chord_note.value == note
    assert (harmony.root_chord_quality.value if harmony.root_chord_quality else None) == quality


@pytest.mark.parametrize("key", ["", "8A", "H min", "A minorish", "no key"])
def test_a_key_that_cannot_be_read_is_none(key):
    assert harmony_of(key) is None


def test_every_word_for_a_key_and_a_genre_is_in_the_sets(mead):
    sets = mead.value_sets()
    assert set(_NOTES) < sets["RootChordNote"]
    assert {"MajorTriad", "MinorTriad"} < sets["RootChordQuality"]
    assert set(_GENRES.values()) == sets["ClassifiedGenre"] - {"UserDefined"}


@pytest.mark.parametrize(
    ("name", "word"),
    [("Hip-Hop", "HipHop"), ("R&B", "R'n'B"), ("electronic", "ElectronicMusic"), ("Spoken Word", "Spoken")],
)
def test_a_genre_the_standard_has_is_written_in_its_words(name, word):
    assert genre_of(name, DPID).value == word


def test_another_genre_is_ones_own():
    genre = genre_of("Schlager", DPID, "de")
    assert (genre.value, genre.user_defined, genre.namespace, genre.language) == ("UserDefined", "Schlager", DPID, "de")


def test_a_word_is_found_in_its_set_however_it_is_spaced():
    allowed = {"ChicagoBlues", "JumpBlues"}
    assert word_of("Chicago Blues", allowed, DPID) == AllowedValue("ChicagoBlues")
    assert word_of("jump blues", allowed, DPID) == AllowedValue("JumpBlues")
    assert word_of("JumpBlues", allowed, DPID) == AllowedValue("JumpBlues")
    assert word_of("Pub Rock", allowed, DPID) == AllowedValue.own("Pub Rock", DPID)
    assert word_of("JumpBlues", frozenset(), DPID) == AllowedValue.own("JumpBlues", DPID)
