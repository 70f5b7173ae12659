"""Where the program begins: Ctrl-C is taken care of before anything is loaded that takes time."""

from __future__ import annotations

import gc
import os
import signal
import sys
from typing import Final

ALLOCATIONS: Final = 250_000
"""Objects between two looks for garbage: what a command loads stays, and most end before they have made so many."""


def main() -> None:
    """Run the command line and end the process: 0 well, 1 refused or failed, 2 wrong settings or usage, 130 Ctrl-C.

    SIGTERM ends it as Ctrl-C does, with 143; a worker takes both for itself.
    """
    ours = signal.getsignal(signal.SIGINT) is signal.default_int_handler
    if ours:
        signal.signal(signal.SIGINT, _leave)
    gc.set_threshold(ALLOCATIONS, *gc.get_threshold()[1:])
    try:
        from tunemantra.host.cli.program import run

        if ours:
            signal.signal(signal.SIGINT, _interrupt)
            if signal.getsignal(signal.SIGTERM) is signal.SIG_DFL:
                signal.signal(signal.SIGTERM, _interrupt)
        run()
    except Interrupted as ended:
        # A second one ends what still winds up, without a word.
        signal.signal(ended.number, signal.SIG_DFL)
        sys.stderr.write(f"\ninterrupted; {ended.told}\n")
        sys.exit(128 + ended.number)


class Interrupted(BaseException):
    """Ctrl-C or SIGTERM. The library takes a KeyboardInterrupt for itself and says `Aborted!`.

    Attributes:
        number: of the signal.
        told: what becomes of the work, for people; a command that has nothing to do with orders says it otherwise.
    """

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number
        self.told = "nothing is lost, `tunemantra worker` goes on"


def _interrupt(number: int, _frame: object) -> None:
    raise Interrupted(number)


def _leave(_number: int, _frame: object) -> None:
    """End at once: nothing was begun, and an exception amid an import may get lost there."""
    os.write(2, b"\ninterrupted; nothing was begun\n")
    os._exit(130)


__all__ = ["Interrupted", "main"]
