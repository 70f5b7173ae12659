"""Many orders amended in one transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve
from sqlalchemy import bindparam, literal_column, select, update

from tunemantra.contrib.sql.codec import delivery_in
from tunemantra.contrib.sql.orders import SETTLE, held_at
from tunemantra.contrib.sql.tables import deliveries
from tunemantra.contrib.sql.timeline import AT_ONCE, add_events, hold
from tunemantra.core.amendment import Amended, Amendment, Selection
from tunemantra.core.audit import told

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection, RowMapping

    from tunemantra.core.distribution import Delivery, Event

_ROWS = (
    select(deliveries)
    .where(deliveries.c.id.in_(bindparam("ids", expanding=True)), deliveries.c.outcome == "open")
    .order_by(deliveries.c.id)
    .with_for_update(key_share=True)
)
_AMEND = (
    update(deliveries)
    .where(deliveries.c.id == bindparam("b_id"))
    .values(
        due_at=bindparam("b_due_at"),
        lane=bindparam("b_lane"),
        stage=bindparam("b_stage"),
        outcome=bindparam("b_outcome"),
        waiting=bindparam("b_waiting"),
        ready_at=bindparam("b_ready_at"),
        version=deliveries.c.version + 1,
        lease_owner="",
        lease_until=None,
        lease_token=deliveries.c.lease_token + 1,
    )
)


def amend_all(
    connection: Connection, selection: Selection, amendment: Amendment, event: Event, after: str, limit: int
) -> Amended:
    """Amend the orders that fit, with an event each."""
    found = _fitting(connection, selection, after, limit + 1)
    heads = hold(connection, {whose for _, whose in found[:limit]})
    changed: list[tuple[RowMapping, Delivery, Delivery]] = []
    held, late = [], []
    for row in _rows(connection, [one for one, _ in found[:limit]]):
        stands = delivery_in(row)
        amended = amendment.of(stands) if selection.fits(stands) else stands
        if held_at(row, event.at):
            held.append(stands.id)
        elif amended is None:
            late.append(stands.id)
        elif selection.fits(stands):
            changed.append((row, stands, amended))
    if changed:
        connection.execute(_AMEND, [_values(row, amended) for row, _, amended in changed])
        ended = {stands.distribution_id for _, stands, amended in changed if not amended.open}
        if ended:
            connection.execute(SETTLE, [{"whose": one} for one in sorted(ended)])
        add_events(connection, heads, [_said(event, stands, amended) for _, stands, amended in changed])
    became = tuple(evolve(amended, version=stands.version + 1) for _, stands, amended in changed)
    return Amended(became, tuple(held), tuple(late), found[limit - 1][0] if 0 < limit < len(found) else "")


def _fitting(connection: Connection, selection: Selection, after: str, limit: int) -> Sequence[tuple[str, str]]:
    query = select(deliveries.c.id, deliveries.c.distribution_id).where(deliveries.c.outcome == "open")
    for name in ("platform", "organisation", "icpn"):
        value = getattr(selection, name)
        if value:
            query = query.where(deliveries.c[name] == value)
    if selection.lane is not None:
        query = query.where(deliveries.c.lane == selection.lane.value)
    if selection.batch:
        query = query.where(deliveries.c.batch == selection.batch, deliveries.c.batch != literal_column("''"))
    if selection.waiting:
        query = query.where(deliveries.c.waiting.startswith(selection.waiting, autoescape=True))
    if after:
        query = query.where(deliveries.c.id > after)
    rows = connection.execute(query.order_by(deliveries.c.id).limit(limit))
    return [(row.id, row.distribution_id) for row in rows]


def _rows(connection: Connection, ids: Sequence[str]) -> Sequence[RowMapping]:
    """Return rows that nobody else writes until we are done; those that ended meanwhile are left out."""
    parts = [ids[first : first + AT_ONCE] for first in range(0, len(ids), AT_ONCE)]
    return [row for part in parts for row in connection.execute(_ROWS, {"ids": part}).mappings()]


def _values(row: RowMapping, amended: Delivery) -> dict[str, object]:
    turn = row["ready_at"] is not None and amended.open
    return {
        "b_id": amended.id,
        "b_due_at": amended.due_at,
        "b_lane": amended.lane.value,
        "b_stage": amended.stage.value,
        "b_outcome": amended.outcome.value,
        "b_waiting": amended.waiting,
        "b_ready_at": amended.due_at if turn else None,
    }


def _said(event: Event, stands: Delivery, amended: Delivery) -> Event:
    own = evolve(event, distribution_id=stands.distribution_id, delivery_id=stands.id)
    return told(own, stands, amended)


__all__ = ["amend_all"]
