"""Deals: where, when, for what and at which price (`ddex-facts` 5)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from lxml.etree import _Element as Node

from tunemantra.contrib.ddex.reading.results import MessageKind
from tunemantra.contrib.ddex.validation.message import Message, is_true, text, value
from tunemantra.contrib.ddex.validation.places import end_of, start_of
from tunemantra.contrib.ddex.validation.rule import Fault, Step, rule
from tunemantra.core.finding import Severity

_PHYSICAL: Final = "PurchaseAsPhysicalProduct"
_STREAMS: Final = frozenset({"OnDemandStream", "NonInteractiveStream", "Stream"})
_ALBUM_LIKE: Final = frozenset({"Audio", "Video", "MixedMedia"})
_WHOLESALE: Final = ("WholesalePricePerUnit", "BulkOrderWholesalePricePerUnit")
_FLAGS: Final = ("TakeDown", "AllDealsCancelled")


@rule("ERN-DEAL-001", "XSD, DealTerms", "Terms say where they apply.", hint="Worldwide, territories, or excluded ones")
def territory_said(message: Message) -> Iterator[Fault]:
    """Find terms of nowhere: the schema of ERN 4 lets both be missing, its text does not."""
    for terms in message.each("DealTerms"):
        if terms.find("TerritoryCode") is None and terms.find("ExcludedTerritoryCode") is None:
            yield Fault(terms, "The terms have no territory.", expected="TerritoryCode or ExcludedTerritoryCode")


@rule(
    "ERN-DEAL-002",
    "KB Excluded Territories and Worldwide",
    "Worldwide is never excluded.",
    hint="leave the deal out where nothing is allowed",
)
def world_not_excluded(message: Message) -> Iterator[Fault]:
    """Find a deal that excludes the world, a takedown nobody understands."""
    for element in message.each("ExcludedTerritoryCode"):
        if value(element) == "Worldwide":
            yield Fault(element, "The whole world is excluded.", "Worldwide")


@rule(
    "ERN-DEAL-003",
    "XSD, DealTerms",
    "Terms include territories or exclude them, never both.",
    hint="keep the included territories, without those that are excluded",
)
def include_or_exclude(message: Message) -> Iterator[Fault]:
    """Find both in one composite."""
    for included in message.each("TerritoryCode"):
        parent = included.getparent()
        first = None if parent is None else parent.find("TerritoryCode")
        if parent is not None and first is included and parent.find("ExcludedTerritoryCode") is not None:
            yield Fault(included, "Territories are included and excluded at once.", value(included))


@rule(
    "ERN-DEAL-004",
    "ern-notes 5",
    "Worldwide stands alone, and no territory stands twice.",
    severity=Severity.WARNING,
    hint="leave the others out",
)
def territories_once(message: Message) -> Iterator[Fault]:
    """Find territories that are said already."""
    seen: set[tuple[Node | None, str, str]] = set()
    for element in message.each("TerritoryCode", "ExcludedTerritoryCode"):
        parent = element.getparent()
        key = (parent, element.tag, value(element))
        if key in seen:
            yield Fault(element, f"{value(element)} stands here twice.", value(element))
        seen.add(key)
    worlds = {parent for parent, tag, code in seen if tag == "TerritoryCode" and code == "Worldwide"}
    told: set[Node | None] = set()
    for element in message.each("TerritoryCode"):
        parent = element.getparent()
        if parent in worlds and value(element) != "Worldwide" and parent not in told:
            told.add(parent)
            yield Fault(element, "Worldwide includes this territory.", value(element))


@rule(
    "ERN-DEAL-005",
    "ern-notes 11",
    "A numeric territory is said to be one of TIS.",
    severity=Severity.WARNING,
    hint="set IdentifierType to TIS, or write a code of two letters",
)
def numbers_are_tis(message: Message) -> Iterator[Fault]:
    """Find codes of CISAC that are not said to be such."""
    for element in message.each("TerritoryCode", "ExcludedTerritoryCode"):
        if value(element).isdigit() and element.get("IdentifierType") != "TIS":
            yield Fault(element, "The code is one of TIS and does not say so.", value(element), "IdentifierType TIS")


@rule(
    "ERN-DEAL-006",
    "Part 1 6.13",
    "A period ends after it starts.",
    hint="swap the two, or correct them",
)
def period_in_order(message: Message) -> Iterator[Fault]:
    """Find periods that end before they start; the same day for both cancels a deal before its street date."""
    for period in message.each("ValidityPeriod"):
        start, end = start_of(period), end_of(period)
        if start is not None and end is not None and start.surely_after(end):
            observed = text(period, "EndDate") or text(period, "EndDateTime")
            yield Fault(period, "The period ends before it starts.", observed, "a later end")


@rule(
    "ERN-DEAL-007",
    "Part 1 6.13",
    "A period says when it starts.",
    severity=Severity.WARNING,
    hint="the schema asks for it from ERN 4.2",
)
def period_starts(message: Message) -> Iterator[Fault]:
    """Find a period that has always been running."""
    for period in message.each("ValidityPeriod"):
        if not (text(period, "StartDate") or text(period, "StartDateTime")):
            yield Fault(period, "The period has no start.", expected="StartDate or StartDateTime")


@rule(
    "ERN-DEAL-008",
    "ern-notes 13, NoDealForTrackRelease",
    "Each track release of a message with deals has one.",
    severity=Severity.WARNING,
    step=Step.CHECKS,
    hint="no deal is no right: leave it so only where the track is not to be had alone",
)
def deals_for_all(message: Message) -> Iterator[Fault]:
    """Find tracks nobody may use while others may be used; the main release may go without."""
    if not message.deals:
        return
    for release in message.tracks:
        references = [value(one) for one in release.iterfind("ReleaseReference")]
        if references and not any(message.deals.get(one) for one in references):
            yield Fault(release, f"{references[0]} has no deal.", references[0])


@rule(
    "ERN-DEAL-009",
    "Part 1 6.19.4",
    "A message without deals takes the release down.",
    severity=Severity.NOTE,
    hint="add the deals, unless this is what is meant",
)
def takedown_told(message: Message) -> Iterator[Fault]:
    """Say that a message ends every right; inside a first message that is a mistake."""
    if message.kind is MessageKind.NEW_RELEASE and message.main is not None and not message.deals:
        yield Fault(message.root, "There is no deal: the release is taken down everywhere.")


@rule(
    "ERN-DEAL-010",
    "Part 1 6.14.2",
    "Streams are for the tracks, not for the album.",
    severity=Severity.NOTE,
    families={4},
    profiles=_ALBUM_LIKE,
    hint="put the deal on the track releases, unless the recipient asks for it on the album",
)
def streams_on_tracks(message: Message) -> Iterator[Fault]:
    """Find an album that is to be streamed as such; some recipients ask for that."""
    if message.main is None:
        return
    for group in message.deals.get(text(message.main, "ReleaseReference"), ()):
        for use in group.iterfind("Deal/DealTerms/UseType"):
            if value(use) in _STREAMS:
                yield Fault(use, "The main release has a deal for streams.", value(use))


@rule(
    "ERN-DEAL-011",
    "Schematron 2.1 6.4.9",
    "A type of price does not go with wholesale prices.",
    families={4},
    hint="leave PriceType out",
)
def price_type_alone(message: Message) -> Iterator[Fault]:
    """Find a wholesale price that is said to be one for consumers."""
    for price in message.each("PriceInformation"):
        wholesale = [name for name in _WHOLESALE if price.find(name) is not None]
        if price.get("PriceType") and wholesale:
            yield Fault(price, f"A PriceType does not go with {wholesale[0]}.", str(price.get("PriceType")))


@rule(
    "ERN-DEAL-012",
    "Schematron 2.1 6.4.10",
    "Bulk prices, carriers, returns and cartons are for physical products.",
    families={4},
    hint="leave it out, or state PurchaseAsPhysicalProduct",
)
def things_only_of_things(message: Message) -> Iterator[Fault]:
    """Find terms of a record on what is no record."""
    for terms in message.each("DealTerms"):
        if _PHYSICAL in {value(use) for use in terms.iterfind("UseType")}:
            continue
        names = ("CarrierType", "PriceInformation/BulkOrderWholesalePricePerUnit", "PhysicalReturns")
        for name in (*names, "NumberOfProductsPerCarton"):
            found = terms.find(name)
            if found is not None:
                yield Fault(found, f"{found.tag} is for physical products.", expected=f"UseType {_PHYSICAL}")


@rule(
    "ERN-DEAL-013",
    "XSD, Deal",
    "A deal has terms, or says that they are agreed elsewhere.",
    families={4},
    hint="add DealTerms, or set IsCommunicatedOutOfBand to true",
)
def terms_said(message: Message) -> Iterator[Fault]:
    """Find deals that say nothing."""
    for deal in message.each("Deal"):
        if deal.find("DealTerms") is None and not is_true(text(deal, "IsCommunicatedOutOfBand")):
            yield Fault(deal, "The deal has no terms.", expected="DealTerms or IsCommunicatedOutOfBand true")


@rule(
    "ERN-DEAL-014",
    "XSD, UseType",
    "Terms say what may be done, and in which model.",
    severity=Severity.WARNING,
    families={4},
    hint="add a UseType and a CommercialModelType",
)
def use_said(message: Message) -> Iterator[Fault]:
    """Find terms that allow nothing in particular."""
    for terms in message.each("DealTerms"):
        lacking = [name for name in ("CommercialModelType", "UseType") if terms.find(name) is None]
        # A claim of rights needs no take-up.
        if lacking and terms.find("RightsClaimPolicy") is None:
            yield Fault(terms, f"The terms have no {' and no '.join(lacking)}.", expected=" and ".join(lacking))


@rule(
    "ERN-DEAL-015",
    "ern-notes 5",
    "RightsClaimModel comes with a policy.",
    severity=Severity.WARNING,
    families={4},
    hint="add a RightsClaimPolicy",
)
def claims_have_a_policy(message: Message) -> Iterator[Fault]:
    """Find a claim that does not say what is to happen."""
    for terms in message.each("DealTerms"):
        models = {value(one) for one in terms.iterfind("CommercialModelType")}
        if "RightsClaimModel" in models and terms.find("RightsClaimPolicy") is None:
            yield Fault(terms, "The claim has no policy.", expected="RightsClaimPolicy")


@rule(
    "ERN-DEAL-016",
    "Part 1 6.19.8",
    "Beside a pre-order there is a normal deal.",
    severity=Severity.WARNING,
    hint="add the deal from the street date",
)
def preorder_leads_somewhere(message: Message) -> Iterator[Fault]:
    """Find what may be ordered and never delivered."""
    first: dict[Node, tuple[Node | None, bool]] = {}
    told: set[Node] = set()
    for groups in message.deals.values():
        for group in groups:
            if group not in first:
                terms = list(group.iterfind("Deal/DealTerms"))
                ordered = [one for one in terms if is_true(text(one, "IsPreOrderDeal"))]
                first[group] = (ordered[0] if ordered else None, len(ordered) < len(terms))
        orders = [found for found, _ in map(first.__getitem__, groups) if found is not None]
        if orders and not any(normal for _, normal in map(first.__getitem__, groups)) and orders[0] not in told:
            told.add(orders[0])
            yield Fault(orders[0], "There is a pre-order and no deal to follow it.", expected="a deal without the flag")


@rule(
    "ERN-DEAL-017",
    "Part 1 6.19.8",
    "Tracks are given out early only within a pre-order.",
    severity=Severity.WARNING,
    hint="set IsPreOrderDeal to true, or leave the list out",
)
def early_only_in_preorder(message: Message) -> Iterator[Fault]:
    """Find an instant gratification of nothing that was ordered."""
    for given in message.each("InstantGratificationResourceList"):
        terms = given.getparent()
        if terms is not None and not is_true(text(terms, "IsPreOrderDeal")):
            yield Fault(given, "Tracks are given out early, and there is no pre-order.", expected="IsPreOrderDeal true")


@rule(
    "ERN-DEAL-018",
    "Part 1 6.19.4",
    "A release is taken down by leaving deals out, not by deprecated flags.",
    severity=Severity.WARNING,
    families={3},
    hint="send the message without the deals that ended",
)
def no_takedown_flags(message: Message) -> Iterator[Fault]:
    """Find TakeDown and AllDealsCancelled."""
    for terms in message.each("DealTerms"):
        for name in _FLAGS:
            for flag in terms.iterfind(name):
                yield Fault(flag, f"{name} is deprecated.", value(flag))


@rule(
    "ERN-DEAL-019",
    "ern-notes 5",
    "No amount of money is negative.",
    hint="correct the amount",
)
def prices_are_prices(message: Message) -> Iterator[Fault]:
    """Find amounts below nothing."""
    for price in message.each("PriceInformation"):
        for amount in price.iterchildren("*"):
            if value(amount).startswith("-"):
                yield Fault(amount, "The amount is negative.", value(amount), "0 or more")


@rule(
    "ERN-DEAL-020",
    "ern-notes 4.1",
    "A share of rights is between 0 and 100 percent.",
    hint="correct the share",
)
def shares_are_shares(message: Message) -> Iterator[Fault]:
    """Find shares of more than the whole; the official test refuses 100 as well."""
    for share in message.each("RightSharePercentage"):
        try:
            right = 0 <= float(value(share)) <= 100  # noqa: PLR2004 - percent
        except ValueError:
            right = False
        if not right:
            yield Fault(share, "This is no share.", value(share), "0 to 100")
