"""A release is delivered until it is Live, on every bundled platform."""

from __future__ import annotations

from pytest_bdd import scenarios

scenarios("deliver.feature")
