"""Reading a message: its envelope here, its release by the reader of its family."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import BinaryIO, Final, Protocol

from attrs import define, evolve, field

from tunemantra.contrib.ddex.reading.envelope import Envelope, read_root
from tunemantra.contrib.ddex.reading.ern3 import Ern3Reader
from tunemantra.contrib.ddex.reading.ern4 import Ern4Reader
from tunemantra.contrib.ddex.reading.header import read_header
from tunemantra.contrib.ddex.reading.notes import Notes
from tunemantra.contrib.ddex.reading.pieces import Piece
from tunemantra.contrib.ddex.reading.purge import read_purged
from tunemantra.contrib.ddex.reading.results import Content, MessageKind, PurgedRelease, ReadMessage
from tunemantra.contrib.ddex.reading.source import BrokenMessage, UnsafeMessage, broken, unsafe
from tunemantra.contrib.ddex.reading.stream import LIMITS, Limits, stream
from tunemantra.core.distribution import OrderKind
from tunemantra.core.finding import Finding


class ReleaseReader(Protocol):
    """Reads the releases of one family of versions.

    Contract: `take` takes from each element what it understands and may keep no element: what is left in it is listed
    as unmapped, and its ties are cut, as soon as `take` returns. What is decided later is kept as a value, with path
    and line, and listed by `Notes.leave`.
    """

    def take(self, section: str, piece: Piece) -> None:
        """Read an entry of a list of the root, or (section empty) another child of the root."""

    def finish(self) -> Content:
        """Return the release when everything has been taken."""


READERS: Final[Mapping[int, Callable[[Envelope, Notes], ReleaseReader]]] = MappingProxyType(
    {3: Ern3Reader, 4: Ern4Reader}
)
"""The readers by family."""


def read_message(
    source: bytes | Path | BinaryIO, *, platforms: Mapping[str, str] | None = None, limits: Limits = LIMITS
) -> ReadMessage:
    """Read an ERN message of anybody, of any version that is known.

    Whatever the bytes are, the answer is a `ReadMessage` with findings, never an exception. A release that lacks what
    core needs is read all the same: what is missing is filled with a stand-in or with the nearest value of the message,
    named in `assumed` and told by a finding. Stand-in codes are of the ranges that are never assigned to anybody, and
    the same for the same message.

    Args:
        source: the XML, also compressed with gzip; a file object is read from where it stands and not closed.
        platforms: platform keys for `Artist.ids` by name space (the DPID of whose ids they are); a name space that is
            not here is its own key.
        limits: how much a stranger may send.

    Raises:
        OSError: the source cannot be read.
    """
    reading = _Reading(platforms or {})
    try:
        for entry in stream(source, limits):
            if entry.section != "/":
                reading.take(entry.section, entry.piece)
            elif not reading.begun:
                reading.begin(entry.piece)
            else:
                reading.notes.leftovers(entry.piece)
    except BrokenMessage as fault:
        return reading.broken(broken(fault))
    except UnsafeMessage as fault:
        return reading.broken(unsafe(fault))
    return reading.whole()


@define
class _Reading:
    platforms: Mapping[str, str]
    notes: Notes = field(factory=Notes)
    begun: bool = False
    envelope: Envelope = field(factory=Envelope)
    reader: ReleaseReader | None = None
    purged: PurgedRelease | None = None

    def begin(self, root: Piece) -> None:
        self.begun = True
        self.envelope = evolve(read_root(root, self.notes), platforms=self.platforms)
        self.notes.leftovers(root)
        factory = READERS.get(self.envelope.family)
        if factory and self.envelope.kind is MessageKind.NEW_RELEASE:
            self.reader = factory(self.envelope, self.notes)

    def take(self, section: str, piece: Piece) -> None:
        if self.envelope.kind is None:
            return
        if not section and piece.name == "MessageHeader":
            self.envelope.header = read_header(piece, self.notes)
            self.notes.sender = self.envelope.header.sender.dpid
        elif self.envelope.kind is MessageKind.PURGE_RELEASE and piece.name == "PurgedRelease":
            self.purged = read_purged(piece)
        elif self.reader is not None:
            self.reader.take(section, piece)
        self.notes.leftovers(piece)

    def broken(self, fault: Finding) -> ReadMessage:
        """Return what is certain: half a message says nothing about a release."""
        self.notes.findings.append(fault)
        return self._message(Content())

    def whole(self) -> ReadMessage:
        content = self.reader.finish() if self.reader else Content()
        if self.purged is not None:
            content = Content(order_kind=OrderKind.TAKEDOWN)
        elif self.envelope.kind is MessageKind.CATALOG_LIST:
            message = "A CatalogListMessage is recognised; its entries are listed as unmapped."
            self.notes.warning("ERN-READ-002", None, message)
        return self._message(content)

    def _message(self, content: Content) -> ReadMessage:
        self.notes.close()
        around = self.envelope
        return ReadMessage(
            kind=around.kind,
            version=around.version,
            header=around.header,
            profile=around.profile,
            variant=around.variant,
            language=around.language,
            release=content.release,
            order_kind=content.order_kind,
            files=content.files,
            assumed=tuple(self.notes.assumed),
            purged=self.purged,
            unmapped=tuple(self.notes.unmapped),
            findings=tuple(self.notes.findings),
        )


__all__ = ["READERS", "ReleaseReader", "read_message"]
