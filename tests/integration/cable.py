"""A network that can be cut: a relay on loopback that breaks every connection after so many bytes."""

from __future__ import annotations

import fcntl
import socket
import struct
import termios
import threading
from contextlib import contextmanager, suppress

PIECE = 64 * 1024
AT_ONCE = struct.pack("ii", 1, 0)
"""SO_LINGER: what was not sent is thrown away, and the other end is told by a reset."""


class Cable:
    """Carries connections to a server; `up` counts the bytes that reach it, `down` those that come back.

    Args:
        address: where the server is.
        ports: those that lead to the same ports of the server; else one free port leads to the port of `address`.
    """

    def __init__(self, address: tuple[str, int], *ports: int) -> None:
        self._host = address[0]
        self._lock = threading.Lock()
        self._open: set[socket.socket] = set()
        self._left: int | None = None
        self.up = self.down = self.cuts = 0
        self._listeners = []
        for mine, theirs in [(port, port) for port in ports] or [(0, address[1])]:
            listener = socket.create_server(("127.0.0.1", mine))
            self._listeners.append(listener)
            threading.Thread(target=self._serve, args=(listener, theirs), daemon=True).start()
        self.port = self._listeners[0].getsockname()[1]

    def cut_after(self, count: int) -> None:
        """Break everything, once, when so many more bytes have gone up."""
        with self._lock:
            self._left = count

    def close(self) -> None:
        for listener in self._listeners:
            with suppress(OSError):
                listener.shutdown(socket.SHUT_RDWR)
            listener.close()
        self._break()

    def _serve(self, listener: socket.socket, port: int) -> None:
        while True:
            try:
                client, _ = listener.accept()
            except OSError:
                return
            with suppress(OSError):
                self._join(client, port)

    def _join(self, client: socket.socket, port: int) -> None:
        server = socket.socket()
        server.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, PIECE)
        try:
            server.connect((self._host, port))
        except OSError:
            client.close()
            raise
        with self._lock:
            self._open |= {client, server}
        for carry in (self._carry_up, self._carry_down):
            threading.Thread(target=carry, args=(client, server), daemon=True).start()

    def _carry_up(self, client: socket.socket, server: socket.socket) -> None:
        with suppress(OSError):
            while block := client.recv(PIECE):
                block, last = self._allowed(block)
                server.sendall(block)
                if last:
                    self._lose(server)
                    self._break()
                    return
            server.shutdown(socket.SHUT_WR)

    def _carry_down(self, client: socket.socket, server: socket.socket) -> None:
        with suppress(OSError):
            while block := server.recv(PIECE):
                with self._lock:
                    self.down += len(block)
                client.sendall(block)
            client.shutdown(socket.SHUT_WR)

    def _allowed(self, block: bytes) -> tuple[bytes, bool]:
        with self._lock:
            last = self._left is not None and len(block) >= self._left
            if last:
                block, self._left = block[: self._left], None
                self.cuts += 1
            elif self._left is not None:
                self._left -= len(block)
            self.up += len(block)
            return block, last

    def _lose(self, server: socket.socket) -> None:
        """Take off what has not got there."""
        with self._lock:
            self.up -= struct.unpack("i", fcntl.ioctl(server, termios.TIOCOUTQ, b"\0" * 4))[0]

    def _break(self) -> None:
        with self._lock:
            ends, self._open = self._open, set()
        for end in ends:
            with suppress(OSError):
                end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, AT_ONCE)
                # Wakes whoever waits for it, and takes effect although they still have it.
                end.shutdown(socket.SHUT_RDWR)
            end.close()


@contextmanager
def cable_to(address: tuple[str, int], *ports: int):
    """Yield a cable to a server until the block is left."""
    cable = Cable(address, *ports)
    try:
        yield cable
    finally:
        cable.close()
