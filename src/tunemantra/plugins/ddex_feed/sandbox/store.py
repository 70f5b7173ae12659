"""The store's work: read what is complete, inspect it, and walk each product from *received* to *available*."""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from attrs import define
from lxml import etree

from tunemantra.contrib.sandbox import Arguments, Catalogue, Faults, Journal, Product, TrackWord, digest_of
from tunemantra.contrib.sandbox.ern import UnreadableError, read_manifest
from tunemantra.plugins.ddex_feed.sandbox.acks import Word
from tunemantra.plugins.ddex_feed.sandbox.desk import Desk
from tunemantra.plugins.ddex_feed.sandbox.inspection import (
    GRAVITY,
    INVALID,
    MISSING,
    NO_DEAL,
    POLICY,
    Fault,
    inspect,
)
from tunemantra.plugins.ddex_feed.sandbox.message import MessageRead, read_message
from tunemantra.plugins.ddex_feed.sandbox.notices import word_for
from tunemantra.plugins.ddex_feed.sandbox.rules import MESSAGE, Rules
from tunemantra.plugins.ddex_feed.sandbox.ways import Way

RECEIVED, LIVE, GONE = "ReleaseReceivedByReleaseDistributor", "ReleaseMadeAvailableToConsumers", "ReleaseNotAvailable"
_STEPS = (("SuccessfullyIngestedByReleaseDistributor", 0.25), ("ReleaseStagedForPublication", 0.3), (LIVE, 0.35))
_REMOVAL = 0.3
_LARGEST_DOCUMENT = 20 * 1024 * 1024
_SLOW_ACK, _OVERLOOKED = 5.0, 2.0


@define
class Arrived:
    """A message that can be read: its path, the batch it came in, and what a manifest says of it."""

    path: Path
    batch: str
    algorithm: str = ""
    digest: str = ""

    @property
    def folder(self) -> Path:
        """Return where it lies."""
        return self.path.parent


@define
class Store:
    """The store behind the server.

    Args:
        root: where everything that arrived lies.
        rules: how it wants its deliveries.
        catalogue: what it knows.
        journal, faults: of the simulator.
        arguments: for the speed.
        desk: acknowledges.
        way: how it says what became of a delivery, where that is a way of its own.
        schema: the official one where it is at hand.
    """

    root: Path
    rules: Rules
    catalogue: Catalogue
    journal: Journal
    faults: Faults
    arguments: Arguments
    desk: Desk
    way: Way
    schema: etree.XMLSchema | None = None
    not_before: float = 0.0

    def tick(self) -> None:
        """Read what has arrived whole, then say the next word of every product that is due."""
        changed = False
        for one in self._complete():
            self._take(one)
            changed = True
        for product in self.catalogue.due(time.time()):
            self._advance(product)
            changed = True
        if changed:
            # Once for all: a batch may hold thousands, and the catalogue is written whole.
            self.catalogue.save()

    def _complete(self) -> Iterator[Arrived]:
        if time.time() < self.not_before:
            return
        for folder in sorted(path for path in self.root.iterdir() if path.is_dir() and not path.is_symlink()):
            said = self.rules.match(self.rules.layout.folder, folder.name)
            if said is None:
                continue
            if not self.way.announced(folder.name):
                continue
            batch = said.get("batch") or said.get("stamp") or folder.name
            mark = self._mark(folder, batch)
            waiting = [path for path in self._messages(folder) if self._key(path) not in self.catalogue.batches]
            if mark is None if self.rules.mark else not waiting:
                continue
            overlooked = self.faults.number("no-marker-seen", _OVERLOOKED)
            if overlooked is not None:
                self.not_before = time.time() + self.arguments.delay(overlooked)
                return
            if mark is None or self.rules.marker == "zero-byte":
                yield from (Arrived(path, self._called(folder, batch)) for path in waiting)
            else:
                yield from self._listed(folder, self._called(folder, batch), mark, waiting)

    def _called(self, folder: Path, batch: str) -> str:
        """Return what the store calls a delivery: acknowledgements name its batch, every other way its folder."""
        return batch if self.rules.status == "ack" else folder.name

    def _mark(self, folder: Path, batch: str) -> Path | None:
        """Return the mark of a complete batch that nobody has read; without it nothing is touched."""
        if not self.rules.mark:
            return None
        for path in folder.iterdir():
            if self.rules.match(self.rules.mark, path.name, batch=batch) is not None:
                return path if self._key(path) not in self.catalogue.batches else None
        return None

    def _listed(self, folder: Path, batch: str, mark: Path, waiting: Sequence[Path]) -> Iterator[Arrived]:
        """Yield the messages that a manifest lists.

        Where it cannot be read, every message is refused; where it lists one that is not there, or twice, or leaves one
        out, that one.
        """
        self.catalogue.batches[self._key(mark)] = batch
        there = {path.relative_to(folder).as_posix(): path for path in waiting}
        try:
            entries = read_manifest(_document(mark))
        except UnreadableError as problem:
            self.journal.write("batch-refused", reference=batch, reason=str(problem))
            for path in waiting:
                self._refuse(path.stem, batch, Fault(INVALID, str(problem)))
            return
        counts = Counter(entry.url for entry in entries)
        self.journal.write("batch-complete", reference=batch, messages=len(entries), found=len(waiting))
        for url in sorted(there.keys() - counts.keys()):
            self.catalogue.batches[self._key(there[url])] = batch
            self._refuse(there[url].stem, batch, Fault(INVALID, f"{url!r} is there and not listed"))
        for entry in entries:
            if counts[entry.url] > 1:
                self._refuse(Path(entry.url).stem, batch, Fault(INVALID, f"{entry.url!r} is listed twice"))
            elif entry.url in there:
                yield Arrived(there[entry.url], batch, entry.algorithm, entry.digest)
            else:
                self._refuse(Path(entry.url).stem, batch, Fault(MISSING, f"{entry.url!r} is listed and not there"))

    def _messages(self, folder: Path) -> Iterator[Path]:
        homes = (
            sorted(path for path in folder.iterdir() if path.is_dir()) if self.rules.layout.release_folder else [folder]
        )
        for home in homes:
            yield from sorted(path for path in home.iterdir() if self.rules.match(MESSAGE, path.name))

    def _key(self, path: Path) -> str:
        return path.relative_to(self.root).as_posix()

    def _take(self, one: Arrived) -> None:
        self.catalogue.batches[self._key(one.path)] = one.batch
        try:
            if one.path.is_symlink() or one.folder.is_symlink():
                raise UnreadableError(f"{one.path.name} is a link")  # noqa: TRY301
            if one.digest and digest_of(one.path, one.algorithm.replace("-", "").lower()) != one.digest:
                raise UnreadableError(f"{one.path.name}: {one.algorithm} differs from the manifest")  # noqa: TRY301
            message = read_message(_document(one.path), self.rules.ern, self.schema)
            name = one.path.stem
            if name not in {message.icpn, message.grid} or self._astray(one, name):
                raise UnreadableError(f"the message is for {message.icpn}, its names are for another")  # noqa: TRY301
        except (UnreadableError, ValueError) as problem:
            self._refuse(one.path.stem, one.batch, Fault(INVALID, str(problem)))
            return
        if message.message_id in self.catalogue.messages:
            self.journal.write("duplicate-message", icpn=message.icpn, reference=one.batch)
            return
        self.catalogue.messages[message.message_id] = one.batch
        self._accept(one, message)

    def _astray(self, one: Arrived, name: str) -> bool:
        """Return whether a message lies in the folder of another release."""
        folder = self.rules.layout.folder if "{release_id}" in self.rules.layout.folder else ""
        if self.rules.layout.release_folder:
            folder = self.rules.layout.release_folder
        return bool(folder) and self.rules.match(folder, one.folder.name, release_id=name) is None

    def _accept(self, one: Arrived, message: MessageRead) -> None:
        product = self.catalogue.product(message.icpn)
        if message.created < product.created:
            self.journal.write("older-message", icpn=product.upc, reference=one.batch)
            return
        product.batch, product.message_id, product.created = one.batch, message.message_id, message.created
        product.sender, product.title, product.plan = message.sender, message.title or product.title, []
        self.journal.write("delivery-complete", icpn=product.upc, reference=one.batch)
        wait = self.faults.number("slow-ack", _SLOW_ACK)
        if wait is not None:
            time.sleep(self.arguments.delay(wait))
        if message.recipient != self.rules.itself:
            self._reject(product, [Fault(INVALID, f"the message is for {message.recipient}, not for us")])
        elif message.purge or not message.deals:
            self._take_down(product, message)
        else:
            self._inspected(product, one, message)

    def _inspected(self, product: Product, one: Arrived, message: MessageRead) -> None:
        known = {**product.held, **product.arriving}
        faults = [*inspect(message, one.folder, known, self.rules), *self._refused_track(message)]
        if faults:
            self._reject(product, faults)
            return
        self._say(product, RECEIVED)
        self.journal.write("ingested", icpn=product.upc, reference=one.batch)
        product.arriving = {**known, **_digests(message, one.folder)}
        product.schedule(self.arguments, _STEPS)

    def _refused_track(self, message: MessageRead) -> list[Fault]:
        isrcs = {recording.isrc for recording in message.recordings}
        due = self.faults.due().get("reject-track")
        if due is None or (due.value and due.value not in isrcs):
            return []
        self.faults.take("reject-track")
        isrc = due.value or min(isrcs)
        return [Fault(POLICY, f"{isrc} is not taken", isrc)]

    def _take_down(self, product: Product, message: MessageRead) -> None:
        wrong = {
            (False, "purge"): Fault(NO_DEAL, "a message without deals; takedowns come as PurgeReleaseMessage"),
            (True, "no-deal"): Fault(INVALID, "a PurgeReleaseMessage; takedowns come as a message without deals"),
        }.get((message.purge, self.rules.takedown))
        if wrong or message.problems:
            self._reject(product, [*([wrong] if wrong else []), *(Fault(INVALID, one) for one in message.problems)])
        elif not product.on_store and not product.arriving:
            self._reject(product, [Fault(INVALID, "a takedown of a product that is not here")])
        else:
            self._say(product, RECEIVED)
            product.schedule(self.arguments, ((GONE, _REMOVAL),))

    def _advance(self, product: Product) -> None:
        word = product.plan.pop(0).state
        unknown = self.faults.take("unknown-status") if word not in {LIVE, GONE} else None
        if unknown is not None:
            self._say(product, unknown or "Contemplating")
        if word == LIVE:
            product.on_store, product.held, product.arriving = True, product.arriving, {}
            self.journal.write("live", icpn=product.upc, reference=product.batch)
        if word == GONE:
            product.on_store, product.held, product.arriving = False, {}, {}
            self.journal.write("taken-down", icpn=product.upc, reference=product.batch)
        self._say(product, word)

    def _refuse(self, name: str, batch: str, fault: Fault) -> None:
        """Refuse a message that cannot be read; its name says what it is about."""
        product = self.catalogue.product(name)
        product.batch, product.plan = batch, []
        self._reject(product, [fault])

    def _reject(self, product: Product, faults: Sequence[Fault]) -> None:
        word = min((fault.word for fault in faults), key=GRAVITY.index)
        text = "; ".join(" ".join(fault.text.split()) for fault in faults)
        self.journal.write("rejected", icpn=product.upc, reference=product.batch, reason=text)
        product.arriving = {}
        isrcs = tuple(dict.fromkeys(fault.isrc for fault in faults if fault.isrc))
        release, file = "ProcessingErrorAtReleaseDistributor", word
        if word == POLICY:
            # No word for the file: it arrived well.
            release, file = POLICY, "UnsupportedUsage" if self.rules.ack == "1.6" else "FileOK"
        self._say(product, release, file, text, isrcs)

    def _say(
        self, product: Product, release: str, file: str = "FileOK", text: str = "", isrcs: tuple[str, ...] = ()
    ) -> None:
        if self.rules.status != "ack":
            step = product.step(word_for(release, file), [text] if text else ())
            self.way.tell(product, step)
            return
        again = bool(product.of(product.batch))
        step = product.step(release, [text] if text else (), [TrackWord(isrc, release) for isrc in isrcs])
        word = Word(product.upc, step.batch, product.message_id, product.sender, release, file, step.at, text, isrcs)
        # An acknowledgement of 1.6 is about the file alone: what becomes of the release is not told.
        silent = self.rules.ack == "none" or (self.rules.ack == "1.6" and again and file == "FileOK")
        if not silent:
            self.desk.tell(word, last=release in {LIVE, GONE} or file != "FileOK")


def official_schema(version: str) -> etree.XMLSchema | None:
    """Return the official ERN schema where `TUNEMANTRA_DDEX_SCHEMAS` names the folder it lies in."""
    folder = os.environ.get("TUNEMANTRA_DDEX_SCHEMAS", "")
    path = Path(folder) / "ern" / version / "release-notification.xsd"
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
