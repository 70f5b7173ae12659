"""Acknowledgements as status reports."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.unit.contrib.ddex.exchange.acknowledgements import FIRST, GRID, ICPN, SECOND, STAMP, new, old, resource
from tunemantra.contrib.ddex.exchange import read_acknowledgement, status_reports
from tunemantra.core.status import Channel
from tunemantra.errors import TuneMantraError
from tunemantra.ports.package import TrackReport

NOW = datetime(2026, 1, 16, tzinfo=UTC)


def reports(data, **more):
    return status_reports(read_acknowledgement(data)[0], NOW, **more)


def only(data, **more):
    ((report,), findings) = reports(data, **more)
    assert findings == ()
    return report


def test_a_report_says_when_how_and_about_which_batch():
    report = only(new("FileOK"), evidence="ACK_MSG-1.xml")
    assert report.icpn == ICPN
    assert report.at == datetime(2026, 1, 15, 10, 15, tzinfo=UTC)
    assert report.channel is Channel.FILE
    assert report.reference == STAMP
    assert report.evidence == "ACK_MSG-1.xml"


def test_the_reference_may_be_what_the_receipts_of_the_platform_say():
    assert only(new("FileOK"), reference=lambda one: one.message_id).reference == "MSG-1"


def test_the_same_file_gives_the_same_report_and_another_one_another():
    assert only(new("FileOK")) == only(new("FileOK"))
    assert only(new("FileOK")).report_id != only(new("FileOK", error="well")).report_id


def test_a_document_without_a_time_is_as_old_as_it_came():
    assert only(new("FileOK").replace(b"2026-01-15T10:15:00Z", b"soon")).at == NOW


def test_a_time_without_a_zone_is_no_time_of_receipt():
    with pytest.raises(TuneMantraError, match="no time zone"):
        status_reports(read_acknowledgement(new("FileOK"))[0], NOW.replace(tzinfo=None))


@pytest.mark.parametrize(
    ("data", "known"),
    [
        (new("FileOK", release="<ProprietaryId Namespace='X'>R-1</ProprietaryId>"), {"MSG-1": ICPN}),
        (new("FileOK", release=f"<GRid>{GRID}</GRid>"), {GRID: ICPN}),
        (old("FileOK", release="R-1"), {"r-1": ICPN}),
        (old("FileOK", release="0036000291452"), {"00036000291452": "036000291452"}),
    ],
)
def test_our_release_is_found_by_whatever_the_recipient_calls_it(data, known):
    assert only(data, icpn_of=known).icpn == next(iter(known.values()))


def test_a_release_of_somebody_else_is_a_finding():
    (found, findings) = reports(old("FileOK", release="R-1"), evidence="ACK_x.xml")
    assert found == ()
    assert [(finding.rule, finding.observed, finding.file) for finding in findings] == [
        ("ERNC-ACK-004", "R-1, ", "ACK_x.xml")
    ]


def test_affected_tracks_have_the_fault_and_the_reason():
    report = only(new("ResourceCorrupt", error="cannot be decoded", resources=resource(FIRST, SECOND, FIRST)))
    assert report.tracks == tuple(TrackReport(isrc, "ResourceCorrupt", "cannot be decoded") for isrc in (FIRST, SECOND))


def test_a_track_is_found_by_the_partners_own_identifier():
    data = new("ResourceCorrupt", resources=resource(own=[("YOUTUBE:SR_ASSET_ID", "A77")]))
    for key in ("A77", "YOUTUBE:SR_ASSET_ID:A77"):
        assert [track.isrc for track in only(data, isrc_of={key: FIRST}).tracks] == [FIRST]
    assert "affected: YOUTUBE:SR_ASSET_ID:A77" in only(data).reasons


def test_a_malformed_isrc_is_a_reason_and_no_track():
    report = only(new("ResourceCorrupt", resources=resource("NOT-AN-ISRC")))
    assert report.tracks == ()
    assert "affected: NOTANISRC" in report.reasons


def test_every_reason_is_kept():
    status = (
        "ResourceCorrupt</Status><Information>CRC</Information></MessageStatus><MessageStatus><Status>MetadataMissing"
    )
    claimant = "<Claimant><PartyName><FullName>Night Owls</FullName></PartyName></Claimant>"
    report = only(
        new(
            status,
            error="two faults",
            proposed="ResendXmlOnly",
            manual="true",
            resources=resource(FIRST),
            claimants=claimant,
        )
    )
    assert report.native == "ResourceCorrupt"
    assert report.reasons == (
        "two faults",
        "ResourceCorrupt: CRC",
        "ProcessingErrorAtReleaseDistributor",
        "MetadataMissing",
        "proposed: ResendXmlOnly",
        "to be looked at before it is sent again",
        "claimed by Night Owls",
    )


def test_an_acknowledgement_without_a_word_gives_no_report():
    assert reports(old("FileOK").replace(b"FileOK", b"")) == ((), ())


def test_what_a_stranger_says_is_kept_in_bounds():
    isrcs = [f"X-{number}" for number in range(500)]
    report = only(new("ResourceCorrupt", error="x" * 100_000, resources=resource(*isrcs)))
    assert len(report.reasons) == 101
    assert report.reasons[-1] == "and 402 more"
    assert max(map(len, report.reasons)) < 2100
