"""Hearing what became of a batch: from the portal, by mail, in files, whichever there is."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import timedelta

from tunemantra.contrib.batches.errors import portal_error
from tunemantra.contrib.batches.portal import Ids, no_ids, read_portal
from tunemantra.errors import PlatformError, TransportError
from tunemantra.ports.package import Receipt, StatusReport
from tunemantra.ports.platform import Session
from tunemantra.ports.transport import ApiRequest, Mail

Source = Callable[[], Iterable[StatusReport]]

_NOT_FOUND = 404
# Clocks of mail servers differ, and a fast store writes before we note that we have sent.
_MAIL_MARGIN = timedelta(days=1)


def heard(*sources: Source) -> list[StatusReport]:
    """Return what several sources say, oldest first, of equal ones the most trusted first.

    Where one fails, what the others say still counts.

    Raises:
        PlatformError, TransportError: one failed, and none of the others said anything.
    """
    reports: list[StatusReport] = []
    failed: PlatformError | TransportError | None = None
    for source in sources:
        try:
            reports += source()
        except (PlatformError, TransportError) as problem:
            failed = failed or problem
    if failed is not None and not reports:
        raise failed
    return sorted(reports, key=lambda report: (report.at, report.sequence, -report.channel.trust))


def from_mail(
    icpn: str, receipt: Receipt, session: Session, read: Callable[[Mail], StatusReport | None]
) -> Iterable[StatusReport]:
    """Return what the mailbox `mail` says of a batch; `read` is the driver's `read_mail`."""
    mails = session.mailbox("mail").messages(since=receipt.at - _MAIL_MARGIN)
    reports = map(read, mails)
    return [report for report in reports if report is not None and report.icpn == icpn and _about(report, receipt)]


def from_portal(icpn: str, receipt: Receipt, session: Session, path: str, ids: Ids = no_ids) -> Iterable[StatusReport]:
    """Return what the connection `portal` says of a batch at a path; nothing where the product is not known yet.

    `ids` as for `read_portal`.

    Raises:
        PlatformError: the portal answered otherwise than with success.
    """
    response = session.api("portal").send(ApiRequest("GET", path))
    if response.status == _NOT_FOUND:
        return ()
    if not response.ok:
        raise portal_error(response)
    return [report for report in read_portal(response, icpn, ids) if _about(report, receipt)]


def _about(report: StatusReport, receipt: Receipt) -> bool:
    return report.reference in {"", receipt.reference}


__all__ = ["Source", "from_mail", "from_portal", "heard"]
