"""What the release list says, version by version."""

from __future__ import annotations

import pytest
from attrs import evolve

from tests.unit.contrib.ddex.messages import (
    FULL,
    RECIPIENT,
    VERSIONS_4,
    media,
    order,
    release,
    root_of,
    texts,
    track,
    tree,
)
from tunemantra.contrib.ddex import ERN_42, ERN_43, ERN_411, ERN_432, build_new_release
from tunemantra.core import (
    AdditionalTitle,
    Artist,
    CLine,
    Genre,
    Grid,
    Gtin,
    LocalText,
    RelatedRelease,
    Relationship,
    ReleaseKind,
    TitleKind,
)

each_version = pytest.mark.parametrize("version", VERSIONS_4, ids=lambda version: version.number)


def main_of(of, version):
    return tree(of, version).find("ReleaseList/Release")


@each_version
def test_the_root_names_version_and_value_sets(version):
    root = tree(release(), version)
    assert root.tag == f"{{http://ddex.net/xml/ern/{version.number}}}NewReleaseMessage"
    assert root.get("AvsVersionId") == ("9" if version in {ERN_43, ERN_432} else None)
    assert root.get("LanguageAndScriptCode") == "en"


@each_version
def test_genres_have_the_versions_element(version):
    of = release(further_genres=(Genre("J-Pop", territory="JP", language="ja"),))
    tag = "DisplayGenre" if version is ERN_432 else "Genre"
    root = tree(of, version)
    assert texts(root, f"ReleaseList/Release/{tag}/GenreText") == ["Electronic", "J-Pop"]
    assert texts(root, f"ReleaseList/TrackRelease/{tag}/GenreText") == ["Electronic", "Electronic"]


@each_version
def test_additional_titles_have_the_versions_element(version):
    titles = (AdditionalTitle("Formal", subtitle="Op. 1"), AdditionalTitle("Group", TitleKind.GROUPING, language="de"))
    main = main_of(release(additional_titles=titles), version)
    if version is ERN_432:
        assert texts(main, "FormalTitle/TitleText") == ["Formal"]
        assert main.find("GroupingTitle").get("LanguageAndScriptCode") == "de"
        assert main.findtext("FormalTitle/SubTitle") == "Op. 1"
    else:
        own = main.findall("AdditionalTitle")
        assert [one.get("TitleType") for one in own] == ["FormalTitle", "GroupingTitle"]


@each_version
def test_a_compilation_of_one_artist_has_the_versions_flag(version):
    of = release(kind=ReleaseKind.COMPILATION)
    assert main_of(of, version).findtext(version.compilation_tag) == "true"
    assert version.compilation_tag == ("IsCompilation" if version is ERN_411 else "IsSingleArtistCompilation")


@each_version
def test_labels_lines_and_texts_of_territories_stand_beside_the_default(version):
    of = release(
        further_labels=(LocalText("Acme Japan", "ja", "JP"),),
        further_c_lines=(CLine(2026, "Acme Japan", territory="JP"),),
        keywords=(LocalText("night"), LocalText("夜", "ja")),
        synopsis=(LocalText("An album."),),
        credits=(LocalText("Saeko feat. Guest"), LocalText("しゅうさえこ", "ja", "JP")),
    )
    main = main_of(of, version)
    for tag in ("ReleaseLabelReference", "CLine", "DisplayArtistName"):
        found = [(one.get("IsDefault"), one.get("ApplicableTerritoryCode")) for one in main.findall(tag)]
        assert found == [("true", None), (None, "JP")], tag
    assert texts(main, "Keywords") == ["night", "夜"]
    assert texts(main, "Synopsis") == ["An album."]
    assert texts(main, "DisplayArtistName") == ["Saeko feat. Guest", "しゅうさえこ"]


@each_version
def test_relatives_are_named_by_their_codes(version):
    of = release(
        related=(
            RelatedRelease(Relationship.PHYSICAL_EQUIVALENT, Gtin("4006381333948")),
            RelatedRelease(Relationship.PARENT, grid=Grid("A10302B0003989564F")),
        )
    )
    related = main_of(of, version).findall("RelatedRelease")
    assert [one.findtext("ReleaseRelationshipType") for one in related] == [
        "IsDigitalEquivalentToPhysical",
        "IsReleaseFromRelease",
    ]
    assert related[0].findtext("ReleaseId/ICPN") == "4006381333948"
    assert related[1].findtext("ReleaseId/GRid") == "A10302B0003989564F"


@each_version
def test_a_platforms_own_values_find_a_place_in_every_version(schemas, version):
    one = order(release(tracks=(track(1), track(2))))
    message = build_new_release(one, media(one), evolve(FULL, version=version))
    assert schemas.validate(message, version.number) == ()
    root = root_of(message)
    categories = [e.get("UserDefinedValue") for e in root.findall(".//GenreCategory/Value")]
    names = {e.get("Namespace").removeprefix(f"DPID:{RECIPIENT}:") for e in root.iter("ProprietaryId")}
    if version is ERN_411:
        assert (categories, "GENRE" in names) == ([], True)
    else:
        assert (len(categories), "GENRE" in names) == (3, False)
    assert {"BPM", "KEY", "PACKAGE"} <= names


@each_version
def test_a_release_has_a_kind_of_version_from_4_3_on(version):
    of = release(titles=(evolve(release().titles[0], version="Live"),), artists=(Artist("A"),))
    assert main_of(of, version).findtext("VersionType") == (None if version in {ERN_411, ERN_42} else "LiveVersion")
