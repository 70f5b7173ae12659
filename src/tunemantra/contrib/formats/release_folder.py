"""A release as a folder: `release.toml` or `release.json`, audio and artwork."""

from __future__ import annotations

import re
import tomllib
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from tunemantra.contrib.formats import findings
from tunemantra.contrib.formats.build import build_release
from tunemantra.contrib.formats.fields import RELEASE
from tunemantra.contrib.formats.folder_files import files_of, inside, is_file
from tunemantra.contrib.formats.folder_lyrics import lyrics_of
from tunemantra.contrib.formats.json_text import strict_json
from tunemantra.contrib.formats.places import Place, Record, Report
from tunemantra.core.finding import ordered
from tunemantra.ports.context import Submission

if TYPE_CHECKING:
    from pathlib import Path

    from tunemantra.core.finding import Finding

DOCUMENTS: Final = ("release.toml", "release.json")
LARGEST: Final = 1024 * 1024
"""Bytes of the largest document that is read."""

# tomllib takes quadratic time for a key of very many parts; nobody writes more than a few.
_PART: Final = r"""(?:[\w-]++|"[^"\n]*+"|'[^'\n]*+')"""
_ENDLESS_KEY: Final = re.compile(rf"(?<![\w-]){_PART}(?:[ \t]*+\.[ \t]*+{_PART}){{32}}")


class ReleaseFolder:
    """Implements `ports.context.ContentSource` for folders. Safe to use from several threads."""

    def read(self, folder: Path) -> Submission:
        """Return the release of a folder, as far as it can be read, and everything wrong with its document."""
        present = [name for name in DOCUMENTS if is_file(folder / name)]
        report = Report(present[0] if present else DOCUMENTS[0])
        if len(present) > 1:
            report.add(_two_documents())
        if not present:
            report.add(_no_document(folder))
        table = self._table(folder, report) if present else None
        if table is None:
            return Submission(folder, None, tuple(report.findings), report.file)
        record = RELEASE.read(table, Place(report))
        assert isinstance(record, Record)  # noqa: S101 - a table always reads as a record
        files = files_of(record, folder)
        release = build_release(record, files, lyrics_of(record, folder, files))
        return Submission(folder, release, ordered(report.findings), report.file)

    def _table(self, folder: Path, report: Report) -> dict[str, object] | None:
        try:
            text = _text(folder, folder / report.file)
            value = _parse(text, report.file)
        except (ValueError, RecursionError) as error:
            reason = "it is nested too deeply" if isinstance(error, RecursionError) else str(error)
            language = report.file.rpartition(".")[2].upper()
            wanted = f"{language} in UTF-8, of at most 1 MiB"
            report.add(findings.unreadable(reason, wanted, "see docs/reference/release-toml.md"))
            return None
        if not isinstance(value, dict):
            report.add(findings.unreadable("the outermost value is no table", "a table", "begin with {"))
            return None
        return value


def _text(folder: Path, path: Path) -> str:
    if not inside(folder, path):
        raise ValueError("the document is a link that leads out of the folder")
    try:
        with path.open("rb") as stream:
            content = stream.read(LARGEST + 1)
    except OSError as error:
        raise ValueError(error.strerror or "it cannot be opened") from None
    if len(content) > LARGEST:
        raise ValueError("it is larger than 1 MiB")
    return content.decode("utf-8-sig")


def _parse(text: str, name: str) -> object:
    if name.endswith(".json"):
        return strict_json(text, parse_float=Decimal)
    if _ENDLESS_KEY.search(text):
        raise ValueError("a key in it has too many parts")
    return tomllib.loads(text, parse_float=Decimal)


def _two_documents() -> Finding:
    return findings.wrong_value(
        "", "there are two documents", " and ".join(DOCUMENTS), "one document", "remove the one that is not meant"
    )


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False


def _no_document(folder: Path) -> Finding:
    there = "no folder" if not _is_folder(folder) else f"a folder without {' or '.join(DOCUMENTS)}"
    return findings.unreadable(there, "a folder with release.toml", "write one with: tunemantra init release")


__all__ = ["DOCUMENTS", "LARGEST", "ReleaseFolder"]
