"""The MD5 of renditions, for platforms whose documents state it: read once per content, remembered in the ledger."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping

from attrs import evolve

from tunemantra.pipeline.tools import Tools
from tunemantra.ports.package import Rendition

MD5 = "md5"
"""An MD5, remembered by the SHA-256 of the same bytes."""

_BLOCK = 1 << 20


def with_md5(tools: Tools, made: Mapping[str, Rendition]) -> dict[str, Rendition]:
    """Return renditions with their MD5."""
    remembered = tools.ledger.recall_many(MD5, {one.sha256 for one in made.values()})
    known = {sha256: str(json.loads(text)) for sha256, text in remembered.items()}
    for one in made.values():
        if one.sha256 not in known:
            known[one.sha256] = _read(tools, one.sha256)
            tools.ledger.remember(MD5, one.sha256, json.dumps(known[one.sha256]))
    return {subject: evolve(one, md5=known[one.sha256]) for subject, one in made.items()}


def _read(tools: Tools, sha256: str) -> str:
    digest = hashlib.md5(usedforsecurity=False)
    with tools.assets.open(sha256) as stream:
        while block := stream.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()


__all__ = ["MD5", "with_md5"]
