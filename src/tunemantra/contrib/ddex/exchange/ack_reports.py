"""Acknowledgements turned into status reports; the platform's status map interprets them (`STATUS_MAP`).

============ ==========================================================================
rule         finding
============ ==========================================================================
ERNC-ACK-004 an acknowledgement about a release that nobody here knows: no report
============ ==========================================================================
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Final

from tunemantra.contrib.ddex.exchange.ack_status import WORDS, Meaning, headline, resource_fault
from tunemantra.contrib.ddex.exchange.acknowledgement import AckDocument, Acknowledgement, AffectedResource
from tunemantra.contrib.ddex.exchange.release_ids import release_key
from tunemantra.contrib.ddex.exchange.trees import Word, clip
from tunemantra.core.finding import Finding, warning
from tunemantra.core.identifiers import Gtin, Isrc
from tunemantra.core.status import Channel
from tunemantra.errors import TuneMantraError
from tunemantra.ports.package import StatusReport, TrackReport

_MOST_REASONS: Final = 100
_LONGEST_REASON: Final = 2000
_NOTHING: Final[Mapping[str, str]] = MappingProxyType({})


def by_batch(acknowledged: Acknowledgement) -> str:
    """Return the batch as what a report is about; see `Receipt.reference`."""
    return acknowledged.batch_id


def status_reports(
    document: AckDocument,
    received_at: datetime,
    *,
    icpn_of: Mapping[str, str] = _NOTHING,
    isrc_of: Mapping[str, str] = _NOTHING,
    reference: Callable[[Acknowledgement], str] = by_batch,
    words: Mapping[str, Meaning] = WORDS,
    evidence: str = "",
) -> tuple[tuple[StatusReport, ...], tuple[Finding, ...]]:
    """Return one report for each release and message of an acknowledgement, and what is about no release of ours.

    A repeated file gives the same `report_id`s. Which report counts is `AckGuard`'s matter, and the state machine's.

    Args:
        document: as read.
        received_at: aware; the time of a report whose document has none.
        icpn_of: our products by MessageId or by `release_key`; without it an ICPN in the document is taken as it is.
        isrc_of: our recordings by the partners' own identifiers, by value or as `<namespace>:<value>`.
        reference: the submission a report is about, as the platform's receipts name it.
        words: what the recipient's words mean.
        evidence: name of the file.

    Raises:
        TuneMantraError: `received_at` has no time zone.
    """
    if received_at.utcoffset() is None:
        raise TuneMantraError(f"{received_at} has no time zone", hint="a report came at an instant")
    reports: list[StatusReport] = []
    findings: list[Finding] = []
    for acknowledged in document.acknowledgements:
        word = headline(acknowledged, words)
        icpn = _icpn(acknowledged, icpn_of)
        if not icpn:
            said = ", ".join((*acknowledged.release.values, acknowledged.message_id))
            message = "The acknowledgement is about a release that nobody here knows."
            findings.append(warning("ERNC-ACK-004", "", message, observed=clip(said), file=evidence))
        elif word is not None:
            tracks, reasons = _details(acknowledged, isrc_of, words)
            report = StatusReport(
                icpn=icpn,
                native=word.key,
                at=document.created or received_at,
                channel=Channel.FILE,
                report_id=":".join((document.sha256[:32] or document.ack_id, acknowledged.message_id, icpn)),
                reference=reference(acknowledged),
                tracks=tracks,
                reasons=reasons,
                evidence=evidence,
            )
            reports.append(report)
    return tuple(reports), tuple(findings)


def _icpn(acknowledged: Acknowledgement, icpn_of: Mapping[str, str]) -> str:
    for key in (acknowledged.message_id, *map(release_key, acknowledged.release.values)):
        if key and key in icpn_of:
            return icpn_of[key]
    said = acknowledged.release.icpn
    return str(Gtin.parse(said)) if Gtin.is_valid(said) else ""


def _details(
    acknowledged: Acknowledgement, isrc_of: Mapping[str, str], words: Mapping[str, Meaning]
) -> tuple[tuple[TrackReport, ...], tuple[str, ...]]:
    fault = resource_fault(acknowledged, words)
    tracks: dict[str, TrackReport] = {}
    reasons = [acknowledged.error_text] if acknowledged.error_text else []
    reasons += [f"{status.word}: {status.information}" for status in acknowledged.files if status.information]
    why = _short("; ".join(reasons))
    for resource in acknowledged.resources:
        isrc = _isrc(resource, isrc_of)
        if isrc and fault is not None:
            tracks[isrc] = TrackReport(isrc, fault.key, why)
        else:
            reasons.append(f"affected: {resource}")
    reasons += _more(acknowledged, fault, words)
    if len(reasons) > _MOST_REASONS:
        reasons[_MOST_REASONS:] = [f"and {len(reasons) - _MOST_REASONS} more"]
    return tuple(tracks.values()), tuple(map(_short, reasons))


def _short(reason: str) -> str:
    """Return a reason that a ledger can keep."""
    return reason if len(reason) <= _LONGEST_REASON else f"{reason[:_LONGEST_REASON]} …"


def _more(acknowledged: Acknowledgement, fault: Word | None, words: Mapping[str, Meaning]) -> Iterator[str]:
    counted = {headline(acknowledged, words), fault}
    yield from (word.key for word in acknowledged.words if word not in counted)
    if acknowledged.proposed:
        yield f"proposed: {acknowledged.proposed}"
    if acknowledged.manual_check:
        yield "to be looked at before it is sent again"
    yield from (f"claimed by {claimant}" for claimant in acknowledged.claimants)


def _isrc(resource: AffectedResource, isrc_of: Mapping[str, str]) -> str:
    if Isrc.is_valid(resource.isrc):
        return str(Isrc.parse(resource.isrc))
    keys = [key for own in resource.proprietary for key in (str(own), own.value)]
    return next((isrc_of[key] for key in keys if key in isrc_of), "")


__all__ = ["by_batch", "status_reports"]
