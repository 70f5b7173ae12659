from __future__ import annotations

from typing import TYPE_CHECKING, cast

import pytest

from tunemantra.host.patience import until_settled

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tunemantra.pipeline.service import Service


class Waiting:
    """A service whose orders never end."""

    def wait(self, _ids: Sequence[str], _seconds: float, look: Callable[[], object]) -> bool:
        while True:
            look()


def test_a_fault_that_ends_the_work_ends_the_wait() -> None:
    """Whatever it is: with nobody at work nothing would ever end."""

    def work(_over: Callable[[], bool]) -> None:
        message = "a fault of a plugin"
        raise RuntimeError(message)

    with pytest.raises(RuntimeError, match="a fault of a plugin"):
        until_settled(cast("Service", Waiting()), ["a"], 3600.0, work)
