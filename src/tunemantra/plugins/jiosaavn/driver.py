"""Talks to JioSaavn: builds a batch, hands it over, completion mark last, hears row by row what became of it."""

from __future__ import annotations

from collections.abc import Iterable

from attrs import frozen

from tunemantra.contrib.batches import (
    Source,
    batch_name,
    from_mail,
    from_portal,
    heard,
    read_status_mail,
    send_batch,
)
from tunemantra.core.distribution import OrderKind
from tunemantra.core.finding import Finding
from tunemantra.plugins.jiosaavn import profile
from tunemantra.plugins.jiosaavn.ack import read_ack
from tunemantra.plugins.jiosaavn.metadata import COVER, write_checksums, write_manifest
from tunemantra.plugins.jiosaavn.rules import check_order
from tunemantra.plugins.jiosaavn.settings import JioSaavnSettings
from tunemantra.ports.package import Document, Draft, Order, Package, Placed, Receipt, Role, StatusReport
from tunemantra.ports.platform import Session
from tunemantra.ports.transport import Mail

_CSV, _TEXT = "text/csv", "text/plain"


@frozen
class JioSaavnDriver:
    """The verbs of JioSaavn; `SupportsMailStatus` as well. Keeps nothing between calls."""

    settings: JioSaavnSettings

    def check(self, order: Order) -> Iterable[Finding]:
        """Return what JioSaavn's own rules say; a takedown is asked nothing."""
        return () if order.kind is OrderKind.TAKEDOWN else tuple(check_order(order))

    def build(self, order: Order) -> Draft:
        """Return audio in playing order, cover, manifest, checksums, completion mark."""
        batch = batch_name(order.created_at, order.delivery_id)
        sent = to_send(order)
        manifest = write_manifest(order, batch, sent, bom=self.settings.bom)
        checksums = write_checksums(order, sent, manifest)
        placed = [
            Placed(f"{batch}/{path}", order.renditions[subject], profile.MEDIA_TYPES[path.rsplit(".", 1)[-1]])
            for subject, path in sent.items()
        ]
        return Draft(
            (
                *placed,
                Document(f"{batch}/{profile.MANIFEST_NAME}", Role.METADATA, manifest, _CSV),
                Document(f"{batch}/{profile.CHECKSUMS_NAME}", Role.METADATA, checksums, _TEXT),
                Document(f"{batch}/{profile.MARKER_NAME}", Role.MARKER, f"{batch}\n".encode(), _TEXT),
            ),
            reference=batch,
        )

    def deliver(self, order: Order, package: Package, session: Session) -> Receipt:  # noqa: ARG002
        """Put what is not there yet; a batch whose completion mark is there is finished and not touched again."""
        return send_batch(package, session)

    def report(self, icpn: str, receipt: Receipt, session: Session) -> Iterable[StatusReport]:
        """Return what acknowledgement, mail and portal say of one batch, oldest first.

        Where one of them fails, what the others say still counts; where they say nothing either, the error is raised.
        """
        account, sources = self.settings, list[Source]()
        # The portal knows every word, and is asked last: what another one says by now it has said before.
        sources.append(lambda: _from_ack(icpn, receipt, session))
        if account.maildir:
            sources.append(lambda: from_mail(icpn, receipt, session, self.read_mail))
        if account.portal_url:
            sources.append(lambda: from_portal(icpn, receipt, session, profile.PORTAL_PATH.format(icpn=icpn)))
        return heard(*sources)

    def read_mail(self, mail: Mail) -> StatusReport | None:
        """Return what a message reports; None where it is not from JioSaavn or not understood."""
        return read_status_mail(mail, self.settings.mail_senders)


def to_send(order: Order) -> dict[str, str]:
    """Return the files that travel, subject to path below the batch, in sending order; none the store holds."""
    release = order.release
    paths = {
        f"tracks[{index}].audio": profile.AUDIO_NAME.format(isrc=track.isrc)
        for index, track in enumerate(release.tracks)
    }
    paths[COVER] = profile.COVER_NAME.format(icpn=release.icpn)
    update = order.kind is OrderKind.UPDATE
    return {
        subject: path
        for subject, path in paths.items()
        if subject in order.renditions and not (update and order.unchanged(subject))
    }


def _from_ack(icpn: str, receipt: Receipt, session: Session) -> Iterable[StatusReport]:
    files, path = session.files("files"), profile.ACK_PATH.format(batch=receipt.reference)
    if files.stat(path) is None:
        return ()
    return (read_ack(files.read(path), icpn, receipt.reference),)


__all__ = ["JioSaavnDriver", "to_send"]
