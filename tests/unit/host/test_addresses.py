"""What is no address is one clear error, and no traceback."""

from __future__ import annotations

import pytest

from tunemantra.contrib.memory import MemorySecrets
from tunemantra.contrib.sql import parse
from tunemantra.errors import SettingsError
from tunemantra.host.brokers import queue_of
from tunemantra.host.settings import Settings


@pytest.mark.parametrize("url", ["redis://me:geheim@host:port/0", "redis://me:geheim@[::1/0", "amqp://host:99999999//"])
def test_a_broker_that_is_no_address_is_refused(url: str) -> None:
    with pytest.raises(SettingsError) as wrong:
        queue_of(Settings(queue="celery", broker=url), MemorySecrets({}))
    (finding,) = wrong.value.findings
    assert (finding.path, finding.observed) == ("broker", "(not an address)")
    assert "redis://host:6379/0" in finding.expected


@pytest.mark.parametrize("url", ["postgresql://me:geheim@host:port/name", "no address", "postgresql://[::1/name"])
def test_a_database_that_is_no_address_is_refused(url: str) -> None:
    with pytest.raises(SettingsError) as wrong:
        parse(url)
    assert [finding.observed for finding in wrong.value.findings] == ["(not an address)"]
    assert "geheim" not in str(wrong.value)
