"""Progress bars for work of this process."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

from attrs import define, field
from rich.progress import BarColumn, Progress, TaskID, TaskProgressColumn, TextColumn, TimeElapsedColumn
from rich.table import Column

from tunemantra.core.distribution import Stage
from tunemantra.host.cli.views import stderr_console
from tunemantra.ports.notification import Progress as Step

_T = TypeVar("_T")
_REST = Column(ratio=1, no_wrap=True, overflow="ellipsis")
"""What is left of the line: the rest of a bar never gives way to a long name."""
_WORDS = {Stage.TRANSFORM: "convert", Stage.DELIVER: "deliver"}


@define
class Bars:
    """Shows the pipeline's progress: one bar for the conversion of the masters, one for each platform's delivery.

    `ports.notification.ProgressSink`; a context manager. Quiet where standard error is no terminal.
    """

    _progress: Progress = field(init=False)
    _tasks: dict[tuple[str, str], TaskID] = field(factory=dict, init=False)
    _parts: dict[tuple[str, str], dict[str, tuple[int, int]]] = field(factory=dict, init=False)
    _lock: threading.Lock = field(factory=threading.Lock, init=False)

    def __attrs_post_init__(self) -> None:
        console = stderr_console()
        self._progress = Progress(
            TextColumn("{task.description:<16}", table_column=Column(no_wrap=True)),
            BarColumn(bar_width=20),
            TaskProgressColumn(),
            TimeElapsedColumn(),
            TextColumn("{task.fields[subject]}", "dim", markup=False, table_column=_REST),
            console=console,
            # A line that fills a file is no bar.
            expand=console.is_terminal,
        )

    def show(self, progress: Step) -> None:
        """Show one step."""
        convert = progress.stage is Stage.TRANSFORM
        name = (progress.stage.value, "" if convert else progress.platform)
        with self._lock:
            parts = self._parts.setdefault(name, {})
            parts[progress.subject] = (progress.done, progress.total)
            if name not in self._tasks:
                label = f"{_WORDS.get(progress.stage, progress.stage.value)} {name[1]}".strip()
                self._tasks[name] = self._progress.add_task(label, total=None, subject="")
            done, total = (sum(column) for column in zip(*parts.values(), strict=True))
            ended = convert and done == total
            subject = "" if ended else progress.subject.rpartition("/")[2]
            self._progress.update(self._tasks[name], completed=done, total=total, subject=subject)

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._progress.stop()


@define
class FileBars:
    """Shows how far the analysis of each file is, as long as it lasts; a context manager.

    Quiet where standard error is no terminal.
    """

    _progress: Progress = field(init=False)
    _tasks: dict[str, TaskID] = field(factory=dict, init=False)
    _lock: threading.Lock = field(factory=threading.Lock, init=False)

    def __attrs_post_init__(self) -> None:
        columns = (TextColumn("{task.description:<22}", markup=False), BarColumn(bar_width=32), TaskProgressColumn())
        console = stderr_console()
        self._progress = Progress(*columns, console=console, transient=True, disable=not console.is_terminal)

    def show(self, name: str, share: float) -> None:
        """Show how far a file is, 0 to 1."""
        with self._lock:
            if name not in self._tasks:
                self._tasks[name] = self._progress.add_task(name, total=1.0)
            # What is done gives its line to what is not.
            self._progress.update(self._tasks[name], completed=share, visible=share < 1)

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._progress.stop()


def each(files: Sequence[Path], work: Callable[[Path, Callable[[float], None]], _T]) -> list[_T]:
    """Do something with each file in turn, with a bar on standard error, and return what came of each.

    Args:
        files: in order.
        work: gets a file, and whom to tell the share done.
    """
    with FileBars() as bars:
        return [work(file, partial(bars.show, file.name)) for file in files]


__all__ = ["Bars", "FileBars", "each"]
