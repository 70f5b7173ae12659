from __future__ import annotations

import socket
import threading
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


@pytest.mark.filterwarnings("error::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_server_ends_without_a_word_and_gives_its_address_back(world: World) -> None:
    for _ in range(10):
        with WebhookServer(world.service) as server:
            assert httpx.get(server.url).status_code == 404
            thread = next(one for one in threading.enumerate() if one.name == "webhooks")
        thread.join(timeout=5)
        assert not thread.is_alive()
        with pytest.raises(httpx.ConnectError):
            httpx.get(server.url)


@pytest.mark.parametrize(("host", "start"), [("localhost", "http://localhost:"), ("::1", "http://[::1]:")])
def test_names_and_long_addresses_are_listened_on(world: World, host: str, start: str) -> None:
    try:
        socket.create_server((host, 0), family=socket.AF_INET6 if ":" in host else socket.AF_INET).close()
    except OSError:
        pytest.skip(f"this machine has no {host}")
    with WebhookServer(world.service, host) as server:
        assert server.url.startswith(start)
        assert httpx.get(server.url).status_code == 404
