"""Who follows the tutorial for authors ends with a platform that keeps the kit and takes a release."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.docs.snippets import EVERY, end, workplace
from tests.program import PROGRAM

__all__ = ["workplace"]

PAGE = "docs/tutorial/first-platform.md"
PROJECT = "tunemantra-harbour"
ENTRY_POINTS = "[tunemantra.plugins]\nharbour = tunemantra_harbour.plugin\n"


class Reader:
    """Does what the page says, in a folder."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self.folder, self.stack = folder, stack
        # What `pip install --editable` leaves behind, so that nothing is fetched.
        installed = folder / "installed" / "tunemantra_harbour-1.0.0.dist-info"
        installed.mkdir(parents=True)
        (installed / "METADATA").write_text("Metadata-Version: 2.1\nName: tunemantra-harbour\nVersion: 1.0.0\n")
        (installed / "entry_points.txt").write_text(ENTRY_POINTS)
        paths = [str(folder / PROJECT / "src"), str(installed.parent)]
        self.variables = {**os.environ, "PYTHONPATH": os.pathsep.join(paths), "PYTHONUNBUFFERED": "1"}

    def command(self, line: str) -> subprocess.CompletedProcess[str] | None:
        program, *arguments = shlex.split(line.removeprefix("$ "))
        if program == "pip" or (program, *arguments) == ("pytest", PROJECT):
            return None  # `test_acme_wheel` installs such a package, and runs the whole kit on it
        if arguments[:2] == ["sandbox", "up"]:
            return self.open_shop(arguments)
        start = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"] if program == "pytest" else PROGRAM
        return subprocess.run(
            [*start, *arguments],
            cwd=self.folder,
            env=self.variables,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )

    def open_shop(self, arguments: list[str]) -> None:
        command = [*PROGRAM, *arguments, "--json"]
        process = self.stack.enter_context(
            subprocess.Popen(command, cwd=self.folder, env=self.variables, stdout=subprocess.PIPE, text=True)
        )
        self.stack.callback(end, process)
        assert process.stdout is not None
        assert process.stdout.readline()
        settings = self.folder / "tunemantra.toml"
        # What `check` hears is told elsewhere; here it would take the longest.
        settings.write_text(f'analysis = "never"\n{settings.read_text("utf-8")}', "utf-8")

    def edit(self, text: str) -> None:
        name, _, body = text.partition("\n")
        file = self.folder / PROJECT / name.removeprefix("# ")
        lines = body.splitlines(keepends=True)
        old = "".join(line[1:] or "\n" for line in lines if line[0] in "- ")
        new = "".join(line[1:] or "\n" for line in lines if line[0] in "+ ")
        content = file.read_text("utf-8")
        assert content.count(old) == 1, f"{file}: {old}"
        file.write_text(content.replace(old, new), "utf-8")


@pytest.mark.nightly  # with each change `test_acme_wheel` takes the same steps
def test_the_page_leads_from_nothing_to_a_platform(workplace: Path) -> None:
    blocks = [block for block in EVERY if block.page == PAGE]
    with ExitStack() as stack:
        reader = Reader(workplace, stack)
        for block, following in zip(blocks, [*blocks[1:], None], strict=True):
            fails = following is not None and following.kind == "text"
            if block.kind == "diff":
                reader.edit(block.text)
            elif block.kind == "console":
                for line in block.text.splitlines():
                    done = reader.command(line)
                    if done is not None:
                        said = f"{block}: {line}\n{done.stdout}\n{done.stderr}"
                        assert done.returncode == int(fails), said
                        assert not fails or following.text.strip() in done.stdout, said
