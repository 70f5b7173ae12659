"""Whatever the order of arrival: the newest statement stands."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.contrib.ddex.exchange.acknowledgements import ICPN, STAMP, new, old
from tunemantra.contrib.ddex.exchange import (
    AckGuard,
    AckMark,
    Decision,
    MessageGuard,
    MessageMark,
    read_ack_name,
    read_acknowledgement,
    read_facts,
    variants,
)
from tunemantra.errors import TuneMantraError

T0 = datetime(2026, 1, 15, 9, 30, tzinfo=UTC)
RELEASES = ("036000291452", "0036000291452", "4006381333931")
STAMPS = ("", "20260115093000123", "20260115093000", "20260115093000124_ab")


def mark(number, minutes=0, stamp="", release=ICPN, digest=""):
    return MessageMark(release, T0 + timedelta(minutes=minutes), f"M-{number}", stamp, digest or f"bytes {number}")


marks = st.lists(
    st.builds(mark, st.integers(0, 99), st.integers(0, 3), st.sampled_from(STAMPS), st.sampled_from(RELEASES)),
    unique_by=lambda one: one.message_id,
    max_size=8,
)


@given(marks, st.data())
@settings(max_examples=100)
def test_any_order_of_arrival_ends_the_same(messages, data):
    repeated = messages + data.draw(st.lists(st.sampled_from(messages), max_size=4) if messages else st.just([]))
    guard = MessageGuard()
    for message in data.draw(st.permutations(repeated)):
        guard.take(message)
    newest = {}
    for message in sorted(messages, key=lambda one: one.age):
        newest[message.release] = message
    assert guard.applied == newest


@given(marks, st.randoms())
@settings(max_examples=50)
def test_no_older_message_is_applied_over_a_newer_one(messages, random):
    random.shuffle(messages)
    guard = MessageGuard()
    for message in messages:
        before = guard.applied.get(message.release)
        decision = guard.take(message)
        assert decision is (Decision.STALE if before and message.age < before.age else Decision.APPLY)


def test_the_same_message_twice_is_a_duplicate_in_whatever_batch():
    guard = MessageGuard()
    assert guard.take(mark(1, stamp=STAMPS[1])) is Decision.APPLY
    assert guard.take(mark(1, stamp=STAMPS[3])) is Decision.DUPLICATE


def test_a_stale_message_is_remembered():
    guard = MessageGuard()
    decisions = [guard.take(one) for one in (mark(2, minutes=5), mark(1), mark(1), mark(1, digest="others"))]
    assert decisions == [Decision.APPLY, Decision.STALE, Decision.DUPLICATE, Decision.CONFLICT]


def test_a_message_id_with_other_bytes_is_an_error_and_the_first_one_stands():
    guard = MessageGuard()
    first = mark(1)
    guard.take(first)
    assert guard.take(mark(1, minutes=60, digest="others")) is Decision.CONFLICT
    assert guard.applied == {first.release: first}
    assert guard.take(first) is Decision.DUPLICATE


def test_two_senders_may_use_one_message_id():
    guard = MessageGuard()
    guard.take(mark(1))
    assert guard.take(evolve(mark(1, minutes=1, digest="others"), sender="PADPIDA2009101501Y")) is Decision.APPLY


@pytest.mark.parametrize(
    ("newer", "older"),
    [
        (mark(1, minutes=1, stamp=STAMPS[1]), mark(2, stamp=STAMPS[3])),
        (mark(1, stamp=STAMPS[3]), mark(2, stamp=STAMPS[1])),
        (mark(1, stamp=STAMPS[1]), mark(2, stamp=STAMPS[2])),
        (mark(2, stamp=STAMPS[1]), mark(1, stamp=STAMPS[1])),
    ],
    ids=["created", "stamp", "short stamp", "id"],
)
def test_time_then_stamp_then_id_decide(newer, older):
    for order in ([newer, older], [older, newer]):
        guard = MessageGuard()
        for one in order:
            guard.take(one)
        assert guard.applied[newer.release] == newer


def test_instants_count_and_not_their_writing():
    east = evolve(mark(1), created=T0.astimezone(timezone(timedelta(hours=9))))
    assert east.age[0] == mark(1).age[0]
    with pytest.raises(TuneMantraError, match="no time zone"):
        evolve(mark(1), created=T0.replace(tzinfo=None))


def test_messages_about_no_release_do_not_outdate_one_another():
    header = "<MessageId>{0}</MessageId><MessageCreatedDateTime>2026-01-0{0}T00:00:00Z</MessageCreatedDateTime>"
    text = f"<M><MessageHeader>{header}</MessageHeader></M>"
    guard = MessageGuard()
    for number in (2, 1):
        facts, _ = read_facts(text.format(number).encode())
        assert guard.take(MessageMark.of(facts)) is Decision.APPLY


def ack(number, minutes=0, digest="a"):
    return AckMark(f"M-{number}", T0 + timedelta(hours=1, minutes=minutes), digest)


def guard_of(*messages):
    guard = AckGuard()
    for message in messages:
        guard.sent(message)
    return guard


def test_an_acknowledgement_of_an_older_message_leaves_the_newer_one_alone():
    guard = guard_of(mark(1), mark(2, minutes=5))
    assert guard.take(ack(2)) is Decision.APPLY
    assert guard.take(ack(1, minutes=30)) is Decision.STALE


def test_it_does_even_before_the_newer_message_is_acknowledged():
    guard = guard_of(mark(1))
    assert guard.take(ack(1)) is Decision.APPLY
    guard.sent(mark(2, minutes=5))
    assert guard.take(ack(1, minutes=30)) is Decision.STALE


def test_file_ok_is_followed_by_a_closer_look():
    guard = guard_of(mark(1))
    assert [guard.take(one) for one in (ack(1), ack(1, 30), ack(1, 10), ack(1, 30))] == [
        Decision.APPLY,
        Decision.APPLY,
        Decision.STALE,
        Decision.DUPLICATE,
    ]


def test_an_acknowledgement_of_a_message_nobody_sent_is_unknown():
    assert guard_of(mark(1)).take(ack(9)) is Decision.UNKNOWN


@given(marks, st.data())
@settings(max_examples=100)
def test_any_order_of_acknowledgements_ends_the_same(messages, data):
    acks = st.builds(
        AckMark,
        st.sampled_from([message.message_id for message in messages] or ["M-0"]),
        st.integers(0, 3).map(lambda minutes: T0 + timedelta(minutes=minutes)),
        st.sampled_from(["a", "b"]),
    )
    came = data.draw(st.lists(acks, max_size=6))
    guard = guard_of(*messages)
    last = {}
    for one in data.draw(st.permutations(came)):
        if guard.take(one) is Decision.APPLY:
            last[guard.message_of(one).release] = one
    newest = {message.release: message for message in sorted(messages, key=lambda one: one.age)}
    expected = {}
    for release, message in newest.items():
        about = [one for one in came if one.message_id == message.message_id]
        if about:
            expected[release] = max(about, key=lambda one: one.age)
    assert last == expected


def test_an_acknowledgement_of_1_8_is_about_the_message_it_names():
    document, _ = read_acknowledgement(new("FileOK"))
    sent = mark(1, stamp=STAMP)
    guard = guard_of(evolve(sent, message_id="MSG-1"))
    assert guard.take(AckMark.of(document, document.acknowledgements[0], T0)) is Decision.APPLY


def test_an_old_acknowledgement_is_about_the_release_in_its_batch():
    name = read_ack_name(f"ACK_{STAMP}_{ICPN}.xml", variants.ERN_17_BATCHED)
    document, _ = read_acknowledgement(old("FileOK"), name)
    one = AckMark.of(document, document.acknowledgements[0], T0)
    mine = mark(1, stamp=f"{STAMP}_ab12")
    assert guard_of(mine, mark(2, minutes=-5, stamp="20260115093000999")).message_of(one) == mine
    assert guard_of(mark(2, stamp="20260115093000999")).take(one) is Decision.UNKNOWN
    assert guard_of(mine, mark(3, stamp=STAMP)).take(one) is Decision.UNKNOWN


def test_a_release_is_known_by_its_other_identifiers_too():
    one = AckMark("", T0, "a", frozenset({"CAT 1"}), STAMP)
    assert guard_of(evolve(mark(1, stamp=STAMP), aliases=frozenset({"cat 1"}))).take(one) is Decision.APPLY
