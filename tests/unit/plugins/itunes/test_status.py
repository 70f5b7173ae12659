"""From the status document to reports."""

from __future__ import annotations

import itertools

import pytest

from tunemantra.core.status import Reported, State, Status, advance
from tunemantra.errors import ProtocolError
from tunemantra.plugins.itunes.profile import STATUS_MAP
from tunemantra.plugins.itunes.status import read_status

ICPN = "4006381333931"
FIRST, SECOND, LATER = (f"2026-05-0{day}T09:30:00+00:00" for day in (1, 2, 3))


def upload(created=FIRST, status="Imported", text=""):
    return f'<upload_status_info created="{created}" status="{status}">{text}</upload_status_info>'


def content(*, polished="Polished", reviewed="Reviewed", connect="Ready For Sale", **lists):
    said = " ".join(f'{name}="{lists.get(name, "N/A")}"' for name in ("on_store", "not_on_store", "ready_for_store"))
    moment = f' changed="{lists["changed"]}"' if "changed" in lists else ""
    return (
        f'<content_status_info content_status="{polished}" content_review_status="{reviewed}"'
        f' itunes_connect_status="{connect}"><store_status {said}{moment}/></content_status_info>'
    )


def view(*parts, apple_id="1440000000"):
    ids = f'apple_identifier="{apple_id}" vendor_identifier="{ICPN}"'
    status = f"<upload_status {ids}>{''.join(parts)}</upload_status>"
    return read_status(f"[x] <main> INFO: hello\n<itunes_transporter>{status}</itunes_transporter>\n", ICPN)


def words(*parts):
    return [(report.native, report.reference) for report in view(*parts).reports()]


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ([upload(status="In Progress")], ["In Progress"]),
        ([content(polished="Unpolished"), upload(status="In Progress")], ["Unpolished"]),
        ([content(reviewed="Ready-NotReviewed"), upload(status="In Progress")], ["Ready-NotReviewed"]),
        ([content(), upload()], ["Imported"]),
        ([content(ready_for_store="WW"), upload()], ["Imported", "ready_for_store"]),
        ([content(on_store="WW"), upload()], ["Imported", "on_store"]),
        ([content(on_store="DE", not_on_store="FR"), upload()], ["Imported", "on_store+not_on_store"]),
        ([content(not_on_store="WW"), upload()], ["Imported", "not_on_store"]),
        ([content(not_on_store="WW", connect="Removed From Sale"), upload()], ["Imported", "Removed From Sale"]),
        ([content(), upload(status="Upload Failed")], ["Upload Failed"]),
    ],
)
def test_the_words(parts, said):
    assert [native for native, _ in words(*parts)] == said
    assert set(said) <= set(STATUS_MAP)


@pytest.mark.parametrize(("code", "family"), [(3001, 3), (4020, 4), (5001, 5), (6000, 6), (8000, 8), (9100, 9)])
def test_a_package_that_failed_says_of_what_family(code, family):
    (report,) = view(content(), upload(status="Upload Failed", text=f'\nITMS-{code}: "no" at Album (MZ)\n')).reports()
    assert report.native == f"Upload Failed: ITMS-{family}xxx"
    assert report.reasons == (f'ITMS-{code}: "no" at Album',)
    assert STATUS_MAP[report.native][0] is Status.REJECTED


def test_the_shelf_is_that_of_the_last_package_that_was_taken_in():
    parts = [content(on_store="WW"), upload(SECOND, "In Progress"), upload(FIRST)]
    assert words(*parts) == [("Imported", FIRST), ("In Progress", SECOND), ("on_store", FIRST)]
    parts = [content(on_store="WW"), upload(SECOND, "Upload Failed"), upload(FIRST)]
    assert words(*parts)[-1] == ("on_store", FIRST)
    parts = [content(on_store="WW"), upload(SECOND), upload(FIRST)]
    assert words(*parts)[-1] == ("on_store", SECOND)


def test_what_comes_twice_is_said_once():
    assert words(content(), upload(), upload()) == [("Imported", FIRST)]


def test_the_shelf_changes_later_than_the_package_came():
    *_, shelf = view(content(on_store="WW", changed=LATER), upload()).reports()
    assert shelf.at.isoformat() == LATER
    *_, shelf = view(content(on_store="WW", changed=FIRST), upload(SECOND)).reports()
    assert shelf.at.isoformat() == SECOND


def test_in_any_order_the_furthest_word_counts():
    seen = [
        *view(content(polished="Unpolished"), upload(status="In Progress")).reports(),
        *view(content(ready_for_store="WW"), upload()).reports(),
        *view(content(on_store="WW"), upload()).reports(),
    ]
    for said in itertools.permutations(seen):
        state = State(Status.PROCESSING, "uploaded-unverified")
        for report in said:
            status, substate = STATUS_MAP[report.native]
            told = Reported(status, substate, report.native, report.at, report.sequence)
            state, _ = advance(state, told)
        assert state.native == "on_store"


def test_a_word_of_nobodys_is_told_as_it_is():
    assert words(content(), upload(status="Simmering")) == [("Simmering", FIRST)]


def test_the_stores_own_id_is_kept():
    (report,) = view(upload()).reports()
    assert report.external_ids == (("itunes", "1440000000"),)
    assert view(upload(), apple_id="N/A").apple_id == ""


@pytest.mark.parametrize(
    "output",
    [
        "",
        "<html>all is well</html>",
        "<itunes_transporter><upload_status",
        "<itunes_transporter><upload_status></itunes_transporter>",
        "<itunes_transporter/></itunes_transporter>",
        '<itunes_transporter><upload_status vendor_identifier="1"/></itunes_transporter>',
    ],
)
def test_anything_else_is_no_status_document(output):
    with pytest.raises(ProtocolError, match=ICPN):
        read_status(output, ICPN)


@pytest.mark.parametrize("created", ["yesterday", "2026-05-01T09:30:00"])
def test_a_time_without_a_zone_is_no_time(created):
    with pytest.raises(ProtocolError, match="time"):
        view(upload(created))


def test_entities_are_not_resolved():
    bomb = f'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]><itunes_transporter>&e;{upload()}</itunes_transporter>'
    with pytest.raises(ProtocolError):
        read_status(bomb, ICPN)
