"""What the store knows of each product, kept on disk so that a restart goes on where it was."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from attrs import asdict, define, field

from tunemantra.plugins.ddex_feed.sandbox.acks import Word

NAME = "store.json"


@define
class Product:
    """One product.

    Args:
        icpn, title: as its last message says.
        batch, message_id, sender, created: of the message that counts.
        history: every word said of it, oldest first.
        plan: words still ahead, each with the moment it is due (seconds of the epoch).
        held: recordings in the store, ISRC to SHA-256, and `cover`; taken over when it becomes available.
        arriving: the same of the delivery under way.
        available: whether customers can hear it.
    """

    icpn: str
    title: str = ""
    batch: str = ""
    message_id: str = ""
    sender: str = ""
    created: str = ""
    history: list[Word] = field(factory=list)
    plan: list[tuple[str, float]] = field(factory=list)
    held: dict[str, str] = field(factory=dict)
    arriving: dict[str, str] = field(factory=dict)
    available: bool = False

    def say(self, release: str, file: str = "FileOK", text: str = "", isrcs: tuple[str, ...] = ()) -> Word:
        """Add a word and return it; no two carry the same time."""
        at = datetime.now(UTC)
        if self.history:
            at = max(at, datetime.fromisoformat(self.history[-1].at) + timedelta(milliseconds=1))
        moment = at.isoformat(timespec="milliseconds")
        word = Word(self.icpn, self.batch, self.message_id, self.sender, release, file, moment, text, isrcs)
        self.history.append(word)
        return word


class Catalogue:
    """Products by ICPN, folders and messages that were read. One thread writes; others read under `lock`.

    Args:
        folder: where `store.json` lies.
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder / NAME
        self.lock = threading.RLock()
        self.products: dict[str, Product] = {}
        self.read: set[str] = set()
        self.messages: set[str] = set()
        if self.path.exists():
            state = json.loads(self.path.read_bytes())
            self.read, self.messages = set(state["read"]), set(state["messages"])
            self.products = {item["icpn"]: _product(item) for item in state["products"]}

    def product(self, icpn: str) -> Product:
        """Return a product, made if there is none."""
        with self.lock:
            return self.products.setdefault(icpn, Product(icpn))

    def due(self, now: float) -> Iterator[Product]:
        """Yield the products whose next word is due."""
        for product in list(self.products.values()):
            if product.plan and product.plan[0][1] <= now:
                yield product

    def save(self) -> None:
        """Write everything, whole or not at all."""
        with self.lock:
            state = {
                "products": [asdict(product) for product in self.products.values()],
                "read": sorted(self.read),
                "messages": sorted(self.messages),
            }
            part = self.path.with_suffix(".part")
            part.write_text(json.dumps(state, ensure_ascii=False, indent=1), "utf-8")
            part.replace(self.path)


def _product(item: dict[str, object]) -> Product:
    history, plan = item.pop("history"), item.pop("plan")
    product = Product(**item)  # type: ignore[arg-type]
    for word in history if isinstance(history, list) else ():
        product.history.append(Word(**{**word, "isrcs": tuple(word["isrcs"])}))
    product.plan = [(str(word), float(due)) for word, due in plan] if isinstance(plan, list) else []
    return product


__all__ = ["Catalogue", "Product"]
