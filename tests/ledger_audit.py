"""What an audit has to find on either database."""

from __future__ import annotations

from contextlib import closing, contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import event, exc, select, text

from tests.ledger_schema import closing_engine
from tunemantra.contrib.memory import START
from tunemantra.contrib.sql import SqlLedger, current, downgrade, head, upgrade
from tunemantra.contrib.sql.database import write
from tunemantra.contrib.sql.tables import events
from tunemantra.core.audit import Fault
from tunemantra.core.distribution import Delivery, Event, OrderKind

TEXTS = tuple(column.name for column in events.c if column.name not in {"sequence", "at", "number", "distribution_id"})
DISTRIBUTIONS = 3
EACH = 4


@contextmanager
def tampering(url):
    """Give a connection of somebody who has the database and takes the triggers away."""
    with closing_engine(url) as engine:
        lite = engine.dialect.name == "sqlite"
        free = "PRAGMA foreign_keys=OFF" if lite else "SET session_replication_role = replica"
        event.listen(engine, "connect", lambda raw, _record: (raw.execute(free), raw.commit()))
        with write(engine) as connection:
            for name in ("events_no_update", "events_no_delete", "seals_no_update", "seals_no_delete") if lite else ():
                connection.execute(text(f"DROP TRIGGER IF EXISTS {name}"))
            yield connection


def tamper(url, *statements, **values):
    with tampering(url) as connection:
        for statement in statements:
            assert connection.execute(text(statement), values).rowcount, statement


def filled(url):
    """Write four events each into three distributions, under two seals; return the distributions' ids."""
    with closing(SqlLedger(url)) as ledger:
        mine = [ledger.open_distribution(f"{number:014}", "acme", START) for number in range(DISTRIBUTIONS)]
        for number in range(EACH):
            at = START + timedelta(seconds=number)
            for place, one in enumerate(mine):
                happened = Event(
                    one.id,
                    at,
                    "status.changed",
                    f"Živě {number}",
                    actor="ada",
                    reason="asked",
                    delivery_id="d-1",
                    status="Live",
                    substate="full",
                    native="LIVE",
                    before="Delivered",
                    after="Live",
                    report_id=f"r-{number}",
                    data=(("a", "b"),),
                )
                mine[place] = ledger.record(one, [happened])
            if number in {1, 2}:
                ledger.seal(at)
        return [one.id for one in mine]


def audited(url, **more):
    with closing(SqlLedger(url, create=False)) as ledger:
        return ledger.audit(**more)


def found(url, **more):
    return [(breach.fault, breach.distribution_id, breach.sequence) for breach in audited(url, **more).breaches]


def rows(url, distribution_id):
    with closing_engine(url) as engine, engine.connect() as connection:
        query = select(events.c.sequence).where(events.c.distribution_id == distribution_id).order_by(events.c.sequence)
        return list(connection.execute(query).scalars())


def check_untouched(url):
    filled(url)
    told = []
    audit = audited(url, watch=lambda done, total: told.append((done, total)))
    assert (audit.events, audit.distributions, audit.seals) == (EACH * DISTRIBUTIONS, DISTRIBUTIONS, 2)
    assert audit.intact
    assert audit.sealed == 3 * DISTRIBUTIONS
    assert told[-1] == (2 * audit.events, 2 * audit.events)
    assert told == sorted(told)


def check_every_column(url):
    """One changed character, in whichever column, is found at its event."""
    mine = filled(url)[1]
    second = rows(url, mine)[1]
    for name in TEXTS:
        with tampering(url) as connection:
            where = {"sequence": second}
            stood = connection.execute(text(f"SELECT {name} FROM events WHERE sequence = :sequence"), where).scalar()
            changed = f"{stood[:-1]}{'x' if stood[-1] != 'x' else 'y'}"
            statement = text(f"UPDATE events SET {name} = :value WHERE sequence = :sequence")
            connection.execute(statement, {**where, "value": changed})
        assert (Fault.CHANGED, mine, second) in found(url), name
        with tampering(url) as connection:
            connection.execute(statement, {**where, "value": stood})
        assert audited(url).intact, name


def check_moment_and_places(url, later, earlier):
    mine, other = filled(url)[:2]
    second, third = rows(url, mine)[1:3]
    for there, back, expected in (
        (f"at = {later}", f"at = {earlier}", (Fault.CHANGED, mine, second)),
        ("number = 9", "number = 2", (Fault.MISSING, mine, second)),
        ("number = 1", "number = 2", (Fault.ORDER, mine, second)),
    ):
        tamper(url, f"UPDATE events SET {there} WHERE sequence = {second}")
        assert expected in found(url), there
        tamper(url, f"UPDATE events SET {back} WHERE sequence = {second}")
        assert audited(url).intact, back
    tamper(url, f"UPDATE events SET report_id = 'z', distribution_id = '{other}' WHERE sequence = {second}")
    assert (Fault.MISSING, mine, third) in found(url)


def check_removed_rows(url):
    mine = filled(url)[0]
    first, second, third, last = rows(url, mine)
    tamper(url, f"DELETE FROM events WHERE sequence = {second}")
    audit = audited(url)
    assert [(one.fault, one.sequence, one.message) for one in audit.breaches] == [
        (Fault.MISSING, third, "1 event is missing before event 3"),
        (Fault.SEAL, 0, "seal 1, events 1 to 6: 6 were sealed, 5 are there"),
    ]
    tamper(url, f"DELETE FROM events WHERE sequence = {first}")
    assert audited(url).breaches[0].message == "2 events are missing before event 3"
    tamper(url, f"DELETE FROM events WHERE sequence = {last}")
    assert audited(url).breaches[1].message == "1 event is missing at the end"


def check_swapped_order(url):
    """Two events that change places, with all they carry or with their numbers alone."""
    mine = filled(url)[2]
    second, third = rows(url, mine)[1:3]
    swap = [f"UPDATE events SET sequence = {a} WHERE sequence = {b}" for a, b in ((-1, second), (second, third))]
    tamper(url, *swap, f"UPDATE events SET sequence = {third} WHERE sequence = -1")
    assert found(url)[:2] == [(Fault.MISSING, mine, second), (Fault.ORDER, mine, third)]


def check_removed_tail(url):
    """A removed end is found, also where the distribution was made to forget it."""
    mine = filled(url)[0]
    last = rows(url, mine)[-1]
    tamper(url, f"DELETE FROM events WHERE sequence = {last}")
    assert found(url) == [(Fault.MISSING, mine, 0)]
    previous = "(SELECT hash FROM events WHERE number = 3 AND distribution_id = :id)"
    tamper(url, f"UPDATE distributions SET chain_length = 3, chain_head = {previous} WHERE id = :id", id=mine)
    # What happened after the last seal and was forgotten by its own distribution is the one thing nobody can know.
    assert audited(url).intact
    tamper(url, "UPDATE distributions SET chain_head = 'x' WHERE id = :id", id=mine)
    assert found(url) == [(Fault.HEAD, mine, 0)]


def check_removed_distributions(url):
    """A timeline without its distribution, and a distribution that is gone with all that happened to it."""
    gone, lost = filled(url)[:2]
    tamper(url, "DELETE FROM distributions WHERE id = :id", id=lost)
    assert (Fault.ORPHAN, lost, rows(url, lost)[0]) in found(url)
    tamper(url, "DELETE FROM events WHERE distribution_id = :id", id=lost)
    tamper(
        url,
        "DELETE FROM events WHERE distribution_id = :id",
        "DELETE FROM distributions WHERE id = :id",
        id=gone,
    )
    audit = audited(url)
    assert {one.fault for one in audit.breaches} == {Fault.SEAL}
    assert [one.message for one in audit.breaches] == [
        "seal 1, events 1 to 6: 6 were sealed, 2 are there",
        "seal 2, events 7 to 9: 3 were sealed, 1 are there",
    ]


def check_seals(url):
    """A seal that was changed or removed, and one whose hash was noted elsewhere and is not there."""
    filled(url)
    with closing(SqlLedger(url, create=False)) as ledger:
        newest = ledger.seal(START + timedelta(seconds=9))
    assert newest.number == 3
    assert audited(url, expected=newest.hash).intact
    assert found(url, expected="0" * 64) == [(Fault.SEAL, "", 0)]
    for name, value, back in (("upto", 9999, newest.upto), ("digest", "x", newest.digest), ("hash", "x", newest.hash)):
        tamper(url, f"UPDATE seals SET {name} = :value WHERE number = 3", value=value)
        assert Fault.SEAL in {one.fault for one in audited(url).breaches}, name
        tamper(url, f"UPDATE seals SET {name} = :value WHERE number = 3", value=back)
    tamper(url, "DELETE FROM seals WHERE number = 2")
    assert Fault.SEAL in {one.fault for one in audited(url).breaches}


def check_migration_links_what_is_there(url):
    """Events of the version before are linked on the way up, and lose nothing on the way down."""
    filled(url)
    with closing(SqlLedger(url)) as ledger:
        names = ("held", "free", "behind")
        held, free = (ledger.open_distribution("1", platform, START) for platform in ("a", "b"))
        for name, one in zip(names, (held, free, free), strict=True):
            order = Delivery(name, one.id, one.platform, "1", "", OrderKind.INSERT, 0, START, START)
            ledger.add_delivery(order, Event(one.id, START, "x", "…"))
        [claim] = ledger.claim("w", START, 60)
        assert claim.delivery.id == "held"
    downgrade(url, "0001")
    assert current(url) == "0001"
    with closing_engine(url) as engine, engine.connect() as connection:
        kept = connection.execute(text("SELECT sequence, kind, message FROM events ORDER BY sequence")).all()
    assert len(kept) == EACH * DISTRIBUTIONS + len(names)
    upgrade(url)
    assert current(url) == head()
    audit = audited(url)
    assert (audit.events, audit.seals, audit.intact) == (len(kept), 0, True)
    with closing(SqlLedger(url)) as ledger:
        assert [one.delivery.id for one in ledger.claim("w", START, 60, limit=5)] == ["free"]
        assert ledger.next_due() == START + timedelta(seconds=60)
        ledger.commit(claim, claim.delivery, release=True)
        assert [one.delivery.id for one in ledger.claim("w", START, 60, limit=5)] == ["held"]
    with closing_engine(url) as engine, engine.connect() as connection:
        assert connection.execute(text("SELECT sequence, kind, message FROM events ORDER BY sequence")).all() == kept
    with closing(SqlLedger(url)) as ledger:
        ledger.seal(START)
    with closing_engine(url) as engine:
        for table in ("events", "seals"):
            with pytest.raises(exc.DBAPIError, match="append-only"), write(engine) as connection:
                connection.execute(text(f"UPDATE {table} SET hash = ''"))
    mine = filled_again(url)
    assert audited(url).intact
    assert len(rows(url, mine)) == EACH + 1


def filled_again(url):
    """Write one more event after those that were there before."""
    with closing(SqlLedger(url)) as ledger:
        mine = ledger.open_distribution(f"{0:014}", "acme", START)
        ledger.record(mine, [Event(mine.id, START, "x", "…")])
        return mine.id


CHECKS = (
    check_untouched,
    check_every_column,
    check_removed_rows,
    check_swapped_order,
    check_removed_tail,
    check_removed_distributions,
    check_seals,
)
