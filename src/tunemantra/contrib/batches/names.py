"""Names of batches."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime


def batch_name(created_at: datetime, delivery_id: str, suffix: int = 8) -> str:
    """Return the name of an order's batch: the same for every try, another for every other delivery.

    Args:
        created_at: when the order was created, aware; its 17 digits `YYYYMMDDhhmmssnnn` in UTC come first.
        delivery_id: two deliveries of one millisecond are told apart by its hash.
        suffix: so many characters of that hash; 0 leaves the digits alone.
    """
    at = created_at.astimezone(UTC)
    stamp = f"{at:%Y%m%d%H%M%S}{at.microsecond // 1000:03d}"
    proof = hashlib.sha256(delivery_id.encode()).hexdigest()[:suffix]
    return f"{stamp}_{proof}" if proof else stamp


__all__ = ["batch_name"]
