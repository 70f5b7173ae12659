"""What the deal list says."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest
from attrs import evolve
from hypothesis import given
from lxml import etree

from tests.unit.contrib.ddex.messages import (
    PLAIN,
    RECIPIENT,
    SENDER,
    VERSIONS_4,
    build,
    deal,
    order,
    release,
    root_of,
    texts,
    track,
    tree,
)
from tunemantra.contrib.ddex.terms import by_price
from tunemantra.contrib.ddex.versions import ERN_42, ERN_382, ERN_383, ERN_411, VERSIONS
from tunemantra.core.distribution import OrderKind
from tunemantra.core.rights import CommercialModel, Price, PriceBasis, UseType
from tunemantra.core.schedule import ReleaseMoment
from tunemantra.core.takedown import Scope, withdraw
from tunemantra.core.territory import TerritorySet
from tunemantra.errors import EmptyTerritoryError, ReleaseError
from tunemantra.testing import strategies

DOWNLOAD = {"models": (CommercialModel.PAY_AS_YOU_GO,), "uses": (UseType.PERMANENT_DOWNLOAD,)}


def terms_of(*deals, **changes):
    return root_of(build(order(release(deals=deals, **changes)))).findall(".//DealTerms")


def period(terms):
    return [(element.tag, element.text) for element in terms.find("ValidityPeriod")]


def references(root):
    return [texts(release_deal, "DealReleaseReference") for release_deal in root.findall(".//ReleaseDeal")]


def test_equal_terms_are_stated_once_for_the_release_and_all_tracks():
    assert references(root_of(build(order()))) == [["R0", "R1", "R2"]]


def test_a_track_with_its_own_terms_does_not_take_the_releases():
    own = track(2, deals=(deal(territories=TerritorySet.of("JP")),))
    root = root_of(build(order(release(tracks=(track(1), own)))))
    assert references(root) == [["R0", "R1"], ["R2"]]


def test_streams_can_be_kept_to_the_tracks_as_the_standard_says():
    dialect = evolve(PLAIN, streams_on_release=False)
    root = root_of(build(order(release(deals=(deal(), deal(**DOWNLOAD)))), dialect))
    assert references(root) == [["R0"], ["R1", "R2"]]
    assert texts(root.find(".//ReleaseDeal"), ".//UseType") == ["PermanentDownload"]


def refused(of, version, kind=OrderKind.UPDATE, **changes):
    """Return the findings for which a release is not written."""
    with pytest.raises(ReleaseError) as fault:
        tree(of, version, kind, **changes)
    return [(one.rule, one.path, one.observed) for one in fault.value.findings if one.blocks]


every_version = pytest.mark.parametrize("version", VERSIONS.values(), ids=lambda version: version.number)
every_statement = pytest.mark.parametrize("kind", [OrderKind.INSERT, OrderKind.UPDATE])
MACHINES = {"uses": (UseType.TRAINING_GENERATIVE_AI, UseType.DATA_MINING)}
WORDS = "from 2026-04-24, UseForTrainingGenerativeAI, UseForDataMining, SubscriptionModel, AdvertisementSupportedModel"
older = pytest.mark.parametrize("version", [ERN_382, ERN_383, ERN_411, ERN_42], ids=lambda version: version.number)


@every_version
@every_statement
def test_only_a_takedown_is_written_without_terms(version, kind):
    assert refused(release(deals=()), version, kind) == [("ERN-TERM-001", "deals", "")]
    assert tree(release(deals=()), version, OrderKind.TAKEDOWN).find("DealList") is None


@every_version
@pytest.mark.parametrize("nothing", [{"uses": ()}, {"models": ()}], ids=["use", "model"])
def test_terms_without_any_use_or_model_are_none(version, nothing):
    ((rule, path, _),) = refused(release(deals=(deal(**nothing),)), version)
    assert (rule, path) == ("ERN-TERM-001", "deals[0]")


@older
@every_statement
def test_terms_of_which_the_version_has_no_word_are_named_and_not_written_as_a_takedown(version, kind):
    assert refused(release(deals=(deal(**MACHINES),)), version, kind) == [("ERN-TERM-001", "deals[0]", WORDS)]


@older
def test_a_track_does_not_lose_its_last_terms_in_silence(version):
    product = release(tracks=(track(1), track(2, deals=(deal(**MACHINES),))))
    assert refused(product, version) == [("ERN-TERM-001", "tracks[1].deals[0]", WORDS)]


@older
def test_the_whole_does_not_lose_its_last_terms_while_its_tracks_keep_theirs(version):
    product = release(deals=(deal(**MACHINES),), tracks=(track(1, deals=(deal(),)), track(2, deals=(deal(),))))
    assert refused(product, version) == [("ERN-TERM-001", "deals[0]", WORDS)]


@older
def test_a_use_that_is_lost_beside_others_is_no_takedown(version):
    product = release(deals=(deal(uses=(UseType.ON_DEMAND_STREAM, UseType.DATA_MINING)), deal(**MACHINES)))
    assert texts(tree(product, version, OrderKind.UPDATE), ".//UseType") == ["OnDemandStream"]


@every_version
def test_streams_kept_to_tracks_that_are_all_withheld_are_no_terms(version):
    product = release(tracks=(track(1, album_only=True), track(2, album_only=True)))
    assert refused(product, version, streams_on_release=False) == [("ERN-TERM-001", "deals", "")]


@every_version
@pytest.mark.parametrize(
    ("price", "observed"),
    [
        (Price(amount=Decimal("-7.50"), currency="EUR"), "-7.50 EUR"),
        (Price(amount=Decimal("NaN"), currency="EUR"), "NaN EUR"),
        (Price(amount=Decimal("Infinity"), currency="EUR"), "Infinity EUR"),
        (Price(tier="Front", amount=Decimal("7.50")), "7.50"),
        (Price(amount=Decimal("7.50"), currency="euro"), "7.50 euro"),
    ],
    ids=["negative", "no number", "endless", "no currency", "no code"],
)
def test_a_price_that_is_none_is_refused(version, price, observed):
    priced = deal(prices=(Price(tier="Mid"), price), **DOWNLOAD)
    assert refused(release(deals=(priced,)), version) == [("ERN-TERM-002", "deals[0].prices[1]", observed)]
    single = release(tracks=(track(1), track(2, deals=(priced,))))
    assert refused(single, version) == [("ERN-TERM-002", "tracks[1].deals[0].prices[1]", observed)]


@every_version
def test_terms_that_end_before_they_begin_are_refused(version):
    local, instant = ReleaseMoment.local, ReleaseMoment.instant
    start = local(date(2026, 4, 24))
    for end in (local(date(2026, 4, 23)), instant(datetime(2026, 4, 22, 9, tzinfo=UTC))):
        over = deal(start=start, end=end)
        assert refused(release(deals=(over,)), version) == [("ERN-TERM-005", "deals[0].end", str(end))]
        single = release(tracks=(track(1), track(2, deals=(over,))))
        assert refused(single, version) == [("ERN-TERM-005", "tracks[1].deals[0].end", str(end))]
    for end in (start, instant(datetime(2026, 4, 23, 20, tzinfo=UTC))):
        assert tree(release(deals=(deal(start=start, end=end),)), version).find(".//ValidityPeriod") is not None


@every_version
def test_nothing_may_cost_nothing(version):
    free = deal(prices=(Price(amount=Decimal(0), currency="EUR"),), **DOWNLOAD)
    assert texts(tree(release(deals=(free,)), version), ".//WholesalePricePerUnit") == ["0"]


@given(territories=strategies.territory_sets())
def test_territories_are_the_exact_set_by_one_list_or_the_other(territories):
    (terms,) = terms_of(deal(territories=territories))
    included, excluded = texts(terms, "TerritoryCode"), texts(terms, "ExcludedTerritoryCode")
    assert bool(included) != bool(excluded)
    if included == ["Worldwide"]:
        assert territories == TerritorySet.worldwide()
    elif included:
        assert territories == TerritorySet.of(*included)
    else:
        assert territories == ~TerritorySet.of(*excluded)


def test_an_empty_set_of_territories_cannot_be_written():
    with pytest.raises(EmptyTerritoryError):
        build(order(release(deals=(deal(territories=TerritorySet.nothing()),))))


def test_several_models_and_uses_share_one_deal():
    both = deal(
        models=(CommercialModel.SUBSCRIPTION, CommercialModel.ADVERTISEMENT),
        uses=(UseType.ON_DEMAND_STREAM, UseType.CONDITIONAL_DOWNLOAD),
    )
    (terms,) = terms_of(both)
    assert texts(terms, "CommercialModelType") == ["SubscriptionModel", "AdvertisementSupportedModel"]
    assert texts(terms, "UseType") == ["OnDemandStream", "ConditionalDownload"]


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (ReleaseMoment.local(date(2026, 4, 24)), None, [("StartDate", "2026-04-24")]),
        (
            ReleaseMoment.local(date(2026, 4, 24)),
            ReleaseMoment.local(date(2027, 4, 24)),
            [("StartDate", "2026-04-24"), ("EndDate", "2027-04-24")],
        ),
        (ReleaseMoment.local(date(2026, 4, 24), time(9, 30)), None, [("StartDateTime", "2026-04-24T09:30:00")]),
        (
            ReleaseMoment.instant(datetime(2026, 4, 24, 4, tzinfo=UTC)),
            ReleaseMoment.local(date(2027, 4, 24)),
            [("StartDateTime", "2026-04-24T04:00:00Z"), ("EndDateTime", "2027-04-24T23:59:59")],
        ),
        (
            ReleaseMoment.local(date(2026, 4, 24)),
            ReleaseMoment.instant(datetime(2027, 4, 24, 12, tzinfo=UTC)),
            [("StartDateTime", "2026-04-24T00:00:00"), ("EndDateTime", "2027-04-24T12:00:00Z")],
        ),
    ],
    ids=["local day", "two days", "local time", "instant to day", "day to instant"],
)
def test_a_period_keeps_its_clock(start, end, expected):
    (terms,) = terms_of(deal(start=start, end=end))
    assert period(terms) == expected


def test_a_pre_order_is_marked():
    window, street = terms_of(deal(pre_order=True), deal())
    assert window.findtext("IsPreOrderDeal") == "true"
    assert street.find("IsPreOrderDeal") is None


def test_an_exclusive_deal_is_limited_to_the_recipients_channel():
    (terms,) = terms_of(deal(exclusive=True))
    assert texts(terms, "DistributionChannel/PartyId/DPID") == [RECIPIENT]


def test_a_tier_and_an_amount_are_told_apart():
    prices = (Price(tier="Front"), Price(amount=Decimal("7.50"), currency="EUR"))
    terms = terms_of(deal(prices=prices, **DOWNLOAD))[0]
    assert terms.find(".//PriceCode").text == "Front"
    assert terms.find(".//PriceCode").get("Namespace") == SENDER
    amount = terms.find(".//WholesalePricePerUnit")
    assert (amount.text, amount.get("CurrencyCode")) == ("7.50", "EUR")


def test_a_track_takes_the_tier_of_its_release_but_not_the_price_of_the_whole():
    prices = (Price(tier="Front"), Price(amount=Decimal("7.50"), currency="EUR"))
    root = root_of(build(order(release(deals=(deal(prices=prices, **DOWNLOAD),)))))
    whole, tracks = root.findall(".//ReleaseDeal")
    assert texts(tracks, ".//PriceCode") == ["Front"]
    assert len(whole.findall(".//WholesalePricePerUnit")) == 1
    assert tracks.findall(".//WholesalePricePerUnit") == []


def test_a_price_of_one_territory_becomes_a_deal_of_its_own():
    prices = (Price(tier="Mid"), Price(tier="Front", territory="US"))
    rest, own = terms_of(deal(prices=prices, **DOWNLOAD))
    assert (texts(rest, "ExcludedTerritoryCode"), texts(rest, ".//PriceCode")) == (["US"], ["Mid"])
    assert (texts(own, "TerritoryCode"), texts(own, ".//PriceCode")) == (["US"], ["Front"])


@given(whole=strategies.deals())
def test_splitting_by_price_neither_loses_nor_repeats_a_territory(whole):
    parts = by_price(whole)
    codes = [code for part in parts for code in part.territories]
    assert sorted(codes) == sorted(whole.territories.codes)


each_version = pytest.mark.parametrize("version", VERSIONS_4, ids=lambda version: version.number)


@each_version
def test_a_gift_names_the_recording_a_buyer_gets_at_once(version):
    early = deal(pre_order=True, instant_gratification=(track(2).isrc,), **DOWNLOAD)
    root = tree(release(deals=(early, deal(**DOWNLOAD))), version)
    whole, tracks = root.findall(".//ReleaseDeal")
    assert texts(whole, ".//InstantGratificationResourceList/DealResourceReference") == ["A2"]
    assert tracks.findall(".//InstantGratificationResourceList") == []
    assert texts(tracks, ".//IsPreOrderDeal") == ["true"]


@each_version
def test_a_retail_price_is_told_from_a_wholesale_price(version):
    prices = tuple(
        Price(amount=Decimal(amount), currency="EUR", basis=basis)
        for amount, basis in zip("57", PriceBasis, strict=True)
    )
    terms = tree(release(deals=(deal(prices=prices, **DOWNLOAD),)), version).find(".//DealTerms")
    assert terms.findtext("PriceInformation/WholesalePricePerUnit") == "5"
    assert terms.findtext("PriceInformation/SuggestedRetailPrice") == "7"


@each_version
def test_a_track_sold_with_the_album_alone_has_no_terms(version):
    root = tree(release(tracks=(track(1), track(2, album_only=True))), version)
    assert references(root) == [["R0", "R1"]]
    assert len(root.findall("ReleaseList/TrackRelease")) == 2


@each_version
def test_a_withdrawn_territory_keeps_a_deal_that_has_ended(version):
    gone = withdraw(release(), Scope(TerritorySet.of("JP")), date(2026, 6, 1))
    left, ended = tree(gone, version, OrderKind.UPDATE).findall(".//DealTerms")
    assert texts(left, "ExcludedTerritoryCode") == ["JP"]
    assert (texts(ended, "TerritoryCode"), ended.findtext("ValidityPeriod/EndDate")) == (["JP"], "2026-06-01")


@each_version
def test_a_withdrawn_track_ends_and_the_others_do_not(version):
    gone = withdraw(release(), Scope(isrcs=(track(2).isrc,)), date(2026, 6, 1))
    root = tree(gone, version, OrderKind.UPDATE)
    assert references(root) == [["R0", "R1"], ["R2"]]
    assert texts(root, ".//EndDate") == ["2026-06-01"]


@each_version
def test_reinstating_says_what_was_said_at_first(version):
    first, taken, again = (tree(release(), version, OrderKind(k)) for k in ("insert", "takedown", "update"))
    assert etree.tostring(again.find("DealList")) == etree.tostring(first.find("DealList"))
    assert taken.find("DealList") is None
