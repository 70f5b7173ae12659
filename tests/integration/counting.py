"""A wire that counts: what goes through it, and how often somebody connects."""

from __future__ import annotations

import socket
import threading
from contextlib import contextmanager, suppress


class Wire:
    """A TCP proxy on loopback.

    `up` and `connections` count bytes towards the server and connections since the last `reset`.
    """

    def __init__(self, port: int) -> None:
        self._server = ("127.0.0.1", port)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self._lock = threading.Lock()
        self.up = self.connections = 0
        threading.Thread(target=self._serve, daemon=True).start()

    def reset(self) -> None:
        with self._lock:
            self.up = self.connections = 0

    def close(self) -> None:
        self._listener.close()

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                with self._lock:
                    self.connections += 1
                server = socket.create_connection(self._server)
                for source, target, counts in ((client, server, True), (server, client, False)):
                    threading.Thread(target=self._carry, args=(source, target, counts), daemon=True).start()

    def _carry(self, source: socket.socket, target: socket.socket, counts: bool) -> None:
        with suppress(OSError):
            while block := source.recv(65536):
                if counts:
                    with self._lock:
                        self.up += len(block)
                target.sendall(block)
        for end in (source, target):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)


@contextmanager
def wire_to(port: int):
    """Yield a wire to a port of this machine."""
    wire = Wire(port)
    try:
        yield wire
    finally:
        wire.close()
