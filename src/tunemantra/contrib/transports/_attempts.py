"""Going on after a dropped connection."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TypeVar

from tenacity import RetryCallState, Retrying, retry_if_exception_type, stop_after_attempt, wait_exponential_jitter

from tunemantra.errors import ConnectError, TransferTimeoutError

_LOG = logging.getLogger(__name__)
_T = TypeVar("_T")

DROPPED = (ConnectError, TransferTimeoutError)
"""What another connection may mend."""


def persist(run: Callable[[], _T], *, attempts: int, sleep: Callable[[float], None], endpoint: str) -> _T:
    """Return what `run` returns, called again after a dropped connection, at most `attempts` times in all.

    Args:
        sleep: waits between attempts, in seconds.
        endpoint: its name, for the log.
    """

    def told(state: RetryCallState) -> None:
        _LOG.warning(
            "endpoint %s: connection dropped, going on (attempt %d of %d)",
            endpoint,
            state.attempt_number + 1,
            attempts,
        )

    retrying = Retrying(
        stop=stop_after_attempt(attempts),
        wait=wait_exponential_jitter(multiplier=0.2, max=10),
        retry=retry_if_exception_type(DROPPED),
        before_sleep=told,
        sleep=sleep,
        reraise=True,
    )
    return retrying(run)


__all__ = ["DROPPED", "persist"]
