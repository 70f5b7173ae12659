"""Registers the feed; each table of the settings that names it is a platform of its own."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import partial

from attrs import asdict, evolve

from tunemantra.plugins.ddex_feed import profile
from tunemantra.plugins.ddex_feed.directory import FACTS, GENERIC, Store
from tunemantra.plugins.ddex_feed.requirements import capabilities_of, delivers_over, hears_by, requirement_of
from tunemantra.plugins.ddex_feed.settings import FeedSettings, account_of, connections, store_of
from tunemantra.ports.hooks import hookimpl
from tunemantra.ports.platform import Platform, PlatformDriver, Sandbox

_ALWAYS = ("lxml", "numpy", "PIL", "soundfile", "starlette", "uvicorn")


def _driver(key: str, settings: object) -> PlatformDriver:
    from tunemantra.plugins.ddex_feed.driver import FeedDriver, MailedFeedDriver

    account = account_of(settings)
    return (MailedFeedDriver if account.store.status == "mail" else FeedDriver)(account, key)


def derive(base: Platform, key: str, table: Mapping[str, object]) -> Platform:
    """Return the platform of a store that a table of the settings describes; the rest is as `base` has it."""
    store = store_of(table)
    return evolve(
        base,
        key=key,
        label=store.label,
        requirement=requirement_of(store),
        driver=partial(_driver, key),
        capabilities=capabilities_of(store),
        delivers_over=delivers_over(store),
        hears_by=hears_by(store),
        sandbox=_sandbox(store, key, table),
    )


def _sandbox(store: Store, key: str, table: Mapping[str, object]) -> Sandbox:
    return Sandbox(
        "tunemantra.plugins.ddex_feed.sandbox",
        (*_ALWAYS, profile.REQUIRES[store.transport], *profile.TELLS_BY.get(store.status, ())),
        ("--key", key, "--stated", _stated(key, table), "--store", _told(store)),
    )


def _stated(key: str, table: Mapping[str, object]) -> str:
    """Return the part of a table that says which store it is; a simulator's settings repeat it."""
    said = {name: table[name] for name in ("profile", "label", *FACTS) if table.get(name, "") not in {None, ""}}
    return json.dumps(said if key == profile.KEY else {"plugin": profile.KEY, **said}, default=str)


def _told(store: Store) -> str:
    """Return what a simulator has to know of the store it plays: words, and none of our code."""
    audio, image = profile.AUDIO[store.audio], profile.IMAGES[store.image]
    media = {
        "container": audio.container,
        "sample_rates": audio.sample_rates,
        "bit_depths": audio.bit_depths,
        "least_side": image.min_side,
        "algorithm": store.hash.upper(),
    }
    told = {"marker": store.completion, "label": store.label, "sheet": asdict(profile.SHEETS[store.sheet])}
    return json.dumps({**store.facts(), **told, **media})


PLATFORM = Platform(
    key=profile.KEY,
    label=profile.LABEL,
    requirement=requirement_of(GENERIC),
    settings=FeedSettings,
    connections=connections,
    driver=partial(_driver, profile.KEY),
    status_map=profile.STATUSES,
    capabilities=capabilities_of(GENERIC),
    delivers_over=delivers_over(GENERIC),
    hears_by=hears_by(GENERIC),
    sla=profile.SLA,
    sandbox=_sandbox(GENERIC, profile.KEY, {}),
    poll_seconds=profile.POLL_SECONDS,
    contract="sandbox",
    version=profile.CONTRACT_VERSION,
    rehearsal=profile.REHEARSAL,
    derive=derive,
)


@hookimpl
def tunemantra_platforms() -> Iterable[Platform]:
    """Offer the feed."""
    return (PLATFORM,)
