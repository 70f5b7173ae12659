"""Chains of events, seals under them, and what an event says about its order."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from attrs import evolve, fields

from tunemantra.core.audit import (
    LISTED,
    Audit,
    Breach,
    Chain,
    Digest,
    Entry,
    Fault,
    Report,
    Seals,
    fields_of,
    link,
    moment,
    seal,
    told,
)
from tunemantra.core.distribution import Delivery, Event, Lane, OrderKind, Outcome, Stage

NOW = datetime(2026, 4, 24, tzinfo=UTC)
ORDER = Delivery("d1", "x1", "spotify", "036000291452", "ab" * 32, OrderKind.INSERT, 1, NOW, NOW)
EVENT = Event("x1", NOW, "order.opened", "Opened", delivery_id="d1")


def chained(count, distribution_id="x1"):
    """Return so many events as they lie in a ledger."""
    entries, head = [], ""
    for number in range(1, count + 1):
        said = fields_of(Event(distribution_id, NOW, "k", f"m{number}"))
        head = link(head, 10 * number, number, said)
        entries.append(Entry(10 * number, number, head, said))
    return entries


def read(entries, length=None, head=None):
    chain = Chain("x1")
    found = [chain.read(entry) for entry in entries]
    last = entries[-1] if entries else None
    stated = (len(entries) if length is None else length, (last.hash if last else "") if head is None else head)
    return [(one.fault, one.sequence, one.message) for one in [*found, chain.end(*stated)] if one]


def test_what_follows_is_in_order():
    assert read(chained(4)) == []
    assert read([]) == []


def test_every_field_of_an_event_is_linked():
    for one in fields(Event):
        if one.name != "sequence":
            other = {"at": NOW + timedelta(microseconds=1), "data": (("a", "b"),)}.get(one.name, "z")
            assert fields_of(evolve(EVENT, **{one.name: other})) != fields_of(EVENT), one.name


def test_fields_never_run_into_each_other():
    assert link("", 1, 1, ["a", "bc"]) != link("", 1, 1, ["ab", "c"])
    assert link("", 1, 11, ["a"]) != link("", 11, 1, ["a"])


def test_the_chain_knows_instants_and_not_zones():
    tokyo = timezone(timedelta(hours=9))
    assert moment(NOW.astimezone(tokyo)) == moment(NOW) == "2026-04-24 00:00:00.000000"


def test_a_changed_event_is_named_alone():
    entries = chained(4)
    entries[1] = evolve(entries[1], fields=("y", *entries[1].fields[1:]))
    assert read(entries) == [(Fault.CHANGED, 20, "event 2 is not what was written")]


def test_missing_events_are_counted():
    entries = chained(5)
    assert read([*entries[:1], *entries[2:]], 5) == [(Fault.MISSING, 30, "1 event is missing before event 3")]
    assert read(entries[2:], 5) == [(Fault.MISSING, 30, "2 events are missing before event 3")]
    assert read(entries[:3], 5) == [(Fault.MISSING, 0, "2 events are missing at the end")]


def test_events_that_changed_places():
    one, two, three = chained(3)
    assert read([two, one, three]) == [
        (Fault.MISSING, 20, "1 event is missing before event 2"),
        (Fault.ORDER, 10, "event 1 stands behind event 2"),
    ]


def test_an_end_the_distribution_does_not_know():
    entries = chained(3)
    message = "the distribution remembers another last event"
    assert read(entries, 2, entries[1].hash) == [(Fault.HEAD, 0, message)]
    assert read(entries, 3, "x") == [(Fault.HEAD, 0, message)]


def digest(entries):
    covered = Digest()
    for entry in entries:
        covered.add(entry.sequence, entry.hash)
    return covered


def sealed(*parts):
    """Return seals under some events each, with what they cover."""
    made, previous, upto = [], "", 0
    for number, part in enumerate(parts, 1):
        covered = digest(part)
        upto = part[-1].sequence
        made.append((seal(previous, number, NOW, upto, covered.events, covered.hex()), covered))
        previous = made[-1][0].hash
    return made


def broken(pairs, expected=""):
    seals = Seals(expected)
    return [breach.message for pair in pairs for breach in seals.read(*pair)] + [
        breach.message for breach in [seals.end()] if breach
    ]


def test_seals_hold():
    entries = chained(5)
    made = sealed(entries[:2], entries[2:])
    assert broken(made) == []
    assert broken(made, made[0][0].hash) == []
    assert broken([]) == []


def test_a_seal_that_has_to_be_there():
    made = sealed(chained(2))
    assert broken(made, "abc") == ["no seal has the hash abc"]


def test_under_a_seal_nothing_changes():
    entries = chained(5)
    (first, _), (second, _) = sealed(entries[:2], entries[2:])
    fewer, other = digest(entries[:1]), digest([entries[1], entries[0]])
    assert broken([(first, fewer), (second, digest(entries[2:]))]) == [
        "seal 1, events 1 to 20: 2 were sealed, 1 are there"
    ]
    assert broken([(first, other)]) == ["seal 1, events 1 to 20: they are not those that were sealed"]


def test_a_seal_is_sealed_by_the_next():
    entries = chained(6)
    (first, one), (second, two), (third, three) = sealed(entries[:2], entries[2:4], entries[4:])
    again = evolve(first, at=NOW + timedelta(seconds=1))
    assert broken([(again, one)]) == ["seal 1, events 1 to 20: the seal is not what was written"]
    assert broken([(first, one), (third, three)]) == ["seal 3, events 21 to 60: seal 2 was expected here"]
    other = evolve(first, hash="x")
    assert len(broken([(other, one), (second, two)])) == 2


def test_a_report_names_the_first_and_counts_all():
    report = Report()
    breach = Breach(Fault.CHANGED, "m", "x1", 1)
    report.add(None)
    for _ in range(LISTED + 5):
        report.add(breach, None)
    audit = report.done(9, 3, Seals())
    assert (audit.found, len(audit.breaches), audit.seals, audit.sealed) == (LISTED + 5, LISTED, 0, 0)
    assert not audit.intact
    assert Audit().intact


def test_a_report_counts_seals():
    entries = chained(2)
    seals = Seals()
    [pair] = sealed(entries)
    assert list(seals.read(*pair)) == []
    assert Report().done(2, 1, seals) == Audit(2, 1, 1, 0, (), 20)


def test_a_new_order_says_what_it_is():
    event = told(EVENT, None, ORDER)
    assert event.before == ""
    assert event.after == f"stage prepare; outcome open; lane normal; attempts 0; due {moment(NOW)}"


@pytest.mark.parametrize(
    ("change", "before", "after"),
    [
        ({"lane": Lane.HIGH}, "lane normal", "lane high"),
        ({"stage": Stage.TRANSFORM, "due_at": NOW + timedelta(1)}, "stage prepare", "stage transform"),
        ({"outcome": Outcome.CANCELLED, "attempts": 2}, "outcome open; attempts 0", "outcome cancelled; attempts 2"),
        ({"due_at": NOW + timedelta(1)}, f"due {moment(NOW)}", f"due {moment(NOW + timedelta(1))}"),
        ({"waiting": "for rain"}, "", ""),
    ],
)
def test_an_event_says_what_changed(change, before, after):
    event = told(EVENT, ORDER, evolve(ORDER, **change))
    assert (event.before, event.after) == (before, after)


@pytest.mark.parametrize("said", [{"delivery_id": "d2"}, {"before": "x"}, {"after": "x"}])
def test_what_an_event_says_itself_stands(said):
    event = evolve(EVENT, **said)
    assert told(event, None, ORDER) == event
