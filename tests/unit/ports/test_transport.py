from __future__ import annotations

import pytest

from tunemantra.ports.runtime import SecretRef
from tunemantra.ports.transport import ApiResponse, Endpoint, RemoteFile


@pytest.mark.parametrize(
    ("url", "scheme"), [("sftp://h:22/x", "sftp"), ("maildir:///x", "maildir"), ("https://h", "https")]
)
def test_the_scheme_chooses_the_transport(url, scheme):
    assert Endpoint("any", url).scheme == scheme


@pytest.mark.parametrize(("path", "name"), [("a/b.wav", "b.wav"), ("a/b/", "b"), ("x", "x")])
def test_a_remote_file_is_called_by_the_last_part_of_its_path(path, name):
    assert RemoteFile(path, 1).name == name


@pytest.mark.parametrize(("status", "ok"), [(200, True), (299, True), (199, False), (300, False), (404, False)])
def test_only_two_hundreds_are_well(status, ok):
    assert ApiResponse(status, {}, b"").ok is ok


@pytest.mark.parametrize("text", ["env:NAME", "file:/x", "keyring:name"])
def test_a_reference_is_shown_as_it_is_written(text):
    assert str(SecretRef(text)) == text


@pytest.mark.parametrize("text", ["hunter2", "env:", "vault:x", ""])
def test_anything_but_a_reference_is_refused(text):
    with pytest.raises(ValueError, match="regex"):
        SecretRef(text)
