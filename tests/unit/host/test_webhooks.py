from __future__ import annotations

from pathlib import Path

import httpx
import pytest

from tests.unit.pipeline.world import World, build
from tunemantra.errors import SecretError
from tunemantra.host.webhooks import LARGEST, WebhookServer


@pytest.fixture
def world(tmp_path: Path) -> World:
    return build(tmp_path / "release")


def test_a_call_reaches_its_platform_and_is_written_down(world: World) -> None:
    (order,) = world.order()
    world.work()
    world.clock.sleep(1)
    with WebhookServer(world.service) as server:
        params = {"icpn": order.icpn, "word": "on sale"}
        reply = httpx.post(f"{server.url}/webhooks/corner", params=params, headers={"X-Id": "7"}, content=b"{}")
    assert reply.status_code == 204
    assert world.status(order) == "Live: all-territories"
    assert world.ledger.knows_report(order.distribution_id, "7")


@pytest.mark.parametrize("path", ["/", "/webhooks", "/webhooks/nowhere", "/webhooks/corner/more"])
def test_other_addresses_are_not_found(world: World, path: str) -> None:
    with WebhookServer(world.service) as server:
        assert httpx.get(server.url + path).status_code == 404


def test_a_body_that_is_too_large_is_not_read(world: World) -> None:
    with WebhookServer(world.service) as server:
        reply = httpx.post(f"{server.url}/webhooks/corner", content=b"x" * (LARGEST + 1))
    assert reply.status_code == 413


def test_trouble_of_our_own_asks_the_platform_to_call_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise SecretError("env:HOOK is not set")

    monkeypatch.setattr(type(world.shop()), "webhook", fail)
    with WebhookServer(world.service) as server:
        assert httpx.post(f"{server.url}/webhooks/corner").status_code == 503
