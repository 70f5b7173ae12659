"""Run the simulator: `python -m tunemantra.plugins.ddex_feed.sandbox --folder F --port N --store JSON`."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping

from attrs import define

from tunemantra.contrib.sandbox import (
    Account,
    Catalogue,
    Faults,
    Journal,
    WebServer,
    ending,
    keep_working,
    parse_args,
    ready,
)
from tunemantra.plugins.ddex_feed.sandbox.desk import Desk, Publish, into
from tunemantra.plugins.ddex_feed.sandbox.rules import Rules
from tunemantra.plugins.ddex_feed.sandbox.servers import FAULTS, serve
from tunemantra.plugins.ddex_feed.sandbox.store import Store, official_schema
from tunemantra.plugins.ddex_feed.sandbox.ways import Counter, faults_of

PLATFORM = "ddex_feed"
SENDER = "PADPIDA0000000001O"
USER = "label"
MEDIA = (".wav", ".flac", ".jpg")


@define
class Played:
    """What is played: the platform's key, the part of its table that says which store it is, and the store's rules."""

    key: str
    stated: dict[str, object]
    rules: Rules

    @property
    def faults(self) -> tuple[str, ...]:
        """Return the misbehaviours it can have."""
        return tuple(sorted({*faults_of(self.rules), *FAULTS[self.rules.transport]}))


def main(argv: list[str] | None = None) -> int:
    """Serve until told to end; return the exit code."""
    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument("--key", default=PLATFORM)
    parser.add_argument("--stated", default="{}")
    parser.add_argument("--store", required=True)
    own, rest = parser.parse_known_args(argv)
    played = Played(own.key, json.loads(own.stated), Rules.read(own.store))
    arguments = parse_args(played.key, rest, faults=played.faults)
    folder = arguments.folder
    journal, faults = Journal(folder), Faults(folder, played.faults, arguments.faults)
    catalogue = Catalogue(folder)
    account = Account(USER, folder / "users" / USER, journal, faults, MEDIA)
    account.root.mkdir(parents=True, exist_ok=True)
    ended = ending()
    counter = Counter(played.rules, account.root, catalogue, journal, faults, arguments)
    service = counter.service()
    with (
        WebServer(counter.pages(service)) as web,
        serve(played.rules.transport, folder / "keys", account, arguments.port) as server,
    ):
        both = _both(into(account.root), server.publish)
        with counter.way(service, web.url, both) as way:
            store = Store(
                account.root,
                played.rules,
                catalogue,
                journal,
                faults,
                arguments,
                Desk(played.rules, faults, both),
                way,
                official_schema(played.rules.ern),
            )
            ready(played.key, _settings(played, {**server.settings, **way.settings}), web.url, faults=played.faults)

            def tick() -> None:
                server.pull()
                store.tick()

            keep_working(tick, journal, ended)
    return 0


def _both(first: Publish, second: Publish) -> Publish:
    def publish(path: str, content: bytes) -> None:
        first(path, content)
        second(path, content)

    return publish


def _settings(played: Played, leads: Mapping[str, object]) -> dict[str, object]:
    """Return the table that leads here."""
    return {**played.stated, "sender": SENDER, "dpid": played.rules.itself, **leads}


if __name__ == "__main__":
    sys.exit(main())
