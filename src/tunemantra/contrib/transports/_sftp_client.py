"""paramiko's SFTP client with many requests in flight, and every answer looked at.

paramiko's own pipelined files forget what the server said about each write, so that a full disk goes unnoticed, and
count nothing as arrived. The protocol: draft-ietf-secsh-filexfer-02, with OpenSSH's `limits@openssh.com`.
"""

from __future__ import annotations

import struct
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, MutableMapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, ClassVar

import paramiko
from paramiko.sftp import (
    CMD_CLOSE,
    CMD_DATA,
    CMD_EXTENDED,
    CMD_EXTENDED_REPLY,
    CMD_HANDLE,
    CMD_OPEN,
    CMD_READ,
    CMD_STATUS,
    CMD_WRITE,
    SFTP_EOF,
    SFTP_FLAG_CREATE,
    SFTP_FLAG_READ,
    SFTP_FLAG_TRUNC,
    SFTP_FLAG_WRITE,
    SFTP_NO_SUCH_FILE,
    SFTP_OK,
    int64,
)

from tunemantra.contrib.transports._ssh_packets import send_all

if TYPE_CHECKING:
    from paramiko.message import Message

LARGEST_BLOCK = 255 * 1024
"""What OpenSSH takes in one request."""

COMMON_BLOCK = 32 * 1024
"""What every server takes (draft section 3: packets of at least 34 000 bytes)."""

IN_FLIGHT = 8 * 1024 * 1024
"""Bytes written and not yet confirmed, or asked for and not yet read: the bound on memory."""


class StatusError(OSError):
    """The server answered a request with an error status.

    Args:
        status: SSH_FX_… number. text: the server's words.
    """

    def __init__(self, status: int, text: str) -> None:
        super().__init__(None, text)
        self.status = status
        self.text = text

    @property
    def missing(self) -> bool:
        """Whether there is no such file."""
        return self.status == SFTP_NO_SUCH_FILE


class _Answers:
    """Keeps answers until somebody asks, in whatever order the server sends them."""

    def __init__(self) -> None:
        self.waiting: dict[int, tuple[int, Message]] = {}

    def _async_response(self, kind: int, message: Message, number: int) -> None:
        self.waiting[number] = (kind, message)


class SftpClient(paramiko.SFTPClient):
    """An SFTP session; errors are `StatusError`, and whatever paramiko and the socket raise."""

    _hash: ClassVar[str] = "sha256"

    def __init__(self, channel: paramiko.Channel) -> None:
        super().__init__(channel)
        self.block = COMMON_BLOCK
        self.folders: set[str] = set()
        self._hashes = True

    if TYPE_CHECKING:
        _lock: threading.Lock
        _expecting: MutableMapping[int, object]
        sock: paramiko.Channel

        def _async_request(self, answers: object, kind: int, *values: object) -> int: ...
        def _request(self, kind: int, *values: object) -> tuple[int, Message]: ...
        def _read_response(self, waitfor: int | None = None) -> object: ...

    def _convert_status(self, message: Message) -> None:
        status, text = message.get_int(), message.get_text()
        if status == SFTP_EOF:
            raise EOFError(text)
        if status != SFTP_OK:
            raise StatusError(status, text)

    def ask_limits(self) -> None:
        """Learn how large a request may be; a server that does not know the question gets small ones."""
        try:
            kind, message = self._request(CMD_EXTENDED, "limits@openssh.com")
        except StatusError:
            return
        if kind == CMD_EXTENDED_REPLY:
            _packet, read, write = (message.get_int64() for _ in range(3))
            self.block = min(LARGEST_BLOCK, read or COMMON_BLOCK, write or COMMON_BLOCK)

    def write_blocks(self, path: str, start: int, blocks: Iterable[bytes], arrived: Callable[[int], None]) -> None:
        """Write from `start` on, at most `IN_FLIGHT` bytes ahead of what the server confirmed."""
        flags = SFTP_FLAG_WRITE | SFTP_FLAG_CREATE | (0 if start else SFTP_FLAG_TRUNC)
        answers, flying, unconfirmed = _Answers(), deque[tuple[int, int]](), 0
        with self._opened(path, flags) as handle:
            for data in blocks:
                number = self._send_write(answers, handle, start, data)
                flying.append((number, len(data)))
                start += len(data)
                unconfirmed += len(data)
                while unconfirmed > IN_FLIGHT:
                    unconfirmed -= self._confirmed(answers, flying, arrived)
            while flying:
                self._confirmed(answers, flying, arrived)

    def _send_write(self, answers: _Answers, handle: bytes, offset: int, data: bytes) -> int:
        with self._lock:
            number = self.request_number
            self.request_number += 1
            self._expecting[number] = answers
        head = struct.pack(">IBII", 21 + len(handle) + len(data), CMD_WRITE, number, len(handle))
        head += handle + struct.pack(">QI", offset, len(data))
        send_all(self.sock, head + data)
        return number

    def _confirmed(self, answers: _Answers, flying: deque[tuple[int, int]], arrived: Callable[[int], None]) -> int:
        number, length = flying.popleft()
        kind, message = self._answer(answers, number)
        if kind != CMD_STATUS:
            raise paramiko.SFTPError("expected a status")
        self._convert_status(message)
        arrived(length)
        return length

    def _answer(self, answers: _Answers, number: int) -> tuple[int, Message]:
        while number not in answers.waiting:
            self._read_response()
        return answers.waiting.pop(number)

    def read_blocks(self, path: str, start: int, stop: int) -> Iterator[bytes]:
        """Yield the bytes from `start` up to `stop`, fewer where the file ends earlier."""
        answers, flying, ahead = _Answers(), deque[tuple[int, int, int]](), start
        with self._opened(path, SFTP_FLAG_READ) as handle:
            while ahead < stop or flying:
                while ahead < stop and len(flying) * self.block < IN_FLIGHT:
                    length = min(self.block, stop - ahead)
                    number = self._async_request(answers, CMD_READ, handle, int64(ahead), length)
                    flying.append((number, ahead, length))
                    ahead += length
                number, offset, length = flying.popleft()
                data = self._data(*self._answer(answers, number))
                while data and len(data) < length:
                    rest = self._request_data(handle, offset + len(data), length - len(data))
                    if not rest:
                        length = len(data)
                    data += rest
                if not data:
                    return
                yield data

    def _request_data(self, handle: bytes, offset: int, length: int) -> bytes:
        try:
            return self._data(*self._request(CMD_READ, handle, int64(offset), length))
        except EOFError:
            return b""

    def _data(self, kind: int, message: Message) -> bytes:
        if kind == CMD_STATUS:
            try:
                self._convert_status(message)
            except EOFError:
                return b""
        if kind != CMD_DATA:
            raise paramiko.SFTPError("expected data")
        return message.get_string()

    def server_hash(self, path: str, size: int) -> str | None:
        """Return the SHA-256 of the first bytes as the server computes it (`check-file`), None where it cannot."""
        if not self._hashes or size == 0:
            return None
        with self._opened(path, SFTP_FLAG_READ) as handle:
            try:
                kind, message = self._request(CMD_EXTENDED, "check-file", handle, self._hash, int64(0), int64(size), 0)
            except (StatusError, EOFError):
                self._hashes = False
                return None
        if kind != CMD_EXTENDED_REPLY:
            return None
        message.get_string(), message.get_string()
        return message.get_remainder().hex()

    @contextmanager
    def _opened(self, path: str, flags: int) -> Iterator[bytes]:
        kind, message = self._request(CMD_OPEN, path, flags, paramiko.SFTPAttributes())
        if kind != CMD_HANDLE:
            raise paramiko.SFTPError("expected a handle")
        handle = message.get_string()
        try:
            yield handle
        except BaseException:
            # Whoever gave up does not wait for the answer: it may never come.
            self._forget(handle)
            raise
        self._request(CMD_CLOSE, handle)

    def _forget(self, handle: bytes) -> None:
        try:
            self._async_request(type(None), CMD_CLOSE, handle)
        except (OSError, EOFError, paramiko.SSHException, struct.error):
            return


__all__ = ["SftpClient", "StatusError"]
