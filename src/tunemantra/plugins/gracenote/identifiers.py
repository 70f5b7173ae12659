"""Gracenote's identifiers: each with the moment it was seen and the one from which it must be asked for again.

They are not to be kept (public guidance for its consumer interface): an expired one is never sent.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Self

from attrs import frozen

_FORM = re.compile(r"(GN[A-Z0-9]+) observedAt=(\S+) expires=(\S+)")
ALBUM = "album"


@frozen
class Identifier:
    """One identifier.

    Args:
        value: begins with `GN`.
        observed_at: when the portal showed it, aware.
        expires: from then on it has to be asked for again, aware.
    """

    value: str
    observed_at: datetime
    expires: datetime

    def __str__(self) -> str:
        return f"{self.value} observedAt={self.observed_at.isoformat()} expires={self.expires.isoformat()}"

    @classmethod
    def parse(cls, text: str) -> Self | None:
        """Return what `str()` of one says; None where it is none."""
        match = _FORM.fullmatch(text)
        if match is None:
            return None
        try:
            observed, expires = (datetime.fromisoformat(moment) for moment in match.groups()[1:])
        except ValueError:
            return None
        return cls(match[1], observed, expires) if observed.tzinfo and expires.tzinfo else None


def valid_at(ids: Mapping[str, str], moment: datetime) -> dict[str, str]:
    """Return the identifiers that may be used at a moment, by what they are of: `album` or an ISRC.

    Args:
        ids: external ids of a distribution, as `shown` gave them.
        moment: aware.
    """
    read = {name: Identifier.parse(text) for name, text in ids.items()}
    return {name: one.value for name, one in read.items() if one is not None and moment < one.expires}


def shown(answer: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """Yield the identifiers in an answer of the portal, each as `(album or ISRC, text)`.

    Raises:
        ValueError, KeyError, TypeError: they have another form.
    """
    listed = answer.get("identifiers", [])
    if not isinstance(listed, list):
        raise TypeError("identifiers")
    for one in listed:
        observed, expires = (datetime.fromisoformat(str(one[name])) for name in ("observedAt", "expires"))
        found = Identifier.parse(str(Identifier(str(one["id"]), observed, expires)))
        if found is None:
            raise ValueError("an identifier of another form")
        yield str(one["of"]), str(found)


__all__ = ["ALBUM", "Identifier", "shown", "valid_at"]
