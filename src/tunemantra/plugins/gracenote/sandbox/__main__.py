"""Run the simulator: `python -m tunemantra.plugins.gracenote.sandbox --folder F --port N`."""

from __future__ import annotations

import sys
import threading

from tunemantra.contrib.sandbox import (
    HOST,
    Catalogue,
    Faults,
    Journal,
    WebServer,
    ending,
    parse_args,
    portal,
    ready,
)
from tunemantra.contrib.sandbox.drop import Account, SftpServer
from tunemantra.plugins.gracenote.sandbox.desk import Desk
from tunemantra.plugins.gracenote.sandbox.document import schema

PLATFORM = "gracenote"
LABEL = "Gracenote"
USER = "label"
OFFERED = (
    "broken-answer",
    "corrupt-upload",
    "drop-answer",
    "drop-connection",
    "maintenance",
    "no-marker-seen",
    "reject-track",
    "slow-ack",
    "throttle",
    "too-many-requests",
    "unavailable",
    "unknown-status",
)
_PAUSE = 0.05
"""Seconds between two looks at what lies there, however fast the desk works: looking costs."""


def main(argv: list[str] | None = None) -> int:
    """Serve until told to end; return the exit code."""
    arguments = parse_args(PLATFORM, argv, faults=OFFERED)
    folder = arguments.folder
    journal, faults = Journal(folder), Faults(folder, OFFERED, arguments.faults)
    catalogue = Catalogue(folder)
    account = Account(USER, folder / "users" / USER, journal, faults, (".mp3", ".jpg"), (".xml",))
    ended = ending()
    with (
        WebServer(portal(LABEL, catalogue, faults)) as web,
        SftpServer(folder / "keys", account, arguments.port) as sftp,
    ):
        desk = Desk(account.root, catalogue, journal, faults, arguments, schema())
        account.arrived = desk.arrived
        ready(PLATFORM, _settings(sftp, web.url), web.url, faults=OFFERED)
        _work(desk, journal, ended)
    return 0


def _work(desk: Desk, journal: Journal, ended: threading.Event) -> None:
    while not ended.wait(_PAUSE):
        try:
            desk.tick()
        except Exception as problem:
            journal.write("desk-failed", reason=repr(problem))
            raise


def _settings(sftp: SftpServer, portal_url: str) -> dict[str, object]:
    return {
        "host": HOST,
        "port": sftp.port,
        "user": USER,
        "key": f"file:{sftp.client_key}",
        "host_key": sftp.host_key,
        "portal_url": portal_url,
    }


if __name__ == "__main__":
    sys.exit(main())
