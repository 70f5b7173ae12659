"""Servers the contracts are run against."""

from __future__ import annotations

from tests.postgres import postgres, postgres_url

__all__ = ["postgres", "postgres_url"]
