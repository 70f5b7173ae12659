"""Registers the shop with tunemantra: the entry point names this module."""

from __future__ import annotations

from collections.abc import Iterable

from tunemantra import hookimpl
from tunemantra.ports import Platform, PlatformDriver, Sandbox
from tunemantra_acme import profile
from tunemantra_acme.settings import AcmeSettings, account_of, connections


def _driver(settings: object) -> PlatformDriver:
    from tunemantra_acme.driver import AcmeDriver

    return AcmeDriver(account_of(settings))


PLATFORM = Platform(
    key=profile.KEY,
    label=profile.LABEL,
    requirement=profile.REQUIREMENT,
    settings=AcmeSettings,
    connections=connections,
    driver=_driver,
    status_map=profile.STATUS_MAP,
    capabilities=profile.CAPABILITIES,
    sla=profile.SLA,
    sandbox=Sandbox("tunemantra_acme.sandbox", ("numpy", "PIL", "soundfile", "starlette", "uvicorn")),
    poll_seconds=profile.POLL_SECONDS,
    version=profile.CONTRACT_VERSION,
)


@hookimpl
def tunemantra_platforms() -> Iterable[Platform]:
    """Offer the shop."""
    return (PLATFORM,)
