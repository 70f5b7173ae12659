"""The queue the store publishes to: moto's server speaks SQS."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Self

from tunemantra.plugins.ddex_feed.sandbox.moto_server import MotoServer

if TYPE_CHECKING:
    from types import TracebackType

QUEUE = "label-status"


class QueueServer:
    """The server with one queue; starts and stops as a context manager. moto keeps messages in memory.

    Args:
        folder: where the label's keys are kept.
    """

    def __init__(self, folder: Path) -> None:
        self._server = MotoServer(folder, "sqs")
        self._url = ""

    @property
    def settings(self) -> Mapping[str, object]:
        """Return the part of the settings that leads here."""
        return {"queue_url": self._url, **self._server.keys}

    def send(self, text: str) -> None:
        """Publish a message."""
        self._server.client.send_message(QueueUrl=self._url, MessageBody=text)

    def __enter__(self) -> Self:
        self._server.__enter__()
        self._url = self._server.client.create_queue(QueueName=QUEUE)["QueueUrl"]
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.__exit__(kind, error, trace)


__all__ = ["QUEUE", "QueueServer"]
