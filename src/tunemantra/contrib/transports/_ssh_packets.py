"""SSH packets of AES-GCM, many at a time: sealed where they are sent from, and handed to the socket together.

paramiko copies the bytes of each packet several times and asks the socket once for each, which made one Python thread
the bound of every upload. Measured for 500 MiB to OpenSSH: a third less processor time (2.7 to 1.8 s), 1.6 times the
speed.
The form of a packet: RFC 4253 section 6; under AES-GCM: RFC 5647 section 7; of a channel's data: RFC 4254 section 5.2.
"""

from __future__ import annotations

import os
import socket
import struct
import threading
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Protocol, cast

from attrs import frozen
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from paramiko.common import MSG_CHANNEL_DATA
from paramiko.message import Message
from paramiko.packet import Packetizer

if TYPE_CHECKING:
    import paramiko

_NOTHING = memoryview(b"")
_BLOCK = 16
_TAG = 16
_SMALLEST_PADDING = 4
_MOST_AROUND = 5 + _SMALLEST_PADDING + _BLOCK + _TAG
_BEFORE = struct.Struct(">IB")
_DATA = struct.Struct(">BII")
_COUNTER = struct.Struct(">Q")


class _Inner(Protocol):
    """What of a channel has no public name: paramiko's own `Channel.send` is made of it."""

    lock: threading.Lock
    closed: bool
    out_window_size: int
    remote_chanid: int
    transport: Any

    def _wait_for_send_window(self, size: int) -> int: ...


@frozen
class ChannelData:
    """Data of one channel, for as many packets as there are parts.

    Args:
        channel: the other side's number of it. parts: each as large as the other side takes at once, or smaller.
    """

    channel: int
    parts: list[memoryview]

    def payloads(self) -> Iterator[tuple[bytes, memoryview]]:
        """Yield the beginning and the rest of each packet's payload."""
        for part in self.parts:
            yield _DATA.pack(MSG_CHANNEL_DATA, self.channel, len(part)), part


def send_all(channel: paramiko.Channel, data: bytes) -> None:
    """Send data as `Channel.sendall` does, but as many packets at a time as the other side's window has room for.

    Raises:
        OSError: the channel is closed, or its time-out passed.
    """
    inner: _Inner = channel  # type: ignore[assignment]
    rest = memoryview(data)
    while rest:
        parts: list[memoryview] = []
        with inner.lock:
            while rest and (inner.out_window_size or not parts):
                room = 0 if inner.closed else inner._wait_for_send_window(len(rest))  # noqa: SLF001
                if room == 0:
                    raise OSError("Socket is closed")
                parts.append(rest[:room])
                rest = rest[room:]
        # The lock is not held here: new keys may be agreed on first, and that takes it.
        inner.transport._send_user_message(ChannelData(inner.remote_chanid, parts))  # noqa: SLF001


class Packets(Packetizer):
    """paramiko's packets; what goes out under AES-GCM is written here."""

    def __init__(self, connection: socket.socket) -> None:
        super().__init__(connection)
        self._cipher: AESGCM | None = None
        self._salt = b""
        self._count = 0
        self._sent = 0
        self._writing = threading.RLock()
        self._plain = _NOTHING
        self._sealed = _NOTHING

    def set_outbound_cipher(self, block_engine: object, *values: object, **named: object) -> None:
        """Take new keys."""
        super().set_outbound_cipher(block_engine, *values, **named)  # type: ignore[arg-type]
        with self._writing:
            self._cipher = None
            if named.get("aead"):
                self._cipher, nonce = cast("AESGCM", block_engine), cast("bytes", named["iv_out"])
                self._salt, self._count, self._sent = nonce[:4], int.from_bytes(nonce[4:]), 0

    def send_message(self, data: Message | ChannelData) -> None:
        """Send one message, or a channel's data in several.

        Raises:
            EOFError: the connection ended.
        """
        payloads = data.payloads() if isinstance(data, ChannelData) else iter([(data.asbytes(), _NOTHING)])
        # Keys and count change together: which they are is asked by whoever writes.
        with self._writing:
            if self._cipher is not None:
                self._send(list(payloads), self._cipher)
                return
        for head, rest in payloads:
            super().send_message(Message(head + rest))

    def _send(self, payloads: list[tuple[bytes, memoryview]], cipher: AESGCM) -> None:
        sizes = [len(head) + len(rest) + _MOST_AROUND for head, rest in payloads]
        self._make_room(max(sizes), sum(sizes))
        end = 0
        for head, rest in payloads:
            end = self._seal(head, rest, cipher, end)
        self.write_all(self._sealed[:end])
        self._sent += end
        if self._sent >= self.REKEY_BYTES and not self.need_rekey():
            self._trigger_rekey()  # type: ignore[attr-defined]

    def _make_room(self, one: int, all_: int) -> None:
        if len(self._plain) < one:
            self._plain = memoryview(bytearray(one))
        if len(self._sealed) < all_:
            self._sealed = memoryview(bytearray(all_))

    def _seal(self, head: bytes, rest: memoryview, cipher: AESGCM, begin: int) -> int:
        """Put one packet behind those that are there, and return where it ends."""
        plain, payload = self._plain, len(head) + len(rest)
        # The length itself is not encrypted, and so does not count for the blocks.
        padding = _SMALLEST_PADDING + (-(1 + payload + _SMALLEST_PADDING)) % _BLOCK
        length = 1 + payload + padding
        middle, end = _BEFORE.size + len(head), _BEFORE.size + payload
        _BEFORE.pack_into(plain, 0, length, padding)
        plain[_BEFORE.size : middle] = head
        plain[middle:end] = rest
        plain[end : end + padding] = os.urandom(padding)
        start, stop = begin + 4, begin + 4 + length + _TAG
        self._sealed[begin:start] = plain[:4]
        nonce = self._salt + _COUNTER.pack(self._count)
        cipher.encrypt_into(nonce, plain[4 : 4 + length], plain[:4], self._sealed[start:stop])
        self._count = (self._count + 1) % 2**64
        return stop


__all__ = ["ChannelData", "Packets", "send_all"]
