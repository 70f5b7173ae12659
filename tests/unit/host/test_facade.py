from __future__ import annotations

import threading
from pathlib import Path

import pytest
from attrs import evolve

from tests.unit.host.kiosk import corner, platform_of, plugin_of
from tests.unit.pipeline.world import Shop
from tunemantra import Settings, TuneMantra
from tunemantra.contrib.memory import ManualClock, MemoryLedger
from tunemantra.core.amendment import Amendment, Selection
from tunemantra.core.distribution import Lane, Outcome
from tunemantra.core.release import Title
from tunemantra.errors import NotFoundError, PluginError, SettingsError, StateError, UnknownPlatformError
from tunemantra.host.cli.state import State
from tunemantra.plugins import PluginStatus


class Counted(MemoryLedger):
    """A ledger that says whether it was closed."""

    closed = False

    def close(self) -> None:
        self.closed = True


def test_a_release_is_distributed_until_it_is_live_and_taken_down(tmp_path: Path) -> None:
    there = corner(tmp_path)
    with there.host as host:
        assert [finding for finding in host.check(there.folder, ["kiosk"]) if finding.blocks] == []
        orders = host.distribute(there.folder, ["kiosk"], actor="ada", lane=Lane.HIGH)
        (done,) = host.work_until_done(orders, seconds=30)
        assert (done.outcome, done.actor, done.lane) == (Outcome.DONE, "ada", Lane.HIGH)
        (standing,) = host.status(done.icpn)
        assert str(standing.distribution.state) == "Live: all-territories"
        assert host.titles([standing]) == {done.icpn: f"{there.release.credit} – {there.release.title.display}"}
        assert host.timeline(done.icpn)[0].kind == "order.opened"
        (down,) = host.takedown(done.icpn, ["kiosk"], reason="rights", lane=Lane.EMERGENCY)
        assert (down.open, down.lane) == (True, Lane.EMERGENCY)


def test_the_title_shown_is_the_one_the_platform_has(tmp_path: Path) -> None:
    there = corner(tmp_path)
    with there.host as host:
        host.work_until_done(host.distribute(there.folder, ["kiosk"]), seconds=30)
        host.tools.source.release = evolve(there.release, titles=(Title("Not out yet"),))
        (order,) = host.distribute(there.folder, ["kiosk"])
        (standing,) = host.status(order.icpn)
        assert standing.delivery.id == order.id
        assert host.titles([standing]) == {order.icpn: f"{there.release.credit} – {there.release.title.display}"}


def test_making_a_host_touches_nothing(tmp_path: Path) -> None:
    with TuneMantra(Settings(home=tmp_path / "home", database="nonsense", ffmpeg="/nowhere")):
        assert not (tmp_path / "home").exists()


def test_asking_for_platforms_opens_no_ledger(tmp_path: Path) -> None:
    with TuneMantra(Settings(home=tmp_path / "home", safe_mode=True)) as host:
        assert host.platforms()
        assert host.plugins()
        assert host.platform("spotify").label == "Spotify"
    assert not (tmp_path / "home").exists()


def test_several_hosts_live_in_one_process(tmp_path: Path) -> None:
    one, two = corner(tmp_path / "one"), corner(tmp_path / "two")
    with one.host, two.host:
        one.host.distribute(one.folder, ["kiosk"])
        assert len(one.host.status()) == 1
        assert two.host.status() == ()


def test_every_thread_gets_the_same_service(tmp_path: Path) -> None:
    with TuneMantra(Settings(home=tmp_path)) as host:
        found: list[int] = []
        threads = [threading.Thread(target=lambda: found.append(id(host.service))) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(found) == 8
        assert len(set(found)) == 1


def test_an_adapter_of_our_own_takes_the_place_of_the_default(tmp_path: Path) -> None:
    ledger = MemoryLedger()
    with corner(tmp_path, ledger=ledger).host as host:
        assert host.tools.ledger is ledger
    assert not (tmp_path / "home").exists()


def test_an_unknown_adapter_is_refused_with_the_names_there_are() -> None:
    with TuneMantra(adapters={"legder": object()}) as host, pytest.raises(SettingsError) as caught:
        assert host.service
    (finding,) = caught.value.findings
    assert finding.path == "adapters.legder"
    assert "ledger" in finding.expected


def test_what_the_host_opened_is_closed_and_what_it_was_given_stays_open(tmp_path: Path) -> None:
    ledger = Counted()
    with corner(tmp_path, ledger=ledger).host as host:
        assert host.service
    assert not ledger.closed


def test_a_closed_host_says_so(tmp_path: Path) -> None:
    host = TuneMantra(Settings(home=tmp_path))
    host.close()
    host.close()
    with pytest.raises(StateError, match="closed"):
        host.status()


def test_a_home_that_cannot_be_used_is_one_finding(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("")
    with TuneMantra(Settings(home=tmp_path / "home")) as host, pytest.raises(SettingsError) as caught:
        host.status()
    assert [finding.path for finding in caught.value.findings] == ["home"]


def test_waiting_ends_where_work_cannot_begin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    there = corner(tmp_path)
    with there.host as host:
        orders = host.distribute(there.folder, ["kiosk"])

        def broken(*_: object, **__: object) -> None:
            raise StateError("the ledger is gone")

        monkeypatch.setattr(host, "work", broken)
        with pytest.raises(StateError, match="gone"):
            host.work_until_done(orders, seconds=60)


def test_waiting_ends_when_time_is_up(tmp_path: Path) -> None:
    there = corner(tmp_path)
    there.shop.sells = False
    with there.host as host:
        orders = host.distribute(there.folder, ["kiosk"])
        (open_still,) = host.work_until_done(orders, seconds=0.2)
    assert open_still.open


def test_nothing_is_ordered_where_a_platform_is_unknown(tmp_path: Path) -> None:
    with corner(tmp_path).host as host:
        with pytest.raises(UnknownPlatformError, match="nowhere"):
            host.takedown("200000000011", ["kiosk", "nowhere"])
        with pytest.raises(NotFoundError, match="never acknowledged"):
            host.takedown("200000000011", ["kiosk"])
        assert host.status() == ()


def test_a_lane_may_be_said_in_words(tmp_path: Path) -> None:
    there = corner(tmp_path)
    with there.host as host:
        with pytest.raises(ValueError, match="is not a valid Lane"):
            host.distribute(there.folder, ["kiosk"], lane="soon")
        with pytest.raises(ValueError, match="is not a valid Lane"):
            host.takedown("200000000011", [], lane="")
        assert host.status() == ()
        (order,) = host.distribute(there.folder, ["kiosk"], lane="bulk")
        assert order.lane is Lane.BULK
        assert host.amend(Selection(lane="bulk"), Amendment(lane="high")).changed[0].lane is Lane.HIGH


def test_configured_platforms_are_asked_to_call(tmp_path: Path) -> None:
    there = corner(tmp_path)
    with there.host as host:
        assert host.subscribe("https://label.example/") == ("kiosk",)
    assert there.shop.subscribed == ["https://label.example/webhooks/kiosk"]


def test_the_records_of_all_plugins_are_told() -> None:
    shop = platform_of(Shop("kiosk", ManualClock()))
    with TuneMantra(plugins=[plugin_of(shop), plugin_of(shop)]) as host:
        records = {record.name: record.status for record in host.plugins()}
    assert records["spotify"] is PluginStatus.LOADED
    assert [records["extra[0]"], records["extra[1]"]] == [PluginStatus.LOADED, PluginStatus.BROKEN_CONTRACT]


def test_a_directory_of_our_own_has_no_settings_to_show() -> None:
    with TuneMantra(adapters={"platforms": object()}) as host, pytest.raises(PluginError):
        host.platform_settings("kiosk")


def test_options_go_before_settings(tmp_path: Path) -> None:
    file = tmp_path / "t.toml"
    file.write_text("workers = 3\n")
    found = State(file, tmp_path / "elsewhere", safe_mode=True).settings()
    assert (found.workers, found.home, found.safe_mode) == (3, tmp_path / "elsewhere", True)
