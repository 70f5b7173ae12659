"""The API's calls, one method each: answers become values, refusals become our errors."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import TYPE_CHECKING

from attrs import field, frozen

from tunemantra.errors import ProtocolError
from tunemantra.plugins.spotify import profile
from tunemantra.plugins.spotify.errors import error_of
from tunemantra.plugins.spotify.metadata import encoded
from tunemantra.ports.answers import Answers, Json, Told
from tunemantra.ports.package import PackageFile, StatusReport, TrackReport
from tunemantra.ports.transport import ApiRequest, ApiResponse, ApiTransport, Sent

if TYPE_CHECKING:
    from tunemantra.core.status import Channel
    from tunemantra.ports.platform import Session

_JSON = {"content-type": profile.JSON_TYPE}
_PATCH = {"content-type": "application/merge-patch+json"}
_NOT_FOUND = 404
_SAID = Answers("Spotify")


@frozen
class Submission:
    """An order as the platform keeps it: its own id, our idempotency key, and how far it is."""

    id: str
    key: str
    state: str

    @property
    def open(self) -> bool:
        """Return whether files may still come."""
        return self.state == "uploading"


@frozen
class ReleaseView:
    """A release as the platform holds it.

    Args:
        id: the platform's.
        status: its word.
        held: SHA-256 by file name, of everything that is there and need not come again.
        submissions: oldest first.
        document: what it shows or is about to show.
        events: what happened, oldest first, in the platform's own form.
    """

    id: str
    status: str
    held: Mapping[str, str]
    submissions: tuple[Submission, ...]
    document: Json = field(repr=False)
    events: tuple[Told, ...] = field(repr=False)

    def submission(self, key: str) -> Submission | None:
        """Return the order that came with an idempotency key, or None."""
        return next((known for known in self.submissions if known.key == key), None)


@frozen
class Client:
    """The API spoken through the session's transport."""

    api: ApiTransport

    @classmethod
    def of(cls, session: Session) -> Client:
        """Return the client of a session's connection."""
        return cls(session.api("api"))

    def find(self, icpn: str) -> ReleaseView | None:
        """Return the release of a product, or None where the platform has none."""
        found = self._json(ApiRequest("GET", "/v1/releases", params={"icpn": icpn}), f"looking for {icpn}").get(
            "releases"
        )
        if not isinstance(found, list):
            raise ProtocolError(f"Spotify's answer to looking for {icpn} has no list of releases")
        return view_of(_SAID.object(found[0])) if found else None

    def get(self, release_id: str) -> ReleaseView | None:
        """Return a release by the platform's id, or None where there is none."""
        answer = self.api.send(ApiRequest("GET", f"/v1/releases/{release_id}"))
        if answer.status == _NOT_FOUND:
            return None
        return view_of(_read(answer, f"reading release {release_id}"))

    def create(self, document: bytes, key: str) -> ReleaseView:
        """Register a release or its next revision; repeating it with the same key changes nothing."""
        headers = {**_JSON, "idempotency-key": key}
        return view_of(self._json(ApiRequest("POST", "/v1/releases", headers, document), "registering the release"))

    def put(self, release_id: str, file: PackageFile, session: Session, sent: Sent, *, isrc: str = "") -> None:
        """Upload a file, streamed, with its digest: to its release, or as the Canvas of the track with an ISRC."""
        digest = base64.b64encode(bytes.fromhex(file.sha256)).decode()
        headers = {"content-type": file.media_type, "content-digest": f"sha-256=:{digest}:"}
        with session.open(file) as stream:
            path = f"/v1/tracks/{isrc}/canvas" if isrc else f"/v1/releases/{release_id}/assets/{file.path}"
            params = {"release": release_id} if isrc else {}
            request = ApiRequest("PUT", path, headers, stream, file.size, params=params)
            answer = self.api.send(request, sent=sent)
        _read(answer, f"uploading {file.path}")

    def commit(self, release_id: str, key: str) -> ReleaseView:
        """Say that everything is there; repeating it changes nothing."""
        return self._order("POST", f"/v1/releases/{release_id}/commit", _JSON, b"{}", key)

    def patch(self, release_id: str, patch: Json, key: str) -> ReleaseView:
        """Change the metadata alone."""
        return self._order("PATCH", f"/v1/releases/{release_id}", _PATCH, encoded(patch), key)

    def take_down(self, release_id: str, document: bytes, key: str) -> ReleaseView:
        """Ask for the removal of a release."""
        return self._order("POST", f"/v1/releases/{release_id}/takedown", _JSON, document, key)

    def subscribe(self, url: str, secret: str) -> None:
        """Register a webhook; registering the same address again replaces its secret."""
        body = encoded({"url": url, "topics": list(profile.WEBHOOK_TOPICS), "secret": secret})
        self._json(ApiRequest("POST", "/v1/webhooks", _JSON, body), f"registering {url}")

    def _order(self, method: str, path: str, kind: Mapping[str, str], body: bytes, key: str) -> ReleaseView:
        request = ApiRequest(method, path, {**kind, "idempotency-key": key}, body)
        return view_of(self._json(request, f"{method} {path}"))

    def _json(self, request: ApiRequest, doing: str) -> Told:
        return _read(self.api.send(request), doing)


def view_of(fields: Told) -> ReleaseView:
    """Return a release from the platform's form.

    Raises:
        ProtocolError: something is missing or of another kind.
    """
    assets = _SAID.object(fields.get("assets"))
    return ReleaseView(
        id=_SAID.text(fields, "id"),
        status=_SAID.text(fields, "status"),
        held={name: _SAID.text(_SAID.object(asset), "sha256") for name, asset in assets.items()},
        submissions=tuple(
            Submission(_SAID.text(entry, "id"), _SAID.text(entry, "key"), _SAID.text(entry, "state"))
            for entry in _SAID.entries(fields, "submissions")
        ),
        document=fields.get("document"),
        events=tuple(_SAID.entries(fields, "events")),
    )


def report_of(event: Told, channel: Channel) -> StatusReport:
    """Return a status report from an event, as it stands in a release and in a webhook.

    Raises:
        ProtocolError: something is missing or of another kind.
    """
    sequence = event.get("sequence")
    return StatusReport(
        icpn=_SAID.text(event, "icpn"),
        native=_SAID.text(event, "status"),
        at=_SAID.moment(event, "occurred_at"),
        channel=channel,
        sequence=sequence if isinstance(sequence, int) else 0,
        report_id=_SAID.text(event, "event_id"),
        reference=_SAID.text(event, "submission"),
        tracks=tuple(
            TrackReport(_SAID.text(track, "isrc"), _SAID.text(track, "status"), _SAID.text(track, "reason"))
            for track in _SAID.entries(event, "tracks")
        ),
        external_ids=(("release_id", _SAID.text(event, "release_id")),),
        reasons=tuple(str(reason) for reason in _SAID.list(event, "reasons")),
        evidence=_SAID.text(event, "url"),
    )


def read_json(body: bytes) -> Told:
    """Return a JSON object.

    Raises:
        ProtocolError: it is none.
    """
    return _SAID.parsed(body)


def _read(answer: ApiResponse, doing: str) -> Told:
    if not answer.ok:
        raise error_of(answer, doing)
    return read_json(answer.body)
