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
from tunemantra.plugins.apple.sandbox.api import OFFERED, POLL_SECONDS, Api
from tunemantra.plugins.apple.sandbox.catalogue import Catalogue
from tunemantra.plugins.apple.sandbox.ingestion import Ingestion
from tunemantra.plugins.apple.sandbox.tokens import Account, new_key

if TYPE_CHECKING:
    from collections.abc import Callable

ISSUER, KEY_ID = "57246542-96fe-1a63-e053-0824d011072a", "2X9R4HXF34"
LABEL, STORE = "PADPIDA0000000001O", "PADPIDA0000000003K"


def main() -> None:
    """Serve until told to end."""
    args = parse_args("apple", faults=OFFERED)
    journal, faults = Journal(args.folder), Faults(args.folder, OFFERED, args.faults)
    key = args.folder / "secrets" / f"AuthKey_{KEY_ID}.p8"
    catalogue = Catalogue(args.folder, journal)
    address = [""]
    ingestion = Ingestion(catalogue, journal, faults, delay=args.delay, page=lambda: address[0])
    account = Account.of(ISSUER, KEY_ID, kept_secret(key, new_key))
    api = Api(catalogue, journal, faults, account, ingestion, args.delay(POLL_SECONDS))
    ended = ending()
    with WebServer(api.application(admin_routes(faults, _page(catalogue))), args.port, dated=False) as web:
        address[0] = web.url
        ingestion.resume()
        settings = {
            "issuer": ISSUER,
            "key_id": KEY_ID,
            "private_key": f"file:{key}",
            "api_url": web.url,
            "sender": LABEL,
            "recipient": STORE,
        }
        ready("apple", settings, f"{web.url}/", faults=OFFERED)
        ended.wait()


def _page(catalogue: Catalogue) -> Callable[[], str]:
    def show() -> str:
        products, packages, tickets = [], [], []
        for product in catalogue.products():
            on = sum(state["sale"] or state["stream"] for state in product.territories.values())
            place = "On Store" if product.on_store else "Not on Store"
            products.append((product.upc, product.apple_id, place, f"{on} of {len(product.territories)}"))
            tickets += [(one.upc, one.id, one.kind, one.state, one.text) for one in product.tickets]
            for package in product.packages:
                reasons = package.events[-1].reasons if package.events else []
                told = "; ".join(reason.detail for reason in reasons)
                packages.append((product.upc, package.id, package.kind, package.state, told))
        return page(
            "Apple Music (simulator)",
            "What was delivered here, and what became of it.",
            [
                Table("Products", ("UPC", "Apple ID", "Store", "Territories"), products),
                Table("Packages", ("UPC", "Id", "Kind", "State", "Reasons"), packages),
                Table("Tickets", ("UPC", "Id", "Kind", "State", "Text"), tickets),
            ],
        )

    return show


if __name__ == "__main__":
    main()
