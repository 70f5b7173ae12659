"""Documents: the release folder, canonical JSON and their schema."""

from tunemantra.contrib.formats.author import Document, release_document
from tunemantra.contrib.formats.codec import JsonCodec
from tunemantra.contrib.formats.release_folder import ReleaseFolder
from tunemantra.contrib.formats.schema import example_toml, json_schema

__all__ = ["Document", "JsonCodec", "ReleaseFolder", "example_toml", "json_schema", "release_document"]
