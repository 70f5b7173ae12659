from __future__ import annotations

from pathlib import Path

import pytest

from tunemantra import Settings, TuneMantra
from tunemantra.contrib.runtime import SecretResolver
from tunemantra.contrib.sql import SqlLedger
from tunemantra.errors import SecretError, SettingsError
from tunemantra.host.databases import database_of

PLAIN = "postgresql://ada:opensesame@db.example/ledger"


def test_a_reference_leads_to_the_address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("psycopg")
    monkeypatch.setenv("KIOSK_DATABASE", PLAIN)
    kept = tmp_path / "address"
    kept.write_text(PLAIN)
    kept.chmod(0o600)
    for reference in ("env:KIOSK_DATABASE", f"file:{kept}"):
        assert database_of(Settings(database=reference), SecretResolver()) == PLAIN
        with TuneMantra(Settings(home=tmp_path / "home", database=reference)) as host:
            assert repr(host.tools.ledger) == "SqlLedger('postgresql+psycopg://ada:***@db.example/ledger')"


def test_a_reference_may_lead_to_sqlite(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KIOSK_DATABASE", f"sqlite:///{tmp_path / 'books.db'}")
    with TuneMantra(Settings(home=tmp_path / "home", database="env:KIOSK_DATABASE")) as host:
        assert isinstance(host.tools.ledger, SqlLedger)
        assert host.status() == ()
    assert (tmp_path / "books.db").exists()


def test_a_reference_that_leads_nowhere_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KIOSK_DATABASE", raising=False)
    with TuneMantra(Settings(home=tmp_path, database="env:KIOSK_DATABASE")) as host, pytest.raises(SecretError):
        host.status()


@pytest.mark.parametrize("url", [PLAIN, "postgresql://db.example/ledger?user=ada&password=opensesame"])
def test_a_password_in_the_settings_is_refused_and_not_repeated(tmp_path: Path, url: str) -> None:
    pytest.importorskip("psycopg")
    with TuneMantra(Settings(home=tmp_path, database=url)) as host, pytest.raises(SettingsError) as caught:
        host.status()
    (finding,) = caught.value.findings
    assert finding.path == "database"
    assert "env:NAME" in finding.expected
    assert "opensesame" not in repr(finding) + str(caught.value)


def test_an_address_without_a_password_is_as_it_is() -> None:
    for url in ("", "sqlite:////srv/ledger.db"):
        assert database_of(Settings(database=url), SecretResolver()) == url
