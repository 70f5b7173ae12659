"""Settings are refused where they would lead nowhere."""

from __future__ import annotations

import pytest
from attrs import evolve

from tests.unit.plugins.itunes.samples import SETTINGS
from tunemantra.host.structuring import structure
from tunemantra.plugins.itunes.profile import Tier
from tunemantra.plugins.itunes.settings import ItunesSettings, connections


def test_the_program_is_the_connection():
    endpoint = connections(evolve(SETTINGS, tool="/opt/its mine/iTMSTransporter", timeout=7.0))["tool"]
    assert (endpoint.url, endpoint.timeout) == ("tool:///opt/its%20mine/iTMSTransporter", 7.0)


@pytest.mark.parametrize(
    ("field", "value"),
    [("tool", "iTMSTransporter"), ("user", ""), ("provider", "two words"), ("audio", "upsampled"), ("kilobits", -1)],
)
def test_a_wrong_value_is_refused(field, value):
    with pytest.raises(ValueError, match=field):
        evolve(SETTINGS, **{field: value})


def test_words_of_tables_are_read_in_any_case():
    table = {
        "tool": "/opt/tool",
        "user": "u",
        "password": "env:P",
        "tiers": {"Platinum": {"album": "7", "track": "8", "album_price": 900, "track_price": 90}},
        "genres": {"Ska": "SKA-00"},
    }
    settings, findings = structure(ItunesSettings, table)
    assert findings == ()
    assert settings.tier("PLATINUM") == Tier("7", "8", 900, 90)
    assert settings.tier("front") is None
    assert SETTINGS.tier("Front") is not None
    assert settings.genres == {"ska": "SKA-00"}
