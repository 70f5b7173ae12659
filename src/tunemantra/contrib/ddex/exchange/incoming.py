"""What lies on a server, as a listing shows it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from attrs import frozen

from tunemantra.contrib.ddex.exchange.choreography import Priority
from tunemantra.core.finding import Finding


@frozen
class ListedFile:
    """A file as a server lists it.

    Args:
        path: from the root of the exchange, forward slashes.
        size: bytes; None where the server does not say.
    """

    path: str
    size: int | None = None


@frozen
class IncomingRelease:
    """A release that can be read: `message` and `resources` are paths from the root of the exchange."""

    release_id: str
    message: str
    resources: tuple[str, ...] = ()


@frozen
class IncomingFolder:
    """A complete folder: a batch, or one release where releases come one by one.

    Args:
        path: of the folder; empty where files lie in the root.
        batch: stamp, with its suffix where it has one.
        at: the moment the stamp names.
        priority: what the prefix says, None without one.
        releases: by path.
        completion: path of the completion file; empty where the message completes the folder.
        zero_byte: the completion file is empty.
        release_id: in the name of the folder, where releases come one by one.
    """

    path: str
    batch: str
    at: datetime
    releases: tuple[IncomingRelease, ...]
    priority: Priority | None = None
    completion: str = ""
    zero_byte: bool = False
    release_id: str = ""


@frozen
class Survey:
    """What a listing holds.

    Args:
        ready: complete folders in the order they must be read.
        waiting: folders that are still being filled.
        findings: everything that is not as agreed.
    """

    ready: tuple[IncomingFolder, ...] = ()
    waiting: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()


@frozen
class Folder:
    """A folder with its files by their path within it."""

    name: str
    files: Mapping[str, ListedFile]

    def path(self, inner: str) -> str:
        """Return the path of a file of this folder from the root of the exchange."""
        return "/".join(filter(None, (self.name, inner)))


__all__ = ["Folder", "IncomingFolder", "IncomingRelease", "ListedFile", "Survey"]
