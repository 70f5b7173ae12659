"""Titles, credits, lines, genres, advice: what releases and resources say alike (`ddex-facts` 4.3 to 4.5)."""

from __future__ import annotations

import re
from typing import TypeVar

from tunemantra.contrib.ddex.reading import values
from tunemantra.contrib.ddex.reading.header import take_own_space
from tunemantra.contrib.ddex.reading.local import default_first, is_default, local_texts, locale
from tunemantra.contrib.ddex.reading.notes import Notes
from tunemantra.contrib.ddex.reading.pieces import Piece
from tunemantra.contrib.ddex.reading.records import Advice, Billing, Deed
from tunemantra.core.party import AiUse, ArtistRole, ContributorRole
from tunemantra.core.release import Genre, LocalWarning, ParentalWarning
from tunemantra.core.rights import CLine, PLine
from tunemantra.core.text import AdditionalTitle, Title, TitleKind

Line = TypeVar("Line", PLine, CLine)

_LETTERS = re.compile(r"[^a-z]+")
_MARK = re.compile(r"^\s*(?:\(?[pPcC]\)|[℗©])?\s*(?:\d{4})?\s*")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_OWN = "UserDefined"
_EXTENSION = "DPID:"
_TITLE_ELEMENTS = ("AdditionalTitle", "FormalTitle", "GroupingTitle")
_ROLES = {role.value: role for role in ArtistRole}
_DEEDS = {role.value: role for role in ContributorRole}


def read_titles(piece: Piece, notes: Notes, around: str = "") -> tuple[Title, ...]:
    """Read the display titles, the default first; a whole title that only repeats the parts is taken with them."""
    found = [(is_default(one), _title(one, notes, around)) for one in piece.each("DisplayTitle")]
    titles = default_first([(default, title) for default, title in found if title.text])
    wholes = piece.each("DisplayTitleText")
    if not titles:
        return tuple(Title(text.text, "", text.language, text.territory) for text in local_texts(wholes, notes, around))
    said = {title.display for title in titles}
    places = {text for title in titles for text in (title.language, title.territory)}
    for whole in wholes:
        if whole.text in said:
            whole.forget(places)
    return tuple(dict.fromkeys(titles))


def _title(piece: Piece, notes: Notes, around: str) -> Title:
    language, territory = locale(piece, notes, around)
    return Title(piece.word("TitleText"), _subtitle(piece, {"", "Version"}), language, territory)


def _subtitle(piece: Piece, kinds: set[str]) -> str:
    for one in piece.each("SubTitle"):
        if one.text and one.attributes.get("SubTitleType", "") in kinds:
            one.attribute("SubTitleType")
            one.attribute("SequenceNumber")
            if values.flag(one.attributes.get("IsDisplayedInTitle", "")):
                one.attribute("IsDisplayedInTitle")
            return one.take()
    return ""


def read_additional_titles(piece: Piece, notes: Notes, around: str = "") -> tuple[AdditionalTitle, ...]:
    """Read the other titles; one without a type is formal, one of a type core has not stays."""
    found = []
    for one in piece.each(*_TITLE_ELEMENTS):
        stated = one.attributes.get("TitleType", "") if one.name == "AdditionalTitle" else one.name
        if stated and stated not in set(TitleKind):
            continue
        one.attribute("TitleType")
        is_default(one)
        language, territory = locale(one, notes, around)
        text = one.word("TitleText")
        if text:
            kind = TitleKind(stated) if stated else TitleKind.FORMAL
            found.append(AdditionalTitle(text, kind, _subtitle(one, {"", "Version"}), language, territory))
    return tuple(found)


def read_versions(piece: Piece, titles: tuple[Title, ...]) -> tuple[tuple[str, str, str], ...]:
    """Take the version types that repeat the title's version; return those of somebody's own name space as extras."""
    version = _stem(titles[0].version) if titles else ""
    extras = []
    for one in piece.each("VersionType"):
        if one.text == _OWN and one.attributes.get("UserDefinedValue"):
            one.take()
            extras.append((one.attribute("Namespace"), "VersionType", one.attribute("UserDefinedValue")))
        elif one.text and _stem(one.text.removesuffix("Version")) in version:
            one.take()
    return tuple(extras)


def _stem(text: str) -> str:
    return _LETTERS.sub("", text.casefold()).replace("pp", "p")


def read_own_ids(pieces: list[Piece]) -> tuple[tuple[str, str, str], ...]:
    """Take the proprietary identifiers that carry a platform's own values: `DPID:<name space>:<name>`."""
    extras = []
    for around in pieces:
        for one in around.each("ProprietaryId"):
            space, _, name = one.attributes.get("Namespace", "").removeprefix(_EXTENSION).rpartition(":")
            if one.text and space and one.attributes["Namespace"].startswith(_EXTENSION):
                one.attribute("Namespace")
                extras.append((space, name, one.take()))
    return tuple(extras)


def read_billings(piece: Piece, notes: Notes) -> tuple[Billing, ...]:
    """Read the artists of the display credit, in the order of their sequence numbers."""
    found = []
    for one in _in_sequence(piece.each("DisplayArtist")):
        party = one.word("ArtistPartyReference")
        if party:
            found.append(Billing(party, _display_role(one, notes)))
    return tuple(found)


def _display_role(piece: Piece, notes: Notes) -> ArtistRole:
    stated = piece.first("DisplayArtistRole")
    text = stated.take() if stated else ""
    role = _ROLES.get(text)
    if role is None:
        if stated is not None and text:
            notes.refuse(stated, text, "a role of a display artist that is known here")
        return ArtistRole.ARTIST if text else ArtistRole.MAIN
    # A role the value set has no word for is told as an artistic role.
    for word in role_words(piece, "ArtisticRole"):
        own = _ROLES.get(word.text)
        if own is not None and (own is role or role is ArtistRole.ARTIST):
            word.take()
            role = own
    return role


def role_words(piece: Piece, name: str) -> list[Piece]:
    """Return the elements that hold the words of a role: itself, or its `Value` from ERN 4.3.2 on."""
    return [one.first("Value") or one for one in piece.each(name)]


def read_deeds(piece: Piece, notes: Notes) -> tuple[Deed, ...]:
    """Read the contributors, in the order of their sequence numbers; a role core has not stays."""
    found = []
    for one in _in_sequence(piece.each("Contributor")):
        party = one.word("ContributorPartyReference")
        if party:
            words = [word for word in role_words(one, "Role") if word.text in _DEEDS]
            roles = tuple(dict.fromkeys(_DEEDS[word.take()] for word in words))
            found.append(Deed(party, roles, _instruments(one, notes), read_ai(one, "AiContribution")))
    return tuple(found)


def _instruments(piece: Piece, notes: Notes) -> tuple[str, ...]:
    around = [piece, *piece.each("Role")]
    words = [word for one in around for word in one.each("InstrumentType") if word.text]
    return tuple(dict.fromkeys(filter(None, (own_word(word, notes) for word in words))))


def own_word(piece: Piece, notes: Notes) -> str:
    """Take a value of a set, or somebody's own word for `UserDefined`; who it is stays if it is not the sender."""
    text = piece.take()
    if text != _OWN:
        return text
    take_own_space(piece, notes.sender)
    return piece.attribute("UserDefinedValue")


def _in_sequence(pieces: list[Piece]) -> list[Piece]:
    numbers = [values.count(piece.attributes.get("SequenceNumber", "")) for piece in pieces]
    for piece, number in zip(pieces, numbers, strict=True):
        if number is not None:
            piece.attribute("SequenceNumber")
    order = sorted(range(len(pieces)), key=lambda place: (numbers[place] is None, numbers[place] or 0))
    return [pieces[place] for place in order]


def read_ai(piece: Piece, name: str) -> AiUse | None:
    """Read how much machines made (ERN 4.3.2)."""
    stated = piece.first(name)
    use = next((use for use in AiUse if stated is not None and use.value == stated.text), None)
    if use is not None and stated is not None:
        stated.take()
    return use


def read_lines(piece: Piece, kind: type[Line], notes: Notes, around: str = "") -> tuple[Line, ...]:
    """Read the ℗ or © lines, the default first; one without any year stays."""
    letter = kind.__name__[0]
    found = []
    for one in piece.each(f"{letter}Line"):
        line = _line(one, kind, letter, notes, around)
        if line is not None:
            found.append((is_default(one), line))
    return tuple(dict.fromkeys(default_first(found)))


def _line(piece: Piece, kind: type[Line], letter: str, notes: Notes, around: str) -> Line | None:
    stated, whole = piece.first("Year"), piece.first(f"{letter}LineText")
    text = whole.text if whole is not None else ""
    written = _YEAR.search(text)
    year = values.year(stated.text) if stated is not None else None
    if year is None and written is None:
        return None
    if year is not None and stated is not None:
        stated.take()
    year = year if year is not None else int(written[0]) if written is not None else 0
    owner = piece.word(f"{letter}LineCompany") or _MARK.sub("", text)
    if whole is not None:
        whole.take()
    language, territory = locale(piece, notes, around)
    plain = kind(year, owner, "", language, territory)
    return plain if not text or plain.text == text else kind(year, owner, text, language, territory)


Extras = tuple[tuple[str, str, str], ...]
"""Platform extensions as `(name space, name, value)`."""


def read_genres(piece: Piece, notes: Notes, around: str = "") -> tuple[tuple[Genre, ...], Extras]:
    """Read the genres, the default first, and the categories of somebody's own name space as extras."""
    found, extras = [], []
    for one in piece.each("Genre", "DisplayGenre"):
        default = is_default(one)
        language, territory = locale(one, notes, around)
        name = one.word("GenreText")
        if name:
            found.append((default, Genre(name, one.word("SubGenre"), language, territory)))
        for category in one.each("GenreCategory"):
            value = category.first("Value")
            if value is not None and value.text == _OWN and value.attributes.get("UserDefinedValue"):
                value.take()
                extras.append((value.attribute("Namespace"), "GenreCategory", value.attribute("UserDefinedValue")))
    return tuple(dict.fromkeys(default_first(found))), tuple(dict.fromkeys(extras))


def read_advice(piece: Piece, notes: Notes) -> Advice:
    """Read the advice for parents; a word core has not stays, and so does a second one for the same place."""
    general: ParentalWarning | None = None
    local: dict[str, ParentalWarning] = {}
    for one in sorted(piece.each("ParentalWarningType"), key=lambda warning: "IsDefault" not in warning.attributes):
        word = _advice(one.text)
        if word is None:
            continue
        is_default(one)
        _, place = locale(one, notes)
        if place and place not in local:
            local[place] = word
            one.take()
        elif not place and general is None:
            general = word
            one.take()
    return Advice(general, tuple(LocalWarning(word, place) for place, word in local.items()))


def _advice(text: str) -> ParentalWarning | None:
    if text == "Unknown":
        return ParentalWarning.UNKNOWN
    return next((word for word in ParentalWarning if word.value == text), None)


__all__ = [
    "Extras",
    "Line",
    "own_word",
    "read_additional_titles",
    "read_advice",
    "read_ai",
    "read_billings",
    "read_deeds",
    "read_genres",
    "read_lines",
    "read_own_ids",
    "read_titles",
    "read_versions",
    "role_words",
]
