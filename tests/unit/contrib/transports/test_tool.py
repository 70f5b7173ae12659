"""A program of this machine as the way to a platform: real programs, run, watched, killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from functools import partial
from io import BytesIO
from pathlib import Path

import pytest

from tunemantra.contrib.processes import tied
from tunemantra.contrib.transports import tool as module
from tunemantra.contrib.transports.tool import LocalTool
from tunemantra.errors import ConnectError, Disposition, LeaseLostError, RemoteError, TransferTimeoutError
from tunemantra.ports.runtime import SecretRef
from tunemantra.ports.tool import ToolRun
from tunemantra.ports.transport import Endpoint

PASSWORD = SecretRef("env:PASSWORD")


class Secrets:
    def reveal(self, reference):
        assert reference == PASSWORD
        return "open sesame\n"


def quiet():
    pass


@pytest.fixture
def program(tmp_path):
    def made(code):
        path = tmp_path / "press"
        path.write_text(f"#!{sys.executable} -I\nimport os, sys, time, subprocess, pathlib\n{code}\n", "utf-8")
        path.chmod(0o755)
        return LocalTool(Endpoint("tool", f"tool://{path}"), Secrets(), beat=0.01)

    return made


def gone(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True


def test_code_and_words_come_back_in_the_order_of_writing(program):
    press = program(
        "print('one', flush=True); print('two', file=sys.stderr, flush=True); print(sys.argv[1]); sys.exit(3)"
    )
    outcome = press.run(ToolRun(("it's; $HOME",)), alive=quiet)
    assert (outcome.code, outcome.output, outcome.cut) == (3, "one\ntwo\nit's; $HOME\n", False)


def test_files_lie_where_it_runs_and_what_it_leaves_is_read(program):
    press = program("pathlib.Path('out.txt').write_bytes(pathlib.Path('a.itmsp/m.xml').read_bytes() + os.getcwdb())")
    run = ToolRun((), files={"a.itmsp/m.xml": partial(BytesIO, b"<x/> ")}, wanted=("out.txt", "never.txt"))
    left = press.run(run, alive=quiet).files
    assert set(left) == {"out.txt"}
    start, folder = left["out.txt"].split(b" ")
    assert start == b"<x/>"
    assert not Path(os.fsdecode(folder)).exists()


def test_it_gets_secrets_in_its_environment_and_nothing_that_is_not_its_business(program, monkeypatch):
    monkeypatch.setenv("SOMEBODY_ELSES_TOKEN", "hush")
    press = program("print(sorted(os.environ)); print('the word is', os.environ['PRESS'], sys.argv)")
    outcome = press.run(ToolRun(("-p", "@env:PRESS"), secrets={"PRESS": PASSWORD}), alive=quiet)
    assert "SOMEBODY_ELSES_TOKEN" not in outcome.output
    assert "the word is *** [" in outcome.output
    assert "sesame" not in outcome.output


def test_a_lost_lease_kills_it_and_all_it_has_started(program, tmp_path):
    pids = tmp_path / "pids"
    press = program(
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])\n"
        f"part = pathlib.Path({str(pids) + '.part'!r})\n"
        "part.write_text(f'{os.getpid()} {child.pid} {os.getcwd()}')\n"
        f"part.replace({str(pids)!r})\n"
        "time.sleep(600)"
    )

    def lost():
        if pids.exists():
            raise LeaseLostError("another worker has taken over")

    with pytest.raises(LeaseLostError):
        press.run(ToolRun((), timeout=60), alive=lost)
    own, child, folder = pids.read_text("utf-8").split()
    assert not Path(folder).exists()
    assert gone(own)
    while not gone(child):  # the kernel takes its time, and this one has no parent any more to wait for it
        pass


@pytest.mark.skipif(not tied(), reason="the system ties no process to the one that started it")
def test_it_ends_with_a_worker_that_is_killed(tmp_path):
    pid = tmp_path / "pid"
    press = tmp_path / "press"
    press.write_text(f"#!/bin/sh\necho $$ > {pid}.part && mv {pid}.part {pid}\nexec sleep 600\n", "utf-8")
    press.chmod(0o755)
    worker = (
        "from tunemantra.contrib.transports.tool import LocalTool; from tunemantra.ports.tool import ToolRun;"
        "from tunemantra.ports.transport import Endpoint;"
        f"LocalTool(Endpoint('tool', 'tool://{press}'), None).run(ToolRun(()), alive=lambda: None)"
    )
    with subprocess.Popen([sys.executable, "-c", worker]) as started:
        while not pid.exists():
            assert started.poll() is None
        started.kill()
    while not gone(pid.read_text("utf-8").strip()):
        pass


def test_one_that_does_not_end_is_ended(program):
    with pytest.raises(TransferTimeoutError, match="press did not end in time") as caught:
        program("time.sleep(600)").run(ToolRun((), timeout=0.05), alive=quiet)
    assert caught.value.disposition is Disposition.RETRY


def test_a_child_that_outlives_it_does_not_keep_us_waiting(program):
    press = program("subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)']); print('done')")
    assert press.run(ToolRun((), timeout=60), alive=quiet).output == "done\n"


def test_a_child_that_has_left_the_group_does_not_either(program, monkeypatch, tmp_path):
    monkeypatch.setattr(module, "DRAIN_SECONDS", 0.05)
    pid = tmp_path / "pid"
    press = program(
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'], start_new_session=True)\n"
        f"pathlib.Path({str(pid)!r}).write_text(str(child.pid)); print('done')"
    )
    try:
        assert press.run(ToolRun((), timeout=60), alive=quiet).output == "done\n"
    finally:
        os.kill(int(pid.read_text("utf-8")), signal.SIGKILL)


def test_a_signal_is_an_outcome(program):
    assert program("os.kill(os.getpid(), 9)").run(ToolRun(()), alive=quiet).code == -9


def test_only_the_end_of_much_output_is_kept(program, monkeypatch):
    monkeypatch.setattr(module, "KEPT_BYTES", 1000)
    outcome = program("print('x' * 300_000); print('Package Summary:')").run(ToolRun(()), alive=quiet)
    assert outcome.cut
    assert len(outcome.output) <= 1000
    assert outcome.output.endswith("Package Summary:\n")


def test_a_large_file_that_it_leaves_is_refused(program, monkeypatch):
    monkeypatch.setattr(module, "WANTED_BYTES", 10)
    with pytest.raises(RemoteError, match="larger than 10 bytes"):
        program("open('out', 'wb').write(b'x' * 11)").run(ToolRun((), wanted=("out",)), alive=quiet)


def test_a_link_that_it_leaves_is_not_followed(program):
    press = program("os.symlink('/etc/hostname', 'out')")
    assert press.run(ToolRun((), wanted=("out",)), alive=quiet).files == {}


@pytest.mark.parametrize("kind", ["nothing", "text", "folder"])
def test_one_that_cannot_be_started_stops(tmp_path, kind):
    path = tmp_path / "press"
    if kind == "text":
        path.write_text("not a program", "utf-8")
    elif kind == "folder":
        path.mkdir()
    with pytest.raises(ConnectError, match="press cannot be started") as caught:
        LocalTool(Endpoint("tool", f"tool://{path}"), Secrets()).run(ToolRun(()), alive=quiet)
    assert caught.value.disposition is Disposition.STOP


@pytest.mark.parametrize("url", ["tool://host/press", "tool:press"])
def test_an_address_that_names_no_program_is_refused(url):
    with pytest.raises(ConnectError, match="names no program"):
        LocalTool(Endpoint("tool", url), Secrets())
