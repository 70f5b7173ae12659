"""Starts the simulator (see the package)."""

from __future__ import annotations

import os
import secrets
import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from tunemantra.contrib.sandbox import Faults, Journal, Table, WebServer, admin_routes, ending, page, parse_args, ready
from tunemantra.plugins.itunes.sandbox.api import OFFERED, Api
from tunemantra.plugins.itunes.sandbox.ingestion import Ingestion
from tunemantra.plugins.itunes.sandbox.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable

USER, PROVIDER = "label@sandbank.test", "SandbankRecords"
_SCRIPT = '#!/bin/sh\nexec {python} -I {program} --store {url} "$@"\n'


def main() -> None:
    """Serve until told to end."""
    args = parse_args("itunes", faults=OFFERED)
    journal, faults = Journal(args.folder), Faults(args.folder, OFFERED, args.faults)
    password = args.folder / "secrets" / "password"
    store = Store(args.folder, journal)
    ingestion = Ingestion(store, journal, faults, args.delay)
    api = Api(store, journal, faults, ingestion, USER, _secret(password), PROVIDER)
    ended = ending()
    with WebServer(api.application(admin_routes(faults, _page(store))), args.port) as web:
        ingestion.resume()
        settings = {
            "tool": str(_executable(args.folder / "bin" / "iTMSTransporter", web.url)),
            "user": USER,
            "password": f"file:{password}",
            "provider": PROVIDER,
            # A rehearsal is held with the masters that are at hand.
            "audio": "native",
        }
        ready("itunes", settings, f"{web.url}/", faults=OFFERED)
        ended.wait()


def _executable(path: Path, url: str) -> Path:
    program = Path(__file__).with_name("transporter.py")
    words = {"python": sys.executable, "program": str(program), "url": url}
    path.parent.mkdir(exist_ok=True)
    part = path.with_suffix(".part")
    part.write_text(_SCRIPT.format(**{name: shlex.quote(word) for name, word in words.items()}), encoding="utf-8")
    part.chmod(0o755)
    part.replace(path)
    return path


def _secret(path: Path) -> str:
    path.parent.mkdir(mode=0o700, exist_ok=True)
    if not path.exists():
        part = path.with_suffix(".part")
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(24))
        part.replace(path)
    return path.read_text(encoding="ascii")


def _page(store: Store) -> Callable[[], str]:
    def show() -> str:
        products, packages, files = [], [], []
        for product in store.products():
            shelf = product.shelf
            there = "; ".join(
                f"{name}: {', '.join(codes[:8])}"
                for name, codes in (
                    ("on store", shelf.on_store),
                    ("ready", shelf.ready_for_store),
                    ("not on store", shelf.not_on_store),
                )
                if codes
            )
            products.append((product.vendor, product.apple_id, product.connect, there))
            packages += [(product.vendor, up.created, up.status, "; ".join(up.lines)) for up in product.uploads]
            files += [(product.vendor, name, md5) for name, md5 in product.files.items()]
        return page(
            "iTunes Store (simulator)",
            "What the Transporter brought, and what became of it.",
            [
                Table("Products", ("Vendor id", "Apple id", "Sale", "Shelf"), products),
                Table("Packages", ("Vendor id", "Created", "Status", "Problems"), packages),
                Table("Files", ("Vendor id", "File", "MD5"), files),
            ],
        )

    return show


if __name__ == "__main__":
    main()
