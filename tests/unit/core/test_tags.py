"""Tags say what the release says."""

from attrs import evolve

from tunemantra.core.party import Artist, ArtistRole
from tunemantra.core.release import Genre
from tunemantra.core.tags import tags_of
from tunemantra.core.text import LocalText
from tunemantra.testing.factories import make_release


def test_a_track_has_the_tags_of_its_place_and_takes_from_its_release_what_it_does_not_say():
    tags = tags_of(make_release(tracks=2, discs=2), 2, "ab" * 32)
    assert (tags.track, tags.tracks, tags.disc, tags.discs, tags.cover) == (1, 2, 2, 2, "ab" * 32)
    assert (tags.artist, tags.genre, tags.copyright) == ("Ada Lund", "House", make_release().p_line.text)


def test_a_tracks_own_words_come_first():
    plain = make_release()
    guest = (Artist("Ada Lund"), Artist("Jo Ferro", ArtistRole.FEATURED))
    first = evolve(
        plain.tracks[0], artists=guest, genre=Genre("Techno"), titles=(evolve(plain.tracks[0].title, version="Dub"),)
    )
    tags = tags_of(evolve(plain, tracks=(first,)), 0)
    assert (tags.artist, tags.genre, tags.album_artist) == ("Ada Lund feat. Jo Ferro", "Techno", "Ada Lund")
    assert "Dub" in tags.title
    printed = evolve(first, credits=(LocalText("Ada + Jo"),))
    assert tags_of(evolve(plain, tracks=(printed,)), 0).artist == "Ada + Jo"
