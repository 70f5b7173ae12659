"""The API's calls, one method each: answers become values, refusals become our errors."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from attrs import frozen

from tunemantra.errors import ProtocolError
from tunemantra.plugins.apple import profile
from tunemantra.plugins.apple.errors import error_of
from tunemantra.ports.transport import ApiRequest, ApiResponse, ApiTransport, Sent

if TYPE_CHECKING:
    from tunemantra.ports.package import PackageFile
    from tunemantra.ports.platform import Session

_NOT_FOUND = 404
_BLOCK = 1 << 20
Fields = Mapping[str, object]


@frozen
class PackageView:
    """A package as the store keeps it.

    Args:
        id: the store's.
        state: its word.
        open: whether files may still come.
        held: SHA-256 by file name, of everything that is there and need not come again.
    """

    id: str
    state: str
    open: bool
    held: Mapping[str, str]


@frozen
class Ticket:
    """A question of the store's staff that waits for an answer."""

    id: str
    kind: str
    text: str


@frozen
class Client:
    """The API spoken through the session's transport."""

    api: ApiTransport

    @classmethod
    def of(cls, session: Session) -> Client:
        """Return the client of a session's connection."""
        return cls(session.api("api"))

    def create(self, message: bytes, key: str) -> PackageView:
        """Open the package of a product; repeating it with the same key changes nothing."""
        return self._package("POST", "/v1/packages", profile.XML_TYPE, message, key)

    def amend(self, icpn: str, message: bytes, key: str) -> PackageView:
        """Open a package that changes a product of the catalogue; files the store holds need not come."""
        return self._package("PATCH", f"/v1/catalog/{icpn}", profile.XML_TYPE, message, key)

    def clear(self, icpn: str, clearance: bytes, key: str) -> PackageView:
        """Say where a product may be sold and streamed no longer."""
        return self._package("POST", f"/v1/catalog/{icpn}/clearance", profile.JSON_TYPE, clearance, key)

    def put(self, package: str, file: PackageFile, session: Session, sent: Sent) -> None:
        """Upload a file, streamed, with its MD5."""
        with session.open(file) as stream:
            digest = hashlib.md5(usedforsecurity=False)
            while block := stream.read(_BLOCK):
                digest.update(block)
            stream.seek(0)
            headers = {
                "content-type": file.media_type,
                "content-md5": base64.b64encode(digest.digest()).decode(),
            }
            path = f"/v1/packages/{package}/files/{file.path}"
            answer = self.api.send(ApiRequest("PUT", path, headers, stream, file.size), sent=sent)
        _read(answer, f"uploading {file.path}")

    def submit(self, package: str) -> PackageView:
        """Say that everything is there; repeating it changes nothing."""
        return self._package("POST", f"/v1/packages/{package}/submit", profile.JSON_TYPE, b"{}")

    def history(self, package: str) -> tuple[Fields, ...]:
        """Return what happened to a package, in the store's own form; nothing where it knows none."""
        answer = self.api.send(ApiRequest("GET", f"/v1/packages/{package}/status"))
        if answer.status == _NOT_FOUND:
            return ()
        return tuple(entries(_read(answer, f"asking for package {package}"), "history"))

    def territories(self, icpn: str) -> Mapping[str, Fields]:
        """Return what a product's territories stand at: `sale` and `stream` by ISO 3166-1 code."""
        answer = _read(self.api.send(ApiRequest("GET", f"/v1/catalog/{icpn}")), f"looking up {icpn}")
        return {code: _fields(state) for code, state in _fields(answer.get("territories")).items()}

    def tickets(self, icpn: str) -> tuple[Ticket, ...]:
        """Return the tickets of a product that wait for an answer."""
        answer = self.api.send(ApiRequest("GET", "/v1/tickets", params={"upc": icpn}))
        listed = entries(_read(answer, f"asking for tickets of {icpn}"), "tickets")
        return tuple(
            Ticket(text(one, "id"), text(one, "kind"), text(one, "text"))
            for one in listed
            if one.get("state") == profile.OPEN_TICKET
        )

    def _package(self, method: str, path: str, kind: str, body: bytes, key: str = "") -> PackageView:
        headers = {"content-type": kind, **({"idempotency-key": key} if key else {})}
        answer = _read(self.api.send(ApiRequest(method, path, headers, body)), f"{method} {path}")
        held = {name: str(digest) for name, digest in _fields(answer.get("files")).items()}
        return PackageView(text(answer, "id"), text(answer, "state"), answer.get("open") is True, held)


def entries(fields: Fields, name: str) -> Iterator[Fields]:
    """Return a list of objects.

    Raises:
        ProtocolError: there is none.
    """
    value = fields.get(name)
    if not isinstance(value, Sequence) or isinstance(value, str):
        raise ProtocolError(f"Apple Music's answer has no list {name!r}")
    return (_fields(entry) for entry in value)


def text(fields: Fields, name: str) -> str:
    """Return a text.

    Raises:
        ProtocolError: there is none.
    """
    value = fields.get(name)
    if not isinstance(value, str):
        raise ProtocolError(f"Apple Music's answer has no text {name!r}")
    return value


def moment(written: str) -> datetime:
    """Return a time with its zone.

    Raises:
        ProtocolError: it is none.
    """
    try:
        read = datetime.fromisoformat(written)
    except ValueError:
        raise ProtocolError(f"Apple Music's answer has no time but {written!r}") from None
    if read.tzinfo is None:
        raise ProtocolError(f"Apple Music's answer has a time without a zone: {written!r}")
    return read


def _read(answer: ApiResponse, doing: str) -> Fields:
    if not answer.ok:
        raise error_of(answer, doing)
    try:
        return _fields(json.loads(answer.body))
    except (ValueError, RecursionError):
        raise ProtocolError(f"Apple Music answered {doing} with something that is not JSON") from None


def _fields(value: object) -> Fields:
    if not isinstance(value, dict):
        raise ProtocolError("Apple Music answered with JSON that is not the object it should be")
    return value
