"""Writes a new platform package: the example shop under another name.

The template is the example itself (`examples/tunemantra-acme`), which is read, typed, tested and run as it stands; a
template language would make it none of that, and four names do not need one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Final

from attrs import frozen

from tunemantra.errors import ConflictError, TuneMantraError

SUFFIX: Final = ".txt"
"""Hides the template's modules from whatever collects modules."""
_KEY: Final = re.compile(r"[a-z][a-z0-9]*(?:[_-][a-z0-9]+)*")
_LONGEST_PREFIX: Final = 8


@frozen
class Names:
    """What a new platform is called.

    Args:
        key: short, lower-case: `harbour`, `quay-music`.
        label: for people: `Harbour Music`.
    """

    key: str
    label: str

    @property
    def identifier(self) -> str:
        """Return the key as a part of a module's name."""
        return self.key.replace("-", "_")

    @property
    def replacements(self) -> Mapping[str, str]:
        """Return what stands instead of each of the example's names, the longest first."""
        words = re.split("[_-]", self.key)
        return {
            "tunemantra_acme": f"tunemantra_{self.identifier}",
            "test_acme": f"test_{self.identifier}",
            "Acme Record Shop": self.label,
            "Acme": "".join(word.capitalize() for word in words),
            "ACME": re.sub("[^A-Z]", "", self.key.upper())[:_LONGEST_PREFIX],
            "acme": self.key,
        }

    def applied(self, text: str) -> str:
        """Return a text of the example with this platform's names."""
        pattern = re.compile("|".join(map(re.escape, self.replacements)))
        return pattern.sub(lambda found: self.replacements[found[0]], text)


def names_for(key: str, label: str = "") -> Names:
    """Return the names of a new platform.

    Args:
        key: of the platform.
        label: for people; made of the key where it is empty.

    Raises:
        TuneMantraError: the key or the label cannot be one.
    """
    if not _KEY.fullmatch(key):
        message = f"{key!r} is no key of a platform"
        raise TuneMantraError(message, hint="use lower-case letters and digits, with - or _ between words")
    shown = label or " ".join(word.capitalize() for word in re.split("[_-]", key))
    if not shown.isprintable() or not shown.strip() or set(shown) & set("\"'\\"):
        message = f"{label!r} cannot stand for the platform's name"
        raise TuneMantraError(message, hint="use letters, digits and spaces, without quotation marks")
    return Names(key, shown)


def write_platform(names: Names, folder: Path) -> tuple[Path, ...]:
    """Write the package of a new platform into a folder, and return the files.

    Args:
        names: of the platform.
        folder: made if missing; has to be empty.

    Raises:
        ConflictError: something is there already; nothing was written.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        message = f"{folder} is there already; nothing was written"
        raise ConflictError(message, hint="name another folder with --into")
    written = []
    for path, text in sorted(template()):
        target = folder / names.applied(path)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(names.applied(text), "utf-8")
        written.append(target)
    return tuple(written)


def template() -> Iterator[tuple[str, str]]:
    """Yield every file of the template: its path, and its text."""
    yield from _below(files("tunemantra.host").joinpath("scaffold"), "")


def _below(folder: Traversable, path: str) -> Iterator[tuple[str, str]]:
    for entry in folder.iterdir():
        if entry.is_dir():
            yield from _below(entry, f"{path}{entry.name}/")
        elif entry.name.endswith(SUFFIX):
            yield f"{path}{entry.name.removesuffix(SUFFIX)}", entry.read_text("utf-8")


__all__ = ["SUFFIX", "Names", "names_for", "template", "write_platform"]
