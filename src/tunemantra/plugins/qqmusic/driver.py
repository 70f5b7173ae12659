"""Delivers to QQ Music: files first, the document that hands them in last; asks what became of it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from zoneinfo import ZoneInfo

from attrs import frozen

from tunemantra.core.distribution import OrderKind
from tunemantra.core.finding import Finding
from tunemantra.core.release import Release
from tunemantra.plugins.qqmusic import profile
from tunemantra.plugins.qqmusic.client import Client
from tunemantra.plugins.qqmusic.metadata import delivery_document, offline_document
from tunemantra.plugins.qqmusic.rules import check_release
from tunemantra.plugins.qqmusic.settings import QQMusicSettings
from tunemantra.ports.package import Document, Draft, Order, Package, Placed, Receipt, Role, StatusReport
from tunemantra.ports.platform import Session


@frozen
class QQMusicDriver:
    """The verbs of QQ Music. Keeps nothing between calls."""

    settings: QQMusicSettings

    def check(self, order: Order) -> Iterable[Finding]:
        """Return what the store's own rules say; a takedown is asked nothing."""
        return () if order.kind is OrderKind.TAKEDOWN else check_release(order.release, self.settings)

    def build(self, order: Order) -> Draft:
        """Return cover and audio in playing order, then the document; a takedown is a document alone."""
        batch, icpn = batch_name(order), order.release.icpn
        if order.kind is OrderKind.TAKEDOWN:
            content = offline_document(order, batch, self.settings.offline_reason)
            return Draft((_document(profile.OFFLINE_NAME.format(icpn=icpn), content),), batch)
        names = file_names(order.release)
        media = (
            Placed(names[subject], order.renditions[subject], _media_type(names[subject])) for subject in to_send(order)
        )
        content = delivery_document(order, batch, names)
        return Draft((*media, _document(profile.DOCUMENT_NAME.format(icpn=icpn), content)), batch)

    def deliver(self, order: Order, package: Package, session: Session) -> Receipt:
        """Send what has not arrived yet and hand it in; a batch that was handed in is left alone."""
        client, batch = Client(session.api("api")), package.reference
        native, moved = client.state_of(batch), 0
        if not native:
            moved = _send_missing(client, package, session)
            path = profile.OFFLINE_PATH if order.kind is OrderKind.TAKEDOWN else profile.DELIVERY_PATH
            (document,) = package.of(Role.METADATA)
            session.alive()
            with session.open(document) as stream:
                native = client.hand_in(path, stream.read())
        files = tuple((file.path, file.sha256) for file in package.files)
        return Receipt(batch, native, session.clock.now(), moved, files=files)

    def report(self, icpn: str, receipt: Receipt, session: Session) -> Iterable[StatusReport]:
        """Return what the store says of one batch, oldest first; hits of its content filter are reasons."""
        return Client(session.api("api")).reports(icpn, receipt.reference)


def batch_name(order: Order) -> str:
    """Return the name of an order's batch: its moment in Shanghai, and what tells it from another of that moment."""
    suffix = hashlib.sha256(order.delivery_id.encode()).hexdigest()[: profile.BATCH_SUFFIX]
    return profile.BATCH_NAME.format(created=order.created_at.astimezone(ZoneInfo(profile.ZONE)), suffix=suffix)


def file_names(release: Release) -> dict[str, str]:
    """Return the file name of every asset by its path in the release, in sending order."""
    return {
        "artwork": profile.COVER_NAME.format(icpn=release.icpn),
        **{
            f"tracks[{index}].audio": profile.AUDIO_NAME.format(icpn=release.icpn, disc=track.disc, number=track.number)
            for index, track in enumerate(release.tracks)
        },
    }


def to_send(order: Order) -> tuple[str, ...]:
    """Return which assets travel, in sending order; an update sends nothing the store holds."""
    subjects = (subject for subject in file_names(order.release) if subject in order.renditions)
    return tuple(s for s in subjects if order.kind is not OrderKind.UPDATE or not order.unchanged(s))


def _send_missing(client: Client, package: Package, session: Session) -> int:
    moved = 0
    for file in package.files:
        if not file.subject:
            continue
        session.alive()
        if not client.holds(package.reference, file):
            client.put(package.reference, file, session)
            moved += file.size
        session.progress(file, file.size)
    return moved


def _document(path: str, content: bytes) -> Document:
    return Document(path, Role.METADATA, content, _media_type(path))


def _media_type(name: str) -> str:
    return profile.MEDIA_TYPES[name.rsplit(".", 1)[-1]]


__all__ = ["QQMusicDriver", "batch_name", "file_names", "to_send"]
