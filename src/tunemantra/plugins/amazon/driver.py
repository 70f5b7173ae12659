"""Delivers to Amazon Music's bucket: files, manifest, completion mark last; asks what became of it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from attrs import frozen

from tunemantra.contrib.batches import from_mail, hand_over, is_finished
from tunemantra.core.distribution import OrderKind
from tunemantra.core.finding import Finding, blocking
from tunemantra.core.release import Release
from tunemantra.errors import Disposition, PlatformError, RefusedError, TransportError
from tunemantra.plugins.amazon import profile
from tunemantra.plugins.amazon.errors import status_error
from tunemantra.plugins.amazon.lyrics import sheets
from tunemantra.plugins.amazon.metadata import manifest, marker
from tunemantra.plugins.amazon.rules import check_order, check_package
from tunemantra.plugins.amazon.settings import AmazonSettings
from tunemantra.plugins.amazon.status import read_status, read_status_mail
from tunemantra.ports.package import (
    Document,
    Draft,
    Order,
    Package,
    Placed,
    Receipt,
    Role,
    StatusReport,
)
from tunemantra.ports.platform import Session
from tunemantra.ports.transport import ApiRequest, FileTransport, Mail

COVER = "artwork"
_NOT_FOUND = 404


@frozen
class AmazonDriver:
    """The verbs of Amazon Music; `SupportsMailStatus` as well. Keeps nothing between calls."""

    settings: AmazonSettings

    def check(self, order: Order) -> Iterable[Finding]:
        """Return what the store's own rules say; a takedown is asked nothing."""
        return () if order.kind is OrderKind.TAKEDOWN else check_order(order)

    def build(self, order: Order) -> Draft:
        """Return cover and audio in playing order, lyrics, manifest, completion mark."""
        batch, icpn = batch_name(order), order.release.icpn
        home = profile.HOME.format(batch=batch, icpn=icpn)
        names = file_names(order.release)
        media = tuple(
            Placed(f"{home}/{names[subject]}", order.renditions[subject], _media_type(names[subject]))
            for subject in to_send(order)
        )
        words = {} if order.kind is OrderKind.TAKEDOWN else {f"{home}/{one.name}": one for one in sheets(order)}
        name = f"{home}/{profile.MANIFEST_NAME.format(icpn=icpn)}"
        stated = manifest(order, batch, self.settings.partner, media, words)
        mark = profile.MARKER_NAME.format(batch=batch)
        return Draft(
            (
                *media,
                *(_document(path, Role.METADATA, sheet.content) for path, sheet in words.items()),
                _document(name, Role.METADATA, stated),
                _document(mark, Role.MARKER, marker(name, stated)),
            ),
            reference=batch,
        )

    def deliver(self, order: Order, package: Package, session: Session) -> Receipt:
        """Put what is not there yet; a batch whose mark is there is finished, unless the store found it damaged."""
        _sound(package, session)
        finished = is_finished(package, session)
        if finished and self._damaged(str(order.release.icpn), package.reference, session):
            _withdraw(session.files("files"), package, session)
            finished = False
        return hand_over(package, session, finished=finished, native=profile.UPLOADED)

    def report(self, icpn: str, receipt: Receipt, session: Session) -> Iterable[StatusReport]:
        """Return what API and mail say of one batch, oldest first, the more trusted channel before the other.

        While the API is out of reach, what the mail says still counts; an answer that is no outage is raised.
        """
        reports = list(from_mail(icpn, receipt, session, self.read_mail)) if self.settings.maildir else []
        try:
            reports += self._from_api(icpn, receipt.reference, session)
        except (PlatformError, TransportError) as problem:
            if not reports or problem.disposition is not Disposition.RETRY:
                raise
        return sorted(reports, key=lambda report: (report.at, report.sequence, -report.channel.trust))

    def read_mail(self, mail: Mail) -> StatusReport | None:
        """Return what a message reports; None where it is not from the store or not understood."""
        return read_status_mail(mail, self.settings.mail_senders)

    def _damaged(self, icpn: str, batch: str, session: Session) -> bool:
        """Return whether the last word on a batch is that its bytes are not those of the manifest."""
        said = self._from_api(icpn, batch, session)
        return bool(said) and said[-1].native == profile.CHECKSUM_MISMATCH

    def _from_api(self, icpn: str, batch: str, session: Session) -> tuple[StatusReport, ...]:
        if not self.settings.status_url:
            return ()
        path = profile.STATUS_PATH.format(batch=batch, icpn=icpn)
        answer = session.api("status").send(ApiRequest("GET", path))
        if answer.status == _NOT_FOUND:
            return ()
        if not answer.ok:
            raise status_error(answer)
        return read_status(answer, icpn, batch)


def batch_name(order: Order) -> str:
    """Return the name of an order's batch: its moment, and what tells it from another of the same moment."""
    suffix = hashlib.sha256(order.delivery_id.encode()).hexdigest()[: profile.BATCH_SUFFIX]
    return profile.BATCH_NAME.format(created=order.created_at, suffix=suffix)


def file_names(release: Release) -> dict[str, str]:
    """Return the file name of every asset by its path in the release, in sending order."""
    return {
        COVER: profile.COVER_NAME.format(icpn=release.icpn),
        **{
            f"tracks[{index}].audio": profile.AUDIO_NAME.format(icpn=release.icpn, disc=track.disc, number=track.number)
            for index, track in enumerate(release.tracks)
        },
    }


def to_send(order: Order) -> tuple[str, ...]:
    """Return which assets travel, in sending order; an update sends nothing the store holds."""
    subjects = (subject for subject in file_names(order.release) if subject in order.renditions)
    return tuple(s for s in subjects if order.kind is not OrderKind.UPDATE or not order.unchanged(s))


def _sound(package: Package, session: Session) -> None:
    document = package.of(Role.METADATA)[-1]
    with session.open(document) as stream:
        findings = tuple(check_package(package, stream.read()))
    if blocking(findings):
        raise RefusedError("the package is not what its manifest says", findings)


def _withdraw(files: FileTransport, package: Package, session: Session) -> None:
    # The mark goes last: cut off before that, the next try finds it and withdraws the rest.
    for file in package.files:
        session.alive()
        files.remove(file.path)


def _document(path: str, role: Role, content: bytes) -> Document:
    return Document(path, role, content, _media_type(path))


def _media_type(name: str) -> str:
    return profile.MEDIA_TYPES[name.rsplit("/", 1)[-1].rsplit(".", 1)[-1]]


__all__ = ["COVER", "AmazonDriver", "batch_name", "file_names", "to_send"]
