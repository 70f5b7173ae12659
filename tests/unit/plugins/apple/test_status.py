"""What the store says is put together from its history, its catalogue and its tickets."""

from __future__ import annotations

import json

import pytest

from tunemantra.core.status import Status
from tunemantra.errors import ProtocolError
from tunemantra.plugins.apple import profile
from tunemantra.plugins.apple.client import Client
from tunemantra.plugins.apple.status import reports_of
from tunemantra.ports.transport import ApiResponse

ON, OFF = {"sale": True, "stream": False}, {"sale": False, "stream": False}
TICKET = {"id": "T1-1", "kind": "Metadata", "state": "Your Action Needed", "text": "take it out"}


def event(number, state, **more):
    at = f"2026-04-24T10:00:0{number}+00:00"
    usual = {"event_id": f"e{number}", "sequence": number, "at": at, "state": state, "reasons": [], "tracks": []}
    return {**usual, **more}


class Answers:
    """An API that answers by path."""

    def __init__(self, history, territories=None, tickets=()):
        self.paths = {
            "/v1/packages/p/status": {"history": history},
            "/v1/catalog/4006381333931": {"territories": territories or {"DE": ON}},
            "/v1/tickets": {"tickets": list(tickets)},
        }

    def send(self, request, *, sent=None):
        del sent
        found = self.paths.get(request.path)
        return ApiResponse(200 if found else 404, {}, json.dumps(found or {}).encode())


def reports(*arguments, **more):
    return reports_of("4006381333931", "p", Client(Answers(*arguments, **more)))


def test_reports_come_oldest_first():
    said = reports([event(2, "Validated"), event(1, "Received")])
    assert [(one.native, one.sequence, one.report_id) for one in said] == [
        ("Received", 1, "e1"),
        ("Validated", 2, "e2"),
    ]
    assert {one.reference for one in said} == {"p"}


@pytest.mark.parametrize(
    ("territories", "word", "substate"),
    [
        ({"DE": ON, "FR": ON}, "On Store", "all-territories"),
        ({"DE": OFF, "FR": ON}, "On Store: in part", "partial-territories"),
    ],
)
def test_the_catalogue_decides_whether_it_is_everywhere(territories, word, substate):
    said = reports([event(1, "Received"), event(2, "On Store")], territories)
    assert said[-1].native == word
    assert profile.STATUS_MAP[word] == (Status.LIVE, substate)


def test_off_the_store_means_taken_down_only_where_the_clearance_is_gone():
    words = [reports([event(1, "Not on Store", cleared=cleared)])[-1].native for cleared in (True, False)]
    assert [profile.STATUS_MAP[word][0] for word in words] == [Status.DELIVERED, Status.TAKEN_DOWN]


def test_an_open_ticket_is_told_with_the_newest_word():
    said = reports([event(1, "Received"), event(2, "On Store")], tickets=[TICKET, {**TICKET, "state": "Closed"}])
    assert said[0].reasons == ()
    assert said[-1].reasons == ("ticket T1-1 (Metadata): take it out",)
    assert said[-1].external_ids == (("ticket", "T1-1"),)


def test_the_words_about_tracks_are_kept():
    track = {"isrc": "USS1Z2600001", "state": "Refusal", "reason": "no"}
    (said,) = reports([event(1, "Received", tracks=[track])])
    assert [(one.isrc, one.native, one.reason) for one in said.tracks] == [("USS1Z2600001", "Refusal", "no")]


def test_a_package_nobody_knows_says_nothing():
    assert reports_of("4006381333931", "another", Client(Answers([]))) == ()


@pytest.mark.parametrize("broken", [{"at": "soon"}, {"at": "2026-04-24T10:00:00"}, {"state": 7}, {"tracks": None}])
def test_an_answer_of_another_form_is_not_understood(broken):
    with pytest.raises(ProtocolError):
        reports([{**event(1, "Received"), **broken}])
