"""The API's calls, one method each: answers become values, refusals become our errors."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime

from attrs import field, frozen

from tunemantra.core.status import Channel
from tunemantra.errors import ProtocolError
from tunemantra.plugins.tiktok import profile
from tunemantra.plugins.tiktok.errors import Fields, read
from tunemantra.ports.package import PackageFile, StatusReport, TrackReport
from tunemantra.ports.platform import Session
from tunemantra.ports.runtime import SecretRef
from tunemantra.ports.transport import ApiRequest, ApiTransport, Sent


@frozen
class SoundsView:
    """The sounds of a product, as the platform holds them.

    Args:
        id: the platform's.
        task: the order this view is about, under the platform's own id.
        open: whether files may still come.
        status: its word.
        held: SHA-256 by file name, of everything that is there and need not come again.
    """

    id: str
    task: str
    open: bool
    status: str
    held: Mapping[str, str]


@frozen
class Client:
    """The API spoken through the session's transport; the token is looked up for each call."""

    api: ApiTransport
    session: Session
    token: SecretRef = field(repr=False)

    def register(self, document: bytes, key: str) -> SoundsView:
        """Register the sounds of a product; repeating it with the same key changes nothing."""
        return self._ordered("POST", "/v2/sounds", document, key)

    def change(self, sounds: str, document: bytes, key: str) -> SoundsView:
        """State the sounds of a product anew; files that are held need not come again."""
        return self._ordered("PATCH", f"/v2/sounds/{sounds}", document, key)

    def find(self, icpn: str) -> str:
        """Return the id of a product's sounds; empty where there are none."""
        found = self._read(ApiRequest("GET", "/v2/sounds", params={"upc": icpn}), f"looking for {icpn}").get("sounds")
        if not isinstance(found, list):
            raise ProtocolError(f"TikTok's answer to looking for {icpn} has no list of sounds")
        return _text(_fields(found[0]), "id") if found else ""

    def put(self, view: SoundsView, file: PackageFile, sent: Sent) -> None:
        """Upload a file, streamed, with its SHA-256."""
        headers = {"content-type": file.media_type, "x-content-sha256": file.sha256}
        with self.session.open(file) as stream:
            params = {"name": file.path}
            request = ApiRequest("PUT", f"/v2/sounds/{view.id}/file", headers, stream, file.size, params=params)
            self._read(request, f"uploading {file.path}", sent)

    def submit(self, view: SoundsView, key: str) -> SoundsView:
        """Say that everything is there; repeating it changes nothing."""
        return self._ordered("POST", f"/v2/sounds/{view.id}/submit", b"{}", key)

    def offer(self, view: SoundsView, isrcs: list[str]) -> None:
        """Say which sounds are offered to the Commercial Music Library, and that no others are."""
        body = json.dumps({"isrcs": isrcs}).encode()
        headers = {"content-type": profile.JSON_TYPE}
        self._read(ApiRequest("POST", f"/v2/sounds/{view.id}/cml-optin", headers, body), "offering sounds for CML")

    def remove(self, sounds: str, document: bytes, key: str) -> SoundsView:
        """Take the sounds of a product offline."""
        return self._ordered("DELETE", f"/v2/sounds/{sounds}", document, key)

    def events(self, sounds: str) -> tuple[Fields, ...]:
        """Return what happened to a product's sounds, oldest first, in the platform's own form."""
        answer = self._read(ApiRequest("GET", f"/v2/sounds/{sounds}"), f"asking for {sounds}")
        return tuple(sorted(_entries(answer, "events"), key=_sequence))

    def _ordered(self, method: str, path: str, body: bytes, key: str) -> SoundsView:
        headers = {"content-type": profile.JSON_TYPE, "idempotency-key": key}
        answer = self._read(ApiRequest(method, path, headers, body), f"{method} {path}")
        return SoundsView(
            _text(answer, "id"),
            _text(answer, "task"),
            answer.get("open") is True,
            _text(answer, "status"),
            {name: str(digest) for name, digest in _fields(answer.get("files")).items()},
        )

    def _read(self, request: ApiRequest, doing: str, sent: Sent | None = None) -> Fields:
        headers = {**request.headers, "access-token": self.session.secret(self.token).strip()}
        asked = ApiRequest(request.method, request.path, headers, request.content, request.length, request.params)
        return read(self.api.send(asked, sent=sent), doing)


def report_of(icpn: str, event: Fields) -> StatusReport:
    """Return a status report from an event.

    Raises:
        ProtocolError: something is missing or of another kind.
    """
    native = _text(event, "status")
    partial = event.get("partial") is True
    return StatusReport(
        icpn=icpn,
        native=profile.IN_PART.get(native, native) if partial else native,
        at=_moment(_text(event, "at")),
        channel=Channel.API,
        sequence=_sequence(event),
        report_id=_text(event, "event_id"),
        reference=_text(event, "task"),
        tracks=tuple(
            TrackReport(_text(one, "isrc"), _text(one, "status"), _text(one, "reason"))
            for one in _entries(event, "sounds")
        ),
        reasons=tuple(_text(one, "message") for one in _entries(event, "reasons")),
        evidence=_text(event, "url"),
    )


def _fields(value: object) -> Fields:
    if not isinstance(value, dict):
        raise ProtocolError("TikTok answered with JSON that is not the object it should be")
    return value


def _entries(fields: Fields, name: str) -> Iterator[Fields]:
    value = fields.get(name)
    if not isinstance(value, list):
        raise ProtocolError(f"TikTok's answer has no list {name!r}")
    return (_fields(entry) for entry in value)


def _text(fields: Fields, name: str) -> str:
    value = fields.get(name)
    if not isinstance(value, str):
        raise ProtocolError(f"TikTok's answer has no text {name!r}")
    return value


def _sequence(event: Fields) -> int:
    number = event.get("sequence")
    return number if isinstance(number, int) else 0


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise ProtocolError(f"TikTok's answer has no time but {text!r}") from None
    if moment.tzinfo is None:
        raise ProtocolError(f"TikTok's answer has a time without a zone: {text!r}")
    return moment
