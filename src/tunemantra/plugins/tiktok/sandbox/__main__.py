"""Starts the simulator (see the package)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tunemantra.contrib.sandbox import (
    Faults,
    Journal,
    Table,
    WebServer,
    admin_routes,
    ending,
    kept_secret,
    page,
    parse_args,
    ready,
)
from tunemantra.plugins.tiktok.sandbox.api import OFFERED, Api
from tunemantra.plugins.tiktok.sandbox.ingestion import Ingestion
from tunemantra.plugins.tiktok.sandbox.store import Store, isrcs_of

if TYPE_CHECKING:
    from collections.abc import Callable


def main() -> None:
    """Serve until told to end."""
    args = parse_args("tiktok", faults=OFFERED)
    journal, faults = Journal(args.folder), Faults(args.folder, OFFERED, args.faults)
    secret = args.folder / "secrets" / "access-token"
    store = Store(args.folder, journal)
    address = [""]
    ingestion = Ingestion(store, journal, faults, delay=args.delay, page=lambda: address[0])
    api = Api(store, journal, faults, kept_secret(secret), ingestion, args.span(1.0))
    ended = ending()
    with WebServer(api.application(admin_routes(faults, _page(store))), args.port) as web:
        address[0] = web.url
        ingestion.resume()
        ready("tiktok", {"access_token": f"file:{secret}", "api_url": web.url}, f"{web.url}/", faults=OFFERED)
        ended.wait()


def _page(store: Store) -> Callable[[], str]:
    def show() -> str:
        products, sounds = [], []
        for product in store.products():
            newest = product.events[-1] if product.events else None
            reasons = "; ".join(one["message"] for one in newest.reasons) if newest else ""
            products.append((product.upc, product.id, product.status, len(product.tasks), reasons))
            words = {word.isrc: word for word in newest.sounds} if newest else {}
            for isrc in isrcs_of(product.newest):
                word = words.get(isrc)
                use = "commercial" if isrc in product.offered else "films"
                sounds.append((product.upc, isrc, word.status if word else "", use, word.reason if word else ""))
        return page(
            "TikTok (simulator)",
            "What was delivered here, and what became of it.",
            [
                Table("Products", ("UPC", "Id", "Status", "Orders", "Reasons"), products),
                Table("Sounds", ("UPC", "ISRC", "Status", "Use", "Reason"), sounds),
            ],
        )

    return show


if __name__ == "__main__":
    main()
