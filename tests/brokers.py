"""Real brokers on free loopback ports: Redis and RabbitMQ, from the packages of the system."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.support import require_tool

if TYPE_CHECKING:
    from collections.abc import Iterator

READY_SECONDS = 60


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Broker:
    """A running server in a process group of its own.

    `stop()` kills it with everything in it; `start()` starts an empty one at the same address.
    """

    url: str

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self._process: subprocess.Popen | None = None

    def command(self) -> tuple[list[str], dict[str, str]]:
        raise NotImplementedError

    def start(self) -> None:
        command, environment = self.command()
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                command,
                env=environment,
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self._await()

    def _await(self) -> None:
        until = time.monotonic() + READY_SECONDS
        while not self.answers():
            assert self._process.poll() is None, (self.folder / "log").read_text("utf-8", "replace")[-3000:]
            assert time.monotonic() < until, (self.folder / "log").read_text("utf-8", "replace")[-3000:]
            time.sleep(0.05)

    def answers(self) -> bool:
        raise NotImplementedError

    def stop(self) -> None:
        if self._process is not None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            self._process = None
        shutil.rmtree(self.folder / "data", ignore_errors=True)


class Redis(Broker):
    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def command(self):
        program = require_tool("redis-server", "redis-server")
        settings = {"bind": "127.0.0.1", "port": self.port, "save": "", "appendonly": "no", "dir": self.folder}
        return [str(program), *(str(part) for key, value in settings.items() for part in (f"--{key}", value))], {}

    def answers(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), 1) as wire:
                wire.sendall(b"PING\r\n")
                return wire.recv(16).startswith((b"+PONG", b"-NOAUTH"))
        except OSError:
            return False


class LockedRedis(Redis):
    """One that asks for a password."""

    def command(self):
        command, environment = super().command()
        return [*command, "--requirepass", "open sesame"], environment


class Rabbit(Broker):
    """RabbitMQ, and the `epmd` it asks for names: started by itself, that would outlive it."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._names_port = free_port()
        self._names: subprocess.Popen | None = None

    def start(self) -> None:
        program = require_tool("epmd", "erlang-base")
        command = [str(program), "-port", str(self._names_port), "-address", "127.0.0.1"]
        self._names = subprocess.Popen(command, cwd=self.folder, stdin=subprocess.DEVNULL)
        super().start()

    def stop(self) -> None:
        super().stop()
        if self._names is not None:
            self._names.kill()
            self._names.wait()
            self._names = None

    @property
    def url(self) -> str:
        return f"amqp://guest:guest@127.0.0.1:{self.port}//"

    def command(self):
        require_tool("rabbitmq-server", "rabbitmq-server")
        [program] = sorted(Path("/usr/lib/rabbitmq/lib").glob("rabbitmq_server-*/sbin/rabbitmq-server"))[-1:]
        (self.folder / "plugins").write_text("[].\n")
        return [str(program)], {
            "PATH": os.defpath,
            "HOME": str(self.folder),
            "LANG": "C.UTF-8",
            "ERL_EPMD_PORT": str(self._names_port),
            "RABBITMQ_NODENAME": f"tm{self.port}@localhost",
            "RABBITMQ_NODE_IP_ADDRESS": "127.0.0.1",
            "RABBITMQ_NODE_PORT": str(self.port),
            "RABBITMQ_DIST_PORT": str(free_port()),
            "RABBITMQ_MNESIA_BASE": str(self.folder / "data"),
            "RABBITMQ_LOG_BASE": str(self.folder / "logs"),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(self.folder / "plugins"),
            "RABBITMQ_CONFIG_FILE": str(self.folder / "none"),
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "-kernel inet_dist_use_interface {127,0,0,1}",
        }

    def answers(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), 1) as wire:
                wire.sendall(b"AMQP\x00\x00\x09\x01")
                return len(wire.recv(16)) > 0
        except OSError:
            return False


def serve(kind: type[Broker]) -> Iterator[Broker]:
    """Start a broker, and end it by its process id afterwards."""
    with tempfile.TemporaryDirectory(prefix="tm-broker-", ignore_cleanup_errors=True) as name:
        broker = kind(Path(name))
        broker.start()
        try:
            yield broker
        finally:
            broker.stop()


@pytest.fixture(scope="session")
def redis() -> Iterator[Redis]:
    """A Redis for the whole run."""
    yield from serve(Redis)


@pytest.fixture(scope="session")
def locked_redis() -> Iterator[LockedRedis]:
    """A Redis that asks for a password, for the whole run."""
    yield from serve(LockedRedis)


@pytest.fixture(scope="session")
def rabbit() -> Iterator[Rabbit]:
    """A RabbitMQ for the whole run."""
    yield from serve(Rabbit)
