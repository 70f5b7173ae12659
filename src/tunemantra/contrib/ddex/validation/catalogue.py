"""All rules in one table: those with a function, and those that the parser, the schema and the references answer."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from tunemantra.contrib.ddex.validation.rule import Rule, rules_of
from tunemantra.contrib.ddex.validation.rules import (
    credits as artists,
)
from tunemantra.contrib.ddex.validation.rules import (
    deals,
    files,
    groups,
    header,
    identifiers,
    profiles_3,
    profiles_4,
    profiles_4_single,
    recordings,
    tracks,
    visibility,
    words,
)

RULES: Final[tuple[Rule, ...]] = tuple(
    rule
    for module in (
        header,
        identifiers,
        words,
        artists,
        recordings,
        groups,
        tracks,
        profiles_4,
        profiles_4_single,
        profiles_3,
        deals,
        visibility,
        files,
    )
    for rule in rules_of(module)
)
"""The rules with a function of their own, in the order they are asked."""

FOUNDATIONS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "ERN-XML-001": ("XML 1.0", "The message is well-formed XML."),
        "ERN-XML-002": ("ern-notes 6", "The message has no document type and is neither too large nor too deep."),
        "ERN-XSD-000": ("XSD", "The schema is here; a note where it is not."),
        "ERN-XSD-001": ("XSD", "The message has the structure its schema asks for."),
        "ERN-AVS-001": ("AVS", "Each value is one of the allowed value sets, in the release of them that is here."),
        "ERN-REF-001": ("XSD, xs:IDREF", "Each reference leads somewhere."),
        "ERN-REF-002": ("XSD, xs:ID", "No reference is given twice."),
        "ERN-REF-003": ("XSD, Local...Anchor", "Each reference leads to the right kind of thing."),
        "ERN-REF-004": ("Schematron 2.1 G.1-G.5", "Something leads to each party, resource, cue sheet and chapter."),
    }
)
"""Clause and text of what is asked before the rules; a missing schema is a note, what is unused a warning."""


def clause_of(rule_id: str) -> str:
    """Return the clause of a rule of either table; empty for another rule."""
    if rule_id in FOUNDATIONS:
        return FOUNDATIONS[rule_id][0]
    return next((rule.clause for rule in RULES if rule.id == rule_id), "")


__all__ = ["FOUNDATIONS", "RULES", "clause_of"]
