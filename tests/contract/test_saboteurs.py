"""The conformance kit notices: each store here breaks one promise, and the kit fails it for that promise."""

from __future__ import annotations

import hashlib
import inspect
import io
from datetime import timedelta

import pytest
from attrs import evolve

from tests.contract.test_asset_stores import flipped
from tunemantra.contrib.memory import MemoryAssetStore, MemoryLedger
from tunemantra.core.batch import BatchTally
from tunemantra.core.distribution import Lane
from tunemantra.errors import ConflictError
from tunemantra.ports.storage import Stored
from tunemantra.testing import AssetStoreConformance, LedgerConformance
from tunemantra.testing._ledger_base import NOW


def promise(kit, number):
    """Return the test of a kit that states a promise."""
    [found] = [test for _, test in inspect.getmembers(kit) if (test.__doc__ or "").startswith(f"{number} ")]
    return found


def broken(kit, number, *arguments):
    """Run a promise; return whether it was broken."""
    try:
        promise(kit, number)(kit(), *arguments)
    except Exception:  # noqa: BLE001 - a broken store may fail anyhow
        return True
    except pytest.fail.Exception:
        return True
    return False


class TwoDistributions(MemoryLedger):
    """LED-005"""

    def open_distribution(self, icpn, platform, at):
        made = super().open_distribution(icpn, platform, at)
        self._distributions[f"{made.id}-{len(self._distributions)}"] = extra = evolve(
            made, id=f"{made.id}-{len(self._distributions)}"
        )
        return extra


class ForgetsKeys(MemoryLedger):
    """LED-013"""

    def _standing(self, delivery):
        return None


class TakesAnyOrderForAKey(MemoryLedger):
    """LED-015"""

    def _standing(self, delivery):
        found = [held.delivery for held in self._deliveries.values() if held.delivery.key == delivery.key]
        return found[0] if found and delivery.key else None


class GivesToEverybody(MemoryLedger):
    """LED-103"""

    def claim(self, owner, at, seconds, *, limit=1, lanes=None, delivery_id=""):
        for held in self._deliveries.values():
            held.until = None
        return super().claim(owner, at, seconds, limit=limit, lanes=lanes, delivery_id=delivery_id)


class NeverTakesOver(MemoryLedger):
    """LED-104"""

    def claim(self, owner, at, seconds, *, limit=1, lanes=None, delivery_id=""):
        return super().claim(owner, at, seconds + 86_400, limit=limit, lanes=lanes, delivery_id=delivery_id)


class DoesNotFence(MemoryLedger):
    """LED-105"""

    def _ours(self, claim):
        return self._deliveries[claim.delivery.id]


class Overtakes(MemoryLedger):
    """LED-109"""

    def _first_open(self):
        return [held for held in self._deliveries.values() if held.delivery.open]


class OvertakesWhatWaits(MemoryLedger):
    """LED-110"""

    def _first_open(self):
        held = [held for held in self._deliveries.values() if held.delivery.open]
        return sorted(held, key=lambda one: one.delivery.due_at)[:1]


class KnowsNoUrgency(MemoryLedger):
    """LED-111"""

    def claim(self, owner, at, seconds, *, limit=1, lanes=None, delivery_id=""):
        for held in self._deliveries.values():
            held.delivery = evolve(held.delivery, lane=Lane.NORMAL)
        return super().claim(owner, at, seconds, limit=limit, lanes=lanes, delivery_id=delivery_id)


class HiddenByTheFuture(MemoryLedger):
    """LED-113"""

    def _first_open(self):
        return sorted(super()._first_open(), key=lambda held: held.delivery.lane.rank)[:10]


class WritesHalf(MemoryLedger):
    """LED-116"""

    def commit(self, claim, delivery, *, distribution=None, events=(), release=False):
        done = super().commit(claim, delivery, release=release)
        if distribution is not None:
            self.record(distribution, events)
        return done


class AmendsWhatIsHeld(MemoryLedger):
    """LED-118"""

    def amend(self, delivery, event):
        super().amend(delivery, evolve(event, at=event.at + timedelta(days=1)))


class AmendsWhatItDoesNotKnow(MemoryLedger):
    """LED-119"""

    def amend(self, delivery, event):
        super().amend(evolve(delivery, version=self._deliveries[delivery.id].delivery.version), event)


class SleepsThroughLeases(MemoryLedger):
    """LED-120"""

    def next_due(self):
        return min((held.delivery.due_at for held in self._first_open() if held.until is None), default=None)


class LocksForAll(MemoryLedger):
    """LED-122"""

    def lock(self, name, owner, at, seconds):
        return True


class LastWriterWins(MemoryLedger):
    """LED-204"""

    def _require_unwritten(self, distribution):
        return None


class CountsReportsTwice(MemoryLedger):
    """LED-206"""

    def _require_fresh(self, events):
        return None


class CountsNothingTwice(MemoryLedger):
    """LED-208"""

    def _require_fresh(self, events):
        if len({event.report_id for event in events}) < len(events):
            raise ConflictError


class Overfills(MemoryLedger):
    """LED-302"""

    def __init__(self):
        super().__init__()
        self.batches.tally = lambda _batch: BatchTally()


class ClosesNothing(MemoryLedger):
    """LED-305"""

    def __init__(self):
        super().__init__()
        gather = self.batches.gather
        self.batches.gather = lambda one, rule, at: gather(one, rule, NOW)


class WritesBatchesOver(MemoryLedger):
    """LED-307"""

    def __init__(self):
        super().__init__()
        write = self.batches.write
        self.batches.write = lambda one: write(evolve(one, version=self.batches.batch(one.id).version))


LEDGERS = [each for each in MemoryLedger.__subclasses__() if each.__module__ == __name__]


def arguments_of(number):
    return ("product",) if number == "LED-015" else ()


@pytest.mark.parametrize("saboteur", LEDGERS, ids=lambda each: each.__name__)
def test_a_broken_ledger_is_failed(saboteur):
    number = saboteur.__doc__
    assert not broken(LedgerConformance, number, MemoryLedger(), *arguments_of(number))
    assert broken(LedgerConformance, number, saboteur(), *arguments_of(number))


class Kit(AssetStoreConformance):
    def damage(self, store, sha256):
        store._kept[sha256] = flipped(store._kept[sha256])


class ChangesBytes(MemoryAssetStore):
    """AST-01"""

    def read(self, sha256, *, limit=0):
        return super().read(sha256) + b"\n"


class NamesByChance(MemoryAssetStore):
    """AST-03"""

    def put_bytes(self, content):
        name = hashlib.sha256(content + bytes(len(self._kept) + 1)).hexdigest()
        self._kept[name] = content
        return Stored(name, len(content))

    def _verified(self, sha256):
        return self._kept[sha256]


class KeepsTheSource(MemoryAssetStore):
    """AST-04"""

    def adopt(self, source):
        return self.put_file(source)


class ReadsBlindly(MemoryAssetStore):
    """AST-07"""

    def open(self, sha256):
        return io.BytesIO(self._kept[sha256])


class KeepsTheDamage(MemoryAssetStore):
    """AST-08"""

    def put_bytes(self, content):
        stored = Stored(hashlib.sha256(content).hexdigest(), len(content))
        self._kept.setdefault(stored.sha256, content)
        return stored


class KnowsNoLimit(MemoryAssetStore):
    """AST-11"""

    def read(self, sha256, *, limit=0):
        return super().read(sha256)


STORES = [each for each in MemoryAssetStore.__subclasses__() if each.__module__ == __name__]


@pytest.mark.parametrize("saboteur", STORES, ids=lambda each: each.__name__)
def test_a_broken_asset_store_is_failed(saboteur, tmp_path):
    number = saboteur.__doc__
    possible = {"tmp_path": tmp_path, "size": 1000}
    further = [possible[name] for name in inspect.signature(promise(Kit, number)).parameters if name in possible]
    assert not broken(Kit, number, MemoryAssetStore(), *further)
    assert broken(Kit, number, saboteur(), *further)


@pytest.mark.parametrize("kit", [LedgerConformance, AssetStoreConformance])
def test_each_promise_has_a_number_of_its_own(kit):
    tests = [test for name, test in inspect.getmembers(kit) if name.startswith("test_")]
    numbers = [(test.__doc__ or "").split()[0] for test in tests]
    assert len(numbers) == len(set(numbers)) > 10
    assert all(number.startswith(("LED-", "AST-")) for number in numbers)
