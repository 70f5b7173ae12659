"""What a store over HTTP holds, on disk: it survives its own end at any moment."""

from __future__ import annotations

import json
import os
import secrets
import threading
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Generic, TypeVar

import cattrs
from attrs import AttrsInstance, asdict

if TYPE_CHECKING:
    from pathlib import Path

    from tunemantra.contrib.sandbox.journal import Journal

P = TypeVar("P", bound=AttrsInstance)


class Shelf(Generic[P]):
    """Products by code, each with a folder of its own. Whoever changes one holds `lock`.

    A folder holds the product's state, files by their SHA-256, what is on its way, and, by name for people to look
    at, the files that count.

    Args:
        folder: of all products; made with the first one.
        journal: hears of files that arrive.
        kind: what a product is, an attrs class.
        code: returns its code.
    """

    def __init__(self, folder: Path, journal: Journal, kind: type[P], code: Callable[[P], str]) -> None:
        self.folder, self.journal, self._code = folder, journal, code
        self.lock = threading.RLock()
        self._products: dict[str, P] = {}
        for part in folder.glob("*/.incoming/*.part"):
            part.unlink()
        for path in folder.glob("*/.state.json"):
            product = cattrs.structure(json.loads(path.read_bytes()), kind)
            self._products[code(product)] = product

    def products(self) -> list[P]:
        """Return every product by its code."""
        with self.lock:
            return [product for _, product in sorted(self._products.items())]

    def product(self, code: str) -> P | None:
        """Return a product, or None."""
        return self._products.get(code)

    def home(self, product: P) -> Path:
        """Return the folder of a product."""
        return self.folder / self._code(product)

    def asset(self, product: P, sha256: str) -> Path:
        """Return where a file of a product is or would be."""
        return self.home(product) / ".assets" / sha256

    def part(self, product: P, name: str) -> Path:
        """Return a fresh path for a file that is still arriving."""
        folder = self.home(product) / ".incoming"
        for one in (folder, self.asset(product, "")):
            one.mkdir(parents=True, exist_ok=True)
        return folder / f"{name}.{secrets.token_hex(4)}.part"

    def receive(self, product: P, name: str, sha256: str, part: Path) -> None:
        """Take over a file that arrived whole; a second one of the same bytes is dropped."""
        with self.lock:
            place, code = self.asset(product, sha256), self._code(product)
            if place.exists():
                part.unlink()
                return
            size = part.stat().st_size
            part.replace(place)
            self.journal.write("asset-received", path=f"{code}/{name}", sha256=sha256, size=size, icpn=code)

    def lay_out(self, product: P, files: Mapping[str, str]) -> None:
        """Show the files that count, and no other; `files` is name to SHA-256."""
        with self.lock:
            folder = self.home(product)
            for old in folder.iterdir():
                if old.is_file() and not old.name.startswith("."):
                    old.unlink()
            for name, sha256 in files.items():
                os.link(self.asset(product, sha256), folder / name)

    def save(self, product: P) -> None:
        """Write a product's state, whole or not at all."""
        folder = self.home(product)
        folder.mkdir(parents=True, exist_ok=True)
        part = folder / ".state.json.part"
        part.write_text(json.dumps(asdict(product), ensure_ascii=False), encoding="utf-8")
        part.replace(folder / ".state.json")


__all__ = ["Shelf"]
