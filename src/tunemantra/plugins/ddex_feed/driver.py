"""Talks to a store that takes a feed: builds the delivery, places it with what completes it last, reads the replies.

What reads XML is loaded by who reads: a check of a release waits for none of it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence

from attrs import frozen

from tunemantra.contrib.batches import from_mail, from_portal, hand_over, heard, read_status_mail
from tunemantra.contrib.ddex import FileEntry
from tunemantra.contrib.ddex.exchange import Part
from tunemantra.core.batch import Batch
from tunemantra.core.distribution import OrderKind
from tunemantra.core.finding import Finding
from tunemantra.plugins.ddex_feed import profile
from tunemantra.plugins.ddex_feed.entries import entry_of, item_in, item_of, mark_path
from tunemantra.plugins.ddex_feed.errors import feed_error
from tunemantra.plugins.ddex_feed.layout import batch_name, file_names, gathered_name, places, reference_of, to_send
from tunemantra.plugins.ddex_feed.metadata import dialect_for, losses, write_mark, write_message
from tunemantra.plugins.ddex_feed.queue import read_queue
from tunemantra.plugins.ddex_feed.rules import check_release
from tunemantra.plugins.ddex_feed.service import announce, ask
from tunemantra.plugins.ddex_feed.settings import FeedSettings
from tunemantra.plugins.ddex_feed.sheets import Reports
from tunemantra.ports.package import (
    Document,
    Draft,
    Order,
    Package,
    PackageFile,
    Placed,
    Receipt,
    Role,
    StatusReport,
)
from tunemantra.ports.platform import Session
from tunemantra.ports.transport import FileTransport, Mail


@frozen
class FeedDriver:
    """The verbs of one store. Keeps nothing between calls.

    Args:
        settings: of the store.
        key: of the platform.
    """

    settings: FeedSettings
    key: str = profile.KEY

    def check(self, order: Order) -> Iterable[Finding]:
        """Return what the store's rules say, and what its version cannot carry; a takedown is asked nothing."""
        if order.kind is OrderKind.TAKEDOWN:
            return ()
        return (*check_release(order.release), *losses(order.release, self.settings, self.key))

    def build(self, order: Order) -> Draft:
        """Return what travels in playing order, the message, and what completes a folder of its own."""
        store = self.settings.store
        names, sent, dialect = (
            file_names(order.release, store),
            to_send(order, store),
            dialect_for(self.settings, self.key),
        )
        entries = {
            subject: FileEntry.of(
                rendition,
                dialect.uri(names[subject]) if subject in sent else "",
                md5=rendition.md5,
                provided=subject in sent,
            )
            for subject, rendition in order.renditions.items()
        }
        message = write_message(order, entries, self.settings, self.key)
        name = batch_name(order, store)
        item = item_of(order, name, message, store.exchange, dialect.hash_algorithm)
        mark = b"" if order.batch else write_mark(name, (item,), order.created_at, self.settings, self.key)
        contents = {Part.MESSAGE: (Role.METADATA, message), Part.COMPLETION: (Role.MARKER, mark)}
        layout = places(order, store)
        return Draft(
            (
                *(
                    Placed(place.path, order.renditions[subject], _media_type(place.path))
                    for subject, place in zip(sent, layout, strict=False)
                ),
                *(
                    Document(place.path, *contents[place.part], _media_type(place.path))
                    for place in layout
                    if place.part is not Part.RESOURCE
                ),
            ),
            reference=reference_of(order, store),
            entry=entry_of(item) if order.batch else "",
        )

    def deliver(self, order: Order, package: Package, session: Session) -> Receipt:
        """Put what is not there yet; a folder that is complete is finished and not touched again.

        A web service is told of it every time: it may not have heard before we were cut off.

        Raises:
            RefusedError: another delivery of the same moment stands there.
        """
        finished = self._stands(session.files("files"), package)
        receipt = hand_over(package, session, finished=finished, native=profile.UPLOADED)
        if self.settings.store.status == "soap":
            announce(session.calls("calls"), str(order.release.icpn), receipt.reference)
        return receipt

    def complete_with(self, batch: Batch, entries: Sequence[str]) -> Draft:
        """Return the mark of a batch, which lists what is in it as the store wants it."""
        items, name = tuple(map(item_in, entries)), gathered_name(batch.id, self.settings.store)
        content = write_mark(name, items, batch.closed_at or batch.opened_at, self.settings, self.key)
        path = mark_path(self.settings.store.exchange, name, items[0])
        return Draft((Document(path, Role.MARKER, content, _media_type(path)),), reference=name)

    def complete(self, package: Package, left: Sequence[Package], session: Session) -> Receipt:
        """Put the mark, once no message is there that it does not list.

        Raises:
            RefusedError: another mark stands there.
        """
        files = session.files("files")
        for one in left:
            for file in one.of(Role.METADATA):
                files.remove(file.path)
        return hand_over(package, session, finished=self._stands(files, package), native=profile.UPLOADED)

    def listed(self, path: str, content: bytes) -> Mapping[str, str]:
        """Return the hash of each message a mark lists, by its path; nothing where it is empty."""
        from tunemantra.contrib.ddex.exchange import read_manifest

        manifest, _ = read_manifest(content)
        folder = path.rpartition("/")[0]
        messages = manifest.messages if manifest is not None else ()
        return {f"{folder}/{one.url.removeprefix('./')}": one.proof.value if one.proof else "" for one in messages}

    def report(self, icpn: str, receipt: Receipt, session: Session) -> Iterable[StatusReport]:
        """Return what the store says of one submission, oldest first, in the way it says it."""
        store = self.settings.store
        match store.status:
            case "csv":
                return Reports(profile.SHEETS[store.sheet], icpn, receipt).read(session.files("files"))
            case "portal":
                return from_portal(icpn, receipt, session, profile.PORTAL_PATH.format(icpn=icpn))
            case "queue":
                return read_queue(session.calls("queue"), icpn, receipt)
            case "soap":
                return ask(session.calls("calls"), icpn, receipt)
            case _ if store.silent:
                return ()
            case _:
                from tunemantra.plugins.ddex_feed.acknowledgements import Mailbag

                return Mailbag(store, icpn, receipt).read(session.files("files"))

    def _stands(self, files: FileTransport, package: Package) -> bool:
        """Return whether the delivery is complete; what stands under its names has to be its own."""
        there = [file for file in package.files if not file.subject and files.stat(file.path) is not None]
        for file in there:
            if self.settings.verify != "size" and _digest(files, file) != file.sha256:
                raise feed_error("occupied", file.path)
        return package.files[-1] in there


@frozen
class MailedFeedDriver(FeedDriver):
    """The verbs of a store that writes mail; `SupportsMailStatus` as well."""

    def report(self, icpn: str, receipt: Receipt, session: Session) -> Iterable[StatusReport]:
        """Return what the store's mail says of one submission, oldest first."""
        return heard(lambda: from_mail(icpn, receipt, session, self.read_mail))

    def read_mail(self, mail: Mail) -> StatusReport | None:
        """Return what a message reports; None where it is not from the store or not understood."""
        return read_status_mail(mail, self.settings.mail_senders)


def _digest(files: FileTransport, file: PackageFile) -> str:
    return hashlib.sha256(files.read(file.path)).hexdigest()


def _media_type(path: str) -> str:
    return profile.MEDIA_TYPES.get(path.rsplit(".", 1)[-1], "application/octet-stream")


__all__ = ["FeedDriver", "MailedFeedDriver"]
