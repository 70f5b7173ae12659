"""What the store says in a way of its own, where it sends no acknowledgements of the standard."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

from attrs import define, field

from tunemantra.contrib.sandbox import Faults, Muddle, Product, Step
from tunemantra.plugins.ddex_feed.sandbox.desk import Publish
from tunemantra.plugins.ddex_feed.sandbox.inspection import (
    CHECKSUM,
    FORM,
    IDENTIFIER,
    INVALID,
    METADATA,
    MISSING,
    NO_DEAL,
    POLICY,
)

WELL = "FileOK"
_OF_RELEASES = {
    "ReleaseReceivedByReleaseDistributor": "RECEIVED",
    "SuccessfullyIngestedByReleaseDistributor": "INGESTED",
    "ReleaseStagedForPublication": "SCHEDULED",
    "ReleaseMadeAvailableToConsumers": "AVAILABLE",
    "ReleaseNotAvailable": "REMOVED",
    POLICY: "CONTENT_REFUSED",
}
_OF_FILES = {
    INVALID: "DOCUMENT_REFUSED",
    METADATA: "METADATA_REFUSED",
    IDENTIFIER: "METADATA_REFUSED",
    NO_DEAL: "METADATA_REFUSED",
    MISSING: "FILE_MISSING",
    CHECKSUM: "FILE_DAMAGED",
    FORM: "MEDIA_REFUSED",
}
LAST = ("AVAILABLE", "REMOVED", "DOCUMENT_", "METADATA_", "MEDIA_", "CONTENT_", "FILE_")
"""How the words begin after which nothing more is said."""


def word_for(release: str, file: str) -> str:
    """Return the store's own word for the two words of the standard; one it has no word for is said as it is."""
    return _OF_RELEASES.get(release) or _OF_FILES.get(file) or release


@define
class Notices:
    """Writes a notice for every state, as wrongly as the faults ask for.

    Args:
        faults: of the simulator.
        write: puts one where the label finds it.
        spoil: puts something there that nobody can read.
    """

    faults: Faults
    write: Callable[[Product, Step], None]
    spoil: Callable[[], None]
    _muddle: Muddle[tuple[Product, Step]] = field(init=False)

    def __attrs_post_init__(self) -> None:
        """Have its words muddled."""
        self._muddle = Muddle(self.faults, lambda word: self.write(*word))

    def tell(self, product: Product, step: Step) -> None:
        """Write what has become of a product."""
        if self.faults.take("unreadable-ack") is not None:
            self.spoil()
        first = (product, product.of(step.batch)[0])
        self._muddle.say((product, step), last=step.state.startswith(LAST), first=lambda: first)


@define
class Sheets:
    """Reports as CSV, a file a day that grows.

    Args:
        columns: heads and delimiter, as the profile of the store has them.
        root: where what it published lies, so that it goes on after a restart.
        publish: puts the files.
    """

    columns: Mapping[str, str]
    root: Path
    publish: Publish

    def write(self, product: Product, step: Step) -> None:
        """Add a row."""
        said = {
            "icpn": product.upc,
            "state": step.state,
            "at": step.at,
            "reason": "; ".join(step.reasons),
            "delivery": step.batch,
        }
        wanted = [name for name in said if self.columns[name]]
        path = f"{self.columns['folder']}/status-{datetime.now(UTC):%Y%m%d}.csv"
        before = (self.root / path).read_text("utf-8") if (self.root / path).is_file() else ""
        rows = io.StringIO()
        writer = csv.writer(rows, delimiter=self.columns["delimiter"], lineterminator="\n")
        if not before:
            writer.writerow([self.columns[name] for name in wanted])
        writer.writerow([said[name] for name in wanted])
        self.publish(path, (before + rows.getvalue()).encode())

    def spoil(self) -> None:
        """Put a report that is none."""
        self.publish(f"{self.columns['folder']}/maintenance.csv", b"<html>maintenance</html>")


@define
class Publisher:
    """Messages of a queue.

    Args:
        send: publishes one text.
    """

    send: Callable[[str], None]

    def write(self, product: Product, step: Step) -> None:
        """Publish a notice."""
        said = {
            "icpn": product.upc,
            "delivery": step.batch,
            "state": step.state,
            "at": step.at,
            "sequence": step.sequence,
            "reasons": step.reasons,
        }
        self.send(json.dumps(said, ensure_ascii=False))

    def spoil(self) -> None:
        """Publish what is no notice."""
        self.send("<html>maintenance</html>")


__all__ = ["LAST", "WELL", "Notices", "Publisher", "Sheets", "word_for"]
