"""What the requests of an HTTP simulator carry: documents, keys, files."""

from __future__ import annotations

import hashlib
import json
import re
from typing import TYPE_CHECKING, Final

from attrs import frozen

from tunemantra.contrib.sandbox.web import cut_connection

if TYPE_CHECKING:
    from pathlib import Path

    from starlette.requests import Request

    from tunemantra.contrib.sandbox.faults import Faults
    from tunemantra.contrib.sandbox.tokens import Tokens

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]
LARGEST_DOCUMENT: Final = 8 * 1024 * 1024
_DROP_AFTER: Final = 65_536


class UnfitError(Exception):
    """A request that cannot be taken; `status` is the one that HTTP has for it."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


@frozen
class Received:
    """A file that arrived."""

    size: int
    md5: bytes
    sha256: str


async def body_of(request: Request, media_type: str = "", *, limit: int = LARGEST_DOCUMENT) -> bytes:
    """Return the body of a request.

    Args:
        request: whose body was not read yet.
        media_type: the only one that is taken; empty takes any.
        limit: bytes.

    Raises:
        UnfitError: it is of another media type (415) or too large (413).
    """
    if media_type and request.headers.get("content-type", "").partition(";")[0].strip() != media_type:
        raise UnfitError(415, f"{media_type} is expected")
    body = b""
    async for block in request.stream():
        body += block
        if len(body) > limit:
            raise UnfitError(413, f"more than {limit} bytes")
    return body


def object_of(body: bytes) -> dict[str, Json]:
    """Return a JSON object.

    Raises:
        UnfitError: it is none (400).
    """
    try:
        parsed = json.loads(body)
    except (ValueError, RecursionError):
        raise UnfitError(400, "not JSON") from None
    if not isinstance(parsed, dict):
        raise UnfitError(400, "not a JSON object")
    return parsed


def key_of(request: Request) -> str:
    """Return the Idempotency-Key.

    Raises:
        UnfitError: there is none (400).
    """
    key = request.headers.get("idempotency-key", "")
    if not re.fullmatch(r"[\x21-\x7e]{1,200}", key):
        raise UnfitError(400, "an Idempotency-Key is needed")
    return key


async def receive(
    request: Request, path: Path, faults: Faults, *, limit: int, tokens: Tokens | None = None
) -> Received:
    """Write the body of a request into a file, with the faults an upload can have.

    Args:
        request: whose body was not read yet.
        path: of the file.
        faults: `drop-connection`, `token-expires-mid-upload` and `corrupt-upload` are taken from them.
        limit: bytes.
        tokens: where a token that ran out is forgotten.

    Raises:
        UnfitError: there is more (413), or the token ran out (401).
        ClientDisconnect: the connection ended, or was cut.
    """
    from starlette.requests import ClientDisconnect

    drop = faults.number("drop-connection", _DROP_AFTER)
    expires = faults.take("token-expires-mid-upload") is not None
    spoil = faults.take("corrupt-upload") is not None
    half = int(request.headers.get("content-length", limit)) / 2
    size, md5, sha256 = 0, hashlib.md5(usedforsecurity=False), hashlib.sha256()
    with path.open("wb") as file:
        async for block in request.stream():
            received = bytes([block[0] ^ 1]) + block[1:] if spoil and size == 0 and block else block
            size += len(received)
            if size > limit:
                raise UnfitError(413, f"more than {limit} bytes")
            if drop is not None and size >= drop:
                cut_connection(request)
                raise ClientDisconnect
            if expires and size >= half:
                if tokens is not None:
                    tokens.forget(request.headers["authorization"])
                raise UnfitError(401, "the access token ran out")
            for digest in (md5, sha256):
                digest.update(received)
            file.write(received)
    return Received(size, md5.digest(), sha256.hexdigest())


__all__ = ["LARGEST_DOCUMENT", "Json", "Received", "UnfitError", "body_of", "key_of", "object_of", "receive"]
