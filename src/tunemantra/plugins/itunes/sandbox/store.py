"""What the simulator holds, on disk: it survives its own end at any moment."""

from __future__ import annotations

import json
import os
import secrets
import threading
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import cattrs
from attrs import asdict, define, field

if TYPE_CHECKING:
    from pathlib import Path

    from tunemantra.contrib.sandbox import Journal

RUNNING, IMPORTED, FAILED = "In Progress", "Imported", "Upload Failed"
READY, REMOVED = "Ready For Sale", "Removed From Sale"


@define
class Delivered:
    """A package that came: when, how far it is, what was wrong with it, and its document."""

    created: str
    status: str
    document: str
    lines: list[str] = field(factory=list)
    shelved: bool = False


@define
class Shelf:
    """What the store says of a product's sale, in lists of territories (`WW` for all that are cleared)."""

    on_store: list[str] = field(factory=list)
    not_on_store: list[str] = field(factory=list)
    ready_for_store: list[str] = field(factory=list)
    changed: str = ""


@define
class Product:
    """One product: what came of it, the document that counts, MD5 by file name, the ISRC of each track."""

    vendor: str
    apple_id: str
    uploads: list[Delivered] = field(factory=list)
    document: str = ""
    files: dict[str, str] = field(factory=dict)
    isrcs: dict[str, str] = field(factory=dict)
    connect: str = ""
    shelf: Shelf = field(factory=Shelf)

    @property
    def newest(self) -> Delivered | None:
        """Return the package that came last."""
        return self.uploads[-1] if self.uploads else None


class Store:
    """Products and their files; one lock for all of them.

    Args:
        folder: of the simulator.
        journal: told what arrives.
    """

    def __init__(self, folder: Path, journal: Journal) -> None:
        self.folder = folder / "products"
        self.journal = journal
        self.lock = threading.RLock()
        self._products: dict[str, Product] = {}
        self.folder.mkdir(exist_ok=True)
        for part in self.folder.glob("*/.assets/*.part"):
            part.unlink()
        for state in sorted(self.folder.glob("*/.state.json")):
            product = cattrs.structure(json.loads(state.read_bytes()), Product)
            self._products[product.vendor] = product

    def products(self) -> list[Product]:
        """Return every product by vendor id."""
        with self.lock:
            return sorted(self._products.values(), key=lambda product: product.vendor)

    def get(self, vendor: str) -> Product | None:
        """Return a product; None where nothing of it was ever taken."""
        product = self._products.get(vendor)
        return product if product is not None and product.uploads else None

    def product(self, vendor: str) -> Product:
        """Return a product, a new one where there is none."""
        with self.lock:
            fresh = Product(vendor, str(1_440_000_000 + secrets.randbelow(10**8)))
            return self._products.setdefault(vendor, fresh)

    def accept(self, vendor: str, document: bytes) -> tuple[Product, Delivered]:
        """Write down a package whose files are all there."""
        with self.lock:
            product = self.product(vendor)
            after = product.newest.created if product.newest else ""
            upload = Delivered(self.now(after), RUNNING, document.decode())
            product.uploads.append(upload)
            self.save(product)
            return product, upload

    @staticmethod
    def now(after: str = "") -> str:
        """Return the time, later than a moment before."""
        now = datetime.now(UTC)
        if after:
            now = max(now, datetime.fromisoformat(after) + timedelta(microseconds=1))
        return now.isoformat(timespec="microseconds")

    def asset(self, vendor: str, md5: str) -> Path:
        """Return where a file of a product is or would be."""
        folder = self.folder / vendor / ".assets"
        folder.mkdir(parents=True, exist_ok=True)
        return folder / md5

    def part(self, vendor: str) -> Path:
        """Return a fresh path for a file that is still arriving."""
        return self.asset(vendor, f"{secrets.token_hex(8)}.part")

    def receive(self, vendor: str, name: str, md5: str, sha256: str, part: Path) -> None:
        """Take over a file that arrived whole; a second one of the same bytes is dropped."""
        with self.lock:
            place = self.asset(vendor, md5)
            if place.exists():
                part.unlink()
                return
            part.replace(place)
            size = place.stat().st_size
            self.journal.write("asset-received", path=f"{vendor}/{name}", sha256=sha256, size=size, icpn=vendor)

    def lay_out(self, product: Product) -> None:
        """Lay the files of a product out by name, with its document, for people to look at."""
        folder = self.folder / product.vendor
        for old in folder.iterdir():
            if old.is_file() and not old.name.startswith("."):
                old.unlink()
        for name, md5 in product.files.items():
            os.link(self.asset(product.vendor, md5), folder / name)
        (folder / "metadata.xml").write_text(product.document, encoding="utf-8")

    def shelve(self, product: Product, shelf: Shelf) -> None:
        """Say what the shelf is like from now on."""
        with self.lock:
            shelf.changed = self.now(product.shelf.changed)
            product.shelf = shelf
            self.save(product)

    def save(self, product: Product) -> None:
        """Write a product's state, whole or not at all."""
        folder = self.folder / product.vendor
        folder.mkdir(parents=True, exist_ok=True)
        part = folder / ".state.json.part"
        part.write_text(json.dumps(asdict(product), ensure_ascii=False), encoding="utf-8")
        part.replace(folder / ".state.json")
