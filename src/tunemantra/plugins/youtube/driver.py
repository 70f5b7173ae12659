"""Delivering to YouTube, safe to repeat after a kill at any point: what YouTube holds is asked first, and is the truth.

Recordings first (assets), then their files (references), the cover, who owns what where and what is done with matches,
and last the package, whose sheet makes Art Tracks of it all.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from attrs import frozen

from tunemantra.core.distribution import OrderKind
from tunemantra.core.release import Medium
from tunemantra.errors import RefusedError
from tunemantra.plugins.youtube import profile
from tunemantra.plugins.youtube.client import Client
from tunemantra.plugins.youtube.metadata import (
    asset,
    asset_metadata,
    hash_of,
    match_policy,
    matched,
    media_name,
    owned,
    ownership,
    rendition_of,
    sheet,
    sheet_name,
)
from tunemantra.plugins.youtube.rules import check_order
from tunemantra.plugins.youtube.settings import YouTubeSettings, account_of
from tunemantra.plugins.youtube.status import ASSET_ID, reports
from tunemantra.ports.package import Document, Draft, Order, Package, PackageFile, Placed, Receipt, Role, StatusReport

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tunemantra.core.finding import Finding
    from tunemantra.core.release import Track
    from tunemantra.plugins.youtube.client import Asset
    from tunemantra.plugins.youtube.metadata import Fields
    from tunemantra.ports.platform import Session


@frozen
class YouTubeDriver:
    """The driver of one content owner; it keeps nothing between calls."""

    settings: YouTubeSettings

    def check(self, order: Order) -> Iterable[Finding]:
        """Yield what the platform's own rules have to say."""
        return check_order(order, self.settings.daily_units)

    def build(self, order: Order) -> Draft:
        """Return the recordings in playing order and the cover, unless it is a takedown, and last the sheet."""
        stated = Document(sheet_name(order), Role.METADATA, sheet(order), profile.SHEET_TYPE)
        reference = str(order.release.icpn)
        if order.kind is OrderKind.TAKEDOWN:
            return Draft((stated,), reference)
        media = (_placed(order, index, track) for index, track in enumerate(order.release.tracks))
        cover = Placed(profile.COVER_NAME, rendition_of(order, "artwork"), profile.COVER_TYPE)
        return Draft((*media, cover, stated), reference)

    def deliver(self, order: Order, package: Package, session: Session) -> Receipt:
        """Register what is unknown, upload what is missing, say who owns it, and hand over the sheet."""
        client = Client.of(session, self.settings.content_owner)
        assets = self._registered(order, client, session)
        moved = 0
        if order.kind is not OrderKind.TAKEDOWN:
            moved = _recordings(order, package, assets, client, session) + _cover(order, package, client, session)
        self._state_rights(order, assets, client, session)
        session.alive()
        (document,) = package.of(Role.METADATA)
        with session.open(document) as stream:
            inserted = client.insert_package(document.path, stream.read().decode(), order.delivery_id)
        return Receipt(
            reference=inserted.id,
            native=inserted.status,
            at=session.clock.now(),
            bytes_sent=moved,
            external_ids=tuple((ASSET_ID + isrc, known.id) for isrc, known in sorted(assets.items())),
            files=tuple((file.path, file.sha256) for file in package.files),
        )

    def report(self, icpn: str, receipt: Receipt, session: Session) -> Iterable[StatusReport]:
        """Return what the platform says of a package, oldest first."""
        return reports(icpn, receipt, Client.of(session, self.settings.content_owner))

    def _registered(self, order: Order, client: Client, session: Session) -> Mapping[str, Asset]:
        """Return the asset of each recording by ISRC; those that are unknown are made, those that differ changed."""
        release = order.release
        held = client.find_assets([str(track.isrc) for track in release.tracks])
        found = {}
        for index, track in enumerate(release.tracks):
            session.alive()
            isrc = str(track.isrc)
            known = held.get(isrc)
            if order.kind is OrderKind.TAKEDOWN and known is None:
                raise RefusedError(f"YouTube knows no recording {isrc}", hint="nothing to take down")
            wanted = asset_metadata(release, index)
            if known is not None and order.kind is not OrderKind.TAKEDOWN and known.metadata != wanted:
                client.patch_asset(known.id, wanted)
            found[isrc] = known or client.insert_asset(asset(release, index))
        return found

    def _state_rights(self, order: Order, assets: Mapping[str, Asset], client: Client, session: Session) -> None:
        for index, track in enumerate(order.release.tracks):
            session.alive()
            known = assets[str(track.isrc)]
            owning = ownership(self.settings.content_owner, owned(order, index))
            policy = match_policy(self.settings.match_action, matched(order, index))
            if known.ownership != owning:
                client.put_ownership(known.id, owning)
            if known.policy != policy:
                client.put_policy(known.id, policy)


def make_driver(settings: object) -> YouTubeDriver:
    """Return the driver of an account."""
    return YouTubeDriver(account_of(settings))


def _placed(order: Order, index: int, track: Track) -> Placed:
    kind = profile.FILM_TYPE if track.medium is Medium.VIDEO else profile.AUDIO_TYPE
    return Placed(media_name(track), rendition_of(order, f"tracks[{index}].audio"), kind)


def _recordings(order: Order, package: Package, assets: Mapping[str, Asset], client: Client, session: Session) -> int:
    """Upload the recordings that are not there, end what they replace, and return the bytes that moved."""
    moved = 0
    files = {file.subject: file for file in package.files}
    held = client.references([known.id for known in assets.values()])
    for index, track in enumerate(order.release.tracks):
        session.alive()
        file, known = files[f"tracks[{index}].audio"], assets[str(track.isrc)]
        wanted = hash_of(file.sha256)
        theirs = [one for one in held if one.asset_id == known.id]
        same = [one for one in theirs if one.hash == wanted and one.status != profile.DELETED and not one.reason]
        if not same:
            described = _reference(order, index, known, wanted)
            client.upload("references", described, file, session, partial(session.progress, file))
            moved += file.size
        elif same[-1].status == profile.INACTIVE:
            client.set_reference(same[-1].id, profile.ACTIVE)
        session.progress(file, file.size)
        for old in theirs:
            if old.hash != wanted and old.status not in profile.REFERENCE_ENDED:
                client.set_reference(old.id, profile.INACTIVE)
    return moved


def _reference(order: Order, index: int, known: Asset, wanted: str) -> Fields:
    kind = profile.CONTENT_TYPES[order.release.tracks[index].medium]
    silent = not matched(order, index)
    return {"assetId": known.id, "contentType": kind, "hashCode": wanted, "ignoreFpMatch": silent}


def _cover(order: Order, package: Package, client: Client, session: Session) -> int:
    file: PackageFile
    (file,) = package.of(Role.ARTWORK)
    icpn, wanted = str(order.release.icpn), hash_of(file.sha256)
    session.alive()
    if wanted in client.covers(icpn):
        session.progress(file, file.size)
        return 0
    described: Fields = {"customId": icpn, "hashCode": wanted}
    client.upload("artwork", described, file, session, partial(session.progress, file))
    return file.size
