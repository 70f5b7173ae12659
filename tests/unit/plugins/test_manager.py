"""One broken plugin after the other: each is recorded with who brought it, and the others go on."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from attrs import evolve, frozen

from tunemantra import hookimpl
from tunemantra.core.distribution import Event
from tunemantra.core.finding import Severity, warning
from tunemantra.core.requirement import AudioSpec, ImageSpec, Requirement
from tunemantra.core.status import Status
from tunemantra.plugins import PluginManager, PluginRecord, PluginStatus, load
from tunemantra.ports.platform import API_VERSION, Platform
from tunemantra.testing import make_release

EVENT = Event("d1", datetime(2026, 4, 1, tzinfo=UTC), "status.changed", "It is Live.")


@frozen
class Settings:
    folder: str = ""


def platform(key="acme", **changes):
    made = Platform(
        key=key,
        label=str(key).title(),
        requirement=Requirement(AudioSpec("wav", "pcm", (44100,), (16,)), ImageSpec("JPEG", 3000, 3000)),
        settings=Settings,
        connections=lambda _settings: {},
        driver=lambda _settings: None,
        status_map={"on sale": (Status.LIVE, "all-territories")},
    )
    return evolve(made, **changes)


def plugin(**hooks):
    """A plugin object; its hooks are plain functions marked as implementations."""
    return SimpleNamespace(**{f"tunemantra_{name}": hookimpl(function) for name, function in hooks.items()})


def offering(*platforms):
    return plugin(platforms=lambda: platforms)


def record(name, made, *, bundled=False):
    return PluginRecord(name, f"{name}.plugin", f"tunemantra-{name}", "1.0", bundled, plugin=made)


def managed(*broken, **good):
    """A manager of the good plugin `zeta` and of others beside it."""
    plugins = {"zeta": offering(platform("zeta")), **good}
    return PluginManager([*broken, *(record(name, made) for name, made in plugins.items())])


def refused(made, status=PluginStatus.BROKEN_CONTRACT):
    """Return the reason why a plugin is out of use, having looked that its neighbour is not."""
    manager = managed(record("bad", made))
    bad, zeta = manager.records
    assert (bad.name, bad.status, bad.platforms) == ("bad", status, ())
    assert zeta.loaded
    assert set(manager.platforms) == {"zeta"}
    return bad.error


def test_platforms_are_collected_by_key_in_order():
    manager = managed(beta=offering(platform("b2"), platform("b1")))
    assert list(manager.platforms) == ["b1", "b2", "zeta"]
    assert {r.name: r.platforms for r in manager.records} == {"beta": ("b2", "b1"), "zeta": ("zeta",)}


def test_the_collected_platforms_cannot_be_changed():
    with pytest.raises(TypeError):
        managed().platforms["acme"] = platform()


def test_a_generator_of_platforms_is_consumed():
    def platforms():
        yield platform("one")
        yield platform("two")

    assert set(managed(gen=plugin(platforms=platforms)).platforms) == {"one", "two", "zeta"}


def test_a_raising_hook_is_refused():
    assert refused(plugin(platforms=lambda: 1 / 0)) == "ZeroDivisionError: division by zero"


def test_the_exception_is_kept():
    bad = managed(record("bad", plugin(platforms=lambda: 1 / 0))).records[0]
    assert isinstance(bad.exception, ZeroDivisionError)


def test_a_hook_that_ends_the_process_is_refused():
    def platforms():
        raise SystemExit(1)

    assert refused(plugin(platforms=platforms)) == "SystemExit: 1"


def test_a_generator_that_raises_half_way_offers_nothing():
    def platforms():
        yield platform("half")
        raise ValueError("half way")

    assert refused(plugin(platforms=platforms)) == "ValueError: half way"


def test_a_generator_that_never_ends_is_refused():
    one = platform()

    def platforms():
        while True:
            yield one

    assert "more than 10000" in refused(plugin(platforms=platforms))


async def _coroutine():
    return ()


async def _async_generator():
    yield platform()


@pytest.mark.parametrize("hook", [_coroutine, _async_generator], ids=["coroutine", "generator"])
@pytest.mark.parametrize("name", ["platforms", "check_release", "delivery_changed"])
def test_an_asynchronous_hook_is_refused(name, hook):
    async def check_release(release, platform):
        return ()

    functions = {"platforms": hook, "check_release": check_release, "delivery_changed": hook}
    assert "is asynchronous" in refused(plugin(**{name: functions[name]}))


def test_a_hidden_coroutine_is_refused_and_closed(recwarn):
    assert "something to await" in refused(plugin(platforms=lambda *, _made=_coroutine: _made()))
    assert [w for w in recwarn if "never awaited" in str(w.message)] == []


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (None, "NoneType, not an iterable of Platform"),
        (7, "int, not an iterable of Platform"),
        ("acme", "a str among its Platform values"),
        ([platform(), {"key": "x"}], "a dict among its Platform values"),
        ({"acme": platform()}, "a str among its Platform values"),
    ],
)
def test_a_wrong_type_is_refused(value, said):
    assert said in refused(plugin(platforms=lambda: value))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"key": "Acme Music"}, "'Acme Music' is not a short lower-case name"),
        ({"key": 7}, "is not a short lower-case name"),
        ({"settings": dict}, "the settings of acme are not an attrs class"),
        ({"settings": Settings()}, "the settings of acme are not an attrs class"),
        ({"driver": None}, "driver and connections of acme must be callable"),
        ({"status_map": {"ok": (Status.LIVE, "nowhere")}}, "acme maps 'ok' to Live: nowhere"),
        ({"status_map": {"ok": "Live"}}, "ValueError"),
    ],
)
def test_a_descriptor_that_would_fail_later_is_refused_now(changes, said):
    assert said in refused(offering(platform(**changes)))


def test_a_taken_key_is_refused_naming_both():
    manager = managed(record("zz", offering(platform("fresh"), platform("zeta", label="Other"))))
    late = next(r for r in manager.records if r.name == "zz")
    assert late.status is PluginStatus.BROKEN_CONTRACT
    assert late.error == "platform 'zeta' of tunemantra-zz 1.0 is taken by zeta of tunemantra-zeta 1.0"
    assert manager.platforms["zeta"].label == "Zeta"
    assert "fresh" not in manager.platforms


def test_one_key_twice_in_one_plugin_is_refused():
    assert "is taken by bad" in refused(offering(platform(), platform()))


def test_no_strangers_name_pushes_a_bundled_platform_aside():
    bundled = record("spotify", offering(platform("spotify", label="Ours")), bundled=True)
    stranger = record("aaa", offering(platform("spotify", label="Theirs")))
    manager = PluginManager([stranger, bundled])
    assert manager.platforms["spotify"].label == "Ours"
    assert [r.status for r in manager.records] == [PluginStatus.BROKEN_CONTRACT, PluginStatus.LOADED]


@pytest.mark.parametrize("api", [API_VERSION, API_VERSION - 1])
def test_this_contract_and_the_one_before_are_accepted(api):
    assert "acme" in managed(acme=offering(platform(api=api))).platforms


@pytest.mark.parametrize("api", [API_VERSION + 1, API_VERSION - 2, "one"])
def test_any_other_contract_is_incompatible(api):
    error = refused(offering(platform(api=api)), PluginStatus.INCOMPATIBLE_API)
    assert f"written for version {api} of the plugin contract" in error


def test_a_plugin_without_any_hook_is_refused():
    assert "implements no hook" in refused(SimpleNamespace(tunemantra_platforms=lambda: ()))


def test_a_hook_nobody_calls_is_refused():
    assert "there is no hook 'tunemantra_platformz'" in refused(plugin(platformz=lambda: ()))


def test_a_hook_of_a_later_version_may_be_optional():
    later = SimpleNamespace(
        tunemantra_platforms=hookimpl(lambda: (platform(),)),
        tunemantra_invented_later=hookimpl(optionalhook=True)(lambda: ()),
    )
    assert "acme" in managed(acme=later).platforms


def test_a_hook_with_an_argument_nobody_passes_is_refused():
    assert "PluginValidationError" in refused(plugin(platforms=lambda weather: weather))


def test_a_wrapper_is_refused():
    def platforms():
        return (yield)

    wrapper = SimpleNamespace(tunemantra_platforms=hookimpl(wrapper=True)(platforms))
    assert "one at a time" in refused(wrapper)


def test_a_class_is_refused():
    class Plugin:
        @hookimpl
        def tunemantra_platforms(self):
            return ()

    assert "is a class" in refused(Plugin)


def test_a_plugin_whose_attributes_raise_is_refused():
    class Hostile:
        def __dir__(self):
            raise RuntimeError("go away")

    assert refused(Hostile()) == "RuntimeError: go away"


def test_one_name_used_twice_is_refused():
    manager = PluginManager([record("acme", offering(platform("one"))), record("acme", offering(platform("two")))])
    assert [r.status for r in manager.records] == [PluginStatus.LOADED, PluginStatus.BROKEN_CONTRACT]
    assert set(manager.platforms) == {"one"}


def test_the_rules_of_a_name_used_twice_are_asked_once():
    def says(word):
        return rule(lambda *_: [warning(word, "", "")])

    manager = PluginManager([record("acme", says("A-1")), record("acme", says("A-2"))])
    assert [finding.rule for finding in manager.house_rules(make_release(), "zeta")] == ["A-1"]


def test_what_was_not_loaded_stays_as_it_was_found():
    broken = PluginRecord("bad", "bad", status=PluginStatus.BROKEN_IMPORT, error="its import failed")
    assert managed(broken).records[0] == broken


def test_extra_plugins_come_last_and_are_named_by_their_place():
    manager = PluginManager([record("zeta", offering(platform("zeta")))], [offering(platform("mine"))])
    assert [(r.name, r.platforms) for r in manager.records] == [("zeta", ("zeta",)), ("extra[0]", ("mine",))]
    assert manager.records[1].module == "types.SimpleNamespace"


def test_load_finds_the_installed_ones_and_takes_extra():
    manager = load(extra=[offering(platform("mine"))])
    assert {"beatport", "mine", "spotify"} <= set(manager.platforms)


def rule(say):
    def check_release(release, platform):
        return say(release, platform)

    return plugin(check_release=check_release)


def test_house_rules_add_up_in_the_order_of_names():
    def says(word):
        return rule(lambda release, platform: [warning(word, "titles", f"{release.label} on {platform}")])

    findings = managed(bb=says("B-1"), aa=says("A-1")).house_rules(make_release(), "zeta")
    assert [finding.rule for finding in findings] == ["A-1", "B-1"]
    assert findings[0].message.endswith("on zeta")


def test_a_house_rule_may_take_fewer_arguments():
    manager = managed(aa=plugin(check_release=lambda release: [warning("A-1", "", release.label)]))
    assert manager.house_rules(make_release(), "zeta")[0].message == make_release().label


def half_way(_release, _platform):
    yield warning("A-1", "", "fine so far")
    raise ValueError("half way")


@pytest.mark.parametrize(
    ("say", "observed"),
    [
        (lambda *_: 1 / 0, "ZeroDivisionError: division by zero"),
        (half_way, "ValueError: half way"),
        (lambda *_: None, "NoneType, not an iterable of Finding"),
        (lambda *_: ["bad"], "a str among its Finding values"),
        (lambda *_: _coroutine(), "something to await"),
        (lambda *_: (_ for _ in iter(int, 1)), "a int among"),
    ],
)
def test_a_failing_house_rule_blocks_and_names_its_plugin(say, observed):
    manager = managed(aa=rule(say), bb=rule(lambda *_: [warning("B-1", "", "still asked")]))
    blocking, other = manager.house_rules(make_release(), "zeta")
    assert (blocking.rule, blocking.severity, blocking.platform) == ("TM-PLG-001", Severity.ERROR, "zeta")
    assert "plugin aa (tunemantra-aa 1.0)" in blocking.message
    assert observed in blocking.observed
    assert other.rule == "B-1"


def test_the_rules_of_a_plugin_out_of_use_block():
    both = plugin(check_release=lambda release: [release], platforms=lambda: 1 / 0)
    (finding,) = managed(record("bad", both)).house_rules(make_release(), "zeta")
    assert (finding.rule, finding.blocks) == ("TM-PLG-001", True)
    assert "division by zero" in finding.observed


def test_a_plugin_without_rules_says_nothing():
    assert managed(record("bad", plugin(platforms=lambda: 1 / 0))).house_rules(make_release(), "zeta") == ()


def test_every_observer_hears_of_an_event():
    heard = []
    manager = managed(
        bb=plugin(delivery_changed=lambda event: heard.append(("bb", event))),
        aa=plugin(delivery_changed=lambda event: heard.append(("aa", event))),
    )
    manager.announce(EVENT)
    assert heard == [("aa", EVENT), ("bb", EVENT)]


@pytest.mark.parametrize(
    "fault", [lambda event: event / 0, lambda event: event and _coroutine()], ids=["raises", "coroutine"]
)
def test_a_failing_observer_is_logged_and_the_next_one_hears(fault, caplog):
    heard = []
    manager = managed(
        aa=plugin(delivery_changed=fault), bb=plugin(delivery_changed=lambda event: heard.extend([event]))
    )
    with caplog.at_level(logging.WARNING, logger="tunemantra.plugins"):
        manager.announce(EVENT)
    assert "observer aa of tunemantra-aa 1.0 failed" in caplog.text
    assert heard == [EVENT]
