"""Artists and contributors, told wherever they occur: ERN 3.8 has no party list (`ddex-facts` section 7).

The role sets are split: a display artist has an ArtistRole, who worked on the recording a ResourceContributorRole, who
wrote or publishes the work a MusicalWorkContributorRole in an IndirectResourceContributor. One person with roles of
both kinds is told in both.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from tunemantra.contrib.ddex.context import Context
from tunemantra.contrib.ddex.ern3.places import EVERYWHERE, here
from tunemantra.contrib.ddex.ern3.values import ARTIST_ROLES, WORK_ROLES
from tunemantra.contrib.ddex.nodes import HOLE, Node, Template, begin, leaf, node, wrapped
from tunemantra.core.party import Artist, Contributor, ContributorRole
from tunemantra.core.text import LocalText

IPI_NAMESPACE = "IPI"
"""The name space of IPI name numbers among the identifiers of a party."""


def write_artists(parent: Node, artists: tuple[Artist, ...], place: str, context: Context) -> None:
    """Write the display artists in credit order; for a territory only where somebody has another name there.

    All are written then, those without another name as everywhere: a composite replaces what the first one says.
    """
    if place != EVERYWHERE and not any(here(artist.names, place) for artist in artists):
        return
    context.once(parent, "DisplayArtist", place, artists, lambda to, who: _write_artists(to, who, place, context))


def write_conductors(parent: Node, contributors: Iterable[Contributor]) -> None:
    """Write the conductors who are displayed."""
    conductors = [one for one in contributors if ContributorRole.CONDUCTOR in one.roles]
    for number, one in enumerate(conductors, start=1):
        element = node(parent, "DisplayConductor", SequenceNumber=str(number))
        wrapped(element, "PartyName", "FullName", one.name)
        _write_ids(element, str(one.isni or ""), one.ipi or "")
        leaf(element, "ArtistRole", ContributorRole.CONDUCTOR.value)


def write_contributors(parent: Node, contributors: tuple[Contributor, ...]) -> None:
    """Write who worked on the recording, then who is behind the work."""
    direct = [one for one in contributors if not is_writer(one)]
    for number, one in enumerate(direct, start=1):
        element = _write_contributor(parent, number, one, behind=False)
        for instrument in one.instruments:
            leaf(element, "InstrumentType", instrument)
    writers = [one for one in contributors if _writes(one)]
    for number, one in enumerate(writers, start=1):
        _write_contributor(parent, number, one, behind=True)


@lru_cache(maxsize=1024)
def is_writer(contributor: Contributor) -> bool:
    """Tell whether somebody is behind the work alone, and did nothing on the recording."""
    roles = contributor.roles
    return bool(roles) and not contributor.instruments and WORK_ROLES.issuperset(roles)


@lru_cache(maxsize=1024)
def _writes(contributor: Contributor) -> bool:
    """Tell whether somebody is behind the work."""
    return not WORK_ROLES.isdisjoint(contributor.roles)


def _write_artists(parent: Node, artists: tuple[Artist, ...], place: str, context: Context) -> None:
    for number, artist in enumerate(artists, start=1):
        element = node(parent, "DisplayArtist", SequenceNumber=str(number))
        _write_names(element, artist, place)
        _write_ids(element, str(artist.isni or ""), "")
        for of, value in artist.ids:
            if of == context.dialect.platform:
                leaf(element, "PartyId", value, Namespace=f"DPID:{context.recipient}")
        role = ARTIST_ROLES.get(artist.role)
        if role:
            leaf(element, "ArtistRole", role)
        else:
            own = f"DPID:{context.sender}"
            leaf(element, "ArtistRole", "UserDefined", Namespace=own, UserDefinedValue=artist.role.value)


def _write_contributor(parent: Node, number: int, one: Contributor, *, behind: bool) -> Node:
    """Write somebody with the roles on the recording, or with those behind the work."""
    isni, ipi = str(one.isni or ""), one.ipi or ""
    shape = _contributor(number, one.roles, behind=behind, isni=bool(isni), ipi=bool(ipi))
    return begin(parent, shape, one.name, *filter(None, (isni, ipi)))


@lru_cache(maxsize=1024)
def _contributor(number: int, roles: tuple[ContributorRole, ...], *, behind: bool, isni: bool, ipi: bool) -> Template:
    name = "IndirectResourceContributor" if behind else "ResourceContributor"
    element = Node(name, {"SequenceNumber": str(number)})
    wrapped(element, "PartyName", "FullName", HOLE)
    _write_ids(element, HOLE if isni else "", HOLE if ipi else "")
    for role in roles:
        if (role in WORK_ROLES) is behind:
            leaf(element, f"{name}Role", role.value)
    return Template(element)


def _write_names(element: Node, artist: Artist, place: str) -> None:
    names = here(artist.names, place)
    if place == EVERYWHERE or not names:
        names = (LocalText(artist.name), *names)
    for name in names:
        wrapped(element, "PartyName", "FullName", name.text, LanguageAndScriptCode=name.language)


def _write_ids(element: Node, isni: str, ipi: str) -> None:
    if isni:
        leaf(element, "PartyId", isni, IsISNI="true")
    if ipi:
        leaf(element, "PartyId", ipi, Namespace=IPI_NAMESPACE)


__all__ = ["IPI_NAMESPACE", "is_writer", "write_artists", "write_conductors", "write_contributors"]
