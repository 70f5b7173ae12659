"""The shop, simulated: `python -m tunemantra_acme.sandbox --folder F`. It shares no code with the driver it judges.

It watches the drop folder `F/drop`, reads a delivery once its completion mark is there, looks at the bytes with its
own eyes (hashes, audio, picture), writes its report beside it, and shows what it holds as a page.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tunemantra.contrib.sandbox import (
    Arguments,
    Faults,
    Journal,
    Table,
    WebServer,
    admin_routes,
    audio_faults,
    ending,
    gtin_fault,
    image_faults,
    isrc_fault,
    look_at_audio,
    look_at_image,
    page,
    parse_args,
    ready,
)

OFFERED = (
    *("broken-answer", "duplicate-status", "late-status", "no-marker-seen", "out-of-order-status"),
    *("slow-ack", "too-many-requests", "unavailable", "unknown-status"),
)
"""The misbehaviours this shop can be asked for."""
PROBLEMS = {"unavailable": "stocktaking", "too-many-requests": "too-many"}
MARK, STEP_SECONDS, LOOK_SECONDS = "complete.json", 0.4, 0.05
MEDIA = (".wav", ".jpg")
Steps = list[dict[str, object]]


class Shop:
    """What the shop knows; it is all in the folder, so a shop that starts again goes on."""

    def __init__(self, given: Arguments) -> None:
        self.given, self.drop = given, given.folder / "drop"
        self.journal, self.faults = Journal(given.folder), Faults(given.folder, OFFERED, given.faults)
        self.steps: dict[str, Steps] = {}
        (self.drop / "reports").mkdir(parents=True, exist_ok=True)

    def look(self) -> None:
        """Work on every delivery that is complete and has no report."""
        for mark in sorted(self.drop.glob(f"*/*/{MARK}"), key=lambda file: file.stat().st_mtime):
            report = self.drop / "reports" / f"{mark.parent.name}.json"
            if not report.exists() and self.faults.take("no-marker-seen") is None:
                self._serve(mark.parent, report)

    def _serve(self, delivery: Path, report: Path) -> None:
        icpn, name = delivery.parent.name, delivery.name
        for file in _files(delivery):
            event = "asset-received" if file.suffix in MEDIA else "document-received"
            self.journal.write(event, path=f"{icpn}/{name}/{file.name}", sha256=_digest(file), icpn=icpn)
        self.journal.write("delivery-complete", icpn=icpn, reference=name)
        self._wait(self.faults.number("slow-ack", 2.0) or 0.0)
        for fault, problem in PROBLEMS.items():
            if self.faults.take(fault) is not None:
                _write(report, json.dumps({"problem": problem}))
                self._wait()
        steps = self.steps[name] = []
        for status, reasons in self._judged(delivery):
            stamp = datetime.now(UTC).isoformat()
            steps.append({"icpn": icpn, "status": status, "at": stamp, "reasons": reasons})
            self._note(icpn, name, status, reasons)
            self._tell(report, steps)
            self._wait()

    def _judged(self, delivery: Path) -> Iterator[tuple[str, list[str]]]:
        yield "received", []
        try:
            yield from self._verdict(delivery)
        except (AttributeError, LookupError, TypeError, ValueError) as problem:
            yield "refused: words", [f"cannot be read: {problem!r}"]

    def _verdict(self, delivery: Path) -> Iterator[tuple[str, list[str]]]:
        if faults := list(_listed_faults(delivery)):
            yield "refused: files", faults
        elif (delivery / "takedown.json").exists():
            yield "withdrawn", []
        elif faults := list(_word_faults(delivery)):
            yield "refused: words", faults
        elif faults := list(_media_faults(delivery)):
            yield "refused: files", faults
        else:
            if (word := self.faults.take("unknown-status")) is not None:
                yield word or "in the back room", []
            yield "shelved", []
            yield "on sale", []

    def _tell(self, report: Path, steps: Steps) -> None:
        told = list(steps)
        if len(told) > 1 and self.faults.take("out-of-order-status") is not None:
            told.reverse()
        told += [told[-1]] if self.faults.take("duplicate-status") is not None else []
        told += [told[0]] if len(told) > 1 and self.faults.take("late-status") is not None else []
        broken = self.faults.take("broken-answer") is not None
        _write(report, "<html>maintenance</html>" if broken else json.dumps({"steps": told}))

    def _note(self, icpn: str, reference: str, status: str, reasons: list[str]) -> None:
        events = {"shelved": "ingested", "on sale": "live", "withdrawn": "taken-down"}
        event = "rejected" if status.startswith("refused") else events.get(status)
        if event:
            self.journal.write(event, icpn=icpn, reference=reference, reason="; ".join(reasons))

    def _wait(self, seconds: float = STEP_SECONDS) -> None:
        time.sleep(self.given.delay(seconds))

    def page(self) -> str:
        """Return what the shop holds, for people."""
        rows = [[*step.values()] for steps in list(self.steps.values()) for step in list(steps)]
        return page("Acme Record Shop", "A simulator.", [Table("Steps", ("Product", "Status", "At", "Reasons"), rows)])


def _listed_faults(delivery: Path) -> Iterator[str]:
    listed = _read(delivery / MARK)["files"]
    there = {file.name: _digest(file) for file in _files(delivery) if file.name != MARK}
    for name in sorted(listed.keys() | there.keys()):
        if listed.get(name) != there.get(name):
            yield f"{name}: {'missing' if name not in there else 'not listed' if name not in listed else 'damaged'}"


def _word_faults(delivery: Path) -> Iterator[str]:
    told = _read(delivery / "release.json")
    yield from filter(None, [gtin_fault(told["icpn"]), *(isrc_fault(track["isrc"]) for track in told["tracks"])])
    if told["icpn"] != delivery.parent.name:
        yield f"icpn {told['icpn']}: not the folder's"
    if not told["offers"] or not told["tracks"]:
        yield "nothing to sell"
    for track in told["tracks"]:
        if "feat." in track["title"]:
            yield f"track {track['number']}: a featured artist in the title"


def _media_faults(delivery: Path) -> Iterator[str]:
    """Every file the document names is here or came with an earlier delivery, and is what it should be."""
    held = {_digest(file): file for file in delivery.parent.glob("*/*") if file.suffix in MEDIA}
    for medium in _read(delivery / "release.json")["media"]:
        name, file = medium["file"], held.get(medium["sha256"])
        if file is None:
            yield f"{name}: never arrived"
        elif file.suffix == ".wav":
            yield from (f"{name}: {fault}" for fault in audio_faults(look_at_audio(file)))
        else:
            yield from (f"{name}: {fault}" for fault in image_faults(look_at_image(file), side=3000, exact=True))


def _files(delivery: Path) -> list[Path]:
    return sorted(file for file in delivery.iterdir() if file.is_file())


def _read(file: Path) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(file.read_bytes())
    return read


def _digest(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _write(report: Path, said: str) -> None:
    part = report.with_suffix(".part")
    part.write_text(said, encoding="utf-8")
    part.replace(report)


def main() -> None:
    """Keep shop until told to end."""
    from starlette.applications import Starlette

    given = parse_args("acme", faults=OFFERED)
    shop, ended = Shop(given), ending()
    with WebServer(Starlette(routes=admin_routes(shop.faults, shop.page)), given.port) as web:
        ready("acme", {"folder": str(shop.drop), "supplier": "QU0007"}, f"{web.url}/", faults=OFFERED)
        while not ended.wait(LOOK_SECONDS):
            shop.look()


if __name__ == "__main__":
    main()
