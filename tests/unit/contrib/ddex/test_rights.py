"""Whatever is done to the terms of a message: read and written again they are never wider than they were stated.

The rights of both messages are told from their XML by `rights`, which knows nothing of the reader or the writer.
"""

from __future__ import annotations

from copy import deepcopy
from datetime import UTC, date, datetime, time

import pytest
from attrs import evolve
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from tests.support import draws
from tests.unit.contrib.ddex.messages import release, track
from tests.unit.contrib.ddex.reading.made import RECIPIENT, dialect, entries, order
from tests.unit.contrib.ddex.rights import Rights, narrower, wider
from tunemantra.contrib.ddex import VERSIONS, build_new_release
from tunemantra.contrib.ddex.express import express
from tunemantra.contrib.ddex.reading import read_message
from tunemantra.core.distribution import OrderKind
from tunemantra.core.rights import CommercialModel, Deal, UseType
from tunemantra.core.schedule import ReleaseMoment
from tunemantra.core.territory import TerritorySet
from tunemantra.errors import ReleaseError

SAMPLES = (
    "ern411/1 Audio.xml",
    "ern42/1 Audio.xml",
    "ern42/Variant Classical.xml",
    "ern43/1 Audio.xml",
    "ern43/2 Video.xml",
    "ern432-derived/2 Video.xml",
)
WORDS = (
    *("", "Atlantis", "Telepathy", "soon", "perhaps", "true", "false", "1"),
    *("2026-02-30", "2027", "2026-06", "2026-06-01", "9999-12-31", "2027-04-24T24:00:00", "2027-04-25T00:00:00"),
    *("2026-06-01T12:00:00Z", "2026-06-01T00:00:00+09:00", "2026-06-01T23:59:59.500", "2025-01-01"),
    *("DE", "JP", "US", "Worldwide", "R0", "R1", "R2", "R9", "A1", "A9"),
    *("OnDemandStream", "PermanentDownload", "SubscriptionModel", "AsPerContract", RECIPIENT, "PADPIDA2007062701B"),
)
NAMES = (
    *("TerritoryCode", "ExcludedTerritoryCode", "StartDate", "StartDateTime", "EndDate", "EndDateTime", "UseType"),
    *("DistributionChannel", "ExcludedDistributionChannel", "Usage", "Misspelt", "CommercialModelType", "TakeDown"),
)
PLACE = "<TerritoryCode>DE</TerritoryCode>"
ADDITIONS = (
    *("<NumberOfUsages>3</NumberOfUsages>", "<ConsumerRentalPeriod>P2D</ConsumerRentalPeriod>"),
    *("<EndDate>2026-06-01</EndDate>", "<EndDateTime>2026-06-01T00:00:00</EndDateTime>"),
    *("<IsPreOrderDeal>true</IsPreOrderDeal>", "<UseType>Telepathy</UseType>", "<EndDate/>"),
    *("<ExcludedTerritoryCode>JP</ExcludedTerritoryCode>", "<ExcludedTerritoryCode>Atlantis</ExcludedTerritoryCode>"),
    "<DistributionChannel><PartyId><DPID>PADPIDA2007062701B</DPID></PartyId></DistributionChannel>",
    "<ExcludedDistributionChannel><PartyId>PADPIDA2007062701B</PartyId></ExcludedDistributionChannel>",
    "<ValidityPeriod><StartDate>2026-01-01</StartDate><EndDate>2026-05-01</EndDate></ValidityPeriod>",
)
FLAGS = (
    "<TakeDown>true</TakeDown>",
    f"<TakeDown>true</TakeDown>{PLACE}<ValidityPeriod><StartDate>2026-07-01</StartDate></ValidityPeriod>",
    f"<AllDealsCancelled>true</AllDealsCancelled>{PLACE}<ValidityPeriod><StartDate>2025-07-01</StartDate></ValidityPeriod>",
    f"<TakeDown>1</TakeDown>{PLACE}<ValidityPeriod><StartDateTime>2026-07-01T00:00:00Z</StartDateTime></ValidityPeriod>",
    "<TakeDown>perhaps</TakeDown>",
)

few = settings(deadline=None, suppress_health_check=list(HealthCheck), max_examples=draws(60))


@st.composite
def moments(draw):
    """Moments close to each other, so that ends and takedowns meet."""
    day = draw(st.dates(date(2026, 4, 1), date(2026, 8, 1)))
    clock = draw(st.sampled_from((time(), time(12), time(23, 59, 59))))
    if draw(st.booleans()):
        return ReleaseMoment.local(day, clock)
    return ReleaseMoment.instant(datetime.combine(day, clock, UTC))


@st.composite
def deals(draw):
    """Terms of a few words that all versions have."""
    start = draw(moments())
    end = draw(st.none() | moments())
    some = st.sampled_from((TerritorySet.worldwide(), TerritorySet.of("DE"), TerritorySet.of("DE", "JP")))
    uses = st.sampled_from((UseType.ON_DEMAND_STREAM, UseType.PERMANENT_DOWNLOAD, UseType.STREAM))
    models = st.sampled_from((CommercialModel.SUBSCRIPTION, CommercialModel.PAY_AS_YOU_GO))
    return Deal(
        territories=draw(some | some.map(lambda places: ~places).filter(bool)),
        start=start,
        end=evolve(end, day=max(end.day, start.day)) if end else None,
        models=draw(st.lists(models, min_size=1, max_size=2, unique=True)),
        uses=draw(st.lists(uses, min_size=1, max_size=2, unique=True)),
        pre_order=draw(st.sampled_from((False, False, True))),
        exclusive=draw(st.sampled_from((False, False, True))),
    )


@st.composite
def products(draw):
    """An album or a single, some tracks with terms of their own or with none."""
    size = draw(st.integers(1, 3))
    several = st.lists(deals(), min_size=1, max_size=2).map(tuple)
    own = st.just({}) | st.just({"album_only": True}) | several.map(lambda terms: {"deals": terms})
    tracks = tuple(track(number, **draw(own if size > 1 else st.just({}))) for number in range(1, size + 1))
    return release(size=size, tracks=tracks, deals=draw(several))


@st.composite
def changes(draw):
    """Something that is done to one element of a list of deals."""
    place, other = draw(st.integers(0, 500)), draw(st.integers(0, 500))
    what = draw(st.sampled_from((_say, _say, _remove, _repeat, _rename, _add, _flag, _take_effect, _swap)))
    return what, place, other


def _at(root, place, path="DealList//*"):
    found = root.xpath(path)
    return found[place % len(found)] if found else None


def _say(root, place, other):
    leaf = _at(root, place, "DealList//*[not(*)]")
    if leaf is not None:
        leaf.text = WORDS[other % len(WORDS)]


def _remove(root, place, _other):
    one = _at(root, place)
    if one is not None:
        one.getparent().remove(one)


def _repeat(root, place, other):
    one = _at(root, place)
    if one is not None:
        twin = deepcopy(one)
        if not len(twin) and other % 2:
            twin.text = WORDS[other % len(WORDS)]
        one.addnext(twin)


def _rename(root, place, other):
    one = _at(root, place, "DealList/ReleaseDeal/Deal//*")
    if one is not None:
        one.tag = NAMES[other % len(NAMES)]


def _add(root, place, other):
    one = _at(root, place, "DealList//DealTerms | DealList//ValidityPeriod | DealList//Usage")
    if one is not None:
        one.append(etree.fromstring(ADDITIONS[other % len(ADDITIONS)]))


def _flag(root, place, other):
    """Add a takedown of ERN 3."""
    one = _at(root, place, "DealList/ReleaseDeal")
    if one is not None and not root.xpath("PartyList"):
        one.append(etree.fromstring(f"<Deal><DealTerms>{FLAGS[other % len(FLAGS)]}</DealTerms></Deal>"))


def _take_effect(root, place, other):
    one = _at(root, place, "DealList/ReleaseDeal")
    if one is not None and not root.xpath("PartyList"):
        etree.SubElement(one, "EffectiveDate").text = ("2026-02-01", "2026-06-01", "soon")[other % 3]


def _swap(root, place, other):
    one, two = (_at(root, number, "DealList//*[not(*)]") for number in (place, other))
    if one is not None and two is not None:
        one.text, two.text = two.text, one.text


def judge(root, version):
    """Read a message, write it again whatever is told of it, and hold its rights against those stated."""
    read = read_message(etree.tostring(root))
    if read.release is None:
        return
    how = dialect(version)
    try:
        again = build_new_release(order(read.release, OrderKind.UPDATE), entries(read.release), how)
    except ReleaseError:
        # Nothing is left that could be stated: nobody is granted anything.
        return
    before, after = Rights(root), Rights(etree.fromstring(again))
    assert next(wider(after, before), None) is None
    told = (*read.findings, *read.unmapped, *express(read.release, version, how.profile_of(read.release)).findings)
    if not told:
        assert next(narrower(after, before, RECIPIENT), None) is None


def change_and_judge(message, version, done):
    root = etree.fromstring(message)
    for change, place, other in done:
        change(root, place, other)
    judge(root, version)


def judge_written(product, versions, done):
    written = build_new_release(order(product), entries(product), dialect(VERSIONS[versions[0]]))
    change_and_judge(written, VERSIONS[versions[1]], done)


some_changes = st.lists(changes(), max_size=3)
two_versions = st.tuples(*[st.sampled_from(tuple(VERSIONS))] * 2)


@given(product=products(), versions=two_versions, done=some_changes)
@few
def test_terms_are_never_wider_than_they_were_stated(product, versions, done):
    judge_written(product, versions, done)


@pytest.mark.nightly
@pytest.mark.timeout(3600)
@given(product=products(), versions=two_versions, done=some_changes)
@settings(few, max_examples=5000)
def test_terms_are_never_wider_than_they_were_stated_at_night(product, versions, done):
    judge_written(product, versions, done)


def judge_sample(folder, name, version, done):
    message = (folder / "samples" / name).read_bytes()
    change_and_judge(message, VERSIONS[version], done)


@pytest.mark.parametrize("name", SAMPLES)
@given(version=st.sampled_from(tuple(VERSIONS)), done=some_changes)
@settings(few, max_examples=draws(4))
def test_the_terms_of_a_sample_are_never_wider_than_they_were_stated(ddex_folder, name, version, done):
    judge_sample(ddex_folder, name, version, done)


@pytest.mark.nightly
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("name", SAMPLES)
@given(version=st.sampled_from(tuple(VERSIONS)), done=some_changes)
@settings(few, max_examples=300)
def test_the_terms_of_a_sample_are_never_wider_at_night(ddex_folder, name, version, done):
    judge_sample(ddex_folder, name, version, done)


def limited():
    """An album of terms with every limit there is."""
    start = ReleaseMoment.local(date(2026, 4, 24))
    ends = Deal(TerritorySet.of("DE"), start, ReleaseMoment.local(date(2026, 8, 1)), exclusive=True)
    return release(deals=(ends,), tracks=(track(1), track(2, album_only=True)))


TERMS = "DealList/ReleaseDeal/Deal/DealTerms"
WIDENINGS = {
    "end": lambda root: (
        root.xpath(f"{TERMS}/ValidityPeriod/*[2]")[0].getparent().remove(root.xpath(f"{TERMS}/ValidityPeriod/*[2]")[0])
    ),
    "later end": lambda root: _text(root, f"{TERMS}/ValidityPeriod/EndDate", "2026-08-02"),
    "start": lambda root: _text(root, f"{TERMS}/ValidityPeriod/StartDate", "2026-04-23"),
    "place": lambda root: _text(root, f"{TERMS}/TerritoryCode", "JP"),
    "everywhere": lambda root: _text(root, f"{TERMS}/TerritoryCode", "Worldwide"),
    "use": lambda root: _text(root, f"{TERMS}//UseType", "PermanentDownload"),
    "model": lambda root: _text(root, f"{TERMS}/CommercialModelType", "PayAsYouGoModel"),
    "channel": lambda root: root.find(TERMS).remove(root.find(f"{TERMS}/DistributionChannel")),
    "order": lambda root: etree.SubElement(root.find(TERMS), "IsPreOrderDeal").__setattr__("text", "true"),
    "track": lambda root: etree.SubElement(root.find("DealList/ReleaseDeal"), "DealReleaseReference").__setattr__(
        "text", "R2"
    ),
}


def _text(root, path, text):
    root.find(path).text = text


@pytest.mark.parametrize("widening", WIDENINGS)
@pytest.mark.parametrize("version", VERSIONS.values(), ids=lambda version: version.number)
def test_what_is_wider_is_found(version, widening):
    product = limited()
    before = etree.fromstring(build_new_release(order(product), entries(product), dialect(version)))
    after = deepcopy(before)
    WIDENINGS[widening](after)
    assert next(wider(Rights(after), Rights(before)), None) is not None
    assert next(wider(Rights(before), Rights(before)), None) is None
