"""What a hostile server may answer."""

from __future__ import annotations

import gzip
from collections.abc import Iterator

import httpx
import pytest

from tunemantra.contrib.transports._http_body import read_answer
from tunemantra.errors import Disposition, RemoteError, TransferTimeoutError


def answered(blocks: Iterator[bytes], **headers: str) -> httpx.Response:
    return httpx.Response(200, headers=headers, content=blocks)


def test_a_packed_answer_is_refused_before_it_unfolds() -> None:
    bomb = gzip.compress(bytes(50_000_000))
    answer = httpx.Response(200, headers={"content-encoding": "gzip"}, stream=httpx.ByteStream(bomb))
    with pytest.raises(RemoteError, match="packed") as caught:
        read_answer(answer, "GET host/path")
    assert caught.value.disposition is Disposition.STOP


def test_an_answer_without_packing_may_say_so() -> None:
    assert read_answer(answered(iter([b"a", b"b"]), **{"content-encoding": "identity"}), "GET host/path") == b"ab"


def test_a_server_that_drips_is_left_after_the_deadline() -> None:
    moments = iter(range(1000))
    endless = iter(lambda: b"a", b"")
    with pytest.raises(TransferTimeoutError, match="more than 30 s"):
        read_answer(answered(endless), "GET host/path", seconds=30.0, now=lambda: float(next(moments)))


def test_an_endless_answer_is_left_at_the_limit() -> None:
    with pytest.raises(RemoteError, match="larger than 10 bytes"):
        read_answer(answered(iter(lambda: b"abc", b"")), "GET host/path", 10)
