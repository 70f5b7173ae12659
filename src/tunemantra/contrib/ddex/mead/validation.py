"""Everything that is wrong with a message of whomever, at once."""

from __future__ import annotations

from functools import partial

from lxml.etree import _Element as Node

from tunemantra.contrib.ddex.mead import references, rules
from tunemantra.contrib.ddex.mead.document import line_of, parse, path_of, root_findings, text_of
from tunemantra.contrib.ddex.mead.schemas import MeadSchemas
from tunemantra.core.finding import Finding


def validate_mead(xml: bytes, schemas: MeadSchemas | None = None) -> tuple[Finding, ...]:
    """Return everything that is wrong with a message: well-formedness, kind, references, content, schema.

    The path of a finding is the XPath in the message, its text begins with the line. Rules: `MEAD-XML-*` the
    document, `MEAD-VER-*` the kind of message, `MEAD-REF-*` references, `MEAD-ID-*`, `MEAD-DATE-*`, `MEAD-OWN-*` and
    `MEAD-MSG-*` content, `MEAD-XSD-001` structure, `MEAD-AVS-001` a value that its set does not have, `MEAD-XSD-000`
    the note that no schema was asked.

    Args:
        xml: the message's bytes, of whomever.
        schemas: None for those of the environment.
    """
    root, findings = parse(xml)
    if root is None:
        return findings
    found = root_findings(root)
    if any(finding.blocks for finding in found):
        return found
    asked = MeadSchemas.from_environment() if schemas is None else schemas
    return (*found, *references.check(_references(root)), *rules.check(root), *asked.check(root))


def _references(root: Node) -> list[references.Reference]:
    return [
        references.Reference(str(element.tag), text_of(element).strip(), partial(path_of, element), line_of(element))
        for element in root.iter(*references.ANCHORS, *references.POINTERS)
    ]


__all__ = ["validate_mead"]
