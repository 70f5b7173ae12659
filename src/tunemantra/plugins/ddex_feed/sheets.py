"""A store's reports as CSV: files in a folder of the exchange, columns as the profile names them."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta

from attrs import frozen

from tunemantra.core.status import Channel
from tunemantra.plugins.ddex_feed.errors import feed_error
from tunemantra.plugins.ddex_feed.profile import LARGEST_ACK, Sheet
from tunemantra.ports.package import Receipt, StatusReport
from tunemantra.ports.transport import FileTransport, RemoteFile

# Clocks differ, and a fast store writes before we note that we have sent.
_MARGIN = timedelta(days=1)


@frozen
class Reports:
    """The rows about one submission.

    Args:
        sheet: how the store writes them.
        icpn: the product.
        receipt: of the submission.
    """

    sheet: Sheet
    icpn: str
    receipt: Receipt

    def read(self, files: FileTransport) -> list[StatusReport]:
        """Return what the rows say, oldest first.

        Raises:
            ProtocolError: there are reports, and none can be read.
        """
        listed = [one for one in files.list(self.sheet.folder) if self._may_speak(one)]
        tables = [(one.path, self._rows(files.read(one.path, limit=LARGEST_ACK))) for one in listed]
        if listed and all(rows is None for _, rows in tables):
            raise feed_error("unreadable", listed[-1].path)
        reports = [report for path, rows in tables for report in self._reports(path, rows or [])]
        return sorted(reports, key=lambda report: (report.at, report.sequence))

    def _may_speak(self, file: RemoteFile) -> bool:
        """Return whether a file is a report that was written since we sent."""
        fresh = file.modified is None or file.modified >= self.receipt.at - _MARGIN
        return not file.folder and file.name.lower().endswith(".csv") and fresh

    def _rows(self, content: bytes) -> list[Mapping[str, str]] | None:
        """Return the rows; None where it is no such report."""
        lines = content.decode("utf-8-sig", "replace").splitlines()
        try:
            reader = csv.DictReader(lines, delimiter=self.sheet.delimiter, restval="", strict=True)
            wanted = {self.sheet.icpn, self.sheet.state, self.sheet.at}
            return list(reader) if wanted <= {*(reader.fieldnames or ())} else None
        except csv.Error:
            return None

    def _reports(self, path: str, rows: list[Mapping[str, str]]) -> Iterator[StatusReport]:
        for number, row in enumerate(rows, 1):
            delivery = row.get(self.sheet.delivery, "").strip()
            state, at = row[self.sheet.state].strip(), row[self.sheet.at].strip()
            if row[self.sheet.icpn].strip() != self.icpn or not state:
                continue
            if delivery and delivery != self.receipt.reference:
                continue
            reason = row.get(self.sheet.reason, "").strip()
            yield StatusReport(
                icpn=self.icpn,
                native=state,
                at=_moment(at) or self.receipt.at,
                channel=Channel.FILE,
                sequence=number,
                # A row is the same wherever it is said again.
                report_id=f"csv:{self.icpn}:{delivery}:{state}:{at}",
                reference=delivery,
                reasons=(reason,) if reason else (),
                evidence=path,
            )


def _moment(text: str) -> datetime | None:
    """Return a moment; a day alone begins at midnight, and no zone is UTC."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


__all__ = ["Reports"]
