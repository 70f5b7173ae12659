"""What the store's acknowledgements say of one submission."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import evolve, frozen

from tunemantra.contrib.ddex.exchange import (
    AckDocument,
    Acknowledgement,
    ListedAck,
    ListedFile,
    acknowledgements_of,
    read_acknowledgement,
    release_key,
    status_reports,
)
from tunemantra.plugins.ddex_feed.directory import Store
from tunemantra.plugins.ddex_feed.errors import feed_error
from tunemantra.plugins.ddex_feed.layout import by_message
from tunemantra.plugins.ddex_feed.profile import LARGEST_ACK
from tunemantra.ports.package import Receipt, StatusReport
from tunemantra.ports.transport import FileTransport


@frozen
class Mailbag:
    """The acknowledgements of one submission.

    Args:
        store: whose they are.
        icpn: the product.
        receipt: of the submission; its reference is the message, or the batch in older versions.
    """

    store: Store
    icpn: str
    receipt: Receipt

    def read(self, files: FileTransport) -> list[StatusReport]:
        """Return what the store says, oldest first.

        Raises:
            ProtocolError: there are acknowledgements, and none can be read.
        """
        exchange = self.store.exchange
        listed = [ListedFile(one.path, one.size) for one in files.list(exchange.ack_folder) if not one.folder]
        found = [ack for ack in acknowledgements_of(exchange, listed) if self._named(ack)]
        documents = [(ack, self._document(files, ack)) for ack in found]
        if found and all(document is None for _, document in documents):
            raise feed_error("unreadable", found[-1].path)
        reports = [one for ack, document in documents if document for one in self._reports(ack, document)]
        return sorted(reports, key=lambda report: report.at)

    def _named(self, ack: ListedAck) -> bool:
        """Return whether an acknowledgement's name leaves it possible that it is about this submission."""
        reference, name = self.receipt.reference, ack.name
        if by_message(self.store.exchange):
            return name.subject in {reference, self.icpn}
        # Older names carry the batch's stamp alone, and our batches hold one release.
        return reference.startswith(name.stamp)

    def _document(self, files: FileTransport, ack: ListedAck) -> AckDocument | None:
        document, _ = read_acknowledgement(files.read(ack.path, limit=LARGEST_ACK), ack.name)
        return document

    def _reports(self, ack: ListedAck, document: AckDocument) -> Iterator[StatusReport]:
        ours = tuple(one for one in document.acknowledgements if self._about(one))
        names = (name for one in ours for name in (*one.release.values, one.message_id))
        reports, _ = status_reports(
            evolve(document, acknowledgements=ours),
            ack.name.at or self.receipt.at,
            icpn_of={key: self.icpn for name in names for key in (name, release_key(name))},
            reference=lambda _: self.receipt.reference,
            evidence=ack.path,
        )
        yield from reports

    def _about(self, said: Acknowledgement) -> bool:
        reference, product = self.receipt.reference, said.release.icpn
        if product and release_key(product) != release_key(self.icpn):
            return False  # another release, in a batch of the same moment
        if by_message(self.store.exchange):
            return said.message_id in {"", reference}
        # The name of an older acknowledgement has the batch's stamp alone.
        return not said.batch_id or said.batch_id in reference or reference in said.batch_id


__all__ = ["Mailbag"]
