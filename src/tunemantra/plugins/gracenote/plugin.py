"""Registers Gracenote."""

from __future__ import annotations

from collections.abc import Iterable

from tunemantra.core.status import Channel
from tunemantra.plugins.gracenote import profile
from tunemantra.plugins.gracenote.settings import GracenoteSettings, account_of, connections
from tunemantra.ports.hooks import hookimpl
from tunemantra.ports.platform import Platform, PlatformDriver, Sandbox


def _driver(settings: object) -> PlatformDriver:
    from tunemantra.plugins.gracenote.driver import GracenoteDriver

    return GracenoteDriver(account_of(settings))


PLATFORM = Platform(
    key=profile.KEY,
    label=profile.LABEL,
    requirement=profile.REQUIREMENT,
    settings=GracenoteSettings,
    connections=connections,
    driver=_driver,
    status_map=profile.STATUS_MAP,
    capabilities=profile.CAPABILITIES,
    delivers_over=("sftp",),
    hears_by={Channel.PORTAL},
    sla=profile.SLA,
    calendar=profile.CALENDAR,
    sandbox=Sandbox(
        "tunemantra.plugins.gracenote.sandbox",
        ("PIL", "asyncssh", "numpy", "soundfile", "starlette", "uvicorn"),
    ),
    poll_seconds=profile.POLL_SECONDS,
    contract="sandbox",
    version=profile.CONTRACT_VERSION,
)


@hookimpl
def tunemantra_platforms() -> Iterable[Platform]:
    """Offer Gracenote."""
    return (PLATFORM,)
