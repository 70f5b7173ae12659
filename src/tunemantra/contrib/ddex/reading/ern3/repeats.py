"""What a track release only repeats, of its recording or of the product, is known: the rest stays (`ddex-facts` 7)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tunemantra.contrib.ddex.reading import values
from tunemantra.contrib.ddex.reading.pieces import Piece

_SHARED: Final = frozenset(
    {
        "CLine",
        "DisplayArtistName",
        "GlobalOriginalReleaseDate",
        "GlobalReleaseDate",
        "IsMultiArtistCompilation",
        "LabelName",
        "OriginalReleaseDate",
        "ReleaseDate",
    }
)
"""What a track release may repeat of the product; anything else it can only repeat of its recording."""
_INDEXED: Final = frozenset(
    {
        "AbbreviatedName",
        "FullNameAsciiTranscribed",
        "FullNameIndexed",
        "KeyName",
        "NamesAfterKeyName",
        "NamesBeforeKeyName",
    }
)
"""How a name is sorted, which has no place anywhere: it stays."""


def said_in(piece: Piece, composites: str) -> frozenset[str]:
    """Return everything an entry says, each text with the names of the elements around it, wherever it holds.

    Args:
        piece: an entry, not read yet.
        composites: name of its composites by territory.
    """
    return frozenset(
        _key(steps, text)
        for child in _parts(piece, composites)
        for steps, text in _texts(child, child.name, attributes=True)
    )


def forget_repeats(piece: Piece, composites: str, recording: frozenset[str], product: frozenset[str]) -> None:
    """Take what a track release repeats.

    Args:
        piece: the track release.
        composites: name of its composites by territory.
        recording: what its recording says.
        product: what the main release says.
    """
    for child in _parts(piece, composites):
        names = (child.name, "Title") if child.name == "ReferenceTitle" else (child.name,)
        known = (recording, product) if child.name in _SHARED else (recording,)
        for name in names:
            if any(_says(said, child, name) for said in known):
                _forget_attributes(child, name, *known)
                _forget(child, recording)


def forget_place(group: Piece, resource: str, titles: frozenset[str]) -> None:
    """Take a group that holds nothing but the recording of a track release: it tells no order.

    Args:
        group: of the track release.
        resource: reference of its recording.
        titles: of the groups of the product.
    """
    for one in group.walk():
        plain = (
            (one.name == "SequenceNumber" and values.count(one.text) is not None)
            or (one.name == "ResourceType" and one.text in {"SoundRecording", "Video"})
            or (one.name == "ReleaseResourceReference" and one.text == resource)
        )
        flag = one.name in {"IsInstantGratificationResource", "IsPreOrderIncentiveResource"}
        title = one.name == "Title" and all(inner.text in titles for inner in one.walk() if inner.text)
        if plain or (flag and values.flag(one.text) is False) or title:
            _forget_attributes(one, "", titles)
            _forget(one)


def _parts(piece: Piece, composites: str) -> Iterator[Piece]:
    for child in piece.children:
        if child.name == composites:
            yield from child.children
        else:
            yield child


def _says(said: frozenset[str], piece: Piece, name: str) -> bool:
    """Tell whether everything in an element has been said in an element of a name."""
    return all(_key(steps, text) in said for steps, text in _texts(piece, name) if not _is_indexed(steps))


def _is_indexed(steps: str) -> bool:
    return steps.rpartition("/")[2] in _INDEXED


def _texts(piece: Piece, steps: str, *, attributes: bool = False) -> Iterator[tuple[str, str]]:
    if piece.text:
        yield steps, piece.text
    for name, value in piece.attributes.items() if attributes else ():
        yield f"{steps}/@{name}", value
    for child in piece.children:
        yield from _texts(child, f"{steps}/{child.name}", attributes=attributes)


def _key(steps: str, text: str) -> str:
    return f"{steps}={text}"


def _forget(piece: Piece, listed: frozenset[str] = frozenset()) -> None:
    """Take everything but how names are sorted, where that has not been listed already."""
    new = {steps for steps, text in _texts(piece, piece.name) if _is_indexed(steps) and _key(steps, text) not in listed}
    kept = {steps.rpartition("/")[2] for steps in new}
    left = [(one, one.text) for one in piece.walk() if one.name in kept]
    piece.forget()
    for one, text in left:
        one.text = text


def _forget_attributes(piece: Piece, steps: str, *said: frozenset[str]) -> None:
    """Take the attributes that have been said as well, of this element and all in it."""
    for name, value in list(piece.attributes.items()):
        if any(_key(f"{steps}/@{name}", value) in one or value in one for one in said):
            del piece.attributes[name]
    for child in piece.children:
        _forget_attributes(child, f"{steps}/{child.name}", *said)


__all__ = ["forget_place", "forget_repeats", "said_in"]
