"""Run the simulator: `python -m tunemantra.plugins.amazon.sandbox --folder F --port N`."""

from __future__ import annotations

import sys
import threading

from starlette.applications import Starlette

from tunemantra.contrib.sandbox import (
    Arguments,
    Catalogue,
    Faults,
    Journal,
    MailDesk,
    MailServer,
    WebServer,
    admin_routes,
    ending,
    parse_args,
    ready,
)
from tunemantra.contrib.sandbox.mail import SERVER_NAME
from tunemantra.plugins.amazon.sandbox.bucket import Bucket
from tunemantra.plugins.amazon.sandbox.desk import LAST_WORDS, SENDER, SUBJECT, overview, status_routes, status_text
from tunemantra.plugins.amazon.sandbox.keys import PARTNER, Keys
from tunemantra.plugins.amazon.sandbox.s3 import NAME, REGION, S3
from tunemantra.plugins.amazon.sandbox.store import Store

PLATFORM = "amazon"
OFFERED = (
    "broken-answer",
    "clock-skew",
    "corrupt-object",
    "corrupt-upload",
    "drop-answer",
    "drop-connection",
    "duplicate-status",
    "error-inside",
    "forbidden",
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
    "token-expired",
    "too-many-requests",
    "unavailable",
    "unknown-status",
)
_PAUSE = 0.05
"""Seconds between two looks at what is due, however fast the store works."""


def main(argv: list[str] | None = None) -> int:
    """Serve until told to end; return the exit code."""
    arguments = parse_args(PLATFORM, argv, faults=OFFERED)
    folder = arguments.folder
    journal, faults = Journal(folder), Faults(folder, OFFERED, arguments.faults)
    catalogue, keys, bucket = Catalogue(folder), Keys(folder), Bucket(folder)
    ended = ending()
    with MailServer(folder / "mail") as mail:
        desk = MailDesk(mail, faults, journal, SENDER, SUBJECT, LAST_WORDS, status_text)
        store = Store(bucket, catalogue, journal, faults, arguments, desk.tell)
        store.resume()
        routes = [
            *S3(bucket, keys, journal, faults, store.created).routes(),
            *status_routes(catalogue, keys, faults, journal),
            *admin_routes(faults, overview(catalogue, bucket)),
        ]
        with WebServer(Starlette(routes=routes), arguments.port) as web:
            ready(PLATFORM, _settings(arguments, keys, web.url), f"{web.url}/", faults=OFFERED)
            _work(store, journal, ended)
    return 0


def _work(store: Store, journal: Journal, ended: threading.Event) -> None:
    while not ended.wait(_PAUSE):
        try:
            store.tick()
        except Exception as problem:
            journal.write("store-failed", reason=repr(problem))
            raise


def _settings(arguments: Arguments, keys: Keys, url: str) -> dict[str, object]:
    return {
        "bucket": NAME,
        "region": REGION,
        "service": url,
        "path_style": True,
        "partner": PARTNER,
        "key_id": keys.reference("key-id"),
        "secret": keys.reference("secret"),
        "session_token": keys.reference("token"),
        "status_url": url,
        "status_secret": keys.reference("status-password"),
        "maildir": str(arguments.folder / "mail"),
        "mail_server": SERVER_NAME,
        "mail_senders": [SENDER],
    }


if __name__ == "__main__":
    sys.exit(main())
