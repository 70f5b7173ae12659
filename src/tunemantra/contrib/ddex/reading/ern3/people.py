"""Artists, contributors and labels told where they occur, turned into parties with references of our own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

from attrs import define, evolve, field

from tunemantra.contrib.ddex.ern3.people import IPI_NAMESPACE
from tunemantra.contrib.ddex.reading import values
from tunemantra.contrib.ddex.reading.ern3.sheets import Room
from tunemantra.contrib.ddex.reading.ern4.texts import own_word
from tunemantra.contrib.ddex.reading.header import take_own_space
from tunemantra.contrib.ddex.reading.local import local_texts, territory
from tunemantra.contrib.ddex.reading.notes import Notes
from tunemantra.contrib.ddex.reading.people import OWN, People, Person
from tunemantra.contrib.ddex.reading.pieces import Piece
from tunemantra.contrib.ddex.reading.records import Billing, Deed, LabelRecord, Origin
from tunemantra.core.identifiers import Isni
from tunemantra.core.party import ArtistRole, ContributorRole
from tunemantra.core.text import LocalText

_OWN: Final = "UserDefined"
_ROLES: Final[Mapping[str, ArtistRole]] = MappingProxyType(
    {role.value: role for role in ArtistRole}
    | {
        "PrimaryArtist": ArtistRole.MAIN,
        "AssociatedPerformer": ArtistRole.ARTIST,
    }
)
_DEEDS: Final[Mapping[str, ContributorRole]] = MappingProxyType(
    {role.value: role for role in ContributorRole}
    | {
        "Producer": ContributorRole.STUDIO_PRODUCER,
        "Band": ContributorRole.ENSEMBLE,
    }
)
"""Words of all three value sets; two that ERN 4 dropped have a successor (`ddex-facts` 4.4)."""


Fact = tuple[str, str, frozenset[tuple[str, str]]]
"""An identifier or a role as stated: name, text, attributes."""


@define
class Cast:
    """Everybody named in a message of ERN 3.

    Args:
        people: where parties are kept.
        notes: where findings go.
        language: of the message's texts; names in another one say so.
        room: for texts repeated for further territories.
    """

    people: People
    notes: Notes
    language: str = ""
    room: Room = field(factory=Room)
    _known: dict[Person, str] = field(factory=dict, init=False)
    _persons: dict[str, Person] = field(factory=dict, init=False)

    def billings(self, around: Piece) -> tuple[tuple[Billing, ...], tuple[Deed, ...]]:
        """Read the display artists: their billing, and what their further roles say they did.

        Args:
            around: an entry, laid out: artists of single territories repeat those for everywhere under other names.
        """
        general, local = _by_place(around.each("DisplayArtist"), self.notes)
        told = [_facts(one) for one in general]
        people = [self._person(one) for one in general]
        for place, pieces in local.items():
            if len(pieces) == len(general):
                people = [
                    self._with_names(person, one, place, known)
                    for person, one, known in zip(people, pieces, told, strict=True)
                ]
        roles = [self._roles(one) for one in general]
        # Where nobody is the main artist, those are of whom only is said what they did.
        unsaid = ArtistRole.ARTIST if any(role is ArtistRole.MAIN for role, _ in roles) else ArtistRole.MAIN
        billings, deeds = [], []
        for person, (role, done) in zip(people, roles, strict=True):
            if person is not None:
                reference = self.keep(person)
                billings.append(Billing(reference, role or unsaid))
                if done:
                    deeds.append(Deed(reference, done))
        return tuple(billings), tuple(deeds)

    def deeds(self, around: Piece) -> tuple[Deed, ...]:
        """Read who worked on a recording, then who is behind the work, then conductors not told yet."""
        direct = [
            self._deed(one, "ResourceContributorRole") for one in _in_sequence(around.each("ResourceContributor"))
        ]
        indirect = [
            self._deed(one, "IndirectResourceContributorRole")
            for one in _in_sequence(around.each("IndirectResourceContributor"))
        ]
        deeds = [deed for deed in (*direct, *indirect) if deed is not None]
        for one in _in_sequence(around.each("DisplayConductor")):
            shown = self._deed(one, "ArtistRole")
            if shown is not None and not any(self._tells(deed, shown) for deed in deeds):
                deeds.append(shown)
        return tuple(deeds)

    def _tells(self, deed: Deed, shown: Deed) -> bool:
        """Tell whether a deed says all that is said of somebody who is displayed."""
        known, person = self._persons[deed.party], self._persons[shown.party]
        # Whoever is told by a deed is not somebody whom nothing points at.
        self.people.name(shown.party)
        return (
            known.name == person.name
            and person.isni in {None, known.isni}
            and person.ipi in {"", known.ipi}
            and set(deed.roles).issuperset(shown.roles)
        )

    def labels(self, around: Piece) -> tuple[LabelRecord, ...]:
        """Read the names of the label, the one to display first."""
        known = {"", "DisplayLabelName"}
        pieces = [one for one in around.each("LabelName") if one.attributes.get("LabelNameType", "") in known]
        # The one to display comes first of all that hold everywhere.
        pieces.sort(key=lambda one: one.attribute("LabelNameType") != "DisplayLabelName" or _is_local(one))
        return tuple(
            LabelRecord(self.keep(Person(text.text)), text.language, text.territory)
            for text in local_texts(pieces, self.notes)
        )

    def keep(self, person: Person) -> str:
        """Return the reference of a party."""
        plain = evolve(person, origin=Origin())
        reference = self._known.get(plain)
        if reference is None:
            reference = self._known[plain] = f"{OWN}{len(self._known) + 1}"
            self._persons[reference] = plain
            self.people.add(reference, person)
        return reference

    def _person(self, piece: Piece) -> Person | None:
        """Read who somebody is; None where nobody is named."""
        origin = Origin(piece.path, piece.line)
        names = self._names(piece)
        isni, ids = self._ids(piece)
        ipi = self._ipi(piece)
        name = names[0].text if names else ""
        if not name:
            known = (str(isni or ""), ipi, *(value for _, value in ids))
            if not any(known):
                return None
            self.notes.nameless(piece, " ".join(filter(None, known)))
        further = tuple(one for one in dict.fromkeys(names[1:]) if one.text != name or one.language)
        return Person(name, further, isni, ipi, ids, origin)

    def _names(self, piece: Piece, place: str = "") -> list[LocalText]:
        found: list[LocalText] = []
        for name in piece.each("PartyName"):
            full = name.first("FullName")
            if full is not None and full.text:
                _forget_key(name, full.text)
                language = name.attributes.get("LanguageAndScriptCode", "")
                if full.attributes.get("LanguageAndScriptCode", "") == language:
                    full.attribute("LanguageAndScriptCode")
                # The first name is that of a message in its own language.
                if found or place or language == self.language:
                    name.attribute("LanguageAndScriptCode")
                found.append(LocalText(full.take(), language, place))
        return found

    def _with_names(self, person: Person | None, piece: Piece, place: str, known: frozenset[Fact]) -> Person | None:
        """Return the person with the names it has in one territory; take all that only repeats what is known."""
        if person is None:
            return None
        names = self._names(piece, place)
        own = [one for one in names if one.text != person.name or one.language]
        for one in piece.each("PartyId", "ArtistRole"):
            if _fact(one) in known:
                one.take()
                one.attributes.clear()
        return evolve(person, names=(*person.names, *own)) if own else person

    def _ids(self, piece: Piece) -> tuple[Isni | None, tuple[tuple[str, str], ...]]:
        isni: Isni | None = None
        ids = []
        for one in piece.each("PartyId"):
            if not one.text:
                continue
            if values.flag(one.attributes.get("IsISNI", "")):
                text = one.take()
                found = values.code(Isni, text)
                if found is None:
                    self.notes.refuse(one, text, "an ISNI")
                else:
                    one.attribute("IsISNI")
                    isni = isni or found
            elif one.attributes.get("Namespace", "") not in {"", IPI_NAMESPACE}:
                space = one.attribute("Namespace").removeprefix("DPID:")
                ids.append((space, one.take()))
                if values.flag(one.attributes.get("IsISNI", "")) is False:
                    one.attribute("IsISNI")
        return isni, tuple(ids)

    @staticmethod
    def _ipi(piece: Piece) -> str:
        for one in piece.each("PartyId"):
            if one.text and one.attributes.get("Namespace") == IPI_NAMESPACE:
                one.attribute("Namespace")
                return one.take()
        return ""

    def _roles(self, piece: Piece) -> tuple[ArtistRole | None, tuple[ContributorRole, ...]]:
        """Return how an artist is billed, None where it is not said, and what further roles say was done."""
        role: ArtistRole | None = None
        done: list[ContributorRole] = []
        for one in piece.each("ArtistRole"):
            word = one.attributes.get("UserDefinedValue", "") if one.text == _OWN else one.text
            if role is None and word in _ROLES:
                role = _ROLES[word]
            elif word in _DEEDS:
                done.append(_DEEDS[word])
            else:
                continue
            if one.take() == _OWN:
                take_own_space(one, self.notes.sender)
                one.attribute("UserDefinedValue")
        return role, tuple(dict.fromkeys(done))

    def _deed(self, piece: Piece, tag: str) -> Deed | None:
        origin = Origin(piece.path, piece.line)
        names = piece.each("PartyName")
        full = names[0].first("FullName") if names else None
        name = full.text if full is not None else ""
        if full is not None and name:
            full.take()
            _forget_key(names[0], name)
            if names[0].attributes.get("LanguageAndScriptCode") == self.language:
                names[0].attribute("LanguageAndScriptCode")
        isni, ipi = self._isni(piece), self._ipi(piece)
        if not (name or isni or ipi):
            return None
        if not name:
            self.notes.nameless(piece, f"{isni or ''} {ipi}".strip())
        roles = tuple(dict.fromkeys(filter(None, (_role(one, self.notes) for one in piece.each(tag)))))
        instruments = tuple(
            dict.fromkeys(filter(None, (own_word(one, self.notes) for one in piece.each("InstrumentType"))))
        )
        reference = self.keep(Person(name, (), isni, ipi, (), origin))
        return Deed(reference, roles, instruments)

    def _isni(self, piece: Piece) -> Isni | None:
        for one in piece.each("PartyId"):
            if one.text and values.flag(one.attributes.get("IsISNI", "")):
                text = one.take()
                isni = values.code(Isni, text)
                if isni is not None:
                    one.attribute("IsISNI")
                    return isni
                self.notes.refuse(one, text, "an ISNI")
        return None


def _by_place(pieces: Sequence[Piece], notes: Notes) -> tuple[list[Piece], dict[str, list[Piece]]]:
    """Return the artists for everywhere in order, and those of each territory."""
    places: dict[str, list[Piece]] = {"": []}
    for one in pieces:
        places.setdefault(territory(one, notes), []).append(one)
    ordered = {place: _in_sequence(found) for place, found in places.items()}
    return ordered.pop(""), ordered


def _facts(piece: Piece) -> frozenset[Fact]:
    """Return identifiers and roles as stated."""
    return frozenset(map(_fact, piece.each("PartyId", "ArtistRole")))


def _fact(piece: Piece) -> Fact:
    return piece.name, piece.text, frozenset(piece.attributes.items())


def _in_sequence(pieces: Sequence[Piece]) -> list[Piece]:
    numbers = [values.count(one.attributes.get("SequenceNumber", "")) for one in pieces]
    for one, number in zip(pieces, numbers, strict=True):
        if number is not None:
            one.attribute("SequenceNumber")
    order = sorted(range(len(pieces)), key=lambda place: (numbers[place] is None, numbers[place] or 0))
    return [pieces[place] for place in order]


def _role(piece: Piece, notes: Notes) -> ContributorRole | None:
    """Take what somebody did; None for words that are not known here, which stay."""
    own = piece.text == _OWN
    role = _DEEDS.get(piece.attributes.get("UserDefinedValue", "") if own else piece.text)
    if role is not None:
        piece.take()
        if own:
            take_own_space(piece, notes.sender)
            piece.attribute("UserDefinedValue")
    return role


def _forget_key(name: Piece, full: str) -> None:
    """Take the name by which somebody is sorted where it is the whole name."""
    key = name.first("KeyName")
    if key is not None and key.text == full:
        key.forget()


def _is_local(piece: Piece) -> bool:
    return "ApplicableTerritoryCode" in piece.attributes


__all__ = ["Cast"]
