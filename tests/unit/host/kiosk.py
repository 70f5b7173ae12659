"""A host whose files, media and platform are in memory, and whose clock runs."""

from __future__ import annotations

import time
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

from attrs import define, field

from tests.unit.pipeline.world import WORDS, Empty, Shelf, Shop, ShopSession, fill
from tunemantra import Settings, TuneMantra, hookimpl
from tunemantra.contrib.memory import MemoryAssetStore, MemoryAudio, MemoryImages, MemorySounds
from tunemantra.core.release import Release
from tunemantra.core.requirement import AudioSpec, Capability, ImageSpec, Requirement
from tunemantra.core.schedule import ReleaseMoment
from tunemantra.core.terms import Terms
from tunemantra.ports.package import Order, Package, Receipt
from tunemantra.ports.platform import Platform
from tunemantra.ports.transport import Endpoint
from tunemantra.testing.factories import STREET, make_deal, make_release

CONNECTIONS = ("api", "files", "mail", "calls", "tool")


@define
class Ticking:
    """`ports.runtime.Clock` that begins the day after the release."""

    start: datetime = datetime.fromisoformat(f"{STREET.isoformat()[:10]}T00:00:00+00:00") + timedelta(days=1)
    began: float = field(factory=time.monotonic)

    def now(self) -> datetime:
        return self.start + timedelta(seconds=time.monotonic() - self.began)

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds)


@define
class Kiosk(Shop):
    """A shop that has on sale at once what it is handed, as long as it `sells`."""

    sells: bool = True

    def reach(self, session: ShopSession) -> None:
        """Connect to nothing: the session is a host's."""

    def ask(self, icpn: str, session: ShopSession) -> None:
        """Connect to nothing either."""

    def deliver(self, order: Order, package: Package, session: ShopSession) -> Receipt:
        receipt = super().deliver(order, package, session)
        if self.sells:
            self.say(order.release, "on sale")
        return receipt


def platform_of(shop: Shop, *, settings: type = Empty, **more: object) -> Platform:
    """Return a descriptor of a shop."""
    return Platform(
        key=shop.key,
        label=shop.key.title(),
        requirement=Requirement(
            AudioSpec("wav", "pcm", (44_100,), (16,)), ImageSpec("JPEG", 3000, 3000), terms=Terms.everything()
        ),
        settings=settings,
        connections=lambda _: {name: Endpoint(name, "https://a.example") for name in CONNECTIONS},
        driver=lambda _: shop,
        status_map=WORDS,
        **{"capabilities": {Capability.UPDATE, Capability.TAKEDOWN, Capability.WEBHOOK}, **more},  # type: ignore[arg-type]
    )


def plugin_of(*platforms: Platform) -> object:
    """Return a plugin object that offers some platforms."""

    @hookimpl
    def tunemantra_platforms() -> Iterable[Platform]:
        return platforms

    return SimpleNamespace(tunemantra_platforms=tunemantra_platforms)


@define
class Corner:
    """One host with one kiosk."""

    host: TuneMantra
    shop: Kiosk
    release: Release
    folder: Path


def corner(folder: Path, **adapters: object) -> Corner:
    """Return a host over a release that is only described, with the platform `kiosk` configured."""
    clock = Ticking()
    shop = Kiosk("kiosk", clock)  # type: ignore[arg-type]
    release = make_release(deals=(make_deal(start=ReleaseMoment.local(STREET)),))
    source = folder / "release"
    fill(source, release)
    parts: dict[str, object] = {
        "assets": MemoryAssetStore(),
        "audio": MemoryAudio(),
        "images": MemoryImages(),
        "sounds": MemorySounds(),
        "source": Shelf(source, release),
        "clock": clock,
    }
    settings = Settings(home=folder / "home", poll_seconds=0.05, platforms={"kiosk": {}})
    host = TuneMantra(settings, adapters={**parts, **adapters}, plugins=[plugin_of(platform_of(shop))])
    return Corner(host, shop, release, source)
