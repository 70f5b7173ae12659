"""Real SFTP servers on loopback: OpenSSH's, and asyncssh's in a thread of its own; and a wire that can be cut."""

from __future__ import annotations

import asyncio
import getpass
import os
import select
import socket
import subprocess
import threading
import time
from contextlib import contextmanager, suppress
from pathlib import Path

import asyncssh
from attrs import field, frozen

from tunemantra.ports.runtime import SecretRef
from tunemantra.ports.transport import Endpoint, SshLogin

CONFIG = """
Port {port}
ListenAddress 127.0.0.1
HostKey {folder}/host
AuthorizedKeysFile {folder}/authorized
PidFile none
StrictModes no
UsePAM no
PasswordAuthentication no
PermitRootLogin yes
LogLevel ERROR
Subsystem sftp internal-sftp
SetEnv HOME={folder}
"""


class Secrets:
    """Resolves from a mapping."""

    def __init__(self, values: dict[str, str]) -> None:
        self.values = values

    def reveal(self, reference: SecretRef) -> str:
        return self.values[reference.reference]


@frozen
class Server:
    """A running server: where it is, what key it shows, how to get in."""

    port: int
    host_key: str
    user: str
    key: str = field(repr=False)
    password: str = field(default="", repr=False)
    pid: int = 0
    authorized: str = ""

    @property
    def secrets(self) -> Secrets:
        return Secrets({"env:KEY": self.key, "env:PASSWORD": self.password})

    def endpoint(
        self,
        folder: object,
        *,
        port: int | None = None,
        by_password: bool = False,
        scheme: str = "sftp",
        **changes: object,
    ) -> Endpoint:
        key = None if by_password else SecretRef("env:KEY")
        password = SecretRef("env:PASSWORD") if by_password else None
        values = {
            "login": SshLogin(self.user, key=key, password=password),
            "host_key": self.host_key,
            "timeout": 20.0,
        }
        return Endpoint("files", f"{scheme}://127.0.0.1:{port or self.port}{folder}", **(values | changes))


def make_key(path: Path, *options: str) -> str:
    """Make an SSH key pair, and return the private part."""
    subprocess.run(["ssh-keygen", "-q", "-N", "", *(options or ("-t", "ed25519")), "-f", path], check=True)
    return path.read_text()


def public(path: Path) -> str:
    return " ".join(path.with_suffix(".pub").read_text().split()[:2])


@contextmanager
def openssh(sshd: Path, folder: Path, *more: str):
    """Run OpenSSH's server as the present user, with more lines of configuration."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    make_key(folder / "host")
    key = make_key(folder / "user")
    (folder / "authorized").write_text(public(folder / "user") + "\n")
    port = free_port()
    (folder / "sshd_config").write_text("\n".join([CONFIG.format(port=port, folder=folder), *more]))
    if os.geteuid() == 0:
        Path("/run/sshd").mkdir(exist_ok=True)
    with (folder / "sshd.log").open("wb") as log:
        process = subprocess.Popen([sshd, "-D", "-e", "-f", folder / "sshd_config"], stderr=log)
    try:
        wait_for(port, process)
        yield Server(
            port,
            public(folder / "host"),
            getpass.getuser(),
            key,
            pid=process.pid,
            authorized=str(folder / "authorized"),
        )
    finally:
        process.terminate()
        process.wait(10)


def wait_for(port: int, process: subprocess.Popen) -> None:
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline and process.poll() is None:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        select.select([], [], [], 0.02)
    raise AssertionError("the server does not come up")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class _Login(asyncssh.SSHServer):
    def __init__(self, password, connections):
        self.password = password
        self.connections = connections

    def connection_made(self, conn):
        self.connections.append(conn)

    def begin_auth(self, username):
        return True

    def password_auth_supported(self):
        return True

    def validate_password(self, username, password):
        return password == self.password


@contextmanager
def python_server(
    folder: Path, *, password="open-sesame", host_key_type="ssh-ed25519", sftp=asyncssh.SFTPServer, **more
):
    """Run asyncssh's server in a thread, with more options of its own; its root is the folder."""
    host = asyncssh.generate_private_key(host_key_type)
    user = asyncssh.generate_private_key("ssh-ed25519")
    authorized = asyncssh.import_authorized_keys(user.export_public_key().decode())
    connections = []
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()

    async def start():
        return await asyncssh.listen(
            "127.0.0.1",
            0,
            server_host_keys=[host],
            server_factory=lambda: _Login(password, connections),
            authorized_client_keys=authorized,
            sftp_factory=lambda channel: sftp(channel, chroot=str(folder)),
            allow_scp=True,
            **more,
        )

    async def stop():
        listener.close()
        await listener.wait_closed()
        for connection in connections:
            connection.abort()
            await connection.wait_closed()

    listener = asyncio.run_coroutine_threadsafe(start(), loop).result(10)
    shown = " ".join(host.export_public_key().decode().split()[:2])
    try:
        private = user.export_private_key().decode()
        yield Server(listener.get_port(), shown, "label", private, password)
    finally:
        asyncio.run_coroutine_threadsafe(stop(), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()


class Wire:
    """A relay between client and server that cuts the connection after so many bytes upwards, `cuts` times."""

    def __init__(self, port: int, after: int, cuts: int = 1):
        self.target = port
        self.after = after
        self.cuts = cuts
        self.connections = 0
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(10)

    def _serve(self):
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            with client, socket.create_connection(("127.0.0.1", self.target)) as server:
                self._relay(client, server)

    def _relay(self, client, server):
        passed = 0
        while True:
            for ready in select.select([client, server], [], [])[0]:
                with suppress(ConnectionError):
                    data = ready.recv(65536)
                    if not data:
                        return
                    (server if ready is client else client).sendall(data)
                    passed += len(data) if ready is client else 0
                    continue
                return
            if self.cuts and passed > self.after:
                self.cuts -= 1
                return
