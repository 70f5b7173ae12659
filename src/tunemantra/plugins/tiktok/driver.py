"""Delivering to TikTok's API, safe to repeat after a kill at any point: what the platform holds is the truth."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from attrs import frozen

from tunemantra.core.distribution import OrderKind
from tunemantra.errors import RefusedError
from tunemantra.plugins.tiktok import profile
from tunemantra.plugins.tiktok.client import Client, SoundsView, report_of
from tunemantra.plugins.tiktok.metadata import (
    audio_name,
    commercial_isrcs,
    document,
    rendition_of,
    takedown_document,
)
from tunemantra.plugins.tiktok.rules import check_order
from tunemantra.plugins.tiktok.settings import TikTokSettings, account_of
from tunemantra.ports.package import Document, Draft, Order, Package, PackageFile, Placed, Receipt, Role, StatusReport

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tunemantra.core.finding import Finding
    from tunemantra.ports.platform import Session

SOUNDS_ID = "sounds_id"


@frozen
class TikTokDriver:
    """The driver of one account; it keeps nothing between calls."""

    settings: TikTokSettings

    def check(self, order: Order) -> Iterable[Finding]:
        """Return what the platform's own rules have to say; a takedown is asked nothing."""
        return () if order.kind is OrderKind.TAKEDOWN else check_order(order)

    def build(self, order: Order) -> Draft:
        """Return the document, the cover and the recordings in playing order; of a takedown its document."""
        icpn = str(order.release.icpn)
        if order.kind is OrderKind.TAKEDOWN:
            gone = Document(profile.TAKEDOWN_NAME, Role.METADATA, takedown_document(order), profile.JSON_TYPE)
            return Draft((gone,), icpn)
        stated = Document(profile.DOCUMENT_NAME, Role.METADATA, document(order), profile.JSON_TYPE)
        cover = Placed(profile.COVER_NAME, rendition_of(order, "artwork"), profile.IMAGE_TYPE)
        audio = (
            Placed(audio_name(track), rendition_of(order, f"tracks[{index}].audio"), profile.AUDIO_TYPE)
            for index, track in enumerate(order.release.tracks)
        )
        return Draft((stated, cover, *audio), icpn)

    def deliver(self, order: Order, package: Package, session: Session) -> Receipt:
        """Hand the package over: register, upload what is missing, submit, offer for CML; or take offline."""
        client, key = self._client(session), order.delivery_id
        head, *files = package.files
        with session.open(head) as stream:
            content = stream.read()
        known = self._known(order, client) if order.kind is not OrderKind.INSERT else ""
        if order.kind is OrderKind.TAKEDOWN:
            if not known:
                raise RefusedError(f"TikTok has no sounds of {order.release.icpn}", hint="nothing to take down")
            return _receipt(client.remove(known, content, key), session, 0, package)
        view = client.change(known, content, key) if known else client.register(content, key)
        moved = 0
        if view.open:
            moved = _upload_missing(files, view, client, session)
            session.alive()
            client.offer(view, commercial_isrcs(order.release))
            view = client.submit(view, key)
        return _receipt(view, session, moved, package)

    def report(self, icpn: str, receipt: Receipt, session: Session) -> Iterable[StatusReport]:
        """Return what the platform says of a submission, oldest first."""
        client = self._client(session)
        sounds = dict(receipt.external_ids).get(SOUNDS_ID, "") or client.find(icpn)
        reports = (report_of(icpn, event) for event in client.events(sounds)) if sounds else ()
        # What the platform does of its own accord belongs to no order and counts for each.
        return tuple(report for report in reports if report.reference in {receipt.reference, ""})

    def _client(self, session: Session) -> Client:
        return Client(session.api("api"), session, self.settings.access_token)

    def _known(self, order: Order, client: Client) -> str:
        return order.external_ids.get(SOUNDS_ID, "") or client.find(str(order.release.icpn))


def make_driver(settings: object) -> TikTokDriver:
    """Return the driver of an account."""
    return TikTokDriver(account_of(settings))


def _upload_missing(files: Iterable[PackageFile], view: SoundsView, client: Client, session: Session) -> int:
    moved = 0
    for file in files:
        session.alive()
        if view.held.get(file.path) != file.sha256:
            client.put(view, file, partial(session.progress, file))
            moved += file.size
        session.progress(file, file.size)
    return moved


def _receipt(view: SoundsView, session: Session, moved: int, package: Package) -> Receipt:
    return Receipt(
        reference=view.task,
        native=view.status,
        at=session.clock.now(),
        bytes_sent=moved,
        external_ids=((SOUNDS_ID, view.id),),
        files=tuple(sorted((file.path, file.sha256) for file in package.files)),
    )
