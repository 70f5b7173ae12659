"""What requests carry, and how they are refused."""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING

from starlette.responses import JSONResponse, Response

from tunemantra.plugins.apple.sandbox.inspection import Fault

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


def md5_of(request: Request) -> bytes:
    """Return what Content-MD5 says; nothing where it says nothing."""
    try:
        return base64.b64decode(request.headers.get("content-md5", ""), validate=True)
    except binascii.Error:
        return b""
