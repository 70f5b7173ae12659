"""Clearing up what interrupted uploads have left under temporary names."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime

from tunemantra.ports.transport import FileTransport

_LOG = logging.getLogger(__name__)


def clean_parts(transport: FileTransport, path: str, suffix: str, before: datetime) -> Sequence[str]:
    """Remove the files of a folder that end with `suffix` and were last touched before `before`; return their names.

    One whose time the other side does not tell stays.
    """
    removed = []
    for entry in transport.list(path):
        mine = entry.name.endswith(suffix) and not entry.folder
        if mine and entry.modified is not None and entry.modified < before:
            transport.remove(entry.path)
            removed.append(entry.path)
            _LOG.info("removed %s, left by an upload of %s", entry.path, entry.modified)
    return tuple(removed)


__all__ = ["clean_parts"]
