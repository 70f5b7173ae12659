"""How long to wait after a failure that another try may cure, and when no further try is worth it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta

from attrs import field, frozen

from tunemantra.core.quota import DailyReset
from tunemantra.errors import Category, Disposition, QuotaError, TuneMantraError

_DAY = 86400.0


@frozen
class Limit:
    """How failures of one category are tried again.

    Args:
        first: seconds before the second try.
        factor: growth from one wait to the next.
        longest: seconds, the upper bound of a wait that we choose ourselves.
        tries: after so many failures in a row the delivery fails.
    """

    first: float = 2.0
    factor: float = 2.0
    longest: float = 3600.0
    tries: int = 10


@frozen
class RetryPolicy(Limit):
    """How failures are tried again.

    Args:
        first: seconds before the second try.
        factor: growth from one wait to the next.
        longest: seconds, the upper bound of a wait that we choose ourselves.
        tries: after so many failures in a row the delivery fails.
        total: seconds from the first failure in a row after which the delivery fails, however many tries are left.
        longest_asked: seconds, the upper bound of a wait that a platform asks for (`Retry-After`).
        categories: limits of single categories of failures, instead of the ones above.
    """

    total: float = 7 * _DAY
    longest_asked: float = _DAY
    categories: Mapping[Category, Limit] = field(factory=dict)

    def limit(self, category: Category) -> Limit:
        """Return the limits of a category."""
        return self.categories.get(category, self)


@frozen
class Pause:
    """How long to wait, and why so long where that is not plain."""

    seconds: float
    why: str = ""


def pause(
    policy: RetryPolicy,
    problem: TuneMantraError,
    delivery_id: str,
    attempts: int,
    at: datetime,
    reset: DailyReset | None,
) -> Pause:
    """Return how long to wait before the next try.

    What the other side asks for counts, unless that is "at once", by which every try would be used up in a moment.
    Where it asks for nothing, the hour at which its quota is whole again; else growing waits that spread out. The
    spread follows from the delivery and the try, so that it needs no dice and deliveries that failed together do not
    come back together.

    Args:
        policy: the limits.
        problem: the failure.
        delivery_id: whose.
        attempts: failures in a row, this one included.
        at: now, aware.
        reset: when the platform's quota is whole again, where that is known.
    """
    asked = problem.retry_after
    if asked is not None and asked > 0:
        if asked > policy.longest_asked:
            why = f"asked for {asked:.0f} s, which is capped"
            return Pause(policy.longest_asked, why)
        return Pause(asked)
    if isinstance(problem, QuotaError) and reset is not None and asked is None:
        whole = reset.after(at)
        return Pause((whole - at).total_seconds(), f"the quota is whole again at {reset.hour:02d}:00 {reset.zone}")
    limit = policy.limit(problem.category)
    # A power of many tries is more than a float holds.
    wait = min(limit.longest, limit.first * limit.factor ** min(attempts - 1, 60))
    return Pause(wait * spread(f"{delivery_id}/{attempts}", 0.5, 1.0))


def spread(salt: str, low: float, high: float) -> float:
    """Return a number between two bounds that is the same for the same text, and otherwise anywhere."""
    return low + (high - low) * hashlib.sha256(salt.encode()).digest()[0] / 255


def worth_another(policy: RetryPolicy, problem: TuneMantraError, attempts: int, since: datetime, due: datetime) -> str:
    """Return why no further try is worth it; an empty text where one is.

    Args:
        policy: the limits.
        problem: the failure.
        attempts: failures in a row, this one included.
        since: the first of them.
        due: when the next try would be.
    """
    if problem.disposition is not Disposition.RETRY:
        return "another try changes nothing"
    tries = policy.limit(problem.category).tries
    if attempts >= tries:
        return f"it was tried {attempts} times"
    if due > since + timedelta(seconds=policy.total):
        return f"it has failed since {since:%Y-%m-%d %H:%M} UTC"
    return ""


__all__ = ["Limit", "Pause", "RetryPolicy", "pause", "spread", "worth_another"]
