"""Every asset store keeps the same promises."""

from __future__ import annotations

import pytest

from tunemantra.contrib.memory import MemoryAssetStore
from tunemantra.contrib.storage import LocalAssetStore
from tunemantra.testing import AssetStoreConformance


def flipped(content: bytes) -> bytes:
    middle = len(content) // 2
    return content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :]


class TestMemoryAssetStore(AssetStoreConformance):
    @pytest.fixture
    def store(self):
        return MemoryAssetStore()

    def damage(self, store, sha256):
        store._kept[sha256] = flipped(store._kept[sha256])


class TestLocalAssetStore(AssetStoreConformance):
    @pytest.fixture
    def store(self, tmp_path):
        return LocalAssetStore(tmp_path / "assets")

    def damage(self, store, sha256):
        place = store._place(sha256)
        place.chmod(0o644)
        place.write_bytes(flipped(place.read_bytes()))


class TestLocalAssetStoreOpenedAgain(TestLocalAssetStore):
    """Another process, which has verified nothing yet, sees the damage as well."""

    def damage(self, store, sha256):
        super().damage(store, sha256)
        store._known.clear()
