"""What the store's quality control finds wrong with a batch: every fault, by row."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path

from tunemantra.contrib.sandbox import (
    digest_of,
    gtin_fault,
    image_faults,
    isrc_fault,
    look_at_audio,
    look_at_image,
    territory_fault,
)
from tunemantra.contrib.sandbox.mpeg import look_at_mp3, mp3_faults
from tunemantra.plugins.jiosaavn.sandbox.manifest import RowRead
from tunemantra.plugins.jiosaavn.sandbox.wording import wording

Faults = dict[int, list[str]]
"""Row number to what is wrong with it."""

_SMALLEST_COVER = 1000
_TOLERANCE = 1.0
_SUM = re.compile(r"([0-9a-f]{32})  (\S.*)")
_TERRITORIES = re.compile(r"WW(;-[A-Z]{2})*|(?!WW)[A-Z]{2}(;(?!WW)[A-Z]{2})*")
_DAYS = re.compile(r"(?P<common>[0-9-]*)(?P<more>(;[A-Z]{2}=[0-9-]*)*)")
_DOCUMENTS = {"manifest.csv", "checksums.md5", "DONE"}


def inspect(rows: Sequence[RowRead], folder: Path, held: Mapping[str, str]) -> Faults:
    """Return the faults of a batch.

    Args:
        rows: of its manifest.
        folder: the batch.
        held: recordings the store holds from before, ISRC to SHA-256, and `cover`; empty for a new product.
    """
    batch = _Batch(folder, held)
    whole = [*_package(rows, batch)]
    isrcs = [row["isrc"] for row in rows]
    return {
        row.number: [
            *whole,
            *(("the ISRC is in the batch twice",) if isrcs.count(row["isrc"]) > 1 else ()),
            *_row(row, batch),
        ]
        for row in rows
    }


class _Batch:
    """A batch as it lies there; every row names the same cover, which is looked at once."""

    def __init__(self, folder: Path, held: Mapping[str, str]) -> None:
        self.folder = folder
        self.held = held
        self.md5 = cache(lambda name: digest_of(folder / name, "md5"))
        self.cover = cache(lambda name: tuple(image_faults(look_at_image(folder / name), side=_SMALLEST_COVER)))


def _row(row: RowRead, batch: _Batch) -> Iterator[str]:
    yield from (f"{column}: a spreadsheet would take it for a formula" for column in row.formulas)
    yield from filter(None, (gtin_fault(row["upc"]), isrc_fault(row["isrc"])))
    if row["action"] == "TAKEDOWN":
        return
    yield from wording(row)
    yield from _terms(row)
    yield from _audio(row, batch)
    yield from _cover(row, batch)


def _package(rows: Sequence[RowRead], batch: _Batch) -> Iterator[str]:
    folder = batch.folder
    if {row["batch_id"] for row in rows} != {folder.name}:
        yield f"batch_id is not {folder.name} throughout"
    if len({row["upc"] for row in rows}) > 1 or len({row["action"] for row in rows}) > 1:
        yield "a batch is one product and one action"
    if [row["row"] for row in rows] != [str(row.number) for row in rows]:
        yield "the rows are not numbered from 1"
    lines = [_SUM.fullmatch(line) for line in (folder / "checksums.md5").read_text("utf-8").splitlines()]
    sums = {match[2]: match[1] for match in lines if match is not None}
    if len(sums) < len(lines):
        yield "checksums.md5 has a line that is none, or a file twice"
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    named = {row[column] for row in rows for column in ("audio_file", "cover_file")} - {""}
    for name in sorted(there - named - _DOCUMENTS):
        yield f"{name} is there and no row names it"
    for name in sorted(sums.keys() ^ (named | {"manifest.csv"})):
        yield f"{name} stands in checksums.md5 or in the manifest, but not in both"
    for name, md5 in sums.items():
        path = folder / name
        if name in there and not path.is_symlink() and batch.md5(name) != md5:
            yield f"{name}: the MD5 differs from checksums.md5"


def _file(row: RowRead, column: str, name: str, batch: _Batch) -> Iterator[str]:
    path = batch.folder / name
    if row[f"{column}_file"] != name:
        yield f"{column}_file is {row[f'{column}_file']!r}, not {name!r}"
    elif not path.is_file() or path.is_symlink():
        yield f"{name} is named and not there"
    elif batch.md5(name) != row[f"{column}_md5"]:
        yield f"{name}: the MD5 differs from {column}_md5"


def _audio(row: RowRead, batch: _Batch) -> Iterator[str]:
    if not row["audio_file"]:
        if row["action"] == "INSERT" or row["isrc"] not in batch.held:
            yield "no audio, and the store has none"
        return
    name = f"audio/{row['isrc']}.mp3"
    missing = [*_file(row, "audio", name, batch)]
    yield from missing
    if missing:
        return
    seen = look_at_audio(batch.folder / name)
    for text in mp3_faults(look_at_mp3(batch.folder / name)):
        yield f"{name}: {text}"
    if seen.problem:
        yield f"{name}: cannot be decoded: {seen.problem}"
    if seen.silent:
        yield f"{name}: silent throughout"
    if not re.fullmatch(r"[0-9]+\.[0-9]{3}", row["duration_s"]):
        yield f"duration_s {row['duration_s']!r} is no number of seconds"
    elif abs(float(row["duration_s"]) - seen.seconds) > _TOLERANCE:
        yield f"{name}: {seen.seconds:.2f} s of audio, {row['duration_s']} s stated"


def _cover(row: RowRead, batch: _Batch) -> Iterator[str]:
    if not row["cover_file"]:
        if row["action"] == "INSERT" or "cover" not in batch.held:
            yield "no cover, and the store has none"
        return
    name = f"art/{row['upc']}.jpg"
    missing = [*_file(row, "cover", name, batch)]
    yield from missing
    if not missing:
        yield from (f"{name}: {text}" for text in batch.cover(name))


def _terms(row: RowRead) -> Iterator[str]:
    codes = [code for code in re.findall(r"[A-Z]{2}", row["territories"]) if code != "WW"]
    if not _TERRITORIES.fullmatch(row["territories"]) or any(map(territory_fault, codes)):
        yield f"territories {row['territories']!r} are neither codes nor WW with exceptions"
    if not _is_days(row["available_from"]) or row["available_from"].startswith((";", "=")):
        yield f"available_from {row['available_from']!r} is no day"
    if row["available_to"] and not _is_days(row["available_to"]):
        yield f"available_to {row['available_to']!r} is no day"
    if row["album_only"] not in {"Y", "N"}:
        yield f"album_only {row['album_only']!r} is neither Y nor N"


def _is_days(cell: str) -> bool:
    match = _DAYS.fullmatch(cell)
    days = [match["common"], *(part.partition("=")[2] for part in match["more"].split(";")[1:])] if match else ["?"]
    return all(not day or _is_day(day) for day in days)


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


__all__ = ["Faults", "inspect"]
