"""Delivering through the Transporter, safe to repeat after a kill at any point: what the store holds is the truth.

The tool takes no key for an order. Whether a package has arrived is told by the document the store has: if that is
ours, and was not refused, nothing is sent.
"""

from __future__ import annotations

from functools import partial
from io import BytesIO
from typing import TYPE_CHECKING

from attrs import frozen

from tunemantra.core.distribution import OrderKind
from tunemantra.errors import AssetMissingError, ProtocolError, RefusedError
from tunemantra.plugins.itunes import profile
from tunemantra.plugins.itunes.metadata import release_document, takedown_document, vendor_id
from tunemantra.plugins.itunes.package import Bundle, Held, check_bundle, md5_of, same, sealed
from tunemantra.plugins.itunes.rules import check_order
from tunemantra.plugins.itunes.settings import ItunesSettings, account_of
from tunemantra.plugins.itunes.transporter import Opened, Transporter
from tunemantra.ports.package import Document, Draft, Order, Package, PackageFile, Placed, Receipt, Role, StatusReport

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tunemantra.core.finding import Finding
    from tunemantra.ports.package import Rendition
    from tunemantra.ports.platform import Session


@frozen
class ItunesDriver:
    """The driver of one account; it keeps nothing between calls."""

    settings: ItunesSettings

    def check(self, order: Order) -> Iterable[Finding]:
        """Yield what the platform's own rules have to say."""
        return check_order(order, self.settings)

    def build(self, order: Order) -> Draft:
        """Return the files that the store does not hold yet, and the document, which names them."""
        vendor = vendor_id(order.release)
        if order.kind is OrderKind.TAKEDOWN:
            document = takedown_document(order, self.settings)
            return Draft((_document(document),), profile.PACKAGE_NAME.format(vendor_id=vendor))
        files = {
            subject: (name, rendition_of(order, subject))
            for subject, name in _names(order, vendor).items()
            if not order.unchanged(subject)
        }
        placed = [Placed(name, made, profile.MEDIA_TYPES[name.rpartition(".")[2]]) for name, made in files.values()]
        document = release_document(order, files, self.settings)
        return Draft((*placed, _document(document)), profile.PACKAGE_NAME.format(vendor_id=vendor))

    def deliver(self, order: Order, package: Package, session: Session) -> Receipt:
        """Hand the package over, unless the store has it."""
        transporter, vendor = Transporter.of(session, self.settings), vendor_id(order.release)
        media, document = _sealed(package, session)
        view = transporter.status(vendor)
        if view is None and order.kind is OrderKind.TAKEDOWN:
            raise RefusedError(f"iTunes holds no product {vendor}", hint="nothing to take down")
        moved = 0
        known = view is not None and view.newest is not None and not view.newest.failed
        if not known or not same(transporter.document(vendor), document):
            session.alive()
            transporter.upload(package.reference, _openers(package, document, session))
            moved = sum(file.size for file in media)
            view = transporter.status(vendor)
        if view is None or view.newest is None:
            raise ProtocolError(f"the Transporter has uploaded {package.reference}, and the store knows nothing of it")
        for file in media:
            session.progress(file, file.size)
        return Receipt(
            reference=view.newest.created,
            native=profile.UPLOADED,
            at=session.clock.now(),
            bytes_sent=moved,
            external_ids=((profile.KEY, view.apple_id),) if view.apple_id else (),
            files=tuple((file.path, file.sha256) for file in package.files),
        )

    def report(self, icpn: str, receipt: Receipt, session: Session) -> Iterable[StatusReport]:
        """Return what the store says of a package, oldest first."""
        view = Transporter.of(session, self.settings).status(icpn)
        reports = view.reports() if view else ()
        return tuple(report for report in reports if report.reference == receipt.reference)


def make_driver(settings: object) -> ItunesDriver:
    """Return the driver of an account."""
    return ItunesDriver(account_of(settings))


def rendition_of(order: Order, subject: str) -> Rendition:
    """Return the rendition of a file of the release.

    Raises:
        AssetMissingError: there is none.
    """
    if subject not in order.renditions:
        raise AssetMissingError(f"{subject} of {order.release.icpn} has no rendition", subject=subject)
    return order.renditions[subject]


def _names(order: Order, vendor: str) -> Mapping[str, str]:
    tracks = {
        f"tracks[{index}].audio": profile.AUDIO_NAME.format(vendor_id=vendor, disc=track.disc, number=track.number)
        for index, track in enumerate(order.release.tracks)
    }
    booklet = {"booklet": profile.BOOKLET_NAME.format(vendor_id=vendor)} if order.release.booklet else {}
    return {**tracks, "artwork": profile.COVER_NAME.format(vendor_id=vendor), **booklet}


def _document(content: bytes) -> Document:
    return Document(profile.DOCUMENT_NAME, Role.METADATA, content, profile.MEDIA_TYPES["xml"])


def _sealed(package: Package, session: Session) -> tuple[tuple[PackageFile, ...], bytes]:
    """Return the media of a package, and its document with their MD5s.

    Raises:
        RefusedError: the package is not as it has to be.
    """
    (stated,) = package.of(Role.METADATA)
    media = tuple(file for file in package.files if file is not stated)
    md5s = {}
    for file in media:
        session.alive()
        with session.open(file) as stream:
            md5s[file.path] = md5_of(stream)
    with session.open(stated) as stream:
        document = sealed(stream.read(), md5s)
    lying = {file.path: Held(file.size, md5s[file.path]) for file in media}
    faults = tuple(check_bundle(Bundle(package.reference, document, lying)))
    if faults:
        raise RefusedError(f"{package.reference} is not as the store wants it: {faults[0].message}", faults)
    return media, document


def _openers(package: Package, document: bytes, session: Session) -> Mapping[str, Opened]:
    media = {file.path: partial(session.open, file) for file in package.files if file.role is not Role.METADATA}
    return {**media, profile.DOCUMENT_NAME: partial(BytesIO, document)}
