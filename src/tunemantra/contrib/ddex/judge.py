"""Judges documents that are DDEX messages before they leave."""

from __future__ import annotations

import re

from attrs import frozen

from tunemantra.contrib.ddex.schema import SchemaSet
from tunemantra.core.finding import Finding

_HEAD = 4096
"""Bytes in which a message says what it is: its root element is its first."""

_ERN = re.compile(rb"""["']http://ddex\.net/xml/ern/(\d+)["']""")


@frozen
class MessageJudge:
    """`ports.context.DocumentJudge` for ERN messages: well-formedness, references, and the schema where it is there."""

    schemas: SchemaSet

    def judge(self, content: bytes, media_type: str) -> tuple[Finding, ...]:
        """Return what is wrong with a document; nothing where it is no ERN message."""
        if not media_type.endswith("xml"):
            return ()
        found = _ERN.search(content[:_HEAD])
        return self.schemas.validate(content, found.group(1).decode()) if found else ()


__all__ = ["MessageJudge"]
