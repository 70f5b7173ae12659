"""The label's account: where its files lie, what is noted when one arrives, and which faults befall an upload."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from attrs import define, field

from tunemantra.contrib.sandbox.digests import digest_of
from tunemantra.contrib.sandbox.faults import Faults
from tunemantra.contrib.sandbox.journal import Journal

_DROP_AFTER = 65_536


@define
class Account:
    """The label's account, whichever server it is for.

    Args:
        user: its login name.
        root: its folder, which nothing leads out of.
        journal, faults: of the simulator.
        media: endings of the files that are journalled as assets, and that faults of uploads befall.
        documents: endings of the other files that must not be written under their final names.
        arrived: told when a file gets its final name.
    """

    user: str
    root: Path
    journal: Journal
    faults: Faults
    media: tuple[str, ...] = (".wav", ".jpg")
    documents: tuple[str, ...] = (".xml",)
    arrived: Callable[[Path], None] = field(default=lambda _path: None)

    def note(self, path: Path) -> None:
        """Write a file that got its final name into the journal."""
        if not path.is_file():
            return
        event = "asset-received" if path.suffix in self.media else "document-received"
        relative = path.relative_to(self.root).as_posix()
        self.journal.write(event, path=relative, sha256=digest_of(path), size=path.stat().st_size)
        self.arrived(path)

    def closed(self, name: str) -> None:
        """Note a file that was written under its final name, where a reader could have seen a part of it."""
        if Path(name).suffix in {*self.media, *self.documents}:
            self.journal.write("written-in-place", path=name)

    def drop_at(self, name: str) -> int | None:
        """Return after how many bytes the connection breaks while a medium is written; None for never."""
        drop = self.faults.number("drop-connection", _DROP_AFTER) if self._is_medium(name) else None
        return None if drop is None else int(drop)

    def dropped(self, name: str) -> None:
        """Note that the connection broke while a file was written."""
        self.journal.write("connection-dropped", path=name)

    def spoils(self, name: str) -> bool:
        """Return whether the first byte of a medium changes on its way to the disk."""
        return self._is_medium(name) and self.faults.take("corrupt-upload") is not None

    def _is_medium(self, name: str) -> bool:
        # While it is written its name has a further ending.
        return any(ending in name for ending in self.media)


__all__ = ["Account"]
