"""The asset store in a local folder."""

from tunemantra.contrib.storage.local import LocalAssetStore

__all__ = ["LocalAssetStore"]
