"""The desk's work: read complete batches, recognise, and walk each album from *queued* to *verified*."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from attrs import define
from lxml import etree

from tunemantra.contrib.sandbox import Arguments, Catalogue, Faults, Inbox, Journal, Product, TrackWord, digest_of
from tunemantra.plugins.gracenote.sandbox.document import AlbumRead, UnreadableError, read_document
from tunemantra.plugins.gracenote.sandbox.inspection import Fault, inspect

_STEPS = (("fingerprinted", 0.2), ("matched", 0.15), ("enriched", 0.15), ("verified", 0.2))
_SUPPRESSION = 0.3
_KEPT = timedelta(days=30)
"""How long an identifier may be used before it has to be asked for again."""
_SAME_SECONDS = 2


@define
class Desk:
    """The desk behind the SFTP server.

    Args:
        inbox: the label's locked folder: `<batch>/<UPC>/…`.
        catalogue: what it knows.
        journal, faults: of the simulator.
        arguments: for the speed.
        schema: of the documents.
    """

    inbox: Inbox
    catalogue: Catalogue
    journal: Journal
    faults: Faults
    arguments: Arguments
    schema: etree.XMLSchema

    def tick(self) -> None:
        """Read what has arrived whole, then take every album one state further that is due."""
        for batch in self.inbox.complete():
            for folder in sorted(path for path in batch.iterdir() if path.is_dir() and not path.is_symlink()):
                with self.catalogue.lock:
                    self._read(batch, folder)
            self.inbox.has_read(batch)
        for product in self.catalogue.due(time.time()):
            with self.catalogue.lock:
                self._advance(product)
            self.catalogue.save()

    def _read(self, batch: Path, folder: Path) -> None:
        product = self.catalogue.product(folder.name)
        if batch.name < product.batch:
            self.journal.write("older-batch", icpn=product.upc, reference=batch.name)
            return
        product.batch, product.plan = batch.name, []
        try:
            album = read_document((folder / "album.xml").read_bytes(), self.schema)
        except (UnreadableError, OSError) as problem:
            self._refuse(product, "rejected", [Fault(str(problem))])
            return
        product.title, product.label = album.title, album.label
        self.journal.write("delivery-complete", icpn=product.upc, reference=batch.name)
        self.inbox.wait()
        self._judge(product, album, folder)

    def _judge(self, product: Product, album: AlbumRead, folder: Path) -> None:
        known = {**product.held, **product.arriving}
        if album.action == "suppress":
            if not known:
                self._refuse(product, "rejected", [Fault("a suppression of an album that is not here")])
                return
            product.step("suppressing")
            product.schedule(self.arguments, [("suppressed", _SUPPRESSION)])
            return
        product.step("queued")
        faults = inspect(album, folder, known)
        if faults:
            self._refuse(product, "rejected", faults)
            return
        elsewhere = [*self._elsewhere(product, album)]
        if elsewhere:
            self._refuse(product, "conflict", elsewhere)
            return
        self.journal.write("ingested", icpn=product.upc, reference=product.batch)
        for track in album.tracks:
            if track.fingerprint is not None:
                self.journal.write(
                    "fingerprint-received", icpn=product.upc, isrc=track.isrc, words=len(track.fingerprint) // 4
                )
        product.arriving = {**known, **_digests(album, folder)}
        product.kept_back = {}
        kept = self.faults.take("reject-track")
        if kept is not None and kept in {"", *(track.isrc for track in album.tracks)}:
            product.kept_back[kept or album.tracks[0].isrc] = "kept back by the desk"
        if len(product.kept_back) == len(album.tracks):
            self._refuse(product, "rejected", [Fault(why, isrc) for isrc, why in product.kept_back.items()])
            return
        product.ids = {**product.ids, "durations": {track.isrc: track.milliseconds for track in album.tracks}}
        product.schedule(self.arguments, _STEPS)

    def _elsewhere(self, product: Product, album: AlbumRead) -> Iterator[Fault]:
        """Yield the recordings that are known under another album, and are another recording there."""
        for other in self.catalogue.products.values():
            durations = other.ids.get("durations")
            if other is product or not isinstance(durations, dict):
                continue
            for track in album.tracks:
                there = durations.get(track.isrc)
                if there is not None and abs(there - track.milliseconds) > _SAME_SECONDS * 1000:
                    yield Fault(f"{track.isrc} is another recording on {other.upc}", track.isrc)

    def _advance(self, product: Product) -> None:
        state = product.plan.pop(0).state
        word = self.faults.take("unknown-status") if state == "matched" else None
        if word is not None:
            product.step(word or "contemplating")
        isrcs = sorted({*product.held, *product.arriving} - {"cover"})
        kept = product.kept_back
        tracks = [TrackWord(isrc, "rejected", kept[isrc]) if isrc in kept else TrackWord(isrc, state) for isrc in isrcs]
        if state == "verified":
            product.on_store, product.held, product.arriving = True, product.arriving, {}
            product.ids = {**product.ids, "identifiers": _identifiers(product, [i for i in isrcs if i not in kept])}
            self.journal.write("live", icpn=product.upc, reference=product.batch)
        if state == "suppressed":
            product.on_store, product.held, product.arriving, product.ids = False, {}, {}, {}
            self.journal.write("taken-down", icpn=product.upc, reference=product.batch)
        product.step(state, (), tracks)

    def _refuse(self, product: Product, state: str, faults: Sequence[Fault]) -> None:
        reasons = list(dict.fromkeys(" ".join(fault.text.split()) for fault in faults))
        self.journal.write("rejected", icpn=product.upc, reference=product.batch, reason="; ".join(reasons))
        product.arriving = {}
        tracks = {fault.isrc: TrackWord(fault.isrc, state, fault.text) for fault in faults if fault.isrc}
        product.step(state, reasons, tuple(tracks.values()))


def _identifiers(product: Product, isrcs: Sequence[str]) -> list[dict[str, str]]:
    now = datetime.now(UTC)
    observed, expires = now.isoformat(timespec="seconds"), (now + _KEPT).isoformat(timespec="seconds")
    named = [("album", f"GNA{product.release_id}"), *((isrc, f"GNT{product.release_id}{isrc}") for isrc in isrcs)]
    return [{"of": of, "id": number, "observedAt": observed, "expires": expires} for of, number in named]


def _digests(album: AlbumRead, folder: Path) -> dict[str, str]:
    named = [(track.isrc, track.file) for track in album.tracks] + [("cover", album.cover)]
    return {name: digest_of(folder / file.name) for name, file in named if file is not None}


__all__ = ["Desk"]
