from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from tunemantra.contrib.sql.columns import UtcDateTime, storable

ZONES = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
MOMENTS = st.datetimes(datetime(1900, 1, 2), datetime(9998, 1, 1), timezones=ZONES)  # noqa: DTZ001


@pytest.fixture(scope="module")
def connection():
    table = sa.Table("t", sa.MetaData(), sa.Column("at", UtcDateTime))
    with sa.create_engine("sqlite://").connect() as connection:
        table.create(connection)
        yield connection, table


@given(MOMENTS)
def test_a_moment_comes_back_in_utc_with_its_microseconds(connection, moment):
    open_connection, table = connection
    open_connection.execute(table.delete())
    open_connection.execute(table.insert().values(at=moment))
    found = open_connection.execute(sa.select(table.c.at)).scalar_one()
    assert (found, found.tzinfo) == (moment, UTC)


@given(st.lists(MOMENTS, min_size=2, max_size=5))
def test_the_database_orders_moments_as_time_does(connection, moments):
    open_connection, table = connection
    open_connection.execute(table.delete())
    open_connection.execute(table.insert(), [{"at": moment} for moment in moments])
    found = open_connection.execute(sa.select(table.c.at).order_by(table.c.at)).scalars().all()
    assert found == sorted(moments)


def test_a_moment_without_zone_is_refused(connection):
    open_connection, table = connection
    with pytest.raises(sa.exc.StatementError, match="without time zone"):
        open_connection.execute(table.insert().values(at=datetime(2026, 1, 1)))  # noqa: DTZ001


@given(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])))
def test_text_every_database_can_hold_is_kept(text):
    assert storable(text) == text


@given(st.text(st.characters(categories=["Cs", "Cc", "Lu", "So"])))
def test_any_text_becomes_storable(text):
    kept = storable(text)
    kept.encode()
    assert "\0" not in kept


@pytest.mark.parametrize(("given", "kept"), [("a\0b", "a\ufffdb"), ("\ud800x", "\ufffdx"), ("\ud83c\udfb5", "🎵")])
def test_what_cannot_be_held_is_marked(given, kept):
    assert storable(given) == kept
