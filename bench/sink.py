"""A platform that takes everything at once and keeps nothing, so that what is measured is the pipeline alone."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from types import SimpleNamespace

from attrs import frozen

from tunemantra import hookimpl
from tunemantra.core.finding import Finding
from tunemantra.core.requirement import AudioSpec, Capability, ImageSpec, Requirement
from tunemantra.core.status import Channel, Status
from tunemantra.ports.package import Document, Draft, Order, Package, Placed, Receipt, Role, StatusReport
from tunemantra.ports.platform import Platform, Session

KEY = "sink"
_BLOCK = 1024 * 1024


@frozen
class Nothing:
    """It has no settings."""


class Sink:
    """Reads every file to its end, so that the store verifies it, and is Live."""

    def check(self, order: Order) -> Iterable[Finding]:  # noqa: ARG002 - as the port has it
        return ()

    def build(self, order: Order) -> Draft:
        files: list[Document | Placed] = [
            Placed(f"{path}.{made.form.extension}", made, "application/octet-stream")
            for path, made in order.renditions.items()
        ]
        text = f"{order.release.icpn} {order.release.title.display}".encode()
        return Draft((*files, Document("order.txt", Role.METADATA, text, "text/plain")), order.delivery_id)

    def deliver(self, order: Order, package: Package, session: Session) -> Receipt:
        sent = 0
        for file in package.files:
            session.alive()
            with session.open(file) as stream:
                while stream.read(_BLOCK):
                    pass
            sent += file.size if file.subject else 0
        return Receipt(order.delivery_id, "taken", datetime.now(UTC), sent, ())

    def report(self, icpn: str, receipt: Receipt, session: Session) -> Iterable[StatusReport]:  # noqa: ARG002 - as the port has it
        return (StatusReport(icpn, "live", receipt.at, Channel.API, reference=receipt.reference),)


def plugin() -> object:
    """Return the plugin that offers it."""
    sink = Platform(
        key=KEY,
        label="Sink",
        requirement=Requirement(AudioSpec("wav", "pcm", (44_100,), (16,)), ImageSpec("JPEG", 3000, 3000)),
        settings=Nothing,
        connections=lambda _: {},
        driver=lambda _: Sink(),
        status_map={"taken": (Status.PROCESSING, "ingesting"), "live": (Status.LIVE, "all-territories")},
        capabilities={Capability.UPDATE, Capability.TAKEDOWN},
    )

    @hookimpl
    def tunemantra_platforms() -> Iterable[Platform]:
        return (sink,)

    return SimpleNamespace(tunemantra_platforms=tunemantra_platforms)
