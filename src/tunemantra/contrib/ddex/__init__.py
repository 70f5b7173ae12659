"""DDEX: ERN messages written from an order, read into a release, checked against the schemas; batch manifests.

Writing is there at once; reading, checking and exchanging are loaded when one of their names is first asked for.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Final

from tunemantra.contrib.ddex.dialect import (
    Dialect,
    Extend,
    Extension,
    HashAlgorithm,
    Partner,
    Place,
    Profile,
    no_extensions,
)
from tunemantra.contrib.ddex.express import Expressed, express
from tunemantra.contrib.ddex.files import FileEntry, files_to_send
from tunemantra.contrib.ddex.message import build_new_release, message_id
from tunemantra.contrib.ddex.purge import build_purge
from tunemantra.contrib.ddex.versions import (
    ERN_42,
    ERN_43,
    ERN_382,
    ERN_383,
    ERN_411,
    ERN_432,
    VERSIONS,
    ErnVersion,
    version_of,
)

if TYPE_CHECKING:
    from tunemantra.contrib.ddex import references
    from tunemantra.contrib.ddex.exchange import BatchItem, batch_id, build_manifest, manifest_name
    from tunemantra.contrib.ddex.judge import MessageJudge
    from tunemantra.contrib.ddex.reading import ReadMessage, StatedFile, read_message
    from tunemantra.contrib.ddex.schema import SchemaSet

_MODULES: Final = {
    "BatchItem": "exchange",
    "MessageJudge": "judge",
    "ReadMessage": "reading",
    "SchemaSet": "schema",
    "StatedFile": "reading",
    "batch_id": "exchange",
    "build_manifest": "exchange",
    "manifest_name": "exchange",
    "read_message": "reading",
}


def __getattr__(name: str) -> object:
    if name not in _MODULES:
        raise AttributeError(name)
    return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)


__all__ = [
    "ERN_42",
    "ERN_43",
    "ERN_382",
    "ERN_383",
    "ERN_411",
    "ERN_432",
    "VERSIONS",
    "BatchItem",
    "Dialect",
    "ErnVersion",
    "Expressed",
    "Extend",
    "Extension",
    "FileEntry",
    "HashAlgorithm",
    "MessageJudge",
    "Partner",
    "Place",
    "Profile",
    "ReadMessage",
    "SchemaSet",
    "StatedFile",
    "batch_id",
    "build_manifest",
    "build_new_release",
    "build_purge",
    "express",
    "files_to_send",
    "manifest_name",
    "message_id",
    "no_extensions",
    "read_message",
    "references",
    "version_of",
]
