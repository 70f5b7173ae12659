"""An FTP server with TLS in a process of its own: `python -m tests.integration.ftps_server <options as JSON>`."""

from __future__ import annotations

import hashlib
import json
import logging
import socket
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

from attrs import define, frozen

from tests.integration.certificates import make_certificate
from tests.integration.sftp_servers import Secrets
from tests.support import REPO_ROOT
from tunemantra.ports.runtime import SecretRef
from tunemantra.ports.transport import Endpoint, PasswordLogin

USER, PASSWORD = "label", "correct-horse-ftps"


@frozen
class Options:
    """What the server is like.

    Args:
        root: the folder it serves. certificate: key and certificate.
        cuts: file with a number of bytes a line; each connection that receives files takes one, and breaks there.
        lacks: commands it does not know.
        hashes: whether it computes XSHA256; `wrong` for one that is not true.
        flips: whether it changes the first byte of every file on its way to the disk.
        host: where it listens. ports: for logging in, and for all files; 0 for any.
        held: bytes the kernel keeps for it of a file that comes in, which it loses with a connection; 0 for many.
    """

    root: str
    certificate: str
    cuts: str
    lacks: tuple[str, ...] = ()
    hashes: str = ""
    flips: bool = False
    host: str = "127.0.0.1"
    ports: tuple[int, int] = (0, 0)
    held: int = 0


@define
class Server:
    """A running server."""

    port: int
    certificate: Path
    folder: Path
    process: subprocess.Popen

    @property
    def secrets(self):
        return Secrets({"env:PASSWORD": PASSWORD, "env:WRONG": "wrong-horse"})

    def endpoint(self, folder, *, port=None, user=USER, password="env:PASSWORD", host="127.0.0.1", **changes):
        values = {"ca_file": str(self.certificate), "timeout": 20.0, "login": PasswordLogin(user, SecretRef(password))}
        return Endpoint("files", f"ftps://{host}:{port or self.port}{folder}", **(values | changes))

    def cut(self, *offsets):
        """Break the next connections that receive a file, each after so many bytes."""
        (self.folder / "cuts").write_text("".join(f"{offset}\n" for offset in offsets))


@contextmanager
def running(folder: Path, root: Path, **changes):
    """Run it until the block is left."""
    folder.mkdir(parents=True, exist_ok=True)
    certificate = make_certificate(folder / "server.pem", "127.0.0.1")
    options = {"root": str(root), "certificate": str(certificate), "cuts": str(folder / "cuts"), **changes}
    command = [sys.executable, "-m", "tests.integration.ftps_server", json.dumps(options)]
    process = subprocess.Popen(command, cwd=REPO_ROOT, stdout=subprocess.PIPE, text=True)
    try:
        line = process.stdout.readline()
        yield Server(int(line), certificate, folder, process)
    finally:
        process.terminate()
        process.wait(10)
        process.stdout.close()


def serve(options: Options) -> None:
    """Serve until the process is ended; the port is the first line of standard output."""
    from pyftpdlib.authorizers import DummyAuthorizer
    from pyftpdlib.handlers import TLS_DTPHandler, TLS_FTPHandler
    from pyftpdlib.servers import FTPServer

    class Data(TLS_DTPHandler):
        took = 0
        limit = None

        def recv(self, buffer_size):
            data = super().recv(buffer_size)
            if self.limit is None:
                self.limit = next_cut(Path(options.cuts))
            if options.flips and self.took == 0 and data:
                data = bytes([data[0] ^ 1]) + data[1:]
            self.took += len(data)
            return self.break_off(data) if 0 <= self.limit <= self.took else data

        def break_off(self, data):
            self.file_obj.write(data[: len(data) - (self.took - self.limit)])
            self.file_obj.flush()
            self.socket.sock_shutdown(2)
            self.cmd_channel.socket.sock_shutdown(2)
            self.cmd_channel.close()
            return b""

    class Passive(TLS_FTPHandler.passive_dtp):
        def listen(self, backlog):
            if options.held:
                self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, options.held)
            return super().listen(backlog)

    class Control(TLS_FTPHandler):
        def __init__(self, *arguments, **named):
            super().__init__(*arguments, **named)
            self._extra_feats = [*getattr(self, "_extra_feats", []), *(["XSHA256"] if options.hashes else [])]

        def ftp_XSHA256(self, path):  # noqa: N802 - the server finds it by this name
            data = Path(path).read_bytes() + (b"!" if options.hashes == "wrong" else b"")
            self.respond("250 " + hashlib.sha256(data).hexdigest())

    known = {name: entry for name, entry in TLS_FTPHandler.proto_cmds.items() if name not in options.lacks}
    known["XSHA256"] = {"perm": "r", "auth": True, "arg": True, "help": "Syntax: XSHA256 <SP> file"}
    Control.proto_cmds = known
    Control.certfile = options.certificate
    Control.tls_control_required = Control.tls_data_required = True
    Control.dtp_handler = Data
    Control.passive_dtp = Passive
    Control.authorizer = DummyAuthorizer()
    Control.authorizer.add_user(USER, PASSWORD, options.root, perm="elradfmwMT")
    login, files = options.ports
    if files:
        Control.passive_ports = [files]
    server = FTPServer((options.host, login), Control)
    sys.stdout.write(f"{server.address[1]}\n")
    sys.stdout.flush()
    server.serve_forever(handle_exit=True)


def next_cut(cuts: Path) -> int:
    """Take the next number out of a file; -1 where there is none."""
    lines = cuts.read_text().split() if cuts.is_file() else []
    if lines:
        cuts.write_text("\n".join(lines[1:]))
    return int(lines[0]) if lines else -1


if __name__ == "__main__":
    logging.basicConfig(level=logging.ERROR)
    serve(Options(**json.loads(sys.argv[1])))
