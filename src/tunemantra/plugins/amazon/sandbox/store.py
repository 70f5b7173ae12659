"""The store's work: read batches whose mark has come, judge them, and walk each product from *received* to *live*."""

from __future__ import annotations

import hashlib
import json
import queue
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from attrs import define, field

from tunemantra.contrib.sandbox import Arguments, Catalogue, Faults, Journal, Product, Step, TrackWord
from tunemantra.plugins.amazon.sandbox import judge
from tunemantra.plugins.amazon.sandbox.bucket import Bucket
from tunemantra.plugins.amazon.sandbox.judge import Fault
from tunemantra.plugins.amazon.sandbox.signature import RefusedError

MARKER = "_COMPLETE"
COVER = "cover"
_STEPS = (("INGESTED", 0.4), ("PUBLISHED", 0.4))
_REMOVAL = 0.4
_SLOW_ACK, _OVERLOOKED = 5.0, 2.0
_LARGEST_DOCUMENT = 20 * 1024 * 1024

Tell = Callable[[Product, Step], None]


@define
class Store:
    """The store behind the bucket.

    Args:
        bucket: where deliveries arrive.
        catalogue: what it knows.
        journal, faults: of the simulator.
        arguments: for the speed.
        tell: called with every new state, after it was kept.
    """

    bucket: Bucket
    catalogue: Catalogue
    journal: Journal
    faults: Faults
    arguments: Arguments
    tell: Tell
    marks: queue.SimpleQueue[str] = field(factory=queue.SimpleQueue)
    not_before: float = 0.0

    def resume(self) -> None:
        """Look for marks that came while the store was closed."""
        for key in self.bucket.keys(""):
            if key.endswith(f"/{MARKER}") and key.split("/")[0] not in self.catalogue.batches:
                self.marks.put(key)

    def created(self, key: str) -> None:
        """Hear of an object; the mark of a batch, and nothing else, is a reason to look."""
        if key.count("/") == 1 and key.endswith(f"/{MARKER}"):
            self.marks.put(key)

    def tick(self) -> None:
        """Read the batches that are complete, then take every product one state further that is due."""
        while time.time() >= self.not_before and not self.marks.empty():
            key = self.marks.get()
            overlooked = self.faults.number("no-marker-seen", _OVERLOOKED)
            if overlooked is None:
                self._read(key)
            else:
                self.not_before = time.time() + self.arguments.delay(overlooked)
                self.marks.put(key)
        for product in self.catalogue.due(time.time()):
            self._advance(product)

    def _read(self, key: str) -> None:
        batch = key.split("/", maxsplit=1)[0]
        try:
            upc, digest, content = self._manifest(key, batch)
        except (RefusedError, OSError) as problem:
            self.journal.write("batch-refused", reference=batch, reason=str(problem))
            return
        product = self.catalogue.product(upc)
        if self._read_before(batch, digest, product):
            self.journal.write("duplicate-batch", icpn=product.upc, reference=batch)
            return
        self.catalogue.batches[batch] = digest
        if hashlib.sha256(content).hexdigest() != digest:
            self._begin(product, batch, "")
            self._reject(product, [Fault("manifest", "is not the one the mark proves", judge.CHECKSUM)])
        else:
            self._accept(product, batch, content)
        self.catalogue.save()

    def _manifest(self, key: str, batch: str) -> tuple[str, str, bytes]:
        """Return the product, the hash the mark states, and the manifest it names."""
        digest, _, name = self._text(key).decode("ascii", "replace").strip().partition("  ")
        parts = name.split("/")
        if len(parts) != 3 or parts[0] != batch or parts[2] != f"{parts[1]}.json":  # noqa: PLR2004 - batch/upc/file
            raise RefusedError("", 0, "the mark names no manifest of its batch")
        return parts[1], digest, self._text(name)

    def _read_before(self, batch: str, digest: str, product: Product) -> bool:
        damaged = bool(steps := product.of(batch)) and steps[-1].state == judge.CHECKSUM
        return self.catalogue.batches.get(batch) == digest and not damaged

    def _accept(self, product: Product, batch: str, content: bytes) -> None:
        try:
            document = json.loads(content)
        except (ValueError, RecursionError):
            document = None
        faults = judge.shape_faults(document, batch, product.upc)
        if faults:
            self._begin(product, batch, "")
            self._reject(product, faults)
            return
        if str(document["createdAt"]) < product.created:
            self.journal.write("older-batch", icpn=product.upc, reference=batch)
            return
        self._begin(product, batch, str(document["createdAt"]))
        self.journal.write("delivery-complete", icpn=product.upc, reference=batch)
        wait = self.faults.number("slow-ack", _SLOW_ACK)
        if wait is not None:
            time.sleep(self.arguments.delay(wait))
        if document["action"] == "takedown":
            self._take_down(product)
            return
        self._step(product, "RECEIVED")
        self._judge(product, document)

    def _begin(self, product: Product, batch: str, created: str) -> None:
        product.batch, product.plan = batch, []
        product.created = created or product.created

    def _judge(self, product: Product, document: Mapping[str, object]) -> None:
        came, faults = self._assets(document)
        known = {**product.held, **product.arriving, **came}
        faults += judge.metadata_faults(document) + self._lyrics(document)
        paths = {str(asset["sha256"]): self.bucket.path(str(asset["key"])) for asset in _objects(document["assets"])}
        if COVER not in known:
            faults.append(Fault("assets", "there is no cover"))
        elif came.get(COVER) in paths:
            faults += judge.cover_faults(paths[came[COVER]])
        for index, track in enumerate(_objects(document["tracks"])):
            stated = str(_object(track.get("audio")).get("sha256"))
            if known.get(str(track.get("isrc"))) != stated:
                faults.append(Fault(f"tracks[{index}].audio", "this recording is neither here nor in the batch"))
            elif stated in paths:
                faults += judge.audio_faults(paths[stated], index, track)
        if faults:
            self._reject(product, faults)
            return
        product.title = str(_objects(_object(document["release"]).get("titles"))[0].get("text"))
        product.arriving = {COVER: known[COVER]} | {
            str(track["isrc"]): known[str(track["isrc"])] for track in _objects(document["tracks"])
        }
        self.journal.write("ingested", icpn=product.upc, reference=product.batch)
        product.schedule(self.arguments, _STEPS)

    def _assets(self, document: Mapping[str, object]) -> tuple[dict[str, str], list[Fault]]:
        """Return what came, ISRC or `cover` to SHA-256, and what of it is not what the manifest says."""
        came: dict[str, str] = {}
        faults: list[Fault] = []
        for place, asset in enumerate(_objects(document["assets"])):
            what = COVER if asset.get("role") == "ARTWORK" else str(asset.get("isrc"))
            fault = self._mismatch(asset)
            if fault:
                faults.append(Fault(f"assets[{place}]", fault, judge.CHECKSUM))
            came[what] = str(asset["sha256"])
        return came, faults

    def _lyrics(self, document: Mapping[str, object]) -> list[Fault]:
        faults: list[Fault] = []
        for isrc, files in _object(document.get("lyrics")).items():
            for entry in _objects(files):
                fault = self._mismatch(entry)
                if fault:
                    faults.append(Fault(f"lyrics.{isrc}", fault, judge.CHECKSUM, isrc))
                else:
                    faults += judge.lyrics_faults(self.bucket.path(str(entry["key"])), entry.get("format"), isrc)
        return faults

    def _mismatch(self, entry: Mapping[str, object]) -> str:
        key = str(entry.get("key"))
        try:
            with self.bucket.path(key).open("rb") as file:
                same = hashlib.file_digest(file, "sha256").hexdigest() == entry.get("sha256")
        except (RefusedError, OSError):
            return f"{key} is not there"
        return "" if same else f"the bytes of {key} are not those of the manifest"

    def _take_down(self, product: Product) -> None:
        if not product.on_store and not product.arriving:
            self._reject(product, [Fault("release.upc", "a takedown of a product that is not here")])
            return
        self._step(product, "REMOVAL_PENDING")
        product.schedule(self.arguments, [("REMOVED", _REMOVAL)])

    def _advance(self, product: Product) -> None:
        state = product.plan.pop(0).state
        word = self.faults.take("unknown-status") if state == "INGESTED" else None
        if word is not None:
            self._step(product, word or "PONDERING")
        isrcs = sorted({*product.held, *product.arriving} - {COVER})
        tracks = [TrackWord(isrc, state) for isrc in isrcs]
        if state == "PUBLISHED":
            withheld = self.faults.take("reject-track")
            for track in tracks:
                if track.isrc == withheld:
                    state, track.state, track.reason = "PARTIALLY_PUBLISHED", "BLOCKED_POLICY", "refused by policy"
            product.on_store, product.held, product.arriving = True, product.arriving, {}
            self.journal.write("live", icpn=product.upc, reference=product.batch)
        if state == "REMOVED":
            product.on_store, product.held, product.arriving = False, {}, {}
            self.journal.write("taken-down", icpn=product.upc, reference=product.batch)
        self._step(product, state, (), tracks if state != "INGESTED" else ())
        self.catalogue.save()

    def _reject(self, product: Product, faults: Sequence[Fault]) -> None:
        word = next(word for word in judge.WORST_FIRST if word in {fault.word for fault in faults})
        reasons = [f"{fault.path}: {fault.message}" for fault in faults]
        tracks = {fault.isrc: TrackWord(fault.isrc, fault.word, fault.message) for fault in faults if fault.isrc}
        event = "checksum-mismatch" if word == judge.CHECKSUM else "rejected"
        self.journal.write(event, icpn=product.upc, reference=product.batch, reason="; ".join(reasons))
        product.arriving = {}
        self._step(product, word, reasons, tuple(tracks.values()))

    def _step(
        self, product: Product, state: str, reasons: Sequence[str] = (), tracks: Sequence[TrackWord] = ()
    ) -> None:
        with self.catalogue.lock:
            step = product.step(state, [" ".join(reason.split()) for reason in reasons], tracks)
        self.tell(product, step)

    def _text(self, key: str) -> bytes:
        path: Path = self.bucket.path(key)
        if not path.is_file() or path.stat().st_size > _LARGEST_DOCUMENT:
            raise RefusedError("", 0, f"{key} is not there, or too large")
        return path.read_bytes()


def _object(value: object) -> dict[str, object]:
    return value if isinstance(value, dict) else {}


def _objects(value: object) -> list[Mapping[str, object]]:
    return [entry for entry in value if isinstance(entry, dict)] if isinstance(value, list) else []


__all__ = ["MARKER", "Store"]
