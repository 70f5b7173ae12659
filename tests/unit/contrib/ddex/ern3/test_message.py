"""What a message of ERN 3.8 says, fact by fact."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from attrs import evolve

from tests.unit.contrib.ddex.ern3.written import BOTH, DIALECT, entries, film, read, write
from tests.unit.contrib.ddex.messages import FULL, RECIPIENT, SENDER, deal, order, release, root_of, texts, track
from tunemantra.contrib.ddex import HashAlgorithm, build_new_release
from tunemantra.contrib.ddex.versions import ERN_382
from tunemantra.core.composition import Asset, Component, MixPart, RelatedRelease, Relationship
from tunemantra.core.distribution import OrderKind
from tunemantra.core.identifiers import Gtin, Isni, Isrc, Iswc
from tunemantra.core.media import AudioFacts
from tunemantra.core.party import Artist, ArtistRole, Contributor, ContributorRole
from tunemantra.core.release import Genre, LocalWarning, Medium, ParentalWarning, ReleaseKind
from tunemantra.core.rights import CLine, CommercialModel, PLine, Price, PriceBasis, UseType, Visibility
from tunemantra.core.schedule import ReleaseMoment
from tunemantra.core.territory import TerritorySet
from tunemantra.core.text import AdditionalTitle, LocalText, Title, TitleKind

RECORDING = "ResourceList/SoundRecording"
MAIN = "ReleaseList/Release[@IsMainRelease='true']"
TRACKS = "ReleaseList/Release[@IsMainRelease='false']"
TERMS = "DealList/ReleaseDeal/Deal/DealTerms"


def tags(element):
    return [child.tag for child in element]


def composites(parent, name):
    """Return the composites by territory of an element, by place."""
    return {one.findtext("TerritoryCode"): one for one in parent.findall(f"{name}DetailsByTerritory")}


def test_the_root_says_version_profile_and_language():
    root = read(release())
    assert root.tag == "{http://ddex.net/xml/ern/383}NewReleaseMessage"
    assert root.get("MessageSchemaVersionId") == "ern/383"
    assert root.get("ReleaseProfileVersionId") == "CommonReleaseTypes/14/AudioAlbumMusicOnly"
    assert root.get("LanguageAndScriptCode") == "en"
    assert root.get("AvsVersionId") is None
    assert all("}" not in element.tag for element in root.iterdescendants())


def test_the_older_version_differs_in_name_alone():
    one = order()
    newer, older = write(one), write(one, ERN_382)
    assert newer.replace(b"383", b"382") == older


def test_the_parts_stand_in_the_order_of_the_schema():
    assert tags(read(release())) == ["MessageHeader", "ResourceList", "ReleaseList", "DealList"]


def test_a_partner_may_call_the_profile_otherwise():
    root = read(release(), profile_name="CommonReleaseTypes/13/AudioAlbum")
    assert root.get("ReleaseProfileVersionId") == "CommonReleaseTypes/13/AudioAlbum"


@pytest.mark.parametrize(
    ("kind", "word"),
    [
        (OrderKind.INSERT, "OriginalMessage"),
        (OrderKind.UPDATE, "UpdateMessage"),
        (OrderKind.TAKEDOWN, "UpdateMessage"),
    ],
)
def test_the_deprecated_indicator_is_sent_to_whom_it_is_needed(kind, word):
    assert read(release(), kind, update_indicator=True).findtext("UpdateIndicator") == word
    assert read(release(), kind).find("UpdateIndicator") is None


def test_a_takedown_says_everything_but_the_deals_and_sets_no_flag():
    root = read(release(), OrderKind.TAKEDOWN)
    assert root.find("DealList") is None
    assert root.find(".//TakeDown") is None
    assert len(root.findall("ReleaseList/Release")) == 3
    assert root.find(".//File") is None


def test_a_takedown_gives_nothing_away():
    gift = deal(pre_order=True, instant_gratification=(Isrc("USS1Z9900002"),))
    root = read(release(deals=(gift,)), OrderKind.TAKEDOWN)
    assert root.find(".//IsInstantGratificationResource") is None


# Recordings


def test_a_recording_says_who_it_is_before_what_differs_by_territory():
    song = track(1, iswc=Iswc("T0345246801"), language="ja-Latn", original_release_date=date(1999, 1, 2))
    recording = read(release(tracks=(song,))).find(RECORDING)
    assert tags(recording) == [
        *("SoundRecordingType", "SoundRecordingId", "IndirectSoundRecordingId", "ResourceReference"),
        *("ReferenceTitle", "LanguageOfPerformance", "Duration", "SoundRecordingDetailsByTerritory"),
    ]
    assert recording.findtext("SoundRecordingId/ISRC") == "USS1Z9900001"
    assert recording.findtext("IndirectSoundRecordingId/ISWC") == "T0345246801"
    assert recording.findtext("LanguageOfPerformance") == "ja"
    assert recording.findtext(".//OriginalResourceReleaseDate") == "1999-01-02"


def test_an_instrumental_has_no_language():
    recording = read(release(tracks=(track(1, language="zxx"),))).find(RECORDING)
    assert recording.findtext("IsInstrumental") == "true"
    assert recording.find("LanguageOfPerformance") is None


def test_what_differs_in_a_territory_stands_alone_in_its_composite():
    song = track(
        1,
        titles=(Title("Song", "Live"), Title("Lied", language="de"), Title("歌", language="ja", territory="JP")),
        further_p_lines=(PLine(2026, "Acme JP", territory="JP"),),
        further_warnings=(LocalWarning(ParentalWarning.EXPLICIT, "DE"),),
    )
    details = composites(read(release(tracks=(song,))).find(RECORDING), "SoundRecording")
    assert list(details) == ["Worldwide", "DE", "JP"]
    assert tags(details["DE"]) == ["TerritoryCode", "ParentalWarningType"]
    assert tags(details["JP"]) == ["TerritoryCode", "Title", "PLine"]
    shown = [
        (one.get("TitleType"), one.get("LanguageAndScriptCode"), one.findtext("TitleText"), one.findtext("SubTitle"))
        for one in details["Worldwide"].findall("Title")
    ]
    assert shown == [
        ("DisplayTitle", None, "Song", "Live"),
        ("DisplayTitle", "de", "Lied", None),
        ("FormalTitle", None, "Song", "Live"),
    ]
    assert details["JP"].findtext("PLine/PLineText") == "℗ 2026 Acme JP"


def test_other_titles_tell_what_they_are():
    others = (AdditionalTitle("Symphony", TitleKind.GROUPING), AdditionalTitle("The Song", subtitle="I. Allegro"))
    root = read(release(tracks=(track(1, additional_titles=others),)))
    for path in (f"{RECORDING}/SoundRecordingDetailsByTerritory", f"{TRACKS}/ReleaseDetailsByTerritory"):
        found = [
            (one.get("TitleType"), one.findtext("TitleText"), one.findtext("SubTitle"))
            for one in root.findall(f"{path}/Title")
        ]
        assert found == [
            ("DisplayTitle", "Song 1", None),
            ("FormalTitle", "The Song", "I. Allegro"),
            ("GroupingTitle", "Symphony", None),
        ]


def test_artists_are_named_with_their_roles_names_and_identifiers():
    artists = (
        Artist("Saeko", isni=Isni("0000000121032683"), names=(LocalText("冴子", "ja", "JP"), LocalText("سايكو", "ar"))),
        Artist("Guest", ArtistRole.FEATURED, ids=(("beatport", "42"), ("other", "7"))),
        Artist("Mixer", ArtistRole.REMIXER),
    )
    root = read(release(tracks=(track(1, artists=artists),)), platform="beatport")
    details = composites(root.find(RECORDING), "SoundRecording")
    first, second, third = details["Worldwide"].findall("DisplayArtist")
    assert [one.get("SequenceNumber") for one in (first, second, third)] == ["1", "2", "3"]
    assert texts(first, "PartyName/FullName") == ["Saeko", "سايكو"]
    assert [(one.get("IsISNI"), one.text) for one in first.findall("PartyId")] == [("true", "0000000121032683")]
    assert [(one.get("Namespace"), one.text) for one in second.findall("PartyId")] == [(f"DPID:{RECIPIENT}", "42")]
    assert [one.findtext("ArtistRole") for one in (first, second)] == ["MainArtist", "FeaturedArtist"]
    role = third.find("ArtistRole")
    assert (role.text, role.get("UserDefinedValue"), role.get("Namespace")) == (
        "UserDefined", "Remixer", f"DPID:{SENDER}",
    )  # fmt: skip
    assert texts(details["JP"], "DisplayArtist/PartyName/FullName") == ["冴子", "Guest", "Mixer"]


def test_a_credit_is_written_on_a_recording_where_it_is_not_the_releases():
    tracks = (track(1), track(2, artists=(Artist("Solo"),)), track(3, credits=(LocalText("Saeko & Friends"),)))
    root = read(release(tracks=tracks))
    assert root.findtext(f"{MAIN}/ReleaseDetailsByTerritory/DisplayArtistName") == "Saeko Shu feat. Guest"
    assert [texts(one, ".//DisplayArtistName") for one in root.findall(RECORDING)] == [
        [], ["Solo"], ["Saeko & Friends"],
    ]  # fmt: skip
    assert texts(root, f"{TRACKS}/ReleaseDetailsByTerritory/DisplayArtistName") == [
        "Saeko Shu feat. Guest", "Solo", "Saeko & Friends",
    ]  # fmt: skip


def test_contributors_are_told_apart_by_what_they_worked_on():
    contributors = (
        Contributor("Ann", (ContributorRole.COMPOSER, ContributorRole.VOCALIST), ("Piano",), ipi="00123456789"),
        Contributor("Bob", (ContributorRole.STUDIO_PRODUCER, ContributorRole.MIXER)),
        Contributor("Pub", (ContributorRole.MUSIC_PUBLISHER,)),
    )
    details = read(release(contributors=contributors)).find(f"{RECORDING}/SoundRecordingDetailsByTerritory")
    direct = details.findall("ResourceContributor")
    assert [(one.get("SequenceNumber"), one.findtext("PartyName/FullName")) for one in direct] == [
        ("1", "Ann"), ("2", "Bob"),
    ]  # fmt: skip
    assert texts(direct[0], "ResourceContributorRole") == ["Vocalist"]
    assert texts(direct[0], "InstrumentType") == ["Piano"]
    assert texts(direct[1], "ResourceContributorRole") == ["StudioProducer", "Mixer"]
    writers = details.findall("IndirectResourceContributor")
    assert [(one.get("SequenceNumber"), one.findtext("PartyName/FullName")) for one in writers] == [
        ("1", "Ann"), ("2", "Pub"),
    ]  # fmt: skip
    assert texts(writers[0], "IndirectResourceContributorRole") == ["Composer"]
    assert [(one.get("Namespace"), one.text) for one in writers[0].findall("PartyId")] == [("IPI", "00123456789")]


def test_conductors_are_displayed_in_classical_music():
    conductor = Contributor("Maestra", (ContributorRole.CONDUCTOR,))
    classical = read(release(kind=ReleaseKind.CLASSICAL_ALBUM, contributors=(conductor,)))
    shown = classical.find(f"{RECORDING}/SoundRecordingDetailsByTerritory/DisplayConductor")
    assert (shown.findtext("PartyName/FullName"), shown.findtext("ArtistRole")) == ("Maestra", "Conductor")
    assert read(release(contributors=(conductor,))).find(".//DisplayConductor") is None


# Files


def test_technical_details_are_those_of_the_bytes():
    one = order(release(size=1))
    details = root_of(write(one)).find(f"{RECORDING}//TechnicalSoundRecordingDetails")
    assert {child.tag: child.text for child in details if child.tag != "File"} == {
        "TechnicalResourceDetailsReference": "T1",
        "ContainerFormat": "WAV",
        "AudioCodecType": "PCM",
        "BitRate": "1411.2",
        "NumberOfChannels": "2",
        "SamplingRate": "44100",
        "BitsPerSample": "16",
        "Duration": "PT3M25.123S",
    }
    file = details.find("File")
    assert tags(file) == ["FileName", "FilePath", "HashSum"]
    assert file.findtext("FilePath") + file.findtext("FileName") == "resources/tracks[0].audio.wav"
    assert file.findtext("HashSum/HashSum") == one.renditions["tracks[0].audio"].sha256
    assert file.findtext("HashSum/HashSumAlgorithmType") == "SHA-256"


def test_a_file_beside_the_message_has_no_path_and_md5_where_it_is_wanted():
    one = order(release(size=1))
    files = {name: evolve(entry, uri=f"{name}.bin", md5="0f" * 16) for name, entry in entries(one).items()}
    dialect = evolve(DIALECT, hash_algorithm=HashAlgorithm.MD5)
    file = root_of(build_new_release(one, files, dialect)).find(".//File")
    assert tags(file) == ["FileName", "HashSum"]
    assert [one.text for one in file.find("HashSum")] == ["0f" * 16, "MD5"]


def test_what_stays_at_home_has_no_technical_details_but_its_preview():
    update = order(release(tracks=(track(1), track(2, preview_start=Decimal(30)))), OrderKind.UPDATE)
    root = root_of(write(update, provided=False))
    assert root.find(".//File") is None
    first, second = root.findall(RECORDING)
    assert first.find(".//TechnicalSoundRecordingDetails") is None
    assert tags(second.find(".//TechnicalSoundRecordingDetails")) == [
        *("TechnicalResourceDetailsReference", "IsPreview", "PreviewDetails")
    ]


def test_a_preview_says_where_it_begins_and_how_long_it_lasts():
    song = track(1, preview_start=Decimal("48.5"), preview_duration=Decimal(30))
    details = read(release(tracks=(song,))).find(f"{RECORDING}//TechnicalSoundRecordingDetails")
    assert details.findtext("IsPreview") == "false"
    assert [(child.tag, child.text) for child in details.find("PreviewDetails")] == [
        ("StartPoint", "48.5"), ("Duration", "PT30S"), ("ExpressionType", "Instructive"),
    ]  # fmt: skip


def test_a_codec_without_a_word_is_a_word_of_the_sender():
    one = order(release(size=1))
    files = entries(one)
    subject = "tracks[0].audio"
    files[subject] = evolve(files[subject], facts=AudioFacts("caf", "alac", 44100, 16, 2, 44100))
    codec = root_of(build_new_release(one, files, DIALECT)).find(f"{RECORDING}//AudioCodecType")
    assert (codec.text, codec.get("UserDefinedValue"), codec.get("Namespace")) == (
        "UserDefined", "ALAC", f"DPID:{SENDER}",
    )  # fmt: skip


def test_a_film_is_a_video_with_the_facts_of_the_film():
    tune = AudioFacts("mp4", "aac", 48000, 0, 2, 0)
    clip = track(1, medium=Medium.VIDEO, audio=Asset("clip.mp4"), c_line=CLine(2025, "Film"), iswc=Iswc("T0345246801"))
    one = order(release(kind=ReleaseKind.VIDEO_SINGLE, tracks=(clip,)))
    files = entries(one)
    files["tracks[0].audio"] = evolve(files["tracks[0].audio"], facts=film(tune))
    root = root_of(build_new_release(one, files, DIALECT))
    video = root.find("ResourceList/Video")
    assert video.findtext("VideoType") == "ShortFormMusicalWorkVideo"
    assert video.findtext("VideoId/ISRC") == "USS1Z9900001"
    assert video.findtext("IndirectVideoId/ISWC") == "T0345246801"
    assert video.findtext("Duration") == "PT3M25.123S"
    assert video.findtext("VideoDetailsByTerritory/CLine/CLineText") == "© 2025 Film"
    details = video.find("VideoDetailsByTerritory/TechnicalVideoDetails")
    assert {child.tag: child.text for child in details if child.tag != "File"} == {
        "TechnicalResourceDetailsReference": "T1",
        "OverallBitRate": "9000",
        "ContainerFormat": "MP4",
        "VideoCodecType": "AVC",
        "FrameRate": "23.976",
        "ImageHeight": "1080",
        "ImageWidth": "1920",
        "AudioCodecType": "AAC",
        "NumberOfAudioChannels": "2",
        "AudioSamplingRate": "48000",
        "Duration": "PT3M25.123S",
    }
    assert root.findtext(f"{TRACKS}/ReleaseType") == "VideoTrackRelease"
    assert root.findtext("ResourceList/Image/ImageType") == "FrontCoverImage"


def test_the_picture_is_the_cover_with_an_identifier_of_the_sender():
    image = read(release()).find("ResourceList/Image")
    assert image.findtext("ImageId/ProprietaryId") == "4006381333931_artwork"
    assert image.find("ImageId/ProprietaryId").get("Namespace") == f"DPID:{SENDER}"
    details = image.find("ImageDetailsByTerritory/TechnicalImageDetails")
    assert (details.findtext("ImageHeight"), details.findtext("ImageWidth")) == ("3000", "3000")
    assert details.findtext("File/FileName").startswith("artwork")


# Releases


def test_the_main_release_says_what_the_product_is():
    product = release(
        catalog_number="ACME-1", further_labels=(LocalText("アクメ", "ja", "JP"), LocalText("Akme", "de"))
    )
    main = read(product).find(MAIN)
    assert tags(main) == [
        *("ReleaseId", "ReleaseReference", "ReferenceTitle", "ReleaseResourceReferenceList", "ReleaseType"),
        *("ReleaseDetailsByTerritory", "ReleaseDetailsByTerritory", "Duration", "PLine", "CLine"),
    ]
    assert main.findtext("ReleaseId/ICPN") == "4006381333931"
    assert main.find("ReleaseId/ICPN").get("IsEan") == "true"
    assert main.find("ReleaseId/CatalogNumber").get("Namespace") == f"DPID:{SENDER}"
    references = main.findall("ReleaseResourceReferenceList/ReleaseResourceReference")
    assert [(one.text, one.get("ReleaseResourceType")) for one in references] == [
        ("A1", "PrimaryResource"), ("A2", "PrimaryResource"), ("A3", "SecondaryResource"),
    ]  # fmt: skip
    details = composites(main, "Release")
    labels = details["Worldwide"].findall("LabelName")
    assert [(one.text, one.get("LabelNameType")) for one in labels] == [
        ("Acme Records", "DisplayLabelName"), ("Akme", None),
    ]  # fmt: skip
    assert details["JP"].findtext("LabelName") == "アクメ"
    assert details["Worldwide"].findtext("ReleaseDate") == "2026-04-24"


def test_lines_for_everywhere_stand_on_the_release_and_others_in_their_territory():
    product = release(
        further_p_lines=(PLine(2026, "Akme", language="de"), PLine(2027, "Acme JP", territory="JP")),
        further_c_lines=(CLine(2027, "Acme US", "(c) Acme US", territory="US"),),
    )
    main = read(product).find(MAIN)
    assert texts(main, "PLine/PLineCompany") == ["Acme Records", "Akme"]
    assert texts(main, "CLine/CLineCompany") == ["Acme Records"]
    details = composites(main, "Release")
    assert texts(details["JP"], "PLine/PLineText") == ["℗ 2027 Acme JP"]
    assert texts(details["US"], "CLine/CLineText") == ["(c) Acme US"]
    assert tags(details["US"]) == ["TerritoryCode", "CLine"]


def test_genres_warnings_keywords_and_synopsis_vary_by_territory():
    product = release(
        further_genres=(Genre("J-Pop", "Idol", "ja", "JP"),),
        further_warnings=(LocalWarning(ParentalWarning.EXPLICIT, "JP"),),
        keywords=(LocalText("night"), LocalText("夜", "ja", "JP")),
        synopsis=(LocalText("Songs of the night."), LocalText("夜の歌。", "ja", "JP")),
    )
    details = composites(read(product).find(MAIN), "Release")
    assert tags(details["JP"]) == ["TerritoryCode", "ParentalWarningType", "Genre", "Keywords", "Synopsis"]
    assert details["JP"].find("Genre").get("LanguageAndScriptCode") == "ja"
    assert texts(details["JP"], "Genre/*") == ["J-Pop", "Idol"]
    assert texts(details["Worldwide"], "Keywords") == ["night"]
    assert texts(details["Worldwide"], "Synopsis") == ["Songs of the night."]


def test_related_releases_say_how_they_are_related():
    related = RelatedRelease(Relationship.PHYSICAL_EQUIVALENT, Gtin("4006381333948"))
    element = read(release(related=(related,))).find(f"{MAIN}/ReleaseDetailsByTerritory/RelatedRelease")
    assert element.findtext("ReleaseId/ICPN") == "4006381333948"
    assert element.findtext("ReleaseRelationshipType") == "IsDigitalEquivalentToPhysical"


@pytest.mark.parametrize(("casts", "word"), [(("A", "B"), "true"), (("A", "A"), "false")])
def test_a_compilation_is_an_album_with_a_flag_for_several_artists(casts, word):
    tracks = tuple(track(number, artists=(Artist(name),)) for number, name in enumerate(casts, start=1))
    main = read(release(kind=ReleaseKind.COMPILATION, tracks=tracks)).find(MAIN)
    assert main.findtext("ReleaseType") == "Album"
    assert main.findtext("ReleaseDetailsByTerritory/IsMultiArtistCompilation") == word


def test_every_track_has_a_release_of_its_own():
    song = track(1, genre=Genre("House"), p_line=PLine(2020, "Other"))
    root = read(release(tracks=(song, track(2))))
    first, second = root.findall(TRACKS)
    assert first.findtext("ReleaseId/ISRC") == "USS1Z9900001"
    assert first.findtext("ReleaseId/ProprietaryId") == "4006381333931_USS1Z9900001"
    assert [one.findtext("ReleaseReference") for one in (first, second)] == ["R1", "R2"]
    assert first.findtext("ReleaseType") == "TrackRelease"
    assert first.findtext("ReleaseResourceReferenceList/ReleaseResourceReference") == "A1"
    details = first.find("ReleaseDetailsByTerritory")
    assert details.findtext("LabelName") == "Acme Records"
    assert details.findtext("Genre/GenreText") == "House"
    assert details.findtext("ResourceGroup/ResourceGroupContentItem/ReleaseResourceReference") == "A1"
    assert (first.findtext("PLine/PLineText"), first.findtext("CLine/CLineText")) == (
        "℗ 2020 Other", "© 2026 Acme Records",
    )  # fmt: skip


def test_a_ringtone_has_no_release_of_its_track_and_all_terms_on_the_product():
    own = deal(uses=(UseType.RINGTONE,), models=(CommercialModel.PAY_AS_YOU_GO,))
    root = read(release(kind=ReleaseKind.RINGTONE, tracks=(track(1, deals=(own,)),)))
    assert root.findtext(f"{MAIN}/ReleaseType") == "RingtoneRelease"
    assert root.findall(TRACKS) == []
    assert texts(root, "DealList/ReleaseDeal/DealReleaseReference") == ["R0"]
    assert texts(root, f"{TERMS}/Usage/UseType") == ["OnDemandStream", "UseAsRingtone"]


# Groups


def group(product):
    return read(product).find(f"{MAIN}/ReleaseDetailsByTerritory/ResourceGroup")


def outline(element):
    """Return a group as titles, number, sub groups and items."""
    subs = [outline(sub) for sub in element.findall("ResourceGroup")]
    items = [
        (item.findtext("SequenceNumber"), item.findtext("ResourceType"), item.findtext("ReleaseResourceReference"))
        for item in element.findall("ResourceGroupContentItem")
    ]
    titles = [(title.get("TitleType"), title.findtext("TitleText")) for title in element.findall("Title")]
    return titles, element.findtext("SequenceNumber"), subs, items


COVER = (None, "Image", "A3")


def test_even_one_disc_is_a_group_and_the_cover_stands_beside_it():
    items = [("1", "SoundRecording", "A1"), ("2", "SoundRecording", "A2")]
    assert outline(group(release())) == ([], None, [([], "1", [], items)], [COVER])


def test_a_box_set_names_its_discs_and_their_products():
    tracks = (track(1), track(1, isrc=Isrc("USS1Z9900009"), disc=2))
    components = (Component(1, (Title("One"),), Gtin("4006381333948")), Component(2, (Title("Two", "Live"),)))
    top = group(release(kind=ReleaseKind.BOX_SET, tracks=tracks, components=components))
    assert outline(top)[2] == [
        ([(None, "One")], "1", [], [("1", "SoundRecording", "A1")]),
        ([(None, "Two")], "2", [], [("1", "SoundRecording", "A2")]),
    ]
    assert texts(top, "ResourceGroup/ReleaseId/ICPN") == ["4006381333948"]
    assert texts(top, "ResourceGroup/Title/SubTitle") == ["Live"]


def test_the_parts_of_a_work_are_counted_within_it():
    works = ("", "Sonata", "Sonata", "")
    tracks = tuple(track(number, work=work) for number, work in enumerate(works, start=1))
    (disc,) = outline(group(release(kind=ReleaseKind.CLASSICAL_ALBUM, tracks=tracks)))[2]
    parts = [("1", "SoundRecording", "A2"), ("2", "SoundRecording", "A3")]
    assert disc == (
        [], "1",
        [([("GroupingTitle", "Sonata")], "2", [], parts)],
        [("1", "SoundRecording", "A1"), ("3", "SoundRecording", "A4")],
    )  # fmt: skip


def test_films_and_recordings_stand_in_one_playing_order():
    tracks = (track(1, medium=Medium.VIDEO, audio=Asset("a.mp4")), track(2))
    root = read(release(kind=ReleaseKind.MULTIMEDIA_ALBUM, tracks=tracks))
    assert tags(root.find("ResourceList")) == ["SoundRecording", "Video", "Image"]
    (disc,) = outline(root.find(f"{MAIN}/ReleaseDetailsByTerritory/ResourceGroup"))[2]
    assert disc[3] == [("1", "Video", "A1"), ("2", "SoundRecording", "A2")]


def test_what_is_heard_in_a_mix_is_a_secondary_recording():
    parts = tuple(
        MixPart(Isrc(f"USS1Z990010{n}"), (Title(f"Part {n}"),), (Artist("DJ"),), Decimal(90 * n), Decimal(90))
        for n in range(2)
    )
    root = read(release(kind=ReleaseKind.DJ_MIX, tracks=(track(1, mixed=parts),)))
    mix, first, second = root.findall(RECORDING)
    contained = mix.findall("ResourceContainedResourceReferenceList/ResourceContainedResourceReference")
    assert [[child.text for child in one] for one in contained] == [
        ["A2", "PT1M30S", "0"], ["A3", "PT1M30S", "90"],
    ]  # fmt: skip
    assert texts(root, f"{RECORDING}/ResourceReference") == ["A1", "A2", "A3"]
    assert [one.findtext("SoundRecordingId/ISRC") for one in (first, second)] == ["USS1Z9900100", "USS1Z9900101"]
    references = root.findall(f"{MAIN}/ReleaseResourceReferenceList/ReleaseResourceReference")
    assert [one.get("ReleaseResourceType")[0] for one in references] == ["P", "S", "S", "S"]
    assert root.findtext(f"{MAIN}/ReleaseType") == "DjMix"


# Deals


def test_terms_stand_in_the_order_of_the_schema():
    everything = deal(
        start=ReleaseMoment.local(date(2026, 4, 1)),
        end=ReleaseMoment.local(date(2026, 4, 24)),
        uses=(UseType.PERMANENT_DOWNLOAD, UseType.ON_DEMAND_STREAM),
        models=(CommercialModel.PAY_AS_YOU_GO,),
        territories=TerritorySet.of("DE", "AT"),
        prices=(Price("Front"), Price(amount=Decimal("9.99"), currency="EUR", basis=PriceBasis.RETAIL)),
        pre_order=True,
        exclusive=True,
        instant_gratification=(Isrc("USS1Z9900002"),),
    )
    product = release(deals=(everything,), visibility=(Visibility(release=ReleaseMoment.local(date(2026, 3, 1))),))
    root = read(product)
    terms = root.find(TERMS)
    assert tags(terms) == [
        *("IsPreOrderDeal", "CommercialModelType", "Usage", "TerritoryCode", "TerritoryCode"),
        *("DistributionChannel", "PriceInformation", "PriceInformation", "ValidityPeriod", "PreOrderReleaseDate"),
        *("ReleaseDisplayStartDate", "TrackListingPreviewStartDate", "CoverArtPreviewStartDate"),
        *("ClipPreviewStartDate", "InstantGratificationResourceList", "IsExclusive"),
    ]
    assert texts(terms, "Usage/UseType") == ["PermanentDownload", "OnDemandStream"]
    assert texts(terms, "TerritoryCode") == ["AT", "DE"]
    assert [one.text for one in terms.find("ValidityPeriod")] == ["2026-04-01", "2026-04-24"]
    assert terms.find("PriceInformation/PriceType").get("Namespace") == f"DPID:{SENDER}"
    assert terms.findtext("PriceInformation/SuggestedRetailPrice") == "9.99"
    assert terms.findtext("PreOrderReleaseDate") == "2026-04-01"
    assert terms.findtext("ReleaseDisplayStartDate") == "2026-03-01"
    assert terms.findtext("ClipPreviewStartDate") == "2026-04-01"
    assert terms.findtext("InstantGratificationResourceList/DealResourceReference") == "A2"
    early = f"{MAIN}//ResourceGroupContentItem[IsInstantGratificationResource='true']/ReleaseResourceReference"
    assert texts(root, early) == ["A2"]
    of_tracks = root.findall("DealList/ReleaseDeal")[1]
    assert of_tracks.find(".//PreOrderReleaseDate") is None
    assert of_tracks.find(".//ReleaseDisplayStartDate") is None
    assert of_tracks.find(".//InstantGratificationResourceList") is None


def test_everywhere_but_a_few_is_said_by_leaving_them_out():
    terms = read(release(deals=(deal(territories=~TerritorySet.of("US", "CA")),))).find(TERMS)
    assert texts(terms, "ExcludedTerritoryCode") == ["CA", "US"]
    assert terms.find("TerritoryCode") is None


def test_releases_of_equal_terms_share_one_composite():
    own = deal(uses=(UseType.PERMANENT_DOWNLOAD,))
    root = read(release(tracks=(track(1), track(2, deals=(own,)), track(3, album_only=True))))
    assert [texts(one, "DealReleaseReference") for one in root.findall("DealList/ReleaseDeal")] == [
        ["R0", "R1"],
        ["R2"],
    ]


def test_four_moments_are_written_with_their_time_where_one_has_a_time():
    shown = Visibility(release=ReleaseMoment.parse("2026-04-01T09:30:00Z"))
    terms = read(release(visibility=(shown,))).find(TERMS)
    assert terms.findtext("ReleaseDisplayStartDateTime") == "2026-04-01T09:30:00Z"
    assert terms.findtext("CoverArtPreviewStartDateTime") == "2026-04-24T00:00:00"
    assert terms.find("ReleaseDisplayStartDate") is None


def test_a_track_may_be_shown_at_its_own_time():
    shown = Visibility(release=ReleaseMoment.local(date(2026, 4, 1)))
    root = read(release(tracks=(track(1, visibility=(shown,)), track(2))))
    by_release = {
        reference.text: one.findtext(".//TrackListingPreviewStartDate")
        for one in root.findall("DealList/ReleaseDeal")
        for reference in one.findall("DealReleaseReference")
    }
    assert by_release == {"R0": None, "R1": "2026-04-24", "R2": None}
    assert root.findtext(".//ReleaseDisplayStartDate") == "2026-04-01"


def test_streams_stay_with_the_tracks_where_the_partner_wants_it():
    both = deal(uses=(UseType.ON_DEMAND_STREAM, UseType.PERMANENT_DOWNLOAD))
    root = read(release(deals=(both,)), streams_on_release=False)
    uses = {
        one.findtext("DealReleaseReference"): texts(one, ".//UseType") for one in root.findall("DealList/ReleaseDeal")
    }
    assert uses == {"R0": ["PermanentDownload"], "R1": ["OnDemandStream", "PermanentDownload"]}


# Dialects


@pytest.mark.parametrize("version", BOTH, ids=lambda version: version.number)
def test_a_partners_own_words_are_identifiers(version):
    root = read(release(), version=version, extend=FULL.extend)
    ids = root.findall(f"{RECORDING}[1]/SoundRecordingId/ProprietaryId") + root.findall(
        f"{MAIN}/ReleaseId/ProprietaryId"
    )
    assert [(one.get("Namespace").rpartition(":")[2], one.text) for one in ids] == [
        ("BPM", "120"),
        ("KEY", "A min"),
        ("MIX_NAME", "Original Mix"),
        ("GENRE", "Techno (Peak Time / Driving)"),
        ("PACKAGE", "bundle"),
        ("GENRE", "Techno"),
    ]


@pytest.mark.parametrize("version", BOTH, ids=lambda version: version.number)
def test_an_exclusive_deal_is_limited_to_the_recipients_channel_as_well(schemas, version):
    message = write(order(release(deals=(deal(exclusive=True),))), version)
    assert schemas.validate(message, version.number) == ()
    terms = root_of(message).find(".//DealTerms")
    assert (terms.findtext("DistributionChannel/PartyId"), terms.findtext("IsExclusive")) == (RECIPIENT, "true")
