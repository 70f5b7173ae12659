"""Run the simulator: `python -m tunemantra.plugins.gracenote.sandbox --folder F --port N`."""

from __future__ import annotations

import sys

from tunemantra.contrib.sandbox import (
    PORTAL_FAULTS,
    SFTP_FAULTS,
    Account,
    Catalogue,
    Faults,
    Inbox,
    Journal,
    WebServer,
    ending,
    keep_working,
    parse_args,
    portal,
    ready,
)
from tunemantra.contrib.sandbox.drop import SftpServer
from tunemantra.plugins.gracenote.sandbox.desk import Desk
from tunemantra.plugins.gracenote.sandbox.document import schema

PLATFORM = "gracenote"
LABEL = "Gracenote"
USER = "label"
OFFERED = (*PORTAL_FAULTS, *SFTP_FAULTS, "no-marker-seen", "reject-track", "slow-ack", "unknown-status")


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
        inbox = Inbox(account.root, "complete.txt", catalogue, journal, faults, arguments)
        desk = Desk(inbox, catalogue, journal, faults, arguments, schema())
        account.arrived = inbox.arrived
        ready(PLATFORM, {**sftp.settings, "portal_url": web.url}, web.url, faults=OFFERED)
        keep_working(desk.tick, journal, ended)
    return 0


if __name__ == "__main__":
    sys.exit(main())
