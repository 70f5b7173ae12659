"""Every board keeps the same promises."""

from __future__ import annotations

import pytest

from tunemantra.contrib.memory import MemoryBoard
from tunemantra.contrib.sql import SqlLedger
from tunemantra.testing import BoardConformance


class TestMemoryBoard(BoardConformance):
    @pytest.fixture
    def board(self):
        return MemoryBoard()


class TestSqliteBoard(BoardConformance):
    @pytest.fixture
    def board(self, tmp_path):
        ledger = SqlLedger(f"sqlite:///{tmp_path}/ledger.db")
        yield ledger.board
        ledger.close()


@pytest.mark.integration
class TestPostgresBoard(BoardConformance):
    @pytest.fixture
    def board(self, postgres_url):
        ledger = SqlLedger(postgres_url)
        yield ledger.board
        ledger.close()
