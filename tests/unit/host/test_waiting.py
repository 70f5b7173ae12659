"""Orders that wait for each other, with the real ledger, workers and tick."""

from __future__ import annotations

from pathlib import Path

from attrs import evolve

from tests.unit.host.kiosk import Corner, Kiosk, corner, platform_of, plugin_of
from tunemantra import TuneMantra
from tunemantra.core.distribution import Outcome


def with_a_stall(made: Corner) -> tuple[TuneMantra, Kiosk]:
    """Return a host that has the kiosk and a second platform, and that platform."""
    stall = Kiosk("stall", made.shop.clock)
    settings = evolve(made.host.settings, platforms={"kiosk": {}, "stall": {}})
    plugins = [plugin_of(platform_of(made.shop), platform_of(stall))]
    return TuneMantra(settings, adapters=made.host._adapters, plugins=plugins), stall


def test_one_platform_is_sent_to_once_the_other_has_it_on_sale(tmp_path: Path) -> None:
    made = corner(tmp_path)
    host, _ = with_a_stall(made)
    with host:
        orders = host.distribute(made.folder, ["stall", "kiosk"], after=["kiosk:live"])
        assert [order.platform for order in orders] == ["kiosk", "stall"]
        done = host.work_until_done(orders, seconds=60)
        assert [order.outcome for order in done] == [Outcome.DONE, Outcome.DONE]
        (kiosk,), (stood,) = host.status(platform="kiosk"), host.status(platform="stall")
        live = next(event for event in host.timeline(str(made.release.icpn), "kiosk") if event.status == "Live")
        sent = next(event for event in host.timeline(str(made.release.icpn), "stall") if event.kind == "delivery.sent")
        assert live.at < sent.at
        assert (kiosk.distribution.state.status, stood.distribution.state.status) == (live.status, live.status)


def test_what_is_blocked_ends_the_wait_and_is_no_success(tmp_path: Path) -> None:
    made = corner(tmp_path)
    made.shop.sells = False
    host, stall = with_a_stall(made)
    with host:
        orders = host.distribute(made.folder, ["stall", "kiosk"], after=["kiosk:live"])
        host.service.cancel(orders[0].id, reason="not now")
        done = host.work_until_done(orders, seconds=60)
        assert [order.outcome for order in done] == [Outcome.CANCELLED, Outcome.OPEN]
        assert done[1].waiting == "BLOCKED: Kiosk will not be Live: its order was cancelled"
        assert stall.puts == []
