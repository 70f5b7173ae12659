"""The label's account: where its files lie, and what is noted when one gets its final name."""

from __future__ import annotations

from pathlib import Path

from attrs import define

from tunemantra.contrib.sandbox import Faults, Journal
from tunemantra.plugins.ddex_feed.sandbox.inspection import digest_of

MEDIA = (".wav", ".flac", ".jpg")
NAMED = (*MEDIA, ".xml")
DROP_AFTER = 65_536


@define
class Account:
    """The label's account.

    Args:
        user: its login name.
        root: its folder, which nothing leads out of.
        journal, faults: of the simulator.
    """

    user: str
    root: Path
    journal: Journal
    faults: Faults

    def note(self, path: Path) -> None:
        """Write a file that got its final name into the journal."""
        if not path.is_file():
            return
        event = "asset-received" if path.suffix in MEDIA else "document-received"
        relative = path.relative_to(self.root).as_posix()
        self.journal.write(event, path=relative, sha256=digest_of(path), size=path.stat().st_size)

    def closed(self, name: str) -> None:
        """Note a file that was written under its final name, where a reader could have seen a part of it."""
        if Path(name).suffix in NAMED:
            self.journal.write("written-in-place", path=name)

    def drop_at(self, name: str) -> int | None:
        """Return after how many bytes the connection breaks while a medium is written; None for never."""
        if not any(ending in name for ending in MEDIA):
            return None
        drop = self.faults.number("drop-connection", DROP_AFTER)
        if drop is not None:
            self.journal.write("connection-dropped", path=name)
        return None if drop is None else int(drop)

    def spoils(self, name: str) -> bool:
        """Return whether the first byte of a medium changes on its way to the disk."""
        return any(ending in name for ending in MEDIA) and self.faults.take("corrupt-upload") is not None


__all__ = ["DROP_AFTER", "MEDIA", "NAMED", "Account"]
