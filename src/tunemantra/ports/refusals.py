"""What an HTTP answer that is no success means to us: what the platforms' tables of errors are made of."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from attrs import frozen

from tunemantra.core.finding import Finding, error
from tunemantra.errors import Category, Fact, OutageError, ProtocolError, RefusedError, TuneMantraError
from tunemantra.ports.transport import ApiResponse
from tunemantra.ports.waiting import asked_to_wait

LONGEST: Final = 500
"""Characters of a text of the platform's that we pass on."""
_MOST_FINDINGS: Final = 200
_SERVER_ERROR: Final = 500


@frozen
class Meaning:
    """One line of a table of errors.

    Args:
        kind: the error.
        hint: one sentence for people: what to do.
        category: whose business it is; None for the kind's own.
        wait: seconds until another try where the answer does not say.
    """

    kind: type[TuneMantraError]
    hint: str = ""
    category: Category | None = None
    wait: float | None = None

    def error(
        self, message: str, answer: ApiResponse, findings: Iterable[Finding] = (), **facts: Fact
    ) -> TuneMantraError:
        """Return the error.

        Args:
            message: one sentence for people: who answered what.
            answer: for how long it asks us to wait.
            findings: the reasons; only a `RefusedError` has any.
            facts: what was observed.
        """
        made = RefusedError(message, findings) if self.kind is RefusedError else self.kind(message)
        asked = asked_to_wait(answer)
        made.hint, made.category, made.facts = self.hint, self.category or made.category, facts
        made.retry_after = self.wait if asked is None else asked
        return made


OUTAGE: Final = Meaning(OutageError)
NOT_UNDERSTOOD: Final = Meaning(ProtocolError)


def meaning_of(status: int, table: Mapping[int, Meaning]) -> Meaning:
    """Return what a status means: as the table says; any other 5xx is an outage, anything else is not understood."""
    return table.get(status, OUTAGE if status >= _SERVER_ERROR else NOT_UNDERSTOOD)


def object_in(body: bytes) -> Mapping[str, object]:
    """Return the JSON object that a body holds; an empty one where it holds none."""
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}


def objects_of(listed: object) -> list[Mapping[str, object]]:
    """Return the objects of a list; nothing where it is none."""
    return [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []


def findings_of(
    reasons: Iterable[Mapping[str, object]], *, rule: str, path: str, message: str, platform: str
) -> Iterator[Finding]:
    """Yield the reasons of a refusal, the first 200 of them.

    Args:
        reasons: as the platform lists them.
        rule, path, message: the names that a reason has for them.
        platform: key; in capitals the rule of a reason that names none.
    """
    for reason, _ in zip(reasons, range(_MOST_FINDINGS), strict=False):
        code, place, said = (str(reason.get(name, ""))[:LONGEST] for name in (rule, path, message))
        yield error(code or platform.upper(), place, said, platform=platform)


__all__ = ["LONGEST", "NOT_UNDERSTOOD", "OUTAGE", "Meaning", "findings_of", "meaning_of", "object_in", "objects_of"]
