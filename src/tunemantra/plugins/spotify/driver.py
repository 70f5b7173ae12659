"""Delivering to Spotify's API, safe to repeat after a kill at any point: what the platform holds is the truth."""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING

from attrs import frozen

from tunemantra.core.distribution import OrderKind
from tunemantra.core.finding import Finding, error
from tunemantra.core.status import Channel
from tunemantra.errors import ProtocolError, RefusedError, SettingsError
from tunemantra.plugins.spotify import profile, webhook
from tunemantra.plugins.spotify.client import Client, ReleaseView, report_of
from tunemantra.plugins.spotify.metadata import (
    audio_name,
    canvas_name,
    canvas_of,
    merge_patch,
    release_document,
    rendition_of,
    takedown_document,
)
from tunemantra.plugins.spotify.rules import check_order
from tunemantra.plugins.spotify.settings import SpotifySettings, account_of
from tunemantra.ports.answers import Json
from tunemantra.ports.package import Document, Draft, Order, Package, PackageFile, Placed, Receipt, Role, StatusReport

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tunemantra.ports.platform import Session, WebhookReply, WebhookRequest

RELEASE_ID = "release_id"
_MEDIA = frozenset({Role.AUDIO, Role.ARTWORK, Role.VIDEO})


@frozen
class SpotifyDriver:
    """The driver of one account; it keeps nothing between calls."""

    settings: SpotifySettings

    def check(self, order: Order) -> Iterable[Finding]:
        """Yield what the platform's own rules have to say."""
        return check_order(order)

    def build(self, order: Order) -> Draft:
        """Return the document and, unless it is a takedown, the cover, the audio in playing order, and each Canvas."""
        icpn = str(order.release.icpn)
        if order.kind is OrderKind.TAKEDOWN:
            document = takedown_document(order)
            return Draft((Document(profile.TAKEDOWN_NAME, Role.METADATA, document, profile.JSON_TYPE),), icpn)
        document = release_document(order)
        cover = Placed(profile.COVER_NAME, rendition_of(order, "artwork"), profile.IMAGE_TYPE)
        audio = (
            Placed(audio_name(track), rendition_of(order, f"tracks[{index}].audio"), profile.AUDIO_TYPE)
            for index, track in enumerate(order.release.tracks)
        )
        canvases = (
            Placed(canvas_name(track), made, profile.VIDEO_TYPE)
            for index, track in enumerate(order.release.tracks)
            if (made := canvas_of(order, index)) is not None
        )
        stated = Document(profile.DOCUMENT_NAME, Role.METADATA, document, profile.JSON_TYPE)
        return Draft((stated, cover, *audio, *canvases), icpn)

    def deliver(self, order: Order, package: Package, session: Session) -> Receipt:
        """Hand the package over: register, upload what is missing, commit; or patch; or take down."""
        client = Client.of(session)
        document = _document(package, session)
        if order.kind is OrderKind.TAKEDOWN:
            return self._take_down(order, document, client, session)
        if order.kind is OrderKind.UPDATE and all(order.unchanged(subject) for subject in order.renditions):
            held = _known(order, client)
            if held is not None and _holds(held, package):
                return self._patch(order, document, held, client, session)
        return self._submit(order, package, document, client, session)

    def report(self, icpn: str, receipt: Receipt, session: Session) -> Iterable[StatusReport]:
        """Return what the platform says of a submission, oldest first."""
        client = Client.of(session)
        release_id = dict(receipt.external_ids).get(RELEASE_ID, "")
        view = client.get(release_id) if release_id else client.find(icpn)
        if view is None:
            return ()
        reports = (report_of(event, Channel.API) for event in view.events)
        # What the platform does of its own accord belongs to no submission and counts for each.
        return tuple(report for report in reports if report.reference in {receipt.reference, ""})

    def webhook(self, request: WebhookRequest, session: Session) -> WebhookReply:
        """Verify and read one request."""
        secrets = [session.secret(reference) for reference in self.settings.webhook_secrets]
        return webhook.answer(request, secrets, session.clock.now().timestamp())

    def subscribe(self, url: str, session: Session) -> None:
        """Register `url`, to be signed with the first of the secrets; safe to repeat.

        Raises:
            SettingsError: no secret is set.
        """
        if not self.settings.webhook_secrets:
            missing = error("SETTINGS", "platforms.spotify.webhook_secrets", "Webhooks need a secret.")
            raise SettingsError("Spotify's webhooks cannot be registered", [missing])
        Client.of(session).subscribe(url, session.secret(self.settings.webhook_secrets[0]))

    def _submit(self, order: Order, package: Package, document: bytes, client: Client, session: Session) -> Receipt:
        view = client.create(document, order.delivery_id)
        submission = view.submission(order.delivery_id)
        if submission is None:
            raise ProtocolError("Spotify registered the release and forgot our key")
        moved = 0
        if submission.open:
            moved = _upload_missing(order, package, view, client, session)
            session.alive()
            view = client.commit(view.id, order.delivery_id)
        return _receipt(order, view, session, moved)

    def _patch(self, order: Order, document: bytes, held: ReleaseView, client: Client, session: Session) -> Receipt:
        if held.submission(order.delivery_id) is None:
            patch = merge_patch(held.document, _json(document))
            held = client.patch(held.id, patch, order.delivery_id)
        return _receipt(order, held, session, 0)

    def _take_down(self, order: Order, document: bytes, client: Client, session: Session) -> Receipt:
        held = _known(order, client)
        if held is None:
            raise RefusedError(f"Spotify holds no release {order.release.icpn}", hint="nothing to take down")
        if held.submission(order.delivery_id) is None:
            held = client.take_down(held.id, document, order.delivery_id)
        return _receipt(order, held, session, 0)


def make_driver(settings: object) -> SpotifyDriver:
    """Return the driver of an account."""
    return SpotifyDriver(account_of(settings))


def _document(package: Package, session: Session) -> bytes:
    (file,) = package.of(Role.METADATA)
    with session.open(file) as stream:
        return stream.read()


def _known(order: Order, client: Client) -> ReleaseView | None:
    release_id = order.external_ids.get(RELEASE_ID, "")
    return (client.get(release_id) if release_id else None) or client.find(str(order.release.icpn))


def _media(package: Package) -> tuple[PackageFile, ...]:
    return tuple(file for file in package.files if file.role in _MEDIA)


def _holds(view: ReleaseView, package: Package) -> bool:
    return all(view.held.get(file.path) == file.sha256 for file in _media(package))


def _upload_missing(order: Order, package: Package, view: ReleaseView, client: Client, session: Session) -> int:
    moved = 0
    for file in _media(package):
        session.alive()
        if view.held.get(file.path) != file.sha256:
            client.put(view.id, file, session, partial(session.progress, file), isrc=_canvas_of(order, file))
            moved += file.size
        session.progress(file, file.size)
    return moved


def _canvas_of(order: Order, file: PackageFile) -> str:
    """Return the ISRC of the track whose Canvas a file is; empty for other files."""
    canvases = {f"tracks[{index}].canvas": str(track.isrc) for index, track in enumerate(order.release.tracks)}
    return canvases.get(file.subject, "")


def _receipt(order: Order, view: ReleaseView, session: Session, moved: int) -> Receipt:
    submission = view.submission(order.delivery_id)
    if submission is None:
        raise ProtocolError("Spotify took the order and forgot our key")
    words = [event.get("status") for event in view.events if event.get("submission") == submission.id]
    return Receipt(
        reference=submission.id,
        native=str(words[-1]) if words else view.status,
        at=session.clock.now(),
        bytes_sent=moved,
        external_ids=((RELEASE_ID, view.id),),
        files=tuple(sorted(view.held.items())),
    )


def _json(document: bytes) -> Json:
    parsed: Json = json.loads(document)
    return parsed
