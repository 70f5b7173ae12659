"""Connections that end a wait that never ends: a server may answer `100 Continue`, or a byte now and then, for ever."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterable
from typing import Any, Protocol, cast

import httpx


class Stream(Protocol):
    """What httpcore makes of a connection (its `NetworkStream`)."""

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Return some bytes."""

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Write all of them."""

    def close(self) -> None:
        """End it."""

    def start_tls(self, ssl_context: ssl.SSLContext, server_hostname: str | None, timeout: float | None) -> Stream:
        """Return the same, encrypted."""

    def get_extra_info(self, info: str) -> Any:  # noqa: ANN401 - httpcore's own
        """Return the socket, say."""


class PatientStream:
    """A connection on which an answer has to be whole some time after the last byte of its request.

    Args:
        stream: the connection.
        seconds: from the last write to the last read.
        now: seconds, never going back.
    """

    def __init__(self, stream: Stream, seconds: float, now: Callable[[], float]) -> None:
        self._stream, self._seconds, self._now = stream, seconds, now
        self._until = now() + seconds

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Return some bytes.

        Raises:
            httpx.ReadTimeout: the answer should have been there.
        """
        left = self._until - self._now()
        if left <= 0:
            raise httpx.ReadTimeout(f"the answer takes more than {self._seconds:.0f} s")
        return self._stream.read(max_bytes, left if timeout is None else min(timeout, left))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Write all of them; from now on an answer is waited for."""
        self._stream.write(buffer, timeout)
        self._until = self._now() + self._seconds

    def close(self) -> None:
        """End it."""
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> PatientStream:
        """Return the same, encrypted."""
        return PatientStream(self._stream.start_tls(ssl_context, server_hostname, timeout), self._seconds, self._now)

    def get_extra_info(self, info: str) -> Any:  # noqa: ANN401 - httpcore's own
        """Return the socket, say."""
        return self._stream.get_extra_info(info)


class _Backend:
    def __init__(self, backend: Any, seconds: float, now: Callable[[], float]) -> None:  # noqa: ANN401
        self._backend, self._seconds, self._now = backend, seconds, now

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[object] | None = None,
    ) -> PatientStream:
        stream = self._backend.connect_tcp(host, port, timeout, local_address, socket_options)
        return PatientStream(stream, self._seconds, self._now)


class PatientTransport(httpx.HTTPTransport):
    """httpx's transport over such connections; its keywords are httpx's.

    httpx counts a timeout from read to read alone, and has no place for a backend of httpcore.
    """

    def __init__(
        self, seconds: float, now: Callable[[], float], *, verify: ssl.SSLContext, limits: httpx.Limits
    ) -> None:
        super().__init__(verify=verify, limits=limits, trust_env=False)
        pool = cast("Any", self._pool)
        pool._network_backend = _Backend(pool._network_backend, seconds, now)  # noqa: SLF001


__all__ = ["PatientStream", "PatientTransport"]
