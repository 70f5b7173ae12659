from __future__ import annotations

from tunemantra.ports.directory import as_stated
from tunemantra.ports.transport import Endpoint


def test_an_endpoint_is_connected_to_as_its_platform_states_it_unless_somebody_knows_better() -> None:
    endpoint = Endpoint("files", "s3://bucket/in", timeout=7.0)
    assert as_stated(endpoint) is endpoint
