"""Registers Beatport."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import cast

from tunemantra.plugins.beatport import profile
from tunemantra.plugins.beatport.settings import BeatportSettings, connections
from tunemantra.ports.hooks import hookimpl
from tunemantra.ports.platform import Platform, PlatformDriver, Sandbox
from tunemantra.ports.transport import Endpoint


def _connections(settings: object) -> Mapping[str, Endpoint]:
    return connections(cast("BeatportSettings", settings))


def _driver(settings: object) -> PlatformDriver:
    from tunemantra.plugins.beatport.driver import BeatportDriver

    return BeatportDriver(cast("BeatportSettings", settings))


PLATFORM = Platform(
    key=profile.KEY,
    label=profile.LABEL,
    requirement=profile.REQUIREMENT,
    settings=BeatportSettings,
    connections=_connections,
    driver=_driver,
    status_map=profile.STATUS_MAP,
    capabilities=profile.CAPABILITIES,
    sla=profile.SLA,
    calendar=profile.CALENDAR,
    sandbox=Sandbox(
        "tunemantra.plugins.beatport.sandbox",
        ("aiosmtpd", "asyncssh", "numpy", "soundfile", "starlette", "uvicorn"),
    ),
    poll_seconds=900.0,
    contract="sandbox",
    version=profile.CONTRACT_VERSION,
)


@hookimpl
def tunemantra_platforms() -> Iterable[Platform]:
    """Offer Beatport."""
    return (PLATFORM,)
