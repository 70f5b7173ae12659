from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tunemantra.errors import ProtocolError
from tunemantra.ports.answers import Answers

STORE = Answers("The store")


def test_what_is_there_is_returned() -> None:
    told = STORE.parsed(b'{"id": "7", "at": "2026-05-01T10:00:00Z", "tracks": [{"isrc": "A"}]}')
    assert STORE.text(told, "id") == "7"
    assert STORE.moment(told, "at") == datetime(2026, 5, 1, 10, tzinfo=UTC)
    assert [STORE.text(track, "isrc") for track in STORE.entries(told, "tracks")] == ["A"]


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b'"x"', b"\xff", b"[" * 100_000])
def test_what_is_no_object_is_not_understood(body: bytes) -> None:
    with pytest.raises(ProtocolError, match="The store"):
        STORE.parsed(body)


def test_what_is_missing_or_of_another_kind_is_named() -> None:
    told = STORE.parsed(b'{"id": 7, "at": "2026-05-01T10:00:00", "when": "soon", "tracks": [1], "more": {}}')
    for name in ("id", "nothing"):
        with pytest.raises(ProtocolError, match=f"'{name}'"):
            STORE.text(told, name)
    for name in ("at", "when"):
        with pytest.raises(ProtocolError, match=r"a time|no time"):
            STORE.moment(told, name)
    with pytest.raises(ProtocolError, match="'more'"):
        STORE.list(told, "more")
    with pytest.raises(ProtocolError, match="not the object"):
        list(STORE.entries(told, "tracks"))
