"""Orders as the pipeline would hand them to the driver."""

from __future__ import annotations

from attrs import evolve

from tunemantra.plugins.apple import profile
from tunemantra.plugins.apple.settings import AppleSettings
from tunemantra.ports.runtime import SecretRef
from tunemantra.testing.factories import make_full_release, make_order, make_release

SETTINGS = AppleSettings(
    issuer="57246542",
    key_id="2X9R4HXF34",
    private_key=SecretRef("file:/keys/AuthKey.p8"),
    api_url="https://api.example/",
    sender="PADPIDA0000000001O",
    recipient="PADPIDA0000000003K",
)
MIX = "tracks[0].editions[0].audio"


def order(release=None, **changes):
    return make_order(release or make_release(), requirement=profile.REQUIREMENT, **changes)


def full_order(**changes):
    return order(make_full_release(), **changes)


def first(release, **changes):
    """Return a release whose first track differs."""
    return evolve(release, tracks=(evolve(release.tracks[0], **changes), *release.tracks[1:]))


def with_facts(made, subject, **changes):
    """Return an order one of whose renditions was measured otherwise."""
    rendition = made.renditions[subject]
    other = evolve(rendition, facts=evolve(rendition.facts, **changes))
    return evolve(made, renditions={**made.renditions, subject: other})
