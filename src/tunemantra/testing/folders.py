"""Release folders for tests: real small masters and covers, good and spoilt, and documents to change at will."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping
from copy import deepcopy
from itertools import count
from pathlib import Path
from threading import Lock
from typing import Literal

from attrs import define, field

from tunemantra.contrib.media import write_audio

Value = str | int | float | bool | list["Value"] | dict[str, "Value"]
Table = dict[str, Value]

_NUMBERS = count(1)
_KINDS: tuple[tuple[str, int, int], ...] = (("wav", 48_000, 24), ("flac", 44_100, 16), ("aiff", 48_000, 24))
_ENGLISH = ("Upstream", "Night Bridge", "Gravel", "River", "Floodplain", "Delta")
_TURNS = (0, 90, 180, 270)
RELEASED = "2025-03-07"
"""The street date of every release made here: long ago, so that what is on the shelf can be heard."""


class Masters:
    """Audio and covers, each made once and kept in a folder.

    Args:
        folder: made if missing.
        seconds: length of the shortest piece.
        changes: fields of every release's document that a platform wants otherwise; a table under `tracks` goes into
            each track.
    """

    def __init__(self, folder: Path, *, seconds: float = 1.2, changes: Mapping[str, Value] | None = None) -> None:
        self.folder, self.seconds, self.changes = folder, seconds, changes or {}
        self._guard = Lock()
        folder.mkdir(parents=True, exist_ok=True)

    def audio(self, index: int) -> Path:
        """Return a piece of its own for each index: WAV, FLAC and AIFF in turn."""
        container, rate, bits = _KINDS[index % len(_KINDS)]
        return self._made(f"{index + 1:02d}.{container}", lambda path: self._compose(path, index, rate, bits))

    def cover(self, index: int = 0) -> Path:
        """Return a square RGB cover of 3000 pixels; each of four indices is another picture."""
        turns = index % len(_TURNS)
        return self._made(f"cover-{turns}.jpg", lambda path: _picture(3000, 3000, turns=turns)(self, path))

    def square(self, side: int) -> Path:
        """Return a good cover of a size."""
        return self._made(f"{side}.jpg", lambda path: _picture(side, side)(self, path))

    def spoilt(self, name: str) -> Path:
        """Return a file with a fault: one of `SPOILT`."""
        return self._made(name, lambda path: SPOILT[name](self, path))

    def _compose(self, path: Path, index: int, rate: int, bits: int, channels: int = 2) -> None:
        container: Literal["wav", "flac", "aiff"] = "wav"
        if path.suffix == ".flac":
            container = "flac"
        elif path.suffix == ".aiff":
            container = "aiff"
        write_audio(
            path,
            seconds=self.seconds + index / 10,
            sample_rate=rate,
            bit_depth=bits,
            channels=channels,
            container=container,
            seed=index + 1,
        )

    def _made(self, name: str, make: Callable[[Path], object]) -> Path:
        path = self.folder / name
        if not path.exists():
            part = self.folder / f"making-{name}"
            make(part)
            part.replace(path)
        return path


def _mono(masters: Masters, path: Path) -> None:
    write_audio(path, seconds=masters.seconds, sample_rate=44_100, bit_depth=16, channels=1, seed=40)


def _truncated(masters: Masters, path: Path) -> None:
    whole = masters.audio(0).read_bytes()
    path.write_bytes(whole[: len(whole) * 2 // 3])


def _text(_masters: Masters, path: Path) -> None:
    path.write_text("This is not music.\n" * 500, "utf-8")


def _silent(_masters: Masters, path: Path) -> None:
    import wave

    with wave.open(str(path), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(44_100)
        file.writeframes(bytes(4 * 44_100))


def _low_rate(masters: Masters, path: Path) -> None:
    write_audio(path, seconds=masters.seconds, sample_rate=32_000, bit_depth=16, seed=41)


def _picture(width: int, height: int, mode: str = "RGB", turns: int = 0) -> Callable[[Masters, Path], None]:
    def make(_masters: Masters, path: Path) -> None:
        from PIL import Image

        ramp = Image.linear_gradient("L").rotate(_TURNS[turns]).resize((width, height))
        picture = Image.merge("RGB", (ramp, ramp.transpose(Image.Transpose.ROTATE_180), ramp))
        picture.convert(mode).save(path, "JPEG", quality=80)

    return make


SPOILT: Mapping[str, Callable[[Masters, Path], None]] = {
    "mono.wav": _mono,
    "truncated.wav": _truncated,
    "text.wav": _text,
    "silent.wav": _silent,
    "low-rate.wav": _low_rate,
    "cmyk.jpg": _picture(3000, 3000, "CMYK"),
    "wide.jpg": _picture(3200, 3000),
    "text.jpg": _text,
}
"""Files with one fault each."""


@define
class ReleaseDraft:
    """A release that is still to be written: its document, and where its files come from.

    Args:
        table: the document, as in `release.toml`.
        files: the file each name in the folder is copied from.
    """

    table: Table
    files: dict[str, Path] = field(factory=dict)

    @property
    def icpn(self) -> str:
        """Return the product code."""
        return str(self.table["upc"])

    @property
    def tracks(self) -> list[Table]:
        """Return the tables of the tracks."""
        return _tables(self.table["tracks"])

    @property
    def deals(self) -> list[Table]:
        """Return the tables of the deals."""
        return _tables(self.table["deals"])

    def write(self, folder: Path) -> Path:
        """Write the folder anew and return it; files that are there and are the same stay."""
        folder.mkdir(parents=True, exist_ok=True)
        for name, source in self.files.items():
            shutil.copyfile(source, folder / name)
        lines = [f"{key} = {toml_value(value)}" for key, value in self.table.items()]
        (folder / "release.toml").write_text("\n".join(lines) + "\n", "utf-8")
        return folder


def _tables(value: Value) -> list[Table]:
    assert isinstance(value, list)
    return [one for one in value if isinstance(one, dict)]


def toml_value(value: Value) -> str:
    """Return a value as TOML writes it on one line."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return "[" + ", ".join(map(toml_value, value)) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key} = {toml_value(inner)}" for key, inner in value.items()) + "}"
    return json.dumps(value, ensure_ascii=False)


def draft_release(masters: Masters, *, discs: int = 1, tracks: int = 2, number: int = 0) -> ReleaseDraft:
    """Return a release nobody has anything to say against, with a product code and ISRCs of its own.

    Args:
        masters: where its media come from.
        discs: how many.
        tracks: how many on each disc.
        number: of the release; the next free one of this process where it is 0.
    """
    own = number or next(_NUMBERS)
    places = [(disc, place) for disc in range(1, discs + 1) for place in range(1, tracks + 1)]
    files = {"cover.jpg": masters.cover()}
    listed: list[Value] = []
    for index, (disc, place) in enumerate(places):
        source = masters.audio(index)
        name = f"{disc}-{place:02d}{source.suffix}"
        files[name] = source
        listed.append(_track(own, index, disc, place, name))
    single = len(places) == 1
    table: Table = {
        "upc": gtin(own),
        "title": _ENGLISH[0] if single else "Between Two Rivers",
        "artists": ["Ada Strand"],
        "label": "Sandbank Records",
        "kind": "Single" if single else "Album",
        "genre": "Melodic House & Techno",
        "release_date": RELEASED,
        "catalog_number": f"SBR{own:04d}",
        "language": "en",
        "p_line": "2025 Sandbank Records",
        "c_line": "2025 Sandbank Records",
        "artwork": "cover.jpg",
        "titles": [],
        "deals": [_deal("OnDemandStream", "SubscriptionModel"), _deal("PermanentDownload", "PayAsYouGoModel")],
        "tracks": listed,
    }
    changes = deepcopy(dict(masters.changes))
    every = changes.pop("tracks", {})
    for track in _tables(listed):
        track.update(deepcopy(every) if isinstance(every, dict) else {})
    return ReleaseDraft({**table, **changes}, files)


def _track(own: int, index: int, disc: int, place: int, name: str) -> Table:
    return {
        "disc": disc,
        "number": place,
        "isrc": f"QZTST{own % 100:02d}{(own // 100) % 1000:03d}{index + 1:02d}",
        "title": _ENGLISH[index % len(_ENGLISH)],
        "file": name,
        "bpm": 122 + index,
        "key": "A min",
        "contributors": [{"name": "Ada Strand", "roles": ["Composer"]}],
    }


def _deal(use: str, model: str) -> Table:
    return {"territories": ["Worldwide"], "exclude": ["KP"], "start": RELEASED, "models": [model], "uses": [use]}


def gtin(number: int) -> str:
    """Return a UPC of GS1's range for use inside a company: never somebody's product."""
    digits = f"2{number:010d}"
    total = sum(int(digit) * (1 if place % 2 else 3) for place, digit in enumerate(digits))
    return f"{digits}{-total % 10}"


__all__ = ["RELEASED", "SPOILT", "Masters", "ReleaseDraft", "Table", "Value", "draft_release", "gtin", "toml_value"]
