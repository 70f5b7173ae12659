"""Handing over a batch: whatever is not there yet, the completion mark last."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tunemantra.ports.package import Package, PackageFile, Receipt, Role
from tunemantra.ports.platform import Session
from tunemantra.ports.transport import FileTransport, SupportsProof

SENT = "uploaded"
"""The word of a receipt: everything is there, and the other side has not said anything yet."""


def send_batch(package: Package, session: Session) -> Receipt:
    """Put what is not there yet; a batch whose completion mark is there is finished and not touched again.

    Args:
        package: its reference is the name of the batch.
        session: with a connection called `files`.
    """
    return hand_over(package, session, finished=is_finished(package, session))


def is_finished(package: Package, session: Session) -> bool:
    """Return whether the completion mark of a batch is there."""
    files = session.files("files")
    return all(files.stat(marker.path) is not None for marker in package.of(Role.MARKER))


def hand_over(package: Package, session: Session, *, finished: bool, native: str = SENT) -> Receipt:
    """Put every file of a package in its order, what is there already excepted, and say what went.

    Args:
        package: its reference is the name of the batch.
        session: with a connection called `files`.
        finished: nothing is touched, because it was handed over before.
        native: the word of the receipt.
    """
    files = session.files("files")
    went = {} if finished else {file: _put(files, file, session) for file in package.files}
    return Receipt(
        reference=package.reference,
        native=native,
        at=session.clock.now(),
        bytes_sent=sum(sent for file, sent in went.items() if file.subject),
        files=tuple((file.path, file.sha256) for file in package.files),
        proofs=tuple(_proofs(files, went)),
    )


def _put(files: FileTransport, file: PackageFile, session: Session) -> int:
    with session.open(file) as source:
        return files.put(
            source,
            file.path,
            size=file.size,
            sha256=file.sha256,
            sent=lambda count: session.progress(file, count),
        )


def _proofs(files: FileTransport, went: Iterable[PackageFile]) -> Iterator[tuple[str, str]]:
    if isinstance(files, SupportsProof):
        for file in went:
            how = files.proof(file.path)
            if how is not None:
                yield file.path, how.value


__all__ = ["SENT", "hand_over", "is_finished", "send_batch"]
