"""The store's work: read complete batches, inspect, and walk each product from *received* to *on store*."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from attrs import define
from lxml import etree

from tunemantra.contrib.sandbox import Arguments, Catalogue, Faults, Journal, Product, Step, TrackWord, digest_of
from tunemantra.contrib.sandbox.ern import BatchEntry, UnreadableError, read_manifest
from tunemantra.plugins.beatport.sandbox.inspection import Fault, inspect
from tunemantra.plugins.beatport.sandbox.message import MessageRead, read_message

_LARGEST_DOCUMENT = 20 * 1024 * 1024
_DESKS = ("checksum", "package", "audio", "artwork", "genre", "duplicate", "metadata", "rights")
_STEPS = (("Pending", 0.25), ("Delivered", 0.3), ("on store", 0.35))
_REMOVAL = 0.3
_SLOW_ACK, _OVERLOOKED = 5.0, 2.0

Tell = Callable[[Product, Step], None]


@define
class Store:
    """The store behind the SFTP server.

    Args:
        root: the label's locked folder: `<distributor>/<batch>/…`.
        catalogue: what it knows.
        journal, faults: of the simulator.
        arguments: for the speed.
        tell: called with every new state, after it was kept.
    """

    root: Path
    catalogue: Catalogue
    journal: Journal
    faults: Faults
    arguments: Arguments
    tell: Tell
    schema: etree.XMLSchema | None = None
    not_before: float = 0.0

    def tick(self) -> None:
        """Read what has arrived whole, then take every product one state further that is due."""
        for folder, marker in self._complete():
            try:
                self._read(folder, marker)
            except OSError as problem:
                self.catalogue.batches[folder.name] = "unreadable"
                self.journal.write("batch-refused", reference=folder.name, reason=repr(problem))
        for product in self.catalogue.due(time.time()):
            self._advance(product)

    def arrived(self, path: Path) -> None:
        """Note a file that was delivered into a batch that has been read already."""
        parts = path.relative_to(self.root).parts
        if len(parts) > 1 and parts[1] in self.catalogue.batches:
            self.journal.write("duplicate-batch", reference=parts[1], path="/".join(parts))

    def _complete(self) -> Iterator[tuple[Path, Path]]:
        if time.time() < self.not_before:
            return
        for folder in sorted(self.root.glob("*/*"), key=lambda path: path.name):
            marker = folder / f"BatchComplete_{folder.name}.xml"
            if folder.name in self.catalogue.batches or folder.is_symlink() or not marker.is_file():
                continue
            overlooked = self.faults.number("no-marker-seen", _OVERLOOKED)
            if overlooked is not None:
                self.not_before = time.time() + self.arguments.delay(overlooked)
                return
            yield folder, marker

    def _read(self, folder: Path, marker: Path) -> None:
        batch = folder.name
        try:
            entries = read_manifest(_document(marker))
        except UnreadableError as problem:
            entries = ()
            self.journal.write("batch-refused", reference=batch, reason=str(problem))
            for release in sorted(path for path in folder.iterdir() if path.is_dir()):
                product = self.catalogue.product(release.name)
                product.batch = batch
                self._reject(product, (Fault("package", str(problem)),))
        for entry in entries:
            self._take(folder, entry)
        self.catalogue.batches[batch] = marker.name
        self.catalogue.save()

    def _take(self, folder: Path, entry: BatchEntry) -> None:
        path = folder / entry.url
        icpn = path.parent.name
        try:
            if entry.url != f"{icpn}/{icpn}.xml" or not path.is_file() or path.parent.is_symlink():
                raise UnreadableError(f"{entry.url!r} is not <UPC>/<UPC>.xml, or not there")  # noqa: TRY301
            if entry.digest and digest_of(path, entry.algorithm.replace("-", "").lower()) != entry.digest:
                raise UnreadableError(f"{entry.url}: {entry.algorithm} differs from the manifest")  # noqa: TRY301
            message = read_message(_document(path), self.schema)
        except (UnreadableError, ValueError) as problem:
            product = self.catalogue.product(icpn)
            product.batch, product.plan = folder.name, []
            self._reject(product, (Fault("package", str(problem)),))
            return
        if message.message_id in self.catalogue.messages:
            self.journal.write("duplicate-message", icpn=icpn, reference=folder.name)
            return
        self.catalogue.messages[message.message_id] = folder.name
        self._accept(folder, path.parent, message)

    def _accept(self, batch: Path, folder: Path, message: MessageRead) -> None:
        product = self.catalogue.product(folder.name)
        if message.created < product.created:
            self.journal.write("older-message", icpn=product.upc, reference=batch.name)
            return
        product.batch, product.message_id, product.created = batch.name, message.message_id, message.created
        product.title, product.label, product.plan = message.title, message.label, []
        self.journal.write("delivery-complete", icpn=product.upc, reference=batch.name)
        wait = self.faults.number("slow-ack", _SLOW_ACK)
        if wait is not None:
            time.sleep(self.arguments.delay(wait))
        self._step(product, "received")
        if not message.deals:
            self._take_down(product)
            return
        known = {**product.held, **product.arriving}
        faults = inspect(message, folder, known)
        if faults:
            self._reject(product, faults)
            return
        self.journal.write("ingested", icpn=product.upc, reference=batch.name)
        product.arriving = {**known, **_digests(message, folder)}
        product.schedule(self.arguments, (("awaiting approval", 0.0),) if self._unapproved(product) else _STEPS)

    def _take_down(self, product: Product) -> None:
        if not product.on_store and not product.arriving:
            self._reject(product, (Fault("package", "a takedown of a product that is not here"),))
            return
        self._step(product, "removal requested")
        product.schedule(self.arguments, (("removed", _REMOVAL),))

    def _advance(self, product: Product) -> None:
        state = product.plan[0].state
        if state == "awaiting approval" and self._wait_for_approval(product):
            return
        if not product.plan:
            return
        state = product.plan.pop(0).state
        word = self.faults.take("unknown-status") if state == "Delivered" else None
        if word is not None:
            self._step(product, word or "Contemplating")
        isrcs = sorted({*product.held, *product.arriving} - {"cover"})
        tracks = [TrackWord(isrc, state) for isrc in isrcs] if state in {"on store", "removed"} else []
        if state == "on store":
            product.on_store, product.held, product.arriving = True, product.arriving, {}
            self.journal.write("live", icpn=product.upc, reference=product.batch)
        if state == "removed":
            product.on_store, product.held, product.arriving = False, {}, {}
            self.journal.write("taken-down", icpn=product.upc, reference=product.batch)
        self._step(product, state, (), tracks)
        self.catalogue.save()

    def _wait_for_approval(self, product: Product) -> bool:
        if not self._unapproved(product):
            product.schedule(self.arguments, _STEPS)
            return True
        if product.state != "awaiting approval":
            self._step(product, "awaiting approval", [f"label {product.label!r} is not approved yet"])
            self.catalogue.save()
        return True

    def _unapproved(self, product: Product) -> bool:
        fault = self.faults.due().get("label-unapproved")
        return fault is not None and fault.value.casefold() in {"", product.label.casefold()}

    def _reject(self, product: Product, faults: Sequence[Fault]) -> None:
        desk = min((fault.desk for fault in faults), key=_DESKS.index)
        state = "failed: checksum" if desk == "checksum" else f"rejected: {desk}"
        reasons = [fault.text for fault in faults]
        tracks = {
            fault.isrc: TrackWord(fault.isrc, f"rejected: {fault.desk}", fault.text) for fault in faults if fault.isrc
        }
        self.journal.write("rejected", icpn=product.upc, reference=product.batch, reason="; ".join(reasons))
        product.arriving = {}
        self._step(product, state, reasons, tuple(tracks.values()))

    def _step(
        self, product: Product, state: str, reasons: Sequence[str] = (), tracks: Sequence[TrackWord] = ()
    ) -> None:
        step = product.step(state, [" ".join(reason.split()) for reason in reasons], tracks)
        self.tell(product, step)


def official_schema() -> etree.XMLSchema | None:
    """Return the official ERN 4.3 schema where `TUNEMANTRA_DDEX_SCHEMAS` names the folder it lies in."""
    folder = os.environ.get("TUNEMANTRA_DDEX_SCHEMAS", "")
    path = Path(folder) / "ern" / "43" / "release-notification.xsd"
    return etree.XMLSchema(etree.parse(str(path))) if folder and path.is_file() else None


def _document(path: Path) -> bytes:
    if path.is_symlink() or path.stat().st_size > _LARGEST_DOCUMENT:
        raise UnreadableError(f"{path.name} is too large")
    return path.read_bytes()


def _digests(message: MessageRead, folder: Path) -> dict[str, str]:
    named = [(recording.isrc, recording.file) for recording in message.recordings]
    named += [("cover", cover) for cover in message.covers]
    return {name: digest_of(folder / file.uri) for name, file in named if file is not None}


__all__ = ["Store", "official_schema"]
