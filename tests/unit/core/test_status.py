"""The seven-state machine: what it lets through, what it keeps out, and in which order words count."""

from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from tunemantra.core.status import (
    SCHEDULED_LIVE,
    SUBSTATES,
    TAKEDOWN_REQUESTED,
    Channel,
    Reported,
    State,
    Status,
    Verdict,
    advance,
    aggregate,
    may_step,
    step,
)
from tunemantra.errors import TransitionError

START = datetime(2026, 4, 24, tzinfo=UTC)
SETTLED = {Status.LIVE, Status.REJECTED, Status.TAKEN_DOWN}
MEANINGS = [(status, substate) for status in Status for substate in sorted(SUBSTATES[status])]


def at(minutes):
    return START + timedelta(minutes=minutes)


def said(status, substate, *, minutes=0, sequence=0, channel=Channel.API, native=None):
    word = native or (f"{status.value}/{substate}" if status else "GRUMBLED")
    return Reported(status, substate, word, at(minutes), sequence, channel)


def unknown(*, minutes=0, channel=Channel.API, native="GRUMBLED"):
    return said(None, "", minutes=minutes, channel=channel, native=native)


meanings = st.sampled_from(MEANINGS)
channels = st.sampled_from(list(Channel))
minutes = st.integers(0, 30)
known_reports = st.builds(
    lambda meaning, when, sequence, channel: said(*meaning, minutes=when, sequence=sequence, channel=channel),
    meanings,
    minutes,
    st.integers(0, 3),
    channels,
)
unknown_reports = st.builds(lambda when, channel: unknown(minutes=when, channel=channel), minutes, channels)
reports = known_reports | known_reports | unknown_reports
good_states = st.builds(
    lambda meaning, channel, seen: State(*meaning, native="word", since=START, channel=channel, seen=seen),
    meanings.filter(lambda meaning: meaning[0] is not Status.ERROR),
    st.none() | channels,
    st.none() | st.tuples(minutes.map(at), st.integers(0, 3)),
)
error_states = st.builds(
    lambda substate, previous: State(Status.ERROR, substate, previous=previous, seen=previous.seen),
    st.sampled_from(sorted(SUBSTATES[Status.ERROR])),
    good_states,
)
states = good_states | error_states

DRAWN = """
Pending     ++..++.
Processing  +++++++
Delivered   .++++++
Live        .+.++++
Rejected    ++.++++
Error       +++++++
Taken Down  ++...++
"""
"""The whole machine: from the state of a line to those with a plus, in the order of the lines."""


def test_the_seven_states_are_spelled_as_specified():
    assert [status.value for status in Status] == [
        "Pending",
        "Processing",
        "Delivered",
        "Live",
        "Rejected",
        "Error",
        "Taken Down",
    ]
    assert set(SUBSTATES) == set(Status)


def test_a_distribution_begins_pending_and_queued():
    assert (State().status, State().substate) == (Status.PENDING, "queued")
    assert str(State()) == "Pending: queued"


@given(st.sampled_from(Status), st.sampled_from(sorted(set().union(*SUBSTATES.values()))))
def test_a_state_has_only_substates_of_its_own(status, substate):
    if substate in SUBSTATES[status]:
        assert State(status, substate).substate == substate
    else:
        with pytest.raises(TransitionError):
            State(status, substate)


@pytest.mark.parametrize("wrong", ["Live", "On Sale", None])
def test_a_state_outside_the_seven_cannot_be_constructed(wrong):
    with pytest.raises(TransitionError):
        State(wrong, "all-territories")


def test_only_an_error_has_a_previous_state_and_never_another_error():
    fault = State(Status.ERROR, "transport", previous=State())
    with pytest.raises(TransitionError):
        State(Status.LIVE, "all-territories", previous=State())
    with pytest.raises(TransitionError):
        State(Status.ERROR, "auth", previous=fault)


@given(states, meanings)
def test_a_step_of_ours_is_taken_or_refused_never_bent(before, meaning):
    status, substate = meaning
    if may_step(before.status, status):
        after = step(before, status, substate, at=at(99))
        assert (after.status, after.substate, after.since, after.channel) == (status, substate, at(99), None)
        assert after.seen == before.seen
        assert after.native == before.native
    else:
        with pytest.raises(TransitionError):
            step(before, status, substate, at=at(99))


def test_the_machine_has_the_steps_that_are_drawn_and_no_others():
    steps = ["".join("+" if may_step(before, after) else "." for after in Status) for before in Status]
    assert [f"{before.value:<12}{line}" for before, line in zip(Status, steps, strict=True)] == DRAWN.split("\n")[1:-1]


def test_a_refused_step_names_both_states():
    with pytest.raises(TransitionError) as caught:
        step(State(), Status.LIVE, "all-territories", at=START)
    assert caught.value.facts == {"before": "Pending", "after": "Live"}


def test_a_step_into_error_keeps_the_last_good_state_through_a_second_one():
    live = State(Status.LIVE, "all-territories")
    first = step(live, Status.ERROR, "transport", at=START)
    second = step(first, Status.ERROR, "auth", at=START)
    assert first.previous == second.previous == live


def test_our_own_word_replaces_the_platforms_only_where_given():
    before = State(native="OLD")
    assert step(before, Status.PROCESSING, "uploading", at=START).native == "OLD"
    assert step(before, Status.PROCESSING, "uploading", at=START, native="NEW").native == "NEW"


@given(states, reports)
def test_a_report_never_raises_and_leaves_one_of_the_seven(before, report):
    after, verdict = advance(before, report)
    assert after.status in Status
    assert after.substate in SUBSTATES[after.status]
    assert verdict in Verdict


@given(states, reports)
def test_a_report_heard_twice_changes_nothing_the_second_time(before, report):
    once, _ = advance(before, report)
    twice, verdict = advance(once, report)
    assert twice == once
    assert verdict not in {Verdict.APPLIED, Verdict.UNKNOWN} or once.substate == SCHEDULED_LIVE


@given(states, reports)
def test_a_late_report_changes_nothing(before, report):
    later = evolve(before, seen=(report.at + timedelta(seconds=1), 0))
    assert advance(later, report) == (later, Verdict.LATE)


@given(states, reports)
def test_the_newest_report_seen_never_moves_back(before, report):
    after, _ = advance(before, report)
    assert before.seen is None or (after.seen is not None and after.seen >= before.seen)


@given(states, reports)
def test_what_is_not_taken_changes_nothing(before, report):
    after, verdict = advance(before, report)
    if verdict in {Verdict.LATE, Verdict.CONFLICT}:
        assert after == before
    if verdict is Verdict.REPEATED:
        assert evolve(after, seen=before.seen) == before


@given(states, unknown_reports)
def test_an_unknown_word_is_an_error_that_remembers_and_never_a_guess(before, report):
    fresh = evolve(before, seen=None, native="")
    after, verdict = advance(fresh, evolve(report, channel=Channel.API))
    assert verdict is Verdict.UNKNOWN
    assert (after.status, after.substate, after.native) == (Status.ERROR, "unknown-native-state", "GRUMBLED")
    good = fresh.previous if fresh.status is Status.ERROR else fresh
    assert after.previous == good


def test_an_unknown_word_said_again_later_is_the_newest_word_all_the_same():
    state, _ = advance(State(Status.PROCESSING, "uploading"), unknown(minutes=1))
    again, verdict = advance(state, unknown(minutes=5))
    assert verdict is Verdict.REPEATED
    assert advance(again, said(Status.DELIVERED, "validated", minutes=3))[1] is Verdict.LATE


def test_a_known_word_ends_the_error_of_an_unknown_one():
    state, _ = advance(State(Status.PROCESSING, "uploading"), unknown(minutes=1))
    after, verdict = advance(state, said(Status.LIVE, "all-territories", minutes=2))
    assert (after.status, after.previous, verdict) == (Status.LIVE, None, Verdict.APPLIED)


def test_an_error_without_a_previous_state_counts_as_just_begun():
    fault = State(Status.ERROR, "internal")
    assert advance(fault, said(Status.LIVE, "all-territories"))[1] is Verdict.CONFLICT
    assert advance(fault, said(Status.PROCESSING, "ingesting"))[1] is Verdict.APPLIED


@given(good_states.filter(lambda state: state.status in SETTLED and state.channel), reports)
def test_a_less_trusted_channel_never_overturns_a_settled_state(before, report):
    if report.channel.trust < before.channel.trust:
        after, _ = advance(before, report)
        assert after.status is before.status


@given(
    good_states.filter(lambda state: state.status in SETTLED and state.channel),
    st.sampled_from(sorted(SUBSTATES[Status.ERROR])),
    reports,
)
def test_nor_does_it_by_way_of_an_error_of_ours(before, substate, report):
    fault = step(before, Status.ERROR, substate, at=START)
    if report.channel.trust < before.channel.trust:
        after, _ = advance(fault, report)
        assert after.status in {Status.ERROR, before.status}


def test_mail_is_trusted_less_than_files_and_files_less_than_machines():
    assert Channel.MAIL.trust < Channel.FILE.trust == Channel.PORTAL.trust < Channel.API.trust
    assert Channel.API.trust == Channel.WEBHOOK.trust == Channel.QUEUE.trust


def test_a_live_release_does_not_go_back_to_processing_by_hearsay():
    live = State(Status.LIVE, "all-territories", channel=Channel.API)
    assert advance(live, said(Status.PROCESSING, "ingesting", minutes=9))[1] is Verdict.CONFLICT
    asked, verdict = advance(live, said(Status.PROCESSING, TAKEDOWN_REQUESTED, minutes=9))
    assert (asked.substate, verdict) == (TAKEDOWN_REQUESTED, Verdict.APPLIED)


@given(st.lists(reports, max_size=12))
def test_a_requested_takedown_ends_only_taken_down_or_in_error(words):
    state = State(Status.PROCESSING, TAKEDOWN_REQUESTED)
    for word in words:
        state, _ = advance(state, word)
        if state.status is Status.TAKEN_DOWN:
            return
        good = state.previous if state.status is Status.ERROR else state
        assert (good.status, good.substate) == (Status.PROCESSING, TAKEDOWN_REQUESTED)


def test_a_word_about_the_future_is_read_again_when_its_time_has_come():
    waiting = said(Status.DELIVERED, SCHEDULED_LIVE, native="ON_STORE")
    state, _ = advance(State(Status.PROCESSING, "uploading"), waiting)
    after, verdict = advance(state, said(Status.LIVE, "all-territories", native="ON_STORE"))
    assert (after.status, verdict) == (Status.LIVE, Verdict.APPLIED)


FORWARD = [
    said(Status.PROCESSING, "ingesting", minutes=1),
    said(Status.PROCESSING, "in-review", minutes=2),
    said(Status.DELIVERED, "validated", minutes=3),
    said(Status.LIVE, "partial-territories", minutes=4),
    said(Status.LIVE, "all-territories", minutes=5),
]


@pytest.mark.parametrize("order", list(permutations(FORWARD)))
def test_the_usual_way_ends_the_same_in_any_order_of_arrival(order):
    state = State(Status.PROCESSING, "uploading")
    for word in order:
        state, _ = advance(state, word)
    assert (state.status, state.substate, state.native) == (Status.LIVE, "all-territories", FORWARD[-1].native)


@given(st.permutations([evolve(word, at=START) for word in FORWARD]))
def test_words_of_one_moment_count_forward_only_so_that_a_history_may_be_read_again(order):
    state = State(Status.PROCESSING, "uploading")
    for word in [*order, *order]:
        state, _ = advance(state, word)
    assert state.status is Status.LIVE
    for word in order:
        assert advance(state, word)[0] == state


def test_a_fault_of_ours_does_not_make_us_deaf_to_the_same_moment():
    state, _ = advance(State(Status.PROCESSING, "uploading"), FORWARD[0])
    fault = step(state, Status.ERROR, "transport", at=at(2))
    after, verdict = advance(fault, evolve(FORWARD[-1], at=FORWARD[0].at))
    assert (after.status, verdict) == (Status.LIVE, Verdict.APPLIED)


@settings(max_examples=200)
@given(good_states, st.lists(reports, max_size=6, unique_by=lambda report: report.at), st.randoms())
def test_in_any_order_the_state_is_as_new_as_the_newest_word_taken(start, words, chance):
    chance.shuffle(words)
    state, taken = start, []
    for word in words:
        state, verdict = advance(state, word)
        if verdict in {Verdict.APPLIED, Verdict.UNKNOWN}:
            taken.append((word.at, word.sequence))
    assert taken == sorted(taken)
    if taken:
        assert state.seen is not None
        assert state.seen >= taken[-1]


class Machine(RuleBasedStateMachine):
    """Steps and reports at random; whatever happens, the promises hold."""

    def __init__(self):
        super().__init__()
        self.state = State()
        self.reached = {Status.PENDING}

    @initialize()
    def begin(self):
        self.state = step(self.state, Status.PROCESSING, "packaging", at=START)

    @rule(report=reports)
    def hear(self, report):
        before = self.state
        self.state, verdict = advance(before, report)
        if verdict is Verdict.APPLIED:
            good = before.previous or State() if before.status is Status.ERROR else before
            assert may_step(good.status, self.state.status)
            assert (self.state.status, self.state.native) == (report.status, report.native)
        self.reached.add(self.state.status)

    @rule(meaning=meanings)
    def act(self, meaning):
        before = self.state
        try:
            self.state = step(before, *meaning, at=at(40))
        except TransitionError:
            assert not may_step(before.status, meaning[0])
            assert self.state is before
        else:
            assert may_step(before.status, meaning[0])

    @precondition(lambda self: self.state.status is Status.LIVE)
    @rule(report=known_reports)
    def hear_old_news(self, report):
        if self.state.seen and (report.at, report.sequence) < self.state.seen:
            assert advance(self.state, report) == (self.state, Verdict.LATE)

    @invariant()
    def one_of_the_seven(self):
        assert self.state.status in Status
        assert self.state.substate in SUBSTATES[self.state.status]

    @invariant()
    def a_previous_state_belongs_to_an_error(self):
        previous = self.state.previous
        assert previous is None or (self.state.status is Status.ERROR and previous.status is not Status.ERROR)


TestMachine = Machine.TestCase


def live(substate="all-territories"):
    return State(Status.LIVE, substate)


@pytest.mark.parametrize(
    ("tracks", "whole"),
    [
        ([], None),
        ([live(), live()], (Status.LIVE, "all-territories")),
        ([live("streaming-only"), live("streaming-only")], (Status.LIVE, "streaming-only")),
        ([live(), live("streaming-only")], (Status.LIVE, "partial-territories")),
        ([live(), State(Status.REJECTED, "content")], (Status.LIVE, "partial-territories")),
        ([State(), State(Status.REJECTED, "rights")], (Status.REJECTED, "rights")),
        ([State(Status.ERROR, "quota"), State(Status.REJECTED, "rights")], (Status.ERROR, "quota")),
        (
            [State(Status.PROCESSING, "ingesting"), State(Status.DELIVERED, "validated")],
            (Status.PROCESSING, "ingesting"),
        ),
        ([State(Status.TAKEN_DOWN, "full")] * 2, (Status.TAKEN_DOWN, "full")),
    ],
)
def test_a_release_stands_where_its_tracks_do(tracks, whole):
    assert aggregate(tracks) == whole


@given(st.lists(states, min_size=1, max_size=6))
def test_a_release_is_live_exactly_if_a_track_is(tracks):
    status, substate = aggregate(tracks)
    assert (status is Status.LIVE) == any(track.status is Status.LIVE for track in tracks)
    assert substate in SUBSTATES[status]


@given(st.lists(states, min_size=1, max_size=5), st.randoms())
def test_the_order_of_tracks_does_not_matter_to_the_status(tracks, chance):
    before = aggregate(tracks)
    chance.shuffle(tracks)
    assert aggregate(tracks)[0] is before[0]
