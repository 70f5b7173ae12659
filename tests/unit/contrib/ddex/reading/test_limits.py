"""Terms are never read wider than they are stated: what limits them and is not understood is told, and not granted."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from attrs import evolve
from lxml import etree

from tests.unit.contrib.ddex.messages import deal, release, track
from tests.unit.contrib.ddex.reading.made import RECIPIENT, dialect, entries, order
from tests.unit.contrib.ddex.reading.test_lenient import changed, saying, without
from tunemantra.contrib.ddex import build_new_release
from tunemantra.contrib.ddex.reading import read_message
from tunemantra.contrib.ddex.versions import VERSIONS
from tunemantra.core.distribution import OrderKind
from tunemantra.core.rights import CommercialModel, Price, UseType, Visibility
from tunemantra.core.schedule import ReleaseMoment
from tunemantra.core.territory import TerritorySet


def test_a_deal_without_territory_grants_nothing():
    for path in ("DealList/ReleaseDeal/Deal[1]/DealTerms/TerritoryCode", "DealList//ValidityPeriod"):
        read = changed(without(path), release(size=1))
        assert read.release.deals == ()
        assert read.order_kind is OrderKind.TAKEDOWN
        assert "ERN-READ-008" in {finding.rule for finding in read.findings}
        assert "SubscriptionModel" in [one.text for one in read.unmapped]


def test_a_territory_nobody_knows_never_widens_the_terms():
    product = release(deals=(deal(territories=~TerritorySet.of("JP")),))
    path = "DealList/ReleaseDeal/Deal/DealTerms/ExcludedTerritoryCode"
    assert changed(saying(path, "Atlantis"), product).release.deals == ()
    several = release(deals=(deal(territories=TerritorySet.of("JP", "DE")),))
    read = changed(saying("DealList/ReleaseDeal/Deal/DealTerms/TerritoryCode", "Atlantis"), several)
    assert read.release.deals[0].territories == TerritorySet.of("JP")
    assert [one.text for one in read.unmapped] == ["Atlantis"]


@pytest.mark.parametrize(("number", "world"), [("276", False), ("2136", True)])
def test_of_the_numbers_of_tis_only_the_world_is_read(number, world):
    several = release(deals=(deal(territories=TerritorySet.of("JP", "FR")),))
    read = changed(saying("DealList/ReleaseDeal/Deal/DealTerms/TerritoryCode", number), several)
    assert read.release.deals[0].territories == (TerritorySet.worldwide() if world else TerritorySet.of("JP"))
    assert any("only the world (2136) is read" in finding.message for finding in read.findings) is not world


def adding(xml, path="DealList/ReleaseDeal/Deal/DealTerms"):
    def change(root):
        root.find(path).append(etree.fromstring(xml))

    return change


@pytest.mark.parametrize(
    "limit",
    [
        "<CarrierType>Download</CarrierType>",
        "<UserInterfaceType>SmartSpeakers</UserInterfaceType>",
        "<TechnicalInstantiation><BitRate>128</BitRate></TechnicalInstantiation>",
        "<RightsClaimPolicy><RightsClaimPolicyType>Monetize</RightsClaimPolicyType></RightsClaimPolicy>",
    ],
)
def test_a_limit_without_a_place_leaves_the_deal_out(limit):
    read = changed(adding(limit))
    assert "ERN-READ-008" in {finding.rule for finding in read.findings}
    assert read.release.deals == ()


def test_a_use_that_may_not_be_found_leaves_the_deal_out():
    def hide(root):
        root.find("DealList/ReleaseDeal/Deal/DealTerms/UseType").set("IsDiscoverable", "false")

    read = changed(hide)
    assert "ERN-READ-008" in {finding.rule for finding in read.findings}
    assert read.release.deals == ()


def refused(read):
    """Return what is told of a deal that is left out; everything it says is listed."""
    assert read.release.deals == ()
    assert {"SubscriptionModel", "2026-04-24"} <= {one.text for one in read.unmapped}
    return [finding.observed for finding in read.findings if finding.rule == "ERN-READ-008"]


TERMS = "DealList/ReleaseDeal/Deal/DealTerms"
ENDING = deal(end=ReleaseMoment.local(date(2027, 4, 24)))


@pytest.mark.parametrize(
    "xml",
    [
        "<NumberOfUsages>3</NumberOfUsages>",
        "<ExcludedDistributionChannel><PartyId><DPID>PADPIDA2007062701B</DPID></PartyId></ExcludedDistributionChannel>",
        "<DistributionChannel><PartyId><DPID>PADPIDA2007062701B</DPID></PartyId></DistributionChannel>",
        "<DistributionChannel><PartyName><FullName>A store</FullName></PartyName></DistributionChannel>",
        "<IsPreOrderDeal>perhaps</IsPreOrderDeal>",
    ],
)
def test_a_deal_with_a_limit_that_cannot_be_kept_is_left_out(xml):
    read = changed(adding(xml))
    assert len(refused(read)) == 1


def test_a_deal_for_one_file_alone_is_left_out():
    xml = """<DealTechnicalResourceDetailsReferenceList>
    <DealTechnicalResourceDetailsReference>T1</DealTechnicalResourceDetailsReference>
    </DealTechnicalResourceDetailsReferenceList>"""
    assert len(refused(changed(adding(xml, "DealList/ReleaseDeal/Deal")))) == 1


@pytest.mark.parametrize("text", ["2027-02-30", "2027", "soon", "", "2027-04-24T00:00:00Zzz"])
def test_terms_whose_end_is_not_understood_do_not_become_open_ended(text):
    read = changed(saying(f"{TERMS}/ValidityPeriod/EndDate", text), release(deals=(ENDING,)))
    assert refused(read) == [text]


def test_terms_that_end_twice_are_left_out():
    read = changed(adding("<EndDate>2028-01-01</EndDate>", f"{TERMS}/ValidityPeriod"), release(deals=(ENDING,)))
    assert refused(read) == ["2028-01-01"]


@pytest.mark.parametrize("last", ["2027-04-24T24:00:00", "2027-04-25T00:00:00"])
@pytest.mark.parametrize("version", VERSIONS.values(), ids=lambda version: version.number)
def test_a_local_midnight_ends_the_day_before_and_stays_there(last, version):
    def until(root):
        period = root.find(f"{TERMS}/ValidityPeriod")
        for child in list(period):
            period.remove(child)
        etree.SubElement(period, "StartDateTime").text = "2026-04-24T00:00:00"
        etree.SubElement(period, "EndDateTime").text = last

    read = changed(until, version=version)
    assert [found.end for found in read.release.deals] == [ReleaseMoment.local(date(2027, 4, 24))]
    again = read_message(build_new_release(order(read.release), entries(read.release), dialect(version)))
    assert again.release.deals == read.release.deals


def test_each_period_of_a_deal_is_one():
    def twice(root):
        terms = root.find(TERMS)
        terms.append(etree.fromstring("<ValidityPeriod><StartDate>2028-01-01</StartDate></ValidityPeriod>"))

    read = changed(twice, release(deals=(ENDING,)))
    assert [(found.start.day.year, found.end is None) for found in read.release.deals] == [(2026, False), (2028, True)]
    assert read.findings == ()


@pytest.mark.parametrize("name", ["UseType", "CommercialModelType"])
def test_a_word_that_is_not_known_is_not_granted_and_told(name):
    both = deal(models=tuple(CommercialModel)[:2], uses=(UseType.ON_DEMAND_STREAM, UseType.PERMANENT_DOWNLOAD))
    read = changed(saying(f"{TERMS}/{name}", "Telepathy"), release(deals=(both,)))
    (found,) = read.release.deals
    assert 1 in {len(found.uses), len(found.models)}
    assert [(one.rule, one.observed) for one in read.findings if one.blocks] == [("ERN-READ-008", "Telepathy")]


@pytest.mark.parametrize("name", ["UseType", "CommercialModelType"])
@pytest.mark.parametrize("version", VERSIONS.values(), ids=lambda version: version.number)
def test_a_deal_of_which_no_word_is_known_is_left_out(name, version):
    def unknown(root):
        for one in root.iter(name):
            one.text = "AsPerContract"

    read = changed(unknown, version=version)
    assert read.release.deals == ()
    assert "ERN-READ-008" in {finding.rule for finding in read.findings}


def test_a_word_that_grants_nothing_by_itself_is_listed():
    read = changed(adding("<CommercialModelType>AsPerContract</CommercialModelType>"))
    assert len(read.release.deals) == 1
    assert [finding.rule for finding in read.findings] == ["ERN-READ-007"]


def test_an_amount_without_a_currency_is_no_price():
    priced = deal(prices=(Price(amount=Decimal("7.50"), currency="EUR"),))
    read = changed(lambda root: root.find(".//WholesalePricePerUnit").attrib.clear(), release(deals=(priced,)))
    assert read.release.deals[0].prices == ()
    assert [one.text for one in read.unmapped] == ["7.50"]


def test_only_the_recipients_own_channel_is_exclusive():
    product = release(deals=(deal(exclusive=True),))
    path = f"{TERMS}/DistributionChannel/PartyId/DPID"
    assert changed(lambda _: None, product).release.deals[0].exclusive
    read = changed(saying(path, "PADPIDA2007062701B"), product)
    assert len(refused(read)) == 1
    assert "PADPIDA2007062701B" in [one.text for one in read.unmapped]
    assert changed(saying(path, RECIPIENT.lower()), product).release.deals[0].exclusive


def test_streams_of_one_track_are_not_those_of_the_whole():
    download = deal(uses=(UseType.PERMANENT_DOWNLOAD,))
    both = evolve(download, uses=(UseType.PERMANENT_DOWNLOAD, UseType.ON_DEMAND_STREAM))
    product = release(tracks=(track(1, deals=(both,)), track(2)), deals=(download,))
    read = changed(lambda _: None, product)
    assert (read.release.deals, read.release.tracks[0].deals) == ((download,), (both,))
    assert read.release.deals_of(read.release.tracks[1]) == (download,)


def test_streams_of_all_tracks_that_are_not_withheld_are_those_of_the_whole():
    download = deal(uses=(UseType.PERMANENT_DOWNLOAD,))
    both = evolve(download, uses=(UseType.PERMANENT_DOWNLOAD, UseType.ON_DEMAND_STREAM))
    tracks = (track(1, deals=(both,)), track(2, deals=(both,)), track(3, album_only=True))
    read = changed(lambda _: None, release(tracks=tracks, deals=(download,)))
    assert read.release.deals == (both,)
    assert [one.album_only for one in read.release.tracks] == [False, False, True]


def test_a_track_without_a_release_of_its_own_has_no_terms():
    read = changed(without("ReleaseList/TrackRelease[2]", "DealList/ReleaseDeal/DealReleaseReference[3]"))
    assert [one.album_only for one in read.release.tracks] == [False, True]


def test_a_gift_that_is_nothing_of_the_product_is_told():
    early = deal(pre_order=True, instant_gratification=(track(1).isrc,))
    path = ".//InstantGratificationResourceList/DealResourceReference"
    read = changed(saying(path, "A77"), release(deals=(early,)))
    assert [(one.rule, one.observed) for one in read.findings] == [("ERN-READ-006", "A77")]


def test_a_visibility_to_which_nothing_leads_is_listed():
    shown = Visibility(release=ReleaseMoment.local(date(2026, 3, 1)))
    read = changed(without("ReleaseList/Release/ReleaseVisibilityReference"), release(visibility=(shown,)))
    assert read.release.visibility == ()
    assert [one.text for one in read.unmapped] == ["V0"]
    assert [(one.rule, one.observed) for one in read.findings] == [("ERN-READ-009", "V0")]
