"""The page of all rules about DDEX documents: from tables where there are some, else from the words of the code."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from tunemantra.contrib import ddex
from tunemantra.contrib.ddex.dsr.rules import RULES as REPORTS
from tunemantra.contrib.ddex.validation import FOUNDATIONS, RULES, Step

ABOUT = """\
What `tunemantra ddex` asks of messages, manifests, acknowledgements and sales reports. A finding names its rule, the
line and the place in the document; one of a message names the clause as well, at the end of its hint."""
CLAUSES = """\
*Part 1* and *Part 2* are the parts of the ERN standard, the second of them the release profiles; *Schematron* are the
official tests of the profiles, *KB* the pages of the knowledge base, *XSD* the text of the schema, *AVS* the allowed
value sets; *ern-notes* is [our own page](ern-notes.md) for what follows from several of them. Where an official test
is at fault, the rule asks what its text means. *Error* stops a delivery, *warning* and *note* do not."""
NOTES_ABOUT = """\
Some rules stand in no single clause: they follow from the text of the schemas and several documents together, or from
what the official samples do alike. A finding of such a rule ends with `[ern-notes 4.2]`, a place on this page: what is
asked, and the public documents it follows from. [All rules](ern-rules.md) are in one list.

The schemas and allowed value sets are at [ddex.net](https://ddex.net), Part 1 (the messages) at
[ern.ddex.net](https://ern.ddex.net), Part 2 (the release profiles) at [ern-rp.ddex.net](https://ern-rp.ddex.net), the
choreographies at [ernccloud.ddex.net](https://ernccloud.ddex.net) and [kb.ddex.net](https://kb.ddex.net), where the
knowledge base is, and the Schematron tests in `ddexnet/ern-validator-api`."""
NOTES = {
    "2": ("Header and parties", "the schemas of all versions: MessageHeader, PartyId and the patterns of identifiers"),
    "4": ("The message as a whole", "the schemas of ERN 4: NewReleaseMessage"),
    "4.1": ("Resources and releases", "the schemas of ERN 4; Part 2, 7.3"),
    "4.2": ("Albums, singles, tracks and groups", "the schemas of ERN 4; Part 2, 6.1 and 7.3; Schematron"),
    "4.3": ("Titles, languages and territories", "the schemas of ERN 4; Schematron; the knowledge base on territories"),
    "4.4": ("Artists, contributors and roles", "the schemas of ERN 4; allowed value sets; Part 2, 7.2; Schematron"),
    "4.5": ("Lines, labels, genres, warnings and dates", "the schemas of ERN 4; Part 2, 7.3"),
    "4.6": ("Technical details and files", "the schemas of ERN 4; Part 2, 12; the knowledge base on binaries"),
    "5": ("Deals", "the schemas of ERN 4; Part 1, 6.13 to 6.19; the knowledge base on active deals and territories"),
    "6": ("The life of a message", "Part 1, 6.19; the knowledge base; what a reader of strangers' XML must refuse"),
    "7": ("ERN 3.8", "the schemas of ERN 3.8.2 and 3.8.3; the knowledge base on territories"),
    "11": ("Codes of territories", "allowed value sets: TerritoryCode and TerritoryCodeTypeTIS"),
    "12": ("Exchange of files", "the choreographies by SFTP, cloud storage and web services; the knowledge base"),
    "13": ("What recipients refuse", "allowed value sets: ErncFileStatus, the reasons an acknowledgement gives"),
}
STEPS = {
    Step.PROFILE: ("Release profiles", "Asked of messages that say a profile; one without any is told so."),
    Step.CHECKS: ("Cross-checks", "Asked of every message."),
    Step.FILES: ("Files", "Asked where the folder of the files is known."),
}
WRITING = {
    "ERN-TERM-001": "A message that is no takedown leaves each release and track that had terms some of them.",
    "ERN-TERM-002": "Each amount of money is a number, not negative, and has its currency.",
    "ERN-TERM-003": "A takedown names what has terms that it can end.",
    "ERN-TERM-004": "Terms that a takedown ends on a day have begun by then.",
    "ERN-TERM-005": "Terms do not end before they begin; an end on the day of the start cancels them.",
    "ERN-FILE-001": "Each recording and picture of the message has a file.",
    "ERN-FILE-002": "Each file is of the right kind.",
    "ERN-FILE-003": "The hash the recipient asks for is known of each file, and no placeholder.",
    "ERN-DUR-001": "It is known how long each recording is.",
    "ERN-TXT-001": "XML can hold each text.",
    "ERN-PRG-001": "A purge that is compared with a release is of its product.",
}
MEAD = {
    "MEAD-XML-001": "The message is well-formed XML.",
    "MEAD-XML-002": "The message has no document type and is not too large.",
    "MEAD-XML-003": "No part of the message is too large to be judged.",
    "MEAD-VER-001": "The document is a MEAD message.",
    "MEAD-VER-002": "The message is of MEAD 1.1; another version is read as if it were.",
    "MEAD-XSD-000": "The schema is here; a note where it is not.",
    "MEAD-XSD-001": "The message has the structure its schema asks for.",
    "MEAD-AVS-001": "Each value is one of the allowed value sets.",
    "MEAD-REF-001": "Each reference leads somewhere.",
    "MEAD-REF-002": "No reference is given twice.",
    "MEAD-REF-003": "Each reference leads to the right kind of thing.",
    "MEAD-ID-001": "An ISRC, ICPN, GRid, ISWC or ISNI has its form and its check digit.",
    "MEAD-ID-002": "What a message is about has an identifier.",
    "MEAD-DATE-001": "Each date is in the calendar.",
    "MEAD-DATE-002": "No period ends before it begins.",
    "MEAD-OWN-001": "UserDefined comes with the word, and a word with UserDefined.",
    "MEAD-MSG-001": "A message tells of something.",
    "MEAD-MOD-001": "Each part that is required is stated.",
    "MEAD-MOD-002": "Of parts that exclude one another exactly one is stated.",
    "MEAD-MOD-003": "Each value has the form that the schema and XML ask for.",
}
_NOTES = "ern-notes"
_SOURCE = Path(str(ddex.__file__)).parent
_TOLD = re.compile(r"^`?((?:ERN|ERNC)-[A-Z]+-\d{3})`?\s+(?:(error|warning|note)\s+)?(\S.*)$", re.MULTILINE)
_LOST = re.compile(r"\.lose\(\s*\"([A-Z0-9-]+)\"")

Row = tuple[str, ...]


def parts() -> Iterator[str | tuple[Row, list[Row]]]:
    """Yield the parts of the page: texts, and tables as their head and rows."""
    yield "# Rules of DDEX documents"
    yield ABOUT
    yield "## Messages"
    yield CLAUSES
    head = ("Rule", "Clause", "Asks that", "Weighs")
    yield "### Document, schema and references"
    yield head, [(name, clause, said, _weight(name)) for name, (clause, said) in FOUNDATIONS.items()]
    for step, (title, about) in STEPS.items():
        yield f"### {title}"
        yield about
        rows = [rule for rule in RULES if rule.step is step]
        yield (*head, "ERN"), [(r.id, r.clause, r.text, r.severity.value, _families(r.families)) for r in rows]
    yield "## Writing"
    yield ("Rule", "Asks that"), list(WRITING.items())
    yield "### What a version cannot say"
    yield "Each is a warning that names the part of the release and what is lost; the version decides which occur."
    yield ", ".join(f"`ERN-LOST-{what}`" for what in sorted(set(_lost()))) + "."
    told = _told()
    for title, prefixes in (
        ("## Reading messages", ("ERN-READ-",)),
        ("## Converting messages", ("ERN-CNV-",)),
        ("## Exchange of files", ("ERNC-",)),
    ):
        yield title
        yield ("Rule", "Found"), sorted(row for row in told.items() if row[0].startswith(prefixes))
    yield "## MEAD"
    yield ("Rule", "Asks that"), list(MEAD.items())
    yield "## Sales reports (DSR)"
    yield ("Rule", "Asks that"), list(REPORTS.items())


def notes() -> Iterator[str | tuple[Row, list[Row]]]:
    """Yield the parts of the page of rules that no single clause states."""
    yield "# Notes on ERN"
    yield NOTES_ABOUT
    clauses = [(name, clause, said) for name, (clause, said) in FOUNDATIONS.items()]
    clauses += [(rule.id, rule.clause, rule.text) for rule in RULES]
    for number, (title, sources) in NOTES.items():
        yield f"## {number} {title}"
        yield f"From {sources}."
        rows = [(name, said) for name, clause, said in clauses if clause.split(",")[0] == f"{_NOTES} {number}"]
        yield ("Rule", "Asks that"), rows


def _weight(rule: str) -> str:
    return {"ERN-XSD-000": "note", "ERN-REF-004": "warning"}.get(rule, "error")


def _families(families: Iterable[int]) -> str:
    return " and ".join(map(str, sorted(families)))


def _told() -> Mapping[str, str]:
    """Return what the docstrings of the modules say of their findings."""
    found = {}
    for path in sorted(_SOURCE.rglob("*.py")):
        text = ast.get_docstring(ast.parse(path.read_text("utf-8"))) or ""
        for rule, weight, said in _TOLD.findall(text):
            found[rule] = f"{said[0].upper()}{said[1:]}{f' ({weight})' if weight else ''}"
    return found


def _lost() -> Iterator[str]:
    for path in sorted(_SOURCE.rglob("*.py")):
        yield from _LOST.findall(path.read_text("utf-8"))
