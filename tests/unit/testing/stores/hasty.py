"""A driver that asks the machine what time it is."""

from __future__ import annotations

from datetime import UTC, datetime

from tests.unit.testing.stores.good import GoodDriver


class HastyDriver(GoodDriver):
    def receipt(self, package, session, sent):
        datetime.now(UTC)
        return super().receipt(package, session, sent)
