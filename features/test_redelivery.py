"""What a store has is not sent again, on every bundled platform."""

from __future__ import annotations

from pytest_bdd import scenarios

scenarios("redelivery.feature")
