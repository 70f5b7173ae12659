"""The party list: everybody once, pointed at by reference (`ddex-facts` section 2)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from attrs import define, field

from tunemantra.contrib.ddex.nodes import Node, Template, fill, leaf, node, wrapped
from tunemantra.core.party import Artist, Contributor
from tunemantra.core.text import LocalText

_NAMED: Final = Template("""
    <PartyReference>%s</PartyReference>
    <PartyName>
      <FullName>%s</FullName>
    </PartyName>
""")


@define
class _Party:
    reference: str
    name: str
    isni: str = ""
    ipi: str = ""
    names: dict[LocalText, None] = field(factory=dict)
    identifiers: dict[str, None] = field(factory=dict)


@define
class PartyBook:
    """Collects the parties of one message while it is written.

    In a normal release the same person has the same ISNI everywhere (`cast`): two credits are one party if name and
    ISNI are equal and no IPI speaks against it. A label is whoever has its name.

    Args:
        namespace: DPID of the recipient, whose ids those of the artists are.
    """

    namespace: str
    _parties: list[_Party] = field(factory=list, init=False)
    _by_name: dict[str, list[_Party]] = field(factory=dict, init=False)

    def artist(self, artist: Artist) -> str:
        """Return the reference of an artist."""
        party = self._find(artist.name, str(artist.isni or ""), "")
        if artist.names:
            party.names.update(dict.fromkeys(artist.names))
        if artist.ids:
            party.identifiers.update({value: None for _, value in artist.ids})
        return party.reference

    def contributor(self, contributor: Contributor) -> str:
        """Return the reference of a contributor."""
        return self._find(contributor.name, str(contributor.isni or ""), contributor.ipi or "").reference

    def label(self, name: str) -> str:
        """Return the reference of a label."""
        namesakes = self._by_name.get(name)
        return namesakes[0].reference if namesakes else self._add(name, "", "").reference

    def write(self, party_list: Node) -> None:
        """Write everybody who was asked for."""
        for party in self._parties:
            element = node(party_list, "Party")
            fill(element, _NAMED, party.reference, party.name)
            for other in party.names:
                place = {"LanguageAndScriptCode": other.language, "ApplicableTerritoryCode": other.territory}
                wrapped(element, "PartyName", "FullName", other.text, **place)
            if party.isni or party.ipi or party.identifiers:
                self._write_ids(node(element, "PartyId"), party.isni, party.ipi, party.identifiers)

    def _find(self, name: str, isni: str, ipi: str) -> _Party:
        for party in self._by_name.get(name, ()):
            if party.isni == isni and (not ipi or not party.ipi or party.ipi == ipi):
                party.ipi = party.ipi or ipi
                return party
        return self._add(name, isni, ipi)

    def _add(self, name: str, isni: str, ipi: str) -> _Party:
        party = _Party(f"P{len(self._parties) + 1}", name, isni, ipi)
        self._parties.append(party)
        self._by_name.setdefault(name, []).append(party)
        return party

    def _write_ids(self, party_id: Node, isni: str, ipi: str, identifiers: Iterable[str]) -> None:
        if isni:
            leaf(party_id, "ISNI", isni)
        if ipi:
            leaf(party_id, "IpiNameNumber", ipi)
        for value in identifiers:
            leaf(party_id, "ProprietaryId", value, Namespace=self.namespace)


__all__ = ["PartyBook"]
