from __future__ import annotations

import socketserver
import threading

import pytest

from tunemantra.contrib.queue.celery import application
from tunemantra.contrib.queue.celery.running import _require_welcome
from tunemantra.errors import StateError


@pytest.fixture
def redis(monkeypatch):
    """A server that says the same to whatever Redis is asked, and its address."""

    class Said(socketserver.BaseRequestHandler):
        def handle(self):
            while self.request.recv(4096):
                self.request.sendall(b"-%b\r\n" % server.says.encode())

    monkeypatch.setattr("kombu.utils.functional.sleep", lambda _seconds: None)  # before it tries again
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Said) as server:
        server.daemon_threads = True
        server.url = f"redis://127.0.0.1:{server.server_address[1]}/0"
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@pytest.mark.parametrize(
    "says",
    [
        "BUSY Redis is busy running a script. You can only call SCRIPT KILL or SHUTDOWN NOSAVE.",
        "MISCONF Redis is configured to save RDB snapshots, but it's currently unable to persist to disk.",
        "MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to 'no'.",
    ],
)
def test_a_redis_that_can_do_nothing_now_is_waited_for(redis, says):
    redis.says = says
    _require_welcome(application(redis.url))


@pytest.mark.parametrize("says", ["NOAUTH Authentication required.", "ERR DB index is out of range", "NOPERM no"])
def test_a_redis_that_never_lets_us_in_is_not(redis, says):
    redis.says = says
    with pytest.raises(StateError, match="lets nobody in"):
        _require_welcome(application(redis.url))
