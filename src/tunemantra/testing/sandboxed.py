"""The conformance kit of platforms with a simulator: the driver against a store that judges with its own eyes.

::

    class TestAcmeDelivers(SandboxConformance):
        @pytest.fixture
        def platform(self): return PLATFORM

`Platform.sandbox` says how the simulator is started, and the line it prints which settings lead to it. It keeps a
journal with the common words (`tunemantra.contrib.sandbox.Journal`), for that is where the rules look.
"""

from __future__ import annotations

import logging
import pickle
import random
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import ClassVar
from urllib.request import urlopen

import attrs
import pytest

from tunemantra.core.finding import blocking
from tunemantra.core.requirement import Capability
from tunemantra.core.status import Channel, Status
from tunemantra.errors import FindingsError, TuneMantraError, UnsupportedError
from tunemantra.ports.package import StatusReport
from tunemantra.ports.platform import Platform
from tunemantra.ports.runtime import SecretRef
from tunemantra.testing._expect import expect, promised
from tunemantra.testing._rules import SANDBOX_RULES
from tunemantra.testing.cutting import CutOffError, Scissors
from tunemantra.testing.folders import Value, draft_release
from tunemantra.testing.workbench import Parcel, Workbench

_SHORT: Mapping[str, str] = {"slow-ack": "0.1", "no-marker-seen": "0.1", "throttle": "100000"}
"""Values of faults that take their time."""
_PATIENCE, _PAUSE = 10.0, 0.02
"""Seconds that a store may take for its next misbehaviour or its last word, and between two questions."""
_MOST_CUTS = 12
"""Calls of one delivery after which it is cut off: all of a short delivery, spread over a long one."""


class SandboxConformance:
    """Rules PLT-060 to PLT-072.

    Override the fixture `platform`; `SPEED` where the simulator needs its time, `CHANGES` where the platform wants
    other fields in a release's document.
    """

    RULES: ClassVar[frozenset[str]] = frozenset(SANDBOX_RULES)
    SPEED: ClassVar[float] = 50.0
    CHANGES: ClassVar[Mapping[str, Value]] = {}

    @pytest.fixture
    def platform(self) -> Platform:
        """Return the descriptor; to be overridden."""
        raise NotImplementedError("override the fixture `platform`")

    @pytest.fixture(scope="class")
    @classmethod
    def workbenches(cls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[Platform], Workbench]]:
        """Workbenches, one a platform, open as long as the class runs."""
        made: dict[str, Workbench] = {}

        def at(platform: Platform) -> Workbench:
            if platform.key not in made:
                folder = tmp_path_factory.mktemp(platform.key)
                made[platform.key] = Workbench.at(platform, folder, speed=cls.SPEED, changes=cls.CHANGES)
            return made[platform.key]

        yield at
        for one in made.values():
            one.close()

    @pytest.fixture
    def bench(self, platform: Platform, workbenches: Callable[[Platform], Workbench]) -> Iterator[Workbench]:
        """A host beside the platform's simulator."""
        if platform.sandbox is None:
            pytest.skip("the platform ships no simulator")
        bench = workbenches(platform)
        yield bench
        bench.desk.store.faults.clear()

    def test_plt_060_a_release_becomes_live(self, bench: Workbench) -> None:
        """PLT-060."""
        parcel = bench.parcel("PLT-060", tracks=2)
        bench.finish("PLT-060", parcel)
        state = bench.state(parcel.icpn)
        expect("PLT-060", state.status is Status.LIVE, f"it stands at {state}{bench.story(parcel.icpn)}")
        bench.arrived("PLT-060", parcel)

    def test_plt_061_cut_off_anywhere_it_goes_on(self, bench: Workbench) -> None:
        """PLT-061."""
        scissors = Scissors()
        parcels = [bench.parcel("PLT-061")]
        with promised("PLT-061", "deliver"):
            bench.deliver(parcels[0], scissors)
        for call in _spread(scissors.calls):
            parcels.append(bench.parcel("PLT-061"))
            try:
                bench.deliver(parcels[-1], Scissors(after=call))
            except CutOffError:
                continue
            expect("PLT-061", holds=False, message=f"cut off after call {call}, deliver went on as if nothing were")
        bench.finish("PLT-061", *parcels)
        for parcel in parcels:
            bench.arrived("PLT-061", parcel)

    def test_plt_062_a_second_delivery_moves_nothing(self, bench: Workbench) -> None:
        """PLT-062."""
        parcel = bench.parcel("PLT-062")
        with promised("PLT-062", "deliver"):
            first, second = bench.deliver(parcel), bench.deliver(parcel)
        media = sum(file.size for file in parcel.package.files if file.subject)
        expect("PLT-062", first.bytes_sent == media, f"{first.bytes_sent} bytes of media were sent, not {media}")
        expect("PLT-062", second.bytes_sent == 0, f"repeated, {second.bytes_sent} bytes were sent")
        expect("PLT-062", first.reference == second.reference, f"{first.reference} became {second.reference}")
        bench.finish("PLT-062", parcel)
        bench.arrived("PLT-062", parcel)

    def test_plt_063_an_update_of_words_moves_no_media(self, bench: Workbench) -> None:
        """PLT-063."""
        parcel = _live(bench, "PLT-063")
        if Capability.UPDATE not in bench.platform.capabilities:
            _refused("PLT-063", bench, parcel, lambda: bench.changed("PLT-063", parcel, title="Another Title"))
            return
        update = bench.changed("PLT-063", parcel, title="Another Title")
        with promised("PLT-063", "deliver of an update"):
            receipt = bench.deliver(update)
        bench.finish("PLT-063", update)
        expect("PLT-063", receipt.bytes_sent == 0, f"{receipt.bytes_sent} bytes of media were sent")
        came = len(bench.desk.store.received(parcel.icpn))
        expect("PLT-063", came == len(parcel.package.files) - _papers(parcel), f"{came} media arrived in all")
        texts = [path.read_bytes() for path in bench.desk.store.folder.rglob("*") if path.is_file()]
        expect("PLT-063", any(b"Another Title" in text for text in texts), "the store cannot read the new title")

    def test_plt_064_a_takedown_ends_taken_down(self, bench: Workbench) -> None:
        """PLT-064."""
        parcel = _live(bench, "PLT-064")
        if Capability.TAKEDOWN not in bench.platform.capabilities:
            _refused("PLT-064", bench, parcel, lambda: bench.takedown("PLT-064", parcel))
            return
        bench.finish("PLT-064", bench.takedown("PLT-064", parcel))
        state = bench.state(parcel.icpn)
        expect("PLT-064", state.status is Status.TAKEN_DOWN, f"it stands at {state}{bench.story(parcel.icpn)}")

    def test_plt_065_back_on_sale(self, bench: Workbench) -> None:
        """PLT-065."""
        if Capability.TAKEDOWN not in bench.platform.capabilities:
            pytest.skip("the platform has no capability takedown")
        parcel = _live(bench, "PLT-065")
        if bench.state(parcel.icpn).status is not Status.TAKEN_DOWN:
            try:
                bench.finish("PLT-065", bench.takedown("PLT-065", parcel))
            except AssertionError:
                pytest.skip("nothing can be taken down; PLT-064 says why")
        bench.finish("PLT-065", bench.back("PLT-065", parcel))
        state = bench.state(parcel.icpn)
        bench.live = parcel
        expect("PLT-065", state.status is Status.LIVE, f"it stands at {state}{bench.story(parcel.icpn)}")

    def test_plt_066_late_and_repeated_words_change_nothing(self, bench: Workbench) -> None:
        """PLT-066."""
        parcel = bench.parcel("PLT-066")
        bench.finish("PLT-066", parcel)
        with promised("PLT-066", "report"):
            first, second = bench.reports(parcel), bench.reports(parcel)
        expect("PLT-066", first == second, f"asked twice, {_differing(first, second)}")
        said = [*first, *second]
        dice = random.Random(66)  # noqa: S311 - the same every time
        for _ in range(20):
            shuffled = dice.sample(said, len(said))
            state = bench.becomes(shuffled)
            words = ", ".join(report.native for report in shuffled)
            expect("PLT-066", state.status is Status.LIVE, f"heard as {words}, it stands at {state}")

    def test_plt_067_every_word_is_known(self, bench: Workbench) -> None:
        """PLT-067."""
        parcel = _live(bench, "PLT-067")
        events = bench.desk.host.timeline(parcel.icpn, bench.platform.key)
        unknown = sorted({event.native for event in events if event.native} - set(bench.platform.status_map))
        expect("PLT-067", not unknown, f"the simulator says {', '.join(unknown)}")

    def test_plt_068_each_way_of_telling_tells(self, bench: Workbench) -> None:
        """PLT-068."""
        rule, declared = "PLT-068", bench.platform.capabilities
        parcel = _live(bench, rule)
        with promised(rule, "report"):
            reports = bench.reports(parcel)
        tracks = any(report.tracks for report in reports)
        if Capability.POLL in declared:
            expect(rule, reports, "asked, the platform says nothing")
        if Capability.MAIL_STATUS in declared:
            mailed = any(report.channel is Channel.MAIL for report in reports)
            expect(rule, mailed, "no report came by mail")
        if bench.platform.hears_by:
            # Whoever is called first has nothing left to be told when it asks.
            by = {report.channel for report in reports} | ({Channel.WEBHOOK} & bench.platform.hears_by)
            said = f"it says that words come by {_names(bench.platform.hears_by)}, and they come by {_names(by)}"
            expect(rule, by == bench.platform.hears_by, said)
            calls = (Channel.WEBHOOK in by) == (Capability.WEBHOOK in declared)
            expect(rule, calls, "`Channel.WEBHOOK` goes with `Capability.WEBHOOK`")
        if Capability.WEBHOOK in declared:
            events = bench.desk.host.timeline(parcel.icpn, bench.platform.key)
            called = any(event.kind == "order.hastened" or event.actor.endswith("/webhook") for event in events)
            expect(rule, called, "no webhook was heard")
        said = f"track-status is {'' if Capability.TRACK_STATUS in declared else 'not '}declared"
        same = tracks == (Capability.TRACK_STATUS in declared)
        expect(rule, same, f"{said}, and reports {'' if tracks else 'do not '}speak of tracks")

    def test_plt_069_whatever_goes_wrong_is_ours(self, bench: Workbench) -> None:
        """PLT-069."""
        parcel, store = bench.parcel("PLT-069"), bench.desk.store
        for fault in store.address.faults:
            store.faults.order(fault, _SHORT.get(fault, ""))
        # One after the other: each try meets the next fault that is due, until the store has said its last word.
        receipt, due, until = None, "", 0.0
        while (left := ", ".join(store.faults.due())) != due or time.monotonic() < until:
            if left != due:
                due, until = left, time.monotonic() + _PATIENCE
            try:
                receipt = receipt or bench.deliver(parcel)
                if bench.settled(bench.reports(parcel, receipt)):
                    break
            except TuneMantraError as problem:
                _survives(due, problem)
            except Exception as problem:  # noqa: BLE001 - whatever it is
                expect("PLT-069", holds=False, message=f"one of {due} becomes {type(problem).__name__}: {problem}")
            time.sleep(_PAUSE)

    def test_plt_070_what_is_refused_is_not_sent(self, bench: Workbench) -> None:
        """PLT-070."""
        draft = draft_release(bench.desk.masters, tracks=1)
        draft.table["upc"] = draft.icpn[:-1] + str((int(draft.icpn[-1]) + 1) % 10)
        draft.write(bench.desk.folder)
        before = bench.heard(draft.icpn)
        with promised("PLT-070", "check"):
            try:
                bench.desk.host.distribute(bench.desk.folder, [bench.platform.key])
            except FindingsError as refusal:
                expect("PLT-070", blocking(refusal.findings), "it was refused without a reason")
        expect("PLT-070", bench.heard(draft.icpn) == before, "the store heard of a release that was refused")

    def test_plt_071_the_simulator_has_a_page(self, bench: Workbench) -> None:
        """PLT-071."""
        parcel = _live(bench, "PLT-071")
        page = bench.desk.store.address.page
        with promised("PLT-071", f"opening {page}"), urlopen(page, timeout=10) as answer:  # noqa: S310 - loopback
            text = answer.read().decode("utf-8", "replace")
        expect("PLT-071", parcel.icpn in text, f"{page} does not show {parcel.icpn}")

    def test_plt_072_secrets_stay_secret(self, bench: Workbench, caplog: pytest.LogCaptureFixture) -> None:
        """PLT-072."""
        key, host = bench.platform.key, bench.desk.host
        settings, driver = host.platform_settings(key), host.tools.platforms.driver(key)
        with bench.session(Scissors()) as session:
            secrets = [session.secret(reference) for reference in _references(settings)]
        with caplog.at_level(logging.DEBUG):
            parcel = bench.parcel("PLT-072")
            with promised("PLT-072", "deliver"):
                receipt = bench.deliver(parcel)
                bench.reports(parcel, receipt)
        events = host.timeline(parcel.icpn, key)
        told = [settings, driver, bench.platform.connections(settings), receipt, events, caplog.text]
        for number, secret in enumerate(secrets):
            leaked = [type(one).__name__ for one in told if secret.strip() in str(one) + repr(one)]
            expect("PLT-072", not leaked, f"secret {number + 1} of the settings is told by {', '.join(leaked)}")


def _names(channels: Iterable[Channel]) -> str:
    return ", ".join(sorted(channels)) or "nothing"


def _spread(calls: int) -> list[int]:
    if calls <= _MOST_CUTS:
        return list(range(1, calls + 1))
    return sorted({1 + index * (calls - 1) // (_MOST_CUTS - 1) for index in range(_MOST_CUTS)})


def _live(bench: Workbench, rule: str) -> Parcel:
    """Return a release that is Live, or was and is down by now; the same one for every rule."""
    if bench.live is None:
        parcel = bench.parcel(rule)
        bench.finish(rule, parcel)
        bench.live = parcel
    return bench.live


def _refused(rule: str, bench: Workbench, parcel: Parcel, order: Callable[[], object]) -> None:
    before = bench.heard(parcel.icpn)
    try:
        order()
    except UnsupportedError as refusal:
        lost = str(refusal.facts.get("capability", ""))
        expect(rule, lost, "the refusal does not name what the platform cannot do")
        expect(rule, bench.heard(parcel.icpn) == before, "the store heard of an order that was refused")
        return
    expect(rule, holds=False, message="an order was opened that the platform does not declare")


def _differing(first: list[StatusReport], second: list[StatusReport]) -> str:
    pairs = ((one, other) for one, other in zip(first, second, strict=False) if one != other)
    one, other = next(pairs, (None, None))
    return f"{one} becomes {other}" if one else f"{len(first)} reports become {len(second)}"


def _papers(parcel: Parcel) -> int:
    return sum(1 for file in parcel.package.files if not file.subject)


def _survives(fault: str, problem: TuneMantraError) -> None:
    with promised("PLT-069", f"pickling what {fault} becomes"):
        copy = pickle.loads(pickle.dumps(problem))  # noqa: S301 - our own
    same = (copy.code, copy.disposition, copy.category) == (problem.code, problem.disposition, problem.category)
    expect(
        "PLT-069",
        same and problem.message,
        f"one of {fault} becomes an error that changes when pickled, or says nothing",
    )


def _references(settings: object) -> Iterator[SecretRef]:
    if isinstance(settings, SecretRef):
        yield settings
    elif isinstance(settings, tuple | list):
        for one in settings:
            yield from _references(one)
    else:
        attributes: tuple[attrs.Attribute[object], ...] = getattr(type(settings), "__attrs_attrs__", ())
        for attribute in attributes:
            yield from _references(getattr(settings, attribute.name))


__all__ = ["SandboxConformance"]
