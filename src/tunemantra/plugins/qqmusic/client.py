"""The API's calls, one method each: answers become values, codes become our errors."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from attrs import frozen
from lxml import etree

from tunemantra.errors import ProtocolError
from tunemantra.plugins.qqmusic import profile
from tunemantra.plugins.qqmusic.errors import STATUSES, error_of
from tunemantra.ports.package import PackageFile, StatusReport, TrackReport
from tunemantra.ports.platform import Session
from tunemantra.ports.transport import ApiRequest, ApiResponse, ApiTransport

_XML = {"content-type": "application/xml"}
_NOT_FOUND = "40401"


@frozen
class Client:
    """The API spoken through the session's transport, which signs each request."""

    api: ApiTransport

    def holds(self, batch: str, file: PackageFile) -> bool:
        """Return whether a file of a batch has arrived, byte for byte."""
        return self._ask(ApiRequest("GET", profile.ASSET_PATH, params=_names(batch, file))) is not None

    def put(self, batch: str, file: PackageFile, session: Session) -> None:
        """Upload a file of a batch, streamed."""
        headers = {"content-type": file.media_type}
        with session.open(file) as stream:
            request = ApiRequest("POST", profile.ASSET_PATH, headers, stream, file.size, _names(batch, file))
            _told(self.api.send(request, sent=partial(session.progress, file)))

    def hand_in(self, path: str, document: bytes) -> str:
        """Hand in a document and return the store's word; repeating it changes nothing."""
        return _attribute(_told(self.api.send(ApiRequest("POST", path, _XML, document))), "state")

    def state_of(self, batch: str) -> str:
        """Return the store's newest word about a batch; empty where it has not come."""
        said = self.reports("", batch)
        return said[-1].native if said else ""

    def reports(self, icpn: str, batch: str) -> tuple[StatusReport, ...]:
        """Return every state the store tells of a batch, oldest first."""
        root = self._ask(ApiRequest("GET", profile.STATUS_PATH, params={"batch": batch}))
        return () if root is None else tuple(_report(step, icpn, batch) for step in root.findall("Step"))

    def _ask(self, request: ApiRequest) -> etree._Element | None:
        answer = self.api.send(request)
        root = _read(answer)
        return None if root is not None and root.get("code") == _NOT_FOUND else _told(answer)


def _names(batch: str, file: PackageFile) -> dict[str, str]:
    return {"batch": batch, "file": file.path, "sha256": file.sha256}


def _told(answer: ApiResponse) -> etree._Element:
    root = _read(answer)
    code = root.get("code", "") if root is not None else STATUSES.get(answer.status, "")
    if root is None or not answer.ok or code != "0":
        raise error_of(code, root.get("message", "") if root is not None else "", answer)
    return root


def _read(answer: ApiResponse) -> etree._Element | None:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(answer.body, parser)
    except (etree.XMLSyntaxError, ValueError):
        return None
    return root if root.tag == "Response" else None


def _report(step: etree._Element, icpn: str, batch: str) -> StatusReport:
    try:
        at, sequence = datetime.fromisoformat(_attribute(step, "at")), int(_attribute(step, "sequence"))
    except ValueError:
        raise ProtocolError("QQ Music tells of a step without its time or number") from None
    if at.tzinfo is None:
        raise ProtocolError("QQ Music tells a time without its zone")
    hits = (f"content filter, {hit.get('category')}: {hit.get('path')} {hit.get('text')!r}" for hit in step.iter("Hit"))
    return StatusReport(
        icpn=icpn,
        native=_attribute(step, "state"),
        at=at,
        sequence=sequence,
        report_id=f"{batch}:{sequence}",
        reference=batch,
        tracks=tuple(
            TrackReport(_attribute(track, "isrc"), _attribute(track, "state"), track.get("reason", ""))
            for track in step.iter("Track")
        ),
        reasons=(*(reason.text or "" for reason in step.iter("Reason")), *hits),
        evidence=step.get("url", ""),
    )


def _attribute(element: etree._Element, name: str) -> str:
    value = element.get(name)
    if value is None:
        raise ProtocolError(f"QQ Music's answer has no {name!r}")
    return value


__all__ = ["Client"]
