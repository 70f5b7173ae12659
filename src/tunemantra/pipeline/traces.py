"""Traces: a visit writes down where it sends files to, so that what a killed one has left is found."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import BinaryIO, Final, Self

from attrs import define, field

from tunemantra.core.distribution import Delivery
from tunemantra.core.trace import Trace, Traces
from tunemantra.pipeline.tools import Tools
from tunemantra.ports.transfer import SupportsCleaning
from tunemantra.ports.transport import FileTransport, Proof, RemoteFile, Sent, SupportsProof

KIND: Final = "traces"
"""Of the documents on the board; their keys are `<platform>/<endpoint>/<distribution>`, with `+fallback` as ever."""
_PAGE: Final = 200


@define
class Leaving:
    """The traces of one visit.

    Args:
        tools: the ports.
        delivery: for whom.
        route: key of the platform, `+fallback` behind it on that route.
    """

    tools: Tools
    delivery: Delivery
    route: str
    _begun: set[tuple[str, str]] = field(factory=set)

    def begin(self, endpoint: str, folder: str) -> None:
        """Write down that files are about to be sent into a folder; once a visit."""
        if (endpoint, folder) not in self._begun:
            self._begun.add((endpoint, folder))
            trace = Trace(self.delivery.id, folder, self.tools.clock.now())
            change(self.tools, self._key(endpoint), lambda traces: traces.begun(trace))

    def end(self) -> None:
        """Forget them: every file has its final name."""
        for endpoint in {endpoint for endpoint, _ in self._begun}:
            change(self.tools, self._key(endpoint), lambda traces: traces.ended(self.delivery.id))

    def _key(self, endpoint: str) -> str:
        return f"{self.route}/{endpoint}/{self.delivery.distribution_id}"


def change(tools: Tools, key: str, step: Callable[[Traces], Traces]) -> None:
    """Change what is written down under a key; nothing at all leaves the board."""

    def written(text: str) -> str:
        after = step(tools.codec.load(text, Traces) if text else Traces())
        return tools.codec.dump(after) if after.left else ""

    tools.board.change(KIND, key, written)


def every(tools: Tools) -> Iterator[tuple[str, Trace]]:
    """Yield all traces with their keys."""
    after = ""
    while page := tools.board.page(KIND, after=after, limit=_PAGE):
        for key, text in page:
            for trace in tools.codec.load(text, Traces).left:
                yield key, trace
        after = page[-1][0]


@define
class TracedFiles:
    """A `FileTransport` that says into which folder it is about to send something."""

    files: FileTransport
    begin: Callable[[str], None]

    def put(self, source: BinaryIO, path: str, *, size: int, sha256: str, sent: Sent | None = None) -> int:
        """Upload, and return the bytes that went over the wire (0 where the file was there already)."""
        self.begin(path.rpartition("/")[0])
        return self.files.put(source, path, size=size, sha256=sha256, sent=sent)

    def proof(self, path: str) -> Proof | None:
        """Return how a file was proved; None where the transport has not put it, or does not say."""
        return self.files.proof(path) if isinstance(self.files, SupportsProof) else None

    def stat(self, path: str) -> RemoteFile | None:
        """Return what is there, or None."""
        return self.files.stat(path)

    def list(self, path: str) -> Sequence[RemoteFile]:
        """Return the entries of a folder by name; empty where there is none."""
        return self.files.list(path)

    def read(self, path: str, *, limit: int = 16 * 1024 * 1024) -> bytes:
        """Return a small file's bytes; refuse more than `limit`."""
        return self.files.read(path, limit=limit)

    def remove(self, path: str) -> None:
        """Remove a file; nothing happens where there is none."""
        self.files.remove(path)

    def clean(self, path: str = "", *, before: datetime) -> Sequence[str]:
        """Remove what uploads into a folder have left; nothing where the transport does not find it."""
        return self.files.clean(path, before=before) if isinstance(self.files, SupportsCleaning) else ()

    def close(self) -> None:
        """End the connection."""
        self.files.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


__all__ = ["KIND", "Leaving", "TracedFiles", "change", "every"]
