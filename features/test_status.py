"""A store's words and what they mean, on every bundled platform."""

from __future__ import annotations

import pytest
from pytest_bdd import scenarios

pytestmark = pytest.mark.slow

scenarios("status.feature")
