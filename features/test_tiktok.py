"""What is special to TikTok."""

from __future__ import annotations

import json

import pytest
from pytest_bdd import given, parsers, scenarios, then

from features.conftest import PLATFORMS

scenarios("tiktok.feature")

CONTROLLED = {"commercial_use": "true", "publishing_share": "100", "master_share": "100", "samples": "none"}


@pytest.fixture
def platform():
    (found,) = [platform for platform in PLATFORMS if platform.key == "tiktok"]
    return found


def _state(desk, **values):
    desk.release.tracks[0]["platforms"] = {"tiktok": values}


@given(parsers.parse('its clips are "{clips}"'))
def clips(desk, clips):
    _state(desk, clips=clips)


@given("all of it is offered for commercial use")
def offered(desk):
    _state(desk, **CONTROLLED)


@given("half of the publishing is offered for commercial use")
def half_offered(desk):
    _state(desk, **{**CONTROLLED, "publishing_share": "50"})


@given(parsers.parse('its first track is the "{version}" version'))
def another_version(desk, version):
    desk.release.tracks[0]["version"] = version


@then(parsers.parse("the store was offered {count:d} sound for commercial use"))
def was_offered(desk, count):
    (entry,) = desk.store.journal.entries("cml-offered", icpn=desk.icpn)
    assert entry["sounds"] == count


@then("the document says that films may use it")
def films(desk):
    (path,) = desk.store.files(desk.icpn, ".json")
    (sound,) = json.loads(path.read_bytes())["sounds"]
    assert (sound["ugcUse"], sound["commercialUse"]) == (True, True)
