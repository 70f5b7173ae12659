"""How the store that is played says what became of a delivery, and what can go wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import frozen

from tunemantra.contrib.sandbox import (
    MAIL_FAULTS,
    PORTAL_FAULTS,
    Arguments,
    Catalogue,
    Faults,
    Journal,
    MailDesk,
    MailServer,
    Product,
    Step,
    kept_secret,
    portal,
)
from tunemantra.plugins.ddex_feed.sandbox.desk import Publish, shown
from tunemantra.plugins.ddex_feed.sandbox.notices import LAST, Notices, Publisher, Sheets
from tunemantra.plugins.ddex_feed.sandbox.rules import Rules
from tunemantra.plugins.ddex_feed.sandbox.soap import PATH, USER, Service

if TYPE_CHECKING:
    from starlette.applications import Starlette

Tell = Callable[[Product, Step], None]

SENDER = "label-status@store.test"
_ALWAYS = ("no-marker-seen", "reject-track", "slow-ack")
_WRITTEN = ("duplicate-status", "late-status", "out-of-order-status", "unknown-status", "unreadable-ack")
FAULTS: Mapping[str, tuple[str, ...]] = {
    "ack": _WRITTEN,
    "csv": _WRITTEN,
    "mail": (*MAIL_FAULTS, "unknown-status"),
    "portal": (*PORTAL_FAULTS, "unknown-status"),
    "queue": _WRITTEN,
    "soap": (*PORTAL_FAULTS, "unknown-status"),
}
"""The misbehaviours of each way."""


def faults_of(rules: Rules) -> tuple[str, ...]:
    """Return what can go wrong with a store; one that says nothing cannot say it wrongly."""
    if rules.silent:
        return ("no-marker-seen", "reject-track")
    return (*_ALWAYS, *FAULTS[rules.status])


@frozen
class Way:
    """A way that is open.

    Args:
        tell: told of each state.
        settings: what leads to it.
        announced: whether a delivery may be read, by the name of its folder.
    """

    tell: Tell
    settings: Mapping[str, object]
    announced: Callable[[str], bool] = lambda _delivery: True


@frozen
class Counter:
    """What every way needs to know of the store.

    Args:
        rules: of the store.
        root: the label's exchange.
        catalogue, journal, faults, arguments: of the simulator.
    """

    rules: Rules
    root: Path
    catalogue: Catalogue
    journal: Journal
    faults: Faults
    arguments: Arguments

    def service(self) -> Service:
        """Return the web service."""
        folder = self.arguments.folder
        return Service(
            self.catalogue,
            folder / "announced",
            # What lies in a bucket is seen when it is fetched.
            lambda name: self.rules.transport == "s3" or (self.root / name).is_dir(),
            kept_secret(folder / "keys" / "calls_password") if self.rules.status == "soap" else "",
            self.faults,
            self.journal,
        )

    def pages(self, service: Service) -> Starlette:
        """Return the store's web pages: a portal or a web service where it has one."""
        if self.rules.status == "portal":
            return portal(self.rules.label, self.catalogue, self.faults)
        further = service.routes() if self.rules.status == "soap" else []
        return shown(self.catalogue, self.faults, self.rules, further)

    @contextmanager
    def way(self, service: Service, address: str, publish: Publish) -> Iterator[Way]:
        """Open the store's way until the block is left.

        Args:
            service: of this store.
            address: of its web pages.
            publish: puts files where the label finds them.
        """
        status, folder = self.rules.status, self.arguments.folder
        if status == "mail":
            with MailServer(folder / "mail") as server:
                subject = f"{self.rules.label}: {{upc}} {{state}}"
                desk = MailDesk(server, self.faults, self.journal, SENDER, subject, LAST)
                yield Way(desk.tell, desk.settings)
        elif status == "csv":
            sheets = Sheets(self.rules.sheet, self.root, publish)
            yield Way(Notices(self.faults, sheets.write, sheets.spoil).tell, {})
        elif status == "queue":
            from tunemantra.plugins.ddex_feed.sandbox.queue import QueueServer

            with QueueServer(folder / "keys") as server:
                sender = Publisher(server.send)
                for product in self.catalogue.products.values():
                    for step in product.history:
                        sender.write(product, step)
                yield Way(Notices(self.faults, sender.write, sender.spoil).tell, server.settings)
        elif status == "soap":
            password = folder / "keys" / "calls_password"
            login = {"calls_user": USER, "calls_password": f"file:{password}"}
            yield Way(_looked_up, {"calls_url": f"{address}{PATH}", **login}, service.announced)
        else:
            yield Way(_looked_up, {"portal_url": address} if status == "portal" else {})


def _looked_up(_product: Product, _step: Step) -> None:
    """Say nothing: whoever wants to know asks."""


__all__ = ["FAULTS", "Counter", "Tell", "Way", "faults_of"]
