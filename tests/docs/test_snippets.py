"""What README and docs show is run: Python and commands as they stand, against simulators of both platforms."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from types import ModuleType

import pytest
from attrs import evolve, frozen

from tests.support import REPO_ROOT
from tunemantra import Settings, TuneMantra
from tunemantra.host.demo import write_release
from tunemantra.host.sandboxes import RunningSandbox
from tunemantra.host.template import table_of
from tunemantra.plugins import PluginManager
from tunemantra.testing.factories import make_release

ELSEWHERE = {"docs/reference/release-toml.md", "docs/reference/mead.md", "docs/how-to/write-a-platform.md"}
"""Pages whose blocks are held to something else by a test of their own."""
PAGES = [REPO_ROOT / "README.md", *sorted((REPO_ROOT / "docs").rglob("*.md"))]
PROGRAM = [sys.executable, "-c", "from tunemantra.host.cli import main; main()"]
UP = "Ctrl-C ends them"
NEEDS_PLATFORMS = 'Settings.from_file("tunemantra.toml")'

_BLOCK = re.compile(
    r"(?:^<!-- not run: (?P<why>.*?) -->\n)?^```(?P<kind>\w*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL
)
_LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
_MAKE = re.compile(r"^(?:\$ )?make ([a-z]+)", re.MULTILINE)


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


EVERY = [block for page in PAGES for block in blocks(page)]
RUN = [block for block in EVERY if block.kind in {"python", "console"} and block.page not in ELSEWHERE]


@pytest.fixture(scope="session")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_release(tmp_path_factory.mktemp("snippets") / "release", seconds=1.5)


@pytest.fixture
def workplace(tmp_path: Path, release: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a release in it, where nothing of the machine's own settings counts."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("TUNEMANTRA_SETTINGS", raising=False)
    shutil.copytree(release, tmp_path / "release")
    # `init release --sample` keeps media that are there, and making them takes the longest.
    shutil.copytree(release, tmp_path / "first-album", ignore=shutil.ignore_patterns("release.toml"))
    return tmp_path


def start_platforms(folder: Path, stack: ExitStack) -> None:
    """Start both simulators, and write the settings that lead to them."""
    with TuneMantra(Settings(safe_mode=True)) as host:
        running = [
            stack.enter_context(RunningSandbox(one, folder / "platforms" / one.key, speed=20))
            for one in host.platforms()
        ]
    tables = "\n".join(table_of(one.address.platform, one.address.settings) for one in running)
    (folder / "tunemantra.toml").write_text(f'poll_seconds = 0.2\nanalysis = "never"\n\n{tables}', "utf-8")


@pytest.mark.slow
@pytest.mark.parametrize("page", sorted({block.page for block in RUN}))
def test_what_a_page_shows_works(page: str, workplace: Path) -> None:
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
            done = subprocess.run(
                [*PROGRAM, *arguments],
                capture_output=True,
                text=True,
                timeout=120,
                check=False,
                stdin=subprocess.DEVNULL,
            )
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


@pytest.mark.parametrize("block", [block for block in RUN if block.why], ids=str)
def test_what_is_not_run_says_why(block: Block) -> None:
    pytest.skip(f"not run by its own word: {block.why}")


@pytest.mark.parametrize("block", [block for block in EVERY if block.kind == "toml"], ids=str)
def test_settings_and_releases_are_toml(block: Block) -> None:
    values = tomllib.loads(block.text)
    if block.page.startswith("docs/how-to/"):
        with TuneMantra(Settings.from_mapping(values)) as host:
            assert all(host.platform_settings(key) for key in host.settings.platforms)


def test_make_targets_are_there() -> None:
    targets = set(re.findall(r"^([a-z]+):", (REPO_ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    shown = {target for block in EVERY for target in _MAKE.findall(block.text)}
    assert shown
    assert shown <= targets


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_links_and_pictures_lead_somewhere(page: Path) -> None:
    text = _BLOCK.sub("", page.read_text("utf-8"))
    broken = []
    for link in _LINK.findall(text):
        target, _, anchor = link.partition("#")
        if "://" in target:
            continue
        file = (page.parent / target).resolve() if target else page
        if not file.exists() or (anchor and anchor not in anchors(file)):
            broken.append(link)
    assert broken == []


def anchors(file: Path) -> set[str]:
    heads = re.findall(r"^#+ (.*)$", file.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", head.lower()).replace(" ", "-") for head in heads}


@pytest.mark.parametrize("folder", ["docs", "docs/how-to", "docs/reference"])
def test_every_page_is_in_its_index(folder: str) -> None:
    index = (REPO_ROOT / folder / "README.md").read_text("utf-8")
    pages = {page.name for page in (REPO_ROOT / folder).glob("*.md")} - {"README.md"}
    assert {page for page in pages if f"({page})" not in index} == set()


def test_the_plugin_of_the_readme_adds_its_rule() -> None:
    (code,) = [block.text for block in RUN if block.page == "README.md" and "@hookimpl" in block.text]
    assert len(code.splitlines()) <= 12
    plugin = ModuleType("house_rules")
    exec(code, plugin.__dict__)
    manager = PluginManager(extra=[plugin])
    release = make_release()
    nobody = evolve(release, tracks=tuple(evolve(track, contributors=()) for track in release.tracks))
    assert manager.house_rules(release, "spotify") == ()
    assert [finding.rule for finding in manager.house_rules(nobody, "spotify")] == ["HOUSE-1"] * len(release.tracks)
