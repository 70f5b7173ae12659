"""Copying with a hash: whole, and past the page cache where that is possible."""

from __future__ import annotations

import errno
import fcntl
import hashlib
import os

import pytest

from tunemantra.contrib.storage.files import copy_hashed

BLOCK = 4 * 1024 * 1024


def copied(tmp_path, content):
    source, target = tmp_path / "source", tmp_path / "target"
    source.write_bytes(content)
    with source.open("rb") as stream, target.open("wb") as written:
        told = copy_hashed(stream, written)
    return told, target.read_bytes()


def is_direct(handle):
    return bool(fcntl.fcntl(handle, fcntl.F_GETFL) & os.O_DIRECT)


@pytest.mark.parametrize("size", [0, 1, BLOCK - 1, BLOCK, BLOCK + 1, 2 * BLOCK + 4095])
def test_a_copy_is_whole_and_its_hash_right(tmp_path, size):
    content = (b"0123456789abcdef" * (size // 16 + 1))[:size]
    assert copied(tmp_path, content) == ((hashlib.sha256(content).hexdigest(), size), content)


def test_whole_blocks_go_past_the_cache_and_the_rest_through_it(tmp_path, monkeypatch):
    ways = []

    def write(handle, data, real=os.write):
        ways.append((len(data), is_direct(handle)))
        return real(handle, data)

    with (tmp_path / "probe").open("wb") as probe:
        try:
            fcntl.fcntl(probe.fileno(), fcntl.F_SETFL, os.O_DIRECT)
        except OSError:
            pytest.skip("the file system of the temporary folder keeps everything in its cache")
    monkeypatch.setattr(os, "write", write)
    copied(tmp_path, bytes(BLOCK + 5))
    assert ways == [(BLOCK, True), (5, False)]


def test_a_file_system_that_refuses_such_writes_gets_ordinary_ones(tmp_path, monkeypatch):
    def write(handle, data, real=os.write):
        if is_direct(handle):
            raise OSError(errno.EINVAL, "Invalid argument")
        return real(handle, data)

    monkeypatch.setattr(os, "write", write)
    content = bytes(range(256)) * (2 * BLOCK // 256)
    assert copied(tmp_path, content)[1] == content


def test_what_is_written_in_part_is_written_on(tmp_path, monkeypatch):
    def write(handle, data, real=os.write):
        return real(handle, data[: max(4096, len(data) // 2)])

    monkeypatch.setattr(os, "write", write)
    content = bytes(range(256)) * (BLOCK // 256) + b"end"
    assert copied(tmp_path, content)[1] == content


def test_a_full_disk_is_not_hidden(tmp_path, monkeypatch):
    def write(handle, data):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "write", write)
    with pytest.raises(OSError, match="No space left"):
        copied(tmp_path, bytes(BLOCK))
