"""Talks to the shop: files into its drop folder, the completion mark last; reports out of it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from attrs import frozen

from tunemantra.core import Channel, Finding, OrderKind
from tunemantra.errors import ProtocolError
from tunemantra.ports import Draft, Order, Package, PackageFile, Placed, Receipt, Role, Session, StatusReport
from tunemantra_acme import profile
from tunemantra_acme.errors import error_of
from tunemantra_acme.metadata import completion_mark, document, media_names, release_document, takedown_document
from tunemantra_acme.rules import check_order
from tunemantra_acme.settings import AcmeSettings


@frozen
class AcmeDriver:
    """The four verbs; nothing is kept between calls."""

    settings: AcmeSettings

    def check(self, order: Order) -> Iterable[Finding]:
        """Yield what the shop's rules have to say."""
        return check_order(order)

    def build(self, order: Order) -> Draft:
        """Return what changed of the media, the document, the completion mark."""
        home = profile.HOME.format(icpn=order.release.icpn, delivery=order.delivery_id)
        if order.kind is OrderKind.TAKEDOWN:
            content = takedown_document(order, self.settings.supplier)
            told = document(f"{home}/{profile.TAKEDOWN_NAME}", Role.METADATA, content)
            files: tuple[Placed, ...] = ()
        else:
            content = release_document(order, self.settings.supplier)
            told = document(f"{home}/{profile.DOCUMENT_NAME}", Role.METADATA, content)
            files = tuple(_media(order, home))
        mark = document(f"{home}/{profile.MARK_NAME}", Role.MARKER, completion_mark((*files, told)))
        return Draft((*files, told, mark), order.delivery_id)

    def deliver(self, order: Order, package: Package, session: Session) -> Receipt:  # noqa: ARG002
        """Put every file; the transport leaves alone what is there already."""
        sent = 0
        for file in package.files:
            session.alive()
            moved = _put(file, session)
            sent += moved if file.subject else 0
        held = tuple((file.path, file.sha256) for file in package.files)
        return Receipt(package.reference, profile.UPLOADED, session.clock.now(), sent, files=held)

    def report(self, icpn: str, receipt: Receipt, session: Session) -> Iterable[StatusReport]:
        """Return the shop's words about one delivery, oldest first."""
        path = profile.REPORT_PATH.format(delivery=receipt.reference)
        files = session.files()
        if files.stat(path) is None:
            return ()
        said = _parsed(files.read(path), path)
        if problem := said.get("problem"):
            raise error_of(str(problem))
        return tuple(_reports(said, icpn, receipt.reference, path))


def _media(order: Order, home: str) -> Iterator[Placed]:
    for subject, name in media_names(order.release).items():
        if subject in order.renditions and not order.unchanged(subject):
            kind = profile.IMAGE_TYPE if subject == "artwork" else profile.AUDIO_TYPE
            yield Placed(f"{home}/{name}", order.renditions[subject], kind)


def _put(file: PackageFile, session: Session) -> int:
    with session.open(file) as source:
        return session.files().put(
            source,
            file.path,
            size=file.size,
            sha256=file.sha256,
            sent=lambda count: session.progress(file, count),
        )


def _parsed(content: bytes, path: str) -> Mapping[str, object]:
    try:
        said = json.loads(content)
    except ValueError as problem:
        raise ProtocolError(f"the shop's report {path} is no JSON") from problem
    if not isinstance(said, dict):
        raise ProtocolError(f"the shop's report {path} is no object")
    return said


def _reports(said: Mapping[str, object], icpn: str, reference: str, path: str) -> Iterator[StatusReport]:
    steps = said.get("steps")
    try:
        for number, step in enumerate(steps if isinstance(steps, list) else ()):
            yield StatusReport(
                icpn=icpn,
                native=str(step["status"]),
                at=datetime.fromisoformat(step["at"]).astimezone(),
                channel=Channel.FILE,
                sequence=number,
                report_id=f"{reference}/{number}",
                reference=reference,
                reasons=tuple(str(reason) for reason in step.get("reasons", ())),
                evidence=path,
            )
    except (AttributeError, KeyError, TypeError, ValueError) as problem:
        raise ProtocolError(f"the shop's report {path} is not understood: {problem!r}") from problem
