from __future__ import annotations

import json
import logging
from pathlib import Path

import httpx
import pytest
from attrs import evolve

from tests.unit.pipeline.world import World, build
from tunemantra import Settings, TuneMantra
from tunemantra.errors import SettingsError
from tunemantra.host import brokers
from tunemantra.host.logs import JsonLines, LogObserver
from tunemantra.host.monitoring import MonitoringApplication, metrics, observers
from tunemantra.host.serving import Server


@pytest.fixture
def world(tmp_path: Path) -> World:
    return build(tmp_path / "release")


def test_a_worker_is_asked_over_http(world: World) -> None:
    told = metrics()
    told.watch(lambda: world.tools)
    with Server(MonitoringApplication(told, lambda: world.tools)) as server, httpx.Client(base_url=server.url) as web:
        assert "tunemantra_ledger_up 1.0" in web.get("/metrics").text
        assert web.get("/metrics").headers["content-type"].startswith("text/plain; version=")
        assert (web.get("/healthz").status_code, web.get("/readyz").status_code) == (200, 200)
        world.ledger.close()
        assert (web.get("/healthz").status_code, web.get("/readyz").status_code) == (200, 503)
        assert "closed" in web.get("/readyz").text
        assert web.get("/else").status_code == 404


def test_every_line_of_the_log_is_json_and_names_the_delivery(world: World) -> None:
    lines: list[dict[str, object]] = []

    class Keeps(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(json.loads(self.format(record)))

    log, handler = logging.getLogger("tests.monitoring"), Keeps()
    handler.setFormatter(JsonLines())
    log.addHandler(handler)
    there = world.with_tools(observers=(LogObserver(),))
    there.shop("corner").before_put = lambda path: log.warning("sending %s", path)
    (order,) = there.order()
    there.work()
    log.error("by the way")
    try:
        int("of all things")
    except ValueError:
        log.exception("it failed")
    log.removeHandler(handler)
    sent = lines[0]
    assert (sent["delivery"], sent["platform"], sent["stage"], sent["level"]) == (
        order.id,
        "corner",
        "deliver",
        "warning",
    )
    assert "delivery" not in lines[-2]
    assert "of all things" in str(lines[-1]["error"])


def test_the_log_and_traces_watch_every_worker() -> None:
    assert [type(one).__name__ for one in observers()] == ["LogObserver", "Traces"]


def test_a_password_of_a_broker_is_not_taken_in_the_settings(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, queue="celery", broker="amqp://user:hush@a.example//")
    assert "hush" not in repr(settings)
    with TuneMantra(settings) as host, pytest.raises(SettingsError) as caught:
        host.tools  # noqa: B018 - opening it is the point
    assert "hush" not in f"{caught.value} {caught.value.findings}"
    assert "env:NAME" in caught.value.findings[0].expected


def test_a_broker_may_be_a_reference(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KIOSK_BROKER", "redis://:hush@127.0.0.1:1/0")
    with TuneMantra(Settings(home=tmp_path, queue="celery", broker="env:KIOSK_BROKER")) as host:
        assert "127.0.0.1" in repr(host.tools.queue)
        assert "hush" not in repr(host.tools.queue)


def test_an_unknown_kind_of_work_is_refused(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, queue="celery", broker="redis://127.0.0.1:1/0")
    with TuneMantra(settings) as host, pytest.raises(SettingsError, match="queue") as caught:
        host.work(lambda: True, only=["nothing"])
    assert caught.value.findings[0].observed == "nothing"


def test_threads_are_the_queue_where_nothing_is_said(tmp_path: Path) -> None:
    with TuneMantra(Settings(home=tmp_path)) as host:
        assert "ThreadQueue" in repr(brokers.queue_of(evolve(host.settings), host.tools.platforms))  # type: ignore[arg-type]
