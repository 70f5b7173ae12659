"""What is refused before it is sent, and what a store rejects, on every bundled platform."""

from __future__ import annotations

import pytest
from pytest_bdd import scenarios

pytestmark = pytest.mark.slow

scenarios("reject.feature")
