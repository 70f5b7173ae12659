"""Who may do what, as the XML of a message says it: read with XPath alone, by nothing of what is being judged.

What is not understood grants nothing here: a message may say less than another one, never more.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, time, timedelta
from functools import cache, cached_property
from itertools import product
from zoneinfo import ZoneInfo

from attrs import define, frozen

ZONES = {"DE": ZoneInfo("Europe/Berlin"), "JP": ZoneInfo("Asia/Tokyo"), "US": ZoneInfo("America/New_York")}
"""The territories that are looked at, and their clocks."""

EVERYBODY = "everybody"
STREAMS = {"OnDemandStream", "NonInteractiveStream", "Stream"}
FLAGS = {"true": True, "1": True, "false": False, "0": False}
LIMITS = ".//NumberOfUsages | .//ConsumerRentalPeriod | ResourceUsage | DealTechnicalResourceDetailsReferenceList"
NEVER, ALWAYS = datetime.max.replace(tzinfo=UTC), datetime.min.replace(tzinfo=UTC)
WRITTEN = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(?:\.\d+)?)?)?(Z|[+-]\d\d:\d\d)?")
NEAR = timedelta(seconds=90)


class Nothing(Exception):  # noqa: N818 - no error: there is nothing granted
    """Something is not understood."""


@frozen
class Moment:
    """A point on the clock of each territory, or (with a zone) of all."""

    wall: datetime
    zone: str = ""

    def in_(self, place):
        if self.zone:
            return datetime.fromisoformat(f"{self.wall.isoformat()}{self.zone}").astimezone(UTC)
        return self.wall.replace(tzinfo=ZONES[place]).astimezone(UTC)


@frozen
class Places:
    """Territories: those in it, without those excluded."""

    codes: frozenset[str] = frozenset({"Worldwide"})
    without: frozenset[str] = frozenset()

    def __contains__(self, place):
        return ("Worldwide" in self.codes or place in self.codes) and place not in self.without


@frozen
class Grant:
    """One deal in one of its periods."""

    uses: frozenset[str]
    models: frozenset[str]
    places: Places
    start: Moment
    end: Moment | None
    channels: frozenset[str]
    pre_order: bool
    effective: Moment | None = None

    def holds(self, probe):
        use, model, place, instant, channel, pre_order = probe
        return (
            (use in self.uses and model in self.models and pre_order is self.pre_order)
            and (EVERYBODY in self.channels or channel in self.channels)
            and place in self.places
            and self.start.in_(place) <= instant
            and (self.end is None or instant < self.end.in_(place))
            and (self.effective is None or self.effective.in_(place) <= instant)
        )


@frozen
class Taken:
    """A takedown by a flag of ERN 3."""

    places: Places
    since: Moment | None = None

    def holds(self, probe):
        return probe[2] in self.places and (self.since is None or self.since.in_(probe[2]) <= probe[3])


@frozen
class Terms:
    """What is granted for one release of a message, and where it is taken down."""

    grants: tuple[Grant, ...] = ()
    taken: tuple[Taken, ...] = ()

    def holds(self, probe):
        return any(one.holds(probe) for one in self.grants) and not any(one.holds(probe) for one in self.taken)


@define(slots=False)
class Rights:
    """The rights that a message states.

    Args:
        root: of the message.
    """

    root: object

    def holds(self, whose, probe):
        """Tell whether somebody may do something with the product (`main`) or with a recording (its ISRC)."""
        if self.alone:
            return any(terms.holds(probe) for terms in self.terms.values())
        return self.terms.get(whose, Terms()).holds(probe)

    def may_be_said_of(self, whose, probe):
        """Tell the same; of the product also a stream that all recordings have which have anything."""
        if self.holds(whose, probe):
            return True
        tracks = [terms for name, terms in self.terms.items() if name != "main" and terms.grants]
        return whose == "main" and probe[0] in STREAMS and bool(tracks) and all(one.holds(probe) for one in tracks)

    @cached_property
    def three(self):
        """Whether it is a message of ERN 3, which alone has flags."""
        return self.root.find("PartyList") is None

    @cached_property
    def alone(self):
        """Whether the product is one recording."""
        placed = self.root.xpath("ReleaseList//ResourceGroupContentItem/ReleaseResourceReference/text()")
        played = self.root.xpath("ResourceList/*[self::SoundRecording or self::Video]/ResourceReference/text()")
        return len(set(placed).intersection(played)) == 1

    @cached_property
    def terms(self):
        """What is granted, by `main` and ISRC."""
        found = {}
        for composite in self.root.xpath("DealList/ReleaseDeal"):
            grants, taken = self._composite(composite)
            for reference in _texts(composite, "DealReleaseReference"):
                whose = self.releases.get(reference)
                old = found.get(whose, Terms())
                found[whose] = Terms((*old.grants, *grants), (*old.taken, *taken))
        found.pop(None, None)
        return found

    @cached_property
    def releases(self):
        """`main` and ISRCs by reference of the release."""
        isrcs = {
            one.findtext("ResourceReference"): next(iter(one.xpath(".//ISRC/text()")), "")
            for one in self.root.xpath("ResourceList/*")
        }
        whole = self.root.xpath("ReleaseList/Release[@IsMainRelease='true']") or self.root.xpath("ReleaseList/Release")
        found = {}
        for one in self.root.xpath("ReleaseList/TrackRelease | ReleaseList/Release"):
            resource = next(iter(one.xpath(".//ReleaseResourceReference/text()")), "")
            found[one.findtext("ReleaseReference")] = "main" if one is whole[0] else isrcs.get(resource)
        return found

    @cached_property
    def created(self):
        return datetime.fromisoformat(self.root.findtext("MessageHeader/MessageCreatedDateTime"))

    @cached_property
    def moments(self):
        """Every point at which something may change."""
        found = set()
        for text in self.root.xpath("DealList//ValidityPeriod/*/text() | DealList//EffectiveDate/text()"):
            for read in (_start, _end):
                try:
                    found.add(read(text))
                except Nothing:
                    continue
        return found

    def words(self, name):
        return set(self.root.xpath(f"DealList//{name}/text()"))

    def _composite(self, composite):
        grants, taken = [], []
        effective = composite.findtext("EffectiveDate") if self.three else None
        try:
            later = _start(effective) if effective is not None else None
        except Nothing:
            later = Moment(datetime(8999, 1, 1))  # noqa: DTZ001 - by the clock of each territory
        for deal in composite.xpath("Deal"):
            for terms in deal.xpath("DealTerms[1]"):
                flags = terms.xpath("TakeDown | AllDealsCancelled") if self.three else ()
                if any(FLAGS.get(one.text or "", True) for one in flags):
                    taken.append(self._taken(terms, later))
                    continue
                try:
                    grants += _grants(deal, terms, later)
                except Nothing:
                    continue
        return grants, taken

    def _taken(self, terms, later):
        stated = terms.xpath("ValidityPeriod[1]/StartDate | ValidityPeriod[1]/StartDateTime")
        # A place that is not understood is every place, a moment that is not is now.
        try:
            places = _places(terms)
        except Nothing:
            places = Places()
        try:
            since = _start(stated[0].text) if stated else later
        except Nothing:
            return Taken(places)
        # What has come by the time of the message has been so before.
        past = since is not None and since.in_("JP") <= self.created
        return Taken(places, None if past else since)


def _grants(deal, terms, later):
    if deal.xpath(LIMITS) or terms.xpath("ExcludedDistributionChannel"):
        raise Nothing
    flags = {FLAGS.get(text) for text in _texts(terms, "IsPreOrderDeal")}
    if None in flags or len(flags) > 1:
        raise Nothing
    periods = []
    for period in terms.xpath("ValidityPeriod"):
        starts = period.xpath("StartDate | StartDateTime")
        ends = period.xpath("EndDate | EndDateTime")
        if len(starts) != 1 or len(ends) > 1:
            raise Nothing
        periods.append((_start(starts[0].text), _end(ends[0].text) if ends else None))
    return [
        Grant(
            uses=frozenset(terms.xpath("UseType/text() | Usage/UseType/text()")),
            models=frozenset(terms.xpath("CommercialModelType/text() | Usage/CommercialModelType/text()")),
            places=_places(terms),
            start=start,
            end=end,
            channels=_channels(terms),
            pre_order=True in flags,
            effective=later,
        )
        for start, end in periods
    ]


def _places(terms):
    codes, without = _texts(terms, "TerritoryCode"), _texts(terms, "ExcludedTerritoryCode")
    strange = [code for code in without if not re.fullmatch(r"[A-Z]{2}|Worldwide", code)]
    if not (codes or without) or strange or "Worldwide" in without:
        raise Nothing
    if terms.xpath("TakeDown | AllDealsCancelled") and any(not re.fullmatch("[A-Z]{2}|Worldwide", c) for c in codes):
        raise Nothing
    return Places(frozenset(codes or {"Worldwide"}), frozenset(without))


def _channels(terms):
    stated = terms.xpath("DistributionChannel")
    if not stated:
        return frozenset({EVERYBODY})
    return frozenset(text.upper() for one in stated for text in one.xpath("PartyId/DPID/text() | PartyId/text()"))


def _texts(parent, name):
    return [one.text or "" for one in parent.xpath(name)]


def _read(text):
    match = WRITTEN.fullmatch(text or "")
    if match is None:
        raise Nothing
    *numbers, zone = match.groups()
    year, month, day, *clock = (None if number is None else int(number) for number in numbers)
    next_day = clock[0] == 24 and not any(clock[1:])
    try:
        date_ = datetime(year, month, day)  # noqa: DTZ001 - by the clock of each territory
        if clock[0] is None or next_day:
            return date_ + timedelta(days=next_day), zone or "", clock[0] is None
        return datetime.combine(date_, time(*(number or 0 for number in clock))), zone or "", False
    except (ValueError, OverflowError):
        raise Nothing from None


@cache
def _start(text):
    wall, zone, _ = _read(text)
    return Moment(wall, zone)


@cache
def _end(text):
    """Return the first point that is no more within a period: a date counts to its end."""
    wall, zone, is_date = _read(text)
    if wall.year > 9000:
        return Moment(datetime(9001, 1, 1), zone)  # noqa: DTZ001 - by the clock of each territory
    return Moment(wall + timedelta(days=is_date), zone)


def probes(*messages):
    """Return everything that is asked: uses, models, places, instants, channels, and whether it is ordered ahead."""
    instants = {datetime(1001, 1, 1, tzinfo=UTC), datetime(8999, 1, 1, tzinfo=UTC)}
    for moment in {one for message in messages for one in message.moments}:
        for place in ZONES:
            at = moment.in_(place)
            instants |= {at - NEAR, at + NEAR}
    uses = {word for message in messages for word in message.words("UseType")}
    models = {word for message in messages for word in message.words("CommercialModelType")}
    channels = {
        text.upper()
        for message in messages
        for text in message.words("DistributionChannel//PartyId/descendant-or-self::*")
    }
    return [*product(uses, models, ZONES, sorted(instants), {EVERYBODY, *filter(str.strip, channels)}, (False, True))]


def wider(after, before):
    """Yield what the later of two messages grants and the earlier one does not."""
    asked = probes(before, after)
    seen = set()
    for whose in {"main", *after.terms}:
        told = (after.terms.get(whose), before.terms.get(whose), whose == "main", after.alone)
        if told not in seen:
            seen.add(told)
            for probe in asked:
                if after.holds(whose, probe) and not before.may_be_said_of(whose, probe):
                    yield whose, probe


def narrower(after, before, channel):
    """Yield what the earlier message grants a channel from its own time on, and the later one does not."""
    for whose in {"main", *before.terms}:
        for probe in probes(before, after):
            after_it = before.created <= probe[3] < datetime(8999, 1, 1, tzinfo=UTC)
            if probe[4] == channel and after_it and before.holds(whose, probe) and not after.holds(whose, probe):
                yield whose, probe
