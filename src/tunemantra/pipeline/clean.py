"""Clean: removes what killed uploads and conversions have left behind."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Final

from attrs import define

from tunemantra.core.distribution import Stage
from tunemantra.core.trace import Trace
from tunemantra.errors import AssetError, TuneMantraError
from tunemantra.pipeline import traces
from tunemantra.pipeline.steps import happened
from tunemantra.pipeline.timeline import tell
from tunemantra.pipeline.tools import Tools
from tunemantra.pipeline.visit import FALLBACK, call_on
from tunemantra.ports.platform import PlatformDriver, Session
from tunemantra.ports.storage import SupportsTidying

_log = logging.getLogger(__name__)

NAME: Final = "clean"
"""The named lease in the ledger; who gets it cleans up at the platforms, and nobody else for an hour."""
EVERY: Final = timedelta(hours=1)
OLD: Final = timedelta(days=1)
"""What was touched more recently stays, whoever left it."""
GIVEN_UP: Final = timedelta(days=30)
"""After which a folder is forgotten that could not be cleaned up all that time."""


@define
class Broom:
    """Cleans up every hour.

    Args:
        tools: the ports.
        owner: name of this process, unique among all that share the ledger.
    """

    tools: Tools
    owner: str

    def run(self, over: threading.Event) -> None:
        """Go on until it is over."""
        while not over.is_set():
            try:
                tidy(self.tools)
                sweep(self.tools, self.owner, over.is_set)
            except Exception as problem:  # noqa: BLE001 - nobody waits for it, and an hour later it may go well
                _log.warning("%s: not all was cleaned up: %s", self.owner, problem)
            over.wait(EVERY.total_seconds())


def tidy(tools: Tools) -> None:
    """Remove what killed processes have left in our own store."""
    store = tools.assets
    if isinstance(store, SupportsTidying):
        try:
            gone = store.tidy(older=OLD.total_seconds())
        except AssetError as problem:
            _log.warning("the asset store was not tidied: %s", problem)
        else:
            _log.log(logging.INFO if gone else logging.DEBUG, "%d things left in the asset store were removed", gone)


def sweep(tools: Tools, owner: str, stop: Callable[[], bool] = lambda: False) -> None:
    """Remove the parts of uploads that orders have left at platforms, and say so in their timelines.

    An order that is still to be sent goes on with its parts, so that they stay; so does all in a folder into which
    such an order sends.
    """
    now = tools.clock.now()
    found = list(traces.every(tools))
    ripe = {(key, one): None for key, one in found if one.at < now - OLD and not _goes_on(tools, one)}
    if not ripe or not tools.ledger.lock(NAME, owner, now, EVERY.total_seconds()):
        return
    busy = {(_place(key), one.folder) for key, one in found if (key, one) not in ripe}
    for key, one in ripe:
        if (_place(key), one.folder) not in busy and not stop() and _cleaned(tools, _place(key), one, now):
            traces.change(tools, key, lambda all_, one=one: all_.without(one))  # type: ignore[misc]


def _place(key: str) -> tuple[str, str]:
    """Return the route and the endpoint of a key."""
    route, endpoint, _ = key.split("/")
    return route, endpoint


def _goes_on(tools: Tools, trace: Trace) -> bool:
    delivery = tools.ledger.delivery(trace.delivery_id)
    return delivery.open and delivery.stage not in {Stage.TRACK, Stage.END}


def _cleaned(tools: Tools, place: tuple[str, str], trace: Trace, now: datetime) -> bool:
    """Clean up one folder; False where that has to be tried again."""
    route, endpoint = place
    platform, _, way = route.partition("+")
    delivery = tools.ledger.delivery(trace.delivery_id)

    def work(_driver: PlatformDriver, session: Session) -> Sequence[str]:
        files = session.files(endpoint)
        return files.clean(trace.folder, before=now - OLD) if isinstance(files, traces.TracedFiles) else ()

    try:
        removed = call_on(tools, delivery, FALLBACK if way else "", work)
    except TuneMantraError as problem:
        _log.warning("%s/%s: %r was not cleaned up: %s", *place, trace.folder, problem)
        return now - trace.at > GIVEN_UP
    if removed:
        label = tools.platforms.platform(platform).label
        message = f"removed at {label} ({endpoint}) what an upload had left: {', '.join(removed)}"
        tell(tools, happened(delivery, now, "uploads.cleaned", message, endpoint=f"{route}/{endpoint}"))
    return True


__all__ = ["EVERY", "GIVEN_UP", "NAME", "OLD", "Broom", "sweep", "tidy"]
