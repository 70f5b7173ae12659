"""Every ledger keeps the same promises."""

from __future__ import annotations

import pytest

from tunemantra.contrib.memory import MemoryLedger
from tunemantra.contrib.sql import SqlLedger
from tunemantra.testing import LedgerConformance


class TestMemoryLedger(LedgerConformance):
    @pytest.fixture
    def ledger(self):
        return MemoryLedger()


class TestSqliteLedger(LedgerConformance):
    @pytest.fixture
    def ledger(self, tmp_path):
        ledger = SqlLedger(f"sqlite:///{tmp_path}/ledger.db")
        yield ledger
        ledger.close()


@pytest.mark.integration
class TestPostgresLedger(LedgerConformance):
    @pytest.fixture
    def ledger(self, postgres_url):
        ledger = SqlLedger(postgres_url)
        yield ledger
        ledger.close()
