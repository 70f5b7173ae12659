"""Working here for as long as some deliveries take."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence

from tunemantra.pipeline.service import Service


def until_settled(
    service: Service, ids: Sequence[str], seconds: float, work: Callable[[Callable[[], bool]], None]
) -> None:
    """Work beside this thread until some deliveries are settled or time is up.

    Args:
        service: the use cases.
        ids: of the deliveries.
        seconds: how long at most.
        work: works until it is told to stop.

    Raises:
        Exception: what ended the work, so that nothing would ever end.
    """
    over = threading.Event()
    trouble: list[Exception] = []

    def run() -> None:
        try:
            work(over.is_set)
        except Exception as problem:  # noqa: BLE001 - raised again in the thread that waits
            trouble.append(problem)

    def look() -> None:
        if trouble:
            raise trouble[0]

    crew = threading.Thread(target=run, name="crew")
    try:
        # Within the try: whatever interrupts from here on, Ctrl-C too, leaves nobody at work behind.
        crew.start()
        service.wait(ids, seconds, look)
    finally:
        over.set()
        if crew.ident is not None:
            crew.join()


__all__ = ["until_settled"]
