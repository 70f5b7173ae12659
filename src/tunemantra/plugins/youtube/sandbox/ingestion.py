"""From a file to an active reference, and from a package to Art Tracks, step by step, each after a while."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from attrs import define

from tunemantra.contrib.sandbox import Agenda, Faults, Journal
from tunemantra.plugins.youtube.sandbox import judge, sheet
from tunemantra.plugins.youtube.sandbox.store import (
    ArtTrack,
    MusicRelease,
    Package,
    Reference,
    Store,
    fresh,
    now,
)

if TYPE_CHECKING:
    from tunemantra.plugins.youtube.sandbox.sheet import Fault, Row

FINGERPRINTING, CHECKING, PUBLISHING = 0.3, 0.5, 0.5
"""Seconds each step takes at speed 1."""
_NEXT = {"computing_fingerprint": "checking", "activating": "active"}


@define
class Ingestion:
    """Works in the background; what it had begun before it was ended, it begins again.

    Args:
        store, journal, faults: of the simulator.
        delay: from usual seconds to seconds here.
        agenda: what is due later.
    """

    store: Store
    journal: Journal
    faults: Faults
    delay: Callable[[float], float]
    agenda: Agenda

    def resume(self) -> None:
        """Go on with everything that is not at its end."""
        for reference in self.store.state.references.values():
            self.recognise(reference)
        for package in self.store.state.packages.values():
            if not package.done:
                self.begin(package)

    def recognise(self, reference: Reference) -> None:
        """Take a reference to its next state after a while, until it is active."""
        if reference.status in {*_NEXT, "checking"}:
            self.agenda.later(self.delay(FINGERPRINTING), lambda: self._step(reference))

    def begin(self, package: Package) -> None:
        """Work on a package."""
        self.agenda.later(self.delay(CHECKING), lambda: self._judge(package))

    def _step(self, reference: Reference) -> None:
        status, reason = _NEXT.get(reference.status, "active"), ""
        if reference.status == "checking":
            asset = self.store.state.assets[reference.asset_id]
            reason = next(judge.file_faults(self.store, asset, reference), "")
            status = "inactive" if reason else "active"
        with self.store.lock:
            reference.status, reference.reason, reference.changed = status, reason, now()
            self.store.save()
        self.recognise(reference)

    def _judge(self, package: Package) -> None:
        rows = sheet.read(package.content)
        gone = sheet.is_takedown(rows)
        found = [] if gone else sheet.faults(rows)
        found = found or (judge.takedown_faults if gone else judge.faults)(self.store, rows)
        with self.store.lock:
            if not package.files:
                self._report(package, rows, found)
        if found:
            self._end(package)
            reason = f"row {found[0].row}: {found[0].column}: {found[0].message}"
            self.journal.write("rejected", icpn=package.icpn, reference=package.id, reason=reason)
            return
        if not gone:
            self.journal.write("ingested", icpn=package.icpn, reference=package.id)
            home = self.store.home(package.icpn)
            (home / f"{package.icpn}.csv").write_text(package.content, encoding="utf-8", newline="")
        self.agenda.later(
            self.delay(PUBLISHING), lambda: self._remove(package) if gone else self._publish(package, rows)
        )

    def _report(self, package: Package, rows: Sequence[Row], found: Sequence[Fault]) -> None:
        """Write the status files: a row for each of the sheet, and one for each fault."""
        at, wrong = now(), {fault.row for fault in found}
        unknown = self.faults.take("unknown-status")
        good = "Successful" if unknown is None else unknown or "Simmering"
        head = ("Row number", "ISRC", "Status", "Processed")
        listed = [
            (number, row["isrc"], "Errors" if number in wrong else good, at) for number, row in enumerate(rows, 1)
        ]
        package.files.append((f"report-{package.name}", _csv(head, listed)))
        if found:
            head = ("Row number", "ISRC", "Column", "Error message")
            told = [(f.row, rows[f.row - 1]["isrc"], f.column, f"{f.column}: {f.message}") for f in found]
            package.files.append((f"errors-{package.name}", _csv(head, told)))
        package.status = "Errors" if found else "Successful"
        self.store.save()

    def _publish(self, package: Package, rows: Sequence[Row]) -> None:
        """Make the Art Tracks public once every reference is active."""
        assets = [asset for row in rows if (asset := self.store.asset_of(row["isrc"])) is not None]
        active = {one.asset_id for one in self.store.state.references.values() if one.status == "active"}
        if not active >= {asset.id for asset in assets}:
            self.agenda.later(self.delay(FINGERPRINTING), lambda: self._publish(package, rows))
            return
        withheld = self.faults.take("reject-track")
        with self.store.lock:
            held = self.store.state.releases.get(package.icpn)
            tracks = [ArtTrack(asset.said("isrc"), asset.id, fresh("v"), "public") for asset in assets]
            for track in tracks:
                if track.isrc == withheld:
                    track.status, track.reason = "rejected", "refused by policy"
            release = MusicRelease(
                held.id if held else fresh("OLAK5uy_"),
                package.icpn,
                package.id,
                "public",
                now(),
                tracks,
                dict(self._topics(rows)),
            )
            self.store.state.releases[package.icpn] = release
        self._end(package)
        self.journal.write("live", icpn=package.icpn, reference=package.id)

    def _topics(self, rows: Sequence[Row]) -> Iterable[tuple[str, str]]:
        for row in rows:
            columns = (row[name].split(" | ") for name in ("track_artists", "artist_isnis", "artist_channel_ids"))
            for artist, isni, channel in zip(*columns, strict=True):
                yield artist, self.store.channel_of(artist, isni, channel)

    def _remove(self, package: Package) -> None:
        with self.store.lock:
            release = self.store.state.releases.get(package.icpn)
            if release is not None:
                release.package_id, release.status, release.changed = package.id, "deleted", now()
                for track in release.tracks:
                    track.status, track.reason = "deleted", ""
                    for reference in self.store.references_of(track.asset_id):
                        reference.status = "inactive" if reference.status != "deleted" else "deleted"
        self._end(package)
        self.journal.write("taken-down", icpn=package.icpn, reference=package.id)

    def _end(self, package: Package) -> None:
        with self.store.lock:
            package.done = True
            self.store.save()


def _csv(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([head, *rows])
    return out.getvalue()
