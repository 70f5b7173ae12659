"""Talks to Gracenote: builds a batch, hands it over, completion mark last, asks the portal what it recognised."""

from __future__ import annotations

from collections.abc import Iterable

from attrs import frozen

from tunemantra.contrib.batches import batch_name, from_portal, send_batch
from tunemantra.core.distribution import OrderKind
from tunemantra.core.finding import Finding
from tunemantra.plugins.gracenote import profile
from tunemantra.plugins.gracenote.identifiers import shown
from tunemantra.plugins.gracenote.metadata import COVER, write_document
from tunemantra.plugins.gracenote.rules import check_order
from tunemantra.plugins.gracenote.settings import GracenoteSettings
from tunemantra.ports.package import Document, Draft, Order, Package, Placed, Receipt, Role, StatusReport
from tunemantra.ports.platform import Session


@frozen
class GracenoteDriver:
    """The verbs of Gracenote. Keeps nothing between calls."""

    settings: GracenoteSettings

    def check(self, order: Order) -> Iterable[Finding]:
        """Return what Gracenote's own rules say; a suppression is asked nothing."""
        return () if order.kind is OrderKind.TAKEDOWN else tuple(check_order(order))

    def build(self, order: Order) -> Draft:
        """Return references in playing order, cover, document, completion mark."""
        batch = batch_name(order.created_at, order.delivery_id)
        folder = profile.FOLDER.format(batch=batch, icpn=order.release.icpn)
        sent = to_send(order)
        document = write_document(order, batch, sent)
        placed = [
            Placed(f"{folder}/{name}", order.renditions[subject], profile.MEDIA_TYPES[name.rsplit(".", 1)[-1]])
            for subject, name in sent.items()
        ]
        return Draft(
            (
                *placed,
                Document(f"{folder}/{profile.DOCUMENT_NAME}", Role.METADATA, document, "application/xml"),
                Document(f"{batch}/{profile.MARKER_NAME}", Role.MARKER, f"{batch}\n".encode(), "text/plain"),
            ),
            reference=batch,
        )

    def deliver(self, order: Order, package: Package, session: Session) -> Receipt:  # noqa: ARG002
        """Put what is not there yet; a batch whose completion mark is there is finished and not touched again."""
        return send_batch(package, session)

    def report(self, icpn: str, receipt: Receipt, session: Session) -> Iterable[StatusReport]:
        """Return what the portal says of one batch, oldest first, with its identifiers; nothing without a portal."""
        if not self.settings.portal_url:
            return ()
        return from_portal(icpn, receipt, session, profile.PORTAL_PATH.format(icpn=icpn), shown)


def to_send(order: Order) -> dict[str, str]:
    """Return the files that travel, subject to name beside the document, in sending order; none Gracenote holds."""
    names = {
        f"tracks[{index}].audio": profile.REFERENCE_NAME.format(disc=track.disc, number=track.number, isrc=track.isrc)
        for index, track in enumerate(order.release.tracks)
    }
    names[COVER] = profile.COVER_NAME
    update = order.kind is OrderKind.UPDATE
    return {
        subject: name
        for subject, name in names.items()
        if subject in order.renditions and not (update and order.unchanged(subject))
    }


__all__ = ["GracenoteDriver", "to_send"]
