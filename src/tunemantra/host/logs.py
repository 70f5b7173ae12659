"""Logs for machines: one JSON object a line, with the delivery it is about."""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from contextvars import ContextVar, Token
from datetime import UTC, datetime
from enum import StrEnum
from typing import cast

from tunemantra.core.distribution import Delivery, Event
from tunemantra.host.shown import SafeLines

_at_work: ContextVar[Delivery | None] = ContextVar("tunemantra_delivery", default=None)


class LogForm(StrEnum):
    """How logs look."""

    TEXT = "text"
    JSON = "json"


class JsonLines(logging.Formatter):
    """Writes a record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        moment = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        told: dict[str, object] = {
            "time": moment,
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            "process": record.process,
            "thread": record.threadName,
        }
        delivery = _at_work.get()
        if delivery is not None:
            told |= {"delivery": delivery.id, "platform": delivery.platform, "stage": delivery.stage.value}
        if record.exc_info:
            told["error"] = self.formatException(record.exc_info)
        return json.dumps(told, ensure_ascii=False, default=str)


class LogObserver:
    """`ports.notification.Observer` that tells the log which delivery a thread works on."""

    def began(self, delivery: Delivery) -> object:
        """Note whose step begins."""
        return _at_work.set(delivery)

    def ended(self, mark: object, before: Delivery, after: Delivery | None, events: Sequence[Event]) -> None:
        """Forget it."""
        del before, after, events
        _at_work.reset(cast("Token[Delivery | None]", mark))


def set_up_logs(form: LogForm, level: int) -> None:
    """Have the log of this process written to standard error in a form."""
    lines = logging.StreamHandler()
    lines.setFormatter(JsonLines() if form is LogForm.JSON else SafeLines("%(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=level, handlers=[lines])


__all__ = ["JsonLines", "LogForm", "LogObserver", "set_up_logs"]
