"""The party list: everybody once, pointed at by reference (`ddex-facts` section 2)."""

from __future__ import annotations

from collections.abc import Iterable

from attrs import define, field

from tunemantra.contrib.ddex.nodes import Node, leaf, node
from tunemantra.core.party import Artist, Contributor
from tunemantra.core.text import LocalText


@define
class _Party:
    reference: str
    name: str
    isni: str = ""
    ipi: str = ""
    names: dict[LocalText, None] = field(factory=dict)
    identifiers: dict[tuple[str, str], None] = field(factory=dict)

    def may_be(self, isni: str, ipi: str) -> bool:
        return (not isni or not self.isni or isni == self.isni) and (not ipi or not self.ipi or ipi == self.ipi)


@define
class PartyBook:
    """Collects the parties of one message while it is written.

    Two credits are one party if they have the same name and no identifier says otherwise.

    Args:
        platform: key under which an artist's id at the recipient is kept; empty for none.
        namespace: DPID of the recipient, whose ids those are.
    """

    platform: str
    namespace: str
    _parties: list[_Party] = field(factory=list, init=False)
    _by_name: dict[str, list[_Party]] = field(factory=dict, init=False)

    def artist(self, artist: Artist) -> str:
        """Return the reference of an artist."""
        party = self._find(artist.name, str(artist.isni or ""), "")
        party.names.update(dict.fromkeys(artist.names))
        if self.platform and artist.ids:
            ids = (value for key, value in artist.ids if key == self.platform)
            party.identifiers.update({(self.namespace, value): None for value in ids})
        return party.reference

    def contributor(self, contributor: Contributor) -> str:
        """Return the reference of a contributor."""
        return self._find(contributor.name, str(contributor.isni or ""), contributor.ipi or "").reference

    def label(self, name: str) -> str:
        """Return the reference of a label."""
        return self._find(name, "", "").reference

    def write(self, party_list: Node) -> None:
        """Write everybody who was asked for."""
        for party in self._parties:
            element = node(party_list, "Party")
            leaf(element, "PartyReference", party.reference)
            leaf(node(element, "PartyName"), "FullName", party.name)
            for other in party.names:
                name = node(
                    element,
                    "PartyName",
                    LanguageAndScriptCode=other.language,
                    ApplicableTerritoryCode=other.territory,
                )
                leaf(name, "FullName", other.text)
            if party.isni or party.ipi or party.identifiers:
                _write_ids(node(element, "PartyId"), party.isni, party.ipi, party.identifiers)

    def _find(self, name: str, isni: str, ipi: str) -> _Party:
        namesakes = self._by_name.setdefault(name, [])
        party = next((party for party in namesakes if party.may_be(isni, ipi)), None)
        if party is None:
            party = _Party(f"P{len(self._parties) + 1}", name)
            self._parties.append(party)
            namesakes.append(party)
        party.isni = party.isni or isni
        party.ipi = party.ipi or ipi
        return party


def _write_ids(party_id: Node, isni: str, ipi: str, identifiers: Iterable[tuple[str, str]]) -> None:
    if isni:
        leaf(party_id, "ISNI", isni)
    if ipi:
        leaf(party_id, "IpiNameNumber", ipi)
    for namespace, value in identifiers:
        leaf(party_id, "ProprietaryId", value, Namespace=namespace)


__all__ = ["PartyBook"]
