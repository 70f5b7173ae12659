"""What settings name and is not there."""

from __future__ import annotations

from pathlib import Path

import pytest
from attrs import evolve

from tunemantra.host.references import astray
from tunemantra.ports.connection import FilesConnection
from tunemantra.ports.runtime import SecretRef

SERVER = FilesConnection("sftp://files.example/in", user="ada", known_hosts=__file__, ca_file=__file__)


def test_files_that_are_there_are_not_named() -> None:
    assert list(astray(SERVER, str)) == []


@pytest.mark.parametrize("key", ["known_hosts", "ca_file"])
@pytest.mark.parametrize(("name", "reason"), [("gone", "No such file"), ("", "Is a directory")])
def test_a_file_that_cannot_be_read_is_named_with_the_reason(tmp_path: Path, key: str, name: str, reason: str) -> None:
    path = str(tmp_path / name)
    ((found, problem),) = astray(evolve(SERVER, **{key: path}), str)
    assert found == key
    assert problem.message.startswith(f"{path} cannot be read: {reason}")
    assert problem.hint == "the file has to be there, and readable"


def test_secrets_are_only_revealed(tmp_path: Path) -> None:
    revealed: list[SecretRef] = []
    assert list(astray(evolve(SERVER, key=SecretRef("env:KEY")), revealed.append)) == []
    assert revealed == [SecretRef("env:KEY")]
