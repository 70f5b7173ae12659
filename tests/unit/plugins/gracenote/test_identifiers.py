"""Identifiers with the moment they were seen, and the one they expire."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tunemantra.plugins.gracenote.identifiers import Identifier, shown, valid_at

SEEN = datetime(2026, 3, 2, 10, tzinfo=UTC)
ONE = Identifier("GNA1000001", SEEN, SEEN + timedelta(days=30))
SHOWN = {"of": "album", "id": "GNA1", "observedAt": "2026-03-02T10:00:00+00:00", "expires": "2026-04-01T10:00:00+00:00"}


def test_it_survives_being_written_down():
    assert Identifier.parse(str(ONE)) == ONE


@pytest.mark.parametrize("text", ["", "1000001", "GNA1", "GNA1 observedAt=soon expires=later", str(ONE).lower()])
def test_anything_else_is_none(text):
    assert Identifier.parse(text) is None


def test_a_time_without_its_zone_is_none():
    assert Identifier.parse(str(ONE).replace("+00:00", "")) is None


def test_it_may_be_used_until_it_expires():
    ids = {"album": str(ONE), "release": "77"}
    assert valid_at(ids, ONE.expires - timedelta(seconds=1)) == {"album": "GNA1000001"}
    assert valid_at(ids, ONE.expires) == {}


def test_what_the_portal_shows_is_kept_with_its_moments():
    ((name, text),) = shown({"identifiers": [SHOWN]})
    assert name == "album"
    assert Identifier.parse(text) == Identifier("GNA1", SEEN, SEEN + timedelta(days=30))
    assert list(shown({})) == []


@pytest.mark.parametrize(
    "listed", [{}, [1], [{**SHOWN, "id": "7"}], [{**SHOWN, "expires": "soon"}], [{"of": "album", "id": "GNA1"}]]
)
def test_another_form_is_refused(listed):
    with pytest.raises((ValueError, KeyError, TypeError)):
        list(shown({"identifiers": listed}))
