"""What YouTube says is handed on as it says it, in order."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from tunemantra.errors import ProtocolError
from tunemantra.plugins.youtube.client import Client
from tunemantra.plugins.youtube.status import reports
from tunemantra.ports.package import Receipt
from tunemantra.ports.transport import ApiResponse

AT = datetime(2026, 4, 1, 12, tzinfo=UTC)
ICPN = "4006381333931"
HEAD = "Row number,ISRC,Status,Processed\n"
GOOD = "1,A,Successful,2026-04-01T12:01:00+00:00\n2,B,Successful,2026-04-01T12:01:00+00:00\n"
PUBLIC = {"isrc": "A", "status": "public"}


class Answers:
    """An API that says these things."""

    def __init__(self, **resources):
        self.resources = resources

    def send(self, request, *, sent=None):
        del sent
        assert request.params["onBehalfOfContentOwner"] == "quay"
        name = request.path.removeprefix("/youtube/partner/v1/").partition("/")[0]
        told = self.resources.get(name)
        return ApiResponse(404 if told is None else 200, {}, json.dumps(told or {}).encode())


def package(*files, status="PROCESSING"):
    listed = [{"statusFileName": name, "statusContent": text} for name, text in files]
    times = {"timeCreated": "2026-04-01T12:00:00+00:00"}
    return {"id": "P1", "name": "x.csv", "status": status, "statusReports": listed, **times}


def references(*words, minute=2, reason=""):
    listed = [
        {
            "id": f"R{place}",
            "assetId": f"A{place}",
            "status": word,
            "statusReason": reason,
            "timeStatusChanged": f"2026-04-01T12:0{minute}:00+00:00",
        }
        for place, word in enumerate(words, 1)
    ]
    return {"items": listed}


def release(status="public", package_id="P1"):
    moment = {"timeStatusChanged": "2026-04-01T12:05:00+00:00"}
    topics = [{"artist": "Ada", "channelId": "UC1"}]
    return {
        "items": [
            {"id": "M1", "packageId": package_id, "status": status, "artTracks": [PUBLIC], "topics": topics, **moment}
        ]
    }


def heard(*, takedown=False, **resources):
    files = (("x.csv", "0"),) if takedown else (("a.flac", "1"), ("x.csv", "0"))
    receipt = Receipt("P1", "PROCESSING", AT, 0, (("asset:A", "A1"), ("asset:B", "A2")), files)
    return reports(ICPN, receipt, Client(Answers(**resources), "quay"))


def words(**resources):
    return [report.native for report in heard(**resources)]


def test_a_package_nobody_has_worked_on_is_all_there_is():
    assert words(package=package()) == ["PROCESSING"]
    assert words() == []


def test_the_report_file_counts_and_then_references_and_the_release():
    done = package(("report-x.csv", HEAD + GOOD))
    empty = {"items": []}
    assert words(package=done, references=references("checking", "active"), musicReleases=empty) == ["Successful"]
    told = heard(package=done, references=references("active", "active"), musicReleases=release())
    assert [report.native for report in told] == ["Successful", "active", "public"]
    assert [track.isrc for track in told[1].tracks] == ["A", "B"]
    assert dict(told[2].external_ids) == {"music_release": "M1", "topic:Ada": "UC1"}
    assert {report.reference for report in told} == {"P1"}


def test_errors_are_told_row_by_row():
    rows = HEAD + GOOD.replace("2,B,Successful", "2,B,Errors")
    wrong = 'Row number,ISRC,Column,Error message\n2,B,track_title,"track_title: no, it is not"\n'
    (told,) = heard(package=package(("report-x.csv", rows), ("errors-x.csv", wrong)))
    assert (told.native, told.reasons) == ("Errors", ("row 2: track_title: no, it is not",))
    assert [(track.native, track.reason) for track in told.tracks] == [
        ("Successful", ""),
        ("Errors", "track_title: no, it is not"),
    ]


def test_the_order_of_status_files_does_not_matter():
    files = ("report-x.csv", HEAD + GOOD), ("errors-x.csv", "Row number,ISRC,Column,Error message\n")
    one, other = (
        heard(package=package(*listed), references=references("active", "active"), musicReleases=release())
        for listed in (files, files[::-1])
    )
    assert one == other


def test_one_reference_that_is_refused_does_not_hide_the_others():
    done = package(("report-x.csv", HEAD + GOOD))
    told = heard(package=done, references=references("active", "duplicate_on_hold"), musicReleases={"items": []})
    assert [report.native for report in told] == ["Successful", "active"]
    assert [track.native for track in told[1].tracks] == ["active", "duplicate_on_hold"]
    told = heard(
        package=done,
        references=references("duplicate_on_hold", "duplicate_on_hold", reason="R9"),
        musicReleases={"items": []},
    )
    assert (told[1].native, told[1].reasons) == ("duplicate_on_hold", ("A: R9", "B: R9"))


def test_a_release_that_follows_another_package_says_nothing_of_this_one():
    done = package(("report-x.csv", HEAD + GOOD))
    said = words(package=done, references=references("active", "active"), musicReleases=release(package_id="P2"))
    assert said == ["Successful", "active"]


def test_of_a_takedown_only_a_refusal_and_the_end_are_told():
    done = package(("report-x.csv", HEAD + GOOD))
    assert words(takedown=True, package=package()) == []
    assert words(takedown=True, package=done, musicReleases={"items": []}) == []
    assert words(takedown=True, package=done, musicReleases=release("deleted")) == ["deleted"]


@pytest.mark.parametrize("moment", ["yesterday", "2026-04-01T12:00:00"])
def test_a_status_file_without_a_time_is_not_understood(moment):
    with pytest.raises(ProtocolError):
        heard(package=package(("report-x.csv", f"{HEAD}1,A,Successful,{moment}\n")))
