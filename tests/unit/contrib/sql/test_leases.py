from __future__ import annotations

from contextlib import closing

from tunemantra.contrib.memory import START
from tunemantra.contrib.sql import SqlLedger
from tunemantra.contrib.sql.leases import DUE


def test_what_is_due_is_found_by_its_index(tmp_path):
    with closing(SqlLedger(f"sqlite:///{tmp_path}/ledger.db")) as ledger, ledger._database.reading() as connection:
        query = DUE.params(lane="normal", at=START, count=1).compile(connection)
        values = tuple(query.params[name] for name in query.positiontup)
        bound = tuple(START.isoformat(" ") if value is START else value for value in values)
        plan = [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {query}", bound)]
    assert any("deliveries USING INDEX deliveries_due (lane=? AND due_at<?)" in line for line in plan), plan
    assert any("deliveries_open (distribution_id=? AND sequence<?)" in line for line in plan), plan
    assert not any(line.startswith("SCAN") for line in plan), plan
