"""What messages of a queue say of one submission, and that looking takes nothing out."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from tunemantra.core.status import Channel
from tunemantra.errors import ConnectError, ProtocolError
from tunemantra.plugins.ddex_feed.queue import AT_ONCE, read_queue
from tunemantra.ports.package import Receipt

UPC, DELIVERY = "4006381333931", "20260302093015250_121a8b26"
RECEIPT = Receipt(DELIVERY, "uploaded", datetime(2026, 3, 2, 9, 30, tzinfo=UTC))


def notice(sequence=1, **changes):
    said = {"icpn": UPC, "delivery": DELIVERY, "state": "RECEIVED", "sequence": sequence, "reasons": ["well"]}
    return json.dumps({**said, "at": f"2026-03-02T10:00:{sequence:0>2}+00:00", **changes})


class Queue:
    """A queue in memory: what was received is hidden until it is put back."""

    def __init__(self, *bodies, breaks_after=99):
        self.visible = [{"MessageId": str(n), "ReceiptHandle": f"r{n}", "Body": body} for n, body in enumerate(bodies)]
        self.hidden, self.breaks_after = {}, breaks_after

    def call(self, operation, arguments):
        if operation == "ChangeMessageVisibilityBatch":
            assert len(arguments["Entries"]) <= AT_ONCE
            for entry in arguments["Entries"]:
                assert entry["VisibilityTimeout"] == 0
                self.visible.append(self.hidden.pop(entry["ReceiptHandle"]))
            return {}
        assert operation == "ReceiveMessage"
        if self.breaks_after == 0:
            raise ConnectError("gone")
        self.breaks_after -= 1
        taken, self.visible = self.visible[:AT_ONCE], self.visible[AT_ONCE:]
        self.hidden |= {one["ReceiptHandle"]: one for one in taken}
        return {"Messages": taken} if taken else {}


def test_every_message_is_seen_and_put_back_and_ours_are_told_in_order():
    queue = Queue(*(notice(n) for n in range(25, 0, -1)), notice(1, icpn="4006381333948"), notice(2, delivery="other"))
    reports = read_queue(queue, UPC, RECEIPT)
    assert [one.sequence for one in reports] == [*range(1, 26)]
    assert (len(queue.visible), queue.hidden) == (27, {})
    assert (reports[0].channel, reports[0].reasons) == (Channel.QUEUE, ("well",))
    assert read_queue(queue, UPC, RECEIPT) == reports


def test_what_was_seen_is_put_back_where_the_connection_ends():
    queue = Queue(*(notice(n) for n in range(1, 16)), breaks_after=1)
    with pytest.raises(ConnectError):
        read_queue(queue, UPC, RECEIPT)
    assert (len(queue.visible), queue.hidden) == (15, {})


@pytest.mark.parametrize(
    "body", ["<html>", "[]", "{}", notice(at="2026-03-02T10:00:00"), notice(at="soon"), notice(sequence="x")]
)
def test_a_message_that_is_no_notice_is_left_alone_and_an_error_where_there_is_no_other(body):
    assert len(read_queue(Queue(body, notice()), UPC, RECEIPT)) == 1
    with pytest.raises(ProtocolError):
        read_queue(Queue(body), UPC, RECEIPT)


def test_an_empty_queue_says_nothing():
    assert read_queue(Queue(), UPC, RECEIPT) == []
