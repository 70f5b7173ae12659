"""Where TikTok is registered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tunemantra.core.status import Channel
from tunemantra.plugins.tiktok import profile
from tunemantra.plugins.tiktok.settings import TikTokSettings, connections
from tunemantra.ports.hooks import hookimpl
from tunemantra.ports.platform import Platform, PlatformDriver, Sandbox

if TYPE_CHECKING:
    from collections.abc import Iterable


def _driver(settings: object) -> PlatformDriver:
    from tunemantra.plugins.tiktok.driver import make_driver

    return make_driver(settings)


PLATFORM = Platform(
    key=profile.KEY,
    label=profile.LABEL,
    requirement=profile.REQUIREMENT,
    settings=TikTokSettings,
    connections=connections,
    driver=_driver,
    status_map=profile.STATUS_MAP,
    capabilities=profile.CAPABILITIES,
    delivers_over=("https",),
    hears_by={Channel.API},
    sla=profile.SLA,
    calendar=profile.CALENDAR,
    sandbox=Sandbox(
        "tunemantra.plugins.tiktok.sandbox",
        ("httptools", "numpy", "PIL", "soundfile", "starlette", "uvicorn"),
    ),
    poll_seconds=profile.POLL_SECONDS,
    contract="sandbox",
    version=profile.CONTRACT_VERSION,
    rehearsal=profile.REHEARSAL,
    pace=profile.PACE,
)


@hookimpl
def tunemantra_platforms() -> Iterable[Platform]:
    """Offer TikTok."""
    return (PLATFORM,)
