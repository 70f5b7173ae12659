"""Reconcile: what the ledger, the mark and the store say of one batch, held against each other."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence

from attrs import frozen

from tunemantra.core.batch import Batch, BatchState, BatchTally
from tunemantra.core.distribution import Delivery
from tunemantra.errors import NotFoundError
from tunemantra.pipeline import batches
from tunemantra.pipeline.complete import batching
from tunemantra.pipeline.orders import package_of, receipt_of
from tunemantra.pipeline.timeline import happenings
from tunemantra.pipeline.tools import Tools
from tunemantra.ports.package import Package, Role

LARGEST = 256 * 1024 * 1024
"""Bytes a mark may have that is read back."""

_MD5_DIGITS = 32


@frozen
class Counted:
    """What is counted alike by several.

    Args:
        what: is counted.
        ledger: by our orders.
        handed: by the receipts of what was handed in; None where they do not say.
        mark: by the mark; None where it says nothing of it, or is not there yet.
        store: by the store's own words; None where they do not say.
    """

    what: str
    ledger: int
    handed: int | None = None
    mark: int | None = None
    store: int | None = None


@frozen
class Account:
    """What is known of a batch.

    Args:
        batch: it.
        tally: how many of its orders stand where.
        counts: what was counted.
        bytes_sent: of audio and artwork.
        differences: what does not agree, one sentence each; nothing where everything does.
        unheard: of how many orders the store has not said anything yet.
        left: orders that are not in it: id and why.
    """

    batch: Batch
    tally: BatchTally
    counts: tuple[Counted, ...]
    bytes_sent: int
    differences: tuple[str, ...]
    unheard: int
    left: tuple[tuple[str, str], ...]


@frozen
class Batches:
    """The batches of a host, for people. Callable from several threads."""

    tools: Tools

    def page(self, *, platform: str = "", before: str = "", limit: int = 50) -> Sequence[tuple[Batch, BatchTally]]:
        """Return a page of batches, the newest first, those older than `before`, and how many orders stand where."""
        book = self.tools.ledger.batches
        return [(one, book.tally(one.id)) for one in book.page(platform=platform, before=before, limit=limit)]

    def close(self, platform: str, *, actor: str = "", reason: str = "") -> Batch:
        """Close the open batch of a platform now; a worker does the rest.

        Raises:
            NotFoundError: none is open.
            ConflictError: it was closed at this moment.
        """
        for batch in self.tools.ledger.batches.pending():
            if batch.platform == platform and batch.state is BatchState.OPEN:
                by = f"closed by {actor or 'somebody'}" + (f": {reason}" if reason else "")
                return batches.close(self.tools, batch, by)
        message = f"no batch for {platform} is open"
        raise NotFoundError(message, hint="`tunemantra batch list` shows them")

    def account(self, batch_id: str) -> Account:
        """Return what is known of a batch, with everything in which ledger, mark and store differ.

        Raises:
            NotFoundError: there is no such batch.
        """
        batch = self.tools.ledger.batches.batch(batch_id)
        members = self.tools.ledger.batches.members(batch_id)
        inside = [one for one in members if one.receipt]
        packages = {one.id: package_of(self.tools, one) for one in inside}
        receipts = {one.id: receipt_of(self.tools, one) for one in inside}
        documents = {file.path: file.sha256 for one in packages.values() for file in one.of(Role.METADATA)}
        files = {file.path: file.sha256 for one in packages.values() for file in one.files}
        handed = {path: sha256 for receipt in receipts.values() for path, sha256 in receipt.files}
        listed = self._listed(batch)
        heard = {one.id for one in inside if self._heard(one)}
        words = None if not heard and batch.state is not BatchState.COMPLETE else len(heard)
        return Account(
            batch,
            self.tools.ledger.batches.tally(batch_id),
            (
                Counted("orders", len(inside), len(receipts), None, words),
                Counted("messages", len(documents), None, None if listed is None else len(listed), words),
                Counted("files", len(files), len(handed)),
            ),
            sum(receipt.bytes_sent for receipt in receipts.values()),
            (*_differ("handed in", files, handed), *self._unlisted(documents, listed)),
            len(inside) - len(heard),
            tuple((one.id, _why(one)) for one in members if not one.receipt and (one.paused or not one.open)),
        )

    def _listed(self, batch: Batch) -> Mapping[str, str] | None:
        """Return what the mark lists, read back from its bytes; None where there is none yet, or it lists nothing."""
        if not batch.package:
            return None
        driver, package = batching(self.tools, batch.platform), self.tools.codec.load(batch.package, Package)
        found: dict[str, str] = {}
        for mark in package.of(Role.MARKER):
            found |= driver.listed(mark.path, self.tools.assets.read(mark.sha256, limit=LARGEST))
        return found or None

    def _unlisted(self, documents: Mapping[str, str], listed: Mapping[str, str] | None) -> list[str]:
        """Return in what the documents differ from what the mark lists, by the hash it lists them with."""
        if listed is None:
            return []
        ours = {path: self._hashed(sha256, listed.get(path, "")) for path, sha256 in documents.items()}
        return _differ("listed", ours, listed)

    def _hashed(self, sha256: str, like: str) -> str:
        if len(like) != _MD5_DIGITS:
            return sha256
        content = self.tools.assets.read(sha256, limit=LARGEST)
        return hashlib.md5(content, usedforsecurity=False).hexdigest()

    def _heard(self, delivery: Delivery) -> bool:
        """Return whether the store has said anything of an order since it was handed over."""
        return any(event.native and event.kind != "delivery.sent" for event in happenings(self.tools, delivery))


def _differ(what: str, ours: Mapping[str, str], theirs: Mapping[str, str]) -> list[str]:
    missing = [f"{path} is in the ledger and not {what}" for path in sorted(ours.keys() - theirs.keys())]
    more = [f"{path} is {what} and not in the ledger" for path in sorted(theirs.keys() - ours.keys())]
    both = sorted(ours.keys() & theirs.keys())
    return [*missing, *more, *(f"{path} is {what} with other bytes" for path in both if ours[path] != theirs[path])]


def _why(delivery: Delivery) -> str:
    return delivery.reason or (delivery.waiting if delivery.open else delivery.outcome.value)


__all__ = ["Account", "Batches", "Counted"]
