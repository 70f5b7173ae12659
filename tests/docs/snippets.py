"""The blocks of README and docs, and how they are run: as they stand, against simulators of two platforms."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from attrs import frozen

from tests.program import PROGRAM, run
from tests.support import REPO_ROOT
from tunemantra import Settings, TuneMantra
from tunemantra.host.sandboxes import RunningSandbox
from tunemantra.host.template import table_of

ELSEWHERE = {
    "docs/reference/release-toml.md",
    "docs/reference/mead.md",
    "docs/how-to/write-a-platform.md",
    "docs/tutorial/first-platform.md",
}
"""Pages whose blocks are held to something else by a test of their own."""
PAGES = [REPO_ROOT / "README.md", *sorted((REPO_ROOT / "docs").rglob("*.md"))]
UP = "Ctrl-C ends them"
NEEDS_PLATFORMS = 'Settings.from_file("tunemantra.toml")'

_BLOCK = re.compile(
    r"(?:^<!-- not run: (?P<why>.*?) -->\n)?^```(?P<kind>\w*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL
)


@frozen
class Block:
    """A fenced block of a page."""

    page: str
    line: int
    kind: str
    text: str
    why: str

    def __str__(self) -> str:
        return f"{self.page}:{self.line}"


def name(page: Path) -> str:
    return page.relative_to(REPO_ROOT).as_posix()


def blocks(page: Path) -> Iterator[Block]:
    text = page.read_text("utf-8")
    for match in _BLOCK.finditer(text):
        line = text.count("\n", 0, match.start("text")) + 1
        yield Block(name(page), line, match["kind"], match["text"], match["why"] or "")


def blocks_left(page: Path) -> str:
    """Return a page without its blocks."""
    return _BLOCK.sub("", page.read_text("utf-8"))


EVERY = [block for page in PAGES for block in blocks(page)]
RUN = [block for block in EVERY if block.kind in {"python", "console"} and block.page not in ELSEWHERE]


@pytest.fixture
def workplace(tmp_path: Path, album: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a release in it, where nothing of the machine's own settings counts."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("TUNEMANTRA_SETTINGS", raising=False)
    shutil.copytree(album, tmp_path / "release")
    # `init release --sample` keeps media that are there, and making them takes the longest.
    shutil.copytree(album, tmp_path / "first-album", ignore=shutil.ignore_patterns("release.toml"))
    return tmp_path


def start_platforms(folder: Path, stack: ExitStack) -> None:
    """Start two simulators, and write the settings that lead to them."""
    with TuneMantra(Settings(safe_mode=True)) as host:
        running = [
            stack.enter_context(RunningSandbox(one, folder / "platforms" / one.key, speed=20))
            for one in host.platforms()
            if one.key in {"spotify", "beatport"}
        ]
    tables = "\n".join(table_of(one.address.platform, one.address.settings) for one in running)
    (folder / "tunemantra.toml").write_text(f'poll_seconds = 0.2\nanalysis = "never"\n\n{tables}', "utf-8")


def pages() -> list[str]:
    """Return the pages that show something to run, sorted."""
    return sorted({block.page for block in RUN})


def run_page(page: str, workplace: Path) -> None:
    """Run what a page shows from its top to its end."""
    namespace: dict[str, object] = {"__name__": "snippet"}
    mine = [block for block in RUN if block.page == page and not block.why]
    with ExitStack() as stack:
        if any(NEEDS_PLATFORMS in block.text for block in mine):
            start_platforms(workplace, stack)
        for block in mine:
            if block.kind == "python":
                code = "\n" * (block.line - 1) + block.text
                exec(compile(code, page, "exec"), namespace)
            else:
                show(block, stack)


def show(block: Block, stack: ExitStack) -> None:
    for line in block.text.splitlines():
        if not line.startswith("$ "):
            continue
        program, *arguments = shlex.split(line.removeprefix("$ "))
        if program == "make":
            continue  # `test_make_targets_are_there`
        assert program == "tunemantra", f"{block}: {line}: say why it is not run"
        if arguments[:2] == ["sandbox", "up"]:
            keep_up(f"{block}: {line}", arguments, stack)
        else:
            done = run(*arguments)
            assert done.returncode == 0, f"{block}: {line}\n{done.stdout}\n{done.stderr}"


def keep_up(where: str, arguments: list[str], stack: ExitStack) -> None:
    """Start simulators as in a second terminal; they end with the page, by Ctrl-C."""
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    process = stack.enter_context(
        subprocess.Popen([*PROGRAM, *arguments], stdout=subprocess.PIPE, text=True, env=environment)
    )
    stack.callback(end, process)
    assert process.stdout is not None
    said = []
    for line in process.stdout:
        said.append(line)
        if UP in line:
            return
    pytest.fail(f"{where}: it ended\n{''.join(said)}")


def end(process: subprocess.Popen[str]) -> None:
    process.send_signal(signal.SIGINT)
    try:
        assert process.wait(timeout=30) == 0
    except subprocess.TimeoutExpired:
        process.kill()
        raise
