"""A pytest plugin with the Gherkin steps and their fixtures: `-p tunemantra.testing.plugin`.

A platform's author names the platform, supplies what only the author can know, and binds the feature files::

    from pytest_bdd import scenarios
    from tunemantra.testing.plugin import FEATURES

    scenarios(str(FEATURES))

    @pytest.fixture(autouse=True)
    def platform():
        return acme.PLATFORM

The platform's simulator has to keep a journal and a switchboard of faults (`tunemantra.contrib.sandbox`), for that is
where the steps look. The fixtures `unseen_fault` and `wrong_login` are there to be overridden.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from attrs import evolve, frozen

from tunemantra.contrib.runtime import SystemClock
from tunemantra.core.status import Status
from tunemantra.plugins import load
from tunemantra.ports.platform import Platform
from tunemantra.testing.desk import Desk, Offer, Store
from tunemantra.testing.folders import Masters, Value, draft_release

pytest_plugins = ("tunemantra.testing.checks", "tunemantra.testing.reporting", "tunemantra.testing.steps")

FEATURES = Path(__file__).parent / "features"
"""The feature files every platform passes."""

_USUAL = 3
"""Tracks of a release that use every kind of master that scenarios use."""
SPEED = 20.0
"""How many times faster than usual the simulators work."""


def bundled() -> tuple[Platform, ...]:
    """Return every bundled platform that ships a simulator, by key."""
    platforms = load(safe_mode=True).platforms
    return tuple(platforms[key] for key in sorted(platforms) if platforms[key].sandbox is not None)


@frozen
class _LaterClock:
    """The machine's clock, set forward."""

    ahead: timedelta

    def now(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    def sleep(self, seconds: float) -> None:
        SystemClock().sleep(seconds)


@pytest.fixture(scope="session")
def masters(tmp_path_factory: pytest.TempPathFactory) -> Masters:
    """Audio and covers, made once a session."""
    return Masters(tmp_path_factory.mktemp("masters"))


@pytest.fixture(scope="session")
def stores(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[Platform], Store]]:
    """The simulator of a platform, started when first asked for and ended when that of another one is wanted.

    Simulators look for work many times a second: a dozen that nobody needs any more would keep the machine busy.
    """
    running: dict[str, Store] = {}

    def end() -> None:
        for store in running.values():
            store.close()
        running.clear()

    def store_of(platform: Platform) -> Store:
        if platform.key not in running:
            end()
            running[platform.key] = Store(platform, tmp_path_factory.mktemp(platform.key), speed=SPEED)
        return running[platform.key]

    yield store_of
    end()


@pytest.fixture
def store(platform: Platform, stores: Callable[[Platform], Store]) -> Iterator[Store]:
    """The platform's simulator; faults ordered of it end with the test."""
    running = stores(platform)
    running.faults.clear()
    yield running
    running.faults.clear()


@pytest.fixture
def own_store(platform: Platform, tmp_path: Path) -> Iterator[Callable[..., Store]]:
    """Start a simulator for one test alone: `own_store("late-status", speed=5)`."""
    started: list[Store] = []

    def start(*faults: str, speed: float = SPEED) -> Store:
        started.append(Store(platform, tmp_path / f"store-{len(started)}", speed=speed, faults=faults))
        return started[-1]

    yield start
    for one in started:
        one.close()


@pytest.fixture(scope="session")
def homes(tmp_path_factory: pytest.TempPathFactory, masters: Masters) -> Callable[[Desk], None]:
    """Give a desk a home in which the usual masters have been converted for its platform, once a session."""
    warm: dict[str, Path] = {}

    def furnish(desk: Desk) -> None:
        key = desk.platform.key
        if key not in warm:
            warm[key] = tmp_path_factory.mktemp(f"warm-{key}")
            first = Desk(desk.platform, desk.store, warm[key] / "home", warm[key] / "release", masters)
            first.draft = draft_release(masters, tracks=_USUAL)
            first.distribute()
            first.close()
        if (warm[key] / "home").exists():
            shutil.copytree(warm[key] / "home", desk.home, copy_function=_linked)

    return furnish


def _linked(source: str, target: str) -> None:
    # Assets never change; the ledger does.
    if "assets" in Path(source).parts:
        os.link(source, target)
    else:
        shutil.copy2(source, target)


@pytest.fixture
def able(platform: Platform, request: pytest.FixtureRequest) -> None:
    """Skip a scenario that needs what the platform does not have, and name it."""
    for mark in request.node.iter_markers("needs"):
        kind, _, what = str(mark.args[0]).partition("-")
        if kind == "takes":
            if getattr(platform.requirement, what) is None:
                pytest.skip(f"the platform takes no {what}")
            continue
        has = {one.value for one in platform.capabilities} if kind == "needs" else platform.requirement.terms.says
        if what not in has:
            pytest.skip(f"the platform {'has no capability' if kind == 'needs' else 'cannot be told'} {what}")


@pytest.fixture
def draft_changes() -> Mapping[str, Value]:
    """Fields of a release's document that this platform wants otherwise; override it where it does."""
    return {}


@pytest.fixture
def desk(
    platform: Platform,
    able: None,  # noqa: ARG001 - before anything is started
    store: Store,
    masters: Masters,
    tmp_path: Path,
    draft_changes: Mapping[str, Value],
    homes: Callable[[Desk], None],
) -> Iterator[Desk]:
    """A host of its own with the platform's simulator."""
    masters.changes = draft_changes
    made = Desk(platform, store, tmp_path / "home", tmp_path / "release", masters)
    homes(made)
    yield made
    made.close()


@pytest.fixture
def without_live_words(platform: Platform) -> object:
    """A plugin of the same platform whose status map lacks the words for Live."""
    words = {word: meaning for word, meaning in platform.status_map.items() if meaning[0] is not Status.LIVE}
    return Offer(evolve(platform, status_map=words))


@pytest.fixture
def later() -> Callable[[Desk], None]:
    """Set a desk's clock to a hundred years from now."""

    def set_forward(desk: Desk) -> None:
        desk.restart()
        desk.adapters["clock"] = _LaterClock(timedelta(days=36_525))

    return set_forward


@pytest.fixture
def unseen_fault() -> Callable[[Desk], None]:
    """Spoil a release in a way that the platform rejects and our checks cannot know."""
    pytest.skip("override the fixture unseen_fault")


@pytest.fixture
def wrong_login() -> dict[str, object]:
    """Settings of the platform with credentials it refuses."""
    pytest.skip("override the fixture wrong_login")


__all__ = ["FEATURES", "SPEED", "bundled"]
