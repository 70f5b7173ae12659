"""Entering a release in MusicBrainz: a seed that a person confirms, then its codes and its cover.

Safe to repeat after a kill at any point: the order's seed is asked for first, then what the release lacks.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qsl, urlencode

from attrs import evolve, frozen

from tunemantra.core.distribution import OrderKind
from tunemantra.core.status import Channel
from tunemantra.errors import HeldError, RefusedError
from tunemantra.plugins.musicbrainz import profile
from tunemantra.plugins.musicbrainz.client import Client, ReleaseView, Seed
from tunemantra.plugins.musicbrainz.metadata import credited, in_order, redirect_of, seed
from tunemantra.plugins.musicbrainz.rules import check_order, duplicate
from tunemantra.plugins.musicbrainz.settings import MusicBrainzSettings, account_of
from tunemantra.ports.package import Document, Draft, Order, Package, Placed, Receipt, Role, StatusReport

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tunemantra.core.finding import Finding
    from tunemantra.ports.platform import Session

RELEASE_ID: Final = "release_mbid"
_FOUND: Final = "release:"
"""Begins the reference of a release that somebody else had entered: there is no edit of ours."""


@frozen
class MusicBrainzDriver:
    """The driver of one account; it keeps nothing between calls."""

    settings: MusicBrainzSettings

    def check(self, order: Order) -> Iterable[Finding]:
        """Yield what the platform's own rules have to say."""
        return check_order(order, self.settings)

    def build(self, order: Order) -> Draft:
        """Return the seed and the cover.

        Raises:
            RefusedError: it is no insert: what the community keeps is neither overwritten nor taken down.
        """
        if order.kind is not OrderKind.INSERT:
            what = f"MusicBrainz keeps facts, and takes no {order.kind.value}"
            raise RefusedError(what, hint="correct the release on the site, under the vote of its community")
        form = Document(profile.SEED_NAME, Role.METADATA, seed(order, self.settings.redirect_url), profile.FORM_TYPE)
        cover = order.renditions.get("artwork")
        placed = () if cover is None else (Placed(profile.COVER_NAME, cover, profile.COVER_TYPE),)
        return Draft((form, *placed), str(order.release.icpn))

    def deliver(self, order: Order, package: Package, session: Session) -> Receipt:
        """Seed the release, wait for a person, then submit ISRCs, barcode and cover where they are missing."""
        client = Client.of(session, self.settings)
        entered = self._entered(order, package, client, session)
        session.alive()
        held = client.release(entered.release_id)
        _submit_codes(order, held, client)
        moved = _submit_cover(package, held, client, session)
        words = client.edit(entered.edit_id) if entered.edit_id else ()
        return Receipt(
            reference=entered.edit_id or _FOUND + held.id,
            native=words[0].status if words else profile.APPLIED,
            at=session.clock.now(),
            bytes_sent=moved,
            external_ids=((RELEASE_ID, held.id),),
            files=tuple((file.path, file.sha256) for file in package.files),
        )

    def report(self, icpn: str, receipt: Receipt, session: Session) -> Iterable[StatusReport]:
        """Return what became of the edit, and whether the release is found by its barcode."""
        client = Client.of(session, self.settings)
        mbid = dict(receipt.external_ids).get(RELEASE_ID, "")
        said: list[StatusReport] = []
        at, last = receipt.at, profile.APPLIED
        if not receipt.reference.startswith(_FOUND):
            for word in client.edit(receipt.reference):
                reasons = (word.note,) if word.note else ()
                told = StatusReport(icpn, word.status, word.at, Channel.PORTAL, reference=receipt.reference)
                said.append(evolve(told, reasons=reasons))
                at, last = word.at, word.status
        if last == profile.APPLIED and client.find(icpn) == mbid:
            page = f"{self.settings.url}/release/{mbid}"
            listed = StatusReport(icpn, profile.LISTED, at, sequence=1, reference=receipt.reference)
            said.append(evolve(listed, evidence=page))
        return said

    def _entered(self, order: Order, package: Package, client: Client, session: Session) -> Seed:
        """Return the seed of an order once a person has confirmed it.

        Raises:
            HeldError: nobody has so far.
            RefusedError: somebody would not, or there is another release under the barcode.
        """
        icpn = str(order.release.icpn)
        known = client.seed_of(redirect_of(self.settings.redirect_url, order.delivery_id))
        if known is None:
            found = client.find(icpn)
            if found:
                refusals = tuple(duplicate(order.release, client.release(found)))
                if refusals:
                    raise RefusedError(f"MusicBrainz has another release under {icpn}", refusals)
                return Seed(profile.ENTERED, found, "", "")
            session.alive()
            known = client.seed(_form(order, package, client, session))
        if known.state == profile.WAITING:
            waits = f"waits for a person to confirm it at {known.page}"
            raise HeldError(waits, retry_after=self.settings.confirming)
        if known.state != profile.ENTERED:
            raise RefusedError(f"the seed was {known.state} at {known.page}", hint="ask who edits there")
        return known


def make_driver(settings: object) -> MusicBrainzDriver:
    """Return the driver of an account."""
    return MusicBrainzDriver(account_of(settings))


def _form(order: Order, package: Package, client: Client, session: Session) -> bytes:
    """Return the seed, in the release group of another edition where there is one."""
    (document,) = package.of(Role.METADATA)
    with session.open(document) as stream:
        form = stream.read()
    artists = credited(order.release.artists)
    group = client.group_of(artists[0].name, order.release.title.text) if artists else ""
    if not group:
        return form
    fields = [pair for pair in parse_qsl(form.decode()) if pair[0] != "type"]
    return urlencode([*fields, ("release_group", group)]).encode()


def _submit_codes(order: Order, held: ReleaseView, client: Client) -> None:
    tracks = [track for disc in in_order(order.release) for track in disc]
    wanted = {
        recording: str(track.isrc)
        for (recording, codes), track in zip(held.recordings, tracks, strict=False)
        if str(track.isrc) not in codes
    }
    client.submit_isrcs(wanted)
    if not held.barcode:
        client.submit_barcode(held.id, str(order.release.icpn))


def _submit_cover(package: Package, held: ReleaseView, client: Client, session: Session) -> int:
    for file in package.of(Role.ARTWORK):
        session.alive()
        if file.sha256 not in client.covers(held.id):
            client.upload_cover(held.id, file, session, partial(session.progress, file))
            return file.size
        session.progress(file, file.size)
    return 0
