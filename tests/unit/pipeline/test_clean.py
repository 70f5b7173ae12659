"""What killed uploads and conversions leave is found and removed, and nothing else (A-090)."""

from __future__ import annotations

import hashlib
import io
import os
import threading
from datetime import datetime
from pathlib import Path

import pytest
from attrs import define, evolve

from tests.unit.pipeline.world import World
from tunemantra.contrib.memory import MemoryAssetStore
from tunemantra.contrib.transports import FolderTransport
from tunemantra.core.distribution import Delivery, Outcome, Stage
from tunemantra.errors import AssetError, AuthError, ConnectError, LeaseLostError
from tunemantra.pipeline import clean, guard, traces
from tunemantra.pipeline.clean import EVERY, GIVEN_UP, OLD, Broom, sweep, tidy
from tunemantra.ports.transport import Endpoint, FileTransport

DATA = b"sound" * 100
DAY = OLD.total_seconds() + 1


@pytest.fixture
def inbox(world: World, tmp_path: Path) -> Path:
    """The folder of a shop that takes files; what is put there has the world's time."""
    folder = tmp_path / "inbox"
    world.shop().line = FolderTransport(Endpoint("files", folder.as_uri()))
    return folder


def sends(world: World, *, dies: bool = False) -> None:
    """Have the shop's driver send a file over the session, or be killed in the middle of it."""

    def arrived(count: int) -> None:
        if dies and count:
            raise LeaseLostError("killed")

    def use(files: FileTransport) -> None:
        files.put(io.BytesIO(DATA), "album/01.wav", size=len(DATA), sha256=hash_of(DATA), sent=arrived)

    world.shop().use = use


def hash_of(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def aged(inbox: Path, at: datetime) -> list[str]:
    """Let everything have been touched when the world's clock says, and return its names."""
    every = [path for path in inbox.rglob("*") if path.is_file()]
    for path in every:
        os.utime(path, (at.timestamp(), at.timestamp()))
    return sorted(path.relative_to(inbox).as_posix() for path in every)


def killed(world: World, inbox: Path) -> Delivery:
    """Order something, and let the worker be killed while it sends it."""
    (order,) = world.order()
    sends(world, dies=True)
    world.work()
    assert aged(inbox, world.clock.now()) == ["album/01.wav.partial"]
    return world.now(order)


def ends(world: World, order: Delivery) -> None:
    """Let an order fail for good."""

    def forbid() -> None:
        raise AuthError("the login is refused")

    world.shop().before_connect = forbid
    world.later(60)
    world.shop().before_connect = lambda: None
    assert world.now(order).outcome is Outcome.FAILED


def test_what_a_killed_upload_left_is_removed_a_day_later_and_the_timeline_says_so(world: World, inbox: Path) -> None:
    order = killed(world, inbox)
    ends(world, order)
    sweep(world.tools, "a")
    assert aged(inbox, order.created_at) == ["album/01.wav.partial"]
    world.clock.sleep(DAY)
    sweep(world.tools, "a")
    assert aged(inbox, order.created_at) == []
    (event,) = [event for event in world.seen.events if event.kind == "uploads.cleaned"]
    assert event.message == "removed at Corner (files) what an upload had left: album/01.wav.partial"
    assert (event.delivery_id, dict(event.data)) == (order.id, {"endpoint": "corner/files"})
    assert list(traces.every(world.tools)) == []


def test_where_nothing_is_left_nothing_is_said(world: World, inbox: Path) -> None:
    order = killed(world, inbox)
    (inbox / "album" / "01.wav.partial").unlink()
    ends(world, order)
    world.clock.sleep(DAY)
    sweep(world.tools, "a")
    assert list(traces.every(world.tools)) == []
    assert "uploads.cleaned" not in world.kinds(order)


def test_what_an_order_will_go_on_with_stays_however_old_it_is(world: World, inbox: Path) -> None:
    order = killed(world, inbox)
    assert (order.open, order.stage) == (True, Stage.DELIVER)
    world.clock.sleep(10 * DAY)
    sweep(world.tools, "a")
    assert aged(inbox, order.created_at) == ["album/01.wav.partial"]


def test_what_went_well_leaves_no_trace(world: World, inbox: Path) -> None:
    killed(world, inbox)
    sends(world)
    world.later(60)
    assert aged(inbox, world.clock.now()) == ["album/01.wav"]
    assert list(traces.every(world.tools)) == []


def test_a_folder_into_which_another_order_sends_is_left_alone(world: World, inbox: Path) -> None:
    ends(world, killed(world, inbox))
    world.clock.sleep(DAY)
    (order,) = world.order(force=True)
    world.work()
    assert world.now(order).stage is Stage.DELIVER
    aged(inbox, world.clock.now() - 2 * OLD)
    sweep(world.tools, "a")
    assert [path.name for path in inbox.rglob("*.partial")] == ["01.wav.partial"]


def test_one_process_of_all_cleans_up_in_an_hour(world: World, inbox: Path) -> None:
    order = killed(world, inbox)
    ends(world, order)
    world.clock.sleep(DAY)
    assert world.ledger.lock(clean.NAME, "b", world.clock.now(), EVERY.total_seconds())
    sweep(world.tools, "a")
    assert aged(inbox, order.created_at) == ["album/01.wav.partial"]
    world.clock.sleep(EVERY.total_seconds())
    sweep(world.tools, "a")
    assert aged(inbox, order.created_at) == []


def test_a_platform_that_does_not_answer_is_asked_again_until_it_is_given_up(world: World, inbox: Path) -> None:
    def refuse() -> None:
        raise ConnectError("refused")

    order = killed(world, inbox)
    ends(world, order)
    world.shop().before_connect = refuse
    world.clock.sleep(DAY)
    sweep(world.tools, "a")
    assert len(list(traces.every(world.tools))) == 1
    assert guard.read(world.tools, "corner/files").failures == 1
    world.clock.sleep(GIVEN_UP.total_seconds())
    sweep(world.tools, "a")
    assert list(traces.every(world.tools)) == []


def test_whoever_is_told_to_stop_stops_before_the_next_folder(world: World, inbox: Path) -> None:
    ends(world, killed(world, inbox))
    world.clock.sleep(DAY)
    sweep(world.tools, "a", lambda: True)
    assert len(list(traces.every(world.tools))) == 1


def test_another_route_is_cleaned_up_by_that_route(world: World, tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    fallback = evolve(world.shop(), line=FolderTransport(Endpoint("files", second.as_uri())))
    world.mall.shops["corner+fallback"] = fallback
    world.shop().line = FolderTransport(Endpoint("files", first.as_uri()))
    (order,) = world.order()
    for route, folder in (("corner", first), ("corner+fallback", second)):
        traces.Leaving(world.tools, order, route).begin("files", "")
        folder.mkdir()
        (folder / "a.partial").write_bytes(b"x")
        aged(folder, order.created_at)
    ends(world, order)
    world.clock.sleep(DAY)
    sweep(world.tools, "a")
    assert (list(first.iterdir()), list(second.iterdir())) == ([], [])


@define(slots=False)
class Littered(MemoryAssetStore):
    """Something was left in it."""

    asked: list[float]
    broken: bool = False

    def __attrs_pre_init__(self) -> None:
        super().__init__()

    def tidy(self, *, older: float) -> int:
        self.asked.append(older)
        if self.broken:
            raise AssetError("the disk reports an error")
        return 1


def test_our_own_store_is_tidied_of_what_is_a_day_old(world: World, caplog: pytest.LogCaptureFixture) -> None:
    tidy(world.tools)
    store = Littered([])
    caplog.set_level("INFO")
    tidy(evolve(world.tools, assets=store))
    assert store.asked == [OLD.total_seconds()]
    assert "1 things left in the asset store were removed" in caplog.text
    store.broken = True
    tidy(evolve(world.tools, assets=store))
    assert "was not tidied" in caplog.text


def test_the_broom_goes_on_whatever_happens_until_it_is_over(world: World, caplog: pytest.LogCaptureFixture) -> None:
    over = threading.Event()

    class Odd(Littered):
        def tidy(self, *, older: float) -> int:
            over.set()
            raise KeyError(older)

    Broom(evolve(world.tools, assets=Odd([])), "a").run(over)
    assert "a: not all was cleaned up" in caplog.text
    Broom(world.tools, "a").run(over)
