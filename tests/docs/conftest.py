"""Where the blocks of the docs are run."""

from __future__ import annotations

from tests.docs.snippets import release, workplace

__all__ = ["release", "workplace"]
