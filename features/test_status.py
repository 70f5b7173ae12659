"""A store's words and what they mean, on every bundled platform."""

from __future__ import annotations

from pytest_bdd import scenarios

scenarios("status.feature")
