"""Run the simulator: `python -m tunemantra.plugins.jiosaavn.sandbox --folder F --port N`."""

from __future__ import annotations

import sys

from tunemantra.contrib.sandbox import (
    MAIL_FAULTS,
    PORTAL_FAULTS,
    SFTP_FAULTS,
    Account,
    Catalogue,
    Faults,
    Inbox,
    Journal,
    MailDesk,
    MailServer,
    WebServer,
    ending,
    keep_working,
    parse_args,
    portal,
    ready,
)
from tunemantra.contrib.sandbox.drop import SftpServer
from tunemantra.plugins.jiosaavn.sandbox.store import Store

PLATFORM = "jiosaavn"
LABEL = "JioSaavn"
USER = "label"
SENDER = "content-status@jiosaavn.test"
OFFERED = (
    *MAIL_FAULTS,
    *PORTAL_FAULTS,
    *SFTP_FAULTS,
    "hold-rights",
    "no-marker-seen",
    "reject-track",
    "slow-ack",
    "unknown-status",
)
_LAST_WORDS = ("LIVE", "REMOVED", "QC_FAIL")


def main(argv: list[str] | None = None) -> int:
    """Serve until told to end; return the exit code."""
    arguments = parse_args(PLATFORM, argv, faults=OFFERED)
    folder = arguments.folder
    journal, faults = Journal(folder), Faults(folder, OFFERED, arguments.faults)
    catalogue = Catalogue(folder)
    account = Account(USER, folder / "users" / USER, journal, faults, (".mp3", ".jpg"), (".csv", ".md5"))
    ended = ending()
    with (
        MailServer(folder / "mail") as mail,
        WebServer(portal(LABEL, catalogue, faults)) as web,
        SftpServer(folder / "keys", account, arguments.port) as sftp,
    ):
        desk = MailDesk(mail, faults, journal, SENDER, f"{LABEL} status: {{upc}} {{state}}", _LAST_WORDS)
        inbox = Inbox(account.root, "DONE", catalogue, journal, faults, arguments)
        store = Store(inbox, catalogue, journal, faults, arguments, desk.tell)
        account.arrived = inbox.arrived
        settings = {**sftp.settings, **desk.settings, "portal_url": web.url}
        ready(PLATFORM, settings, web.url, faults=OFFERED)
        keep_working(store.tick, journal, ended)
    return 0


if __name__ == "__main__":
    sys.exit(main())
