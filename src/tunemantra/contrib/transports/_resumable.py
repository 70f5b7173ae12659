"""Uploads that go on where they were cut off: Google's 308 sessions and tus 1.0."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final, Protocol

from attrs import evolve, frozen

from tunemantra.errors import Disposition, RemoteError, TransportError
from tunemantra.ports.transport import ApiRequest, ApiResponse, Resumption, Sent, Upload

CUTS: Final = 3
"""Cuts in a row with nothing arriving in between, after which it is left to a later try."""

_INCOMPLETE: Final = 308
_GONE: Final = frozenset({404, 410})
_CONFLICT: Final = 409
_REFUSED: Final = 400
_SERVER_ERROR: Final = 500

Send = Callable[..., ApiResponse]


@frozen
class _State:
    """What the other side has: so many bytes, or all of them with its last answer, or not even the session."""

    offset: int = 0
    answer: ApiResponse | None = None
    lost: bool = False


class _Way(Protocol):
    def opening(self, upload: Upload) -> ApiRequest: ...

    def question(self, session: str, length: int) -> ApiRequest: ...

    def rest(self, session: str, offset: int, upload: Upload) -> ApiRequest: ...

    def read(self, answer: ApiResponse, length: int) -> _State: ...


class _Google:
    """A session by POST, the file by PUT with `Content-Range`; 308 and `Range` say what is there."""

    def opening(self, upload: Upload) -> ApiRequest:
        return _with(upload.opening, {"x-upload-content-length": str(upload.length)})

    def question(self, session: str, length: int) -> ApiRequest:
        return ApiRequest("PUT", session, {"content-range": f"bytes */{length}"})

    def rest(self, session: str, offset: int, upload: Upload) -> ApiRequest:
        # An empty file has no last byte to name.
        headers = {"content-range": f"bytes {offset}-{upload.length - 1}/{upload.length}"} if upload.length else {}
        return ApiRequest("PUT", session, headers, content=upload.content, length=upload.length - offset)

    def read(self, answer: ApiResponse, length: int) -> _State:
        if answer.status != _INCOMPLETE:
            return _State(length, answer)
        found = re.fullmatch(r"bytes=0-(\d{1,18})", answer.headers.get("range", "bytes=0--1"))
        return _State(int(found[1]) + 1 if found else 0)


class _Tus:
    """A session by POST, its offset by HEAD, the file by PATCH."""

    _VERSION: Final = {"tus-resumable": "1.0.0"}

    def opening(self, upload: Upload) -> ApiRequest:
        return _with(upload.opening, {**self._VERSION, "upload-length": str(upload.length)})

    def question(self, session: str, length: int) -> ApiRequest:
        del length
        return ApiRequest("HEAD", session, self._VERSION)

    def rest(self, session: str, offset: int, upload: Upload) -> ApiRequest:
        headers = {**self._VERSION, "upload-offset": str(offset), "content-type": "application/offset+octet-stream"}
        return ApiRequest("PATCH", session, headers, content=upload.content, length=upload.length - offset)

    def read(self, answer: ApiResponse, length: int) -> _State:
        said = answer.headers.get("upload-offset", "")
        if not re.fullmatch(r"\d{1,18}", said):
            message = f"a tus server that says no offset, but {said!r}"
            raise RemoteError(message, disposition=Disposition.STOP)
        return _State(int(said), answer if int(said) == length else None)


def _with(request: ApiRequest, headers: dict[str, str]) -> ApiRequest:
    return evolve(request, headers={**request.headers, **headers})


_WAYS: Final[dict[Resumption, _Way]] = {Resumption.GOOGLE: _Google(), Resumption.TUS: _Tus()}


class ResumableUpload:
    """Sends one file in a session, going on after each cut.

    Args:
        send: sends one request.
        resolve: from the opening request and a `Location` to the session's address.
        upload: what is sent.
        opened: told the address of each session.
        sent: told the bytes that have gone out, those of earlier tries included.
    """

    def __init__(
        self,
        send: Send,
        resolve: Callable[[ApiRequest, str], str],
        upload: Upload,
        *,
        opened: Callable[[str], None] | None = None,
        sent: Sent | None = None,
    ) -> None:
        self._send, self._resolve, self._upload, self._opened, self._sent = send, resolve, upload, opened, sent
        self._way = _WAYS[upload.way]
        self._start = upload.content.tell()
        self._session = upload.session

    def run(self) -> ApiResponse:
        """Return the last answer; one that refuses (4xx, or 5xx to the opening) is returned as it is.

        Raises:
            TransportError: `CUTS` cuts in a row brought nothing over.
            RemoteError: an answer nobody understands.
        """
        cut, idle, best = TransportError(f"{self._upload.opening.path}: nothing more of the file is taken"), 0, -1
        while idle < CUTS:
            try:
                state = self._ask() if self._session else self._open()
                if state.answer is None and not state.lost:
                    idle, best = (0, state.offset) if state.offset > best else (idle, best)
                    state = self._go_on(state.offset)
            except TransportError as problem:
                if problem.disposition is not Disposition.RETRY:
                    raise
                cut = problem
            else:
                if state.answer is not None:
                    return state.answer
                if state.lost:
                    self._session = ""
            idle += 1
        raise cut

    def _open(self) -> _State:
        request = self._way.opening(self._upload)
        answer = self._send(request)
        if not answer.ok:
            return _State(answer=answer)
        place = answer.headers.get("location", "")
        if not place:
            message = f"{request.path}: a session was opened, but the answer does not say where"
            raise RemoteError(message, disposition=Disposition.STOP)
        self._session = self._resolve(request, place)
        if self._opened is not None:
            self._opened(self._session)
        return _State()

    def _ask(self) -> _State:
        return self._read(self._send(self._way.question(self._session, self._upload.length)))

    def _go_on(self, offset: int) -> _State:
        self._upload.content.seek(self._start + offset)
        request = self._way.rest(self._session, offset, self._upload)
        sent = self._sent
        told = (lambda gone: sent(offset + gone)) if sent is not None else None
        return self._read(self._send(request, sent=told))

    def _read(self, answer: ApiResponse) -> _State:
        if answer.status in _GONE:
            return _State(lost=True)
        if answer.status >= _SERVER_ERROR or answer.status == _CONFLICT:
            raise RemoteError(f"{self._upload.opening.path}: the session answers {answer.status}", status=answer.status)
        if answer.status >= _REFUSED:
            return _State(answer=answer)
        state = self._way.read(answer, self._upload.length)
        if state.offset > self._upload.length:
            message = f"{self._upload.opening.path}: the session says it has more than there is"
            raise RemoteError(message, disposition=Disposition.STOP)
        return state


__all__ = ["CUTS", "ResumableUpload"]
