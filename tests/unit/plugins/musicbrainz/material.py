"""Orders to MusicBrainz, as the pipeline would hand them to the driver."""

from __future__ import annotations

from attrs import evolve

from tunemantra.plugins.musicbrainz.profile import REQUIREMENT
from tunemantra.plugins.musicbrainz.settings import MusicBrainzSettings
from tunemantra.ports import SecretRef
from tunemantra.testing import make_order, make_release

SETTINGS = MusicBrainzSettings("label@example.org", "label", SecretRef("env:MUSICBRAINZ_SECRET"), accept_cc0=True)


def order(*, tracks=2, **changes):
    """An order of an album, some fields of the release changed."""
    return make_order(evolve(make_release(tracks=tracks), **changes), requirement=REQUIREMENT)
