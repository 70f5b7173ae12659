"""The journal can be counted on."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

from tunemantra.contrib.sandbox import Journal

WRITER = """
import sys
from pathlib import Path
from tunemantra.contrib.sandbox import Journal
journal = Journal(Path(sys.argv[1]))
for n in range(50):
    journal.write("asset-received", path=sys.argv[2], size=n)
"""


def test_facts_are_found_again_in_order(tmp_path):
    journal = Journal(tmp_path)
    journal.write("live", icpn="1", note="日本")
    journal.write("live", icpn="2", note=None)
    journal.write("rejected", icpn="1")
    assert [entry["icpn"] for entry in journal.entries("live")] == ["1", "2"]
    assert journal.count("live", icpn="1", note="日本") == 1
    assert journal.count("live", icpn="1", note="other") == 0
    assert len(list(journal.entries())) == 3


def test_a_journal_nobody_wrote_is_empty(tmp_path):
    assert list(Journal(tmp_path).entries()) == []


def test_a_torn_line_spoils_no_other(tmp_path):
    journal = Journal(tmp_path)
    journal.write("live", icpn="1")
    with journal.path.open("ab") as file:
        file.write(b'{"event": "live", "ic')
    journal.write("live", icpn="2")
    assert [entry["icpn"] for entry in journal.entries("live")] == ["1", "2"]


def test_threads_and_processes_lose_no_line(tmp_path):
    command = [sys.executable, "-c", WRITER, str(tmp_path), "process"]
    with subprocess.Popen(command) as process, ThreadPoolExecutor(4) as pool:
        for number in range(100):
            pool.submit(Journal(tmp_path).write, "asset-received", path="thread", size=number)
    assert process.returncode == 0
    journal = Journal(tmp_path)
    assert journal.count("asset-received", path="process") == 50
    assert journal.count("asset-received", path="thread") == 100
