"""The protocol of scp over channels of paramiko's, and the few commands beside it that a server may allow.

It has no specification: OpenSSH's `scp.c` is what servers follow. Errors are those of paramiko and the socket, and
`RemoteError` for what the server says itself.
"""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Final

import paramiko

from tunemantra.contrib.transports._ssh_packets import send_all
from tunemantra.errors import ConnectError, Disposition, RemoteError, TransferTimeoutError

BLOCK: Final = 256 * 1024
MISSING: Final = 44
"""What our commands end with where there is no such file."""

_MOST_OUTPUT: Final = 32 * 1024 * 1024
_LONGEST_LINE: Final = 64 * 1024
_PROBE: Final = "for c in mv rm mkdir stat find; do command -v $c >/dev/null || exit 1; done; echo tunemantra-may"
_HASH_PROBE: Final = "command -v sha256sum >/dev/null"


class ScpClient:
    """A connection; each transfer and each command has a channel of its own. One thread at a time."""

    def __init__(self, transport: paramiko.Transport, timeout: float) -> None:
        self._transport = transport
        self._timeout = timeout
        self.commands = self._allowed(_PROBE, b"tunemantra-may")
        self.hashes = self.commands and self._allowed(_HASH_PROBE, b"")

    def _allowed(self, command: str, answer: bytes) -> bool:
        try:
            status, output = self.run(command)
        except paramiko.SSHException:
            if not self._transport.is_active():
                raise
            return False
        return status == 0 and output.strip() == answer

    def run(self, command: str) -> tuple[int, bytes]:
        """Run a command, and return what it ended with and what it wrote."""
        with self._channel(command) as channel:
            output = bytearray()
            while data := channel.recv(BLOCK):
                output += data
                if len(output) > _MOST_OUTPUT:
                    raise RemoteError("the server does not stop answering", disposition=Disposition.STOP)
            return self._status(channel), bytes(output)

    def upload(
        self,
        target: str,
        folders: Sequence[str],
        name: str,
        size: int,
        blocks: Iterable[bytes],
        arrived: Callable[[int], None],
        *,
        before: str = "",
    ) -> None:
        """Write a file; the last byte counts as arrived when the server says that it has the file.

        Args:
            target: the file, or the folder the others are made in.
            folders: below `target`, made where they are not there; none where `target` is the file.
            name: of the file.
            before: command that comes first, with `&& ` behind it.
        """
        with self._channel(f"{before}scp {'-r ' if folders else ''}-t {quoted(target)}") as channel:
            self._acknowledged(channel)
            for folder in folders:
                channel.sendall(f"D0755 0 {folder}\n".encode())
                self._acknowledged(channel)
            channel.sendall(f"C0644 {size} {name}\n".encode())
            self._acknowledged(channel)
            held, left = 0, size
            for block in blocks:
                send_all(channel, block)
                arrived(len(block) + held - 1)
                held, left = 1, left - len(block)
            if left:
                # The server waits for what the source does not have; whoever looks at the file finds it too short.
                return
            channel.sendall(b"\0")
            self._acknowledged(channel)
            if held:
                arrived(held)
            for _ in folders:
                channel.sendall(b"E\n")
                self._acknowledged(channel)
            channel.shutdown_write()
            self._status(channel)

    @contextmanager
    def download(self, path: str) -> Iterator[tuple[int, Iterator[bytes]] | None]:
        """Give a file's size and its bytes, None where there is none; the bytes need not all be taken."""
        with self._channel(f"scp -f {quoted(path)}") as channel:
            channel.sendall(b"\0")
            line = self._line(channel)
            if line[:1] in {"\1", "\2"}:
                if "no such file" not in line.lower():
                    raise _said(line)
                yield None
                return
            if line[:1] != "C":
                raise RemoteError(
                    f"the server begins with {line[:20]!r}, not with a file", disposition=Disposition.STOP
                )
            size = int(line.split(" ")[1])
            yield size, self._bytes(channel, size)

    def _bytes(self, channel: paramiko.Channel, left: int) -> Iterator[bytes]:
        channel.sendall(b"\0")
        while left > 0:
            data = channel.recv(min(BLOCK, left))
            if not data:
                raise EOFError("the connection ended within a file")
            left -= len(data)
            yield data
        self._acknowledged(channel)
        channel.sendall(b"\0")

    @contextmanager
    def _channel(self, command: str) -> Iterator[paramiko.Channel]:
        channel = self._transport.open_session(timeout=self._timeout)
        try:
            channel.settimeout(self._timeout)
            channel.exec_command(command)
            yield channel
        finally:
            channel.close()

    def _acknowledged(self, channel: paramiko.Channel) -> None:
        answer = channel.recv(1)
        if answer == b"\0":
            return
        if not answer:
            raise self._ended(channel)
        raise _said(answer.decode("latin-1") + self._line(channel))

    def _line(self, channel: paramiko.Channel) -> str:
        line = bytearray()
        while not line.endswith(b"\n"):
            data = channel.recv(1)
            if not data:
                if line:
                    break
                raise self._ended(channel)
            line += data
            if len(line) > _LONGEST_LINE:
                raise RemoteError("the server's answer has no end", disposition=Disposition.STOP)
        return line.decode("utf-8", "replace").rstrip("\n")

    def _ended(self, channel: paramiko.Channel) -> ConnectError | RemoteError:
        """Tell a connection that is lost from a server that has no `scp`."""
        if not channel.status_event.wait(1) or channel.exit_status in {-1, 0}:
            return ConnectError("the server ended the transfer")
        said = channel.recv_stderr(_LONGEST_LINE).decode("utf-8", "replace").strip()
        text = said or f"scp on the server ended with {channel.exit_status}"
        return RemoteError(text, disposition=Disposition.STOP, status=channel.exit_status)

    def _status(self, channel: paramiko.Channel) -> int:
        if not channel.status_event.wait(self._timeout):
            raise TransferTimeoutError("the command on the server does not end")
        return int(channel.exit_status)


def _said(line: str) -> RemoteError:
    text = line.strip("\1\2").removeprefix("scp: ") or "the server gives no reason"
    final = any(word in text.lower() for word in ("no such file", "permission denied", "not a regular", "directory"))
    return RemoteError(text, disposition=Disposition.STOP if final else Disposition.RETRY)


def quoted(path: str) -> str:
    """Return a path for the server's shell; one that begins with a dash is no option."""
    return shlex.quote(path if path.startswith("/") else f"./{path}")


__all__ = ["BLOCK", "MISSING", "ScpClient", "quoted"]
