"""Delivering to Apple Music's API, safe to repeat after a kill at any point: what the store holds is the truth."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from attrs import frozen

from tunemantra.core.distribution import OrderKind
from tunemantra.plugins.apple import profile
from tunemantra.plugins.apple.client import Client, PackageView
from tunemantra.plugins.apple.layout import file_names, lyrics_files, media_type, rendition_of
from tunemantra.plugins.apple.metadata import losses, write_clearance, write_extensions, write_message
from tunemantra.plugins.apple.rules import check_order
from tunemantra.plugins.apple.settings import AppleSettings, account_of
from tunemantra.plugins.apple.status import reports_of
from tunemantra.ports.package import Document, Draft, Order, Package, PackageFile, Placed, Receipt, Role, StatusReport

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tunemantra.core.finding import Finding
    from tunemantra.ports.platform import Session


@frozen
class AppleDriver:
    """The driver of one account; it keeps nothing between calls."""

    settings: AppleSettings

    def check(self, order: Order) -> Iterable[Finding]:
        """Return what the platform's own rules say, and what its documents cannot carry."""
        if order.kind is OrderKind.TAKEDOWN:
            return ()
        return (*check_order(order), *losses(order.release, self.settings))

    def build(self, order: Order) -> Draft:
        """Return message, extensions, lyrics, cover, recordings and immersive mixes; of a takedown its document."""
        icpn = str(order.release.icpn)
        if order.kind is OrderKind.TAKEDOWN:
            clearance = Document(profile.CLEARANCE_NAME, Role.METADATA, write_clearance(order), profile.JSON_TYPE)
            return Draft((clearance,), icpn)
        lyrics = tuple(lyrics_files(order))
        documents = (
            Document(profile.MESSAGE_NAME, Role.METADATA, write_message(order, self.settings), profile.XML_TYPE),
            Document(profile.EXTENSION_NAME, Role.METADATA, write_extensions(order, lyrics), profile.XML_TYPE),
            *(Document(file.name, Role.METADATA, file.content, profile.LYRICS_TYPE) for file in lyrics),
        )
        media = (
            Placed(name, rendition_of(order, subject), media_type(name))
            for subject, name in file_names(order.release).items()
        )
        return Draft((*documents, *media), icpn)

    def deliver(self, order: Order, package: Package, session: Session) -> Receipt:
        """Hand the package over: open it, upload what is missing, submit; or take the release off the store."""
        client, icpn, key = Client.of(session), str(order.release.icpn), order.delivery_id
        head, *files = package.files
        with session.open(head) as stream:
            content = stream.read()
        if order.kind is OrderKind.TAKEDOWN:
            return _receipt(client.clear(icpn, content, key), session, 0, package)
        update = order.kind is OrderKind.UPDATE
        view = client.amend(icpn, content, key) if update else client.create(content, key)
        moved = 0
        if view.open:
            moved = _upload_missing(files, view, client, session)
            session.alive()
            view = client.submit(view.id)
        return _receipt(view, session, moved, package)

    def report(self, icpn: str, receipt: Receipt, session: Session) -> Iterable[StatusReport]:
        """Return what the platform says of a submission, oldest first."""
        return reports_of(icpn, receipt.reference, Client.of(session))


def make_driver(settings: object) -> AppleDriver:
    """Return the driver of an account."""
    return AppleDriver(account_of(settings))


def _upload_missing(files: Iterable[PackageFile], view: PackageView, client: Client, session: Session) -> int:
    """Send what is not there, and return the bytes of media among it."""
    moved = 0
    for file in files:
        session.alive()
        if view.held.get(file.path) != file.sha256:
            client.put(view.id, file, session, partial(session.progress, file))
            moved += file.size if file.subject else 0
        session.progress(file, file.size)
    return moved


def _receipt(view: PackageView, session: Session, moved: int, package: Package) -> Receipt:
    return Receipt(
        reference=view.id,
        native=view.state,
        at=session.clock.now(),
        bytes_sent=moved,
        files=tuple(sorted((file.path, file.sha256) for file in package.files)),
    )
