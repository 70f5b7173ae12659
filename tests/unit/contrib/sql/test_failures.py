from __future__ import annotations

import pickle

import pytest
from sqlalchemy import exc

from tunemantra.contrib.sql.failures import translate, translated
from tunemantra.errors import ConflictError, Disposition, StateError

STATEMENT = ("INSERT …", {"document": "unreleased"})
CAUSE = Exception("database is locked\nDETAIL: more")


@pytest.mark.parametrize(
    ("raised", "error", "disposition"),
    [
        (exc.IntegrityError(*STATEMENT, CAUSE), ConflictError, Disposition.STOP),
        (exc.ProgrammingError(*STATEMENT, CAUSE), StateError, Disposition.STOP),
        (exc.DataError(*STATEMENT, CAUSE), StateError, Disposition.STOP),
        (exc.OperationalError(*STATEMENT, CAUSE), StateError, Disposition.RETRY),
        (exc.InterfaceError(*STATEMENT, CAUSE), StateError, Disposition.RETRY),
        (exc.TimeoutError("pool"), StateError, Disposition.RETRY),
        (exc.StatementError("m", *STATEMENT, CAUSE), StateError, Disposition.STOP),
        (exc.InvalidRequestError("m"), StateError, Disposition.STOP),
    ],
    ids=lambda value: getattr(value, "__name__", type(value).__name__),
)
def test_each_failure_has_its_error(raised, error, disposition):
    found = translate(raised)
    assert (type(found), found.disposition) == (error, disposition)


def test_values_of_a_statement_are_not_repeated():
    assert "unreleased" not in str(translate(exc.IntegrityError(*STATEMENT, CAUSE)))


def test_a_missing_table_says_what_to_do():
    found = translate(exc.OperationalError(*STATEMENT, Exception("no such table: memos")))
    assert found.disposition is Disposition.STOP
    assert "migrations" in found.hint


@pytest.mark.parametrize(
    "said", ["database or disk is full", "could not extend file: No space left on device", "disk I/O error"]
)
def test_a_full_disk_is_waited_for_and_called_by_its_name(said):
    found = translate(exc.OperationalError(*STATEMENT, Exception(said)))
    assert (type(found), found.disposition) == (StateError, Disposition.RETRY)
    assert "disk is full" in found.hint


def test_inside_the_guard_only_our_error_comes_out():
    with pytest.raises(ConflictError) as caught, translated():
        raise exc.IntegrityError(*STATEMENT, CAUSE)
    assert pickle.loads(pickle.dumps(caught.value)).message == caught.value.message
