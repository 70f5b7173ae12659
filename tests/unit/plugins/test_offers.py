"""Transports, asset stores, transcoders and notifiers of plugins: collected by the rules of platforms."""

from __future__ import annotations

import pytest
from attrs import evolve, frozen

from tests.unit.plugins.test_manager import managed, offering, platform, plugin, record, refused
from tunemantra.plugins import PluginManager, PluginStatus, load
from tunemantra.ports import (
    API_VERSION,
    NoSettings,
    NotifierProvider,
    StorageProvider,
    TranscoderProvider,
    TransportProvider,
)


def never(*_arguments):
    raise AssertionError("registering opens nothing")


@frozen
class Pager:
    number: str


TRANSPORT = TransportProvider("acme+ftp", "Acme FTP", open_files=never)
STORAGE = StorageProvider("attic", never)
TRANSCODER = TranscoderProvider("lathe", audio=never)
NOTIFIER = NotifierProvider("pager", never, settings=Pager)
KINDS = {
    "transports": ("transport", "scheme", TRANSPORT),
    "storages": ("storage", "scheme", STORAGE),
    "transcoders": ("transcoder", "name", TRANSCODER),
    "notifiers": ("notifier", "name", NOTIFIER),
}
EVERY = pytest.mark.parametrize("hook", KINDS)


def key_of(offer):
    return getattr(offer, "scheme", "") or offer.name


@EVERY
def test_offers_are_collected_by_key_in_order(hook):
    _, key, offer = KINDS[hook]
    first, second = evolve(offer, **{key: "b2"}), evolve(offer, **{key: "b1"})
    manager = managed(beta=plugin(**{hook: lambda: (made for made in (first, second))}))
    assert list(getattr(manager, hook).items()) == [("b1", second), ("b2", first)]


@EVERY
def test_what_was_collected_cannot_be_changed(hook):
    with pytest.raises(TypeError):
        getattr(managed(), hook)["x"] = KINDS[hook][2]


def test_a_record_says_what_its_plugin_offers():
    hooks = {hook: lambda offer=offer: (offer,) for hook, (_, _, offer) in KINDS.items()}
    manager = managed(acme=plugin(platforms=lambda: (platform(),), **hooks))
    acme = manager.records[0]
    assert acme.offers == (
        ("platform", ("acme",)),
        ("transport", ("acme+ftp",)),
        ("storage", ("attic",)),
        ("transcoder", ("lathe",)),
        ("notifier", ("pager",)),
    )
    assert acme.offered("notifier") == ("pager",)
    assert manager.records[1].offers == (("platform", ("zeta",)),)


@EVERY
def test_a_taken_key_is_refused_naming_both(hook):
    word, _, offer = KINDS[hook]
    made = plugin(**{hook: lambda: (offer,)})
    manager = managed(record("aa", made), bb=plugin(**{hook: lambda: (offer,)}))
    late = manager.records[1]
    assert late.status is PluginStatus.BROKEN_CONTRACT
    assert late.error == f"{word} {key_of(offer)!r} of tunemantra-bb 1.0 is taken by aa of tunemantra-aa 1.0"
    assert late.offers == ()
    assert list(getattr(manager, hook)) == [key_of(offer)]


@EVERY
def test_one_key_twice_in_one_plugin_is_refused(hook):
    offer = KINDS[hook][2]
    assert "is taken by bad" in refused(plugin(**{hook: lambda: (offer, offer)}))


@EVERY
@pytest.mark.parametrize(
    ("give", "said"),
    [
        (lambda _: 1 / 0, "ZeroDivisionError"),
        (lambda _: None, "NoneType, not an iterable"),
        (lambda _: ["x"], "a str among"),
        (lambda offer: [offer, {}], "a dict among"),
    ],
)
def test_a_wrong_answer_is_refused(hook, give, said):
    assert said in refused(plugin(**{hook: lambda: give(KINDS[hook][2])}))


@EVERY
def test_an_asynchronous_hook_is_refused(hook):
    async def hopeful():
        return ()

    assert "is asynchronous" in refused(plugin(**{hook: hopeful}))


@EVERY
@pytest.mark.parametrize("key", ["Acme FTP", "", 7, None])
def test_a_key_that_is_none_is_refused(hook, key):
    word, name, offer = KINDS[hook]
    assert f"{word} {name}" in refused(plugin(**{hook: lambda: (evolve(offer, **{name: key}),)}))


@EVERY
@pytest.mark.parametrize("api", [API_VERSION + 1, "one"])
def test_another_contract_is_incompatible(hook, api):
    offer = evolve(KINDS[hook][2], api=api)
    error = refused(plugin(**{hook: lambda: (offer,)}), PluginStatus.INCOMPATIBLE_API)
    assert f"written for version {api} of the plugin contract" in error


@pytest.mark.parametrize(
    ("hook", "offer", "said"),
    [
        (
            "transports",
            TransportProvider("ftp"),
            "ftp must have a callable open_files or open_api or open_mailbox or open_calls or open_tool",
        ),
        ("transports", TransportProvider("ftp", open_files=never, open_api=7), "ftp must have a callable open_api"),
        ("storages", StorageProvider("attic", None), "attic must have a callable open"),
        ("storages", StorageProvider("attic", never, settings=dict), "settings of attic are not an attrs class"),
        ("transcoders", TranscoderProvider("lathe"), "lathe must have a callable audio or images"),
        ("transcoders", TranscoderProvider("lathe", audio=never, settings=Pager("1")), "not an attrs class"),
        ("notifiers", NotifierProvider("pager", "open"), "pager must have a callable open"),
        ("notifiers", NotifierProvider("pager", never, settings=None), "not an attrs class"),
    ],
)
def test_a_descriptor_that_would_fail_later_is_refused_now(hook, offer, said):
    assert said in refused(plugin(**{hook: lambda: (offer,)}))


def test_a_plugin_that_is_broken_in_one_hook_offers_nothing_at_all():
    made = plugin(transports=lambda: (TRANSPORT,), notifiers=lambda: 1 / 0, platforms=lambda: (platform(),))
    manager = managed(record("bad", made))
    assert (dict(manager.transports), set(manager.platforms)) == ({}, {"zeta"})
    assert manager.records[0].offers == ()


def test_what_the_host_brings_itself_is_bundled_and_cannot_be_pushed_aside():
    mine = plugin(transports=lambda: (TRANSPORT,))
    theirs = plugin(transports=lambda: (evolve(TRANSPORT, label="Theirs"),))
    manager = PluginManager([record("aa", theirs)], built_in={"adapters": mine})
    assert manager.transports["acme+ftp"].label == "Acme FTP"
    stranger, own = manager.records
    assert (own.name, own.bundled, own.origin.split()[0], own.offers) == (
        "adapters",
        True,
        "tunemantra",
        (("transport", ("acme+ftp",)),),
    )
    assert stranger.status is PluginStatus.BROKEN_CONTRACT


def test_load_takes_what_the_host_brings():
    assert "acme+ftp" in load(built_in={"adapters": plugin(transports=lambda: (TRANSPORT,))}).transports


def test_an_adapter_without_settings_has_an_empty_table():
    assert (STORAGE.settings, NoSettings()) == (NoSettings, STORAGE.settings())


def test_the_same_word_may_name_a_platform_and_a_notifier():
    made = plugin(notifiers=lambda: (evolve(NOTIFIER, name="zeta"),))
    manager = managed(aa=made, bb=offering(platform("pager")))
    assert (set(manager.notifiers), set(manager.platforms)) == ({"zeta"}, {"zeta", "pager"})
