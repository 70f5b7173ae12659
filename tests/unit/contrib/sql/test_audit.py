"""Audits of a ledger on SQLite."""

from __future__ import annotations

from contextlib import closing

import pytest

from tests.ledger_audit import (
    CHECKS,
    audited,
    check_migration_links_what_is_there,
    check_moment_and_places,
    filled,
    found,
    rows,
    tamper,
)
from tunemantra.contrib.memory import START
from tunemantra.contrib.sql import SqlLedger, audit
from tunemantra.core.audit import Fault


@pytest.fixture
def url(tmp_path):
    return f"sqlite:///{tmp_path}/x.db"


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_an_audit_finds(url, check):
    check(url)


def test_a_moment_and_a_place_that_changed(url):
    check_moment_and_places(url, "'3' || substr(at, 2)", "'2' || substr(at, 2)")


def test_what_is_no_text_any_more(url):
    mine = filled(url)[0]
    second = rows(url, mine)[1]
    for spoiled in ("message = CAST(X'C5FF' AS TEXT)", "at = 'never'", "data = X'00'", "hash = CAST(X'FF' AS TEXT)"):
        tamper(url, f"UPDATE events SET {spoiled} WHERE sequence = {second}")
        assert (Fault.CHANGED, mine, second) in found(url), spoiled


@pytest.mark.parametrize(
    "spoiled",
    [
        "at = 'yesterday'",
        "upto = 'all'",
        "digest = X'00FF'",
        "digest = CAST(X'FF' AS TEXT)",
        "hash = X'FF'",
        "hash = CAST(X'FF' AS TEXT)",
    ],
)
def test_a_seal_that_says_nonsense_is_a_broken_one(url, spoiled):
    filled(url)
    tamper(url, f"UPDATE seals SET {spoiled} WHERE number = 1")
    assert {fault for fault, _, _ in found(url)} == {Fault.SEAL}


def test_a_place_that_is_no_number_is_another(url):
    mine = filled(url)[0]
    second = rows(url, mine)[1]
    tamper(url, f"UPDATE events SET number = 'two' WHERE sequence = {second}")
    assert (Fault.ORDER, mine, second) in found(url)


def test_a_length_that_is_no_number_is_another(url):
    mine = filled(url)[0]
    tamper(url, "UPDATE distributions SET chain_length = 'three' WHERE id = :id", id=mine)
    assert (Fault.HEAD, mine, 0) in found(url)


def test_a_head_that_is_no_text_is_another(url):
    mine = filled(url)[0]
    tamper(url, "UPDATE distributions SET chain_head = CAST(X'FF' AS TEXT) WHERE id = :id", id=mine)
    assert (Fault.HEAD, mine, 0) in found(url)


def test_chains_are_read_page_by_page(url, monkeypatch):
    monkeypatch.setattr(audit, "PAGE", 2)
    mine = filled(url)
    assert audited(url).intact
    tamper(url, "DELETE FROM distributions WHERE id = :id", id=max(mine))
    assert (Fault.ORPHAN, max(mine)) in {(fault, whose) for fault, whose, _ in found(url)}


def test_migrating_links_what_is_there(url):
    check_migration_links_what_is_there(url)


def test_two_that_seal_at_once_make_one_seal(url, monkeypatch):
    filled(url)
    made = audit.make_seal
    with closing(SqlLedger(url)) as ledger:

        def meanwhile(*given):
            monkeypatch.undo()
            ledger.seal(START)
            return made(*given)

        monkeypatch.setattr(audit, "make_seal", meanwhile)
        first = ledger.seal(START)
        assert (first.number, ledger.seal(START)) == (3, first)
        assert ledger.audit().intact
