"""Copying with a hash: whole, in small pieces, and no failure hidden."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path

import pytest

from tunemantra.contrib.storage.files import copy_hashed

BLOCK = 64 * 1024
FULL = Path("/dev/full")


class Pieces(io.BytesIO):
    """Knows how large each piece was that was written."""

    def __init__(self):
        super().__init__()
        self.sizes = []

    def write(self, data):
        self.sizes.append(len(data))
        return super().write(data)


@pytest.mark.parametrize("size", [0, 1, BLOCK - 1, BLOCK, BLOCK + 1, 2 * BLOCK + 4095])
def test_a_copy_is_whole_and_its_hash_right(tmp_path, size):
    content = (b"0123456789abcdef" * (size // 16 + 1))[:size]
    source, target = tmp_path / "source", tmp_path / "target"
    source.write_bytes(content)
    with source.open("rb") as stream, target.open("wb") as written:
        told = copy_hashed(stream, written)
    assert told == (hashlib.sha256(content).hexdigest(), size)
    assert target.read_bytes() == content


def test_the_page_cache_is_filled_in_small_pieces():
    target = Pieces()
    copy_hashed(io.BytesIO(bytes(4 * 1024 * 1024 + 1)), target)
    assert max(target.sizes) <= BLOCK


@pytest.mark.skipif(not FULL.exists(), reason="needs a device that is always full")
def test_a_full_disk_is_not_hidden():
    with pytest.raises(OSError, match="No space left"), FULL.open("wb") as target:
        copy_hashed(io.BytesIO(bytes(BLOCK + 1)), target)
