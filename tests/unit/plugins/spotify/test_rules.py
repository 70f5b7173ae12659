"""Each rule finds its fault, and a good release has none."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from attrs import evolve

from tests.unit.plugins.spotify.samples import DEAL, Bench, audio_rendition, image_rendition, track
from tunemantra.core.distribution import OrderKind
from tunemantra.core.finding import Severity
from tunemantra.core.party import Artist
from tunemantra.core.rights import CommercialModel, UseType
from tunemantra.core.schedule import ReleaseMoment
from tunemantra.core.territory import TerritorySet
from tunemantra.core.text import Title
from tunemantra.plugins.spotify.rules import check_order

LOCAL, GLOBAL = DEAL.start, ReleaseMoment.instant(datetime(2027, 1, 1, tzinfo=UTC))
DOWNLOAD = evolve(DEAL, uses=(UseType.PERMANENT_DOWNLOAD,))


@pytest.fixture
def bench():
    return Bench()


def found(bench, tracks=None, renditions=None, **changes):
    made = bench.release(**changes)
    made = evolve(made, tracks=tracks) if tracks else made
    order = bench.order(made)
    order = evolve(order, renditions={**order.renditions, **(renditions or {})})
    return [(finding.rule, finding.path) for finding in check_order(order)]


def test_a_good_release_has_no_finding(bench):
    assert found(bench) == []


def test_a_takedown_needs_no_rendition(bench):
    assert list(check_order(bench.order(kind=OrderKind.TAKEDOWN))) == []


@pytest.mark.parametrize(
    "facts", [{"format_code": 0xFFFE}, {"format_code": 3}, {"format_code": None}, {"foreign_chunks": ("LIST",)}]
)
def test_audio_that_is_not_plain_pcm_is_found(bench, facts):
    rendition = audio_rendition("tracks[1].audio", b"x", **facts)
    assert found(bench, renditions={"tracks[1].audio": rendition}) == [("SPOT-AUD-001", "tracks[1].audio")]


@pytest.mark.parametrize("facts", [{"mode": "CMYK"}, {"orientation": 6}, {"mode": "L"}])
def test_a_cover_that_is_not_upright_rgb_is_found(bench, facts):
    assert found(bench, renditions={"artwork": image_rendition(b"x", **facts)}) == [("SPOT-IMG-001", "artwork")]


def test_a_colour_profile_is_only_a_warning(bench):
    order = bench.order()
    order = evolve(order, renditions={**order.renditions, "artwork": image_rendition(b"x", icc="sRGB")})
    assert [finding.severity for finding in check_order(order)] == [Severity.WARNING]


@pytest.mark.parametrize("version", ["Preview", "30s Snippet"])
def test_a_part_of_a_track_is_found(bench, version):
    tracks = (track(1), track(2, titles=(Title("Star", version),)))
    assert found(bench, tracks) == [("SPOT-AUD-002", "tracks[1].titles")]


@pytest.mark.parametrize("deals", [(), (DOWNLOAD,)])
def test_a_track_nobody_may_stream_is_found(bench, deals):
    notes = [("SPOT-TER-002", f"deals[{place}]") for place, _ in enumerate(deals)]
    faults = [("SPOT-TER-001", "tracks[1].deals"), *notes]
    assert found(bench, (track(1, deals=(DEAL,)), track(2)), deals=deals) == faults


@pytest.mark.parametrize(("start", "end"), [(LOCAL, GLOBAL), (GLOBAL, ReleaseMoment.parse("2027-02-01"))])
def test_mixed_clocks_are_found(bench, start, end):
    mixed = evolve(DEAL, start=start, end=end)
    assert found(bench, (track(1, deals=(DEAL, mixed)),)) == [("SPOT-TIM-001", "tracks[0].deals[1]")]
    assert found(bench, deals=(mixed,)) == [("SPOT-TIM-001", "deals[0]")]


def test_mixed_clocks_of_a_deal_spotify_is_not_sent_are_not_its_business(bench):
    assert found(bench, deals=(DEAL, evolve(DOWNLOAD, start=LOCAL, end=GLOBAL))) == [("SPOT-TER-002", "deals[1]")]


def left_out(bench, tracks=None, **changes):
    """Return the notes about deals that are not sent."""
    made = bench.release(**changes)
    made = evolve(made, tracks=tracks) if tracks else made
    return [finding for finding in check_order(bench.order(made)) if finding.rule == "SPOT-TER-002"]


def test_a_deal_that_is_not_sent_is_named_with_its_territories(bench):
    sold = evolve(DOWNLOAD, models=(CommercialModel.PAY_AS_YOU_GO,), territories=TerritorySet.of("FR", "JP"))
    heard = evolve(DEAL, territories=TerritorySet.of("FR"))
    (note,) = left_out(bench, deals=(heard, sold))
    assert (note.severity, note.path, note.platform) == (Severity.NOTE, "deals[1]", "spotify")
    assert note.observed == "PermanentDownload (PayAsYouGoModel) in FR, JP"
    assert note.message.endswith("nothing reaches it for JP.")
    assert not note.blocks


def test_a_deal_whose_territories_are_reached_all_the_same_says_so(bench):
    (note,) = left_out(bench, deals=(DEAL, evolve(DOWNLOAD, territories=TerritorySet.of("JP"))))
    assert "reach all its territories" in note.message


def test_a_tracks_own_deals_are_named_where_they_stand(bench):
    own = evolve(DOWNLOAD, territories=TerritorySet.of("JP"))
    heard = evolve(DEAL, territories=TerritorySet.of("US"))
    (note,) = left_out(bench, (track(1), track(2, deals=(own, heard))))
    assert (note.path, note.message.rpartition(" for ")[2]) == ("tracks[1].deals[0]", "JP.")


def test_what_a_track_is_heard_in_by_a_deal_of_its_own_is_reached(bench):
    own = evolve(DEAL, territories=TerritorySet.of("JP"))
    (note,) = left_out(
        bench, (track(1, deals=(own,)), track(2)), deals=(evolve(DOWNLOAD, territories=own.territories),)
    )
    assert "reach all its territories" in note.message


@pytest.mark.parametrize(
    "changes",
    [
        {"uses": (UseType.PERMANENT_DOWNLOAD, UseType.ON_DEMAND_STREAM)},
        {"models": (CommercialModel.PAY_AS_YOU_GO, CommercialModel.SUBSCRIPTION)},
    ],
)
def test_a_deal_that_streams_among_other_things_is_sent(bench, changes):
    assert left_out(bench, deals=(evolve(DEAL, **changes),)) == []


def test_a_streaming_deal_that_is_sold_by_the_piece_is_not_sent(bench):
    assert left_out(bench, deals=(DEAL, evolve(DEAL, models=(CommercialModel.PAY_AS_YOU_GO,))))


@pytest.mark.parametrize(("name", "refused"), [("Sleep  Sounds", True), ("White Noise", True), ("Sleep", False)])
def test_a_search_word_is_no_name(bench, name, refused):
    tracks = (track(1), track(2, artists=(Artist("A"), Artist(name))))
    assert found(bench, tracks) == ([("SPOT-ART-001", "tracks[1].artists[1].name")] if refused else [])


def test_every_fault_says_what_to_do(bench):
    mixed = evolve(DEAL, end=GLOBAL)
    tracks = (track(1, deals=(mixed,)), track(2, deals=(DOWNLOAD,), titles=(Title("Star", "Preview"),)))
    order = bench.order(evolve(bench.release(artists=(Artist("Top Hits"),)), tracks=tracks))
    bad = {
        "tracks[0].audio": audio_rendition("tracks[0].audio", b"x", format_code=3),
        "artwork": image_rendition(b"x", orientation=6),
    }
    faults = [fault for fault in check_order(evolve(order, renditions={**order.renditions, **bad})) if fault.blocks]
    assert len({fault.rule for fault in faults}) == 6
    assert [fault for fault in faults if not (fault.observed and fault.expected and fault.hint)] == []


def test_findings_name_the_platform_and_come_all_at_once(bench):
    order = bench.order(bench.release(deals=(), artists=(Artist("Top Hits"),)))
    findings = list(check_order(order))
    assert {finding.platform for finding in findings} == {"spotify"}
    assert {finding.rule for finding in findings} == {"SPOT-TER-001", "SPOT-ART-001"}
    assert len(findings) == 3
