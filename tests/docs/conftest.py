"""Where the blocks of the docs are run."""

from __future__ import annotations

from tests.docs.snippets import workplace

__all__ = ["workplace"]
