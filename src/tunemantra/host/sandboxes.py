"""Platform simulators as processes of their own: started, waited for, ended by their process id."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from queue import Empty, Queue
from types import TracebackType
from typing import Self

from attrs import frozen

from tunemantra.errors import PluginError
from tunemantra.ports.platform import Platform

STARTS_WITHIN = 180.0
"""Seconds a simulator may take until it says that it is ready; one that ends before is not waited for.

A dozen that start at once on a small and busy machine take a minute.
"""
ENDS_WITHIN = 10.0
"""Seconds a simulator may take to end before it is killed."""
_TAIL = 4096


@frozen
class Address:
    """A simulator that is ready: the page for people, the table for `[platforms.<key>]`, the faults it offers."""

    platform: str
    page: str
    settings: Mapping[str, object]
    folder: Path
    faults: tuple[str, ...] = ()


class RunningSandbox:
    """One simulator's process. A context manager; leaving it ends the process.

    Args:
        platform: with a sandbox.
        folder: where the simulator keeps what it received.
        faults: misbehaviours asked for, such as `quota=2`.
        speed: how many times faster than usual it works.
        port: of its main protocol; 0 for any free one.
    """

    def __init__(
        self, platform: Platform, folder: Path, *, faults: Sequence[str] = (), speed: float = 1.0, port: int = 0
    ) -> None:
        if platform.sandbox is None:
            message = f"{platform.label} ships no simulator"
            raise PluginError(message)
        missing = [name for name in platform.sandbox.requires if find_spec(name) is None]
        if missing:
            message = f"the simulator of {platform.label} needs {', '.join(missing)}"
            raise PluginError(message, hint="pip install 'tunemantra[demo]'")
        self.platform, self.folder = platform, folder
        folder.mkdir(parents=True, exist_ok=True)
        command = [sys.executable, "-m", platform.sandbox.module, "--folder", str(folder), "--port", str(port)]
        command += ["--speed", str(speed), *(part for fault in faults for part in ("--fault", fault))]
        command += platform.sandbox.arguments
        self._path = folder / "sandbox.log"
        self._log = self._path.open("ab")
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._log, env=_environment()
        )
        self._address: Address | None = None
        self._lines: Queue[bytes] = Queue()
        threading.Thread(target=self._read, name=f"sandbox-{platform.key}", daemon=True).start()

    @property
    def address(self) -> Address:
        """Return where it is reached; waits until it is ready.

        Raises:
            PluginError: it ended or said nothing in time; its log says why.
        """
        if self._address is None:
            self._address = self._ready()
        return self._address

    @property
    def ended(self) -> str:
        """Return where to read why it ended by itself, and its last words; empty as long as it runs."""
        return "" if self.process.poll() is None else f"see {self._path}{self._last_words()}"

    def _ready(self) -> Address:
        line, when = b"", ""
        try:
            line = self._lines.get(timeout=STARTS_WITHIN)
        except Empty:
            when = f" within {STARTS_WITHIN:g} seconds"
        try:
            return self._understood(json.loads(line))
        except (ValueError, KeyError, TypeError) as problem:
            self.stop()
            message = f"the simulator of {self.platform.label} did not start{when}"
            raise PluginError(message, hint=f"see {self._path}{self._last_words()}") from problem

    def _understood(self, said: dict[str, object]) -> Address:
        key, page, settings = said["platform"], said["page"], said["settings"]
        if key != self.platform.key or not isinstance(settings, dict):
            message = "not the line of this platform's simulator"
            raise ValueError(message)
        faults = said.get("faults", ())
        offered = tuple(map(str, faults)) if isinstance(faults, list) else ()
        return Address(self.platform.key, str(page), settings, self.folder, offered)

    def _last_words(self) -> str:
        with self._path.open("rb") as log:
            log.seek(max(0, log.seek(0, os.SEEK_END) - _TAIL))
            lines = log.read().decode(errors="replace").split("\n")
        last = next((line.strip() for line in reversed(lines) if line.strip()), "")
        return f": {last}" if last else ""

    def _read(self) -> None:
        stream = self.process.stdout
        if stream is None:
            return
        with stream:  # closed here alone: whoever stops the process may be faster than we are
            self._lines.put(stream.readline())
            while stream.read(65536):  # a full pipe would stop it
                pass

    def stop(self) -> None:
        """End the process and wait for it; nothing happens where it has ended."""
        if self.process.stdin is not None:
            with suppress(OSError):
                self.process.stdin.close()
        self.process.terminate()
        try:
            self.process.wait(timeout=ENDS_WITHIN)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self._log.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def _environment() -> dict[str, str]:
    """Return our environment for a simulator; it prints lines as soon as they are there."""
    return {**os.environ, "PYTHONUNBUFFERED": "1"}


__all__ = ["Address", "RunningSandbox"]
