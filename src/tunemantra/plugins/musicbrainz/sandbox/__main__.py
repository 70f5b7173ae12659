"""Starts the simulator (see the package)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tunemantra.contrib.sandbox import (
    Agenda,
    Faults,
    Journal,
    Table,
    Tokens,
    WebServer,
    admin_routes,
    ending,
    kept_secret,
    page,
    parse_args,
    ready,
)
from tunemantra.plugins.musicbrainz.sandbox.api import OFFERED, SCOPES, Api
from tunemantra.plugins.musicbrainz.sandbox.community import Community
from tunemantra.plugins.musicbrainz.sandbox.manners import Limiter
from tunemantra.plugins.musicbrainz.sandbox.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable

CLIENT_ID = "label"


def main() -> None:
    """Serve until told to end."""
    args = parse_args("musicbrainz", faults=OFFERED)
    journal, faults = Journal(args.folder), Faults(args.folder, OFFERED, args.faults)
    secret = args.folder / "secrets" / "client-secret"
    tokens = Tokens(CLIENT_ID, kept_secret(secret), SCOPES)
    store = Store(args.folder)
    community = Community(store, journal, faults, args.delay, Agenda(journal))
    address = [""]
    api = Api(store, journal, faults, tokens, community, Limiter(1 / args.span(1.0)), lambda: address[0])
    ended = ending()
    with WebServer(api.application(admin_routes(faults, _page(store))), args.port) as web:
        address[0] = web.url
        community.resume()
        settings = {
            "contact": "label@example.org",
            "client_id": CLIENT_ID,
            "client_secret": f"file:{secret}",
            "accept_cc0": True,
            "editor": "the simulator's",
            "url": web.url,
            "covers_url": f"{web.url}/caa",
            "confirming": args.delay(1.0),
            "spacing": args.delay(0.1),
        }
        ready("musicbrainz", settings, f"{web.url}/", faults=OFFERED)
        ended.wait()


def _page(store: Store) -> Callable[[], str]:
    def show() -> str:
        with store.lock:
            state = store.state
            seeds = [(seed.id, seed.said("name"), seed.state, seed.redirect_uri) for seed in state.seeds.values()]
            edits = [
                (edit.id, state.releases[edit.release_id].barcode, edit.status, " ".join(edit.votes))
                for edit in state.edits.values()
            ]
            releases = [
                (one.barcode, one.title, one.artist, one.id, ", ".join(one.isrcs), len(one.covers))
                for one in state.releases.values()
            ]
        return page(
            "MusicBrainz (simulator)",
            "What was seeded here, what people made of it, and how they voted.",
            [
                Table("Seeds", ("Id", "Name", "State", "Leads back to"), seeds),
                Table("Edits", ("Id", "Barcode", "Status", "Votes"), edits),
                Table("Releases", ("Barcode", "Title", "Artist", "MBID", "ISRCs", "Covers"), releases),
            ],
        )

    return show


if __name__ == "__main__":
    main()
