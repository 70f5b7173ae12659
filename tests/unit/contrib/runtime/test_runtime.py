from __future__ import annotations

import multiprocessing
import os
import re
import sys
import types
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from tunemantra.contrib.memory import FixedClock, ManualClock
from tunemantra.contrib.runtime import SecretResolver, SystemClock, TimeSortedIds
from tunemantra.contrib.runtime.secret import LARGEST
from tunemantra.errors import SecretError
from tunemantra.ports.runtime import SecretRef


def test_the_clock_is_aware_and_right():
    now = SystemClock().now()
    assert now.tzinfo is UTC
    assert abs(now - datetime.now(UTC)) < timedelta(seconds=5)


def test_sleeping_for_nothing_returns():
    SystemClock().sleep(0)
    SystemClock().sleep(-1)


def test_an_id_is_a_uuid_of_version_7_with_its_time():
    at = datetime(2026, 1, 2, 3, 4, 5, 678000, tzinfo=UTC)
    made = uuid.UUID(TimeSortedIds(FixedClock(at)).fresh())
    assert (made.int >> 76 & 0xF, made.variant) == (7, uuid.RFC_4122)
    assert datetime.fromtimestamp((made.int >> 80) / 1000, UTC) == at


def test_ids_are_letters_digits_and_dashes():
    assert re.fullmatch(r"[0-9a-f-]{36}", TimeSortedIds().fresh())


@pytest.mark.parametrize("seconds", [0, 0.0005, 1, -3600])
def test_ids_grow_also_when_time_stands_still_or_goes_back(seconds):
    clock = ManualClock()
    ids = TimeSortedIds(clock)
    made = []
    for _ in range(200):
        made.append(ids.fresh())
        clock.set(clock.now() + timedelta(seconds=seconds))
    assert made == sorted(set(made))


def test_ids_of_many_threads_are_different():
    ids = TimeSortedIds()
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _: ids.fresh(), range(2000)))
    assert len(set(made)) == 2000


def _give(ids, out):
    out.put([ids.fresh() for _ in range(50)])


def test_ids_of_forked_processes_are_different():
    ids = TimeSortedIds(FixedClock())
    ids.fresh()
    fork = multiprocessing.get_context("fork")
    out = fork.Queue()
    children = [fork.Process(target=_give, args=(ids, out)) for _ in range(2)]
    for child in children:
        child.start()
    made = [name for _ in children for name in out.get(timeout=30)] + [ids.fresh() for _ in range(50)]
    for child in children:
        child.join(30)
    assert len(set(made)) == 150


def reveal(reference, environment=None):
    return SecretResolver(environment).reveal(SecretRef(reference))


def test_from_the_environment(monkeypatch):
    monkeypatch.setenv("TOKEN", " hunter2\n")
    assert reveal("env:TOKEN") == "hunter2"
    assert reveal("env:TOKEN", {"TOKEN": "other"}) == "other"


@pytest.fixture
def secret_file(tmp_path):
    file = tmp_path / "token"
    file.write_text("hunter2\n", encoding="utf-8")
    file.chmod(0o600)
    return file


@pytest.mark.parametrize("mode", [0o400, 0o600, 0o640, 0o644])
def test_from_a_file(secret_file, mode):
    secret_file.chmod(mode)
    assert reveal(f"file:{secret_file}") == "hunter2"


@pytest.mark.parametrize("mode", [0o620, 0o602, 0o666])
def test_a_file_others_may_write_is_refused(secret_file, mode):
    secret_file.chmod(mode)
    with pytest.raises(SecretError, match="written by others") as caught:
        reveal(f"file:{secret_file}")
    assert "hunter2" not in str(caught.value)


def test_what_is_no_file_is_refused_without_waiting(tmp_path):
    os.mkfifo(tmp_path / "pipe", 0o600)
    for name in (tmp_path, tmp_path / "pipe", tmp_path / "none"):
        with pytest.raises(SecretError):
            reveal(f"file:{name}")


@pytest.mark.parametrize("content", [b"", b" \n", b"\xff\xfe", b"x" * (LARGEST + 1)])
def test_a_file_with_something_else_in_it_is_refused(secret_file, content):
    secret_file.write_bytes(content)
    with pytest.raises(SecretError):
        reveal(f"file:{secret_file}")


@pytest.mark.parametrize("environment", [{}, {"TOKEN": " "}])
def test_no_or_an_empty_variable_is_refused(environment):
    with pytest.raises(SecretError, match="env:TOKEN"):
        reveal("env:TOKEN", environment)


def test_without_the_keyring_library_the_hint_says_so(monkeypatch):
    monkeypatch.setitem(sys.modules, "keyring", None)
    with pytest.raises(SecretError) as caught:
        reveal("keyring:spotify")
    assert caught.value.hint == "pip install keyring"


def test_from_the_keyring(monkeypatch):
    known = {("tunemantra", "spotify"): "hunter2"}
    keyring = types.SimpleNamespace(get_password=lambda service, name: known.get((service, name)))
    monkeypatch.setitem(sys.modules, "keyring", keyring)
    assert reveal("keyring:spotify") == "hunter2"
    with pytest.raises(SecretError, match="keyring:other"):
        reveal("keyring:other")


def test_a_keyring_that_fails_never_quotes_the_secret(monkeypatch):
    def fail(service, name):
        raise RuntimeError("hunter2 is locked")

    monkeypatch.setitem(sys.modules, "keyring", types.SimpleNamespace(get_password=fail))
    with pytest.raises(SecretError) as caught:
        reveal("keyring:spotify")
    assert "hunter2" not in str(caught.value)
    assert caught.value.__suppress_context__
