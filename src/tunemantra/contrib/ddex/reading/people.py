"""The parties of a message by reference, turned into the artists and contributors of core."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Final

from attrs import define, evolve, field, frozen

from tunemantra.contrib.ddex.reading.notes import Notes
from tunemantra.contrib.ddex.reading.outsiders import list_values
from tunemantra.contrib.ddex.reading.records import Billing, Deed, LabelRecord, Origin
from tunemantra.core.identifiers import Isni
from tunemantra.core.party import Artist, Contributor
from tunemantra.core.text import LocalText

_BETWEEN: Final = "\x1f"
"""Keeps name space and value of an id apart while the id has no platform: `normalise` keeps the ids of one platform."""

OWN: Final = "#"
"""Begins the references of parties that have none in the message."""

_MOST_NAMESAKES: Final = 100
_MOST_NAMES: Final = 50_000_000
"""Credits in other languages are made of every name for every other: a stranger may not square."""


@frozen
class Person:
    """A party: an artist, a contributor, a label.

    Args:
        name: the default one; empty where there is none.
        names: in other languages and scripts, or for single territories.
        isni, ipi: identifiers, where they are good.
        ids: proprietary ones as `(name space, value)`.
        origin: where it was read.
    """

    name: str
    names: tuple[LocalText, ...] = ()
    isni: Isni | None = None
    ipi: str = ""
    ids: tuple[tuple[str, str], ...] = ()
    origin: Origin = Origin()


@define
class People:
    """The parties of one message.

    Args:
        notes: where a reference that leads nowhere is told.
    """

    notes: Notes
    _people: dict[str, Person] = field(factory=dict, init=False)
    _asked: set[str] = field(factory=set, init=False)
    _unknown: set[str] = field(factory=set, init=False)
    _namesakes: Counter[str] = field(factory=Counter, init=False)
    _room: int = field(default=_MOST_NAMES, init=False)

    def add(self, reference: str, person: Person) -> None:
        """Keep a party.

        Of very many parties of one name, the later ones lose their identifiers: telling them apart takes the square
        of their number.
        """
        self._namesakes[person.name] += 1
        if self._namesakes[person.name] > _MOST_NAMESAKES and (person.isni or person.ipi):
            self.notes.leave(person.origin.path, person.origin.line, f"{person.isni or ''} {person.ipi}".strip())
            person = evolve(person, isni=None, ipi="")
        self._people[reference] = person

    def name(self, reference: str) -> str:
        """Return the name of a party; empty where it has none, or nobody is there."""
        return self._get(reference).name

    def artists(self, billings: Iterable[Billing]) -> tuple[Artist, ...]:
        """Return the artists of a credit; of endless names in other languages only the first is kept."""
        artists = tuple(map(self._artist, billings))
        names = sum(len(artist.names) for artist in artists)
        self._room -= names * names
        if self._room >= 0 or not names:
            return artists
        message = "There are too many names in other languages; they are left out."
        self.notes.warning("ERN-READ-010", None, message, observed=artists[0].name)
        return tuple(evolve(artist, names=()) for artist in artists)

    def contributors(self, deeds: Iterable[Deed]) -> tuple[Contributor, ...]:
        """Return the contributors of a recording."""
        return tuple(map(self._contributor, deeds))

    def labels(self, labels: Iterable[LabelRecord]) -> tuple[LocalText, ...]:
        """Return the labels by name."""
        named = ((self.name(one.party), one) for one in labels)
        return tuple(LocalText(name, one.language, one.territory) for name, one in named if name)

    def whose(self, reference: str) -> str:
        """Return the name of a party for people, without asking for it: it stays one that nobody points at."""
        person = self._people.get(reference)
        return person.name if person is not None else reference

    def close(self) -> None:
        """List all that is said of the parties nobody points at."""
        for reference, person in self._people.items():
            if reference not in self._asked:
                if not reference.startswith(OWN):
                    self.notes.leave(person.origin.path, person.origin.line, f"reference: {reference}")
                list_values(person, person.origin, self.notes)

    def _artist(self, billing: Billing) -> Artist:
        person = self._get(billing.party)
        ids = tuple(("", f"{space}{_BETWEEN}{value}") for space, value in person.ids)
        return Artist(person.name, billing.role, person.isni, person.names, ids)

    def _contributor(self, deed: Deed) -> Contributor:
        person = self._get(deed.party)
        return Contributor(person.name, deed.roles, deed.instruments, person.isni, person.ipi or None, deed.ai)

    def _get(self, reference: str) -> Person:
        self._asked.add(reference)
        person = self._people.get(reference)
        if person is not None:
            return person
        if reference not in self._unknown:
            self._unknown.add(reference)
            self.notes.error("ERN-READ-006", None, "A reference leads to no party.", observed=reference)
        return Person("")


def with_platforms(artists: tuple[Artist, ...], platforms: Mapping[str, str]) -> tuple[Artist, ...]:
    """Return the artists of `People` with their ids by platform key; a name space without a key is its own."""
    if not any(artist.ids for artist in artists):
        return artists
    return tuple(evolve(artist, ids=tuple(_id(value, platforms) for _, value in artist.ids)) for artist in artists)


def _id(value: str, platforms: Mapping[str, str]) -> tuple[str, str]:
    space, _, text = value.partition(_BETWEEN)
    return platforms.get(space, space), text


__all__ = ["OWN", "People", "Person", "with_platforms"]
