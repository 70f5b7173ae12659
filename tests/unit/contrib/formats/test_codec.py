"""Canonical JSON: exact both ways, one text a value, all faults at once."""

import json
import unicodedata
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from attrs import evolve
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support import draws
from tunemantra.contrib.formats import JsonCodec
from tunemantra.contrib.formats.codec import KEPT
from tunemantra.core.distribution import Delivery, Distribution, Event, OrderKind, Revision
from tunemantra.core.finding import Finding, Severity
from tunemantra.core.gain import Asker, Gain
from tunemantra.core.media import AudioFacts, ImageFacts
from tunemantra.core.release import Asset, Release, ReleaseKind, Track
from tunemantra.core.requirement import AudioSpec, ImageSpec, Requirement
from tunemantra.core.rights import Deal, Price
from tunemantra.core.schedule import LeadTime, ReleaseMoment
from tunemantra.core.status import Channel, State, Status
from tunemantra.core.territory import SELECTABLE, TerritorySet
from tunemantra.errors import ReleaseError
from tunemantra.ports.package import (
    Document,
    Draft,
    Order,
    Package,
    PackageFile,
    Placed,
    Receipt,
    Rendition,
    Role,
    StatusReport,
    TrackReport,
)
from tunemantra.testing.strategies import moments, orders, releases, territory_sets

CODEC = JsonCodec()
NOW = datetime(2026, 4, 24, 9, 30, 0, 250, tzinfo=UTC)
SLOW = settings(max_examples=draws(30), deadline=None, suppress_health_check=list(HealthCheck))
FINDING = Finding("CMN-AUD-005", Severity.WARNING, "tracks[0].audio", "quiet", at=5.0)
LIVE = State(Status.LIVE, "all-territories", "ON_STORE", NOW, Channel.API, (NOW, 3))
VALUES = [
    FINDING,
    evolve(FINDING, at=None),
    LIVE,
    State(Status.ERROR, "transport", previous=LIVE),
    AudioFacts("wav", "pcm_s24le", 48_000, 24, 2, 1000, foreign_chunks=("LIST",), leading_silence=0.25),
    ImageFacts("JPEG", 3000, 3000, "RGB"),
    Distribution("x1", "036000291452", "spotify", LIVE, external_ids=(("uri", "spotify:1"),)),
    Delivery("d1", "x1", "spotify", "036000291452", "ab" * 32, OrderKind.UPDATE, 2, NOW, NOW, findings=(FINDING,)),
    Event("x1", NOW, "status.changed", "Live", data=(("a", "b"),)),
    Revision("ab" * 32, "036000291452", "{}", NOW),
    Requirement(
        AudioSpec("wav", "pcm", (44_100,), (16,)), ImageSpec("JPEG", 3000, 3000), lead=LeadTime(1, 5, "business_days")
    ),
    Package((PackageFile("a/b.wav", Role.AUDIO, "ab" * 32, 7, "tracks[0].audio", "audio/wav"),), "batch-1"),
    Package((PackageFile("a", Role.AUDIO, "ab" * 32, 7, gain=Gain(2.9, Asker.PLATFORM, 4.0)),)),
    Receipt("batch-1", "RECEIVED", NOW, 5, (("id", "9"),), (("a.wav", "ab" * 32),)),
    StatusReport("036000291452", "LIVE", NOW, tracks=(TrackReport("USS1Z9900001", "LIVE"),), reasons=("fine",)),
    Deal(
        TerritorySet.nothing(),
        ReleaseMoment.instant(NOW.replace(microsecond=0)),
        prices=(Price(amount=Decimal("7.5")),),
    ),
]


@pytest.mark.parametrize("value", VALUES, ids=lambda value: type(value).__name__)
def test_every_value_of_core_and_ports_comes_back(value):
    text = CODEC.dump(value)
    assert CODEC.load(text, type(value)) == value
    assert CODEC.dump(CODEC.load(text, type(value))) == text


@SLOW
@given(orders())
def test_orders_with_their_release_and_renditions_come_back(order):
    text = CODEC.dump(order)
    assert CODEC.load(text, Order) == order
    assert unicodedata.is_normalized("NFC", text)
    assert (
        text == json.dumps(json.loads(text), sort_keys=True, separators=(",", ":"), ensure_ascii=False) or "\\u" in text
    )


@SLOW
@given(orders(kind=OrderKind.INSERT), st.binary(max_size=40))
def test_a_draft_keeps_documents_and_placed_renditions_apart(order, content):
    placed = [Placed(f"{index}", one, "audio/wav") for index, one in enumerate(order.renditions.values())]
    draft = Draft((*placed, Document("release.xml", Role.METADATA, content, "text/xml")))
    assert CODEC.load(CODEC.dump(draft), Draft) == draft
    for one in order.renditions.values():
        assert CODEC.load(CODEC.dump(one), Rendition) == one


@given(territory_sets() | st.just(TerritorySet.nothing()), moments())
def test_territories_are_listed_one_by_one_and_nothing_stays_nothing(territories, start):
    deal = Deal(territories, start)
    text = CODEC.dump(deal)
    assert json.loads(text)["territories"] == sorted(territories.codes)
    assert CODEC.load(text, Deal).territories == territories


def test_worldwide_is_written_out_so_that_it_never_changes_its_meaning():
    text = CODEC.dump(Deal(TerritorySet.worldwide(), ReleaseMoment.parse("2026-04-24")))
    assert len(json.loads(text)["territories"]) == len(SELECTABLE)


@given(st.text())
def test_any_text_survives_and_the_document_is_nfc_and_utf8(word):
    event = Event("x1", NOW, "status.changed", word, native=word)
    text = CODEC.dump(event)
    assert unicodedata.is_normalized("NFC", text)
    assert text.encode("utf-8")
    assert CODEC.load(text, Event) == event


@pytest.mark.parametrize("word", ["N\u0303ame", "\u0301a", "\ud800", "e\u0301\U0001f3a7"])
def test_odd_texts_are_escaped_and_come_back(word):
    text = CODEC.dump(Event("x1", NOW, "k", word))
    assert text.encode("utf-8")
    assert CODEC.load(text, Event).message == word


@given(st.integers(0, 10**9), st.integers(0, 8), st.integers(0, 4))
def test_equal_amounts_have_one_text(digits, places, more):
    amount = Decimal(digits).scaleb(-places)
    longer = amount.quantize(Decimal(1).scaleb(-places - more))
    assert CODEC.dump(Price(amount=amount)) == CODEC.dump(Price(amount=longer))
    assert CODEC.load(CODEC.dump(Price(amount=amount)), Price).amount == amount


def test_equal_moments_and_numbers_have_one_text():
    elsewhere = NOW.astimezone(timezone(timedelta(hours=9)))
    assert CODEC.dump(Event("x", NOW, "k", "m")) == CODEC.dump(Event("x", elsewhere, "k", "m"))
    assert CODEC.dump(evolve(FINDING, at=5)) == CODEC.dump(FINDING)
    assert CODEC.dump(Price(amount=Decimal("-0.0"))) == CODEC.dump(Price(amount=Decimal(0)))


def faults(text, kind):
    with pytest.raises(ReleaseError) as caught:
        CODEC.load(text, kind)
    return {(finding.path, finding.observed, finding.expected) for finding in caught.value.findings}


@SLOW
@given(releases(discs=1, tracks_per_disc=2))
def test_all_faults_are_reported_at_once_with_their_places(release):
    table = json.loads(CODEC.dump(release))
    table["icpn"] = "036000291453"
    table["lable"] = "?"
    table["kind"] = "LP"
    table["release_date"] = "2026-02-30"
    table["deals"][0]["territories"] = ["DE", "UK"]
    table["deals"][0]["start"] = "soon"
    table["tracks"][1]["number"] = True
    table["tracks"][1]["titles"] = "Night"
    table["tracks"][0]["duration"] = 3.5
    table["tracks"][0]["audio"] = []
    del table["label"]
    found = faults(json.dumps(table), Release)
    assert {path for path, _, _ in found} == {
        "icpn",
        "lable",
        "label",
        "kind",
        "release_date",
        "deals[0].territories",
        "deals[0].start",
        "tracks[1].number",
        "tracks[1].titles",
        "tracks[0].duration",
        "tracks[0].audio",
    }
    assert ("lable", "lable", "label") in found
    kinds = f"one of {', '.join(kind.value for kind in ReleaseKind)}"
    assert ("kind", "LP", kinds) in found
    assert ("tracks[1].number", "true", "a whole number") in found


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "3", '"x"', '{"year":1,"year":2}', '{"at":NaN}', "[" * 100_000, "1" * 5000, '{"kind":"\ud800"}'],
)
def test_what_is_no_value_is_refused_with_a_finding(text):
    assert faults(text, Release)


@pytest.mark.parametrize(
    ("kind", "table", "path"),
    [
        (Price, {"tier": "", "amount": "1e5", "currency": "", "territory": ""}, "amount"),
        (Price, {"tier": 5, "amount": None, "currency": "", "territory": ""}, "tier"),
        (Deal, {"territories": ["DE", "AT"], "start": "2026-04-24"}, "territories"),
        (Deal, {"territories": "Worldwide", "start": "2026-04-24"}, "territories"),
        (Deal, {"territories": ["DE"], "start": "2026-04-24", "pre_order": 1}, "pre_order"),
        (State, {"status": "Live", "substate": "queued"}, ""),
        (State, {"since": "2026-04-24T09:30:00"}, "since"),
        (State, {"since": "yesterday"}, "since"),
        (State, {"seen": ["2026-04-24T09:30:00+00:00"]}, "seen"),
        (Finding, {"rule": "R", "severity": "error", "path": "p", "message": "m", "at": "5"}, "at"),
        (Rendition, {"subject": "a", "sha256": "b", "size": 1, "form": {"kind": "Sculpture"}, "facts": 1}, "facts"),
        (Document, {"path": "a", "role": "audio", "content": "?", "media_type": "x"}, "content"),
        (Draft, {"files": [{"path": "a"}]}, "files[0]"),
    ],
)
def test_values_are_never_bent_into_shape(kind, table, path):
    assert path in {place for place, _, _ in faults(json.dumps(table), kind)}


@given(st.text(max_size=60) | st.binary(max_size=60).map(lambda content: content.decode("latin-1")))
def test_no_text_leads_to_anything_but_a_value_or_findings(text):
    with pytest.raises(ReleaseError) as refused:
        CODEC.load(text, Track)
    assert refused.value.findings


def test_what_was_loaded_before_is_the_same_value_and_its_kind_still_counts():
    text = CODEC.dump(Asset("a.wav", "0" * 64, 1))
    assert CODEC.load(text, Asset) is CODEC.load(text, Asset)
    with pytest.raises(ReleaseError):
        CODEC.load(text, Release)
    with pytest.raises(ReleaseError):
        CODEC.load(text, Release)


def test_a_text_too_long_to_be_kept_is_loaded_all_the_same():
    long = Asset("a" * KEPT, "0" * 64, 1)
    assert CODEC.load(CODEC.dump(long), Asset) == long
