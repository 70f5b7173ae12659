"""What is refused before anything is sent, and how politely MusicBrainz is asked."""

from __future__ import annotations

import json

import pytest
from attrs import evolve

from tests.unit.plugins.musicbrainz.material import SETTINGS, order
from tunemantra.core.distribution import OrderKind
from tunemantra.errors import RefusedError
from tunemantra.plugins.musicbrainz.client import Client
from tunemantra.plugins.musicbrainz.driver import make_driver
from tunemantra.plugins.musicbrainz.profile import PACE
from tunemantra.ports.transport import ApiResponse
from tunemantra.testing.session import FixedClock, MemorySession


class Heard:
    """A site that answers everything and keeps who asked, and when."""

    def __init__(self, clock):
        self.clock, self.agents, self.moments = clock, [], []

    def send(self, request, *, sent=None):
        del sent
        self.agents.append(request.headers["user-agent"])
        self.moments.append(self.clock.now())
        return ApiResponse(200, {}, json.dumps({"releases": [], "release-groups": []}).encode())


@pytest.mark.parametrize("kind", [OrderKind.UPDATE, OrderKind.TAKEDOWN])
def test_what_the_community_keeps_is_neither_overwritten_nor_taken_down(kind):
    with pytest.raises(RefusedError, match=kind.value):
        make_driver(SETTINGS).build(evolve(order(), kind=kind))


def test_every_call_says_who_calls_and_leaves_a_second_to_the_next(monkeypatch):
    clock = FixedClock()
    site = Heard(clock)
    monkeypatch.setattr(MemorySession, "api", lambda _session, _name="api": site)
    client = Client.of(MemorySession({}, clock=clock), SETTINGS)
    client.find("1")
    client.group_of("Ada", "Tidal")
    client.find("2")
    assert set(site.agents) == {"tunemantra/0.1 ( label@example.org )"}
    gaps = [(later - earlier).total_seconds() for earlier, later in zip(site.moments, site.moments[1:], strict=False)]
    assert gaps == [1.0, 1.0]


def test_all_workers_together_make_one_call_a_second():
    assert PACE.requests / PACE.seconds == 1
