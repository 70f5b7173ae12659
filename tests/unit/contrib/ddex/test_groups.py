"""Playing order: discs, boxes, works, and where the picture hangs."""

from __future__ import annotations

import pytest

from tests.unit.contrib.ddex.messages import VERSIONS_4, release, texts, track, tree
from tests.unit.contrib.ddex.test_profiles import FILM, MIX
from tunemantra.core import Component, Gtin, Medium, ReleaseKind, Title

each_version = pytest.mark.parametrize("version", VERSIONS_4, ids=lambda version: version.number)
DISCS = (track(1), track(2), track(3, disc=2, number=1))


def group_of(of, version, **changes):
    return tree(of, version, **changes).find("ReleaseList/Release/ResourceGroup")


def links(element):
    return [(one.text, one.get("LinkDescription")) for one in element.findall("LinkedReleaseResourceReference")]


@each_version
def test_discs_carry_their_titles(version):
    named = (Component(2, (Title("Night", "Live"),)),)
    discs = group_of(release(tracks=DISCS, components=named), version).findall("ResourceGroup")
    assert [disc.get("ResourceGroupType") for disc in discs] == ["Component", "Component"]
    assert [disc.findtext("DisplayTitleText") for disc in discs] == [None, "Night (Live)"]


@each_version
def test_a_box_holds_releases_with_codes_of_their_own(version):
    boxed = tuple(Component(disc, (), Gtin(code)) for disc, code in ((1, "4006381333931"), (2, "4006381333948")))
    of = release(kind=ReleaseKind.BOX_SET, tracks=DISCS, components=boxed)
    discs = group_of(of, version).findall("ResourceGroup")
    assert {disc.get("ResourceGroupType") for disc in discs} == {"ReleaseComponent"}
    assert [disc.findtext("ReleaseId/ICPN") for disc in discs] == ["4006381333931", "4006381333948"]
    assert [disc.findtext("SequenceNumber") for disc in discs] == ["1", "2"]


@each_version
def test_parts_of_a_work_stand_together_and_share_the_count_of_their_neighbours(version):
    tracks = (track(1), track(2, work="Sonata"), track(3, work="Sonata"), track(4), track(5, work="Trio"))
    group = group_of(release(kind=ReleaseKind.CLASSICAL_ALBUM, tracks=tracks), version)
    works = group.findall("ResourceGroup[@ResourceGroupType='MultiWorkPart']")
    assert [(work.findtext("DisplayTitleText"), work.findtext("SequenceNumber")) for work in works] == [
        ("Sonata", "2"),
        ("Trio", "4"),
    ]
    assert texts(works[0], "ResourceGroupContentItem/ReleaseResourceReference") == ["A2", "A3"]
    assert texts(works[0], "ResourceGroupContentItem/SequenceNumber") == ["1", "2"]
    assert texts(group, "ResourceGroupContentItem/SequenceNumber") == ["1", "3"]


@each_version
def test_a_disc_that_is_not_the_first_says_so(version):
    group = group_of(release(tracks=(track(1, disc=2),)), version)
    assert group.findtext("ResourceGroup/SequenceNumber") == "2"


@each_version
def test_an_album_hangs_its_cover_on_the_whole(version):
    group = group_of(release(), version)
    assert links(group) == [("A3", "CoverArt")]
    assert group.findall("ResourceGroupContentItem/LinkedReleaseResourceReference") == []


@each_version
@pytest.mark.parametrize(
    ("of", "description"),
    [
        (MIX, "CoverArt"),
        (release(size=1, kind=ReleaseKind.RINGTONE), "CoverArt"),
        (release(tracks=(FILM,), kind=ReleaseKind.VIDEO_SINGLE), "VideoScreenCapture"),
        (release(tracks=(FILM, track(3, medium=Medium.VIDEO)), kind=ReleaseKind.VIDEO_ALBUM), "VideoScreenCapture"),
    ],
    ids=["mix", "ringtone", "video single", "video album"],
)
def test_single_tracks_and_films_hang_it_on_the_item(version, of, description):
    group = group_of(of, version)
    assert links(group) == []
    assert [links(item) for item in group.findall("ResourceGroupContentItem")] == [
        [(f"A{len(of.tracks) + sum(len(one.mixed) for one in of.tracks) + 1}", description)]
    ] * len(of.tracks)


@each_version
def test_mixed_media_hang_one_front_cover_on_the_whole(version):
    root = tree(release(tracks=(track(1), FILM), kind=ReleaseKind.MULTIMEDIA_ALBUM), version)
    assert links(root.find("ReleaseList/Release/ResourceGroup")) == [("A3", "CoverArt")]
    assert root.findtext("ResourceList/Image/Type") == "FrontCoverImage"


@each_version
def test_a_mix_is_alone_in_the_group(version):
    assert texts(group_of(MIX, version), ".//ReleaseResourceReference") == ["A1"]
