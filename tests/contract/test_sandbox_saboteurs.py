"""For each rule of a platform with a simulator a driver that breaks it, and the kit that says so."""

from __future__ import annotations

import inspect
import json
import logging
import os
import sys

import pytest
from attrs import evolve, field, frozen

from tests.support import REPO_ROOT
from tunemantra import TuneMantra
from tunemantra.contrib.sandbox import Journal
from tunemantra.core import Capability, OrderKind
from tunemantra.core.status import Channel
from tunemantra.errors import RefusedError
from tunemantra.ports import Sandbox, SecretRef
from tunemantra.testing import RULES, SandboxConformance
from tunemantra.testing.cutting import CutOffError
from tunemantra.testing.desk import Desk, Store
from tunemantra.testing.folders import Masters
from tunemantra.testing.workbench import Workbench

SOURCES = str(REPO_ROOT / "examples" / "tunemantra-acme" / "src")
sys.path.insert(0, SOURCES)

from tunemantra_acme.driver import AcmeDriver  # noqa: E402 - where it is now known
from tunemantra_acme.plugin import PLATFORM  # noqa: E402
from tunemantra_acme.settings import AcmeSettings  # noqa: E402

pytestmark = pytest.mark.integration

TESTS = {
    name[5:12].upper().replace("_", "-"): test
    for name, test in inspect.getmembers(SandboxConformance, inspect.isfunction)
    if name.startswith("test_plt_")
}


@frozen
class TokenSettings(AcmeSettings):
    token: SecretRef = field(kw_only=True, default=SecretRef("env:ACME_TOKEN"))


@frozen
class HostedSettings(AcmeSettings):
    host: str = field(kw_only=True)


@frozen
class ForgetsTheSecond(AcmeDriver):
    def deliver(self, order, package, session):
        kept = tuple(file for file in package.files if file.subject != "tracks[1].audio")
        return super().deliver(order, evolve(package, files=kept), session)


@frozen
class SwallowsCuts(AcmeDriver):
    def deliver(self, order, package, session):
        try:
            return super().deliver(order, package, session)
        except CutOffError:
            return super().deliver(order, package, session)


@frozen
class BoastsOfBytes(AcmeDriver):
    def deliver(self, order, package, session):
        sent = sum(file.size for file in package.files if file.subject)
        return evolve(super().deliver(order, package, session), bytes_sent=sent)


@frozen
class SendsAllAgain(AcmeDriver):
    def build(self, order):
        return super().build(evolve(order, previous=None))


@frozen
class CannotTakeDown(AcmeDriver):
    def deliver(self, order, package, session):
        if order.kind is OrderKind.TAKEDOWN:
            raise RefusedError("write an e-mail")
        return super().deliver(order, package, session)


@frozen
class TakesNothingBack(AcmeDriver):
    def deliver(self, order, package, session):
        if order.kind is OrderKind.INSERT and order.sequence > 1:
            raise RefusedError("it was here already")
        return super().deliver(order, package, session)


@frozen
class DatesReportsItself(AcmeDriver):
    def report(self, icpn, receipt, session):
        return [evolve(one, at=session.clock.now()) for one in super().report(icpn, receipt, session)]


@frozen
class TrustsAnswers(AcmeDriver):
    def report(self, icpn, receipt, session):
        path = f"reports/{receipt.reference}.json"
        if session.files().stat(path) is not None:
            json.loads(session.files().read(path))
        return super().report(icpn, receipt, session)


@frozen
class AsksWhileChecking(AcmeDriver):
    def check(self, order):
        from pathlib import Path

        Journal(Path(self.settings.folder).parent).write("request", method="GET", path="/", status=200)
        return super().check(order)


@frozen
class LogsTheToken(AcmeDriver):
    def deliver(self, order, package, session):
        logging.getLogger(__name__).debug("logging in with %s", session.secret(self.settings.token))
        return super().deliver(order, package, session)


def by(driver, **changes):
    return evolve(PLATFORM, driver=driver, **changes)


WITHOUT_A_WORD = {word: meaning for word, meaning in PLATFORM.status_map.items() if word != "received"}
SABOTEURS = {
    "PLT-060": by(ForgetsTheSecond),
    "PLT-061": by(SwallowsCuts),
    "PLT-062": by(BoastsOfBytes),
    "PLT-063": by(SendsAllAgain),
    "PLT-064": by(CannotTakeDown),
    "PLT-065": by(TakesNothingBack),
    "PLT-066": by(DatesReportsItself),
    "PLT-067": evolve(PLATFORM, status_map=WITHOUT_A_WORD),
    "PLT-068": evolve(PLATFORM, capabilities={*PLATFORM.capabilities, Capability.TRACK_STATUS}),
    "PLT-069": by(TrustsAnswers),
    "PLT-070": by(AsksWhileChecking),
    "PLT-071": evolve(PLATFORM, sandbox=Sandbox("tests.contract.blank_shop")),
    "PLT-072": by(LogsTheToken, settings=TokenSettings),
}


@pytest.fixture(scope="module")
def workshop(tmp_path_factory):
    """Simulators by module, one folder for all hosts: what was converted once is not converted again."""
    folder, stores, masters = tmp_path_factory.mktemp("shop"), {}, Masters(tmp_path_factory.mktemp("masters"))
    before, os.environ["PYTHONPATH"] = os.environ.get("PYTHONPATH", ""), f"{SOURCES}{os.pathsep}{REPO_ROOT}"
    os.environ["ACME_TOKEN"] = "swordfish-and-chips"

    def bench_of(platform):
        module = platform.sandbox.module
        if module not in stores:
            stores[module] = Store(platform, folder / f"store-{len(stores)}", speed=100)
        bench = Workbench(Desk(platform, stores[module], folder / "home", folder / "release", masters))
        bench.desk.offer(platform)
        return bench

    yield bench_of
    for store in stores.values():
        store.close()
    os.environ["PYTHONPATH"] = before


def verdict(workshop, platform, rule, caplog):
    """Return what a rule says of a platform: nothing where it is content."""
    bench = workshop(platform)
    more = {"caplog": caplog} if "caplog" in inspect.signature(TESTS[rule]).parameters else {}
    try:
        TESTS[rule](SandboxConformance(), bench=bench, **more)
    except AssertionError as problem:
        return str(problem)
    except pytest.skip.Exception:
        return ""
    finally:
        bench.desk.store.faults.clear()
        bench.desk.close()
    return ""


@pytest.mark.parametrize("rule", sorted(TESTS))
def test_the_kit_finds_it(workshop, rule, caplog):
    assert verdict(workshop, SABOTEURS[rule], rule, caplog).startswith(f"{rule}: ")


@pytest.mark.nightly
@pytest.mark.parametrize("saboteur", sorted(TESTS))
def test_no_other_rule_does(workshop, saboteur, caplog):
    others = sorted(set(TESTS) - {saboteur})
    assert {rule: said for rule in others if (said := verdict(workshop, SABOTEURS[saboteur], rule, caplog))} == {}


@pytest.mark.parametrize("channel", [Channel.FILE, Channel.MAIL])
def test_the_channels_it_names_are_those_it_is_heard_by(workshop, caplog, channel):
    said = verdict(workshop, evolve(PLATFORM, hears_by={channel}), "PLT-068", caplog)
    assert said.startswith("PLT-068: it says that words come by mail") == (channel is Channel.MAIL)


def test_a_simulator_whose_settings_do_not_suffice_is_told_what_is_missing(workshop, caplog):
    said = verdict(workshop, evolve(PLATFORM, settings=HostedSettings), "PLT-060", caplog)
    assert said.startswith("PLT-060: a good release is refused before anything is sent: ")
    assert "platforms.acme.host" in said


def test_a_store_that_never_comes_to_an_end_is_waited_for_once(workshop, monkeypatch):
    waited = []
    monkeypatch.setattr(TuneMantra, "work_until_done", lambda _, orders, seconds: waited.append(seconds) or orders)
    bench = workshop(PLATFORM)
    for rule in ("PLT-060", "PLT-061"):
        with pytest.raises(AssertionError, match=f"{rule}: the order has not ended after {bench.patience:g} s: "):
            bench.finish(rule, bench.parcel(rule))
    bench.desk.close()
    assert waited == [120.0, 5.0]


def test_an_update_that_breaks_a_rule_is_out_of_the_way_of_the_takedown_after_it(workshop):
    bench = workshop(SABOTEURS["PLT-063"])
    with pytest.raises(AssertionError, match=r"PLT-063: [0-9]+ bytes of media were sent"):
        TESTS["PLT-063"](SandboxConformance(), bench=bench)
    TESTS["PLT-064"](SandboxConformance(), bench=bench)
    bench.desk.close()


def test_every_rule_is_tested_described_and_sabotaged():
    assert set(TESTS) == set(SABOTEURS) == set(SandboxConformance.RULES) <= set(RULES)
    assert {rule: test.__doc__ for rule, test in TESTS.items()} == {rule: f"{rule}." for rule in TESTS}
