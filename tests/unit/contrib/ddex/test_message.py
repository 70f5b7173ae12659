"""What a NewReleaseMessage says, fact by fact."""

from __future__ import annotations

from datetime import timedelta, timezone
from decimal import Decimal

import pytest
from attrs import evolve

from tests.unit.contrib.ddex.messages import (
    FULL,
    PLAIN,
    RECIPIENT,
    SENDER,
    build,
    entries,
    order,
    release,
    root_of,
    texts,
    track,
)
from tunemantra.contrib.ddex import build_new_release
from tunemantra.core.distribution import OrderKind
from tunemantra.core.identifiers import Isni
from tunemantra.core.media import AudioFacts, ImageFacts
from tunemantra.core.party import Artist, ArtistRole, Contributor, ContributorRole
from tunemantra.core.release import ReleaseKind
from tunemantra.core.requirement import AudioForm
from tunemantra.core.text import LocalText, Title
from tunemantra.errors import ReleaseError


def test_the_bytes_are_declared_utf8_without_entities_and_without_a_default_name_space():
    message = build(order())
    assert message.startswith(b'<?xml version="1.0" encoding="UTF-8"?>\n<ern:NewReleaseMessage ')
    assert b"<!" not in message
    assert b" xmlns=" not in message
    assert "夜の歌".encode() in message


def test_the_root_says_version_profile_and_language():
    root = root_of(build(order()))
    assert root.tag == "{http://ddex.net/xml/ern/43}NewReleaseMessage"
    assert root.get("ReleaseProfileVersionId") == "Audio"
    assert root.get("LanguageAndScriptCode") == "en"
    assert root.get("AvsVersionId") == "9"


def test_only_the_root_has_a_name_space():
    assert all("}" not in element.tag for element in root_of(build(order())).iterdescendants())


def test_the_header_names_the_delivery_the_product_and_the_moment_of_the_order():
    root = root_of(build(order()))
    assert root.findtext("MessageHeader/MessageId") == "d-0001"
    assert root.findtext("MessageHeader/MessageThreadId") == "4006381333931"
    assert root.findtext("MessageHeader/MessageSender/PartyId") == SENDER
    assert root.findtext("MessageHeader/MessageRecipient/PartyId") == RECIPIENT
    assert root.findtext("MessageHeader/MessageCreatedDateTime") == "2026-03-01T12:30:15.123Z"


def test_the_same_instant_in_another_zone_gives_the_same_bytes():
    one = order()
    tokyo = one.created_at.astimezone(timezone(timedelta(hours=9)))
    assert build(evolve(one, created_at=tokyo)) == build(one)


def test_titles_of_other_languages_keep_their_tag():
    main = root_of(build(order())).find("ReleaseList/Release")
    tags = [(e.get("LanguageAndScriptCode"), e.findtext("TitleText")) for e in main.findall("DisplayTitle")]
    assert tags == [(None, "Night Songs"), ("ja", "夜の歌"), ("ar", "أغاني الليل")]


def test_a_version_is_a_subtitle_and_part_of_the_whole_title():
    live = track(1, titles=(Title("Song", "Live"),))
    recording = root_of(build(order(release(tracks=(live,))))).find(".//SoundRecording")
    assert recording.findtext("DisplayTitleText") == "Song (Live)"
    assert recording.findtext("DisplayTitle/TitleText") == "Song"
    assert recording.find("DisplayTitle/SubTitle[@SubTitleType='Version']").text == "Live"
    assert recording.findtext("VersionType") == "LiveVersion"


def test_everybody_is_listed_once():
    cast = (Artist("Saeko Shu"), Artist("Acme Records"))
    writer = Contributor("Saeko Shu", (ContributorRole.COMPOSER,))
    root = root_of(build(order(release(artists=cast, contributors=(writer,)))))
    assert texts(root, "PartyList/Party/PartyName/FullName") == ["Saeko Shu", "Acme Records"]


def test_namesakes_with_different_identifiers_are_two_parties():
    one, other = Isni("000000012146438X"), Isni("0000000121032683")
    cast = (Artist("John Smith", isni=one), Artist("John Smith", isni=other))
    root = root_of(build(order(release(artists=cast))))
    assert texts(root, ".//ISNI") == [str(one), str(other)]


def test_a_remixer_is_an_additional_artist_and_a_contributor():
    cast = (Artist("Saeko Shu"), Artist("Remix Person", ArtistRole.REMIXER))
    recording = root_of(build(order(release(artists=cast)))).find(".//SoundRecording")
    assert recording.findtext("DisplayArtistName") == "Saeko Shu"
    assert texts(recording, "DisplayArtist/DisplayArtistRole") == ["MainArtist", "Artist"]
    assert recording.findtext("DisplayArtist/ArtisticRole") == "Remixer"
    assert recording.findtext("Contributor/Role") == "Remixer"


def test_one_contributor_carries_all_roles_of_a_party():
    people = (
        Contributor("Ann", (ContributorRole.COMPOSER,)),
        Contributor("Ann", (ContributorRole.MUSICIAN,), instruments=("Piano",)),
    )
    recording = root_of(build(order(release(contributors=people)))).find(".//SoundRecording")
    assert texts(recording, "Contributor/Role") == ["Composer", "Musician"]
    assert texts(recording, "Contributor/InstrumentType") == ["Piano"]


def test_names_in_other_scripts_reach_party_and_credit():
    artist = Artist("Saeko Shu", names=(LocalText("しゅうさえこ", "ja"),))
    root = root_of(build(order(release(artists=(artist,)))))
    assert root.find("PartyList/Party/PartyName[@LanguageAndScriptCode='ja']/FullName").text == "しゅうさえこ"
    assert root.find(".//DisplayArtistName[@LanguageAndScriptCode='ja']").text == "しゅうさえこ"


def test_the_recipients_artist_ids_are_sent_in_its_name_space():
    artist = Artist("Saeko Shu", ids=(("beatport", "4711"), ("spotify", "xyz")))
    root = root_of(build(order(release(artists=(artist,))), FULL))
    assert texts(root, f"PartyList//ProprietaryId[@Namespace='{RECIPIENT}']") == ["4711"]


@pytest.mark.parametrize(
    ("form", "codec", "bits", "expected"),
    [
        (AudioForm("wav", "pcm", 44100, 16), "pcm_s16le", 16, ("WAV", "PCM", "1411.2", "44100", "16")),
        (AudioForm("aiff", "pcm", 48000, 24), "pcm_s24be", 24, ("AIFF", "PCM", "2304", "48000", "24")),
        (AudioForm("flac", "flac", 96000, 24), "flac", 24, (None, "FLAC", None, "96000", "24")),
        (AudioForm("mp3", "mp3", 44100, 0, bitrate=320_000), "mp3", 0, (None, "MP3", "320", "44100", None)),
        (AudioForm("m4a", "aac", 44100, 0, bitrate=256_000), "aac", 0, ("MP4", "AAC", "256", "44100", None)),
        (AudioForm("opus", "opus", 48000, 0, bitrate=128_000), "opus", 0, ("Ogg", "UserDefined", "128", "48000", None)),
    ],
    ids=lambda value: value.container if isinstance(value, AudioForm) else "",
)
def test_technical_details_are_those_of_the_bytes(schemas, form, codec, bits, expected):
    one = order(release(size=1))
    facts = AudioFacts(form.container, codec, form.sample_rate, bits, 2, form.sample_rate * 3)
    files = entries(one)
    files["tracks[0].audio"] = evolve(files["tracks[0].audio"], facts=facts, form=form)
    message = build_new_release(one, files, PLAIN)
    delivery = root_of(message).find(".//DeliveryFile")
    tags = ("ContainerFormat", "AudioCodecType", "BitRate", "SamplingRate", "BitsPerSample")
    assert tuple(delivery.findtext(tag) for tag in tags) == expected
    assert schemas.validate(message) == ()


@pytest.mark.parametrize(
    ("rate", "frames", "expected"),
    [
        (44100, 9_045_925, "PT3M25.123S"),
        (48000, 48000 * 60, "PT1M"),
        (48000, 48000 * 3723, "PT1H2M3S"),
        (44100, 44100 * 3600, "PT1H"),
        (1000, 1500, "PT1.5S"),
    ],
)
def test_a_length_is_written_to_the_millisecond(rate, frames, expected):
    one = order(release(size=1))
    files = entries(one)
    facts = AudioFacts("wav", "pcm_s16le", rate, 16, 2, frames)
    files["tracks[0].audio"] = evolve(files["tracks[0].audio"], facts=facts)
    assert root_of(build_new_release(one, files, PLAIN)).findtext(".//SoundRecording/Duration") == expected


def test_the_delivered_length_beats_the_stated_one():
    long = release(size=1, tracks=(track(1, duration=Decimal(999)),))
    assert root_of(build(order(long))).findtext(".//SoundRecording/Duration") == "PT3M25.123S"


def test_one_disc_is_one_group_and_the_cover_hangs_on_it():
    group = root_of(build(order())).find(".//Release/ResourceGroup")
    assert texts(group, "ResourceGroupContentItem/SequenceNumber") == ["1", "2"]
    assert texts(group, "ResourceGroupContentItem/ReleaseResourceReference") == ["A1", "A2"]
    assert group.findtext("LinkedReleaseResourceReference") == "A3"


def test_several_discs_are_components_with_their_own_numbers():
    tracks = (track(1), track(2), track(3, disc=2, number=1))
    group = root_of(build(order(release(tracks=tracks)))).find(".//Release/ResourceGroup")
    discs = group.findall("ResourceGroup[@ResourceGroupType='Component']")
    assert [disc.findtext("SequenceNumber") for disc in discs] == ["1", "2"]
    items = "ResourceGroupContentItem/SequenceNumber"
    assert [texts(disc, items) for disc in discs] == [["1", "2"], ["1"]]


def test_every_track_is_a_track_release_named_by_product_and_recording():
    root = root_of(build(order()))
    names = texts(root, "ReleaseList/TrackRelease/ReleaseId/ProprietaryId")
    assert names == ["4006381333931_USS1Z9900001", "4006381333931_USS1Z9900002"]


def test_a_simple_single_has_no_track_release_and_the_cover_on_its_item():
    root = root_of(build(order(release(size=1)), FULL))
    assert root.get("ReleaseProfileVersionId") == "SimpleAudioSingle"
    assert root.findall("ReleaseList/TrackRelease") == []
    assert root.findtext(".//ResourceGroupContentItem/LinkedReleaseResourceReference") == "A2"
    assert set(texts(root, ".//DealReleaseReference")) <= {"R0"}


@pytest.mark.parametrize(
    ("casts", "flag"),
    [(("A", "B"), "IsMultiArtistCompilation"), (("A", "A"), "IsSingleArtistCompilation")],
)
def test_a_compilation_is_an_album_with_a_flag(casts, flag):
    tracks = tuple(track(n, artists=(Artist(name),)) for n, name in enumerate(casts, start=1))
    main = root_of(build(order(release(tracks=tracks, kind=ReleaseKind.COMPILATION)))).find(".//Release")
    assert main.findtext("ReleaseType") == "Album"
    assert main.findtext(flag) == "true"


def test_an_instrumental_has_no_language():
    recording = root_of(build(order(release(tracks=(track(1, language="zxx"),))))).find(".//SoundRecording")
    assert recording.findtext("IsInstrumental") == "true"
    assert recording.find("LanguageOfPerformance") is None


def test_an_update_states_everything_and_marks_what_stays_at_the_platform(schemas):
    one = order(kind=OrderKind.UPDATE)
    message = build_new_release(one, entries(one, provided=False), PLAIN)
    root = root_of(message)
    assert set(texts(root, ".//IsProvidedInDelivery")) == {"false"}
    assert len(root.findall(".//ReleaseDeal")) == 1
    assert schemas.validate(message) == ()


def test_an_update_of_words_alone_needs_no_file(schemas):
    message = build_new_release(order(kind=OrderKind.UPDATE), {}, PLAIN)
    root = root_of(message)
    assert root.findall(".//TechnicalDetails") == []
    assert set(texts(root, ".//SoundRecording/Duration")) == {"PT3M25.123S"}
    assert schemas.validate(message) == ()


def test_a_takedown_states_the_release_without_any_deal(schemas):
    message = build(order(kind=OrderKind.TAKEDOWN))
    root = root_of(message)
    assert root.find("DealList") is None
    assert len(root.findall("ReleaseList/TrackRelease")) == 2
    assert schemas.validate(message) == ()


def test_a_takedown_needs_no_length(schemas):
    unknown = release(tracks=(track(1, duration=None),))
    message = build(order(unknown, kind=OrderKind.TAKEDOWN))
    assert root_of(message).findtext(".//SoundRecording/Duration") == "PT0S"
    assert schemas.validate(message) == ()


def test_an_insert_without_its_files_names_each_of_them():
    with pytest.raises(ReleaseError) as refused:
        build_new_release(order(), {}, PLAIN)
    assert [finding.path for finding in refused.value.findings] == ["artwork", "tracks[0].audio", "tracks[1].audio"]


def test_a_length_nobody_knows_is_refused():
    unknown = release(tracks=(track(1, duration=None),))
    with pytest.raises(ReleaseError) as refused:
        build_new_release(order(unknown, kind=OrderKind.UPDATE), {}, PLAIN)
    assert [finding.path for finding in refused.value.findings] == ["tracks[0].duration"]


def test_a_file_without_the_wanted_hash_or_of_the_wrong_kind_is_refused():
    one = order(release(size=1))
    files = entries(one)
    files["tracks[0].audio"] = evolve(files["tracks[0].audio"], sha256="")
    files["artwork"] = evolve(files["artwork"], facts=AudioFacts("wav", "pcm_s16le", 44100, 16, 2, 44100))
    with pytest.raises(ReleaseError) as refused:
        build_new_release(one, files, PLAIN)
    found = [(finding.rule, finding.path) for finding in refused.value.findings]
    assert found == [("ERN-FILE-002", "artwork"), ("ERN-FILE-003", "tracks[0].audio")]


def test_an_image_format_without_a_word_of_its_own_is_user_defined(schemas):
    one = order()
    files = entries(one)
    files["artwork"] = evolve(files["artwork"], facts=ImageFacts("WEBP", 3000, 3000, "RGB"))
    message = build_new_release(one, files, PLAIN)
    codec = root_of(message).find(".//ImageCodecType")
    assert (codec.text, codec.get("UserDefinedValue"), codec.get("Namespace")) == ("UserDefined", "WEBP", SENDER)
    assert schemas.validate(message) == ()


@pytest.mark.parametrize("text", ["nul\x00", "bell\x07", "half \ud800"])
def test_a_text_that_xml_cannot_hold_is_named(text):
    with pytest.raises(ReleaseError) as refused:
        build(order(release(label=text)))
    assert [finding.path for finding in refused.value.findings] == ["label"]


def test_a_platforms_own_values_have_their_places(schemas):
    mixed = track(1, bpm=Decimal("128.5"), key="Db maj")
    message = build(order(release(tracks=(mixed, track(2)))), FULL)
    root = root_of(message)
    recording = root.find(".//SoundRecording")
    own = {e.get("Namespace"): e.text for e in recording.findall(".//ResourceId/ProprietaryId")}
    assert own == {f"DPID:{RECIPIENT}:BPM": "128.5", f"DPID:{RECIPIENT}:KEY": "Db maj"}
    assert recording.find("VersionType").get("UserDefinedValue") == "Original Mix"
    category = root.find(".//TrackRelease/Genre/GenreCategory/Value")
    assert category.get("UserDefinedValue") == "Techno (Peak Time / Driving)"
    assert root.find(f".//Release/ReleaseId/ProprietaryId[@Namespace='DPID:{RECIPIENT}:PACKAGE']").text == "bundle"
    assert schemas.validate(message) == ()


def test_a_simple_single_carries_the_tracks_own_genre_on_the_release():
    values = root_of(build(order(release(size=1)), FULL)).findall(".//Release/Genre/GenreCategory/Value")
    assert [value.get("UserDefinedValue") for value in values] == ["Techno", "Techno (Peak Time / Driving)"]


def test_a_preview_says_where_to_begin(schemas):
    message = build(order(release(tracks=(track(1, preview_start=Decimal("45.5")),))))
    clip = root_of(message).find(".//ClipDetails")
    assert (clip.findtext("ClipType"), clip.findtext("Timing/StartPoint")) == ("Preview", "45.5")
    assert schemas.validate(message) == ()
