"""What the library holds, on disk: it survives its own end at any moment."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from attrs import define, field, frozen

from tunemantra.contrib.sandbox.requests import Json
from tunemantra.contrib.sandbox.shelf import Shelf

if TYPE_CHECKING:
    from pathlib import Path

    from tunemantra.contrib.sandbox import Journal

Document = dict[str, "Json"]

OPEN, SUBMITTED, TRANSCODED, REVIEWED, DONE, FAILED, SUPERSEDED = (
    "open",
    "submitted",
    "transcoded",
    "reviewed",
    "done",
    "failed",
    "superseded",
)
_FINAL: Final = frozenset({DONE, FAILED, SUPERSEDED})


class ConflictError(Exception):
    """The same key came with something else."""


@frozen
class Wanted:
    """A file a document names."""

    name: str
    sha256: str
    size: int


@define
class Task:
    """An order: under which key, of which kind, how far, and what it says."""

    id: str
    key: str
    fingerprint: str
    kind: str
    stage: str
    text: str

    @property
    def ended(self) -> bool:
        """Return whether nothing will happen to it any more."""
        return self.stage in _FINAL

    def document(self) -> Document:
        """Return the document it came with."""
        document: Document = json.loads(self.text)
        return document


@define
class SoundWord:
    """The library's word about one sound."""

    isrc: str
    status: str
    reason: str = ""


@define
class Event:
    """Something that happened to a product's sounds; the API shows it as it is."""

    event_id: str
    task: str
    sequence: int
    at: str
    status: str
    partial: bool = False
    reasons: list[dict[str, str]] = field(factory=list)
    sounds: list[SoundWord] = field(factory=list)
    url: str = ""


@define
class Product:
    """The sounds of one product; `offered` are the ISRCs for commercial use."""

    id: str
    upc: str
    status: str = "uploading"
    offered: list[str] = field(factory=list)
    tasks: list[Task] = field(factory=list)
    events: list[Event] = field(factory=list)

    @property
    def newest(self) -> Document:
        """Return the document of the newest order that has one."""
        return next((task.document() for task in reversed(self.tasks) if task.kind == "sounds"), {})

    @property
    def online(self) -> bool:
        """Return whether anybody can use it now."""
        return self.status in {"online", "cml_pending"}


class Store(Shelf[Product]):
    """The sounds of products by UPC.

    Args:
        folder: of the simulator.
        journal: hears of files that arrive.
    """

    def __init__(self, folder: Path, journal: Journal) -> None:
        super().__init__(folder / "sounds", journal, Product, lambda product: product.upc)

    def get(self, identity: str) -> Product | None:
        """Return the product with an id of ours, or None."""
        return next((one for one in self.products() if one.id == identity), None)

    def order(self, upc: str, kind: str, key: str, body: bytes, stage: str) -> tuple[Product, Task, bool]:
        """Return the order of a key, and whether it is new.

        Raises:
            ConflictError: the key came before, with something else.
        """
        fingerprint = hashlib.sha256(kind.encode() + body).hexdigest()
        with self.lock:
            for known in self._products.values():
                for task in known.tasks:
                    if task.key == key:
                        if (known.upc, task.fingerprint) != (upc, fingerprint):
                            raise ConflictError("this idempotency key came before, with another request")
                        return known, task, False
            product = self._products.setdefault(upc, Product(f"snd_{secrets.token_hex(8)}", upc))
            for earlier in product.tasks:
                if earlier.stage == OPEN or (kind == "offline" and not earlier.ended):
                    earlier.stage = SUPERSEDED
            task = Task(f"task_{secrets.token_hex(8)}", key, fingerprint, kind, stage, body.decode())
            product.tasks.append(task)
            self.save(product)
            return product, task, True

    def happened(
        self,
        product: Product,
        task: Task,
        status: str,
        *,
        reasons: list[dict[str, str]] | None = None,
        sounds: list[SoundWord] | None = None,
        partial: bool = False,
        url: str = "",
        keep: bool = False,
    ) -> None:
        """Add an event; `keep` leaves the product's own word as it was."""
        with self.lock:
            last = product.events[-1].at if product.events else ""
            now = max(datetime.now(UTC).isoformat(timespec="microseconds"), last)
            words = sounds or [SoundWord(isrc, status) for isrc in isrcs_of(product.newest)]
            number = len(product.events) + 1
            identity = f"evt_{secrets.token_hex(8)}"
            product.events.append(Event(identity, task.id, number, now, status, partial, reasons or [], words, url))
            product.status = product.status if keep else status
            self.save(product)

    def held(self, product: Product) -> dict[str, str]:
        """Return the SHA-256 of the files of the newest document that are there."""
        files = wanted_files(product.newest)
        return {file.name: file.sha256 for file in files if self.asset(product, file.sha256).exists()}

    def show(self, product: Product, document: Document) -> None:
        """Lay out the files of a document by name for people to look at."""
        with self.lock:
            self.lay_out(product, {file.name: file.sha256 for file in wanted_files(document)})
            text = json.dumps(document, ensure_ascii=False, sort_keys=True, indent=2)
            (self.home(product) / "sounds.json").write_text(text + "\n", encoding="utf-8")


def sounds_of(document: Document) -> list[Document]:
    """Return the sounds of a document that has the right shape."""
    sounds = document.get("sounds")
    return [one for one in sounds if isinstance(one, dict)] if isinstance(sounds, list) else []


def isrcs_of(document: Document) -> list[str]:
    """Return the ISRCs of a document in order."""
    return [str(sound.get("isrc")) for sound in sounds_of(document)]


def wanted_files(document: Document) -> list[Wanted]:
    """Return the files a document names, the cover first."""
    return [Wanted(str(one["file"]), str(one["sha256"]), int(str(one["size"]))) for one in _files(document)]


def _files(document: Document) -> Iterator[Document]:
    for holder, name in ((document, "cover"), *((sound, "audio") for sound in sounds_of(document))):
        file = holder.get(name)
        if isinstance(file, dict):
            yield file
