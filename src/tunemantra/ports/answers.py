"""Reading the JSON that a platform answers: what is missing or of another kind is a `ProtocolError` that names it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime

from attrs import frozen

from tunemantra.errors import ProtocolError

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]
Told = Mapping[str, "Json"]


@frozen
class Answers:
    """The answers of one platform.

    Args:
        who: its name for people.
    """

    who: str

    def parsed(self, body: bytes) -> Told:
        """Return the object that a body holds.

        Raises:
            ProtocolError: it holds none.
        """
        try:
            return self.object(json.loads(body))
        except (ValueError, RecursionError):
            raise ProtocolError(f"{self.who} answered with something that is not JSON") from None

    def object(self, value: object) -> Told:
        """Return a value that has to be an object."""
        if not isinstance(value, dict):
            raise ProtocolError(f"{self.who} answered with JSON that is not the object it should be")
        return value

    def list(self, told: Told, name: str) -> list[Json]:
        """Return a list."""
        value = told.get(name)
        if not isinstance(value, list):
            raise ProtocolError(f"{self.who}'s answer has no list {name!r}")
        return value

    def entries(self, told: Told, name: str) -> Iterator[Told]:
        """Yield the objects of a list."""
        return map(self.object, self.list(told, name))

    def text(self, told: Told, name: str) -> str:
        """Return a text."""
        value = told.get(name)
        if not isinstance(value, str):
            raise ProtocolError(f"{self.who}'s answer has no text {name!r}")
        return value

    def moment(self, told: Told, name: str) -> datetime:
        """Return a time with its zone, written as ISO 8601."""
        return self.time(self.text(told, name))

    def time(self, text: str) -> datetime:
        """Return the time that a text writes as ISO 8601, with its zone."""
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            raise ProtocolError(f"{self.who}'s answer has no time but {text!r}") from None
        if moment.tzinfo is None:
            raise ProtocolError(f"{self.who}'s answer has a time without a zone: {text!r}")
        return moment


__all__ = ["Answers", "Json", "Told"]
