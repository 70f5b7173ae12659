"""Every misbehaviour of `platform-facts` 14.9, on every bundled platform whose simulator can have it."""

from __future__ import annotations

import pytest
from pytest_bdd import scenarios

pytestmark = pytest.mark.slow

scenarios("faults.feature")
