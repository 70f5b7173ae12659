"""What a store knows of each product, kept on disk so that a restart goes on where it was."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from attrs import asdict, define, field, frozen

from tunemantra.contrib.sandbox.launch import Arguments

NAME = "store.json"


@frozen
class TrackWord:
    """The store's word about one track."""

    isrc: str
    state: str
    reason: str = ""


@frozen
class Step:
    """One state a product went through; `sequence` counts from 1 within the product."""

    sequence: int
    state: str
    at: str
    batch: str
    reasons: tuple[str, ...] = ()
    tracks: tuple[TrackWord, ...] = ()


@define
class Product:
    """One product.

    Args:
        icpn, title, label: as its last message says.
        release_id: the store's own number.
        batch, message_id, created: of the message that counts.
        history: every state, oldest first.
        plan: states still ahead, each with the moment it is due (seconds of the epoch).
        held: recordings in the store, ISRC to SHA-256, and `cover`; taken over when it goes on store.
        arriving: the same of the delivery under way.
        on_store: whether customers can see it.
        rows: recordings of its last delivery, ISRCs in their order there.
        kept_back: recordings that do not go on store, ISRC to why.
        ids: further fields of the portal's JSON once it is on store, such as its own identifiers.
    """

    icpn: str
    release_id: int
    title: str = ""
    label: str = ""
    batch: str = ""
    message_id: str = ""
    created: str = ""
    history: list[Step] = field(factory=list)
    plan: list[tuple[str, float]] = field(factory=list)
    held: dict[str, str] = field(factory=dict)
    arriving: dict[str, str] = field(factory=dict)
    on_store: bool = False
    rows: list[str] = field(factory=list)
    kept_back: dict[str, str] = field(factory=dict)
    ids: dict[str, object] = field(factory=dict)

    @property
    def state(self) -> str:
        """Return the newest state; empty before the first."""
        return self.history[-1].state if self.history else ""

    @property
    def tracks(self) -> tuple[TrackWord, ...]:
        """Return the newest words about its tracks."""
        return next((step.tracks for step in reversed(self.history) if step.tracks), ())

    def schedule(self, arguments: Arguments, steps: Iterable[tuple[str, float]]) -> None:
        """Plan the states ahead, each so many seconds (at the usual speed) after the one before it."""
        due, plan = time.time(), []
        for state, seconds in steps:
            due += arguments.delay(seconds)
            plan.append((state, due))
        self.plan = plan

    def step(self, state: str, reasons: Sequence[str] = (), tracks: Sequence[TrackWord] = ()) -> Step:
        """Add a state and return it; no two carry the same time."""
        at = datetime.now(UTC)
        if self.history:
            at = max(at, datetime.fromisoformat(self.history[-1].at) + timedelta(milliseconds=1))
        text = at.isoformat(timespec="milliseconds")
        new = Step(len(self.history) + 1, state, text, self.batch, tuple(reasons), tuple(tracks))
        self.history.append(new)
        return new


class Catalogue:
    """Products by ICPN, batches and messages that were read. One thread writes; others read under `lock`.

    Args:
        folder: where `store.json` lies.
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder / NAME
        self.lock = threading.RLock()
        self.products: dict[str, Product] = {}
        self.batches: dict[str, str] = {}
        self.messages: dict[str, str] = {}
        if self.path.exists():
            self._load(json.loads(self.path.read_bytes()))

    def product(self, icpn: str) -> Product:
        """Return a product, made if there is none."""
        with self.lock:
            if icpn not in self.products:
                self.products[icpn] = Product(icpn, 1_000_001 + len(self.products))
            return self.products[icpn]

    def due(self, now: float) -> Iterator[Product]:
        """Yield the products whose next state is due."""
        for product in list(self.products.values()):
            if product.plan and product.plan[0][1] <= now:
                yield product

    def save(self) -> None:
        """Write everything, whole or not at all."""
        with self.lock:
            state = {
                "products": [asdict(product) for product in self.products.values()],
                "batches": self.batches,
                "messages": self.messages,
            }
            part = self.path.with_suffix(".part")
            part.write_text(json.dumps(state, ensure_ascii=False, indent=1), "utf-8")
            part.replace(self.path)

    def _load(self, state: dict[str, object]) -> None:
        products = state["products"]
        batches, messages = state["batches"], state["messages"]
        if isinstance(products, list) and isinstance(batches, dict) and isinstance(messages, dict):
            self.batches, self.messages = dict(batches), dict(messages)
            for item in products:
                self.products[item["icpn"]] = Product(
                    **{**item, "history": [_step(step) for step in item["history"]], "plan": _plan(item["plan"])}
                )


def _step(item: dict[str, object]) -> Step:
    tracks = item.pop("tracks", ())
    words = tuple(TrackWord(**word) for word in tracks) if isinstance(tracks, list) else ()
    reasons = item.pop("reasons", ())
    texts = tuple(str(reason) for reason in reasons) if isinstance(reasons, list) else ()
    return Step(**item, reasons=texts, tracks=words)  # type: ignore[arg-type]


def _plan(items: list[list[object]]) -> list[tuple[str, float]]:
    return [(str(state), float(str(due))) for state, due in items]


__all__ = ["Catalogue", "Product", "Step", "TrackWord"]
