"""A new platform is the example shop under another name."""

from __future__ import annotations

import ast
import configparser
import json
import subprocess

import pytest
from typer.testing import CliRunner

from tests.support import REPO_ROOT, require_tool
from tunemantra.errors import ConflictError, TuneMantraError
from tunemantra.host.cli.program import app
from tunemantra.host.scaffolding import names_for, template, write_platform

EXAMPLE = REPO_ROOT / "examples" / "tunemantra-acme"


def example():
    git = require_tool("git", "git")
    listed = subprocess.run([git, "ls-files", "-z", "."], cwd=EXAMPLE, capture_output=True, check=True)
    return {name: (EXAMPLE / name).read_text("utf-8") for name in listed.stdout.decode().split("\0") if name}


def test_the_template_is_the_example():
    assert dict(template()) == example()


def test_acme_written_anew_is_the_example(tmp_path):
    written = write_platform(names_for("acme", "Acme Record Shop"), tmp_path / "new")
    assert {path.relative_to(tmp_path / "new").as_posix(): path.read_text("utf-8") for path in written} == example()


def test_another_name_leaves_nothing_of_the_examples(tmp_path):
    written = write_platform(names_for("quay-music"), tmp_path)
    texts = {path.relative_to(tmp_path).as_posix(): path.read_text("utf-8") for path in written}
    assert [name for name, text in texts.items() if "acme" in (name + text).lower()] == []
    assert {"src/tunemantra_quay_music/driver.py", "tests/test_quay_music.py"} <= set(texts)
    for name, text in texts.items():
        if name.endswith(".py"):
            ast.parse(text)
    settings = configparser.ConfigParser()
    settings.read_string(texts["setup.cfg"])
    assert settings["metadata"]["name"] == "tunemantra-quay-music"
    points = settings["options.entry_points"]["tunemantra.plugins"].strip()
    assert points == "quay-music = tunemantra_quay_music.plugin"
    assert 'LABEL = "Quay Music"' in texts["src/tunemantra_quay_music/profile.py"]
    assert "class QuayMusicDriver" in texts["src/tunemantra_quay_music/driver.py"]
    assert '"QUAYMUSI-TTL-001"' in texts["src/tunemantra_quay_music/rules.py"]


@pytest.mark.parametrize("key", ["", "Quay", "1quay", "quay music", "quay-", "../quay", "quay\n"])
def test_a_key_that_is_none_is_refused(key):
    with pytest.raises(TuneMantraError, match="no key of a platform"):
        names_for(key)


@pytest.mark.parametrize("label", ['a "b"', "\n", " ", "a\\b"])
def test_a_label_that_cannot_stand_in_code_is_refused(label):
    with pytest.raises(TuneMantraError, match="cannot stand"):
        names_for("quay", label)


def test_nothing_is_written_over_something(tmp_path):
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(ConflictError):
        write_platform(names_for("quay"), tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_the_command_says_how_to_go_on(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(app, ["new", "platform", "quay"])
    assert done.exit_code == 0, done.output
    assert "tunemantra sandbox up --to quay" in done.output
    assert (tmp_path / "tunemantra-quay" / "README.md").is_file()
    again = CliRunner().invoke(app, ["new", "platform", "quay", "--into", "other", "--json"])
    assert len(json.loads(again.output)["written"]) > 10


def test_a_key_that_is_taken_is_refused(tmp_path):
    done = CliRunner().invoke(app, ["new", "platform", "spotify", "--into", str(tmp_path / "new")])
    assert isinstance(done.exception, ConflictError)
    assert not (tmp_path / "new").exists()
