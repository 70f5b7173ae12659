"""Updates, withdrawals, takedowns and their refusal, on every bundled platform."""

from __future__ import annotations

import pytest
from pytest_bdd import scenarios

pytestmark = pytest.mark.slow

scenarios("changes.feature")
