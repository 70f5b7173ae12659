"""ManifestMessages of every version, read by local names.

============ ==========================================================================
rule         finding
============ ==========================================================================
ERNC-MAN-000 the completion file is empty: it lists nothing (a note)
ERNC-MAN-001 the document is no ManifestMessage
ERNC-MAN-002 something a manifest must say is not there
ERNC-MAN-003 a version of the choreography that nobody here knows: read all the same
============ ==========================================================================

`ERN-XML-*` and `ERNC-XML-*` come from `schema.parse` and `trees`.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from tunemantra.contrib.ddex.exchange import trees
from tunemantra.contrib.ddex.exchange.manifest import (
    MANIFEST_VERSIONS,
    HashSum,
    Manifest,
    ManifestVersion,
    MessageInBatch,
)
from tunemantra.contrib.ddex.exchange.trees import Element, Reader, Word, line, place
from tunemantra.contrib.ddex.schema import parse
from tunemantra.core.finding import Finding, Severity, error

_BY_NAMESPACE: Final[Mapping[str, ManifestVersion]] = MappingProxyType(
    {version.namespace: version for version in MANIFEST_VERSIONS.values()}
    | {"http://ddex.net/xml/2011/echo/11": ManifestVersion("1.1", "http://ddex.net/xml/2011/echo/11", "", "HashSum")}
)


def read_manifest(data: bytes) -> tuple[Manifest | None, tuple[Finding, ...]]:
    """Return what a completion file lists, or None, and everything that is wrong with it.

    Args:
        data: bytes of whomever; an empty file completes a batch and lists nothing.
    """
    if not data.strip():
        return None, (Finding("ERNC-MAN-000", Severity.NOTE, "", "The completion file is empty: it lists nothing."),)
    root, findings = parse(data)
    if root is None:
        return None, findings
    if trees.local(root) != "ManifestMessage":
        observed = trees.clip(trees.local(root))
        said = error("ERNC-MAN-001", place(root), "This is no manifest.", observed=observed, expected="ManifestMessage")
        return None, (said,)
    reader = Reader()
    manifest = _manifest(root, reader)
    return manifest, tuple(reader.findings)


def _manifest(root: Element, reader: Reader) -> Manifest:
    header = _needed(root, reader, "MessageHeader")
    created = _needed(header, reader, "MessageCreatedDateTime")
    messages = tuple(_message(element, reader) for element in trees.children(root, "MessageInBatch"))
    if not messages:
        _needed(root, reader, "MessageInBatch")
    return Manifest(
        sender=trees.party(_needed(header, reader, "MessageSender")),
        recipient=trees.party(_needed(header, reader, "MessageRecipient")),
        created=reader.moment(created),
        root=trees.content(_needed(root, reader, "RootDirectory")),
        messages=messages,
        test=reader.flag(_needed(root, reader, "IsTestFlag")) or False,
        number=reader.number(_needed(root, reader, "NumberOfMessages")),
        version=_version(root, reader),
    )


def _version(root: Element, reader: Reader) -> ManifestVersion:
    namespace = str(root.tag).rpartition("}")[0].lstrip("{")
    known = _BY_NAMESPACE.get(namespace)
    declared, avs = root.get("MessageVersionId", ""), root.get("AvsVersionId", "")
    if known is None:
        message = "Nobody here knows this version of the choreography; it is read all the same."
        finding = Finding(
            "ERNC-MAN-003", Severity.NOTE, place(root), message, observed=trees.clip(namespace or declared)
        )
        reader.add(finding)
    number, tag = (known.number, known.hash_tag) if known else ("", "HashSumValue")
    return ManifestVersion(number, namespace, declared, tag, avs)


def _message(element: Element, reader: Reader) -> MessageInBatch:
    releases = tuple(map(trees.release_ids, trees.children(element, "IncludedReleaseId")))
    if not releases:
        _needed(element, reader, "IncludedReleaseId")
    return MessageInBatch(
        message_id=trees.content(_needed(element, reader, "MessageId")),
        url=trees.content(_needed(element, reader, "URL")),
        releases=releases,
        delivery=trees.word(_needed(element, reader, "DeliveryType")) or Word(""),
        product=trees.word(_needed(element, reader, "ProductType")) or Word(""),
        proof=_proof(trees.find(element, "HashSum")),
        message_type=trees.content(_needed(element, reader, "MessageType")),
    )


def _proof(element: Element | None) -> HashSum | None:
    value = trees.text(element, "HashSumValue|HashSum") or trees.content(element)
    return HashSum(value, trees.text(element, "HashSumAlgorithmType")) if value else None


def _needed(element: Element | None, reader: Reader, name: str) -> Element | None:
    """Return a child that must be there; what is missing within something missing is not said again."""
    found = trees.find(element, name)
    if found is None and element is not None:
        message = f"{line(element)}: {trees.local(element)} has no {name}."
        reader.add(error("ERNC-MAN-002", place(element), message, expected=name))
    return found


__all__ = ["read_manifest"]
