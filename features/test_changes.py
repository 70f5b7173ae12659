"""Updates, withdrawals, takedowns and their refusal, on every bundled platform."""

from __future__ import annotations

from pytest_bdd import scenarios

scenarios("changes.feature")
