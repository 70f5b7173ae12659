"""Documents: the release folder, canonical JSON and their schema."""

from tunemantra.contrib.formats.codec import JsonCodec

__all__ = ["JsonCodec"]
