"""A `.itmsp` package: the MD5s that its document names, and what is wrong with it before it leaves."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Mapping
from typing import TYPE_CHECKING, BinaryIO

from attrs import frozen
from lxml import etree

from tunemantra.core.finding import Finding, error
from tunemantra.plugins.itunes import profile

if TYPE_CHECKING:
    from collections.abc import Iterator

_BLOCK = 1024 * 1024
_IN = {"i": profile.NAMESPACE}


@frozen
class Held:
    """A file that lies in a package: bytes, and MD5 in lower-case hex; empty where nobody has read it yet."""

    size: int
    md5: str = ""


@frozen
class Bundle:
    """A package as it would be handed over.

    Args:
        folder: the name of its folder.
        document: `metadata.xml`.
        files: what lies beside it, by name.
    """

    folder: str
    document: bytes
    files: Mapping[str, Held]


def md5_of(stream: BinaryIO) -> str:
    """Return the MD5 of a stream, as the store wants it."""
    digest = hashlib.md5(usedforsecurity=False)
    while block := stream.read(_BLOCK):
        digest.update(block)
    return digest.hexdigest()


def sealed(document: bytes, md5s: Mapping[str, str]) -> bytes:
    """Return a document with the MD5 of each file it names; a file nobody knows gets none (ITUNES-PKG-002)."""
    root = _parsed(document)
    for node in _files(root):
        md5 = md5s.get(_said(node, "file_name"), "")
        if md5:
            etree.SubElement(node, f"{{{profile.NAMESPACE}}}checksum", type="md5").text = md5
    etree.indent(root)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def same(one: bytes, other: bytes) -> bool:
    """Return whether two documents say the same (Canonical XML 1.0); one that cannot be read says nothing."""
    try:
        left, right = (etree.tostring(_bare(document), method="c14n") for document in (one, other))
    except etree.XMLSyntaxError:
        return False
    return bool(left == right)


def check_bundle(bundle: Bundle) -> Iterator[Finding]:
    """Yield everything that is wrong with a package (ITUNES-PKG-001 to 005)."""
    for rule in RULES:
        for finding in rule(bundle):
            yield finding.on(profile.KEY)


def named_by_vendor(bundle: Bundle) -> Iterator[Finding]:
    """ITUNES-PKG-001: the folder is called by the vendor id, which is letters, digits and underscores."""
    vendor = _parsed(bundle.document).findtext("i:album/i:vendor_id", "", _IN)
    expected = profile.PACKAGE_NAME.format(vendor_id=vendor)
    if bundle.folder != expected or not re.fullmatch(profile.VENDOR_ID, vendor):
        yield _fault(
            "ITUNES-PKG-001",
            "icpn",
            "The package is not called by its vendor id.",
            observed=bundle.folder,
            expected=f"{expected}, of letters, digits and underscores",
        )


def files_match(bundle: Bundle) -> Iterator[Finding]:
    """ITUNES-PKG-002: each file that is named is there, with its size and MD5, and no other file is."""
    named = set()
    for node in _files(_parsed(bundle.document)):
        name, size, md5 = (_said(node, tag) for tag in ("file_name", "size", "checksum"))
        named.add(name)
        held = bundle.files.get(name)
        if held is None or str(held.size) != size or held.md5 != md5:
            there = "nothing" if held is None else f"{held.size} bytes, MD5 {held.md5 or 'unknown'}"
            yield _fault(
                "ITUNES-PKG-002",
                name,
                "The file is not the one the document names.",
                observed=there,
                expected=f"{size or 'no'} bytes, MD5 {md5 or 'unknown'}",
            )
    for name in sorted(bundle.files.keys() - named):
        yield _fault(
            "ITUNES-PKG-002", name, "No document names the file.", observed=name, expected="files that are named"
        )


def nothing_empty(bundle: Bundle) -> Iterator[Finding]:
    """ITUNES-PKG-003: no element is empty; one that only has attributes is not."""
    root = _parsed(bundle.document)
    for node in root.iter(etree.Element):
        if not len(node) and not node.attrib and not (node.text or "").strip():
            where = root.getroottree().getelementpath(node).replace(f"{{{profile.NAMESPACE}}}", "")
            yield _fault(
                "ITUNES-PKG-003",
                where,
                "An element is empty.",
                observed="nothing in it",
                expected="a text, or none of it",
            )


def few_tracks(bundle: Bundle) -> Iterator[Finding]:
    """ITUNES-PKG-004: a product has 500 tracks at most."""
    count = len(_parsed(bundle.document).findall("i:album/i:tracks/i:track", _IN))
    if count > profile.MOST_TRACKS:
        yield _fault(
            "ITUNES-PKG-004",
            "tracks",
            "The product has too many tracks.",
            observed=str(count),
            expected=f"at most {profile.MOST_TRACKS}",
        )


def plain_text(bundle: Bundle) -> Iterator[Finding]:
    """ITUNES-PKG-005: the document is UTF-8, and its text is in Normalisation Form C."""
    try:
        text = bundle.document.decode("utf-8")
    except UnicodeDecodeError as problem:
        yield _fault("ITUNES-PKG-005", profile.DOCUMENT_NAME, "The document is not UTF-8.", observed=str(problem))
        return
    declared = _parsed(bundle.document).getroottree().docinfo.encoding or "UTF-8"
    if declared.upper() != "UTF-8" or not unicodedata.is_normalized("NFC", text):
        yield _fault(
            "ITUNES-PKG-005",
            profile.DOCUMENT_NAME,
            "The document's text is not in its one form.",
            observed=declared if declared.upper() != "UTF-8" else "text that is not composed",
            expected="UTF-8, Normalisation Form C",
        )


RULES = (named_by_vendor, files_match, nothing_empty, few_tracks, plain_text)


def _fault(rule: str, path: str, message: str, *, observed: str, expected: str = "UTF-8") -> Finding:
    hint = "this is a fault of the package, not of the release: tell whoever supplies the plugin"
    return error(rule, path, message, observed=observed, expected=expected, hint=hint)


def _files(root: etree._Element) -> list[etree._Element]:
    names = root.iter(f"{{{profile.NAMESPACE}}}file_name")
    return [node for name in names if (node := name.getparent()) is not None]


def _parsed(document: bytes) -> etree._Element:
    return etree.fromstring(document, etree.XMLParser(resolve_entities=False, no_network=True, remove_blank_text=True))


def _bare(document: bytes) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_blank_text=True, remove_comments=True)
    return etree.fromstring(document, parser)


def _said(node: etree._Element, tag: str) -> str:
    return node.findtext(f"i:{tag}", "", _IN)


__all__ = ["RULES", "Bundle", "Held", "check_bundle", "md5_of", "same", "sealed"]
