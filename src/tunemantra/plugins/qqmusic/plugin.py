"""Where QQ Music is registered."""

from __future__ import annotations

from collections.abc import Iterable

from tunemantra.core.status import Channel
from tunemantra.plugins.qqmusic import profile
from tunemantra.plugins.qqmusic.settings import QQMusicSettings, account_of, connections
from tunemantra.ports.hooks import hookimpl
from tunemantra.ports.platform import Platform, PlatformDriver, Sandbox


def _driver(settings: object) -> PlatformDriver:
    from tunemantra.plugins.qqmusic.driver import QQMusicDriver

    return QQMusicDriver(account_of(settings))


PLATFORM = Platform(
    key=profile.KEY,
    label=profile.LABEL,
    requirement=profile.REQUIREMENT,
    settings=QQMusicSettings,
    connections=connections,
    driver=_driver,
    status_map=profile.STATUS_MAP,
    capabilities=profile.CAPABILITIES,
    delivers_over=("https",),
    hears_by={Channel.API},
    sla=profile.SLA,
    calendar=profile.CALENDAR,
    sandbox=Sandbox(
        "tunemantra.plugins.qqmusic.sandbox",
        ("httptools", "numpy", "PIL", "soundfile", "starlette", "uvicorn"),
    ),
    poll_seconds=profile.POLL_SECONDS,
    version=profile.CONTRACT_VERSION,
)


@hookimpl
def tunemantra_platforms() -> Iterable[Platform]:
    """Offer QQ Music."""
    return (PLATFORM,)
