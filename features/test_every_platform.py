"""The features every bundled platform passes."""

from __future__ import annotations

from pytest_bdd import scenarios

scenarios("deliver.feature", "reject.feature", "status.feature", "redelivery.feature")
