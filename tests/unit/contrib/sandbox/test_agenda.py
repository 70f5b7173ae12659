from __future__ import annotations

import threading

from tunemantra.contrib.sandbox import Agenda, Journal


def test_jobs_are_done_when_they_are_due_and_in_order(tmp_path):
    agenda, done, ended = Agenda(Journal(tmp_path)), [], threading.Event()
    agenda.later(3600.0, lambda: done.append("much later"))
    agenda.later(0.1, lambda: (done.append("later"), ended.set()))
    for name in ("first", "second"):
        agenda.later(-1.0, lambda name=name: done.append(name))
    assert ended.wait(10)
    assert done == ["first", "second", "later"]


def test_a_job_that_goes_wrong_is_written_down_and_the_next_one_is_done(tmp_path):
    journal, ended = Journal(tmp_path), threading.Event()
    agenda = Agenda(journal)
    agenda.later(0.0, lambda: {}["nothing"])
    agenda.later(0.0, ended.set)
    assert ended.wait(10)
    assert [entry["event"] for entry in journal.entries()] == ["internal-error"]
