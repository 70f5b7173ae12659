"""Batches in an SFTP folder: which of them are complete, and that none is read twice."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

from attrs import define, field

from tunemantra.contrib.sandbox.faults import Faults
from tunemantra.contrib.sandbox.journal import Journal
from tunemantra.contrib.sandbox.launch import Arguments
from tunemantra.contrib.sandbox.products import Catalogue

_OVERLOOKED, _SLOW_ACK = 2.0, 5.0


@define
class Inbox:
    """The folder of a label, `<batch>/…` each, where a batch is complete once its mark is there.

    Args:
        root: the label's locked folder.
        marker: name of the mark.
        catalogue: says which batches have been read.
        journal, faults: of the simulator.
        arguments: for the speed.
    """

    root: Path
    marker: str
    catalogue: Catalogue
    journal: Journal
    faults: Faults
    arguments: Arguments
    not_before: float = 0.0
    _seen: set[str] = field(factory=set)

    def complete(self) -> Iterator[Path]:
        """Yield the folders of the batches that are complete and have not been read.

        A batch is taken at the second look: whoever counts files while they are renamed counts wrongly.
        """
        # While the portal answers nonsense, nobody is at work here either.
        if time.time() < self.not_before or "broken-answer" in self.faults.due():
            return
        for mark in sorted(self.root.glob(f"*/{self.marker}")):
            folder = mark.parent
            if folder.name in self.catalogue.batches or folder.is_symlink():
                continue
            overlooked = self.faults.number("no-marker-seen", _OVERLOOKED)
            if overlooked is not None:
                self.not_before = time.time() + self.arguments.delay(overlooked)
                return
            if folder.name in self._seen:
                yield folder
            self._seen.add(folder.name)

    def has_read(self, folder: Path) -> None:
        """Note that a batch was read, for good."""
        self.catalogue.batches[folder.name] = self.marker
        self.catalogue.save()

    def arrived(self, path: Path) -> None:
        """Note a file that was delivered into a batch that has been read already."""
        batch = path.relative_to(self.root).parts[0]
        if batch in self.catalogue.batches:
            self.journal.write("duplicate-batch", reference=batch, path=path.relative_to(self.root).as_posix())

    def wait(self) -> None:
        """Be slow to acknowledge, where the fault `slow-ack` asks for it."""
        seconds = self.faults.number("slow-ack", _SLOW_ACK)
        if seconds is not None:
            time.sleep(self.arguments.delay(seconds))


__all__ = ["Inbox"]
