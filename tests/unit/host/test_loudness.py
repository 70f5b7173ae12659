"""Real recordings are brought to the loudness that the settings ask for, and the label's gain goes before it."""

from __future__ import annotations

from pathlib import Path

import pytest
from attrs import evolve

from tests.unit.host.kiosk import Kiosk, Ticking, platform_of, plugin_of
from tunemantra import Settings, TuneMantra
from tunemantra.core.requirement import ImageSpec
from tunemantra.host.demo import TRACKS, write_release
from tunemantra.pipeline.orders import order_of

TARGET = -23


@pytest.mark.slow
def test_recordings_are_as_loud_as_a_table_of_the_settings_asks(tmp_path: Path) -> None:
    folder = write_release(tmp_path / "release", seconds=4.0, side=640, tracks=TRACKS[:2])
    document = folder / "release.toml"
    head, first, second = document.read_text("utf-8").split("[[tracks]]\n")
    document.write_text("[[tracks]]\n".join((head, f"gain = -3\n{first}", second)), "utf-8")
    shop = platform_of(Kiosk("kiosk", Ticking()))  # type: ignore[arg-type]
    shop = evolve(shop, requirement=evolve(shop.requirement, image=ImageSpec("JPEG", 600, 3000)))
    settings = Settings(home=tmp_path / "home", poll_seconds=0.05, platforms={"kiosk": {"loudness": TARGET}})
    with TuneMantra(settings, plugins=[plugin_of(shop)]) as host:
        (order,) = host.work_until_done(host.distribute(folder, ["kiosk"]))
        ears, files = host.tools.sounds, host.tools.assets
        assert ears is not None
        sent = order_of(host.tools, host.tools.ledger.delivery(order.id))
        for index, track in enumerate(sent.release.tracks):
            made = sent.renditions[f"tracks[{index}].audio"]
            before, after = (ears.analyse(files.path(one)).loudness for one in (track.audio.sha256, made.sha256))
            assert before.integrated is not None
            assert after.integrated is not None
            assert made.gain is not None
            wanted = before.integrated - 3 if index == 0 else TARGET
            assert after.integrated == pytest.approx(wanted, abs=0.1)
            assert after.integrated - before.integrated == pytest.approx(made.gain.decibels, abs=0.1)
