"""The database the settings choose: its address, or a reference to it."""

from __future__ import annotations

from tunemantra.core.finding import error
from tunemantra.errors import SettingsError
from tunemantra.host.settings import Settings, is_reference
from tunemantra.host.structuring import RULE
from tunemantra.ports.runtime import SecretRef, SecretStore


def database_of(settings: Settings, secrets: SecretStore) -> str:
    """Return the address of the ledger's database; empty where the settings name none. Nothing is connected.

    Raises:
        SettingsError: it is none, or a password stands in the settings.
        SecretError: the reference to it leads nowhere.
    """
    from tunemantra.contrib.sql import parse

    if is_reference(settings.database):
        return secrets.reveal(SecretRef(settings.database))
    if settings.database:
        url = parse(settings.database)
        if url.password or "password" in url.query:
            raise _plain()
    return settings.database


def _plain() -> SettingsError:
    finding = error(
        RULE,
        "database",
        "the database cannot be used",
        observed="a database with a password",
        expected="an address without one, or a reference: env:NAME, file:PATH or keyring:NAME",
        hint="keep the whole address there, or the password where PostgreSQL looks for it: PGPASSWORD, ~/.pgpass",
    )
    return SettingsError("the database cannot be used", [finding])


__all__ = ["database_of"]
