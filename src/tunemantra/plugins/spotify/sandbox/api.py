"""The simulator's API (see the package for the contract)."""

from __future__ import annotations

import asyncio
import base64
import binascii
import hashlib
import re
from collections.abc import Iterable

from attrs import asdict, frozen
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from tunemantra.contrib.sandbox import Faults, Journal, Tokens
from tunemantra.contrib.sandbox.endpoints import (
    Endpoint,
    Misbehaviour,
    answered,
    broken_answer,
    misbehave,
    token_route,
)
from tunemantra.contrib.sandbox.requests import Json, UnfitError, body_of, key_of, object_of, receive
from tunemantra.plugins.spotify.sandbox import judge
from tunemantra.plugins.spotify.sandbox.ingestion import Ingestion, on_shelf
from tunemantra.plugins.spotify.sandbox.store import (
    COMMITTED,
    OPEN,
    ConflictError,
    Document,
    Release,
    Store,
    canvas_of,
    wanted_files,
)
from tunemantra.plugins.spotify.sandbox.webhooks import ChallengeError, Webhooks

OFFERED = frozenset(
    {
        "too-many-requests",
        "unavailable",
        "maintenance",
        "token-expired",
        "token-expires-mid-upload",
        "forbidden",
        "drop-connection",
        "drop-answer",
        "corrupt-upload",
        "slow-ack",
        "duplicate-status",
        "late-status",
        "out-of-order-status",
        "wrong-signature",
        "replayed-webhook",
        "unknown-status",
        "broken-answer",
        "reject-track",
    }
)
"""The faults this simulator can have."""

_MEDIA_TYPES = {"wav": "audio/wav", "jpg": "image/jpeg", "mp4": "video/mp4"}
_MERGE_PATCH = "application/merge-patch+json"


class ProblemError(Exception):
    """A request that is refused, with the answer it gets."""

    def __init__(
        self,
        status: int,
        detail: str,
        *,
        code: str = "",
        faults: Iterable[judge.Fault] = (),
        retry_after: str = "",
    ) -> None:
        super().__init__(detail)
        errors = [{"rule": f.rule, "path": f.path, "message": f.message} for f in faults]
        self.body = {"status": status, "title": "refused", "detail": detail, "code": code, "errors": errors}
        self.status = status
        self.headers = {"retry-after": retry_after} if retry_after else {}

    def answer(self) -> Response:
        """Return the problem document (RFC 9457)."""
        return JSONResponse(self.body, self.status, self.headers, "application/problem+json")


_MISBEHAVIOUR: Misbehaviour = {
    "too-many-requests": lambda wait: ProblemError(429, "slow down", retry_after=wait or "1"),
    "unavailable": lambda wait: ProblemError(503, "back soon", retry_after=wait),
    "maintenance": lambda _: ProblemError(503, "read only for maintenance"),
    "forbidden": lambda _: ProblemError(403, "the account may not do this"),
}


def _refusal(problem: Exception) -> Response | None:
    match problem:
        case ProblemError():
            return problem.answer()
        case UnfitError():
            return ProblemError(problem.status, str(problem)).answer()
        case ConflictError():
            return ProblemError(409, str(problem)).answer()
    return None


@frozen
class Api:
    """The endpoints and what they work on."""

    store: Store
    journal: Journal
    faults: Faults
    tokens: Tokens
    webhooks: Webhooks
    ingestion: Ingestion

    def application(self, more: Iterable[BaseRoute]) -> Starlette:
        """Return the web application, with further routes."""
        release = "/v1/releases/{id}"
        routes: list[BaseRoute] = [
            token_route("/oauth/token", self.tokens, self.journal),
            Route("/v1/releases", self._answered(self.create, "release:write"), methods=["POST"]),
            Route("/v1/releases", self._answered(self.find, "release:read"), methods=["GET"]),
            Route(release, self._answered(self.show, "release:read"), methods=["GET"]),
            Route(release, self._answered(self.patch, "release:write"), methods=["PATCH"]),
            Route(release + "/assets/{name}", self._answered(self.put, "release:write"), methods=["PUT"]),
            Route("/v1/tracks/{isrc}/canvas", self._answered(self.put_canvas, "canvas:write"), methods=["PUT"]),
            Route(release + "/commit", self._answered(self.commit, "release:write"), methods=["POST"]),
            Route(release + "/takedown", self._answered(self.take_down, "release:write"), methods=["POST"]),
            Route("/v1/webhooks", self._answered(self.register, "webhook:manage"), methods=["POST"]),
            Route("/v1/webhooks", self._answered(self.unregister, "webhook:manage"), methods=["DELETE"]),
            *more,
        ]
        return Starlette(routes=routes)

    def _answered(self, endpoint: Endpoint, scope: str) -> Endpoint:
        async def admitted(request: Request) -> Response:
            misbehave(request, self.faults, _MISBEHAVIOUR)
            self._authorise(request, scope)
            return await endpoint(request)

        return answered(admitted, _refusal, self.journal, self.faults)

    def _authorise(self, request: Request, scope: str) -> None:
        authorization = request.headers.get("authorization", "")
        if self.faults.take("token-expired") is not None:
            self.tokens.forget(authorization)
        scopes = self.tokens.scopes(authorization)
        if scopes is None:
            raise ProblemError(401, "no valid access token")
        if scope not in scopes:
            raise ProblemError(403, f"the token lacks the scope {scope}")

    async def create(self, request: Request) -> Response:
        """Register a release, or its next revision."""
        body = await body_of(request, "application/json")
        document = object_of(body)
        if faults := judge.shape(document):
            raise ProblemError(422, "the document cannot be handled", faults=faults)
        release, _, new = self.store.order(
            str(document["icpn"]), "release", key_of(request), document, _print(body), OPEN
        )
        if new and not on_shelf(release):
            self.store.opened(release)
        location = {"location": f"/v1/releases/{release.id}"}
        return JSONResponse(self.view(release), 201 if new else 200, location)

    async def find(self, request: Request) -> Response:
        """Return the releases of a product code: none or one."""
        release = self.store.product(request.query_params.get("icpn", ""))
        return JSONResponse({"releases": [self.view(release)] if release else []})

    async def show(self, request: Request) -> Response:
        """Return a release."""
        view = self.view(self._release(request))
        if self.faults.take("broken-answer") is not None:
            return broken_answer()
        return JSONResponse(view)

    async def put(self, request: Request) -> Response:
        """Receive a file."""
        return await self._take(request, self._release(request), request.path_params["name"])

    async def put_canvas(self, request: Request) -> Response:
        """Receive the Canvas of a track."""
        release = self.store.get(request.query_params.get("release", ""))
        if release is None:
            raise ProblemError(404, "no such release")
        return await self._take(request, release, canvas_of(release.newest, request.path_params["isrc"]))

    async def _take(self, request: Request, release: Release, name: str) -> Response:
        if name.endswith(".mp4") != request.url.path.endswith("/canvas"):
            raise ProblemError(409, "a Canvas goes to its track, and nothing else does")
        wanted = {file.name: file for file in wanted_files(release.newest)}.get(name)
        if wanted is None or not any(known.state == OPEN for known in release.submissions):
            raise ProblemError(409, f"nobody waits for {name}")
        if request.headers.get("content-type") != _MEDIA_TYPES.get(name.rpartition(".")[2]):
            raise ProblemError(415, f"{name} is no {request.headers.get('content-type')}")
        if _digest(request) != wanted.sha256:
            raise ProblemError(409, f"the document names other bytes for {name}")
        part = self.store.part(release, name)
        try:
            got = await receive(request, part, self.faults, limit=wanted.size, tokens=self.tokens)
            if got.sha256 != wanted.sha256:
                raise ProblemError(422, "the bytes do not match their digest", code="digest-mismatch")
            await asyncio.to_thread(self.store.receive, release, wanted.name, wanted.sha256, part)
        finally:
            part.unlink(missing_ok=True)
        return JSONResponse({"file": name, "sha256": wanted.sha256, "size": wanted.size})

    async def commit(self, request: Request) -> Response:
        """Close an order and begin to work on it, once."""
        release = self._release(request)
        submission = release.submission(key_of(request))
        if submission is None:
            raise ProblemError(409, "no order came with this key")
        if (wait := self.faults.number("slow-ack", 5)) is not None:
            await asyncio.sleep(wait)
        with self.store.lock:
            if submission.state == OPEN:
                held = self.store.held(release)
                missing = [file.name for file in wanted_files(submission.content()) if file.name not in held]
                if missing:
                    lacking = [judge.Fault("MISSING", name, "did not arrive") for name in missing]
                    raise ProblemError(422, "files are missing", faults=lacking)
                submission.state = COMMITTED
                self.store.save(release)
                self.journal.write("delivery-complete", icpn=release.icpn, reference=submission.id)
                self.ingestion.accepted(release, submission)
        return JSONResponse(self.view(release), 202)

    async def patch(self, request: Request) -> Response:
        """Change the document of a release and keep its files."""
        release = self._release(request)
        body = await body_of(request, _MERGE_PATCH)
        with self.store.lock:
            if release.submission(key_of(request)) is None:
                document = _merged(release.newest, object_of(body))
                faults = judge.shape(document) or judge.metadata_faults(dict(document))
                if document.get("icpn") != release.icpn:
                    faults.append(judge.Fault("ID-CHANGED", "icpn", "the product code never changes"))
                files = wanted_files(document) if not faults else []
                absent = [file for file in files if not self.store.asset(release, file.sha256).exists()]
                faults += [judge.Fault("MISSING", file.name, "is new: register the release again") for file in absent]
                if faults:
                    raise ProblemError(422, "the new document is refused", faults=faults)
                self._accept(release, "patch", request, document, body)
            else:
                self._accept(release, "patch", request, {}, body)
        return JSONResponse(self.view(release), 202)

    async def take_down(self, request: Request) -> Response:
        """Begin to remove a release."""
        release = self._release(request)
        body = await body_of(request, "application/json")
        if object_of(body).get("icpn") != release.icpn:
            raise ProblemError(422, "the document names another product")
        self._accept(release, "takedown", request, {}, body)
        return JSONResponse(self.view(release), 202)

    def _accept(self, release: Release, kind: str, request: Request, document: Document, body: bytes) -> None:
        with self.store.lock:
            _, submission, new = self.store.order(
                release.icpn, kind, key_of(request), document, _print(body), COMMITTED
            )
            if new:
                self.journal.write(f"{kind}-ordered", icpn=release.icpn, reference=submission.id)
                self.ingestion.accepted(release, submission)

    async def register(self, request: Request) -> Response:
        """Register a webhook."""
        asked = object_of(await body_of(request, "application/json"))
        if asked.get("topics") != ["release.status"] or not asked.get("secret") or not asked.get("url"):
            raise ProblemError(422, "url, secret and the topic release.status are expected")
        try:
            new = await asyncio.to_thread(self.webhooks.register, str(asked["url"]), str(asked["secret"]))
        except ChallengeError as problem:
            raise ProblemError(422, str(problem)) from problem
        self.journal.write("webhook-registered", url=str(asked["url"]))
        return JSONResponse({"url": asked["url"]}, 201 if new else 200)

    async def unregister(self, request: Request) -> Response:
        """Forget a webhook."""
        known = self.webhooks.remove(request.query_params.get("url", ""))
        return JSONResponse({}, 200 if known else 404)

    def view(self, release: Release) -> dict[str, Json]:
        """Return a release as the API shows it."""
        with self.store.lock:
            held = self.store.held(release).values()
            return {
                "id": release.id,
                "icpn": release.icpn,
                "status": release.status,
                "document": release.newest,
                "assets": {file.name: {"sha256": file.sha256, "size": file.size} for file in held},
                "submissions": [
                    {"id": known.id, "key": known.key, "kind": known.kind, "state": known.state}
                    for known in release.submissions
                ],
                "events": [asdict(event) for event in release.events],
            }

    def _release(self, request: Request) -> Release:
        release = self.store.get(request.path_params["id"])
        if release is None:
            raise ProblemError(404, "no such release")
        return release


def _print(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


def _digest(request: Request) -> str:
    stated = re.fullmatch(r"sha-256=:([A-Za-z0-9+/=]+):", request.headers.get("content-digest", ""))
    try:
        return base64.b64decode(stated[1], validate=True).hex() if stated else ""
    except binascii.Error:
        return ""


def _merged(target: Json, patch: Json) -> Document:
    """Apply a JSON merge patch (RFC 7396)."""
    result: Document = dict(target) if isinstance(target, dict) else {}
    for name, value in patch.items() if isinstance(patch, dict) else ():
        if value is None:
            result.pop(name, None)
        else:
            result[name] = _merged(result.get(name), value) if isinstance(value, dict) else value
    return result
