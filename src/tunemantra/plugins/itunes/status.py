"""The status document, and what of it is a report.

::

    <itunes_transporter>
      <upload_status apple_identifier="1440000000" vendor_identifier="4006381333931">
        <content_status_info content_status="Polished" content_review_status="Reviewed"
                             itunes_connect_status="Ready For Sale">
          <store_status on_store="WW" not_on_store="N/A" ready_for_store="N/A" changed="2026-05-02T…Z"/>
        </content_status_info>
        <upload_status_info created="2026-05-01T…Z" status="Imported"/>
      </upload_status>
    </itunes_transporter>

Public are its elements and attributes. A sandbox contract are `changed`, the times in ISO 8601 with a zone, the words
beside `Imported` and `Upload Failed`, and the lines of a log inside a failed `upload_status_info`.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from attrs import frozen
from lxml import etree

from tunemantra.core.status import Channel
from tunemantra.errors import ProtocolError
from tunemantra.plugins.itunes import profile
from tunemantra.plugins.itunes.log import Fault, read_words
from tunemantra.ports.package import StatusReport

if TYPE_CHECKING:
    from collections.abc import Iterator

_BEGIN, _END = "<itunes_transporter", "</itunes_transporter>"
_NOTHING = "N/A"
_IMPORTED = "Imported"


@frozen
class UploadView:
    """A package as the store remembers it: when it came, its word for it, and its reasons."""

    created: str
    word: str
    faults: tuple[Fault, ...] = ()

    @property
    def failed(self) -> bool:
        """Return whether the store has refused it."""
        return self.word.startswith(profile.FAILED)


@frozen
class StoreView:
    """A product as the store has it.

    Args:
        vendor: our name for it.
        apple_id: the store's; empty as long as it has none.
        uploads: oldest first, each once.
        store: its word for the shelf; empty while there is none.
        changed: since when; empty where it does not say.
    """

    vendor: str
    apple_id: str
    uploads: tuple[UploadView, ...]
    store: str = ""
    changed: str = ""

    @property
    def newest(self) -> UploadView | None:
        """Return the package that came last."""
        return self.uploads[-1] if self.uploads else None

    def reports(self) -> Iterator[StatusReport]:
        """Yield what it says, oldest first: of each package, and of the shelf since the last one that was imported."""
        for upload in self.uploads:
            yield self._report(upload, upload.word, _moment(upload.created))
        # What was taken in is on its way to the shelf, by whatever word; what was refused is not.
        taken = [upload for upload in self.uploads if not upload.failed and not _under_way(upload)]
        if self.store and taken:
            since = max(_moment(moment) for moment in (taken[-1].created, self.changed) if moment)
            yield self._report(taken[-1], self.store, since)

    def _report(self, upload: UploadView, word: str, at: datetime) -> StatusReport:
        order = [*profile.STATUS_MAP]
        place = order.index(word if word in order else _IMPORTED)
        return StatusReport(
            icpn=self.vendor,
            native=word,
            at=at,
            channel=Channel.API,
            sequence=place,
            reference=upload.created,
            external_ids=((profile.KEY, self.apple_id),) if self.apple_id else (),
            reasons=tuple(str(fault) for fault in upload.faults) if word == upload.word else (),
        )


def read_status(output: str, vendor: str) -> StoreView:
    """Return what the store says of a product, from the output of a run.

    Raises:
        ProtocolError: there is no document in it, or none about this product.
    """
    begin, end = output.find(_BEGIN), output.rfind(_END)
    if begin < 0 or end < begin:
        raise ProtocolError(f"the Transporter answers to {vendor} with something that is no status document")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        root = etree.fromstring(output[begin : end + len(_END)].encode(), parser)
    except etree.XMLSyntaxError as problem:
        raise ProtocolError(f"the Transporter's status document of {vendor} cannot be read: {problem.msg}") from None
    found = [node for node in root.iterfind("upload_status") if node.get("vendor_identifier") == vendor]
    if not found:
        raise ProtocolError(f"the Transporter's status document says nothing of {vendor}")
    return _view(found[0], vendor)


def _view(node: etree._Element, vendor: str) -> StoreView:
    content = node.find("content_status_info")
    uploads = {_upload(info, content) for info in node.iterfind("upload_status_info")}
    shelf = content.find("store_status") if content is not None else None
    return StoreView(
        vendor=vendor,
        apple_id=_said(node, "apple_identifier"),
        uploads=tuple(sorted(uploads, key=lambda upload: (_moment(upload.created), upload.word))),
        store=_shelf_word(content, shelf),
        changed=_said(shelf, "changed"),
    )


def _upload(info: etree._Element, content: etree._Element | None) -> UploadView:
    word = _said(info, "status")
    faults = tuple(read_words(line) for line in (info.text or "").splitlines() if line.strip())
    coded = [fault for fault in faults if fault.family in profile.FAMILIES]
    if word == profile.FAILED and coded:
        word = profile.FAILED_FOR.format(family=profile.FAMILIES[coded[0].family])
    if word == "In Progress":
        word = _review_word(content) or word
    return UploadView(_said(info, "created"), word, faults)


def _review_word(content: etree._Element | None) -> str:
    words = [_said(content, name) for name in ("content_status", "content_review_status")]
    return next((word for word in words if word in profile.IN_REVIEW), "")


def _under_way(upload: UploadView) -> bool:
    return upload.word in {"In Queue", "In Progress", *profile.IN_REVIEW}


def _shelf_word(content: etree._Element | None, shelf: etree._Element | None) -> str:
    filled = [name for name in profile.LISTS if _said(shelf, name)]
    if filled == ["not_on_store"] and _said(content, "itunes_connect_status") == profile.NOT_CLEARED:
        return profile.NOT_CLEARED
    return "+".join(filled)


def _said(node: etree._Element | None, name: str) -> str:
    said = "" if node is None else node.get(name, "").strip()
    return "" if said == _NOTHING else said


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise ProtocolError(f"the Transporter's status document has no time but {text!r}") from None
    if moment.tzinfo is None:
        raise ProtocolError(f"the Transporter's status document has a time without a zone: {text!r}")
    return moment


__all__ = ["StoreView", "UploadView", "read_status"]
