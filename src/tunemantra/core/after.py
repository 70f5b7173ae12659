"""After: where a release has to be before an order for it is sent elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, Self

from attrs import field, frozen, validators

from tunemantra.core.identifiers import Gtin
from tunemantra.core.status import Status
from tunemantra.errors import TuneMantraError

_FORM: Final = re.compile(r"(?P<platform>[a-z][a-z0-9_-]*)(?:/(?P<icpn>\d+))?(?::(?P<status>[a-z]+))?")
_STATUSES: Final[Mapping[str, Status]] = {"delivered": Status.DELIVERED, "live": Status.LIVE}
_HINT: Final = "write spotify, spotify:live, spotify:delivered, or of another release spotify/4006381333931:live"

BLOCKED: Final = "BLOCKED"
"""First word of what an order waits for that will not come by itself."""


@frozen
class After:
    """Where a release has to be first.

    Args:
        platform: key.
        status: Live, or Delivered, which Live is too.
        icpn: GTIN of another release; empty for the same.
    """

    platform: str
    status: Status = field(default=Status.LIVE, validator=validators.in_(tuple(_STATUSES.values())))
    icpn: str = ""

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `spotify`, `spotify:delivered` or `spotify/4006381333931:live`.

        Raises:
            TuneMantraError: it has another form.
            IdentifierError: the number is no GTIN.
        """
        found = _FORM.fullmatch(text.strip())
        status = _STATUSES.get(found["status"] or "live") if found else None
        if found is None or status is None:
            message = f"{text!r} says not what has to come first"
            raise TuneMantraError(message, hint=_HINT)
        return cls(found["platform"], status, str(Gtin.parse(found["icpn"])) if found["icpn"] else "")

    def __str__(self) -> str:
        status = next(word for word, status in _STATUSES.items() if status is self.status)
        return f"{self.platform}/{self.icpn}:{status}" if self.icpn else f"{self.platform}:{status}"


def read_all(texts: Iterable[str], platforms: Sequence[str]) -> dict[str, tuple[After, ...]]:
    """Return what each platform waits for, by its key.

    Args:
        texts: `spotify:live` for every other platform of the order, `tiktok=spotify:live` for one.
        platforms: of the order.

    Raises:
        TuneMantraError: one has another form, or is for a platform that the order does not name.
    """
    found: dict[str, list[After]] = {}
    for text in texts:
        target, _, stated = text.rpartition("=")
        after = After.parse(stated)
        target = target.strip()
        if target and target not in platforms:
            message = f"{text!r} is for {target}, which the order does not name"
            raise TuneMantraError(message, hint="name it with --to, or leave it out")
        whose = [target] if target else [key for key in platforms if after.icpn or key != after.platform]
        for key in whose:
            found.setdefault(key, []).append(after)
    return {key: tuple(dict.fromkeys(one)) for key, one in found.items()}


__all__ = ["BLOCKED", "After", "read_all"]
