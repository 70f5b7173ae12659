"""Who is who in a release: the same person is told alike wherever the name occurs.

Two credits are one person if they have the same name and no identifier says otherwise; what one credit knows of the
person, the others know then as well.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from attrs import define, evolve, field

from tunemantra.core.identifiers import Isni
from tunemantra.core.party import AiUse, Artist, ArtistRole, Contributor, ContributorRole, credit
from tunemantra.core.text import LocalText


@define(eq=False)
class Person:
    """What is known of somebody so far."""

    name: str
    isni: Isni | None = None
    ipi: str | None = None
    names: dict[LocalText, None] = field(factory=dict)
    ids: dict[tuple[str, str], None] = field(factory=dict)

    def may_be(self, isni: Isni | None, ipi: str | None) -> bool:
        """Tell whether no identifier speaks against it."""
        return (not isni or not self.isni or isni == self.isni) and (not ipi or not self.ipi or ipi == self.ipi)


@define
class Cast:
    """Everybody in a release; first everybody is met, then everybody is told.

    Args:
        platform: whose ids of artists are told; those of others stay at home.
    """

    platform: str = ""
    _by_name: dict[str, list[Person]] = field(factory=dict, init=False)

    def meet(self, artists: Iterable[Artist]) -> list[Person]:
        """Return who these artists are, in order."""
        return [self._artist(artist) for artist in artists]

    def meet_contributors(self, contributors: Iterable[Contributor]) -> list[Person]:
        """Return who these contributors are, in order."""
        return [self._find(one.name, one.isni, one.ipi) for one in contributors]

    def _artist(self, artist: Artist) -> Person:
        person = self._find(artist.name, artist.isni, None)
        if artist.names:
            person.names.update(dict.fromkeys(artist.names))
        if artist.ids:
            person.ids.update(dict.fromkeys(known for known in artist.ids if known[0] == self.platform))
        return person

    def _find(self, name: str, isni: Isni | None, ipi: str | None) -> Person:
        namesakes = self._by_name.setdefault(name, [])
        for person in namesakes:
            if person.may_be(isni, ipi):
                person.isni = person.isni or isni
                person.ipi = person.ipi or ipi
                return person
        namesakes.append(person := Person(name, isni, ipi or None))
        return person


def told_artists(artists: tuple[Artist, ...], people: list[Person]) -> tuple[Artist, ...]:
    """Return the artists with all that is known of them."""
    return tuple(_told(artist, person) for artist, person in zip(artists, people, strict=True))


def _told(artist: Artist, person: Person) -> Artist:
    if not person.names and not person.ids and not artist.names and not artist.ids and artist.isni is person.isni:
        return artist
    names, ids = tuple(person.names), tuple(person.ids)
    if artist.isni == person.isni and artist.names == names and artist.ids == ids:
        return artist
    return evolve(artist, isni=person.isni, names=names, ids=ids)


def told_contributors(
    remixers: list[Person], contributors: Iterable[Contributor], people: list[Person]
) -> tuple[Contributor, ...]:
    """Return the contributors of a recording, one for each person with all roles; remixers come first."""
    listed = tuple(contributors)
    if not remixers and len(set(map(id, people))) == len(people):
        return tuple([_merged(person, [one]) for one, person in zip(listed, people, strict=True)])
    by_person: dict[Person, list[Contributor]] = {}
    for person in remixers:
        by_person.setdefault(person, []).append(Contributor(person.name, (ContributorRole.REMIXER,)))
    for contributor, person in zip(listed, people, strict=True):
        by_person.setdefault(person, []).append(contributor)
    return tuple(_merged(person, parts) for person, parts in by_person.items())


def _merged(person: Person, parts: list[Contributor]) -> Contributor:
    first = parts[0]
    if len(parts) == 1 and first.isni == person.isni and (first.ipi or None) == person.ipi and _plain(first):
        return first
    return Contributor(
        person.name,
        tuple(dict.fromkeys(role for part in parts for role in part.roles)),
        tuple(dict.fromkeys(instrument for part in parts for instrument in part.instruments)),
        person.isni,
        person.ipi,
        _ai([part.ai for part in parts if part.ai]),
    )


def _plain(contributor: Contributor) -> bool:
    """Tell whether a contributor says nothing twice."""
    roles, instruments = contributor.roles, contributor.instruments
    return len(roles) == len(set(roles)) and len(instruments) == len(set(instruments)) and contributor.ipi != ""


def _ai(uses: list[AiUse]) -> AiUse | None:
    """Return what is said of several contributions together."""
    if not uses:
        return None
    return uses[0] if len(set(uses)) == 1 else AiUse.PARTLY


def remixers_of(artists: Iterable[Artist], people: list[Person]) -> list[Person]:
    """Return who of some artists is there as a remixer."""
    return [person for artist, person in zip(artists, people, strict=True) if artist.role is ArtistRole.REMIXER]


@lru_cache(maxsize=256)
def implied_names(artists: tuple[Artist, ...]) -> tuple[LocalText, ...]:
    """Return the display credit of some artists where nobody wrote another, then in other languages and territories.

    Remixers stay in the version, unless there is nobody else.
    """
    first = LocalText(_credit(artists))
    if not any(artist.names for artist in artists):
        return (first,)
    places = dict.fromkeys((name.language, name.territory) for artist in artists for name in artist.names)
    return (first, *(LocalText(_credit([_named(one, place) for one in artists]), *place) for place in places))


def _credit(artists: Iterable[Artist]) -> str:
    cast = tuple(artists)
    if len(cast) == 1:
        return cast[0].name
    named = any(artist.role is ArtistRole.MAIN for artist in cast)
    return credit(cast) if named else ", ".join(artist.name for artist in cast)


def _named(artist: Artist, place: tuple[str, str]) -> Artist:
    fitting = (name.text for name in artist.names if (name.language, name.territory) == place)
    return evolve(artist, name=next(fitting, artist.name))


__all__ = [
    "Cast",
    "Person",
    "implied_names",
    "remixers_of",
    "told_artists",
    "told_contributors",
]
