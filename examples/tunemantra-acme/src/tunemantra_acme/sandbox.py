"""The shop, simulated: `python -m tunemantra_acme.sandbox --folder F`. It shares no code with the driver it judges.

It watches the drop folder `F/drop`, reads a delivery once its completion mark is there, looks at the bytes with its
own eyes (hashes, WAV header and frames, JPEG size), and writes its report beside it.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import re
import signal
import sys
import threading
import time
import wave
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

STEP_SECONDS = 0.4
LOOK_SECONDS = 0.05


class Shop:
    """What the shop knows; it is all in the folder, so a shop that starts again goes on.

    Args:
        folder: the drop folder.
        speed: how many times faster than usual it works.
        problems: words it says once each, for a delivery, before it works on it.
    """

    def __init__(self, folder: Path, speed: float = 1.0, problems: tuple[str, ...] = ()) -> None:
        self.folder, self.speed, self.problems = folder, speed, list(problems)
        (folder / "reports").mkdir(parents=True, exist_ok=True)

    def look(self) -> None:
        """Work on every delivery that is complete and not settled."""
        for mark in sorted(self.folder.glob("*/*/complete.json"), key=lambda file: file.stat().st_mtime):
            report = self.folder / "reports" / f"{mark.parent.name}.json"
            if not report.exists():
                self._serve(mark.parent, report)

    def _serve(self, delivery: Path, report: Path) -> None:
        if self.problems:
            _write(report, {"problem": self.problems.pop(0)})
            self._wait()
        steps: list[Mapping[str, object]] = []
        for status, reasons in self._judged(delivery):
            stamp = datetime.now(UTC).isoformat()
            steps.append({"status": status, "at": stamp, "reasons": reasons})
            _write(report, {"steps": steps})
            self._wait()

    def _judged(self, delivery: Path) -> Iterator[tuple[str, list[str]]]:
        yield "received", []
        if faults := list(_listed_faults(delivery)):
            yield "refused: files", faults
        elif (delivery / "takedown.json").exists():
            yield "withdrawn", []
        elif faults := list(_word_faults(delivery)):
            yield "refused: words", faults
        elif faults := list(self._media_faults(delivery)):
            yield "refused: files", faults
        else:
            yield "shelved", []
            yield "on sale", []

    def _media_faults(self, delivery: Path) -> Iterator[str]:
        """Every file the document names is here or came with an earlier delivery, and is what it should be."""
        held = {_digest(file): file for file in delivery.parent.glob("*/*") if file.suffix in {".wav", ".jpg"}}
        for medium in json.loads((delivery / "release.json").read_bytes())["media"]:
            file = held.get(medium["sha256"])
            if file is None:
                yield f"{medium['file']}: never arrived"
            elif fault := _wav_fault(file) if file.suffix == ".wav" else _jpeg_fault(file):
                yield f"{medium['file']}: {fault}"

    def _wait(self) -> None:
        time.sleep(STEP_SECONDS / self.speed)


def _listed_faults(delivery: Path) -> Iterator[str]:
    listed = json.loads((delivery / "complete.json").read_bytes())["files"]
    there = {file.name: _digest(file) for file in delivery.iterdir() if file.name != "complete.json"}
    for name in sorted(listed.keys() | there.keys()):
        if listed.get(name) != there.get(name):
            yield f"{name}: {'missing' if name not in there else 'not listed' if name not in listed else 'damaged'}"


def _word_faults(delivery: Path) -> Iterator[str]:
    told = json.loads((delivery / "release.json").read_bytes())
    digits = [int(digit) for digit in told["icpn"].zfill(14)]
    if (3 * sum(digits[0::2]) + sum(digits[1::2])) % 10:
        yield f"icpn {told['icpn']}: wrong check digit"
    if told["icpn"] != delivery.parent.name:
        yield f"icpn {told['icpn']}: not the folder's"
    if not told["offers"] or not told["tracks"]:
        yield "nothing to sell"
    for track in told["tracks"]:
        if not re.fullmatch(r"[A-Z]{2}[A-Z0-9]{3}[0-9]{7}", track["isrc"]):
            yield f"isrc {track['isrc']}: malformed"


def _wav_fault(file: Path) -> str:
    try:
        with wave.open(str(file)) as audio:
            seen = (audio.getframerate(), audio.getnchannels(), 8 * audio.getsampwidth())
            whole = len(audio.readframes(audio.getnframes())) == 4 * audio.getnframes() > 0
    except (wave.Error, EOFError) as problem:
        return f"no WAV file ({problem})"
    if seen != (44_100, 2, 16):
        return f"{seen[2]} bit, {seen[0]} Hz, {seen[1]} channels"
    return "" if whole else "truncated"


def _jpeg_fault(file: Path) -> str:
    """Read the frame header (ITU-T T.81, B.2.2)."""
    data = file.read_bytes()
    place = 2
    while data[:2] == b"\xff\xd8" and place + 9 < len(data) and data[place] == 0xFF:
        if data[place + 1] in {0xC0, 0xC1, 0xC2}:
            height, width = (int.from_bytes(data[place + at : place + at + 2], "big") for at in (5, 7))
            good = (width, height, data[place + 9]) == (3000, 3000, 3) and data.rstrip(b"\0").endswith(b"\xff\xd9")
            return "" if good else f"{width} x {height}, {data[place + 9]} components, or cut off"
        place += 2 + int.from_bytes(data[place + 2 : place + 4], "big")
    return "no JPEG file"


def _digest(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _write(report: Path, said: Mapping[str, object]) -> None:
    part = report.with_suffix(".part")
    part.write_text(json.dumps(said), encoding="utf-8")
    part.replace(report)


def _ending() -> threading.Event:
    """Return an event that is set on SIGTERM and when standard input closes."""
    ended = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: ended.set())

    def watch() -> None:
        while os.read(0, 4096):
            pass
        ended.set()

    threading.Thread(target=watch, daemon=True).start()
    return ended


def main() -> None:
    """Keep shop until told to end."""
    parser = argparse.ArgumentParser(description="The Acme Record Shop, simulated.")
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--port", type=int, default=0, help="not used: the shop takes files")
    parser.add_argument("--speed", type=float, default=1.0)
    parser.add_argument("--fault", action="append", default=[], help="a problem the shop states once")
    given = parser.parse_args()
    drop = given.folder.resolve() / "drop"
    shop, ended = Shop(drop, given.speed, tuple(given.fault)), _ending()
    settings = {"folder": str(drop), "supplier": "QU0007"}
    sys.stdout.write(json.dumps({"platform": "acme", "page": drop.as_uri(), "settings": settings}) + "\n")
    sys.stdout.flush()
    while not ended.wait(LOOK_SECONDS):
        shop.look()


if __name__ == "__main__":
    main()
