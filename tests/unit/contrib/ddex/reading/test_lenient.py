"""What a message lacks or says wrongly is told, and the rest is read."""

from __future__ import annotations

from datetime import date

import pytest
from lxml import etree

from tests.unit.contrib.ddex.messages import deal, release, track
from tests.unit.contrib.ddex.reading.made import dialect, entries, order
from tunemantra.contrib.ddex import build_new_release, build_purge
from tunemantra.contrib.ddex.reading import MessageKind, read_message
from tunemantra.contrib.ddex.stand_ins import is_stand_in, stand_in_gtin
from tunemantra.contrib.ddex.versions import ERN_43, ERN_383, ERN_432, VERSIONS
from tunemantra.core.distribution import OrderKind
from tunemantra.core.identifiers import Grid, Isni
from tunemantra.core.party import Artist, ArtistRole
from tunemantra.core.release import ReleaseKind
from tunemantra.core.rights import Price
from tunemantra.core.territory import TerritorySet


def changed(change, of=None, version=ERN_43):
    """Read a message after a change to its tree."""
    product = of or release()
    root = etree.fromstring(build_new_release(order(product), entries(product), dialect(version)))
    change(root)
    return read_message(etree.tostring(root))


def without(*paths):
    def change(root):
        for path in paths:
            for element in root.findall(path):
                element.getparent().remove(element)

    return change


def saying(path, text, **attributes):
    def change(root):
        element = root.find(path)
        element.text = text
        for name, value in attributes.items():
            element.set(name, value)

    return change


def told(read):
    return {(finding.rule, finding.path) for finding in read.findings}


def test_a_product_without_icpn_gets_a_number_that_is_nobodys():
    path = "ReleaseList/Release/ReleaseId/ICPN"
    for change in (without(path), saying(path, "4006381333932"), saying(path, "no number")):
        read = changed(change)
        assert is_stand_in(read.release.icpn)
        assert read.assumed == ("icpn",)
        assert ("ERN-READ-003", "icpn") in told(read)
        assert read == changed(change)
    # The numbers of the track releases name the product: nothing else does.
    left = {one.kind: one.text for one in changed(saying(path, "no number")).unmapped}
    assert left.pop("ReleaseList/Release/ReleaseId/ICPN") == "no number"
    assert left["ReleaseList/TrackRelease/ReleaseId/ProprietaryId"] == "4006381333931_USS1Z9900002"


def test_a_recording_without_isrc_gets_a_code_that_is_nobodys():
    path = "ResourceList/SoundRecording[2]//ISRC"
    read = changed(saying(path, "US-TOO-SHORT"))
    assert [is_stand_in(one.isrc) for one in read.release.tracks] == [False, True]
    assert read.assumed == ("tracks[1].isrc",)
    assert read.findings[0].rule == "ERN-READ-005"


def test_what_a_release_has_not_is_taken_from_where_it_is_nearest():
    names = ("PLine", "CLine", "ReleaseDate", "Genre", "DisplayArtist", "ReleaseLabelReference", "ParentalWarningType")
    read = changed(without(*(f"ReleaseList/Release/{name}" for name in names)))
    product = read.release
    assert set(read.assumed) == {
        "p_line",
        "c_line",
        "release_date",
        "genre",
        "artists",
        "label",
        "parental_warning",
    }
    assert (product.p_line.owner, product.c_line.owner, product.label) == ("Acme Records",) * 3
    assert product.release_date == date(2026, 4, 24)
    assert product.genre.name == "Electronic"
    assert product.artists[0].name == "Saeko Shu feat. Guest"
    assert {finding.rule for finding in read.findings} == {"ERN-READ-004"}


def test_a_release_of_nothing_is_still_a_release():
    names = ("ReleaseId", "DisplayTitle", "DisplayTitleText", "DisplayArtist", "DisplayArtistName", "Genre", "PLine")
    strip = without(*(f"ReleaseList/Release/{name}" for name in names), "ResourceList", "DealList", "PartyList")
    read = changed(strip)
    assert read.release.tracks == ()
    assert read.order_kind is OrderKind.TAKEDOWN
    assert {"icpn", "titles", "artists", "artwork"} <= set(read.assumed)
    assert "ERN-READ-006" in {finding.rule for finding in read.findings}


def test_without_a_main_release_there_is_none():
    read = changed(without("ReleaseList/Release"))
    assert (read.release, read.order_kind) == (None, None)
    assert ("ERN-READ-003", "") in told(read)


@pytest.mark.parametrize(("text", "day"), [("2026", date(2026, 1, 1)), ("2026-05", date(2026, 5, 1))])
def test_a_partial_date_begins_on_its_first_day(text, day):
    read = changed(saying("ReleaseList/Release/ReleaseDate", text))
    assert (read.release.release_date, read.assumed) == (day, ("release_date",))


def test_a_date_that_is_none_stays():
    read = changed(saying("ReleaseList/Release/ReleaseDate", "soon"))
    assert read.release.release_date == date(2026, 4, 24)
    assert [one.text for one in read.unmapped] == ["soon"]


def test_an_unknown_kind_is_told_by_what_the_release_holds():
    read = changed(saying("ReleaseList/Release/ReleaseType", "StemBundle"))
    assert (read.release.kind, read.assumed) == (ReleaseKind.SINGLE, ("kind",))
    assert [one.text for one in read.unmapped] == ["StemBundle"]


def test_former_codes_are_those_of_today():
    product = release(deals=(deal(territories=TerritorySet.of("DE", "JP")),))
    read = changed(saying("DealList/ReleaseDeal/Deal/DealTerms/TerritoryCode", "UK"), product)
    assert read.release.deals[0].territories == TerritorySet.of("GB", "JP")


def test_terms_for_a_release_that_is_not_there_are_told():
    read = changed(saying("DealList/ReleaseDeal/DealReleaseReference", "R77"))
    assert {finding.observed for finding in read.findings} == {"R77"}
    assert [one.text for one in read.unmapped] == ["R77"]


def test_a_reference_to_nobody_is_told_once():
    def nobody(root):
        for element in root.iter("ArtistPartyReference"):
            element.text = "P77"

    read = changed(nobody)
    assert [finding.observed for finding in read.findings] == ["P77"]
    assert {artist.name for artist in read.release.artists} == {""}


@pytest.mark.parametrize("version", [ERN_43, ERN_383], ids=lambda version: version.number)
def test_a_party_without_a_name_is_told_and_gets_none(version):
    isni = "0000000114764608"
    product = release(artists=(Artist("Nobody Else", isni=Isni(isni)),), tracks=(track(1, contributors=()),))

    def unname(root):
        for name in list(root.iter("PartyName")):
            if name.findtext("FullName") == "Nobody Else":
                name.getparent().remove(name)

    read = changed(unname, product, version)
    nameless = [finding for finding in read.findings if finding.message.endswith("this party has no name.")]
    assert {(finding.rule, finding.blocks) for finding in nameless} == {("ERN-READ-003", True)}
    assert all(isni in finding.observed for finding in nameless)
    assert [(artist.name, str(artist.isni)) for artist in read.release.artists] == [("", isni)]


def test_a_label_without_a_name_is_not_called_after_its_reference():
    product = release(tracks=(track(1),))

    def unname(root):
        reference = root.findtext("ReleaseList/Release/ReleaseLabelReference")
        for party in root.iterfind("PartyList/Party"):
            if party.findtext("PartyReference") == reference:
                party.remove(party.find("PartyName"))

    read = changed(unname, product)
    assert read.release.label == read.release.p_line.owner
    assert {"label"} <= set(read.assumed)
    assert "ERN-READ-003" in {finding.rule for finding in read.findings}


@pytest.mark.parametrize(
    ("number", "left"),
    [
        ("{icpn}_{isrc}", []),
        ("0{icpn}_{isrc}", []),
        ("{isrc}", []),
        ("{icpn}_{isrc}_R1", []),
        ("{isrc}-remaster-2", ["{isrc}-remaster-2"]),
        ("5012345678900_{isrc}", ["5012345678900_{isrc}"]),
        ("X{isrc}", ["X{isrc}"]),
    ],
)
@pytest.mark.parametrize(
    ("version", "path"),
    [
        (ERN_43, "ReleaseList/TrackRelease/ReleaseId/ProprietaryId"),
        (ERN_383, "ReleaseList/Release[2]/ReleaseId/ProprietaryId"),
    ],
    ids=["43", "383"],
)
def test_a_number_of_a_track_release_is_listed_unless_it_is_made_of_codes_that_are_kept(version, path, number, left):
    product = release(tracks=(track(1), track(2)))
    codes = {"icpn": product.icpn, "isrc": product.tracks[0].isrc}
    read = changed(saying(path, number.format(**codes)), product, version)
    assert [one.text for one in read.unmapped if not one.path.endswith("@Namespace")] == [
        text.format(**codes) for text in left
    ]


def test_a_number_of_a_track_release_that_somebody_else_gave_is_listed_as_theirs():
    path = "ReleaseList/TrackRelease/ReleaseId/ProprietaryId"
    read = changed(lambda root: root.find(path).set("Namespace", "PADPIDA2007062701B"))
    assert [one.text for one in read.unmapped] == ["PADPIDA2007062701B"]


def test_an_unknown_role_is_an_additional_artist():
    read = changed(saying("ReleaseList/Release/DisplayArtist/DisplayArtistRole", "Brand"))
    assert read.release.artists[0].role is ArtistRole.ARTIST
    assert [one.text for one in read.unmapped] == ["Brand"]


def test_a_credit_without_artists_is_kept():
    def strip(root):
        recording = root.find("ResourceList/SoundRecording")
        for artist in recording.findall("DisplayArtist"):
            recording.remove(artist)
        recording.find("DisplayArtistName").text = "Everybody"

    read = changed(strip)
    assert [text.text for text in read.release.tracks[0].credits] == ["Everybody"]
    assert read.unmapped == ()


def test_a_length_that_is_not_the_sum_of_the_tracks_is_listed():
    read = changed(saying("ReleaseList/Release/Duration", "PT1H"))
    assert [one.text for one in read.unmapped] == ["3600 s"]


def test_the_name_space_of_somebody_else_is_listed():
    product = release(catalog_number="ACME-1", deals=(deal(prices=(Price("Front"),)),))
    assert changed(lambda _: None, product).unmapped == ()
    for path in ("ReleaseList//CatalogNumber", "DealList//PriceCode"):
        read = changed(lambda root, path=path: root.find(path).set("Namespace", "PADPIDA2007062701B"), product)
        assert [one.text for one in read.unmapped] == ["PADPIDA2007062701B"]


def test_the_default_comes_first():
    def swap(root):
        titles = root.findall("ReleaseList/Release/DisplayTitle")
        titles[0].attrib.pop("IsDefault")
        titles[1].set("IsDefault", "true")

    read = changed(swap)
    assert [title.language for title in read.release.titles] == ["ja", "", "ar"]


def test_order_white_space_and_comments_do_not_matter():
    def untidy(root):
        for element in root.iter():
            if isinstance(element.tag, str):
                if len(element) == 0 and element.text:
                    element.text = f"\n   {element.text}\t"
                if element.tag in {"DealTerms", "Release", "SoundRecording", "PLine", "MessageHeader"}:
                    element[:] = sorted(element, key=lambda child: str(child.tag))
        root.insert(0, etree.Comment("hello"))

    assert changed(untidy) == changed(lambda _: None)


def test_no_cover_and_no_group_is_no_reason_to_give_up():
    read = changed(without("ResourceList/Image", "ReleaseList/Release/ResourceGroup"))
    assert [one.number for one in read.release.tracks] == [1, 2]
    assert read.release.artwork.path == ""
    assert "artwork" in read.assumed


def test_a_recording_that_stands_nowhere_is_listed():
    read = changed(without("ReleaseList/Release/ResourceGroup/ResourceGroupContentItem[2]"))
    assert len(read.release.tracks) == 1
    said = [one.text for one in read.unmapped]
    assert {"isrc_text: USS1Z9900002", "codec: PCM", "410.246 s", "resource: A2"} <= set(said)
    assert [finding.rule for finding in read.findings] == ["ERN-READ-009"] * 2


def test_one_recording_does_not_stand_everywhere():
    def flood(root):
        group = root.find("ReleaseList/Release/ResourceGroup")
        item = etree.tostring(group.find("ResourceGroupContentItem"))
        for _ in range(500):
            group.append(etree.fromstring(item))

    read = changed(flood)
    assert len(read.release.tracks) == 21
    assert any("more than 20 places" in finding.message for finding in read.findings)


def test_machines_are_disclosed_where_the_version_can():
    def disclose(root):
        etree.SubElement(root.find("ReleaseList/Release"), "ContainsAI").text = "Perhaps"

    read = changed(disclose, version=ERN_432)
    assert read.release.ai is None
    assert [one.text for one in read.unmapped] == ["Perhaps"]


@pytest.mark.parametrize("version", VERSIONS.values(), ids=lambda version: version.number)
def test_what_is_purged_is_read(version):
    product = release()
    read = read_message(build_purge(order(product, OrderKind.TAKEDOWN), dialect(version)))
    assert (read.kind, read.order_kind) == (MessageKind.PURGE_RELEASE, OrderKind.TAKEDOWN)
    assert read.purged.icpn == str(product.icpn)
    assert read.purged.titles == product.titles
    assert read.purged.contributors == tuple(artist.name for artist in product.artists)
    assert (read.release, read.unmapped, read.findings) == (None, (), ())


def test_a_long_name_of_a_file_is_kept_as_it_is():
    product = release(tracks=(track(1),))
    uri = "resources/" + "夜 & <day>/" * 20 + "1.wav"
    files = entries(product, stated={"tracks[0].audio": type("Told", (), {"uri": uri})})
    read = read_message(build_new_release(order(product), files, dialect(ERN_43)))
    assert read.files["tracks[0].audio"].uri == uri
    assert read.release.tracks[0].audio.path == uri
    assert read.release.tracks[0].audio.sha256 == files["tracks[0].audio"].sha256


@pytest.mark.parametrize("version", VERSIONS.values(), ids=lambda version: version.number)
def test_a_product_known_by_its_grid_is_written_again_without_a_code_that_is_nobodys(version):
    grid = Grid.parse("A12425GABC1234002M")
    known = release(icpn=stand_in_gtin(str(grid)), grid=grid)
    message = build_new_release(order(known), entries(known), dialect(version))
    assert b"<ICPN" not in message
    assert b"A12425GABC1234002M" in message
    again = read_message(message)
    assert (again.release.grid, again.release.icpn) == (grid, known.icpn)
    assert is_stand_in(again.release.icpn)
    assert "icpn" in again.assumed
