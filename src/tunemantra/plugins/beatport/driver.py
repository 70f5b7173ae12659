"""Talks to Beatport: builds a batch, hands it over with its completion mark last, asks what became of it."""

from __future__ import annotations

from collections.abc import Iterable

from attrs import frozen

from tunemantra.contrib.batches import Source, from_mail, from_portal, heard, read_status_mail, send_batch
from tunemantra.contrib.ddex import FileEntry
from tunemantra.core.distribution import OrderKind
from tunemantra.core.finding import Finding
from tunemantra.core.release import Release
from tunemantra.plugins.beatport import profile
from tunemantra.plugins.beatport.metadata import batch_name, losses, write_marker, write_message
from tunemantra.plugins.beatport.rules import check_release
from tunemantra.plugins.beatport.settings import BeatportSettings
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
from tunemantra.ports.transport import Mail

COVER = "artwork"


@frozen
class BeatportDriver:
    """The verbs of Beatport; `SupportsMailStatus` as well. Keeps nothing between calls."""

    settings: BeatportSettings

    def check(self, order: Order) -> Iterable[Finding]:
        """Return what Beatport's own rules say, and what its messages cannot carry; a takedown is asked nothing."""
        if order.kind is OrderKind.TAKEDOWN:
            return ()
        return (
            *check_release(order.release, self.settings, order.analyses),
            *losses(profile.REQUIREMENT.taken(order.release), self.settings),
        )

    def build(self, order: Order) -> Draft:
        """Return audio in playing order, cover, message, completion mark."""
        release, batch = order.release, batch_name(order)
        folder = profile.BATCH_PATH.format(distributor=self.settings.distributor, batch=batch)
        home = f"{folder}/{release.icpn}"
        names = file_names(release)
        sent = to_send(order)
        entries = {
            subject: FileEntry.of(rendition, names[subject] if subject in sent else "", provided=subject in sent)
            for subject, rendition in order.renditions.items()
        }
        message = write_message(order, entries, self.settings)
        marker = write_marker(order, batch, message, self.settings)
        return Draft(
            (
                *(
                    Placed(f"{home}/{names[subject]}", order.renditions[subject], _media_type(names[subject]))
                    for subject in sent
                ),
                _document(f"{home}/{profile.MESSAGE_NAME.format(icpn=release.icpn)}", Role.METADATA, message),
                _document(f"{folder}/{profile.MARKER_NAME.format(batch=batch)}", Role.MARKER, marker),
            ),
            reference=batch,
        )

    def deliver(self, order: Order, package: Package, session: Session) -> Receipt:  # noqa: ARG002
        """Put what is not there yet; a batch whose completion mark is there is finished and not touched again."""
        return send_batch(package, session)

    def report(self, icpn: str, receipt: Receipt, session: Session) -> Iterable[StatusReport]:
        """Return what portal and mail say of one batch, oldest first.

        Where the portal fails, what the mail says still counts; where nothing came by mail either, the portal's
        error is raised.
        """
        account, sources = self.settings, list[Source]()
        if account.maildir:
            sources.append(lambda: from_mail(icpn, receipt, session, self.read_mail))
        if account.portal_url:
            sources.append(lambda: from_portal(icpn, receipt, session, profile.PORTAL_PATH.format(icpn=icpn)))
        return heard(*sources)

    def read_mail(self, mail: Mail) -> StatusReport | None:
        """Return what a message reports; None where it is not from Beatport or not understood."""
        return read_status_mail(mail, self.settings.mail_senders)


def file_names(release: Release) -> dict[str, str]:
    """Return the file name of every asset by its path in the release, in sending order."""
    names = {
        f"tracks[{index}].audio": profile.AUDIO_NAME.format(icpn=release.icpn, disc=track.disc, number=track.number)
        for index, track in enumerate(release.tracks)
    }
    return {**names, COVER: profile.COVER_NAME.format(icpn=release.icpn)}


def to_send(order: Order) -> tuple[str, ...]:
    """Return which assets travel, in sending order.

    An update sends nothing the store holds; where one recording changed, the whole set goes again (section 8).
    """
    subjects = tuple(subject for subject in file_names(order.release) if subject in order.renditions)
    if order.kind is not OrderKind.UPDATE:
        return subjects
    changed = tuple(subject for subject in subjects if not order.unchanged(subject))
    return changed if set(changed) <= {COVER} else subjects


def _document(path: str, role: Role, content: bytes) -> Document:
    return Document(path, role, content, _media_type(path))


def _media_type(name: str) -> str:
    return profile.MEDIA_TYPES[name.rsplit(".", 1)[-1]]


__all__ = ["COVER", "BeatportDriver", "file_names", "to_send"]
