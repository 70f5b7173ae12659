"""What the store holds, on disk: it survives its own end at any moment."""

from __future__ import annotations

import hashlib
import secrets
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from attrs import define, field

from tunemantra.contrib.sandbox.shelf import Shelf
from tunemantra.plugins.apple.sandbox.message import Message, More, read_message, read_more

if TYPE_CHECKING:
    from pathlib import Path

    from tunemantra.contrib.sandbox import Journal

OPEN, SUBMITTED, CHECKED, READY, DONE, FAILED, SUPERSEDED = (
    "open",
    "submitted",
    "checked",
    "ready",
    "done",
    "failed",
    "superseded",
)
MESSAGE, EXTENSION = "message.xml", "extension.xml"
WAITING_FOR_US, ANSWERED = "Your Action Needed", "In Review"
_FINAL: Final = frozenset({DONE, FAILED, SUPERSEDED})


@define
class Reason:
    """Why: a code of the store's, and a sentence."""

    code: str
    detail: str


@define
class TrackWord:
    """The store's word about one track."""

    isrc: str
    state: str
    reason: str = ""


@define
class Event:
    """Something that happened to a package; the API shows it as it is."""

    event_id: str
    sequence: int
    at: str
    state: str
    cleared: bool
    reasons: list[Reason] = field(factory=list)
    tracks: list[TrackWord] = field(factory=list)
    url: str = ""


@define
class Package:
    """An order: what kind, under which key, how far, and which documents came with it (SHA-256 by name)."""

    id: str
    key: str
    fingerprint: str
    kind: str
    stage: str = OPEN
    documents: dict[str, str] = field(factory=dict)
    events: list[Event] = field(factory=list)

    @property
    def state(self) -> str:
        """Return the newest word; `Received` before any."""
        return self.events[-1].state if self.events else "Received"

    @property
    def ended(self) -> bool:
        """Return whether nothing will happen to it any more."""
        return self.stage in _FINAL


@define
class Ticket:
    """A question to the label, or one of the label's."""

    id: str
    upc: str
    kind: str
    state: str
    text: str


@define
class Product:
    """One product; `isrcs` are frozen once it was validated, `shown` is the package that counts."""

    upc: str
    apple_id: str
    isrcs: list[str] = field(factory=list)
    territories: dict[str, dict[str, bool]] = field(factory=dict)
    on_store: bool = False
    shown: str = ""
    packages: list[Package] = field(factory=list)
    tickets: list[Ticket] = field(factory=list)


class ConflictError(Exception):
    """The same key came with something else."""


class Catalogue(Shelf[Product]):
    """Products by UPC.

    Args:
        folder: of the simulator.
        journal: hears of files that arrive.
    """

    def __init__(self, folder: Path, journal: Journal) -> None:
        super().__init__(folder / "releases", journal, Product, lambda product: product.upc)

    def package(self, identity: str) -> tuple[Product, Package] | None:
        """Return a package with its product, or None."""
        found = ((one, known) for one in self.products() for known in one.packages if known.id == identity)
        return next(found, None)

    def order(self, upc: str, kind: str, key: str, body: bytes, stage: str) -> tuple[Product, Package, bool]:
        """Return the package of a key, and whether it is new.

        Raises:
            ConflictError: the key came before, with something else.
        """
        fingerprint = hashlib.sha256(kind.encode() + body).hexdigest()
        with self.lock:
            for known in self.products():
                for package in known.packages:
                    if package.key == key:
                        if (known.upc, package.fingerprint) != (upc, fingerprint):
                            raise ConflictError("this idempotency key came before, with another request")
                        return known, package, False
            product = self._products.setdefault(upc, Product(upc, str(1_700_000_001 + len(self._products))))
            for earlier in product.packages:
                if not earlier.ended:
                    earlier.stage = SUPERSEDED
            package = Package(f"pkg_{secrets.token_hex(8)}", key, fingerprint, kind, stage)
            product.packages.append(package)
            self.save(product)
            return product, package, True

    def happened(
        self,
        product: Product,
        package: Package,
        state: str,
        *,
        reasons: list[Reason] | None = None,
        tracks: list[TrackWord] | None = None,
        cleared: bool = True,
        url: str = "",
    ) -> None:
        """Add an event; no two of a product have the same number or go back in time."""
        with self.lock:
            past = [event for known in product.packages for event in known.events]
            now = max([datetime.now(UTC).isoformat(timespec="microseconds"), *(event.at for event in past)])
            words = tracks if tracks is not None else [TrackWord(isrc, state) for isrc in self.isrcs(product, package)]
            identity = f"evt_{secrets.token_hex(8)}"
            package.events.append(Event(identity, len(past) + 1, now, state, cleared, reasons or [], words, url))
            self.save(product)

    def isrcs(self, product: Product, package: Package) -> list[str]:
        """Return the track list a package is about."""
        return self.message(product, package).isrcs if MESSAGE in package.documents else product.isrcs

    def keep(self, product: Product, package: Package, name: str, content: bytes) -> None:
        """Keep a document of a package."""
        with self.lock:
            sha256 = hashlib.sha256(content).hexdigest()
            part = self.part(product, name)
            part.write_bytes(content)
            part.replace(self.asset(product, sha256))
            package.documents[name] = sha256
            self.save(product)
            self.journal.write("document-received", path=f"{product.upc}/{name}", sha256=sha256, size=len(content))

    def message(self, product: Product, package: Package) -> Message:
        """Return the message a package came with."""
        return read_message(self.asset(product, package.documents[MESSAGE]).read_bytes())

    def more(self, product: Product, package: Package) -> More | None:
        """Return the second document of a package; None before it came."""
        sha256 = package.documents.get(EXTENSION)
        return read_more(self.asset(product, sha256).read_bytes()) if sha256 else None

    def wanted(self, product: Product, package: Package) -> dict[str, str]:
        """Return the SHA-256 of every file a package needs, by name; empty for a document that names its own bytes."""
        if MESSAGE not in package.documents:
            return {}
        more = self.more(product, package)
        return {**self.message(product, package).files, EXTENSION: "", **(more.files if more else {})}

    def held(self, product: Product, package: Package) -> dict[str, str]:
        """Return the SHA-256 of the files a package needs that are there."""
        media = {
            name: sha256
            for name, sha256 in self.wanted(product, package).items()
            if sha256 and not name.endswith(".ttml") and self.asset(product, sha256).exists()
        }
        return {**media, **{name: sha for name, sha in package.documents.items() if name != MESSAGE}}

    def show(self, product: Product, package: Package) -> None:
        """Make a package the one that counts, and lay out its files by name for people to look at."""
        with self.lock:
            self.lay_out(product, {**self.held(product, package), MESSAGE: package.documents[MESSAGE]})
            product.shown, product.isrcs = package.id, self.message(product, package).isrcs
            self.save(product)
