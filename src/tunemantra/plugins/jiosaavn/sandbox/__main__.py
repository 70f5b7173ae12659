"""Run the simulator: `python -m tunemantra.plugins.jiosaavn.sandbox --folder F --port N`."""

from __future__ import annotations

import sys

from tunemantra.contrib.sandbox import (
    Account,
    Arguments,
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
from tunemantra.contrib.sandbox.mail import SERVER_NAME
from tunemantra.plugins.jiosaavn.sandbox.store import Store

PLATFORM = "jiosaavn"
LABEL = "JioSaavn"
USER = "label"
SENDER = "content-status@jiosaavn.test"
OFFERED = (
    "broken-answer",
    "corrupt-upload",
    "drop-answer",
    "drop-connection",
    "duplicate-status",
    "hold-rights",
    "late-status",
    "mail-html-only",
    "mail-malformed",
    "mail-non-ascii-subject",
    "mail-unauthenticated",
    "mail-unknown-template",
    "maintenance",
    "no-marker-seen",
    "out-of-order-status",
    "reject-track",
    "slow-ack",
    "throttle",
    "too-many-requests",
    "unavailable",
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
        ready(PLATFORM, _settings(arguments, sftp, web.url), web.url, faults=OFFERED)
        keep_working(store.tick, journal, ended)
    return 0


def _settings(arguments: Arguments, sftp: SftpServer, portal_url: str) -> dict[str, object]:
    return {
        **sftp.settings,
        "portal_url": portal_url,
        "maildir": str(arguments.folder / "mail"),
        "mail_server": SERVER_NAME,
        "mail_senders": [SENDER],
    }


if __name__ == "__main__":
    sys.exit(main())
