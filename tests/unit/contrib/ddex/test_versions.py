"""What the tables say of the versions is what the official value sets say."""

from __future__ import annotations

import pytest
from lxml import etree

from tests.unit.contrib.ddex.messages import VERSIONS_4
from tunemantra.contrib.ddex import ERN_432, VERSIONS, version_of
from tunemantra.contrib.ddex.files import _RECORDING_MODES, CODECS, CONTAINERS, FILMS, IMAGES
from tunemantra.contrib.ddex.instruments import INSTRUMENTS
from tunemantra.contrib.ddex.profiles import Profile
from tunemantra.contrib.ddex.texts import _A_CAPPELLA, _VERSION_TYPES
from tunemantra.core import (
    AiUse,
    ArtistRole,
    CommercialModel,
    ContributorRole,
    ParentalWarning,
    Relationship,
    ReleaseKind,
    TitleKind,
    UseType,
)
from tunemantra.errors import TuneMantraError

XS = "{http://www.w3.org/2001/XMLSchema}"
each_version = pytest.mark.parametrize("version", VERSIONS_4, ids=lambda version: version.number)


@pytest.fixture(scope="module")
def allowed(ddex_folder):
    """`allowed(version, *names)`: the values of the first of these sets that the version has."""
    known = {}

    def values(version, *names):
        if version.number not in known:
            known[version.number] = {
                kind.get("name"): {one.get("value") for one in kind.iter(f"{XS}enumeration")}
                for path in (ddex_folder / version.schema_path).parent.glob("*.xsd")
                for kind in etree.parse(path).iter(f"{XS}simpleType")
                if kind.get("name")
            }
        sets = known[version.number]
        return next(sets[name] for name in names if sets.get(name))

    return values


def test_six_versions_are_written_the_oldest_first():
    assert list(VERSIONS) == ["382", "383", "411", "42", "43", "432"]
    assert [version.family for version in VERSIONS.values()] == [3, 3, 4, 4, 4, 4]


def test_another_version_is_refused():
    with pytest.raises(TuneMantraError, match="not spoken"):
        version_of("37")


@each_version
def test_every_version_has_its_schema(schemas, version):
    assert schemas.has(version.number)


@each_version
@pytest.mark.parametrize(
    ("names", "words"),
    [
        (("ContributorRole",), ContributorRole),
        (("CommercialModelType_ERN", "CommercialModelType"), CommercialModel),
        (("ReleaseRelationshipType",), Relationship),
        (("ParentalWarningType",), ParentalWarning),
        (("ReleaseProfileVersionId",), Profile),
        (("ReleaseProfileVariantVersionId",), ("BoxedSet", "Classical", "BoxedSet Classical")),
        (("ReleaseType_ERN4",), set(ReleaseKind) - {ReleaseKind.COMPILATION}),
        (("ResourceRelationshipType",), ("HasContentFrom",)),
        (("ResourceGroupType",), ("Component", "ReleaseComponent", "MultiWorkPart")),
        (("LinkDescription",), ("CoverArt", "VideoScreenCapture")),
        (("SoundRecordingType",), ("MusicalWorkSoundRecording",)),
        (("VideoType",), ("ShortFormMusicalWorkVideo",)),
        (("ImageType",), ("FrontCoverImage", "VideoScreenCapture")),
        (("HashSumAlgorithmType",), ("SHA-256", "MD5")),
        (("AudioCodecType",), CODECS.values()),
        (("ContainerFormat",), CONTAINERS.values()),
        (("ImageCodecType",), IMAGES.values()),
        (("RecordingMode",), _RECORDING_MODES.values()),
    ],
    ids=lambda value: value[0] if isinstance(value, tuple) else "",
)
def test_the_value_sets_have_our_words(allowed, version, names, words):
    assert set(map(str, words)) - allowed(version, *names) == set()


@each_version
def test_uses_are_missing_exactly_where_the_table_says(allowed, version):
    assert {use for use in UseType if use not in allowed(version, "UseType_ERN", "UseType")} == version.missing_uses


@each_version
def test_display_roles_are_those_of_the_table(allowed, version):
    assert {role for role in ArtistRole if role in allowed(version, "DisplayArtistRole")} == version.display_roles


@each_version
def test_instruments_are_missing_exactly_where_the_table_says(allowed, version):
    assert INSTRUMENTS - allowed(version, "InstrumentType") == version.missing_instruments


@each_version
def test_film_codecs_are_missing_exactly_where_the_table_says(allowed, version):
    assert set(FILMS.values()) - allowed(version, "VideoCodecType") == version.missing_video_codecs


@each_version
def test_additional_titles_are_those_of_the_table(allowed, version):
    if version.title_elements:
        assert version.titles == {TitleKind.FORMAL, TitleKind.GROUPING}
    else:
        assert {kind for kind in TitleKind if kind in allowed(version, "AdditionalTitleType")} == version.titles


@each_version
def test_kinds_of_versions_are_in_the_set(allowed, version):
    words = {version.a_cappella if word == _A_CAPPELLA else word for word in _VERSION_TYPES.values()}
    assert words - allowed(version, "VersionType") == set()


@each_version
def test_a_bare_language_code_is_known_where_no_other_is(allowed, version):
    if not version.free_languages:
        assert {"en", "de", "ja", "yue", "zxx", "und"} - allowed(version, "IsoLanguageCode") == {"yue"}


def test_disclosures_are_the_newest_versions_alone(allowed):
    assert set(AiUse) == allowed(ERN_432, "ContainsAI")
    assert [version.number for version in VERSIONS.values() if version.disclosures] == ["432"]
