"""The store's work: read complete batches, inspect row by row, acknowledge, and walk each product to *LIVE*."""

from __future__ import annotations

import csv
import io
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from attrs import define

from tunemantra.contrib.sandbox import Arguments, Catalogue, Faults, Inbox, Journal, Product, Step, TrackWord, digest_of
from tunemantra.plugins.jiosaavn.sandbox.inspection import inspect
from tunemantra.plugins.jiosaavn.sandbox.manifest import RowRead, UnreadableError, read_manifest

_LARGEST_DOCUMENT = 20 * 1024 * 1024
_PASSED, _LIVE, _HELD, _REMOVAL = 0.25, 0.35, 0.25, 0.3
_ACK = ("row", "upc", "isrc", "status", "reason", "at", "sequence")

Tell = Callable[[Product, Step], None]


@define
class Store:
    """The store behind the SFTP server.

    Args:
        inbox: the label's locked folder; the acknowledgements go to `outbox/` in it.
        catalogue: what it knows.
        journal, faults: of the simulator.
        arguments: for the speed.
        tell: called with every new state, after it was kept.
    """

    inbox: Inbox
    catalogue: Catalogue
    journal: Journal
    faults: Faults
    arguments: Arguments
    tell: Tell

    def tick(self) -> None:
        """Read what has arrived whole, then take every product one state further that is due."""
        for folder in self.inbox.complete():
            try:
                self._read(folder)
            except (OSError, UnreadableError, UnicodeDecodeError) as problem:
                self.journal.write("batch-refused", reference=folder.name, reason=str(problem))
            self.inbox.has_read(folder)
        for product in self.catalogue.due(time.time()):
            self._advance(product)
            self.catalogue.save()

    def _read(self, folder: Path) -> None:
        manifest = folder / "manifest.csv"
        if manifest.is_symlink() or manifest.stat().st_size > _LARGEST_DOCUMENT:
            raise UnreadableError("manifest.csv is too large")
        rows = read_manifest(manifest.read_bytes())
        product, action = self.catalogue.product(rows[0]["upc"]), rows[0]["action"]
        if folder.name < product.batch:
            self.journal.write("older-batch", icpn=product.upc, reference=folder.name)
            return
        product.batch, product.title, product.label = folder.name, rows[0]["release_title"], rows[0]["label"]
        product.plan, product.kept_back = [], {}
        self.journal.write("delivery-complete", icpn=product.upc, reference=folder.name)
        self.inbox.wait()
        self._judge(product, action, rows, folder)

    def _judge(self, product: Product, action: str, rows: Sequence[RowRead], folder: Path) -> None:
        known = {**product.held, **product.arriving}
        faults = {number: texts for number, texts in inspect(rows, folder, known).items() if texts}
        if action not in {"INSERT", "UPDATE", "TAKEDOWN"} or (action != "INSERT" and not known):
            faults = {row.number: [f"{action} of a product that is not here"] for row in rows}
        product.rows = [row["isrc"] for row in rows]
        if action == "TAKEDOWN":
            self._take_down(product, faults)
            return
        self._step(product, "ACK_RECEIVED", [TrackWord(row["isrc"], "ACK_RECEIVED") for row in rows])
        product.kept_back = {row["isrc"]: "; ".join(faults[row.number]) for row in rows if row.number in faults}
        kept = self.faults.take("reject-track")
        if kept is not None and (kept or product.rows[0]) in product.rows:
            product.kept_back.setdefault(kept or product.rows[0], "kept back by the desk")
        if {*product.rows} == {*product.kept_back}:
            self._reject(product)
            return
        self.journal.write("ingested", icpn=product.upc, reference=product.batch)
        # What failed for its words alone is kept, so that an update of the words need not bring it again.
        product.arriving = {**known, **_digests([row for row in rows if _sounds(row, faults)], folder)}
        held = [("HOLD_RIGHTS", _HELD)] if self.faults.take("hold-rights") is not None else []
        product.schedule(self.arguments, [*held, ("QC_PASS", _PASSED), ("LIVE", _LIVE)])

    def _take_down(self, product: Product, faults: Mapping[int, Sequence[str]]) -> None:
        if faults:
            why = "; ".join(text for texts in faults.values() for text in texts)
            product.kept_back = dict.fromkeys(product.rows, why)
            self._reject(product)
            return
        product.schedule(self.arguments, [("REMOVED", _REMOVAL)])

    def _advance(self, product: Product) -> None:
        state = product.plan.pop(0).state
        word = self.faults.take("unknown-status") if state == "QC_PASS" else None
        if word is not None:
            self._step(product, word or "CONTEMPLATING")
        kept = product.kept_back
        tracks = [
            TrackWord(isrc, "QC_FAIL", kept[isrc]) if isrc in kept else TrackWord(isrc, state) for isrc in product.rows
        ]
        if state == "LIVE":
            product.on_store, product.held, product.arriving = True, product.arriving, {}
            self.journal.write("live", icpn=product.upc, reference=product.batch)
        if state == "REMOVED":
            product.on_store, product.held, product.arriving = False, {}, {}
            self.journal.write("taken-down", icpn=product.upc, reference=product.batch)
        step = self._step(product, state, tracks)
        if state in {"QC_PASS", "REMOVED"}:
            self._acknowledge(product, step)

    def _reject(self, product: Product) -> None:
        reasons = list(dict.fromkeys(product.kept_back.values()))
        self.journal.write("rejected", icpn=product.upc, reference=product.batch, reason="; ".join(reasons))
        product.arriving = {}
        tracks = [TrackWord(isrc, "QC_FAIL", reason) for isrc, reason in product.kept_back.items()]
        self._acknowledge(product, self._step(product, "QC_FAIL", tracks, reasons))

    def _step(
        self, product: Product, state: str, tracks: Sequence[TrackWord] = (), reasons: Sequence[str] = ()
    ) -> Step:
        step = product.step(state, [" ".join(reason.split()) for reason in reasons], tracks)
        self.tell(product, step)
        return step

    def _acknowledge(self, product: Product, step: Step) -> None:
        """Put `<batch>_ack.csv` into the outbox, under its name only once it is whole."""
        told: list[Mapping[str, str]] = [
            {"row": str(number), "isrc": track.isrc, "status": track.state, "reason": track.reason}
            for number, track in enumerate(step.tracks, 1)
        ]
        failed = sum(1 for track in step.tracks if track.state == "QC_FAIL")
        whole = {"row": "0", "isrc": "", "status": step.state, "reason": f"{failed} of {len(told)} rows failed"}
        text = io.StringIO(newline="")
        writer = csv.DictWriter(text, _ACK, quoting=csv.QUOTE_ALL)
        writer.writeheader()
        for row in (whole, *told):
            writer.writerow({**row, "upc": product.upc, "at": step.at, "sequence": str(step.sequence)})
        outbox = self.inbox.root / "outbox"
        outbox.mkdir(exist_ok=True)
        part = outbox / f"{product.batch}_ack.csv.part"
        part.write_bytes(text.getvalue().encode("utf-8"))
        part.replace(part.with_suffix(""))


def _sounds(row: RowRead, faults: Mapping[int, Sequence[str]]) -> bool:
    """Return whether nothing is wrong with the audio of a row."""
    return not any(text.startswith("audio/") for text in faults.get(row.number, ()))


def _digests(rows: Sequence[RowRead], folder: Path) -> dict[str, str]:
    named = [(row["isrc"], row["audio_file"]) for row in rows] + [("cover", row["cover_file"]) for row in rows[:1]]
    return {name: digest_of(folder / file) for name, file in named if file and (folder / file).is_file()}


__all__ = ["Store"]
