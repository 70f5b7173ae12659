"""Registers JioSaavn."""

from __future__ import annotations

from collections.abc import Iterable

from tunemantra.core.status import Channel
from tunemantra.plugins.jiosaavn import profile
from tunemantra.plugins.jiosaavn.settings import JioSaavnSettings, account_of, connections
from tunemantra.ports.hooks import hookimpl
from tunemantra.ports.platform import Platform, PlatformDriver, Sandbox


def _driver(settings: object) -> PlatformDriver:
    from tunemantra.plugins.jiosaavn.driver import JioSaavnDriver

    return JioSaavnDriver(account_of(settings))


PLATFORM = Platform(
    key=profile.KEY,
    label=profile.LABEL,
    requirement=profile.REQUIREMENT,
    settings=JioSaavnSettings,
    connections=connections,
    driver=_driver,
    status_map=profile.STATUS_MAP,
    capabilities=profile.CAPABILITIES,
    delivers_over=("sftp",),
    hears_by={Channel.FILE, Channel.MAIL, Channel.PORTAL},
    sla=profile.SLA,
    calendar=profile.CALENDAR,
    sandbox=Sandbox(
        "tunemantra.plugins.jiosaavn.sandbox",
        ("PIL", "aiosmtpd", "asyncssh", "numpy", "soundfile", "starlette", "uvicorn"),
    ),
    poll_seconds=profile.POLL_SECONDS,
    contract="sandbox",
    version=profile.CONTRACT_VERSION,
)


@hookimpl
def tunemantra_platforms() -> Iterable[Platform]:
    """Offer JioSaavn."""
    return (PLATFORM,)
