"""Acknowledgements of every version, read by local names (`ddex-facts` section 12).

============ =============================================================================================
rule         finding
============ =============================================================================================
ERNC-ACK-001 the document is no acknowledgement
ERNC-ACK-002 something an acknowledgement must say is not there: whether the message arrived well, about what
ERNC-ACK-003 an acknowledgement without any release: it says nothing (a warning)
ERNC-ACK-005 more than anybody can have sent: the rest is not read
============ =============================================================================================

`ERN-XML-*` and `ERNC-XML-*` come from `schema.parse` and `trees`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Final

from attrs import evolve

from tunemantra.contrib.ddex.exchange import trees
from tunemantra.contrib.ddex.exchange.ack_names import AckName
from tunemantra.contrib.ddex.exchange.acknowledgement import (
    AckDialect,
    AckDocument,
    Acknowledgement,
    AffectedResource,
    Claimant,
    FileStatus,
)
from tunemantra.contrib.ddex.exchange.release_ids import ReleaseIds
from tunemantra.contrib.ddex.exchange.trees import Element, Reader, line, place
from tunemantra.contrib.ddex.schema import parse
from tunemantra.core.finding import Finding, error, warning

_MOST: Final = 100_000
"""Pairs of a message and a resource in one document; the largest catalogue in one batch has a tenth of it."""


def read_acknowledgement(data: bytes, name: AckName | None = None) -> tuple[AckDocument | None, tuple[Finding, ...]]:
    """Return what a recipient says, or None, and everything that is wrong with how it says it.

    Args:
        data: bytes of whomever.
        name: what the file's name says (see `read_ack_name`); fills in what the document leaves out.
    """
    root, findings = parse(data)
    if root is None:
        return None, findings
    if trees.local(root) not in set(AckDialect):
        observed, expected = trees.clip(trees.local(root)), ", ".join(AckDialect)
        message = "This is no acknowledgement."
        return None, (error("ERNC-ACK-001", place(root), message, observed=observed, expected=expected),)
    reader = Reader()
    document = _document(root, reader, hashlib.sha256(data).hexdigest())
    if name is not None:
        said = tuple(_completed(one, name) for one in document.acknowledgements)
        document = evolve(document, acknowledgements=said)
    for one in document.acknowledgements:
        if not one.message_id and not one.release:
            reader.add(error("ERNC-ACK-002", place(root), "The acknowledgement does not say what it is about."))
    return document, tuple(reader.findings)


def _document(root: Element, reader: Reader, sha256: str) -> AckDocument:
    dialect = AckDialect(trees.local(root))
    header = trees.find(root, "MessageHeader")
    created = trees.find(header, "MessageCreatedDateTime")
    if created is None:
        message = f"{line(root)}: the acknowledgement does not say when it was made."
        reader.add(error("ERNC-ACK-002", place(root), message, expected="MessageHeader/MessageCreatedDateTime"))
    said = (_of_file(root, reader),) if dialect is AckDialect.FTP else tuple(_bounded(root, reader))
    return AckDocument(
        dialect=dialect,
        sender=trees.party(trees.find(header, "MessageSender")),
        recipients=tuple(map(trees.party, trees.children(header, "MessageRecipient"))),
        created=reader.moment(created),
        acknowledgements=said,
        ack_id=trees.text(header, "MessageId"),
        namespace=str(root.tag).rpartition("}")[0].lstrip("{"),
        test=trees.text(header, "MessageControlType") == "TestMessage",
        sha256=sha256,
    )


def _of_file(root: Element, reader: Reader) -> Acknowledgement:
    """Read the form of versions up to 1.6: one file, its status beside it."""
    file = trees.find(root, "AcknowledgedFile")
    statuses = tuple(_statuses(root))
    if not statuses:
        message = f"{line(root)}: the acknowledgement does not say what became of the file."
        reader.add(error("ERNC-ACK-002", place(root), message, expected="FileStatus"))
    acknowledged = Acknowledgement(
        release=trees.release_ids(trees.find(file, "ReleaseId")),
        message_id=trees.text(root, "AcknowledgedMessageId") or trees.text(file, "MessageId"),
        acknowledged_on=trees.text(file, "Date"),
        files=statuses,
    )
    return _common(acknowledged, root, reader)


def _bounded(root: Element, reader: Reader) -> Iterator[Acknowledgement]:
    """Yield what is acknowledged: each message comes with all resources of its release, which could be made to grow."""
    pairs = 0
    for acknowledged in _of_releases(root, reader):
        pairs += 1 + len(acknowledged.resources) + len(acknowledged.claimants)
        if pairs > _MOST:
            message = "The acknowledgement says more than anybody can have sent; the rest is not read."
            reader.add(error("ERNC-ACK-005", place(root), message, expected=f"at most {_MOST}"))
            return
        yield acknowledged


def _of_releases(root: Element, reader: Reader) -> Iterator[Acknowledgement]:
    """Read the form of versions from 1.7: releases, each with the messages about it."""
    releases = tuple(trees.children(root, "ReleaseStatus"))
    if not releases:
        nothing = f"{line(root)}: the acknowledgement is about no release."
        reader.add(warning("ERNC-ACK-003", place(root), nothing, expected="ReleaseStatus"))
    for element in releases:
        status = trees.word(trees.find(element, "ReleaseStatus"))
        release = _common(
            Acknowledgement(trees.release_ids(trees.find(element, "ReleaseId")), release_status=status), element, reader
        )
        messages = tuple(trees.children(element, "Acknowledgement"))
        if status is None and not any(next(_statuses(one), None) for one in messages):
            said = f"{line(element)}: neither the release nor a message of it has a status."
            reader.add(error("ERNC-ACK-002", place(element), said, expected="ReleaseStatus"))
        if not messages:
            yield release
        for message in messages:
            yield evolve(
                release,
                message_id=trees.text(message, "MessageId"),
                message_type=trees.text(message, "MessageType"),
                batch_id=trees.text(message, "BatchId"),
                files=tuple(_statuses(message)),
            )


def _common(acknowledged: Acknowledgement, element: Element, reader: Reader) -> Acknowledgement:
    """Return an acknowledgement with what every form has."""
    return evolve(
        acknowledged,
        error_text=trees.text(element, "ErrorText"),
        proposed=trees.word(trees.find(element, "ProposedActionType")),
        manual_check=reader.flag(trees.find(element, "ManualCheckRequired")),
        resources=tuple(map(_resource, trees.children(element, "AffectedResource"))),
        claimants=tuple(map(_claimant, trees.children(element, "Claimant"))),
    )


def _statuses(element: Element) -> Iterator[FileStatus]:
    """Yield what became of a file: as a word alone, or as a composite with a word and more."""
    for status in trees.children(element, "FileStatus", "MessageStatus"):
        inner = trees.find(status, "Status|FileStatus")
        word = trees.word(inner if inner is not None else status)
        if word is not None:
            yield FileStatus(word, trees.text(status, "Information"))


def _resource(element: Element) -> AffectedResource:
    holder = trees.find(element, "ResourceId")
    children = tuple(trees.children(holder if holder is not None else element))
    named = [(trees.local(child), trees.content(child)) for child in children]
    own = tuple(trees.proprietary(child) for child in children if trees.local(child) == "ProprietaryId")
    isrc = next((value for scheme, value in named if scheme == "ISRC"), "").replace("-", "").upper()
    others = tuple((scheme, value) for scheme, value in named if value and scheme not in {"ISRC", "ProprietaryId"})
    return AffectedResource(isrc, others, own)


def _claimant(element: Element) -> Claimant:
    names = (trees.text(name, "FullName") or trees.content(name) for name in trees.children(element, "PartyName"))
    ids = tuple(
        (trees.local(child), trees.content(child))
        for holder in trees.children(element, "PartyId")
        for child in trees.children(holder)
        if trees.content(child)
    )
    plain = (("PartyId", trees.content(child)) for child in trees.children(element, "PartyId") if trees.content(child))
    return Claimant(tuple(filter(None, names)), (*ids, *plain))


def _completed(acknowledged: Acknowledgement, name: AckName) -> Acknowledgement:
    """Return an acknowledgement with what its file's name adds; what the document says is never overwritten."""
    if name.of_release:
        release = acknowledged.release or ReleaseIds.guessed(name.subject)
        # Only names that carry a release carry the stamp of its batch.
        return evolve(acknowledged, release=release, batch_id=acknowledged.batch_id or name.stamp)
    named = ReleaseIds.guessed(name.subject)
    if acknowledged.message_id or named.keys & acknowledged.release.keys:
        return acknowledged
    if name.of_release is None and (named.icpn or named.grid):
        return evolve(acknowledged, release=acknowledged.release or named)
    return evolve(acknowledged, message_id=name.subject)


__all__ = ["read_acknowledgement"]
