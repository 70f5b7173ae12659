"""Names inside a container: relative, plain, each once."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import PurePosixPath
from typing import Final

from tunemantra.errors import AssetError

LONGEST: Final = 1000
"""Characters of a path."""


def checked(names: Iterable[str]) -> None:
    """Refuse names that lead out of the container, or that two files have, letter case aside.

    Raises:
        AssetError: with the first such name.
    """
    seen: dict[str, str] = {}
    for name in names:
        if not is_plain(name):
            raise AssetError(f"{shown(name)} is no path within a container", hint="use a/b.wav: forward slashes, no ..")
        twin = seen.setdefault(name.casefold(), name)
        if twin != name:
            hint = "disks that ignore letter case would keep only one of them"
            raise AssetError(f"{shown(twin)} and {shown(name)} are the same file to some", hint=hint)
    folders = {str(parent).casefold() for name in seen.values() for parent in PurePosixPath(name).parents}
    both = next((name for key, name in seen.items() if key in folders), None)
    if both is not None:
        raise AssetError(f"{shown(both)} is a file and a folder at once")


def is_plain(name: str) -> bool:
    """Tell whether a name is a relative path with forward slashes that any system keeps within its folder."""
    if not name or len(name) > LONGEST or not name.isprintable() or any(char in name for char in '\\:*?"<>|'):
        return False
    parts = name.split("/")
    return all(part and part.strip(" ") == part and not part.endswith(".") for part in parts)


def shown(name: str) -> str:
    """Return a name as it may be printed."""
    return repr(name[:80])


__all__ = ["checked", "is_plain", "shown"]
