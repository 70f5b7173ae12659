"""The composites that manifests and acknowledgements share, written."""

from __future__ import annotations

from datetime import UTC, datetime

from tunemantra.contrib.ddex.exchange.release_ids import ReleaseIds
from tunemantra.contrib.ddex.exchange.trees import ExchangeParty, Word
from tunemantra.contrib.ddex.nodes import Node, leaf, node, serialise
from tunemantra.errors import TuneMantraError


def write_party(parent: Node, party: ExchangeParty) -> None:
    """Write who sends or receives."""
    for identifier in party.ids:
        leaf(parent, "PartyId", identifier)
    if party.name:
        leaf(node(parent, "PartyName"), "FullName", party.name)


def write_release_id(parent: Node, tag: str, ids: ReleaseIds) -> None:
    """Write the identifiers of a release in the order of the schema.

    Raises:
        TuneMantraError: an identifier of somebody's own does not say whose.
    """
    named = (ids.catalog_number, *ids.proprietary) if ids.catalog_number else ids.proprietary
    if any(not own.namespace for own in named):
        raise TuneMantraError("an identifier has no name space", hint="say whose it is, by a DPID")
    element = node(parent, tag)
    for name, value in (("GRid", ids.grid), ("ICPN", ids.icpn)):
        if value:
            leaf(element, name, value)
    if ids.catalog_number:
        leaf(element, "CatalogNumber", ids.catalog_number.value, Namespace=ids.catalog_number.namespace)
    for own in ids.proprietary:
        leaf(element, "ProprietaryId", own.value, Namespace=own.namespace)


def write_word(parent: Node, tag: str, word: Word) -> None:
    """Write a value of an allowed-value set."""
    leaf(parent, tag, word.value, Namespace=word.namespace, UserDefinedValue=word.user_defined)


def instant(at: datetime) -> str:
    """Return an aware time as messages write it: UTC to the millisecond."""
    return f"{at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec='milliseconds')}Z"


def rendered(root: Node) -> bytes:
    """Return the canonical bytes.

    Raises:
        TuneMantraError: a text holds what XML cannot.
    """
    try:
        return serialise(root)
    except ValueError as fault:
        raise TuneMantraError(str(fault), hint="remove the control characters") from fault


__all__ = ["instant", "rendered", "write_party", "write_release_id", "write_word"]
