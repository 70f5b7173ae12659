"""The site's own reading of a seed and of the XML of `ws/2`; it shares no code with the driver."""

from __future__ import annotations

import re
import uuid
from typing import TYPE_CHECKING

from lxml import etree

from tunemantra.contrib.sandbox import gtin_fault, isrc_fault

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Pairs = list[list[str]]
_CREDIT = r"artist_credit\.names\.\d+\.(name|artist\.name|mbid|join_phrase)"
_KNOWN = re.compile(
    r"name|release_group|type|comment|annotation|barcode|language|script|status|packaging|edit_note|make_votable"
    r"|redirect_uri|events\.\d+\.(date\.(year|month|day)|country)|labels\.\d+\.(mbid|name|catalog_number)"
    rf"|{_CREDIT}|mediums\.\d+\.(format|name|toc|track\.\d+\.(name|number|recording|length|pregap|{_CREDIT}))"
    r"|urls\.\d+\.(url|link_type)"
)
_FORMS = {
    "language": re.compile(r"[a-z]{3}"),
    "script": re.compile(r"[A-Z][a-z]{3}"),
    "type": re.compile(r"Album|Single|EP|Broadcast|Other|Compilation|Soundtrack|Live|Remix|DJ-mix"),
    "status": re.compile(r"official|promotion|bootleg|pseudo-release|withdrawn|expunged|cancelled"),
    "release_group": re.compile(r"[0-9a-f-]{36}"),
}
_NAMESPACE = "http://musicbrainz.org/ns/mmd-2.0#"
_NS = {"m": _NAMESPACE}
_MOST_ISRCS = 100


class MessageError(ValueError):
    """XML that is not what `ws/2` takes."""


def faults(pairs: Sequence[Sequence[str]]) -> Iterator[str]:
    """Yield everything that is wrong with a seed."""
    fields = {pair[0]: pair[1] for pair in pairs}
    for name, value in pairs:
        if not _KNOWN.fullmatch(name):
            yield f"unknown field {name}"
        elif name in _FORMS and not _FORMS[name].fullmatch(value):
            yield f"{name}: {value!r} is not of the form it should be"
        elif name.endswith(".length") and not re.fullmatch(r"\d+|\d+:\d\d", value):
            yield f"{name}: {value!r} is no length"
        elif name.endswith(".country") and not re.fullmatch(r"[A-Za-z]{2}", value):
            yield f"{name}: {value!r} is no country"
    for name in ("name", "artist_credit.names.0.name", "mediums.0.track.0.name", "redirect_uri"):
        if not fields.get(name, "").strip():
            yield f"{name} is missing"
    if fields.get("barcode") not in {None, "none"} and (wrong := gtin_fault(fields["barcode"])):
        yield f"barcode: {wrong}"


def titles(pairs: Sequence[Sequence[str]]) -> list[list[str]]:
    """Return the titles of the tracks of each medium."""
    found: dict[int, dict[int, str]] = {}
    for name, value in pairs:
        place = re.fullmatch(r"mediums\.(\d+)\.track\.(\d+)\.name", name)
        if place:
            found.setdefault(int(place[1]), {})[int(place[2])] = value
    return [[tracks[number] for number in sorted(tracks)] for _, tracks in sorted(found.items())]


def credit(pairs: Sequence[Sequence[str]]) -> str:
    """Return the artist credit of a release as it is shown."""
    fields = {pair[0]: pair[1] for pair in pairs}
    parts, number = [], 0
    while name := fields.get(f"artist_credit.names.{number}.name"):
        parts.append(name + fields.get(f"artist_credit.names.{number}.join_phrase", ""))
        number += 1
    return "".join(parts)


def isrcs_of(message: bytes) -> dict[str, list[str]]:
    """Return the ISRCs of a message by recording.

    Raises:
        MessageError: it is not what `ws/2` takes.
    """
    found = {}
    for one in _listed(message, "recording"):
        codes = [str(code.get("id")) for code in one.findall("m:isrc-list/m:isrc", _NS)]
        if not codes:
            raise MessageError("a recording without an ISRC")
        for code in codes:
            if wrong := isrc_fault(code):
                raise MessageError(wrong)
        found[str(one.get("id"))] = codes
    if sum(map(len, found.values())) > _MOST_ISRCS:
        raise MessageError(f"more than {_MOST_ISRCS} ISRCs")
    return found


def barcodes_of(message: bytes) -> dict[str, str]:
    """Return the barcodes of a message by release.

    Raises:
        MessageError: it is not what `ws/2` takes.
    """
    found = {}
    for one in _listed(message, "release"):
        code = one.findtext("m:barcode", "", _NS)
        if wrong := gtin_fault(code):
            raise MessageError(wrong)
        found[str(one.get("id"))] = code
    return found


def _listed(message: bytes, kind: str) -> list[etree._Element]:
    try:
        root = etree.fromstring(message, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError as problem:
        raise MessageError(f"not XML: {problem}") from None
    found = root.findall(f"m:{kind}-list/m:{kind}", _NS)
    if root.tag != f"{{{_NAMESPACE}}}metadata" or not found:
        raise MessageError(f"metadata with a {kind}-list is expected, in the namespace {_NAMESPACE}")
    for one in found:
        try:
            uuid.UUID(str(one.get("id")))
        except ValueError:
            raise MessageError(f"{one.get('id')!r} is no MBID") from None
    return found
