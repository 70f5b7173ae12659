"""Platforms that tables of the settings make of a plugin."""

from __future__ import annotations

import pytest
from attrs import evolve

from tests.unit.host.kiosk import platform_of, plugin_of
from tests.unit.pipeline.world import START, Empty, Shop
from tunemantra import Settings, TuneMantra
from tunemantra.contrib.memory import ManualClock
from tunemantra.errors import SettingsError, UnknownPlatformError
from tunemantra.host.stores import made_of, own, stores, ungathered
from tunemantra.ports.platform import Platform


def derive(base: Platform, key: str, table: object) -> Platform:
    assert isinstance(table, dict)
    return evolve(base, key=key, label=str(table.get("label", "a store")))


KIOSK = platform_of(Shop("kiosk", ManualClock(START)))
MARKET = evolve(platform_of(Shop("market", ManualClock(START))), derive=derive)
OFFERED = {"kiosk": KIOSK, "market": MARKET}


def test_a_table_that_names_a_plugin_is_a_platform_of_its_own():
    found = stores(OFFERED, {"north": {"plugin": "market", "label": "North"}, "south": {"plugin": "market"}})
    assert list(found.platforms) == ["kiosk", "market", "north", "south"]
    assert [found.platforms[key].label for key in ("north", "south")] == ["North", "a store"]
    assert found.problems == {}


def test_a_platform_of_many_stores_is_made_of_its_own_table_too():
    assert stores(OFFERED, {"market": {"label": "The Market"}}).platforms["market"].label == "The Market"


def test_what_a_plugin_offers_stays_as_it_is_without_a_table():
    assert stores(OFFERED, {"kiosk": {}, "nobody": {}}).platforms == OFFERED


@pytest.mark.parametrize(
    ("key", "named", "words"),
    [
        ("north", "markt", "did you mean market?"),
        ("north", 7, "plugins list"),
        ("kiosk", "market", "kiosk is the name of an installed platform"),
        ("north", "kiosk", "Kiosk is one platform"),
        ("No Name", "market", "not a short lower-case name"),
    ],
)
def test_a_table_that_makes_no_platform_says_why(key, named, words):
    found = stores(OFFERED, {key: {"plugin": named}})
    finding = found.problems[key]
    assert finding.path.startswith(f"platforms.{key}")
    assert words in f"{finding.message} {finding.hint}"


@pytest.mark.parametrize(
    "wrong",
    [
        lambda *_: None,
        lambda base, *_: base,
        lambda *_: 1 / 0,
        lambda base, key, _: evolve(base, key=key, status_map={"sold": (next(iter(base.status_map.values()))[0], "?")}),
    ],
    ids=["nothing", "another key", "an error", "a state that does not exist"],
)
def test_a_plugin_that_makes_nonsense_harms_nobody_else(wrong):
    found = stores({"kiosk": KIOSK, "market": evolve(MARKET, derive=wrong)}, {"north": {"plugin": "market"}})
    assert list(found.platforms) == ["kiosk", "market"]
    assert list(found.problems) == ["north"]


def test_the_host_s_key_is_not_the_plugin_s():
    assert own({"plugin": "market", "user": "ada"}) == {"user": "ada"}


def test_a_host_has_every_store_and_says_what_is_wrong_with_a_table():
    tables = {"north": {"plugin": "market"}, "south": {"plugin": "market", "usr": "ada"}, "east": {"plugin": "markt"}}
    with TuneMantra(Settings(platforms=tables), plugins=[plugin_of(MARKET)]) as host:
        assert {"north", "south"} <= {platform.key for platform in host.platforms()}
        assert host.platform_settings("north") == Empty()
        for key, path in (("south", "platforms.south.usr"), ("east", "platforms.east.plugin")):
            with pytest.raises(SettingsError) as refusal:
                host.platform_settings(key)
            assert [finding.path for finding in refusal.value.findings] == [path]
        with pytest.raises(UnknownPlatformError):
            host.platform("west")


def test_a_store_made_of_a_plugin_has_transfers_and_a_pace_of_its_own():
    settings = Settings.from_mapping(
        {
            "platforms": {"north": {"plugin": "market"}},
            "transfers": {"north": {"rate": 1_000_000}},
            "paces": {"north": {"requests": 3}},
        }
    )
    with TuneMantra(settings, plugins=[plugin_of(evolve(MARKET, pace=None))]) as host:
        assert list(host.transfers().settings) == ["north"]
        assert host.tools.paces["north"].requests == 3


def test_what_is_made_of_a_plugin_is_told():
    tables = {"south": {"plugin": "market"}, "north": {"plugin": "market"}, "kiosk": {}, "east": {"plugin": "fair"}}
    assert made_of(("market",), tables) == ("north", "south")
    assert made_of((), tables) == ()


def test_a_table_may_ask_for_a_loudness():
    found = stores(OFFERED, {"kiosk": {"loudness": -16}, "north": {"plugin": "market", "loudness": -14.5}})
    asked = {key: one.requirement.audio.loudness for key, one in found.platforms.items()}
    assert asked == {"kiosk": -16.0, "market": None, "north": -14.5}
    assert own({"loudness": -16, "user": "ada"}) == {"user": "ada"}


@pytest.mark.parametrize("stated", [True, "-16", 1, -61, float("nan")])
def test_a_loudness_that_is_none_is_refused(stated):
    finding = stores(OFFERED, {"kiosk": {"loudness": stated}}).problems["kiosk"]
    assert (finding.path, finding.expected) == ("platforms.kiosk.loudness", "LUFS from -60 to 0, such as -14")


def test_a_platform_without_recordings_can_ask_for_no_loudness():
    silent = evolve(KIOSK, requirement=evolve(KIOSK.requirement, audio=None))
    finding = stores({"kiosk": silent}, {"kiosk": {"loudness": -16}}).problems["kiosk"]
    assert (finding.message, finding.blocks) == ("Kiosk takes no recordings", True)


def test_when_batches_close_is_no_business_of_the_plugin():
    table = {"plugin": "market", "label": "North", "batch": {"size": 3}}
    assert own(table) == {"label": "North"}
    assert ungathered(table) == {"plugin": "market", "label": "North"}
