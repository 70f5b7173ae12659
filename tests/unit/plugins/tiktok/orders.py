"""Orders as the pipeline would hand them to the driver."""

from __future__ import annotations

from attrs import evolve

from tunemantra.plugins.tiktok import profile
from tunemantra.plugins.tiktok.settings import TikTokSettings
from tunemantra.ports.runtime import SecretRef
from tunemantra.testing.factories import make_order, make_release

SETTINGS = TikTokSettings(SecretRef("env:TIKTOK_TOKEN"), "https://api.example/")


def order(release=None, **changes):
    return make_order(release or make_release(), requirement=profile.REQUIREMENT, **changes)


def stated(*, on_release=False, tracks=2, **values):
    """Return an order whose first track, or whose release, states something for the platform."""
    extras = tuple(("tiktok", name, value) for name, value in values.items())
    release = make_release(tracks=tracks)
    if on_release:
        return order(evolve(release, extras=extras))
    return order(first(release, extras=extras))


def first(release, **changes):
    """Return a release whose first track differs."""
    return evolve(release, tracks=(evolve(release.tracks[0], **changes), *release.tracks[1:]))
