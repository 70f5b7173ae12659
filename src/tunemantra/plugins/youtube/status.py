"""What YouTube says of a package: its own status and status files, its references, and the Art Tracks made of it."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Final

from tunemantra.core.status import Channel
from tunemantra.plugins.youtube import profile
from tunemantra.ports.answers import Answers
from tunemantra.ports.package import StatusReport, TrackReport

if TYPE_CHECKING:
    from tunemantra.plugins.youtube.client import Client, PackageView, Reference, ReleaseView
    from tunemantra.ports.package import Receipt

ASSET_ID: Final = "asset:"
"""Begins the name of an external id: the rest is the recording's ISRC."""
_SAID: Final = Answers("YouTube's status file")
_REPORT, _ERRORS = "report-", "errors-"
_STATUS, _ISRC, _MESSAGE, _PROCESSED = "Status", "ISRC", "Error message", "Processed"


def reports(icpn: str, receipt: Receipt, client: Client) -> tuple[StatusReport, ...]:
    """Return everything YouTube says of a package, oldest first."""
    package = client.package(receipt.reference)
    if package is None:
        return ()
    assets = {
        asset_id: name.removeprefix(ASSET_ID) for name, asset_id in receipt.external_ids if name.startswith(ASSET_ID)
    }
    answer = _of_rows(icpn, package)
    # A sheet without media is a takedown: of that only a refusal and the end say something new.
    takedown = len(receipt.files) == 1
    if answer is None:
        return () if takedown else (_of_package(icpn, package),)
    said = [] if takedown and answer.native != profile.ERRORS else [answer]
    if answer.native != profile.ERRORS:
        said += [] if takedown else _of_references(icpn, package, assets, client.references(list(assets)), answer.at)
        release = client.release(icpn)
        if release is not None and release.package_id == package.id:
            said.append(_of_release(icpn, package, release))
    return tuple(sorted(said, key=lambda report: report.at))


def _of_package(icpn: str, package: PackageView) -> StatusReport:
    identity = f"{package.id}/{package.status}"
    return StatusReport(icpn, package.status, package.created, Channel.API, report_id=identity, reference=package.id)


def _of_rows(icpn: str, package: PackageView) -> StatusReport | None:
    """Return what the status files say of the rows of the sheet; None before there are any."""
    files = {file.name.partition("-")[0] + "-": _rows(file.content) for file in package.files}
    rows = files.get(_REPORT)
    if not rows:
        return None
    failed = any(row.get(_STATUS) == profile.ERRORS for row in rows)
    native = profile.ERRORS if failed else _first(rows, _STATUS)
    reasons = [f"row {row.get('Row number')}: {row.get(_MESSAGE)}" for row in files.get(_ERRORS, [])]
    why: dict[str, str] = {}
    for row in files.get(_ERRORS, []):
        why.setdefault(str(row.get(_ISRC)), str(row.get(_MESSAGE)))
    tracks = tuple(
        TrackReport(str(row.get(_ISRC)), str(row.get(_STATUS)), why.get(str(row.get(_ISRC)), "")) for row in rows
    )
    return StatusReport(
        icpn,
        native,
        _SAID.time(_first(rows, _PROCESSED)),
        Channel.API,
        report_id=f"{package.id}/{native}",
        reference=package.id,
        tracks=tracks,
        reasons=tuple(reasons),
    )


def _of_references(
    icpn: str, package: PackageView, assets: Mapping[str, str], references: list[Reference], since: datetime
) -> Iterator[StatusReport]:
    newest = {one.asset_id: one for one in references if one.status not in profile.REFERENCE_ENDED or one.reason}
    if set(newest) != set(assets) or any(one.status in profile.FINGERPRINTING for one in newest.values()):
        return
    ended = list(newest.values())
    first = next((one for one in ended if one.status == profile.ACTIVE), ended[0])
    tracks = tuple(TrackReport(isrc, newest[one].status, newest[one].reason) for one, isrc in assets.items())
    at = max(since, *(one.changed for one in ended))
    reasons = tuple(f"{assets[key]}: {one.reason}" for key, one in newest.items() if one.reason)
    identity = f"{package.id}/{first.status}/{at.isoformat()}"
    yield StatusReport(
        icpn,
        first.status,
        at,
        Channel.API,
        report_id=identity,
        reference=package.id,
        tracks=tracks,
        reasons=reasons,
    )


def _of_release(icpn: str, package: PackageView, release: ReleaseView) -> StatusReport:
    tracks = tuple(TrackReport(*track) for track in release.tracks)
    topics = tuple((f"topic:{artist}", channel) for artist, channel in release.topics)
    return StatusReport(
        icpn,
        release.status,
        release.changed,
        Channel.API,
        report_id=f"{package.id}/{release.status}/{release.changed.isoformat()}",
        reference=package.id,
        tracks=tracks,
        external_ids=(("music_release", release.id), *topics),
        reasons=tuple(f"{isrc}: {reason}" for isrc, _, reason in release.tracks if reason),
        evidence=f"https://music.youtube.com/playlist?list={release.id}",
    )


def _rows(content: str) -> list[Mapping[str, str]]:
    return list(csv.DictReader(content.splitlines()))


def _first(rows: list[Mapping[str, str]], name: str) -> str:
    return rows[0].get(name) or ""
