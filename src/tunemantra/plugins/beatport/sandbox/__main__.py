"""Run the simulator: `python -m tunemantra.plugins.beatport.sandbox --folder F --port N`."""

from __future__ import annotations

import sys

from tunemantra.contrib.sandbox import (
    MAIL_FAULTS,
    PORTAL_FAULTS,
    SFTP_FAULTS,
    Account,
    Catalogue,
    Faults,
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
from tunemantra.plugins.beatport.sandbox.inspection import store_genres
from tunemantra.plugins.beatport.sandbox.message import STORE
from tunemantra.plugins.beatport.sandbox.store import Store, official_schema

PLATFORM = "beatport"
LABEL = "Beatport"
USER = "label"
SENDER = "label-status@beatport.test"
_NAMES = {"distributor": "tunemantra", "sender": "PADPIDA0000000001O", "recipient": STORE}
_LAST_WORDS = ("on store", "removed", "rejected", "failed")
OFFERED = (
    *MAIL_FAULTS,
    *PORTAL_FAULTS,
    *SFTP_FAULTS,
    "label-unapproved",
    "no-marker-seen",
    "slow-ack",
    "unknown-status",
)


def main(argv: list[str] | None = None) -> int:
    """Serve until told to end; return the exit code."""
    arguments = parse_args(PLATFORM, argv, faults=OFFERED)
    folder = arguments.folder
    journal, faults = Journal(folder), Faults(folder, OFFERED, arguments.faults)
    catalogue = Catalogue(folder)
    account = Account(USER, folder / "users" / USER, journal, faults)
    ended = ending()
    with (
        MailServer(folder / "mail") as mail,
        WebServer(portal(LABEL, catalogue, faults, lists={"genres": store_genres()})) as web,
        SftpServer(folder / "keys", account, arguments.port) as sftp,
    ):
        desk = MailDesk(mail, faults, journal, SENDER, f"{LABEL} status: {{upc}} {{state}}", _LAST_WORDS)
        store = Store(account.root, catalogue, journal, faults, arguments, desk.tell, official_schema())
        account.arrived = store.arrived
        settings = {**_NAMES, **sftp.settings, **desk.settings, "portal_url": web.url}
        ready(PLATFORM, settings, web.url, faults=OFFERED)
        keep_working(store.tick, journal, ended)
    return 0


if __name__ == "__main__":
    sys.exit(main())
