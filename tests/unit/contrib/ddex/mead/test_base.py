"""What a release already says."""

from __future__ import annotations

from decimal import Decimal

from attrs import evolve

from tests.unit.contrib.ddex.mead.model import SENDER, header, is_valid_for
from tests.unit.contrib.ddex.messages import release, track
from tunemantra.contrib.ddex.mead import AllowedValue, Focus, Harmony, Lyrics, Mood, mead_of, validate_mead, write_mead
from tunemantra.core.identifiers import Iswc
from tunemantra.core.party import Artist, ArtistRole, Contributor, ContributorRole
from tunemantra.core.text import AdditionalTitle, LocalText, Title, TitleKind

ISWC = Iswc.parse("T-034.524.680-1")
DPID = str(SENDER.dpid)


def told_of(product, **changes):
    return mead_of(evolve(product, **changes), header())


def test_the_release_is_identified_titled_and_credited():
    (told,) = told_of(release(catalog_number="ACME-001")).releases
    summary = told.summary
    assert (summary.id.icpn, summary.id.catalog_number.value) == ("4006381333931", "ACME-001")
    assert [(title.text.title, title.language, title.is_default) for title in summary.titles] == [
        ("Night Songs", "", True),
        ("夜の歌", "ja", None),
        ("أغاني الليل", "ar", None),
    ]
    assert [credit.name.text for credit in summary.credits] == ["Saeko Shu feat. Guest"]
    assert [artist.names[0].full_name.name.text for artist in summary.artists] == ["Saeko Shu", "Guest"]
    assert told.genres[0].value.value == "ElectronicMusic"
    assert told.sub_genres[0].values == (AllowedValue.own("Techno", DPID),)


def test_a_recording_has_its_tempo_key_and_title_with_version():
    song = track(1, titles=(Title("Song", "Live"),), bpm=Decimal("127.5"), key="F# min", preview_start=Decimal(30))
    (told,) = told_of(release(tracks=(song,))).resources
    assert told.summary.id.isrc == "USS1Z9900001"
    assert told.summary.titles[0].subtitles[0].title == "Live"
    assert [tempo.value for tempo in told.beats_per_minute] == [Decimal("127.5")]
    assert told.harmonies == (Harmony("Gb/F#", "MinorTriad"),)
    (part,) = told.recording_parts
    assert (part.part_type.value, part.start_point, part.end_point) == ("Preview", Decimal(30), None)


def test_what_a_track_does_not_say_is_not_told():
    told = told_of(release(size=1)).resources[0]
    assert (told.beats_per_minute, told.harmonies, told.recording_parts, told.used_musical_works) == ((), (), (), ())
    assert told_of(release(size=1)).works == ()


def test_recordings_of_one_work_share_it():
    tracks = (track(1, iswc=ISWC), track(2, iswc=ISWC), track(3))
    message = told_of(release(tracks=tracks))
    (work,) = message.works
    assert (work.reference, work.summary.id.iswc, work.summary.titles[0].text.title) == ("W1", str(ISWC), "Song 1")
    assert [writer.names[0].full_name.name.text for writer in work.summary.writers] == ["Ann Writer"]
    used = [
        [reference for used in told.used_musical_works for reference in used.references] for told in message.resources
    ]
    assert used == [["W1"], ["W1"], []]


def test_a_work_nobody_is_known_to_have_written_is_not_told_of():
    message = told_of(release(tracks=(track(1, iswc=ISWC),)), contributors=())
    assert message.works == ()
    assert message.resources[0].used_musical_works == ()


def test_a_recording_that_occurs_twice_is_told_of_once_in_order():
    tracks = (track(1), track(2), evolve(track(1), number=3))
    isrcs = [told.summary.id.isrc for told in told_of(release(tracks=tracks)).resources]
    assert isrcs == ["USS1Z9900001", "USS1Z9900002"]


def test_instruments_are_the_standards_words_where_its_sets_are_known(mead):
    player = Contributor("Bo", (ContributorRole.MUSICIAN,), instruments=("Accordion", "Kitchen sink", "Accordion"))
    product = evolve(release(size=1), contributors=(player,))
    (told,) = mead_of(product, header(), mead.value_sets()).resources
    assert [used.value for used in told.instruments_used] == [
        AllowedValue("Accordion"),
        AllowedValue.own("Kitchen sink", DPID),
    ]
    (unknown,) = mead_of(product, header()).resources
    assert unknown.instruments_used[0].value == AllowedValue.own("Accordion", DPID)


def test_writers_keep_their_numbers():
    writer = Contributor("Ann", (ContributorRole.COMPOSER,), ipi="00014107338")
    nameless = Contributor("Bo", (ContributorRole.LYRICIST,), ipi="not a number")
    message = told_of(release(tracks=(track(1, iswc=ISWC),)), contributors=(writer, nameless))
    first, second = message.works[0].summary.writers
    assert first.ids[0].ipi_name_number == "00014107338"
    assert second.ids == ()


def test_texts_for_people_and_other_titles_are_told():
    (told,) = told_of(
        release(),
        synopsis=(LocalText("A night in songs.", "en"),),
        keywords=(LocalText("night"), LocalText("city")),
        additional_titles=(AdditionalTitle("Night Songs, formally", TitleKind.FORMAL, "Part 1", "en"),),
        credits=(LocalText("Saeko Shu with Guest"),),
    ).releases
    kinds = [note.note_types[0].user_defined for note in told.commentary_notes]
    assert kinds == ["Synopsis", "Keywords"]
    assert [text.text for text in told.commentary_notes[1].texts] == ["night", "city"]
    (title,) = told.alternative_titles
    assert (title.text.title, title.subtitle.title, title.title_type, title.languages) == (
        "Night Songs, formally",
        "Part 1",
        "FormalTitle",
        ("en",),
    )
    assert told.summary.credits[0].name.text == "Saeko Shu with Guest"


def test_an_artist_has_every_name_and_a_language_the_standard_cannot_write_is_left_out():
    artist = Artist("Saeko", ArtistRole.MAIN, names=(LocalText("さえこ", "ja"), LocalText("Saeko!", "x-klingon")))
    (told,) = told_of(release(), artists=(artist,)).releases
    assert [(name.full_name.name.text, name.language) for name in told.summary.artists[0].names] == [
        ("Saeko", ""),
        ("さえこ", "ja"),
        ("Saeko!", ""),
    ]


def test_more_is_told_of_one_recording_of_all_releases_and_of_all_works(mead, second_mead_opinion):
    base = told_of(release(tracks=(track(1, iswc=ISWC), track(2))))
    richer = (
        base.with_recording("USS1Z9900002", lambda told: evolve(told, moods=(Mood("Happy"),), focuses=(Focus(),)))
        .with_releases(lambda told: evolve(told, moods=(Mood("Dark"),)))
        .with_works(lambda told: evolve(told, lyrics=(Lyrics.plain("La\nla", "en"),)))
    )
    assert [len(told.moods) for told in richer.resources] == [0, 1]
    assert [told.moods[0].value.value for told in richer.releases] == ["Dark"]
    assert richer.works[0].lyrics[0].text.text == "La\nla"
    xml = write_mead(richer)
    assert validate_mead(xml, mead) == ()
    assert is_valid_for(second_mead_opinion, xml) == []
