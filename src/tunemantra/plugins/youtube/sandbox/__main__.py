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
from tunemantra.plugins.youtube.sandbox.api import OFFERED, OWNER, SCOPE, Api
from tunemantra.plugins.youtube.sandbox.ingestion import Ingestion
from tunemantra.plugins.youtube.sandbox.quota import Quota
from tunemantra.plugins.youtube.sandbox.store import Store
from tunemantra.plugins.youtube.sandbox.uploads import Uploads

if TYPE_CHECKING:
    from collections.abc import Callable

CLIENT_ID = "label"


def main() -> None:
    """Serve until told to end."""
    args = parse_args("youtube", faults=OFFERED)
    journal, faults = Journal(args.folder), Faults(args.folder, OFFERED, args.faults)
    secret = args.folder / "secrets" / "client-secret"
    tokens = Tokens(CLIENT_ID, kept_secret(secret), (SCOPE,))
    store, quota = Store(args.folder), Quota()
    ingestion = Ingestion(store, journal, faults, args.delay, Agenda(journal))
    api = Api(store, journal, faults, tokens, quota, ingestion, Uploads(store, faults, journal, tokens))
    ended = ending()
    with WebServer(api.application(admin_routes(faults, _page(store, quota))), args.port) as web:
        ingestion.resume()
        settings = {
            "content_owner": OWNER,
            "client_id": CLIENT_ID,
            "client_secret": f"file:{secret}",
            "api_url": web.url,
        }
        ready("youtube", settings, f"{web.url}/", faults=OFFERED)
        ended.wait()


def _page(store: Store, quota: Quota) -> Callable[[], str]:
    def show() -> str:
        with store.lock:
            state = store.state
            releases = [
                (one.icpn, one.status, ", ".join(f"{artist}: {channel}" for artist, channel in one.topics.items()))
                for one in state.releases.values()
            ]
            packages = [(one.icpn, one.name, one.status, one.created) for one in state.packages.values()]
            recordings = [
                (asset.said("upc"), asset.said("isrc"), asset.type, one.status, one.reason, asset.owned, asset.matched)
                for one in state.references.values()
                for asset in [state.assets[one.asset_id]]
            ]
        return page(
            "YouTube (simulator)",
            f"What was delivered here, and what became of it. {quota.left:,} units of today's quota are left.",
            [
                Table("Releases", ("Product", "Status", "Topic channels"), releases),
                Table("Packages", ("Product", "Name", "Status", "Came"), packages),
                Table("References", ("Product", "ISRC", "Asset", "Status", "Reason", "Owned", "Matched"), recordings),
            ],
        )

    return show


if __name__ == "__main__":
    main()
