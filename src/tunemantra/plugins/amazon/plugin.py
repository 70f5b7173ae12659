"""Where Amazon Music is registered."""

from __future__ import annotations

from collections.abc import Iterable

from tunemantra.core.status import Channel
from tunemantra.plugins.amazon import profile
from tunemantra.plugins.amazon.settings import AmazonSettings, account_of, connections
from tunemantra.ports.hooks import hookimpl
from tunemantra.ports.platform import Platform, PlatformDriver, Sandbox


def _driver(settings: object) -> PlatformDriver:
    from tunemantra.plugins.amazon.driver import AmazonDriver

    return AmazonDriver(account_of(settings))


PLATFORM = Platform(
    key=profile.KEY,
    label=profile.LABEL,
    requirement=profile.REQUIREMENT,
    settings=AmazonSettings,
    connections=connections,
    driver=_driver,
    status_map=profile.STATUS_MAP,
    capabilities=profile.CAPABILITIES,
    delivers_over=("s3",),
    hears_by={Channel.API, Channel.MAIL},
    sla=profile.SLA,
    calendar=profile.CALENDAR,
    sandbox=Sandbox(
        "tunemantra.plugins.amazon.sandbox",
        ("aiosmtpd", "httptools", "numpy", "PIL", "soundfile", "starlette", "uvicorn"),
    ),
    poll_seconds=profile.POLL_SECONDS,
    version=profile.CONTRACT_VERSION,
    rehearsal=profile.REHEARSAL,
)


@hookimpl
def tunemantra_platforms() -> Iterable[Platform]:
    """Offer Amazon Music."""
    return (PLATFORM,)
