"""The site's manners: what it answers, how often it may be called, and what a submission has to say."""

from __future__ import annotations

import re
import threading
import time

from attrs import define, field
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

LARGEST = 32 * 1024 * 1024
"""Bytes of a request."""
_BURST = 60


class RefusalError(Exception):
    """A request that is refused, with the answer it gets."""

    def __init__(self, status: int, message: str, *, retry_after: str = "", xml: bool = False) -> None:
        super().__init__(message)
        self.status, self.message, self.xml = status, message, xml
        self.headers = {"retry-after": retry_after} if retry_after else {}

    def answer(self) -> Response:
        """Return the site's form of an error."""
        if self.xml:
            body = f"<error><text>{self.message.replace('&', '&amp;').replace('<', '&lt;')}</text></error>"
            return Response(body, self.status, self.headers, "application/xml")
        return JSONResponse({"error": self.message}, self.status, self.headers)


@define
class Limiter:
    """One call a second on average, in seconds that are as short as everything here.

    Args:
        rate: calls a second.
    """

    rate: float
    _left: float = _BURST
    _at: float = field(factory=time.monotonic)
    _lock: threading.Lock = field(factory=threading.Lock)

    def admits(self) -> bool:
        """Return whether a call may come now."""
        with self._lock:
            at = time.monotonic()
            self._left = min(_BURST, self._left + (at - self._at) * self.rate)
            self._at = at
            if self._left < 1:
                return False
            self._left -= 1
            return True


def too_fast(wait: str) -> RefusalError:
    """Return the refusal of a caller that is too fast; `wait` are seconds."""
    return RefusalError(503, "your requests exceed the allowable rate limit", retry_after=wait)


def require_client(request: Request) -> None:
    """Refuse a submission that does not say which program it comes from, or is no XML."""
    if not re.fullmatch(r"\S+-\S+", request.query_params.get("client", "")):
        raise RefusalError(400, "the parameter client is needed: name-version", xml=True)
    if not request.headers.get("content-type", "").startswith("application/xml"):
        raise RefusalError(415, "application/xml is expected", xml=True)


def thanks() -> Response:
    """Return what a submission is answered."""
    text = '<metadata xmlns="http://musicbrainz.org/ns/mmd-2.0#"><message><text>OK</text></message></metadata>'
    return Response(text, media_type="application/xml")
