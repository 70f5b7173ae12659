"""What is refused before it is sent, and what a store rejects, on every bundled platform."""

from __future__ import annotations

from pytest_bdd import scenarios

scenarios("reject.feature")
