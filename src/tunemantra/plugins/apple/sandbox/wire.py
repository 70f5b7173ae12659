"""What requests carry, and how they are refused."""

from __future__ import annotations

import base64
import binascii
import json
import re
from typing import TYPE_CHECKING

from starlette.responses import JSONResponse, Response

from tunemantra.plugins.apple.sandbox.inspection import Fault
from tunemantra.plugins.apple.sandbox.message import LARGEST

if TYPE_CHECKING:
    from collections.abc import Iterable

    from starlette.requests import Request


class RefusalError(Exception):
    """A request that is refused, with the answer it gets."""

    def __init__(
        self,
        status: int,
        detail: str,
        *,
        code: str = "REFUSED",
        faults: Iterable[Fault] = (),
        wait: str = "",
    ) -> None:
        super().__init__(detail)
        listed = list(faults) or [Fault(code, "", detail)]
        self.body = {
            "errors": [
                {
                    "status": str(status),
                    "code": fault.code,
                    "title": detail,
                    "detail": fault.detail,
                    "source": {"pointer": fault.pointer},
                }
                for fault in listed
            ]
        }
        self.status, self.headers = status, {"retry-after": wait} if wait else {}

    def answer(self) -> Response:
        """Return the error document."""
        return JSONResponse(self.body, self.status, self.headers)


def key_of(request: Request) -> str:
    """Return the Idempotency-Key."""
    key = request.headers.get("idempotency-key", "")
    if not re.fullmatch(r"[\x21-\x7e]{1,200}", key):
        raise RefusalError(400, "an Idempotency-Key is needed")
    return key


async def body_of(request: Request, media_type: str) -> bytes:
    """Return the body of a request of a media type."""
    if request.headers.get("content-type", "").partition(";")[0].strip() != media_type:
        raise RefusalError(415, f"{media_type} is expected")
    body = b""
    async for block in request.stream():
        body += block
        if len(body) > LARGEST:
            raise RefusalError(413, f"more than {LARGEST} bytes")
    return body


def object_of(body: bytes) -> dict[str, object]:
    """Return a JSON object."""
    try:
        parsed = json.loads(body)
    except (ValueError, RecursionError):
        raise RefusalError(400, "not JSON") from None
    if not isinstance(parsed, dict):
        raise RefusalError(400, "not a JSON object")
    return parsed


def md5_of(request: Request) -> bytes:
    """Return what Content-MD5 says; nothing where it says nothing."""
    try:
        return base64.b64decode(request.headers.get("content-md5", ""), validate=True)
    except binascii.Error:
        return b""
