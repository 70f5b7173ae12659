"""Ctrl-C while the program starts ends it with a word, whatever is being loaded at that moment."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

INTERRUPTED = """
import os, signal, sys

class Interrupts:
    def find_spec(self, name, path=None, target=None):
        if name == {module!r}:
            os.kill(os.getpid(), signal.SIGINT)

sys.meta_path.insert(0, Interrupts())
sys.argv = ["tunemantra", "status"]
from tunemantra.host.cli import main
main()
"""


@pytest.mark.parametrize(
    "module",
    ["tunemantra.host.cli.program", "typer", "attrs", "tunemantra.core", "rich.table", "tunemantra.host.container"],
)
def test_ctrl_c_while_something_is_loaded_shows_no_traceback(module: str, tmp_path: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-c", INTERRUPTED.format(module=module)],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
    )
    assert (run.returncode, run.stdout) == (130, "")
    assert run.stderr.startswith("\ninterrupted; nothing ")
    assert len(run.stderr.splitlines()) == 2
