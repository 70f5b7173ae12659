"""Where MusicBrainz is registered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tunemantra.core.status import Channel
from tunemantra.plugins.musicbrainz import profile
from tunemantra.plugins.musicbrainz.settings import MusicBrainzSettings, connections
from tunemantra.ports.hooks import hookimpl
from tunemantra.ports.platform import Platform, PlatformDriver, Sandbox

if TYPE_CHECKING:
    from collections.abc import Iterable


def _driver(settings: object) -> PlatformDriver:
    from tunemantra.plugins.musicbrainz.driver import make_driver

    return make_driver(settings)


PLATFORM = Platform(
    key=profile.KEY,
    label=profile.LABEL,
    requirement=profile.REQUIREMENT,
    settings=MusicBrainzSettings,
    connections=connections,
    driver=_driver,
    status_map=profile.STATUS_MAP,
    capabilities=profile.CAPABILITIES,
    delivers_over=("https",),
    hears_by={Channel.API, Channel.PORTAL},
    sla=profile.SLA,
    calendar=profile.CALENDAR,
    sandbox=Sandbox(
        "tunemantra.plugins.musicbrainz.sandbox",
        ("httptools", "PIL", "starlette", "uvicorn"),
    ),
    poll_seconds=profile.POLL_SECONDS,
    contract="sandbox",
    version=profile.CONTRACT_VERSION,
    pace=profile.PACE,
)


@hookimpl
def tunemantra_platforms() -> Iterable[Platform]:
    """Offer MusicBrainz."""
    return (PLATFORM,)
