"""Run the simulator: `python -m tunemantra.plugins.amazon.sandbox --folder F --port N`."""

from __future__ import annotations

import sys

from starlette.applications import Starlette

from tunemantra.contrib.sandbox import (
    MAIL_FAULTS,
    PORTAL_FAULTS,
    Catalogue,
    Faults,
    Journal,
    MailDesk,
    MailServer,
    WebServer,
    admin_routes,
    ending,
    keep_working,
    parse_args,
    ready,
)
from tunemantra.plugins.amazon.sandbox.bucket import Bucket
from tunemantra.plugins.amazon.sandbox.desk import LAST_WORDS, SENDER, SUBJECT, overview, status_routes, status_text
from tunemantra.plugins.amazon.sandbox.keys import PARTNER, Keys
from tunemantra.plugins.amazon.sandbox.s3 import NAME, REGION, S3
from tunemantra.plugins.amazon.sandbox.store import Store

PLATFORM = "amazon"
OFFERED = (
    *MAIL_FAULTS,
    *PORTAL_FAULTS,
    "clock-skew",
    "corrupt-object",
    "corrupt-upload",
    "drop-answer",
    "drop-connection",
    "error-inside",
    "forbidden",
    "no-marker-seen",
    "reject-track",
    "slow-ack",
    "token-expired",
    "unknown-status",
)


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
            ready(PLATFORM, _settings(keys, desk, web.url), f"{web.url}/", faults=OFFERED)
            keep_working(store.tick, journal, ended)
    return 0


def _settings(keys: Keys, desk: MailDesk, url: str) -> dict[str, object]:
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
        **desk.settings,
    }


if __name__ == "__main__":
    sys.exit(main())
