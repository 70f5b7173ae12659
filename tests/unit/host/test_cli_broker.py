"""Brokers that are wrong, or do not answer: told at once where they are needed, in nobody's way where they are not."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from tunemantra.errors import NotFoundError, SettingsError, StateError
from tunemantra.host.cli.program import app

PASSWORD = "redis://ada:opensesame@127.0.0.1:1/0"


@pytest.fixture
def settings(tmp_path: Path) -> Path:
    file = tmp_path / "tunemantra.toml"
    file.write_text(f'home = "home"\nqueue = "celery"\nbroker = "{PASSWORD}"\n')
    return file


def test_a_demonstration_says_at_once_that_its_broker_does_not_answer(tmp_path: Path) -> None:
    pytest.importorskip("celery")
    folder = tmp_path / "demo"
    broker = "redis://127.0.0.1:1/0"
    done = CliRunner().invoke(app, ["demo", "--queue", "celery", "--broker", broker, "--folder", str(folder)])
    assert isinstance(done.exception, StateError)
    assert "does not answer" in done.exception.message
    assert "--broker" in done.exception.hint
    assert not folder.exists()


@pytest.mark.parametrize(
    "command",
    ["status", "status --summary", "plugins list", "errors list", "audit seal", "breakers list"],
)
def test_who_only_looks_needs_no_broker(settings: Path, command: str) -> None:
    done = CliRunner().invoke(app, ["--settings", str(settings), *command.split(), "--json"])
    assert done.exit_code == 0, done.output


def test_a_timeline_needs_no_broker(settings: Path) -> None:
    done = CliRunner().invoke(app, ["--settings", str(settings), "timeline", "1"])
    assert isinstance(done.exception, NotFoundError)


@pytest.mark.parametrize("command", ["retry d-1", "force d-1 --reason x", "errors replay p-1"])
def test_who_tells_workers_hears_of_a_wrong_broker(settings: Path, command: str) -> None:
    done = CliRunner().invoke(app, ["--settings", str(settings), *command.split(), "--json"])
    assert isinstance(done.exception, SettingsError)
    assert "opensesame" not in str(done.exception.findings)
