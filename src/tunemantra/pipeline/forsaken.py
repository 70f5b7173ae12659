"""Forsaken: claims that last although whoever held them has died, because their clock was set back since."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Final

from attrs import define, field

from tunemantra.errors import LeaseLostError
from tunemantra.pipeline.tools import Tools
from tunemantra.ports.storage import FAR, Claim

_log = logging.getLogger(__name__)

EVERY: Final = timedelta(minutes=10)
"""Between two looks while all clocks agree."""


@define
class Forsaken:
    """Ends claims that reach far into the future and that nobody renews.

    Whoever lives renews theirs three times in its length; clocks that disagree are no reason to take one away. So each
    is watched for some lengths of a claim first.

    Args:
        tools: the ports.
    """

    tools: Tools
    _looked: datetime = field(default=datetime.min.replace(tzinfo=UTC), init=False)
    _seen: Mapping[str, Claim] = field(factory=dict, init=False)

    def look(self) -> None:
        """Look whether there are any, where it is time to."""
        now, long = self.tools.clock.now(), timedelta(seconds=FAR * self.tools.lease_seconds)
        if now - self._looked < (long if self._seen else EVERY):
            return
        self._looked = now
        found = {claim.delivery.id: claim for claim in self.tools.ledger.held(after=now + long)}
        self._seen = {key: claim for key, claim in found.items() if not self._ended(claim, now)}

    def _ended(self, claim: Claim, now: datetime) -> bool:
        before = self._seen.get(claim.delivery.id)
        if before is None or (before.token, before.until) != (claim.token, claim.until):
            return False
        _log.warning("%s: nobody renews the claim of %s until %s", claim.delivery.id, claim.owner, claim.until)
        with suppress(LeaseLostError):
            self.tools.ledger.renew(claim, now, 0)
        return True


__all__ = ["EVERY", "Forsaken"]
