"""The simulator's addresses (see the package for the contract)."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from attrs import define, field
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from tunemantra.contrib.sandbox import Faults, Journal, Tokens, cut_connection, image_faults, look_at_image
from tunemantra.contrib.sandbox.endpoints import (
    Endpoint,
    Misbehaviour,
    answered,
    broken_answer,
    misbehave,
    token_route,
)
from tunemantra.contrib.sandbox.requests import UnfitError, body_of
from tunemantra.plugins.musicbrainz.sandbox import forms
from tunemantra.plugins.musicbrainz.sandbox.community import Community
from tunemantra.plugins.musicbrainz.sandbox.covers import Signer, read_form
from tunemantra.plugins.musicbrainz.sandbox.manners import (
    LARGEST,
    Limiter,
    RefusalError,
    require_client,
    thanks,
    too_fast,
)
from tunemantra.plugins.musicbrainz.sandbox.store import Edit, Release, Seed, Store, mbid

if TYPE_CHECKING:
    from collections.abc import Mapping

OFFERED = frozenset(
    {
        "too-many-requests",
        "unavailable",
        "maintenance",
        "token-expired",
        "forbidden",
        "drop-connection",
        "drop-answer",
        "corrupt-upload",
        "slow-ack",
        "late-status",
        "unknown-status",
        "broken-answer",
    }
)
"""The faults this simulator can have."""

SCOPES = ("submit_isrc", "submit_barcode")
_AGENT = re.compile(r"[\w.-]+/[\w.-]+ \( *([^\s@()]+@[^\s@()]+|https?://[^\s()]+) *\)")
_LEAST_SIDE = 250


_MISBEHAVIOUR: Misbehaviour = {
    "too-many-requests": lambda wait: too_fast(wait or "1"),
    "unavailable": lambda wait: RefusalError(503, "the site is down", retry_after=wait),
    "maintenance": lambda _: RefusalError(503, "the database is in read-only mode"),
    "forbidden": lambda _: RefusalError(403, "the e-mail address of this account is not verified"),
}


def _refusal(problem: Exception) -> Response | None:
    match problem:
        case RefusalError():
            return problem.answer()
        case UnfitError():
            return RefusalError(problem.status, str(problem)).answer()
    return None


@define
class Api:
    """The endpoints and what they work on."""

    store: Store
    journal: Journal
    faults: Faults
    tokens: Tokens
    community: Community
    limiter: Limiter
    page: Callable[[], str]
    signer: Signer = field(factory=Signer)
    _told: set[str] = field(factory=set)

    def application(self, more: Iterable[BaseRoute]) -> Starlette:
        """Return the web application, with further routes."""
        listed: list[tuple[str, Endpoint, str]] = [
            ("/release/add/seed", self.show_seed, "GET"),
            ("/release/add", self.seed, "POST"),
            ("/ws/2/release", self.search, "GET"),
            ("/ws/2/release-group", self.search_groups, "GET"),
            ("/ws/2/release/{id}", self.release, "GET"),
            ("/ws/2/recording/", self.isrcs, "POST"),
            ("/ws/2/release/", self.barcodes, "POST"),
            ("/release/{id}/cover-art-uploader", self.sign, "GET"),
            ("/release/{id}/add-cover-art", self.record, "POST"),
            ("/caa/{bucket}", self.take_cover, "POST"),
            ("/caa/release/{id}", self.covers, "GET"),
            ("/edit/{id}/data", self.edit, "GET"),
        ]
        routes = [Route(path, self._answered(endpoint), methods=[method]) for path, endpoint, method in listed]
        by_hand = [
            Route("/sandbox/editor", self.editor, methods=["PUT"]),
            Route("/sandbox/seeds/{id}", self.confirm, methods=["POST"]),
            Route("/sandbox/edits/{id}/votes", self.vote, methods=["POST"]),
            Route("/sandbox/clock", self.clock, methods=["POST"]),
        ]
        return Starlette(routes=[token_route("/oauth2/token", self.tokens, self.journal), *routes, *by_hand, *more])

    def _answered(self, endpoint: Endpoint) -> Endpoint:
        async def admitted(request: Request) -> Response:
            misbehave(request, self.faults, _MISBEHAVIOUR)
            self._admit(request)
            return await endpoint(request)

        return answered(admitted, _refusal, self.journal, self.faults)

    def _admit(self, request: Request) -> None:
        if not _AGENT.fullmatch(request.headers.get("user-agent", "")):
            raise RefusalError(403, "name your program and a contact in User-Agent")
        if not self.limiter.admits():
            raise too_fast("1")
        if request.url.path.startswith("/caa/"):
            return
        authorization = request.headers.get("authorization", "")
        if self.faults.take("token-expired") is not None:
            self.tokens.forget(authorization)
        scopes = self.tokens.scopes(authorization)
        if scopes is None:
            raise RefusalError(401, "authorization is needed")
        if request.method == "POST" and not set(SCOPES) <= scopes:
            raise RefusalError(403, "the token lacks a scope")

    async def show_seed(self, request: Request) -> Response:
        """Say what became of a seed."""
        seed = self.store.seed_of(request.query_params.get("redirect_uri", ""))
        if self.faults.take("broken-answer") is not None:
            return broken_answer()
        if seed is None:
            raise RefusalError(404, "no such seed")
        return JSONResponse(self._seed(seed))

    async def seed(self, request: Request) -> Response:
        """Take a seed, and show it to whoever edits here."""
        pairs = [
            list(pair)
            for pair in parse_qsl((await body_of(request, limit=LARGEST)).decode("utf-8"), keep_blank_values=True)
        ]
        wrong = list(forms.faults(pairs))
        if wrong:
            raise RefusalError(400, "; ".join(wrong))
        redirect_uri = dict(pairs)["redirect_uri"]
        with self.store.lock:
            held = self.store.seed_of(redirect_uri)
            seed = held or Seed(mbid(), redirect_uri, pairs)
            self.store.state.seeds[seed.id] = seed
            self.store.save()
        if held is None:
            self.community.seeded(seed)
        return JSONResponse(self._seed(seed), 200 if held else 201)

    async def search(self, request: Request) -> Response:
        """Find releases by their barcode."""
        query = request.query_params.get("query", "")
        barcode = query.removeprefix("barcode:")
        found = [
            {
                "id": one.id,
                "title": one.title,
                "barcode": one.barcode,
                "media": [{"track-count": len(disc)} for disc in one.discs],
            }
            for one in self._releases()
            if one.listed and one.barcode == barcode
        ]
        return JSONResponse({"count": len(found), "releases": found})

    async def search_groups(self, request: Request) -> Response:
        """Find release groups by artist and title."""
        asked = re.fullmatch(r'artist:"(.*)" AND releasegroup:"(.*)"', request.query_params.get("query", ""))
        artist, title = (asked[1], asked[2]) if asked else ("", "")
        found = {
            one.group: {"id": one.group, "title": one.title}
            for one in self._releases()
            if one.listed and one.title == title and one.artist.startswith(artist)
        }
        return JSONResponse({"count": len(found), "release-groups": list(found.values())})

    async def release(self, request: Request) -> Response:
        """Return a release."""
        return JSONResponse(self._release(self._known(request.path_params["id"])))

    async def isrcs(self, request: Request) -> Response:
        """Take ISRCs."""
        require_client(request)
        try:
            asked = forms.isrcs_of(await body_of(request, limit=LARGEST))
        except forms.MessageError as problem:
            raise RefusalError(400, str(problem), xml=True) from problem
        known = {one.id: one for release in self._releases() for one in release.recordings}
        if strangers := sorted(asked.keys() - known.keys()):
            raise RefusalError(400, f"unknown recording {strangers[0]}", xml=True)
        with self.store.lock:
            for recording, codes in asked.items():
                known[recording].isrcs += [code for code in codes if code not in known[recording].isrcs]
            self.store.save()
        return thanks()

    async def barcodes(self, request: Request) -> Response:
        """Take barcodes."""
        require_client(request)
        try:
            asked = forms.barcodes_of(await body_of(request, limit=LARGEST))
        except forms.MessageError as problem:
            raise RefusalError(400, str(problem), xml=True) from problem
        with self.store.lock:
            for release_id, code in asked.items():
                self._known(release_id).barcode = code
            self.store.save()
        return thanks()

    async def sign(self, request: Request) -> Response:
        """Sign what may be uploaded as a cover."""
        release, asked = self._known(request.path_params["id"]), request.query_params
        if asked.get("mime_type") != "image/jpeg" or not re.fullmatch(r"[0-9a-f]{64}", asked.get("sha256", "")):
            raise RefusalError(400, "a JPEG and its SHA-256 are expected")
        image_id = str(int(asked["sha256"][:12], 16))
        fields = self.signer.sign(release.id, image_id, asked["sha256"], asked["mime_type"])
        return JSONResponse({"bucket": f"mbid-{release.id}", "image_id": image_id, "fields": fields})

    async def take_cover(self, request: Request) -> Response:
        """Take the bytes of a cover."""
        bucket = request.path_params["bucket"]
        release = self._known(bucket.removeprefix("mbid-"))
        fields, image = read_form(request.headers.get("content-type", ""), await self._received(request))
        if wrong := self.signer.fault(bucket, fields):
            raise RefusalError(403, wrong)
        if self.faults.take("corrupt-upload") is not None:
            image = b"\0" + image[1:]
        digest = hashlib.sha256(image).hexdigest()
        if digest != fields["x-archive-meta-sha256"]:
            raise RefusalError(503, "the bytes are not those that were signed")
        path = self.store.home(release.barcode) / "cover.jpg"
        part = path.with_name(".cover.part")
        part.write_bytes(image)
        if wrongs := image_faults(look_at_image(part), side=_LEAST_SIDE):
            part.unlink()
            raise RefusalError(400, "; ".join(wrongs))
        fresh = not path.exists() or hashlib.sha256(path.read_bytes()).hexdigest() != digest
        part.replace(path)
        if fresh:
            where = f"{release.barcode}/cover.jpg"
            self.journal.write("asset-received", path=where, sha256=digest, size=len(image), icpn=release.barcode)
        return Response(status_code=204)

    async def _received(self, request: Request) -> bytes:
        limit, whole = self.faults.number("drop-connection", 65536), b""
        async for block in request.stream():
            whole += block
            if limit is not None and len(whole) >= limit:
                cut_connection(request)
                raise ClientDisconnect
            if len(whole) > LARGEST:
                raise RefusalError(413, "too large")
        return whole

    async def record(self, request: Request) -> Response:
        """Record that a cover is there."""
        release = self._known(request.path_params["id"])
        path = self.store.home(release.barcode) / "cover.jpg"
        digest = hashlib.sha256(path.read_bytes()).hexdigest() if path.exists() else ""
        asked = dict(parse_qsl((await body_of(request, limit=LARGEST)).decode()))
        if not digest or asked.get("id") != str(int(digest[:12], 16)) or asked.get("types") != "Front":
            raise RefusalError(400, "no such image was uploaded")
        with self.store.lock:
            release.covers = [*(one for one in release.covers if one != digest), digest]
            self.store.save()
        return JSONResponse({}, 201)

    async def covers(self, request: Request) -> Response:
        """Return the images of a release."""
        release = self._known(request.path_params["id"])
        if not release.covers:
            raise RefusalError(404, "no cover art")
        images = [{"id": int(one[:12], 16), "types": ["Front"], "front": True, "sha256": one} for one in release.covers]
        return JSONResponse({"images": images})

    async def edit(self, request: Request) -> Response:
        """Return an edit and what its status was."""
        edit = self._edit(request)
        # An old copy answers at most every other time, once the end has been told.
        stale = edit.id in self._told and self.faults.take("late-status") is not None
        self._told = {edit.id} if not edit.open and not stale else set()
        return JSONResponse(
            {"id": edit.id, "release": edit.release_id, "history": edit.history[: 1 if stale else None]}
        )

    async def editor(self, request: Request) -> Response:
        """Have the person at the page go or come back."""
        self.community.away = bool(json.loads(await request.body())["away"])
        return JSONResponse({})

    async def confirm(self, request: Request) -> Response:
        """Confirm or decline a seed, as the person at the page does."""
        seed = self.store.state.seeds.get(request.path_params["id"])
        if seed is None:
            return JSONResponse({"error": "no such seed"}, 404)
        if json.loads(await request.body())["confirm"]:
            self.community.confirm(seed)
        elif seed.state == "waiting":
            seed.state = "declined"
            self.store.save()
        return JSONResponse(self._seed(seed))

    async def vote(self, request: Request) -> Response:
        """Vote on an edit."""
        self.community.vote(self._edit(request), str(json.loads(await request.body())["vote"]))
        return JSONResponse({})

    async def clock(self, request: Request) -> Response:
        """Advance the site's clock by days."""
        self.community.advance(float(json.loads(await request.body())["days"]))
        return JSONResponse({})

    def _seed(self, seed: Seed) -> Mapping[str, str]:
        page = f"{self.page()}/release/add/{seed.id}"
        return {"state": seed.state, "release_mbid": seed.release_id, "edit_id": seed.edit_id, "page": page}

    def _release(self, release: Release) -> dict[str, object]:
        media = [
            {
                "position": place,
                "tracks": [
                    {"position": number, "recording": {"id": one.id, "title": one.title, "isrcs": one.isrcs}}
                    for number, one in enumerate(disc, 1)
                ],
            }
            for place, disc in enumerate(release.discs, 1)
        ]
        return {"id": release.id, "title": release.title, "barcode": release.barcode, "media": media}

    def _releases(self) -> list[Release]:
        with self.store.lock:
            return list(self.store.state.releases.values())

    def _known(self, release_id: str) -> Release:
        release = self.store.state.releases.get(release_id)
        if release is None:
            raise RefusalError(404, "no such release")
        return release

    def _edit(self, request: Request) -> Edit:
        edit = self.store.state.edits.get(request.path_params["id"])
        if edit is None:
            raise RefusalError(404, "no such edit")
        return edit
