"""Keeping paths inside the endpoint's folder."""

from __future__ import annotations

from typing import Final

from tunemantra.errors import Disposition, TransportError

# The end of a line would be the end of a command where the protocol is one of lines.
_CONTROL: Final = frozenset("\0\r\n")


def confined(path: str, *, folder: bool = False) -> str:
    """Return a path below the endpoint's folder, without empty and `.` parts.

    Args:
        path: forward slashes, relative.
        folder: whether the endpoint's own folder (``""`` or ``"."``) may be meant.

    Raises:
        TransportError: it is absolute, climbs with `..`, holds a NUL or the end of a line, or names nothing.
    """
    parts = [part for part in path.split("/") if part not in {"", "."}]
    if path.startswith("/") or ".." in parts or _CONTROL & set(path) or not (parts or folder):
        raise TransportError(
            f"the path {path!r} does not lie inside the endpoint's folder",
            hint="use a relative path with forward slashes and no '..'",
            disposition=Disposition.STOP,
            path=path,
        )
    return "/".join(parts)


def beside(path: str, suffix: str) -> str:
    """Return the temporary name a file is written under.

    Raises:
        ValueError: without a suffix the part would be visible under the final name.
    """
    if not suffix or "/" in suffix:
        raise ValueError("the suffix of temporary names must be a plain, non-empty ending")
    return path + suffix
