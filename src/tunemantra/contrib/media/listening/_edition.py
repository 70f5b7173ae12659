"""Which method listens here; known without the libraries that do it."""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from typing import Final

METHOD: Final = 4
"""Counted up whenever the same bytes may be judged otherwise."""


@cache
def hears_music() -> bool:
    """Return whether tempo and key can be heard here."""
    return find_spec("librosa") is not None


__all__ = ["METHOD", "hears_music"]
