"""The desk that acknowledges, as wrongly as the faults ask for, and the page for people."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import define, field

from tunemantra.contrib.sandbox import Catalogue, Faults, Muddle, Table, admin_routes, page
from tunemantra.plugins.ddex_feed.sandbox.acks import Word, name_of, write
from tunemantra.plugins.ddex_feed.sandbox.rules import Rules

if TYPE_CHECKING:
    from starlette.applications import Starlette
    from starlette.routing import BaseRoute

Publish = Callable[[str, bytes], None]
"""Puts a file where the label can fetch it: its path from the root of the exchange, and its bytes."""


@define
class Desk:
    """Acknowledges.

    Args:
        rules: of the store.
        faults: of the simulator.
        publish: puts the files.
    """

    rules: Rules
    faults: Faults
    publish: Publish
    _said: dict[str, Word] = field(factory=dict)
    _last: datetime = field(factory=lambda: datetime.now(UTC))
    _muddle: Muddle[Word] = field(init=False)

    def __attrs_post_init__(self) -> None:
        """Have its words muddled."""
        self._muddle = Muddle(self.faults, self._write)

    def tell(self, word: Word, *, last: bool) -> None:
        """Acknowledge; `last` says that nothing follows for now."""
        first = self._said.setdefault(word.message_id, word)
        if self.faults.take("unreadable-ack") is not None:
            self.publish(name_of(word, self.rules, self._stamp()), b"<html>maintenance</html>")
        self._muddle.say(word, last=last, first=lambda: first)

    def _write(self, word: Word) -> None:
        stamp = self._stamp()
        self.publish(name_of(word, self.rules, stamp), write(word, self.rules, f"{word.message_id}-{stamp}"))

    def _stamp(self) -> str:
        """Return the digits of this moment; no two are equal."""
        self._last = max(datetime.now(UTC), self._last + timedelta(milliseconds=1))
        return f"{self._last:%Y%m%d%H%M%S}{self._last.microsecond // 1000:03d}"


def into(root: Path) -> Publish:
    """Return what puts files below a folder, whole or not at all; nobody who lists it sees a part."""

    def publish(path: str, content: bytes) -> None:
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        part = root.with_name(f"{root.name}.part")
        part.write_bytes(content)
        part.replace(target)

    return publish


def shown(catalogue: Catalogue, faults: Faults, rules: Rules, further: Sequence[BaseRoute] = ()) -> Starlette:
    """Return the page for people, the switchboard for tests, and further routes."""
    from starlette.applications import Starlette

    def overview() -> str:
        with catalogue.lock:
            rows = [(p.upc, p.title, p.state, p.batch, p.message_id) for p in catalogue.products.values()]
        table = Table("Products", ("UPC", "Title", "Status", "Batch", "Message"), rows)
        told = f"acknowledged as of {rules.ack}" if rules.status == "ack" else f"told by {rules.status}"
        note = f"ERN {rules.ern} over {rules.transport}, {told}"
        return page(f"{rules.label}: deliveries", note, (table,))

    return Starlette(routes=[*admin_routes(faults, overview), *further])


__all__ = ["Desk", "Publish", "into", "shown"]
