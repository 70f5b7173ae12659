"""Turns: everybody is served before anybody is served again."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tunemantra.core import sharing
from tunemantra.core.sharing import Turns, share_of, shared_out

NOW = datetime(2026, 4, 24, tzinfo=UTC)


def out(queues, want, turns=None):
    """Share out lists; every head is ready since the moment of its place."""
    left = {share: list(queue) for share, queue in queues.items()}
    heads = [(share, NOW + timedelta(seconds=place)) for place, (share, queue) in enumerate(left.items()) if queue]

    def take(share, count):
        taken, left[share][:count] = left[share][:count], []
        return taken

    return shared_out(turns or Turns(), heads, want, take)


def test_a_share_is_an_organisation_on_a_platform():
    shares = {share_of(organisation, platform) for organisation in ("", "a", "ab") for platform in ("", "b", "bc")}
    assert len(shares) == 9
    assert all(len(share) == 16 for share in shares)


def test_who_is_due_longest_begins():
    assert out({"b": [1], "a": [2]}, 1) == [1]


def test_one_at_a_time_goes_round():
    turns, queues = Turns(), {"big": [1, 2, 3, 4], "small": [9]}
    assert out(queues, 1, turns) == [1]
    assert out({"big": [2, 3, 4], "small": [9]}, 1, turns) == [9]
    assert out({"big": [2, 3, 4], "small": []}, 1, turns) == [2]
    assert out({"big": [3, 4], "new": [7]}, 1, turns) == [7]


def test_many_at_once_are_shared_alike():
    assert out({"a": range(100), "b": range(100, 103), "c": range(200, 300)}, 9) == [
        *(0, 1, 2),
        *(100, 101, 102),
        *(200, 201, 202),
    ]
    assert len(out({"a": range(100), "b": [100]}, 10)) == 10


def test_nothing_is_wanted():
    assert out({"a": [1]}, 0) == out({"a": [1]}, -1) == out({}, 5) == []


@given(st.dictionaries(st.text(max_size=2), st.lists(st.integers(), max_size=6), max_size=6), st.integers(0, 40))
def test_as_much_as_there_is_and_alike(queues, want):
    got = out(queues, want)
    assert len(got) == min(want, sum(map(len, queues.values())))


@given(st.lists(st.integers(1, 8), min_size=1, max_size=6), st.integers(1, 30))
def test_nobody_gets_two_more_than_another_who_still_has_some(sizes, want):
    queues = {str(place): [place] * size for place, size in enumerate(sizes)}
    turns, counts = Turns(), dict.fromkeys(range(len(sizes)), 0)
    for _ in range(want):
        for place in out({key: queue[counts[int(key)] :] for key, queue in queues.items()}, 1, turns):
            counts[place] += 1
    unfinished = [counts[place] for place, size in enumerate(sizes) if counts[place] < size]
    assert max(counts.values()) <= min(unfinished, default=max(counts.values())) + 1


def test_what_is_remembered_is_bounded(monkeypatch):
    monkeypatch.setattr(sharing, "KNOWN", 3)
    turns = Turns()
    for number in range(20):
        turns.serve(str(number))
        turns.serve("again")
        assert len(turns._served) <= 6
    assert turns.order([("again", NOW), ("0", NOW)]) == ["0", "again"]
