"""Names of a package as data: every file once, whatever the release is called."""

from __future__ import annotations

import pytest
from attrs import evolve

from tunemantra.contrib.containers import Layout
from tunemantra.core.text import Title
from tunemantra.errors import AssetError, ReleaseError
from tunemantra.ports.package import Package, PackageFile, Role
from tunemantra.testing.factories import make_release

RELEASE = make_release()
SHA = "0" * 64


def package(release=RELEASE, marker="DONE"):
    media = [
        PackageFile(f"{index}.wav", Role.AUDIO, SHA, 1, f"tracks[{index}].audio")
        for index in range(len(release.tracks))
    ]
    cover = PackageFile("cover.jpg", Role.ARTWORK, SHA, 1, "artwork")
    return Package(
        (*media, cover, PackageFile("x/m.xml", Role.METADATA, SHA, 1), PackageFile(marker, Role.MARKER, SHA, 1))
    )


def test_each_role_has_its_name_and_the_order_stays():
    layout = Layout("{upc}/{upc}_{disc:2}_{track:3}.{ext}", "{upc}/{upc}.{ext}", "{upc}/{upc}.{ext}", "{name}")
    names = list(layout.place(package(), RELEASE))
    upc = str(RELEASE.icpn)
    assert names[0] == f"{upc}/{upc}_01_001.wav"
    assert names[-3:] == [f"{upc}/{upc}.jpg", f"{upc}/{upc}.xml", "DONE"]


def test_a_marker_may_be_left_out():
    assert "DONE" not in Layout(marker="").place(package(), RELEASE)


def test_a_hundred_discs_of_99_tracks_have_names_of_their_own():
    track = RELEASE.tracks[0]
    tracks = tuple(evolve(track, disc=disc, number=number) for disc in range(1, 101) for number in range(1, 100))
    release = evolve(RELEASE, tracks=tracks)
    names = Layout().place(package(release), release)
    assert len(names) == 9900 + 3


def test_titles_lose_what_no_file_name_holds():
    release = evolve(RELEASE, titles=(Title('AC/DC: "夜"?. '),))
    (name, *_) = Layout(artwork="{title}.{ext}", audio="{index}.{ext}").place(package(release), release)
    assert name == "1.wav"
    assert "AC DC 夜.jpg" in Layout(artwork="{title}.{ext}", audio="{index}.{ext}").place(package(release), release)


def test_two_files_never_get_one_name():
    release = evolve(RELEASE, tracks=(RELEASE.tracks[0], evolve(RELEASE.tracks[0], number=2)))
    with pytest.raises(ReleaseError, match=r"0\.wav and 1\.wav both become same\.wav"):
        Layout(audio="same.{ext}").place(package(release), release)


@pytest.mark.parametrize(
    "name", ["../{name}", "/srv/{name}", "a//{name}", "a\\{name}", "C:{name}", "{upc}/", "{title}."]
)
def test_a_name_that_leads_out_is_refused_before_anything_is_placed(name):
    with pytest.raises(ReleaseError) as caught:
        Layout.from_mapping({"artwork": name})
    ((finding),) = caught.value.findings
    assert (finding.path, finding.message) == ("artwork", "this is no path within a container")
    assert finding.observed == name


def test_a_name_of_the_package_that_no_container_holds_is_refused():
    odd = Package((PackageFile("a:b.jpg", Role.ARTWORK, SHA, 1, "artwork"),))
    with pytest.raises(AssetError, match="no path within a container"):
        Layout(artwork="{name}").place(odd, RELEASE)


def test_a_field_without_a_value_is_told():
    with pytest.raises(ReleaseError, match="this release has no grid"):
        Layout(artwork="{grid}.{ext}").place(package(), evolve(RELEASE, grid=None))


def test_everything_wrong_with_a_layout_is_told_at_once():
    with pytest.raises(ReleaseError) as caught:
        Layout(audio="{track:0}", artwork="{isrc}.jpg", metadata="", marker="{mood}")
    assert [(finding.path, finding.message) for finding in caught.value.findings] == [
        ("audio", "a brace is left over"),
        ("artwork", "isrc is a matter of tracks"),
        ("metadata", "a name is missing"),
        ("marker", "no field mood"),
    ]


def test_a_table_is_a_layout():
    assert Layout.from_mapping({"audio": "{index}.{ext}"}) == Layout(audio="{index}.{ext}")
    with pytest.raises(ReleaseError) as caught:
        Layout.from_mapping({"sound": "x", "audio": 1})
    assert [finding.path for finding in caught.value.findings] == ["sound", "audio"]
