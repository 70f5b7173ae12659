"""Which method listens here; known without the libraries that do it."""

from __future__ import annotations

from typing import Final

METHOD: Final = 3
"""Counted up whenever the same bytes may be judged otherwise."""

__all__ = ["METHOD"]
