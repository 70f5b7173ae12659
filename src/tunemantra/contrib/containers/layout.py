"""Where the files of a package lie, as data: a name for each role, with fields in braces.

`{upc}/{upc}_{disc:2}_{track:3}.{ext}` has fields, and numbers with a least number of digits. A layout is a table of
such names, in TOML or in a platform's profile.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final, Self

from attrs import field, fields, frozen

from tunemantra.contrib.containers.names import checked, is_plain
from tunemantra.core.finding import error
from tunemantra.errors import ReleaseError
from tunemantra.ports.package import PackageFile, Role

if TYPE_CHECKING:
    from tunemantra.core.finding import Finding
    from tunemantra.core.release import Release, Track
    from tunemantra.ports.package import Package

FIELDS: Final = (
    "upc",
    "grid",
    "catalog_number",
    "label",
    "title",
    "artist",
    "disc",
    "track",
    "index",
    "isrc",
    "track_title",
    "name",
    "stem",
    "ext",
)
"""`title`, `artist`, `label` and `track_title` lose what a file name cannot hold; `index` counts tracks from 1 over all
discs; `name` is the file's name in the package, `stem` and `ext` its parts."""

_FIELD: Final = re.compile(r"\{([a-z_]+)(?::([1-9]))?\}")
_OF_TRACKS: Final = frozenset({"disc", "track", "index", "isrc", "track_title"})
_FORBIDDEN: Final = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f]+')
_LONGEST_TEXT: Final = 80
_SUBJECT: Final = re.compile(r"tracks\[(\d+)\]\.")


@frozen
class Layout:
    """The names of a package's files; films and booklets keep theirs.

    Args:
        audio: of masters of tracks.
        artwork: of the cover.
        metadata: of documents.
        marker: of what says that all is there; empty to leave it out.
    """

    audio: str = "{disc:2}_{track:2}.{ext}"
    artwork: str = "{upc}.{ext}"
    metadata: str = "{name}"
    marker: str = field(default="{name}")

    def __attrs_post_init__(self) -> None:
        findings = [finding for key in fields(type(self)) for finding in _faults(key.name, getattr(self, key.name))]
        if findings:
            raise ReleaseError("this is no layout", findings)

    @classmethod
    def from_mapping(cls, table: Mapping[str, object]) -> Self:
        """Return the layout of a table.

        Raises:
            ReleaseError: with a finding for each wrong key or name.
        """
        known = [key.name for key in fields(cls)]
        findings = [
            error("DOC-KEY-001", key, "nobody reads this key", observed=key, expected=", ".join(known))
            for key in table
            if key not in known
        ]
        findings += [
            error("DOC-VAL-001", key, "a name is a text", observed=repr(value), expected="a text")
            for key, value in table.items()
            if key in known and not isinstance(value, str)
        ]
        if findings:
            raise ReleaseError("this is no layout", findings)
        return cls(**{key: str(value) for key, value in table.items()})

    def place(self, package: Package, release: Release) -> Mapping[str, PackageFile]:
        """Return the files of a package by their name in this layout, in sending order.

        Raises:
            AssetError: two files get the same name, or a name leads out of the container.
            ReleaseError: a field has no value.
        """
        placed: dict[str, PackageFile] = {}
        for file in package.files:
            pattern = self._pattern(file)
            if pattern:
                name = _filled(pattern, _values(file, release))
                if name in placed:
                    message = f"{placed[name].path} and {file.path} both become {name}"
                    raise ReleaseError(message, [], hint="add {index}, {isrc} or {name} to the layout")
                placed[name] = file
        checked(placed)
        return placed

    def _pattern(self, file: PackageFile) -> str:
        return {
            Role.AUDIO: self.audio,
            Role.ARTWORK: self.artwork,
            Role.METADATA: self.metadata,
            Role.MARKER: self.marker,
            Role.VIDEO: "{name}",
            Role.BOOKLET: "{name}",
        }[file.role]


def _faults(key: str, pattern: str) -> list[Finding]:
    rest = _FIELD.sub("", pattern)
    names = [name for name, _ in _FIELD.findall(pattern)]
    faults = []
    if "{" in rest or "}" in rest:
        faults.append("a brace is left over")
    faults += [f"no field {name}" for name in names if name not in FIELDS]
    if key != "audio":
        faults += [f"{name} is a matter of tracks" for name in names if name in _OF_TRACKS]
    if not pattern and key != "marker":
        faults.append("a name is missing")
    if pattern and not faults and not is_plain(_FIELD.sub("x", pattern)):
        return [
            error(
                "DOC-VAL-001",
                key,
                "this is no path within a container",
                observed=pattern,
                expected="forward slashes, no .., nothing ahead of the first folder",
            )
        ]
    expected = f"a name with fields of {', '.join(FIELDS)}"
    return [error("DOC-VAL-001", key, one, observed=pattern, expected=expected) for one in faults]


def _filled(pattern: str, values: Mapping[str, str]) -> str:
    def value(match: re.Match[str]) -> str:
        found = values.get(match[1], "")
        if not found:
            message = f"{pattern}: this release has no {match[1]}"
            raise ReleaseError(message, [], hint="state it in the release, or take it out of the layout")
        return found.zfill(int(match[2])) if match[2] else found

    return _FIELD.sub(value, pattern)


def _values(file: PackageFile, release: Release) -> dict[str, str]:
    name = PurePosixPath(file.path).name
    values = {
        "upc": str(release.icpn),
        "grid": str(release.grid or ""),
        "catalog_number": _plain(release.catalog_number),
        "label": _plain(release.label),
        "title": _plain(release.title.display),
        "artist": _plain(release.credit),
        "name": name,
        "stem": name.rpartition(".")[0] or name,
        "ext": name.rpartition(".")[2],
    }
    subject = _SUBJECT.match(file.subject)
    if subject is not None:
        values |= _of_track(release.tracks[int(subject[1])], int(subject[1]))
    return values


def _of_track(track: Track, index: int) -> dict[str, str]:
    return {
        "disc": str(track.disc),
        "track": str(track.number),
        "index": str(index + 1),
        "isrc": str(track.isrc),
        "track_title": _plain(track.title.display),
    }


def _plain(text: str) -> str:
    """Return a text as a part of a file name, in whatever script it is."""
    kept = _FORBIDDEN.sub(" ", unicodedata.normalize("NFC", text))
    kept = "".join(char for char in kept if char.isprintable())
    return " ".join(kept.split())[:_LONGEST_TEXT].strip(" .")


__all__ = ["FIELDS", "Layout"]
