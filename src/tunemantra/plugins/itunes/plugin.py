"""Where the iTunes Store is registered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tunemantra.core.status import Channel
from tunemantra.plugins.itunes import profile
from tunemantra.plugins.itunes.settings import ItunesSettings, connections
from tunemantra.ports.hooks import hookimpl
from tunemantra.ports.platform import Platform, PlatformDriver, Sandbox

if TYPE_CHECKING:
    from collections.abc import Iterable


def _driver(settings: object) -> PlatformDriver:
    from tunemantra.plugins.itunes.driver import make_driver

    return make_driver(settings)


PLATFORM = Platform(
    key=profile.KEY,
    label=profile.LABEL,
    requirement=profile.REQUIREMENT,
    settings=ItunesSettings,
    connections=connections,
    driver=_driver,
    status_map=profile.STATUS_MAP,
    capabilities=profile.CAPABILITIES,
    delivers_over=("tool",),
    hears_by={Channel.API},
    sla=profile.SLA,
    calendar=profile.CALENDAR,
    sandbox=Sandbox(
        "tunemantra.plugins.itunes.sandbox", ("httptools", "lxml", "numpy", "PIL", "soundfile", "starlette", "uvicorn")
    ),
    poll_seconds=profile.POLL_SECONDS,
    contract="sandbox",
    version=profile.CONTRACT_VERSION,
    pace=profile.PACE,
)


@hookimpl
def tunemantra_platforms() -> Iterable[Platform]:
    """Offer the iTunes Store."""
    return (PLATFORM,)
