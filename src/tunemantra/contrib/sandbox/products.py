"""What the store knows of each product, kept on disk so that a restart goes on where it was."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import cattrs
from attrs import define, field

from tunemantra.contrib.sandbox.launch import Arguments

NAME = "catalogue.json"
_BEFORE_THE_FIRST = 1_000_000


@define
class TrackWord:
    """The store's word about one track."""

    isrc: str
    state: str
    reason: str = ""


@define
class Step:
    """One state a product went through; `sequence` counts from 1 within the product."""

    sequence: int
    state: str
    at: str
    batch: str
    reasons: list[str] = field(factory=list)
    tracks: list[TrackWord] = field(factory=list)


@define
class Ahead:
    """A state that is still to come: which, and when (seconds of the epoch)."""

    state: str
    due: float


@define
class Product:
    """One product.

    Args:
        upc: its code.
        number: the store's own, from 1.
        title, label: as its last document says.
        batch: the one that counts; `created` is its moment, `message_id` and `sender` are those of its message.
        history: every state, oldest first.
        plan: states still ahead.
        held: what is in the store: ISRC or `cover` to SHA-256; taken over when it goes on store.
        arriving: the same of the delivery under way.
        on_store: whether customers can see it.
        rows: recordings of its last delivery, ISRCs in their order there.
        kept_back: recordings that do not go on store, ISRC to why.
        ids: further fields of the portal's JSON once it is on store, such as its own identifiers.
    """

    upc: str
    number: int
    title: str = ""
    label: str = ""
    batch: str = ""
    message_id: str = ""
    sender: str = ""
    created: str = ""
    history: list[Step] = field(factory=list)
    plan: list[Ahead] = field(factory=list)
    held: dict[str, str] = field(factory=dict)
    arriving: dict[str, str] = field(factory=dict)
    on_store: bool = False
    rows: list[str] = field(factory=list)
    kept_back: dict[str, str] = field(factory=dict)
    ids: dict[str, object] = field(factory=dict)

    @property
    def release_id(self) -> int:
        """Return the number a portal shows."""
        return _BEFORE_THE_FIRST + self.number

    @property
    def state(self) -> str:
        """Return the newest state; empty before the first."""
        return self.history[-1].state if self.history else ""

    @property
    def tracks(self) -> Sequence[TrackWord]:
        """Return the newest words about its tracks."""
        return next((step.tracks for step in reversed(self.history) if step.tracks), ())

    def of(self, batch: str) -> list[Step]:
        """Return the states of one batch, oldest first."""
        return [step for step in self.history if step.batch == batch]

    def schedule(self, arguments: Arguments, steps: Iterable[tuple[str, float]]) -> None:
        """Plan the states ahead, each so many seconds (at the usual speed) after the one before it."""
        due, self.plan = time.time(), []
        for state, seconds in steps:
            due += arguments.delay(seconds)
            self.plan.append(Ahead(state, due))

    def step(self, state: str, reasons: Sequence[str] = (), tracks: Sequence[TrackWord] = ()) -> Step:
        """Add a state and return it; no two carry the same time."""
        at = datetime.now(UTC)
        if self.history:
            at = max(at, datetime.fromisoformat(self.history[-1].at) + timedelta(milliseconds=1))
        text = at.isoformat(timespec="milliseconds")
        new = Step(len(self.history) + 1, state, text, self.batch, list(reasons), list(tracks))
        self.history.append(new)
        return new


@define
class _Kept:
    products: dict[str, Product] = field(factory=dict)
    batches: dict[str, str] = field(factory=dict)
    messages: dict[str, str] = field(factory=dict)


_CONVERTER = cattrs.Converter()
# What a store adds of its own is plain JSON.
_CONVERTER.register_structure_hook_func(lambda kind: kind is object, lambda value, _: value)


class Catalogue:
    """Products by UPC, batches and messages that were read. One thread writes; others read under `lock`.

    Args:
        folder: where `catalogue.json` lies.
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder / NAME
        self.lock = threading.RLock()
        kept = _CONVERTER.structure(json.loads(self.path.read_bytes()), _Kept) if self.path.exists() else _Kept()
        self.products, self.batches, self.messages = kept.products, kept.batches, kept.messages

    def product(self, upc: str) -> Product:
        """Return a product, made if there is none."""
        with self.lock:
            if upc not in self.products:
                self.products[upc] = Product(upc, len(self.products) + 1)
            return self.products[upc]

    def due(self, now: float) -> Iterator[Product]:
        """Yield the products whose next state is due."""
        for product in list(self.products.values()):
            if product.plan and product.plan[0].due <= now:
                yield product

    def save(self) -> None:
        """Write everything, whole or not at all."""
        with self.lock:
            part, kept = self.path.with_suffix(".part"), _Kept(self.products, self.batches, self.messages)
            # Without indentation, which Python writes twenty times as slowly.
            part.write_text(json.dumps(_CONVERTER.unstructure(kept), ensure_ascii=False), "utf-8")
            part.replace(self.path)


__all__ = ["Ahead", "Catalogue", "Product", "Step", "TrackWord"]
