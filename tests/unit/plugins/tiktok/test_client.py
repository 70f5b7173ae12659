"""What the library says of a sound, in its own words."""

from __future__ import annotations

import pytest

from tunemantra.plugins.tiktok.client import report_of
from tunemantra.plugins.tiktok.profile import STATUS_MAP


def event(status, *, partial):
    return {
        "event_id": "evt_1",
        "task": "task_1",
        "sequence": 5,
        "at": "2026-05-01T12:00:00+00:00",
        "status": status,
        "partial": partial,
        "sounds": [],
        "reasons": [],
        "url": "",
    }


@pytest.mark.parametrize("word", ["online", "cml_pending"])
def test_what_is_heard_in_a_part_of_its_territories_is_live_in_part_whatever_its_commercial_use(word):
    said = {partial: report_of("200000000011", event(word, partial=partial)).native for partial in (False, True)}
    assert said[False] == word
    assert [STATUS_MAP[native][1] for native in said.values()] == ["all-territories", "partial-territories"]
