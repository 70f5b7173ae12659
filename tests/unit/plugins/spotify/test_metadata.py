"""The document: exact, deterministic, and kept apart where things must not mix."""

from __future__ import annotations

import json
import unicodedata
from datetime import UTC, date, datetime

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.plugins.spotify.samples import DEAL, Bench, audio, sha256, track
from tunemantra.core.distribution import OrderKind
from tunemantra.core.party import Artist, ArtistRole
from tunemantra.core.rights import CommercialModel, Deal, UseType
from tunemantra.core.schedule import ReleaseMoment
from tunemantra.core.territory import ENCODINGS, TerritorySet
from tunemantra.core.text import Title
from tunemantra.errors import AssetMissingError, EmptyTerritoryError
from tunemantra.plugins.spotify.metadata import encoded, merge_patch, release_document, takedown_document
from tunemantra.plugins.spotify.sandbox.api import _merged


@pytest.fixture
def bench():
    return Bench()


def read(bench, **changes):
    return json.loads(release_document(bench.order(bench.release(**changes))))


def deal_of(bench, deal):
    return read(bench, deals=(deal,))["tracks"][0]["deals"][0]


def test_the_same_order_gives_the_same_bytes(bench):
    order = bench.order()
    assert release_document(order) == release_document(order)


def test_keys_are_sorted_and_text_is_composed(bench):
    decomposed = unicodedata.normalize("NFD", "Réunion")
    document = release_document(bench.order(bench.release(label=decomposed)))
    assert json.loads(document)["label"] == "Réunion"
    assert encoded(json.loads(document)) == document


def test_a_combining_mark_after_a_line_end_stays_json():
    assert json.loads(encoded({"a": "x\n\u0303"})) == {"a": "x\n\u0303"}


def test_titles_are_kept_by_language(bench):
    assert [(title["text"], title["language"]) for title in read(bench)["titles"]] == [
        ("Stars", "en"),
        ("星", "ja"),
        ("نجوم", "ar"),
    ]


def test_a_title_without_a_language_has_the_release_s(bench):
    document = read(bench, titles=(Title("Sterne"),), language="de")
    assert document["titles"][0]["language"] == "de"


def test_featured_artists_stand_by_their_role_and_in_no_title(bench):
    document = read(bench)
    assert [(artist["name"], artist["role"]) for artist in document["tracks"][0]["artists"]] == [
        ("A. Nybody", "main"),
        ("Somebody Else", "featured"),
    ]
    assert "feat" not in json.dumps(document["tracks"][0]["titles"])


def test_an_artist_s_own_id_is_the_one_of_this_platform(bench):
    artist = Artist("A", ArtistRole.MAIN, ids=(("apple", "1"), ("spotify", "2")))
    assert read(bench, artists=(artist,))["artists"][0]["spotify_id"] == "2"


def test_every_track_has_deals_of_its_own(bench):
    own = evolve(DEAL, territories=TerritorySet.of("FR"))
    made = evolve(bench.release(), tracks=(track(1, deals=(own,)), track(2)))
    document = json.loads(release_document(bench.order(made)))
    assert [entry["deals"][0]["territories"] for entry in document["tracks"]] == ["FR", "AT;DE;JP"]


@given(st.sets(st.sampled_from(list(TerritorySet.worldwide())), min_size=1))
def test_territories_are_included_one_by_one_and_read_back(codes):
    plan = TerritorySet.of(*codes)
    text = deal_of(Bench(), evolve(DEAL, territories=plan))["territories"]
    assert text.split(";") == sorted(codes)
    assert ENCODINGS["iso_semicolon"].decode(text) == plan


def test_no_territory_is_never_written(bench):
    with pytest.raises(EmptyTerritoryError):
        read(bench, deals=(evolve(DEAL, territories=TerritorySet.nothing()),))


@pytest.mark.parametrize(
    ("start", "clock", "text"),
    [
        (ReleaseMoment.local(date(2026, 4, 24)), "store-turn", "2026-04-24T00:00:00"),
        (ReleaseMoment.parse("2026-04-24T09:30"), "store-turn", "2026-04-24T09:30:00"),
        (ReleaseMoment.instant(datetime(2026, 4, 24, tzinfo=UTC)), "global", "2026-04-24T00:00:00Z"),
        (ReleaseMoment.parse("2026-04-24T01:00:00+02:00"), "global", "2026-04-23T23:00:00Z"),
    ],
)
def test_the_two_clocks_are_kept_apart(bench, start, clock, text):
    deal = deal_of(bench, evolve(DEAL, start=start))
    assert (deal["clock"], deal["start"], deal["end"]) == (clock, text, None)


@pytest.mark.parametrize(
    ("end", "text"),
    [("2026-12-31", "2026-12-31T23:59:59"), ("2026-12-31T18:00", "2026-12-31T18:00:00")],
)
def test_a_local_end_date_counts_to_its_end(bench, end, text):
    assert deal_of(bench, evolve(DEAL, end=ReleaseMoment.parse(end)))["end"] == text


def test_what_is_no_streaming_is_left_out(bench):
    download = Deal(
        TerritorySet.of("US"), DEAL.start, models=(CommercialModel.PAY_AS_YOU_GO,), uses=(UseType.PERMANENT_DOWNLOAD,)
    )
    both = evolve(DEAL, uses=(UseType.PERMANENT_DOWNLOAD, UseType.ON_DEMAND_STREAM))
    deals = read(bench, deals=(download, both))["deals"]
    assert [deal["uses"] for deal in deals] == [["OnDemandStream"]]


def test_files_carry_their_digest_and_true_length(bench):
    files = read(bench)["tracks"][1]["audio"]
    assert files == {
        "file": "01-02.wav",
        "sha256": sha256(audio(2)),
        "size": len(audio(2)),
        "duration_ms": 1000,
    }


def test_a_file_without_a_rendition_is_named(bench):
    order = bench.order()
    with pytest.raises(AssetMissingError, match="artwork"):
        release_document(evolve(order, renditions={}))


def test_a_takedown_names_the_product(bench):
    document = json.loads(takedown_document(bench.order(kind=OrderKind.TAKEDOWN)))
    assert document == {"icpn": bench.icpn, "schema": "spotify-sandbox/1", "scope": "release"}


values = st.recursive(
    st.booleans() | st.integers() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=2), inner, max_size=4),
    max_leaves=10,
)
documents = st.dictionaries(st.text(max_size=2), values, max_size=4)


@given(documents, documents)
def test_a_merge_patch_turns_one_document_into_the_other(held, wanted):
    assert _merged(held, merge_patch(held, wanted)) == wanted


@given(documents)
def test_nothing_changed_is_an_empty_patch(document):
    assert merge_patch(document, document) == {}
