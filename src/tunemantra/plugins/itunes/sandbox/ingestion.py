"""From a complete package to the shelf, step by step, each after a while."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from attrs import evolve, frozen

from tunemantra.contrib.sandbox import Faults, Journal, audio_faults, image_faults, look_at_audio, look_at_image
from tunemantra.plugins.itunes.sandbox import document
from tunemantra.plugins.itunes.sandbox.document import FileNamed, Reading, Trouble
from tunemantra.plugins.itunes.sandbox.store import (
    FAILED,
    IMPORTED,
    READY,
    REMOVED,
    RUNNING,
    Delivered,
    Product,
    Shelf,
    Store,
)

if TYPE_CHECKING:
    from pathlib import Path

CHECKING, PUBLISHING = 0.5, 0.5
"""Seconds each step takes at speed 1."""
_RATES, _DEPTHS = (44_100, 48_000, 88_200, 96_000, 176_400, 192_000), (16, 24)
_PLAIN_CODES = (1, 0xFFFE)
_LARGEST_BOOKLET = 10_000_000
_RESERVED = "digital master"
"""A programme of the store's own, which no title may name."""


@frozen
class Ingestion:
    """Works through packages in the background; what it had begun before it was ended, it begins again.

    Args:
        store, journal, faults: of the simulator.
        delay: from usual seconds to seconds here.
    """

    store: Store
    journal: Journal
    faults: Faults
    delay: Callable[[float], float]

    def resume(self) -> None:
        """Go on with every package that is not at its end."""
        for product in self.store.products():
            for upload in product.uploads:
                if upload.status != FAILED and not upload.shelved:
                    self.begin(product, upload)

    def begin(self, product: Product, upload: Delivered) -> None:
        """Do the next step of a package after a while."""
        if upload.status == RUNNING:
            self._later(CHECKING, lambda: self._check(product, upload))
        else:
            self._later(PUBLISHING, lambda: self._shelve(product, upload))

    def _check(self, product: Product, upload: Delivered) -> None:
        reading, troubles = document.read(upload.document.encode())
        if reading is None:
            return
        troubles = troubles or [*self._look(product.vendor, reading)]
        with self.store.lock:
            if troubles:
                upload.status, upload.lines = FAILED, [trouble.line() for trouble in troubles]
                reason = upload.lines[0].removeprefix("ERROR ").partition(" (MZ")[0]
                self.store.save(product)
                self.journal.write("rejected", icpn=product.vendor, reference=upload.created, reason=reason)
                return
            self._take_in(product, upload, reading)
        self.begin(product, upload)

    def _take_in(self, product: Product, upload: Delivered, reading: Reading) -> None:
        unknown = self.faults.take("unknown-status")
        upload.status = IMPORTED if unknown is None else unknown or "Simmering"
        product.document = upload.document
        product.connect = READY if reading.cleared else REMOVED
        if reading.whole:
            product.files.update({file.name: file.md5 for file in reading.files})
            product.isrcs = dict(reading.isrcs)
            self.journal.write("ingested", icpn=product.vendor, reference=upload.created)
        self.store.lay_out(product)
        if reading.cleared and not product.shelf.on_store:
            self.store.shelve(product, Shelf(ready_for_store=list(reading.cleared)))
        self.store.save(product)

    def _shelve(self, product: Product, upload: Delivered) -> None:
        reading, _ = document.read(upload.document.encode())
        if reading is None:
            return
        with self.store.lock:
            upload.shelved = True
            dropped = self.faults.take("silent-territory-drop")
            there = [code for code in reading.cleared if code != dropped]
            lost = [code for code in reading.cleared if code == dropped]
            shelf = Shelf(on_store=there, not_on_store=lost if reading.cleared else list(reading.listed))
            self.store.shelve(product, shelf)
            event = "live" if reading.cleared else "taken-down"
            self.journal.write(event, icpn=product.vendor, reference=upload.created)

    def _look(self, vendor: str, reading: Reading) -> Iterator[Trouble]:
        for title in reading.titles:
            if _RESERVED in title.casefold():
                yield Trouble(4089, f"the title names a programme of the store's: {title}", "Album")
        for file in reading.files:
            look = {"cover": _cover, "booklet": _booklet}.get(file.owner, _audio)
            for message in look(self.store.asset(vendor, file.md5)):
                yield Trouble(9100, message, f"Album/{_place(file)}")

    def _later(self, seconds: float, job: Callable[[], None]) -> None:
        timer = threading.Timer(self.delay(seconds), self._done, [job])
        timer.daemon = True
        timer.start()

    def _done(self, job: Callable[[], None]) -> None:
        try:
            job()
        except Exception as problem:  # noqa: BLE001 - one product's trouble is not the others'
            self.journal.write("internal-error", reason=repr(problem))


def _place(file: FileNamed) -> str:
    return file.name if file.owner in {"cover", "booklet"} else f"Track {file.owner}"


def _audio(path: Path) -> tuple[str, ...]:
    seen = look_at_audio(path)
    code = 1 if seen.format_code in _PLAIN_CODES else seen.format_code
    rate = seen.sample_rate if seen.sample_rate in _RATES else _RATES[-1]
    bits = seen.bits if seen.bits in _DEPTHS else _DEPTHS[-1]
    return audio_faults(evolve(seen, format_code=code), sample_rate=rate, bits=bits)


def _cover(path: Path) -> tuple[str, ...]:
    return image_faults(look_at_image(path))


def _booklet(path: Path) -> tuple[str, ...]:
    with path.open("rb") as file:
        whole = file.read(_LARGEST_BOOKLET + 1)
    if not whole.startswith(b"%PDF-") or b"%%EOF" not in whole[-1024:]:
        return ("the booklet is no PDF",)
    return ("the booklet has more than 10 MB",) if len(whole) > _LARGEST_BOOKLET else ()
