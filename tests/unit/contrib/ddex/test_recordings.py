"""What the resource list says of recordings, films, mixes and further editions, version by version."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from attrs import evolve

from tests.unit.contrib.ddex.messages import (
    ATMOS,
    FILM,
    PLAIN,
    SENDER,
    VERSIONS_4,
    media,
    order,
    release,
    root_of,
    texts,
    track,
    tree,
)
from tests.unit.contrib.ddex.test_profiles import MIX
from tunemantra.contrib.ddex import ERN_42, ERN_43, ERN_411, ERN_432, build_new_release
from tunemantra.core import (
    AiUse,
    Artist,
    ArtistRole,
    Asset,
    CLine,
    Contributor,
    ContributorRole,
    Edition,
    Isrc,
    LocalWarning,
    Medium,
    OrderKind,
    ParentalWarning,
    PLine,
    ReleaseKind,
)

each_version = pytest.mark.parametrize("version", VERSIONS_4, ids=lambda version: version.number)
newer = pytest.mark.parametrize("version", [ERN_43, ERN_432], ids=lambda version: version.number)
older = pytest.mark.parametrize("version", [ERN_411, ERN_42], ids=lambda version: version.number)
VIDEO = release(
    size=1,
    kind=ReleaseKind.VIDEO_SINGLE,
    tracks=(track(1, medium=Medium.VIDEO, c_line=CLine(2026, "Films"), original_release_date=date(2020, 2, 3)),),
)


def recording(of, version, tag="SoundRecording", **changes):
    return tree(of, version, **changes).find(f"ResourceList/{tag}")


@each_version
def test_a_film_is_told_as_its_bytes_are(version):
    film = recording(VIDEO, version, "Video")
    assert film.findtext("Type") == "ShortFormMusicalWorkVideo"
    assert film.findtext(".//ResourceId/ISRC") == "USS1Z9900001"
    assert film.findtext("Duration") == "PT3M20.123S"
    tags = ("VideoCodecType", "FrameRate", "ImageHeight", "ImageWidth", "AudioCodecType", "AudioSamplingRate")
    details = film.find(".//TechnicalDetails")
    assert [details.findtext(f".//{tag}") for tag in tags] == ["AVC", "23.976", "1080", "1920", "AAC", "48000"]
    assert details.findtext(".//OverallBitRate") == "8000"
    assert float(details.findtext(".//FileSize")) * 1000 == FILM.size
    assert film.findtext("FirstPublicationDate/FulfillmentDate") == "2020-02-03"
    assert film.findtext(".//CLine/CLineText") == "© 2026 Films"


@each_version
def test_pictures_of_films_are_stills(version):
    assert recording(VIDEO, version, "Image").findtext("Type") == "VideoScreenCapture"


@older
def test_a_codec_an_older_set_does_not_have_is_the_senders_word(version):
    one = order(VIDEO)
    files = media(one)
    files["tracks[0].audio"] = evolve(files["tracks[0].audio"], facts=evolve(FILM, codec="hevc"))
    codec = root_of(build_new_release(one, files, evolve(PLAIN, version=version))).find(".//VideoCodecType")
    assert (codec.text, codec.get("UserDefinedValue")) == ("UserDefined", "HEVC")


@newer
def test_a_further_edition_stands_beside_the_master(version):
    atmos = (Edition(Asset("a.wav"), Isrc("USS1Z9999999")), Edition(Asset("b.wav")))
    editions = recording(release(tracks=(track(1, editions=atmos),)), version).findall("SoundRecordingEdition")
    assert [one.findtext("Type") for one in editions] == ["NonImmersiveEdition"] + 2 * ["ImmersiveEdition"]
    assert [one.findtext("ResourceId/ISRC") for one in editions] == ["USS1Z9900001", "USS1Z9999999", "USS1Z9900001"]
    assert [one.findtext("RecordingMode") for one in editions] == ["Stereo", "ImmersiveAudio", "ImmersiveAudio"]
    assert editions[1].findtext(".//NumberOfChannels") == str(ATMOS.channels)
    assert len(set(texts(editions[0].getparent(), ".//TechnicalResourceDetailsReference"))) == 3


@newer
def test_an_edition_whose_file_stays_at_home_is_told_all_the_same(version):
    one = order(release(tracks=(track(1, editions=(Edition(Asset("a.wav")),)),)), OrderKind.UPDATE)
    editions = root_of(build_new_release(one, {}, evolve(PLAIN, version=version))).findall(".//SoundRecordingEdition")
    assert [(one.findtext("Type"), one.find("TechnicalDetails")) for one in editions] == [
        ("NonImmersiveEdition", None),
        ("ImmersiveEdition", None),
    ]


@each_version
def test_a_mix_tells_what_is_heard_in_it_and_when(version):
    resources = tree(MIX, version).find("ResourceList")
    mix, *parts = resources.findall("SoundRecording")
    assert [part.get("IsSupplemental") for part in parts] == ["true"] * 3
    assert texts(resources, "SoundRecording/ResourceReference") == ["A1", "A2", "A3", "A4"]
    related = mix.findall("RelatedResource")
    assert {one.findtext("ResourceRelationshipType") for one in related} == {"HasContentFrom"}
    assert texts(mix, "RelatedResource/ResourceRelatedResourceReference") == ["A2", "A3", "A4"]
    starts = ["0", "60", "120"] if version.seconds else ["PT0S", "PT1M", "PT2M"]
    assert texts(mix, "RelatedResource/Timing/StartPoint") == starts
    assert all(part.find(".//ResourceId/ISRC") is not None for part in parts)
    assert all(part.find(".//ResourceId/ProprietaryId") is not None for part in parts)


@newer
def test_a_preview_is_a_clip(version):
    of = release(tracks=(track(1, preview_start=Decimal("45.5"), preview_duration=Decimal(30)),))
    clip = recording(of, version).find(".//ClipDetails")
    assert clip.findtext("ClipType") == "Preview"
    assert (clip.findtext("Timing/StartPoint"), clip.findtext("Timing/DurationUsed")) == ("45.5", "PT30S")


@older
def test_a_preview_is_a_preview(version):
    of = release(tracks=(track(1, preview_start=Decimal("45.5"), preview_duration=Decimal(30)),))
    preview = recording(of, version).find("TechnicalDetails/PreviewDetails")
    assert (preview.findtext("StartPoint"), preview.findtext("Duration")) == ("45.5", "PT30S")
    assert preview.findtext("ExpressionType") == "Instructive"


@each_version
def test_a_file_that_stays_at_the_platform_is_told_as_the_version_can(version):
    one = order(kind=OrderKind.UPDATE)
    root = root_of(build_new_release(one, media(one, provided=False), evolve(PLAIN, version=version)))
    assert (root.find(".//File") is None) == (version is ERN_411)
    assert set(texts(root, ".//IsProvidedInDelivery")) == (set() if version is ERN_411 else {"false"})


@each_version
def test_a_composer_in_the_credit_is_told_as_the_version_can(version):
    cast = (Artist("Orchestra"), Artist("Clara Wieck", ArtistRole.COMPOSER))
    second = recording(release(artists=cast), version).findall("DisplayArtist")[1]
    role, beside = second.findtext("DisplayArtistRole"), second.find("ArtisticRole")
    if version in {ERN_411, ERN_42}:
        assert (role, beside.text) == ("Artist", "Composer")
    else:
        assert (role, beside) == ("Composer", None)


@each_version
def test_roles_and_instruments_are_told_as_the_version_can(version):
    pianist = Contributor("Ann", (ContributorRole.SOLOIST, ContributorRole.COMPOSER), ("Piano", "Waterphone Deluxe"))
    told = recording(release(contributors=(pianist,)), version).find("Contributor")
    path = "Role/Value" if version is ERN_432 else "Role"
    assert texts(told, path) == ["Soloist", "Composer"]
    own = told.findall("InstrumentType")
    words = [one.get("UserDefinedValue") or one.text for one in own]
    assert words == ["Piano", "Waterphone Deluxe"]
    assert (own[0].text == "Piano") == (version is not ERN_411)
    assert own[1].get("Namespace") == SENDER


def test_machines_are_disclosed_in_the_newest_version():
    helper = Contributor("Machine", (ContributorRole.COMPOSER,), ai=AiUse.ALL)
    of = release(ai=AiUse.PARTLY, artwork_ai=AiUse.NONE, tracks=(track(1, ai=AiUse.PARTLY, contributors=(helper,)),))
    root = tree(of, ERN_432)
    assert root.findtext("ReleaseList/Release/ContainsAI") == "Partly"
    assert root.findtext("ResourceList/SoundRecording/ContainsAI") == "Partly"
    assert root.findtext("ResourceList/Image/ContainsAI") == "None"
    assert texts(root, ".//Contributor/AiContribution") == ["All"]


@each_version
def test_lines_and_warnings_of_territories_stand_beside_the_default(version):
    local = track(
        1,
        further_p_lines=(PLine(2025, "Acme Japan", territory="JP", language="ja"),),
        parental_warning=ParentalWarning.EXPLICIT,
        further_warnings=(LocalWarning(ParentalWarning.EDITED, "SA"),),
    )
    told = recording(release(tracks=(local,)), version)
    lines = told.findall(".//PLine")
    assert [(one.get("IsDefault"), one.get("ApplicableTerritoryCode")) for one in lines] == [
        ("true", None),
        (None, "JP"),
    ]
    advice = told.findall("ParentalWarningType")
    assert [(one.text, one.get("ApplicableTerritoryCode")) for one in advice] == [
        ("Explicit", None),
        ("ExplicitContentEdited", "SA"),
    ]
