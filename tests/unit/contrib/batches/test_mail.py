"""Status mail: only the store's own, only what it says."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tunemantra.contrib.batches import read_status_mail
from tunemantra.core.status import Channel
from tunemantra.ports.package import TrackReport
from tunemantra.ports.transport import Mail

ICPN = "4006381333931"
SENDER = "label-status@beatport.test"
RECEIVED = datetime(2026, 3, 2, 10, tzinfo=UTC)
TEXT = f"""Hello,

UPC: {ICPN}
Batch: 20260301123015123_abcdef01
Status: rejected: genre
Time: 2026-03-02T09:59:30.125+00:00
Sequence: 3
Reason: genre Polka is not one of the store's
Reason: the cover is too small
Track: USS1Z9900001 rejected: genre - genre Polka is not one of the store's
"""


def mail(text=TEXT, **changes):
    fields = {
        "id": "<1@beatport.test>",
        "sender": SENDER,
        "subject": "Beatport status",
        "text": text,
        "received": RECEIVED,
        "authenticated": True,
    }
    return Mail(**(fields | changes))


def read(message):
    return read_status_mail(message, {SENDER})


def test_a_status_mail_is_read_in_full():
    report = read(mail())
    assert report.icpn == ICPN
    assert report.native == "rejected: genre"
    assert report.at == datetime(2026, 3, 2, 9, 59, 30, 125000, tzinfo=UTC)
    assert (report.channel, report.sequence) == (Channel.MAIL, 3)
    assert report.report_id == "<1@beatport.test>"
    assert report.reference == "20260301123015123_abcdef01"
    assert report.reasons == ("genre Polka is not one of the store's", "the cover is too small")
    (track,) = report.tracks
    assert track == TrackReport("USS1Z9900001", "rejected: genre", "genre Polka is not one of the store's")


@pytest.mark.parametrize(
    "changes",
    [{"sender": "label-status@beatport.example"}, {"authenticated": False}, {"sender": ""}],
    ids=["another sender", "not authenticated", "no sender"],
)
def test_mail_from_somebody_else_reports_nothing(changes):
    assert read(mail(**changes)) is None


@pytest.mark.parametrize(
    "text",
    ["", "Your weekly digest", f"UPC: {ICPN}", "Status: on store", "UPC: abc\nStatus: on store"],
)
def test_mail_of_an_unknown_template_reports_nothing(text):
    assert read(mail(text)) is None


def test_an_unknown_status_word_is_kept_verbatim():
    report = read(mail(f"UPC: {ICPN}\nStatus: Contemplating  deeply\n"))
    assert report.native == "Contemplating  deeply"


def test_without_a_sound_time_the_time_of_arrival_counts():
    for time in ("yesterday", "2026-03-02T09:59:30", ""):
        assert read(mail(f"UPC: {ICPN}\nStatus: Pending\nTime: {time}\n")).at == RECEIVED


def test_a_quoted_or_indented_message_is_read():
    text = f"> UPC: {ICPN}\r\n>  Status:\xa0Delivered\r\n"
    assert read(mail(text)).native == "Delivered"


def test_a_later_line_cannot_overrule_the_status():
    text = f"UPC: {ICPN}\nStatus: Pending\nTitle: x\nStatus: on store\n"
    assert read(mail(text)).native == "Pending"


@given(st.text(max_size=400), st.booleans())
def test_no_text_whatsoever_makes_it_fail(text, authenticated):
    report = read(mail(text, authenticated=authenticated))
    assert report is None or authenticated
