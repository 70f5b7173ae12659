"""Judges documents that are DDEX messages before they leave."""

from __future__ import annotations

import re

from attrs import frozen

from tunemantra.contrib.ddex import references
from tunemantra.contrib.ddex.schema import SchemaSet, parse
from tunemantra.contrib.ddex.versions import VERSIONS
from tunemantra.core.finding import Finding, Severity

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
        if found is None:
            return ()
        version = found.group(1).decode()
        return self.schemas.validate(content, version) if version in VERSIONS else _unknown(content, version)


def _unknown(content: bytes, version: str) -> tuple[Finding, ...]:
    """Say what can be said of a message of a version whose schema nobody here has."""
    root, findings = parse(content)
    if root is None:
        return findings
    message = f"The schema of ERN {version} is not known: the message was not held against it."
    note = Finding("ERN-XSD-000", Severity.NOTE, "", message, expected=f"one of {', '.join(VERSIONS)}")
    return (*references.check(root), note)


__all__ = ["MessageJudge"]
