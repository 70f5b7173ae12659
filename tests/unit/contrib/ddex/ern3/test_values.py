"""The tables hold words of the official value sets, in both versions."""

from __future__ import annotations

import pytest
from attrs import evolve

from tests.unit.contrib.ddex.ern3.conftest import VERSIONS, XS
from tests.unit.contrib.ddex.messages import release, track
from tunemantra.contrib.ddex.ern3 import anchors, languages, values
from tunemantra.contrib.ddex.profiles import Profile, profile_of
from tunemantra.contrib.ddex.versions import VERSIONS as SPOKEN
from tunemantra.core.composition import Relationship
from tunemantra.core.party import ContributorRole
from tunemantra.core.release import Medium, ParentalWarning, ReleaseKind
from tunemantra.core.rights import CommercialModel, UseType
from tunemantra.core.text import TitleKind

each_version = pytest.mark.parametrize("version", VERSIONS)

# `ddex-facts` section 8.
NAMED_IN_THE_FACTS = {
    *("AudioSingle", "VideoSingle", "MixedMediaBundle", "AudioAlbum", "AudioAlbumMusicOnly", "VideoAlbum", "Ringtone"),
    *("MidiRingtone", "LongformVideo", "DigitalBoxedSet", "DigitalClassicalAudioAlbum", "AudioBook", "FilmBundle"),
    *("TVSeries", "SimpleVideoSingle", "SingleResourceRelease", "SingleResourceReleaseWithCoverArt"),
}


@each_version
@pytest.mark.parametrize(
    ("name", "table"),
    [
        ("ArtistRole", {*values.ARTIST_ROLES.values(), "Conductor", "UserDefined"}),
        ("MusicalWorkContributorRole", {role.value for role in values.WORK_ROLES}),
        ("ResourceContributorRole", {role.value for role in set(ContributorRole) - values.WORK_ROLES}),
        ("AudioCodecType", {*values.AUDIO_CODECS.values(), "UserDefined"}),
        ("VideoCodecType", {*values.VIDEO_CODECS.values(), "UserDefined"}),
        ("ImageCodecType", {*values.IMAGE_CODECS.values(), "UserDefined"}),
        ("ContainerFormat", {*values.CONTAINERS.values()}),
        ("TitleType", {"DisplayTitle", *(kind.value for kind in TitleKind)}),
        ("ParentalWarningType", {warning.value for warning in ParentalWarning}),
        ("CommercialModelType", {model.value for model in CommercialModel}),
        ("ReleaseRelationshipType", {relationship.value for relationship in Relationship}),
        ("ReleaseResourceType", {"PrimaryResource", "SecondaryResource"}),
        ("ResourceType", {"SoundRecording", "Video", "Image"}),
        ("SoundRecordingType", {"MusicalWorkSoundRecording"}),
        ("VideoType", {"ShortFormMusicalWorkVideo"}),
        ("ImageType", {"FrontCoverImage"}),
        ("HashSumAlgorithmType", {"SHA-256", "MD5"}),
        ("LabelNameType", {"DisplayLabelName"}),
        ("ReleaseType", {"TrackRelease", "VideoTrackRelease"}),
    ],
)
def test_a_table_holds_words_of_its_value_set(value_sets, version, name, table):
    assert table <= value_sets[version][name]


@each_version
@pytest.mark.parametrize("kind", ReleaseKind)
def test_every_kind_has_a_release_type(value_sets, version, kind):
    assert values.release_type(evolve(release(), kind=kind)) in value_sets[version]["ReleaseType"]


@each_version
def test_the_uses_that_are_missing_are_those_the_version_names(value_sets, version):
    missing = {use for use in UseType if use.value not in value_sets[version]["UseType"]}
    assert missing == SPOKEN[version].missing_uses


@each_version
def test_the_version_knows_all_titles_and_display_roles_but_the_remixer(value_sets, version):
    assert {kind.value for kind in SPOKEN[version].titles} <= value_sets[version]["TitleType"]
    assert {role.value for role in SPOKEN[version].display_roles} == set(values.ARTIST_ROLES.values())


@each_version
def test_the_language_codes_are_exactly_those_of_the_value_set(value_sets, version):
    assert languages.codes_of(version) == value_sets[version]["IsoLanguageCode"]


@pytest.mark.parametrize(
    ("tag", "version", "code"),
    [("ja-Latn", "382", "ja"), ("PT-br", "383", "pt"), ("yue-Hant", "383", "yue"), ("yue", "382", ""), ("", "383", "")],
)
def test_a_tag_has_the_code_of_its_language(tag, version, code):
    assert languages.code_of(tag, version) == code


@each_version
def test_anchors_and_pointers_are_those_of_the_schema(structures, version):
    assert references(structures[version], "xs:ID") == dict(anchors.ANCHORS)
    assert references(structures[version], "xs:IDREF") == dict(anchors.POINTERS)


def test_every_profile_is_one_of_the_common_release_types():
    written = {*values.PROFILES.values(), *values.ONE_TRACK_PROFILES.values()}
    assert written <= NAMED_IN_THE_FACTS
    assert set(values.PROFILES) == set(ReleaseKind)
    assert set(values.ONE_TRACK_PROFILES) == {profile for profile in Profile if profile.one_track}


@pytest.mark.parametrize(
    ("kind", "media", "name"),
    [
        (ReleaseKind.ALBUM, "aa", "AudioAlbumMusicOnly"),
        (ReleaseKind.SINGLE, "a", "AudioSingle"),
        (ReleaseKind.RINGTONE, "a", "Ringtone"),
        (ReleaseKind.BOX_SET, "aa", "DigitalBoxedSet"),
        (ReleaseKind.CLASSICAL_ALBUM, "aa", "DigitalClassicalAudioAlbum"),
        (ReleaseKind.VIDEO_SINGLE, "v", "VideoSingle"),
        (ReleaseKind.VIDEO_ALBUM, "vv", "VideoAlbum"),
        (ReleaseKind.ALBUM, "vv", "VideoAlbum"),
        (ReleaseKind.SINGLE, "v", "VideoSingle"),
        (ReleaseKind.ALBUM, "av", "MixedMediaBundle"),
        (ReleaseKind.MULTIMEDIA_ALBUM, "av", "MixedMediaBundle"),
    ],
)
def test_the_profile_is_that_of_the_kind_and_the_tracks(kind, media, name):
    mediums = {"a": Medium.AUDIO, "v": Medium.VIDEO}
    tracks = tuple(track(number, medium=mediums[letter]) for number, letter in enumerate(media, start=1))
    product = release(kind=kind, tracks=tracks)
    assert values.profile_name(product, profile_of(product)) == f"CommonReleaseTypes/14/{name}"


def test_a_simple_single_has_a_profile_without_track_releases():
    product = release(size=1)
    name = values.profile_name(product, profile_of(product, simple_single=True))
    assert name == "CommonReleaseTypes/14/SingleResourceReleaseWithCoverArt"


def references(root, base):
    """Return the elements of a schema whose type restricts xs:ID or xs:IDREF, with their letter."""
    named = {f"ern:{one.get('name')}": letter(one, base) for one in root.findall(f"{XS}simpleType")}
    for one in root.findall(f"{XS}complexType"):
        extension = one.find(f"{XS}simpleContent/{XS}extension")
        if extension is not None and extension.get("base") in named:
            named[f"ern:{one.get('name')}"] = named[extension.get("base")]
    found = {}
    for element in root.iter(f"{XS}element"):
        own = element.find(f"{XS}simpleType")
        first = named.get(element.get("type", "")) if own is None else letter(own, base)
        if first:
            found[element.get("name")] = first
    return found


def letter(simple, base):
    restriction = simple.find(f"{XS}restriction")
    if restriction is None or restriction.get("base") != base:
        return ""
    return restriction.find(f"{XS}pattern").get("value")[0]
