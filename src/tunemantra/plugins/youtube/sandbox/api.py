"""The simulator's API (see the package for the contract)."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from attrs import define, field
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from tunemantra.contrib.sandbox import Faults, Journal, Tokens, territory_fault
from tunemantra.contrib.sandbox.endpoints import (
    Endpoint,
    Misbehaviour,
    answered,
    broken_answer,
    misbehave,
    token_route,
)
from tunemantra.contrib.sandbox.requests import Json, UnfitError, body_of, object_of
from tunemantra.plugins.youtube.sandbox import answers, sheet
from tunemantra.plugins.youtube.sandbox.answers import ApiError
from tunemantra.plugins.youtube.sandbox.ingestion import Ingestion
from tunemantra.plugins.youtube.sandbox.quota import Quota
from tunemantra.plugins.youtube.sandbox.store import Asset, Fields, Package, Reference, Store, fresh, now
from tunemantra.plugins.youtube.sandbox.uploads import Uploads

if TYPE_CHECKING:
    from pathlib import Path

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
        "quota",
        "duplicate-status",
        "late-status",
        "out-of-order-status",
        "unknown-status",
        "broken-answer",
        "reject-track",
    }
)
"""The faults this simulator can have."""

SCOPE = "https://www.googleapis.com/auth/youtubepartner"
OWNER = "quay"
_PARTNER, _UPLOAD = "/youtube/partner/v1", "/upload/youtube/partner/v1"
_LARGEST_BODY = 11 * 1024 * 1024
_MOST_IDS = 50
_TYPES = {"sound_recording": "flac", "music_video": "mp4"}
_CONTENT = {"audio", "audiovisual"}
_JSON = "application/json"
_UNFIT = {413: "mediaBodyTooLarge", 415: "unsupportedMediaType"}


def _used_up(wait: str) -> ApiError:
    return ApiError(403, "quotaExceeded", "the request cannot be completed: the quota is used up", retry_after=wait)


_MISBEHAVIOUR: Misbehaviour = {
    "too-many-requests": lambda wait: ApiError(429, "rateLimitExceeded", "slow down", retry_after=wait or "1"),
    "unavailable": lambda wait: ApiError(503, "backendError", "back soon", retry_after=wait),
    "maintenance": lambda _: ApiError(503, "backendError", "read only for maintenance"),
    "forbidden": lambda _: ApiError(403, "forbidden", "the account may not do this"),
    "quota": lambda wait: _used_up("" if wait == "-" else wait or "0"),
}


def _refusal(problem: Exception) -> Response | None:
    match problem:
        case ApiError():
            return problem.answer()
        case UnfitError():
            return ApiError(problem.status, _UNFIT.get(problem.status, "badRequest"), str(problem)).answer()
    return None


@define
class Api:
    """The endpoints and what they work on."""

    store: Store
    journal: Journal
    faults: Faults
    tokens: Tokens
    quota: Quota
    ingestion: Ingestion
    uploads: Uploads
    _told: set[str] = field(factory=set)

    def application(self, more: Iterable[BaseRoute]) -> Starlette:
        """Return the web application, with further routes."""
        one = f"{_PARTNER}/assets/{{id}}"
        listed: list[tuple[str, Endpoint, str]] = [
            (f"{_PARTNER}/assetSearch", self.search, "GET"),
            (f"{_PARTNER}/assets", self.assets, "GET"),
            (f"{_PARTNER}/assets", self.insert_asset, "POST"),
            (one, self.patch_asset, "PATCH"),
            (f"{one}/ownership", self.put_ownership, "PUT"),
            (f"{one}/matchPolicy", self.put_policy, "PUT"),
            (f"{_PARTNER}/references", self.references, "GET"),
            (f"{_PARTNER}/references/{{id}}", self.patch_reference, "PATCH"),
            (f"{_PARTNER}/artwork", self.artwork, "GET"),
            (f"{_PARTNER}/package", self.insert_package, "POST"),
            (f"{_PARTNER}/package/{{id}}", self.package, "GET"),
            (f"{_PARTNER}/musicReleases", self.releases, "GET"),
            (f"{_UPLOAD}/references", self.open_reference, "POST"),
            (f"{_UPLOAD}/artwork", self.open_artwork, "POST"),
            (f"{_UPLOAD}/references", self.uploads.put, "PUT"),
            (f"{_UPLOAD}/artwork", self.uploads.put, "PUT"),
        ]
        routes = [Route(path, self._answered(endpoint), methods=[method]) for path, endpoint, method in listed]
        return Starlette(routes=[token_route("/oauth/token", self.tokens, self.journal), *routes, *more])

    def _answered(self, endpoint: Endpoint) -> Endpoint:
        async def admitted(request: Request) -> Response:
            misbehave(request, self.faults, _MISBEHAVIOUR)
            self._admit(request)
            return await endpoint(request)

        return answered(admitted, _refusal, self.journal, self.faults)

    def _admit(self, request: Request) -> None:
        authorization = request.headers.get("authorization", "")
        if self.faults.take("token-expired") is not None:
            self.tokens.forget(authorization)
        scopes = self.tokens.scopes(authorization)
        if scopes is None:
            raise ApiError(401, "authError", "no valid access token")
        if SCOPE not in scopes:
            raise ApiError(403, "insufficientPermissions", f"the token lacks the scope {SCOPE}")
        if "upload_id" in request.query_params:
            return  # a session was paid for, and asked for by somebody who may
        if request.query_params.get("onBehalfOfContentOwner") != OWNER:
            raise ApiError(403, "forbidden", "the account does not act on behalf of this content owner")
        if not self.quota.spend(request.method):
            raise _used_up("")

    async def search(self, request: Request) -> Response:
        """Find assets by their ISRC."""
        wanted = _ids(request, "isrcs")
        if self.faults.take("broken-answer") is not None:
            return broken_answer()
        return _listed(answers.snippet(one) for one in self._assets() if one.said("isrc") in wanted)

    async def assets(self, request: Request) -> Response:
        """Return assets by id."""
        wanted = _ids(request, "id")
        return _listed(answers.asset(one) for one in self._assets() if one.id in wanted)

    async def insert_asset(self, request: Request) -> Response:
        """Register a recording."""
        asked = object_of(await body_of(request, _JSON, limit=_LARGEST_BODY))
        metadata = asked.get("metadata")
        if asked.get("type") not in _TYPES or not isinstance(metadata, dict) or not metadata.get("title"):
            raise ApiError(400, "required", "an asset has a type, and metadata with a title", location="metadata")
        with self.store.lock:
            if self.store.asset_of(str(metadata.get("isrc"))) is not None:
                raise ApiError(409, "conflict", f"there is an asset of {metadata.get('isrc')}")
            made = Asset(fresh("A"), str(asked["type"]), metadata)
            self.store.state.assets[made.id] = made
            self.store.save()
        return JSONResponse(answers.asset(made))

    async def patch_asset(self, request: Request) -> Response:
        """Change what is said of a recording."""
        asset, asked = self._asset(request), object_of(await body_of(request, _JSON, limit=_LARGEST_BODY))
        metadata = asked.get("metadata")
        if not isinstance(metadata, dict) or metadata.get("isrc") != asset.said("isrc"):
            raise ApiError(400, "invalidValue", "the ISRC of an asset never changes", location="metadata.isrc")
        asset.metadata = {**asset.metadata, **metadata}
        self.store.save()
        return JSONResponse(answers.asset(asset))

    async def put_ownership(self, request: Request) -> Response:
        """Say where a recording is owned."""
        asset, asked = self._asset(request), object_of(await body_of(request, _JSON, limit=_LARGEST_BODY))
        for share in _entries(asked, "general"):
            if share.get("ratio") not in {0, 100} or share.get("owner") != OWNER:
                raise ApiError(400, "invalidValue", "a sound recording is owned whole or not at all", location="ratio")
            _reach(share)
        asset.ownership = asked
        self.store.save()
        return JSONResponse(asked)

    async def put_policy(self, request: Request) -> Response:
        """Say what is done with matches."""
        asset, asked = self._asset(request), object_of(await body_of(request, _JSON, limit=_LARGEST_BODY))
        for rule in _entries(asked, "rules"):
            conditions = rule.get("conditions")
            if rule.get("action") not in {"monetize", "track", "block"} or not isinstance(conditions, dict):
                raise ApiError(400, "invalidValue", "a rule has an action and conditions", location="rules")
            _reach(conditions.get("requiredTerritories"))
        asset.policy = asked
        self.store.save()
        return JSONResponse(asked)

    async def references(self, request: Request) -> Response:
        """Return the references of assets."""
        wanted = _ids(request, "assetId")
        found = [answers.reference(one) for one in self.store.state.references.values() if one.asset_id in wanted]
        return _listed(found * 2 if self.faults.take("duplicate-status") is not None else found)

    async def patch_reference(self, request: Request) -> Response:
        """End a reference, or have it match again."""
        reference = self.store.state.references.get(request.path_params["id"])
        asked = object_of(await body_of(request, _JSON, limit=_LARGEST_BODY))
        if reference is None:
            raise ApiError(404, "notFound", "no such reference")
        if asked.get("status") not in {"active", "inactive"}:
            raise ApiError(400, "invalidValue", "a reference is made active or inactive", location="status")
        with self.store.lock:
            again = asked["status"] == "active" and reference.status == "inactive"
            reference.status, reference.changed = ("activating" if again else str(asked["status"])), now()
            self.store.save()
        self.ingestion.recognise(reference)
        return JSONResponse(answers.reference(reference))

    async def open_reference(self, request: Request) -> Response:
        """Open the session of a recording's file."""
        asked = object_of(await body_of(request, _JSON, limit=_LARGEST_BODY))
        asset = self.store.state.assets.get(str(asked.get("assetId")))
        if asset is None or asked.get("contentType") not in _CONTENT or not asset.said("upc"):
            raise ApiError(400, "invalidValue", "a reference has an asset and a contentType", location="assetId")
        return self.uploads.open(request, asked, self._refer)

    def _refer(self, asked: Fields, path: Path) -> Fields:
        asset = self.store.state.assets[str(asked["assetId"])]
        name = f"{asset.said('isrc')}.{_TYPES[asset.type]}"
        made = Reference(fresh("R"), asset.id, str(asked["contentType"]), str(asked["hashCode"]), name)
        self.store.state.references[made.id] = made
        self._keep(asset.said("upc"), name, str(asked["hashCode"]), path)
        self.ingestion.recognise(made)
        return answers.reference(made)

    async def artwork(self, request: Request) -> Response:
        """Return the cover of a product."""
        held = self.store.state.covers.get(request.query_params.get("customId", ""))
        return _listed([{"kind": "youtubePartner#artwork", "hashCode": held}] if held else [])

    async def open_artwork(self, request: Request) -> Response:
        """Open the session of a product's cover."""
        asked = object_of(await body_of(request, _JSON, limit=_LARGEST_BODY))
        if not str(asked.get("customId")).isdigit():
            raise ApiError(400, "invalidValue", "a cover is that of a product", location="customId")
        return self.uploads.open(request, asked, self._cover)

    def _cover(self, asked: Fields, path: Path) -> Fields:
        icpn, digest = str(asked["customId"]), str(asked["hashCode"])
        self.store.state.covers[icpn] = digest
        self._keep(icpn, "cover.jpg", digest, path)
        return {"kind": "youtubePartner#artwork", **asked}

    def _keep(self, icpn: str, name: str, digest: str, path: Path) -> None:
        size = path.stat().st_size
        path.replace(self.store.home(icpn) / name)
        self.store.save()
        sha256 = digest.removeprefix("sha256:")
        self.journal.write("asset-received", path=f"{icpn}/{name}", sha256=sha256, size=size, icpn=icpn)

    async def insert_package(self, request: Request) -> Response:
        """Take a sheet, and begin to work on it once."""
        asked = object_of(await body_of(request, _JSON, limit=_LARGEST_BODY))
        name, content = str(asked.get("name") or ""), str(asked.get("content") or "")
        try:
            rows = sheet.read(content)
        except sheet.SheetError as problem:
            raise ApiError(400, "invalidValue", str(problem), location="content") from problem
        icpn = rows[0]["album_upc"]
        if icpn not in name:
            raise ApiError(400, "invalidValue", "the name holds the release's id", location="name")
        if (wait := self.faults.number("slow-ack", 5)) is not None:
            await asyncio.sleep(wait)
        with self.store.lock:
            held = self.store.package_named(name)
            if held is not None and held.content != content:
                raise ApiError(409, "conflict", f"there is another package {name}")
            made = held or Package(fresh("P"), name, content, icpn, _texts(asked, "customIds"))
            if held is None:
                self.store.state.packages[made.id] = made
                self.store.save()
                self.journal.write("delivery-complete", icpn=icpn, reference=made.id)
                self.ingestion.begin(made)
        return JSONResponse({"kind": "youtubePartner#packageInsert", "status": "ok", "resource": answers.package(made)})

    async def package(self, request: Request) -> Response:
        """Return a package."""
        found = self.store.state.packages.get(request.path_params["id"])
        if found is None:
            raise ApiError(404, "notFound", "no such package")
        # An old copy answers at most every other time, once the end has been told.
        stale = found.id in self._told and self.faults.take("late-status") is not None
        self._told = {found.id} if found.done and not stale else set()
        mixed = bool(found.files) and self.faults.take("out-of-order-status") is not None
        return JSONResponse(answers.package(found, stale=stale, reverse=mixed))

    async def releases(self, request: Request) -> Response:
        """Return the album playlist of a product."""
        found = self.store.state.releases.get(request.query_params.get("upc", ""))
        return _listed([answers.release(found)] if found else [])

    def _assets(self) -> list[Asset]:
        with self.store.lock:
            return list(self.store.state.assets.values())

    def _asset(self, request: Request) -> Asset:
        asset = self.store.state.assets.get(request.path_params["id"])
        if asset is None:
            raise ApiError(404, "notFound", "no such asset")
        return asset


def _ids(request: Request, name: str) -> set[str]:
    asked = {one for one in request.query_params.get(name, "").split(",") if one}
    if not 1 <= len(asked) <= _MOST_IDS:
        raise ApiError(400, "invalidValue", f"1 to {_MOST_IDS} are expected", location=name)
    return asked


def _listed(items: Iterable[Fields]) -> Response:
    found = list(items)
    return JSONResponse({"items": found, "pageInfo": {"totalResults": len(found)}})


def _entries(asked: Fields, name: str) -> Iterator[Fields]:
    value = asked.get(name)
    if not isinstance(value, list):
        raise ApiError(400, "required", f"a list {name} is expected", location=name)
    for one in value:
        if not isinstance(one, dict):
            raise ApiError(400, "invalidValue", f"{name} holds something else", location=name)
        yield one


def _texts(asked: Fields, name: str) -> list[str]:
    value = asked.get(name)
    return [str(one) for one in value] if isinstance(value, list) else []


def _reach(condition: Json) -> None:
    told = condition if isinstance(condition, dict) else {}
    codes = told.get("territories")
    kind = told.get("type")
    if kind not in {"include", "exclude"} or not isinstance(codes, list) or (kind == "include" and not codes):
        raise ApiError(400, "invalidValue", "territories are included or excluded", location="territories")
    if any(territory_fault(str(code)) for code in codes):
        raise ApiError(400, "invalidValue", "territories are two letters of ISO 3166-1", location="territories")
