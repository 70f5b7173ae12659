"""The API's calls, one method each: answers become values, refusals become our errors."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from attrs import field, frozen

from tunemantra.errors import ProtocolError
from tunemantra.plugins.youtube import profile
from tunemantra.plugins.youtube.errors import error_of
from tunemantra.plugins.youtube.metadata import Fields
from tunemantra.ports.answers import Answers, Told
from tunemantra.ports.transport import ApiRequest, ApiResponse, ApiTransport, Sent, SupportsResumption, Upload

if TYPE_CHECKING:
    from tunemantra.ports.package import PackageFile
    from tunemantra.ports.platform import Session

_JSON = {"content-type": "application/json; charset=UTF-8"}
_MOST_IDS = 25
_NOT_FOUND = 404
_SAID = Answers(profile.LABEL)


@frozen
class Asset:
    """A recording as YouTube knows it, with what is ours of it."""

    id: str
    metadata: Told
    ownership: Told
    policy: Told

    @property
    def isrc(self) -> str:
        """Return the recording's code."""
        return str(self.metadata.get("isrc", ""))


@frozen
class Reference:
    """A file recordings are recognised with."""

    id: str
    asset_id: str
    status: str
    reason: str
    hash: str
    changed: datetime


@frozen
class StatusFile:
    """A status file of a package: its name and its text."""

    name: str
    content: str = field(repr=False)


@frozen
class PackageView:
    """A package as YouTube knows it; `files` are its status reports, oldest first."""

    id: str
    name: str
    status: str
    created: datetime
    files: tuple[StatusFile, ...]


@frozen
class ReleaseView:
    """The album playlist of a product: which package it follows, and what became of its Art Tracks."""

    id: str
    package_id: str
    status: str
    changed: datetime
    tracks: tuple[tuple[str, str, str], ...]
    topics: tuple[tuple[str, str], ...]


@frozen
class Client:
    """The API spoken through the session's transport, on behalf of one content owner."""

    api: ApiTransport
    owner: str

    @classmethod
    def of(cls, session: Session, owner: str) -> Client:
        """Return the client of a session's connection."""
        return cls(session.api("api"), owner)

    def find_assets(self, isrcs: Sequence[str]) -> Mapping[str, Asset]:
        """Return the assets of some recordings by ISRC, with their metadata, ownership and match policy."""
        found = [
            str(one.get("id"))
            for some in _batches(isrcs)
            for one in self._listed("assetSearch", {"isrcs": some, "ownershipRestriction": "none"})
        ]
        ours = dict.fromkeys(("fetchMetadata", "fetchOwnership", "fetchMatchPolicy"), "mine")
        listed = [one for some in _batches(found) for one in self._listed("assets", {"id": some, **ours})]
        return {asset.isrc: asset for asset in map(_asset, listed)}

    def insert_asset(self, fields: Fields) -> Asset:
        """Register a recording."""
        return _asset(self._json("POST", "assets", fields, "registering a recording"))

    def patch_asset(self, asset_id: str, metadata: Fields) -> None:
        """Change what is said of a recording."""
        self._json("PATCH", f"assets/{asset_id}", {"metadata": metadata}, f"changing asset {asset_id}")

    def put_ownership(self, asset_id: str, ownership: Fields) -> None:
        """Say where a recording is owned."""
        self._json("PUT", f"assets/{asset_id}/ownership", ownership, f"stating who owns asset {asset_id}")

    def put_policy(self, asset_id: str, policy: Fields) -> None:
        """Say what is done with videos of others in which a recording is found."""
        self._json("PUT", f"assets/{asset_id}/matchPolicy", policy, f"stating the policy of asset {asset_id}")

    def references(self, asset_ids: Sequence[str]) -> list[Reference]:
        """Return the references of some assets, oldest first."""
        listed = (one for some in _batches(asset_ids) for one in self._listed("references", {"assetId": some}))
        return sorted(map(_reference, listed), key=lambda reference: (reference.changed, reference.id))

    def set_reference(self, reference_id: str, status: str) -> None:
        """Match with a reference no more (`inactive`), or again (`active`)."""
        self._json("PATCH", f"references/{reference_id}", {"status": status}, f"making {reference_id} {status}")

    def covers(self, icpn: str) -> set[str]:
        """Return the hashes of the covers of a product."""
        return {str(one.get("hashCode")) for one in self._listed("artwork", {"customId": icpn})}

    def upload(self, kind: str, described: Fields, file: PackageFile, session: Session, sent: Sent) -> None:
        """Upload a file in a session that survives a cut.

        Args:
            kind: `references` or `artwork`.
            described: the resource to be made of it.
            file: of the package.
            session: hands out its bytes.
            sent: told the bytes that have gone out.

        Raises:
            ProtocolError: the connection cannot go on after a cut.
        """
        if not isinstance(self.api, SupportsResumption):
            raise ProtocolError("the connection to YouTube knows no resumable uploads")
        params = {"uploadType": "resumable", "onBehalfOfContentOwner": self.owner}
        headers = {**_JSON, "x-upload-content-type": file.media_type}
        opening = ApiRequest("POST", f"{profile.UPLOADS}/{kind}", headers, _encoded(described), params=params)
        with session.open(file) as stream:
            answer = self.api.upload(Upload(opening, stream, file.size), sent=sent)
        _read(answer, f"uploading {file.path}")

    def insert_package(self, name: str, content: str, delivery_id: str) -> PackageView:
        """Hand over a sheet; the same name and content again is the same package."""
        fields: Fields = {"name": name, "type": "sound_recording", "content": content, "customIds": [delivery_id]}
        answer = self._json("POST", "package", fields, f"inserting package {name}")
        return _package(_SAID.object(answer.get("resource")))

    def package(self, package_id: str) -> PackageView | None:
        """Return a package, or None where there is none."""
        answer = self._send("GET", f"package/{package_id}")
        if answer.status == _NOT_FOUND:
            return None
        return _package(_read(answer, f"reading package {package_id}"))

    def release(self, icpn: str) -> ReleaseView | None:
        """Return the album playlist of a product, or None where there is none."""
        return next((_release(one) for one in self._listed("musicReleases", {"upc": icpn})), None)

    def _listed(self, resource: str, params: Mapping[str, str]) -> Iterator[Told]:
        """Yield the items of every page."""
        page = ""
        while True:
            asked = {**params, **({"pageToken": page} if page else {})}
            answer = _read(self._send("GET", resource, params=asked), f"listing {resource}")
            yield from _some(answer, "items")
            page = str(answer.get("nextPageToken") or "")
            if not page:
                return

    def _json(self, method: str, path: str, fields: Fields, doing: str) -> Told:
        return _read(self._send(method, path, _encoded(fields)), doing)

    def _send(self, method: str, path: str, body: bytes = b"", params: Mapping[str, str] | None = None) -> ApiResponse:
        asked = {"onBehalfOfContentOwner": self.owner, **(params or {})}
        return self.api.send(ApiRequest(method, f"{profile.PARTNER}/{path}", _JSON if body else {}, body, params=asked))


def _batches(ids: Sequence[str]) -> Iterator[str]:
    for start in range(0, len(ids), _MOST_IDS):
        yield ",".join(ids[start : start + _MOST_IDS])


def _encoded(fields: Fields) -> bytes:
    return json.dumps(fields, ensure_ascii=False, sort_keys=True).encode()


def _read(answer: ApiResponse, doing: str) -> Told:
    if not answer.ok:
        raise error_of(answer, doing)
    return _SAID.parsed(answer.body or b"{}")


def _some(told: Told, name: str) -> Iterable[Told]:
    """Return the objects of a list; Google leaves out what is empty."""
    return _SAID.entries(told, name) if name in told else ()


def _asset(told: Told) -> Asset:
    metadata = _SAID.object(told.get("metadataMine") or told.get("metadata") or {})
    ownership, policy = (_SAID.object(told.get(name) or {}) for name in ("ownershipMine", "matchPolicyMine"))
    return Asset(_SAID.text(told, "id"), metadata, _without_kind(ownership), _without_kind(policy))


def _without_kind(told: Told) -> Told:
    return {name: value for name, value in told.items() if name != "kind"}


def _reference(told: Told) -> Reference:
    names = ("id", "assetId", "status")
    identity, asset_id, status = (_SAID.text(told, name) for name in names)
    reason, digest = str(told.get("statusReason") or ""), str(told.get("hashCode") or "")
    return Reference(identity, asset_id, status, reason, digest, _SAID.moment(told, "timeStatusChanged"))


def _package(told: Told) -> PackageView:
    files = tuple(
        StatusFile(_SAID.text(one, "statusFileName"), _SAID.text(one, "statusContent"))
        for one in _some(told, "statusReports")
    )
    names = ("id", "name", "status")
    identity, name, status = (_SAID.text(told, field_name) for field_name in names)
    return PackageView(identity, name, status, _SAID.moment(told, "timeCreated"), files)


def _release(told: Told) -> ReleaseView:
    tracks = tuple(
        (_SAID.text(one, "isrc"), _SAID.text(one, "status"), str(one.get("statusReason") or ""))
        for one in _some(told, "artTracks")
    )
    topics = tuple((_SAID.text(one, "artist"), _SAID.text(one, "channelId")) for one in _some(told, "topics"))
    identity, package_id, status = (_SAID.text(told, name) for name in ("id", "packageId", "status"))
    return ReleaseView(identity, package_id, status, _SAID.moment(told, "timeStatusChanged"), tracks, topics)
