"""The store's work: what was handed in goes through filter and editors, step by step, until it is published."""

from __future__ import annotations

import hashlib
import re
import time
from collections.abc import Sequence
from pathlib import Path

from attrs import define
from lxml import etree

from tunemantra.contrib.sandbox import Arguments, Faults, Journal
from tunemantra.contrib.sandbox.products import Catalogue, Product, TrackWord
from tunemantra.plugins.qqmusic.sandbox import judge
from tunemantra.plugins.qqmusic.sandbox.judge import Fault, Hit
from tunemantra.plugins.qqmusic.sandbox.signature import RefusedError

COVER = "cover"
_AUDIT, _STEPS, _REMOVAL = 0.3, (("audit_pass", 0.3), ("published", 0.3)), 0.4
_SLOW_ACK = 5.0
_BATCH = re.compile(r"[0-9a-f]{16,64}")
_FILE = re.compile(r"(?P<upc>[0-9]{8,14})/[A-Za-z0-9._-]{1,100}")


@define
class Store:
    """The store behind the API; files lie in `batches/<batch>/<upc>/`.

    Args:
        folder: of the simulator.
        catalogue: what it knows.
        journal, faults: of the simulator.
        arguments: for the speed.
    """

    folder: Path
    catalogue: Catalogue
    journal: Journal
    faults: Faults
    arguments: Arguments

    def path(self, batch: str, file: str) -> Path:
        """Return where a file of a batch lies.

        Raises:
            RefusedError: batch or file are no such names.
        """
        if not _BATCH.fullmatch(batch) or not _FILE.fullmatch(file):
            raise RefusedError("40001", "no name of a batch, or of a file of a product")
        return self.folder / "batches" / batch / file

    def hand_in(self, document: bytes, tag: str) -> str:
        """Take a document and return its batch's newest word; the same one again changes nothing.

        Raises:
            RefusedError: it is no such document, or its batch came with another one.
        """
        root = _read(document, tag)
        batch, album = root.get("batch", ""), root.find("Album")
        upc = album.get("upc", "") if album is not None else ""
        path = self.path(batch, f"{upc}/{'delivery' if tag == 'QQMusicDelivery' else 'offline'}.xml")
        digest = hashlib.sha256(document).hexdigest()
        with self.catalogue.lock:
            product = self.catalogue.product(upc)
            known = self.catalogue.batches.get(batch)
            if known is not None:
                if known != digest:
                    raise RefusedError("40901", "this batch came with another document")
                return product.of(batch)[-1].state
            if tag == "QQMusicOffline":
                self._may_go(root, product)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(document)
            self.catalogue.batches[batch] = digest
            product.batch, product.plan = batch, []
            self.journal.write("delivery-complete", icpn=upc, reference=batch)
            if tag == "QQMusicOffline":
                word, ahead = "offline_pending", [("offline", _REMOVAL)]
            else:
                slow = self.faults.number("slow-ack", _SLOW_ACK) or 0.0
                word, ahead = "submitted", [("auditing", _AUDIT + slow)]
            product.step(word)
            product.schedule(self.arguments, ahead)
            self.catalogue.save()
            return word

    def _may_go(self, root: etree._Element, product: Product) -> None:
        if not root.findtext("Reason", "").strip():
            raise RefusedError("42202", "the reason is missing")
        if not product.on_store and not product.arriving:
            raise RefusedError("42202", "this product is not here")

    def hits(self, batch: str, upc: str) -> list[Hit]:
        """Return what the content filter stops at in a delivery; nothing for an order to go offline."""
        path = self.path(batch, f"{upc}/delivery.xml")
        return judge.filter_hits(etree.fromstring(path.read_bytes())) if path.is_file() else []

    def tick(self) -> None:
        """Take every product one state further that is due."""
        for product in self.catalogue.due(time.time()):
            with self.catalogue.lock:
                self._advance(product)
                self.catalogue.save()

    def _advance(self, product: Product) -> None:
        state = product.plan.pop(0).state
        if state == "auditing":
            product.step(state)
            self._audit(product)
            return
        word = self.faults.take("unknown-status") if state == "audit_pass" else None
        if word is not None:
            product.step(word or "pondering")
        tracks = [TrackWord(isrc, state) for isrc in sorted({*product.held, *product.arriving} - {COVER})]
        if state == "published":
            withheld = self.faults.take("reject-track")
            for track in tracks:
                if track.isrc == withheld:
                    state, track.state, track.reason = "published_partly", "audit_fail:policy", "held back"
            product.on_store, product.held, product.arriving = True, product.arriving, {}
            self.journal.write("live", icpn=product.upc, reference=product.batch)
        if state == "offline":
            product.on_store, product.held, product.arriving = False, {}, {}
            self.journal.write("taken-down", icpn=product.upc, reference=product.batch)
        product.step(state, (), () if state == "audit_pass" else tracks)

    def _audit(self, product: Product) -> None:
        root = etree.fromstring(self.path(product.batch, f"{product.upc}/delivery.xml").read_bytes())
        faults = judge.document_faults(root)
        faults += [Fault(hit.path, f"content filter: {hit.category}", judge.POLICY) for hit in judge.filter_hits(root)]
        came = self._files(root, product, faults)
        if faults:
            self._reject(product, faults)
            return
        album = root.find("Album")
        product.title = album.findtext("Title", "") if album is not None else ""
        product.arriving = came
        self.journal.write("ingested", icpn=product.upc, reference=product.batch)
        product.schedule(self.arguments, _STEPS)

    def _files(self, root: etree._Element, product: Product, faults: list[Fault]) -> dict[str, str]:
        """Return what the product is made of, ISRC or `cover` to SHA-256, and add what is wrong with it."""
        known, made = {**product.held, **product.arriving}, {}
        for element in root.iter("Cover", "Audio"):
            track = element.getparent()
            isrc = track.get("isrc", "") if element.tag == "Audio" and track is not None else ""
            what, stated = isrc or COVER, element.get("sha256", "")
            path = self.path(product.batch, element.get("file", ""))
            if path.is_file() and _sha256(path) == stated:
                if element.tag == "Cover":
                    faults += judge.cover_faults(path)
                elif track is not None:
                    faults += judge.track_faults(path, track)
            elif known.get(what) != stated:
                faults.append(Fault(f"{element.tag}[{what}]", "is neither here nor in the batch", isrc=isrc))
            made[what] = stated
        return made

    def _reject(self, product: Product, faults: Sequence[Fault]) -> None:
        word = next(word for word in judge.WORST_FIRST if word in {fault.word for fault in faults})
        reasons = [" ".join(f"{fault.path}: {fault.message}".split()) for fault in faults]
        tracks = {fault.isrc: TrackWord(fault.isrc, fault.word, fault.message) for fault in faults if fault.isrc}
        self.journal.write("rejected", icpn=product.upc, reference=product.batch, reason="; ".join(reasons))
        product.arriving = {}
        product.step(word, reasons, tuple(tracks.values()))


def _read(document: bytes, tag: str) -> etree._Element:
    try:
        root = etree.fromstring(document, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))
    except (etree.XMLSyntaxError, ValueError):
        raise RefusedError("40001", "the document is not well-formed") from None
    if root.tag != tag or root.get("version") != "1.0":
        raise RefusedError("42202", f"a {tag} of version 1.0 is expected")
    return root


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


__all__ = ["Store"]
