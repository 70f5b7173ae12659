"""Starts the simulator (see the package)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tunemantra.contrib.sandbox import (
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
from tunemantra.plugins.spotify.sandbox.api import OFFERED, Api
from tunemantra.plugins.spotify.sandbox.ingestion import Ingestion
from tunemantra.plugins.spotify.sandbox.store import Store
from tunemantra.plugins.spotify.sandbox.webhooks import Webhooks

if TYPE_CHECKING:
    from collections.abc import Callable

CLIENT_ID = "label"
SCOPES = ("release:write", "release:read", "canvas:write", "webhook:manage")


def main() -> None:
    """Serve until told to end."""
    args = parse_args("spotify", faults=OFFERED)
    journal, faults = Journal(args.folder), Faults(args.folder, OFFERED, args.faults)
    client_secret = kept_secret(args.folder / "secrets" / "client-secret")
    webhook_secret = args.folder / "secrets" / "webhook-secret"
    kept_secret(webhook_secret)
    store = Store(args.folder, journal)
    webhooks = Webhooks(args.folder, journal, faults, pause=args.delay(0.2))
    address = [""]
    ingestion = Ingestion(store, journal, faults, tell=webhooks.tell, delay=args.delay, page=lambda: address[0])
    api = Api(store, journal, faults, Tokens(CLIENT_ID, client_secret, SCOPES), webhooks, ingestion)
    ended = ending()
    with WebServer(api.application(admin_routes(faults, _page(store))), args.port) as web:
        address[0] = web.url
        ingestion.resume()
        settings = {
            "client_id": CLIENT_ID,
            "client_secret": f"file:{args.folder / 'secrets' / 'client-secret'}",
            "api_url": web.url,
            "webhook_secrets": [f"file:{webhook_secret}"],
        }
        ready("spotify", settings, f"{web.url}/", faults=OFFERED)
        ended.wait()


def _page(store: Store) -> Callable[[], str]:
    def show() -> str:
        releases, tracks, files = [], [], []
        for release in store.products():
            newest = release.events[-1] if release.events else None
            reasons = "; ".join(newest.reasons) if newest else ""
            releases.append((release.icpn, release.id, release.status, len(release.submissions), reasons))
            words = next((event.tracks for event in reversed(release.events) if event.tracks), [])
            tracks += [(release.icpn, track.isrc, track.status, track.reason) for track in words]
            held = store.held(release).values()
            files += [(release.icpn, file.name, f"{file.size:,}", file.sha256[:16]) for file in held]
        return page(
            "Spotify (simulator)",
            "What was delivered here, and what became of it.",
            [
                Table("Releases", ("Product", "Id", "Status", "Orders", "Reasons"), releases),
                Table("Tracks", ("Product", "ISRC", "Status", "Reason"), tracks),
                Table("Files", ("Product", "File", "Bytes", "SHA-256"), files),
            ],
        )

    return show


if __name__ == "__main__":
    main()
