"""The site's and the archive's calls, one method each: spaced, signed with a contact, answers become values."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from attrs import define, field, frozen

from tunemantra.plugins.musicbrainz import profile
from tunemantra.plugins.musicbrainz.errors import error_of
from tunemantra.plugins.musicbrainz.metadata import barcode_message, isrc_message
from tunemantra.ports.answers import Answers, Told
from tunemantra.ports.transport import ApiRequest, ApiResponse, ApiTransport, Part, Sent

if TYPE_CHECKING:
    from tunemantra.plugins.musicbrainz.settings import MusicBrainzSettings
    from tunemantra.ports.package import PackageFile
    from tunemantra.ports.platform import Session

_SAID = Answers(profile.LABEL)
_NOT_FOUND = 404
_XML = {"content-type": "application/xml; charset=UTF-8"}
_FORM = {"content-type": profile.FORM_TYPE}


@frozen
class Seed:
    """A seed: what became of it, which release and edit, and where a person sees it."""

    state: str
    release_id: str
    edit_id: str
    page: str


@frozen
class ReleaseView:
    """A release: its title and barcode, and the recordings of its tracks in order with their ISRCs."""

    id: str
    title: str
    barcode: str
    recordings: tuple[tuple[str, tuple[str, ...]], ...]


@frozen
class Said:
    """A status of an edit, from when it has it, and what voters noted."""

    status: str
    at: datetime
    note: str


@define
class Client:
    """Both addresses, spoken through the session's transports.

    Args:
        api: the site.
        covers: the Cover Art Archive.
        headers: that say who calls.
        pause: waits as long as lies between two calls.
    """

    api: ApiTransport
    covers_api: ApiTransport
    headers: Mapping[str, str]
    pause: Callable[[], None]
    _called: bool = field(default=False, init=False)

    @classmethod
    def of(cls, session: Session, settings: MusicBrainzSettings) -> Client:
        """Return the client of a session's connections."""
        name, _, version = profile.CLIENT.partition("-")
        headers = {"user-agent": f"{name}/{version} ( {settings.contact} )"}
        return cls(session.api("api"), session.api("covers"), headers, lambda: session.clock.sleep(settings.spacing))

    def seed_of(self, redirect_uri: str) -> Seed | None:
        """Return what became of a seed; None where there is none."""
        answer = self._send(ApiRequest("GET", "/release/add/seed", params={"redirect_uri": redirect_uri}))
        return None if answer.status == _NOT_FOUND else _seed(_read(answer, "looking for the seed"))

    def seed(self, form: bytes) -> Seed:
        """Hand over a seed; the same `redirect_uri` again is the same seed."""
        return _seed(_read(self._send(ApiRequest("POST", "/release/add", _FORM, form)), "seeding the release"))

    def find(self, barcode: str) -> str:
        """Return the first release that a search for a barcode finds; empty where it finds none."""
        asked = {"query": f"barcode:{barcode}", "fmt": "json", "limit": "1"}
        answer = _read(self._send(ApiRequest("GET", "/ws/2/release", params=asked)), "searching")
        return next((_SAID.text(one, "id") for one in _SAID.entries(answer, "releases")), "")

    def group_of(self, artist: str, title: str) -> str:
        """Return the release group of another edition; empty where there is none."""
        query = f"artist:{_quoted(artist)} AND releasegroup:{_quoted(title)}"
        asked = {"query": query, "fmt": "json", "limit": "1"}
        answer = self._send(ApiRequest("GET", "/ws/2/release-group", params=asked))
        return next((_SAID.text(one, "id") for one in _SAID.entries(_read(answer, "searching"), "release-groups")), "")

    def release(self, release_id: str) -> ReleaseView:
        """Return a release with its recordings and their ISRCs."""
        params = {"inc": "recordings+isrcs", "fmt": "json"}
        answer = self._send(ApiRequest("GET", f"/ws/2/release/{release_id}", params=params))
        return _release(_read(answer, f"reading release {release_id}"))

    def submit_isrcs(self, isrcs: Mapping[str, str]) -> None:
        """Submit ISRCs by recording, at most `MOST_ISRCS` a call."""
        listed = sorted(isrcs.items())
        for start in range(0, len(listed), profile.MOST_ISRCS):
            self._submit("recording", isrc_message(dict(listed[start : start + profile.MOST_ISRCS])))

    def submit_barcode(self, release_id: str, barcode: str) -> None:
        """Submit the barcode of a release."""
        self._submit("release", barcode_message(release_id, barcode))

    def covers(self, release_id: str) -> set[str]:
        """Return the hashes of the images of a release."""
        answer = self._send(ApiRequest("GET", f"/release/{release_id}"), self.covers_api)
        if answer.status == _NOT_FOUND:
            return set()
        return {_SAID.text(one, "sha256") for one in _SAID.entries(_read(answer, "reading the covers"), "images")}

    def upload_cover(self, release_id: str, file: PackageFile, session: Session, sent: Sent) -> None:
        """Have an upload signed, upload the cover, and record that it is there."""
        params = {"mime_type": file.media_type, "sha256": file.sha256}
        asked = ApiRequest("GET", f"/release/{release_id}/cover-art-uploader", params=params)
        signed = _read(self._send(asked), "asking for a signature")
        fields = [Part(name, str(value).encode()) for name, value in _SAID.object(signed.get("fields")).items()]
        with session.open(file) as stream:
            image = Part("file", stream, file.size, file.path, file.media_type)
            request = ApiRequest("POST", f"/{_SAID.text(signed, 'bucket')}", parts=(*fields, image))
            self._checked(self._send(request, self.covers_api, sent), f"uploading {file.path}")
        form = urlencode({"id": _SAID.text(signed, "image_id"), "types": "Front"}).encode()
        recording = ApiRequest("POST", f"/release/{release_id}/add-cover-art", _FORM, form)
        self._checked(self._send(recording), "recording the cover")

    def edit(self, edit_id: str) -> tuple[Said, ...]:
        """Return what an edit's status was and is, oldest first."""
        told = _read(self._send(ApiRequest("GET", f"/edit/{edit_id}/data")), f"reading edit {edit_id}")
        return tuple(
            Said(_SAID.text(one, "status"), _SAID.moment(one, "at"), str(one.get("note") or ""))
            for one in _SAID.entries(told, "history")
        )

    def _submit(self, kind: str, message: bytes) -> None:
        request = ApiRequest("POST", f"/ws/2/{kind}/", _XML, message, params={"client": profile.CLIENT})
        self._checked(self._send(request), f"submitting to {kind}")

    def _send(self, request: ApiRequest, api: ApiTransport | None = None, sent: Sent | None = None) -> ApiResponse:
        if self._called:
            self.pause()
        self._called = True
        asked = ApiRequest(
            request.method,
            request.path,
            {**self.headers, **request.headers},
            request.content,
            request.length,
            request.params,
            request.parts,
        )
        return (api or self.api).send(asked, sent=sent)

    def _checked(self, answer: ApiResponse, doing: str) -> None:
        if not answer.ok:
            raise error_of(answer, doing)


def _quoted(text: str) -> str:
    """Return a phrase of a search (Lucene)."""
    plain = text.replace("\\", " ").replace('"', " ")
    return f'"{plain}"'


def _read(answer: ApiResponse, doing: str) -> Told:
    if not answer.ok:
        raise error_of(answer, doing)
    return _SAID.parsed(answer.body)


def _seed(told: Told) -> Seed:
    state, page = _SAID.text(told, "state"), _SAID.text(told, "page")
    return Seed(state, str(told.get("release_mbid") or ""), str(told.get("edit_id") or ""), page)


def _release(told: Told) -> ReleaseView:
    tracks = (track for medium in _SAID.entries(told, "media") for track in _SAID.entries(medium, "tracks"))
    recordings = [_SAID.object(track.get("recording")) for track in tracks]
    return ReleaseView(
        _SAID.text(told, "id"),
        _SAID.text(told, "title"),
        str(told.get("barcode") or ""),
        tuple((_SAID.text(one, "id"), tuple(str(code) for code in _SAID.list(one, "isrcs"))) for one in recordings),
    )
