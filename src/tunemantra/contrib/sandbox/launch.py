"""How a simulator starts, says that it is ready, and ends."""

from __future__ import annotations

import argparse
import json
import os
import re
import signal
import stat
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import frozen

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from tunemantra.contrib.sandbox.journal import Journal

_FAULT = re.compile(r"(?P<name>[a-z0-9-]+)(=(?P<value>.*?))?(:(?P<times>-?[0-9]+))?")


@frozen
class OrderedFault:
    """A misbehaviour asked for: its name, its value (each has its own meaning), how often (-1 for ever)."""

    name: str
    value: str = ""
    times: int = 1


@frozen
class Arguments:
    """What a simulator was started with.

    Args:
        folder: where it keeps what it received, its journal and its state; made if missing.
        port: of the main protocol on 127.0.0.1; 0 for any free one.
        faults: misbehaviours asked for from the start.
        speed: how many times faster than usual it works; 1 is made for people to watch.
    """

    folder: Path
    port: int = 0
    faults: tuple[OrderedFault, ...] = ()
    speed: float = 1.0

    def delay(self, seconds: float) -> float:
        """Return how long something takes here that usually takes `seconds`."""
        return seconds / self.speed

    def span(self, seconds: float) -> float:
        """Return the span here in which as many calls are answered as usually in `seconds`.

        A simulator that is slow to work is not slower to answer: who keeps to the platform's limit keeps to this one.
        """
        return seconds / max(self.speed, 1.0)


def parse_args(platform: str, argv: Sequence[str] | None = None, *, faults: Collection[str] | None = None) -> Arguments:
    """Return the arguments of `module --folder F --port N [--fault NAME[=VALUE][:TIMES]] [--speed X]`.

    Args:
        platform: key, for the help text.
        argv: without the program; None for the process's own.
        faults: the names this simulator understands; None accepts any. A wrong one ends the
            process with code 2.
    """
    parser = argparse.ArgumentParser(description=f"A simulator of {platform}, on loopback only.")
    parser.add_argument("--folder", type=Path, required=True, help="where everything received is kept")
    parser.add_argument("--port", type=int, default=0, help="0 for any free port")
    parser.add_argument("--fault", action="append", default=[], metavar="NAME[=VALUE][:TIMES]", dest="faults")
    parser.add_argument("--speed", type=float, default=1.0, help="how many times faster than usual")
    given = parser.parse_args(argv)
    if given.speed <= 0:
        parser.error("--speed must be more than 0")
    ordered = []
    for text in given.faults:
        fault = parse_fault(text)
        if fault is None or (faults is not None and fault.name not in faults):
            parser.error(f"unknown fault {text!r}; one of {', '.join(sorted(faults or ()))}")
        ordered.append(fault)
    given.folder.mkdir(parents=True, exist_ok=True)
    return Arguments(given.folder.resolve(), given.port, tuple(ordered), given.speed)


def parse_fault(text: str) -> OrderedFault | None:
    """Return what `NAME[=VALUE][:TIMES]` asks for; None where it is not of that form."""
    match = _FAULT.fullmatch(text)
    if match is None:
        return None
    return OrderedFault(match["name"], match["value"] or "", int(match["times"] or 1))


def ready(platform: str, settings: Mapping[str, object], page: str, *, faults: Collection[str] = ()) -> None:
    """Print the one line that says a simulator is ready (see `ports.platform.Sandbox`).

    Args:
        platform: key.
        settings: the table that belongs under `[platforms.<key>]`; secrets as references (`file:PATH`).
        page: address of the page for people.
        faults: the misbehaviours it offers.
    """
    said = {"platform": platform, "page": page, "settings": dict(settings), "faults": sorted(faults)}
    sys.stdout.write(json.dumps(said, ensure_ascii=False) + "\n")
    sys.stdout.flush()


def ending() -> threading.Event:
    """Return an event that is set on SIGTERM, on SIGINT, or when standard input closes. Main thread only.

    Standard input that never was open (`/dev/null`) does not end anything.
    """
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    if _can_close(0):
        threading.Thread(target=_watch, args=(ended,), name="stdin", daemon=True).start()
    return ended


def keep_working(tick: Callable[[], None], journal: Journal, ended: threading.Event, pause: float = 0.05) -> None:
    """Work until the end; what goes wrong is written into the journal before the simulator ends with it.

    Args:
        tick: one look at what there is to do.
        journal: of the simulator.
        ended: from `ending`.
        pause: seconds between two looks, however fast the simulator works: looking costs.
    """
    while not ended.wait(pause):
        try:
            tick()
        except Exception as problem:
            journal.write("store-failed", reason=repr(problem))
            raise


def _can_close(descriptor: int) -> bool:
    try:
        mode = os.fstat(descriptor).st_mode
    except OSError:
        return False
    return not stat.S_ISCHR(mode) or os.isatty(descriptor)


def _watch(ended: threading.Event) -> None:
    try:
        while os.read(0, 4096):
            pass
    except OSError:
        pass
    ended.set()


__all__ = ["Arguments", "OrderedFault", "ending", "keep_working", "parse_args", "parse_fault", "ready"]
