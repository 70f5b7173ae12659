"""Google's resumable uploads: a session by POST, the bytes by PUT, 308 and `Range` for what has arrived so far."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from pathlib import Path

from attrs import define, field
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

from tunemantra.contrib.sandbox import Faults, Journal, Tokens, cut_connection
from tunemantra.plugins.youtube.sandbox.answers import ApiError
from tunemantra.plugins.youtube.sandbox.store import Fields, Store, fresh

_CHUNK = 256 * 1024
_RANGE = re.compile(r"bytes (?:(\d+)-(\d+)|\*)/(\d+)")
_LARGEST = 8 * 1024**3


@define
class Session:
    """A file that is on its way.

    Args:
        described: the resource that is made of it.
        total: bytes.
        path: where they are kept.
        done: makes the resource once they are there.
        answer: the resource, once it is made.
    """

    described: Fields
    total: int
    path: Path
    done: Callable[[Fields, Path], Fields]
    answer: Fields | None = None

    @property
    def held(self) -> int:
        """Return the bytes that are there."""
        return self.path.stat().st_size if self.path.exists() else 0


@define
class Uploads:
    """The sessions of a simulator; they end with it, as Google's end after a week."""

    store: Store
    faults: Faults
    journal: Journal
    tokens: Tokens
    _sessions: dict[str, Session] = field(factory=dict)

    def open(self, request: Request, described: Fields, done: Callable[[Fields, Path], Fields]) -> Response:
        """Open a session and say where it is."""
        stated = request.headers.get("x-upload-content-length", "")
        if request.query_params.get("uploadType") != "resumable" or not stated.isdigit():
            raise ApiError(400, "badRequest", "a resumable upload with X-Upload-Content-Length is expected")
        if not 0 < int(stated) <= _LARGEST:
            raise ApiError(413, "mediaBodyTooLarge", f"{stated} bytes are not taken")
        if not re.fullmatch(r"sha256:[0-9a-f]{64}", str(described.get("hashCode"))):
            raise ApiError(400, "invalidValue", "hashCode is no SHA-256", location="hashCode")
        identity = fresh("u")
        self._sessions[identity] = Session(described, int(stated), self.store.parts / identity, done)
        return Response(headers={"location": f"{request.url.path}?upload_id={identity}"})

    async def put(self, request: Request) -> Response:
        """Take bytes, or say how many have arrived."""
        identity = request.query_params.get("upload_id", "")
        session = self._sessions.get(identity)
        if session is None:
            raise ApiError(404, "notFound", "no such upload session")
        stated = _RANGE.fullmatch(request.headers.get("content-range", f"bytes 0-{session.total - 1}/{session.total}"))
        if stated is None or int(stated[3]) != session.total:
            raise ApiError(400, "badRequest", "a Content-Range that does not fit the session")
        if session.answer is not None:
            return JSONResponse(session.answer)
        if stated[1] is not None:
            await self._take(request, session, int(stated[1]), int(stated[2]))
        if session.held < session.total:
            so_far = {"range": f"bytes=0-{session.held - 1}"} if session.held else {}
            return Response(status_code=308, headers=so_far)
        return self._finish(identity, session)

    async def _take(self, request: Request, session: Session, first: int, last: int) -> None:
        if first != session.held or last >= session.total:
            raise ApiError(400, "badRequest", f"{session.held} of {session.total} bytes are here, not {first}")
        if last + 1 < session.total and (last + 1 - first) % _CHUNK:
            raise ApiError(400, "badRequest", f"a chunk is a multiple of {_CHUNK} bytes")
        if first:
            self.journal.write("upload-resumed", offset=first, total=session.total)
        limit = self.faults.number("drop-connection", 65536)
        expires = self.faults.take("token-expires-mid-upload") is not None
        spoil = self.faults.take("corrupt-upload") is not None
        with session.path.open("ab") as file:
            arrived = 0
            async for block in request.stream():
                file.write(b"\0" + block[1:] if spoil and not arrived and block else block)
                arrived += len(block)
                if first + arrived > last + 1:
                    raise ApiError(400, "badRequest", "more bytes than announced")
                if limit is not None and arrived >= limit:
                    cut_connection(request)
                    raise ClientDisconnect
                if expires and (first + arrived) * 2 >= session.total:
                    file.truncate(first)
                    self.tokens.forget(request.headers["authorization"])
                    raise ApiError(401, "authError", "the access token ran out")

    def _finish(self, identity: str, session: Session) -> Response:
        with session.path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        if session.described["hashCode"] != f"sha256:{digest}":
            del self._sessions[identity]
            session.path.unlink()
            raise ApiError(400, "invalidHash", "the bytes do not match their hashCode")
        with self.store.lock:
            session.answer = session.done(session.described, session.path)
        return JSONResponse(session.answer, 201)
