"""Orders that are gathered, handed in one by one, and completed together."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence

import pytest
from attrs import define, evolve, field

from tests.unit.pipeline.world import Shop, ShopSession, World, retitled
from tunemantra.core.batch import ALONE, Batch, BatchRule, BatchState
from tunemantra.core.distribution import Delivery, Lane, OrderKind, Outcome, Stage
from tunemantra.core.identifiers import Gtin
from tunemantra.core.requirement import Capability
from tunemantra.errors import ConflictError, ConnectError, NotFoundError, PluginError
from tunemantra.pipeline import batches
from tunemantra.pipeline.complete import batching
from tunemantra.pipeline.controls import Controls
from tunemantra.pipeline.orders import package_of
from tunemantra.pipeline.reconcile import Batches
from tunemantra.pipeline.tick import Tick
from tunemantra.ports.package import Document, Draft, Order, Package, PackageFile, Receipt, Role, StatusReport
from tunemantra.testing.folders import gtin

BY_HAND = BatchRule(size=0, minutes=0)


@define
class Depot(Shop):
    """A shop that takes several orders in a batch, and knows what its last mark listed."""

    removed: list[str] = field(factory=list)
    completed: int = 0
    before_mark: list[Exception] = field(factory=list)

    def build(self, order: Order) -> Draft:
        draft = Shop.build(self, order)
        folder = order.batch or f"own-{order.delivery_id}"
        files = [evolve(file, path=f"{folder}/{order.release.icpn}/{file.path}") for file in draft.files]
        if not order.batch:
            return Draft((*files, Document(f"{folder}/DONE", Role.MARKER, b"done", "text/plain")), order.delivery_id)
        [message] = [file for file in files if isinstance(file, Document)]
        proof = hashlib.sha256(message.content).hexdigest()
        return Draft(tuple(files), order.delivery_id, entry=f"{message.path} {proof}")

    def deliver(self, order: Order, package: Package, session: ShopSession) -> Receipt:
        receipt = Shop.deliver(self, order, package, session)
        return evolve(receipt, files=tuple((file.path, self.held[file.path]) for file in package.files))

    def complete_with(self, batch: Batch, entries: Sequence[str]) -> Draft:
        return Draft((Document(f"{batch.id}/DONE", Role.MARKER, "\n".join(entries).encode(), "text/plain"),), batch.id)

    def complete(self, package: Package, left: Sequence[Package], session: ShopSession) -> Receipt:
        self.reach(session)
        if self.before_mark:
            raise self.before_mark.pop()
        for one in left:
            for file in one.of(Role.METADATA):
                self.held.pop(file.path, None)
                self.removed.append(file.path)
        [mark] = package.files
        session.progress(mark, mark.size)
        self.held[mark.path] = mark.sha256
        self.completed += 1
        return Receipt(package.reference, "taken", session.clock.now())

    def listed(self, path: str, content: bytes) -> Mapping[str, str]:
        return dict(line.split(" ") for line in content.decode().splitlines() if line != "-")

    def report(self, icpn: str, receipt: Receipt, session: ShopSession) -> Iterable[StatusReport]:
        return [one for one in self.says if one.icpn == icpn and one.reference in {"", receipt.reference}]


@pytest.fixture
def depot(world: World) -> Depot:
    made = Depot("corner", world.clock)
    world.mall.shops["corner"] = made
    platform = world.mall.platforms["corner"]
    world.mall.platforms["corner"] = evolve(
        platform, driver=lambda _settings: made, capabilities={*platform.capabilities, Capability.BATCHES}
    )
    return made


def gathering(world: World, rule: BatchRule) -> World:
    return world.with_tools(batching={"corner": rule})


def ordered(world: World, count: int, first: int = 1, **more: object) -> list[Delivery]:
    """Order as many releases for the depot, and work."""
    made = []
    for number in range(first, first + count):
        world.shelf.release = evolve(world.release, icpn=Gtin.parse(gtin(number)))
        made += world.service.distribute(world.shelf.folder, ("corner",), actor="ada", **more)  # type: ignore[arg-type]
    world.work()
    return made


def beat(world: World) -> None:
    """Let the tick beat and the worker work, until both have nothing left."""
    for _ in range(3):
        Tick(world.tools, "tick").beat()
        world.work()


def the_batch(world: World) -> Batch:
    [(batch, _)] = Batches(world.tools).page()
    return batch


def say(world: World, order: Delivery, word: str) -> None:
    world.clock.sleep(1)
    world.shop().say(evolve(world.release, icpn=Gtin.parse(order.icpn)), word, reference=order.id)
    world.later(61)


def test_orders_wait_for_each_other_and_say_so(world: World, depot: Depot) -> None:
    world = gathering(world, BatchRule(size=3, minutes=30))
    first, second = ordered(world, 2)
    batch = the_batch(world)
    assert batch.id == "20260501120000000"
    assert world.now(first).waiting == f"waits for batch {batch.id}: 1 of 3, closes 12:30 UTC"
    [standing] = world.service.standing(icpn=first.icpn)
    assert standing.delivery is not None
    assert standing.delivery.waiting == f"waits for batch {batch.id}: 2 of 3, closes 12:30 UTC"
    assert world.kinds(second).count("order.waits") == 1
    assert world.service.settled(first.id)
    beat(world)
    assert (depot.puts, the_batch(world).state) == ([], BatchState.OPEN)


def test_the_last_of_a_full_batch_closes_it_and_the_mark_goes_last(world: World, depot: Depot) -> None:
    world = gathering(world, BatchRule(size=3, minutes=30))
    orders = ordered(world, 3)
    assert the_batch(world).why == "it is full"
    assert not world.service.settled(orders[2].id)
    assert (depot.completed, world.now(orders[2]).receipt != "") == (0, True)
    assert "to be complete: 1 of 3 handed in" in world.now(orders[2]).waiting
    beat(world)
    batch = the_batch(world)
    assert (batch.state, depot.completed) == (BatchState.COMPLETE, 1)
    assert list(depot.held)[-1] == f"{batch.id}/DONE"
    assert {world.now(one).stage for one in orders} == {Stage.TRACK}
    assert {world.status(one) for one in orders} == {"Processing: ingesting"}
    assert len(depot.puts) == len(set(depot.puts)) == 3 * 4
    beat(world)
    assert world.ledger.batches.pending() == []


def test_time_closes_a_batch(world: World, depot: Depot) -> None:
    world = gathering(world, BatchRule(size=50, minutes=30))
    orders = ordered(world, 2)
    world.clock.sleep(30 * 60)
    beat(world)
    assert (the_batch(world).why, the_batch(world).state) == ("its time is up", BatchState.COMPLETE)
    assert {world.now(one).stage for one in orders} == {Stage.TRACK}
    [told, *_] = [one for one in world.service.timeline(orders[0].icpn) if one.kind == "batch.closed"]
    assert told.message == f"batch {the_batch(world).id} is closed with 2: its time is up"


def test_a_large_batch_is_woken_page_by_page(world: World, depot: Depot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "PAGE", 2)
    world = gathering(world, BatchRule(size=0, minutes=30))
    orders = ordered(world, 5)
    world.clock.sleep(30 * 60)
    beat(world)
    assert {world.now(one).stage for one in orders} == {Stage.TRACK}
    assert {world.kinds(one).count("batch.closed") for one in orders} == {1}


def test_whoever_comes_when_the_time_is_up_goes_into_the_next(world: World, depot: Depot) -> None:
    world = gathering(world, BatchRule(size=50, minutes=30))
    [early] = ordered(world, 1)
    Controls(world.tools).pause(early.id, actor="ada", reason="wait")
    world.clock.sleep(30 * 60)
    [late] = ordered(world, 1, first=2)
    assert world.now(early).batch != world.now(late).batch


def test_people_close_a_batch(world: World, depot: Depot) -> None:
    world = gathering(world, BY_HAND)
    [order] = ordered(world, 1)
    assert world.now(order).waiting.endswith("1 so far, closes by hand")
    world.later(3600)
    assert world.kinds(order).count("order.waits") == 1
    Batches(world.tools).close("corner", actor="ada", reason="Friday")
    with pytest.raises(NotFoundError, match="no batch for corner is open"):
        Batches(world.tools).close("corner")
    beat(world)
    assert the_batch(world).why == "closed by ada: Friday"
    assert world.now(order).stage is Stage.TRACK


@pytest.mark.parametrize("lane", [Lane.EMERGENCY, Lane.HIGH])
def test_who_is_in_a_hurry_does_not_wait(world: World, depot: Depot, lane: Lane) -> None:
    live = world.live("corner")[0]
    world = gathering(world, BY_HAND)
    [order] = world.service.takedown(live.icpn, ("corner",), lane=lane)
    world.work()
    assert (world.now(order).stage, world.now(order).batch) == (Stage.TRACK, "")
    assert depot.held[f"own-{order.id}/DONE"]


def test_an_order_that_becomes_urgent_leaves_its_batch(world: World, depot: Depot) -> None:
    world = gathering(world, BY_HAND)
    first, second = ordered(world, 2)
    Controls(world.tools).prioritise(first.id, Lane.EMERGENCY, actor="ada", reason="tonight")
    Controls(world.tools).force(second.id, actor="ada", reason="tonight")
    world.work()
    assert {world.now(one).stage for one in (first, second)} == {Stage.TRACK}
    assert [world.now(one).batch for one in (first, second)] == ["", ALONE]
    assert package_of(world.tools, world.now(second)).of(Role.MARKER)
    beat(world)
    assert the_batch(world).state is BatchState.OPEN


def test_what_is_not_in_a_batch_is_forced_as_ever(world: World, depot: Depot) -> None:
    [order] = world.order()
    world.work()
    Controls(world.tools).force(order.id, actor="ada", reason="now")
    world.work()
    assert world.now(order).batch == ""


def test_a_newer_order_takes_the_place_of_one_that_waits(world: World, depot: Depot) -> None:
    world = gathering(world, BY_HAND)
    [order] = ordered(world, 1)
    world.shelf.release = retitled(world.release, "Ebb")
    [newer] = world.order()
    world.work()
    assert world.now(order).outcome is Outcome.CANCELLED
    assert world.now(newer).batch == world.now(order).batch == the_batch(world).id
    tally = world.ledger.batches.tally(the_batch(world).id)
    assert (tally.ready, tally.ended) == (1, 1)


def test_what_is_cancelled_refused_or_paused_is_left_out(world: World, depot: Depot) -> None:
    world = gathering(world, BY_HAND)
    gone, paused, stays = ordered(world, 3)
    depot.forget = "artwork"
    [refused] = ordered(world, 1, first=4)
    world.service.cancel(gone.id)
    Controls(world.tools).pause(paused.id, actor="ada", reason="wait")
    Batches(world.tools).close("corner")
    beat(world)
    account = Batches(world.tools).account(the_batch(world).id)
    assert dict(account.left) == {
        gone.id: "cancelled",
        paused.id: "paused by ada: wait",
        refused.id: world.now(refused).reason,
    }
    assert (account.tally.handed, account.differences) == (1, ())
    assert world.now(stays).stage is Stage.TRACK
    depot.forget = ""
    Controls(world.tools).resume(paused.id, actor="ada")
    world.work()
    assert world.now(paused).batch > the_batch_of(world, stays).id


def the_batch_of(world: World, order: Delivery) -> Batch:
    return world.ledger.batches.batch(world.now(order).batch)


def test_a_batch_that_everybody_has_left_is_over(world: World, depot: Depot) -> None:
    world = gathering(world, BY_HAND)
    [order] = ordered(world, 1)
    Batches(world.tools).close("corner")
    world.service.cancel(order.id)
    beat(world)
    assert (the_batch(world).state, the_batch(world).over, depot.held) == (BatchState.COMPLETE, True, {})
    account = Batches(world.tools).account(the_batch(world).id)
    assert (account.counts[0].ledger, account.counts[1].mark, account.differences) == (0, None, ())


def test_one_that_fails_while_it_is_handed_in_is_taken_back(world: World, depot: Depot) -> None:
    world = gathering(world, BY_HAND)
    bad, good = ordered(world, 2)

    def breaks(path: str) -> None:
        if bad.icpn in path:
            raise PluginError("it does not fit")

    depot.before_put = breaks
    Batches(world.tools).close("corner", actor="ada")
    beat(world)
    assert (world.now(bad).outcome, world.now(good).stage) == (Outcome.FAILED, Stage.TRACK)
    assert depot.removed == [f"{the_batch(world).id}/{bad.icpn}/order.txt"]
    depot.before_put = lambda _path: None
    world.service.retry(bad.id)
    world.work()
    assert world.kinds(bad).count("batch.left") == 1
    assert (world.now(bad).stage, world.now(bad).batch != world.now(good).batch) == (Stage.PACKAGE, True)


def test_a_store_that_rejects_one_rejects_this_one_alone(world: World, depot: Depot) -> None:
    world = gathering(world, BatchRule(size=2))
    bad, good = ordered(world, 2)
    beat(world)
    say(world, bad, "no")
    say(world, good, "on sale")
    assert (world.now(bad).outcome, world.now(good).outcome) == (Outcome.REJECTED, Outcome.DONE)
    assert Batches(world.tools).account(the_batch(world).id).unheard == 0


def test_a_mark_that_does_not_get_through_is_put_again(world: World, depot: Depot) -> None:
    world = gathering(world, BatchRule(size=2))
    depot.before_mark = [ConnectError("the line is dead")]
    orders = ordered(world, 2)
    beat(world)
    assert (the_batch(world).state, the_batch(world).package != "") == (BatchState.SEALED, True)
    world.clock.sleep(60)
    beat(world)
    assert (the_batch(world).state, depot.completed) == (BatchState.COMPLETE, 1)
    assert {world.now(one).stage for one in orders} == {Stage.TRACK}


def test_where_nobody_is_left_to_complete_it_it_waits_for_people(world: World, depot: Depot) -> None:
    world = gathering(world, BatchRule(size=1))
    depot.before_mark = [PluginError("never heard of you")]
    [order] = ordered(world, 1)
    beat(world)
    assert world.now(order).outcome is Outcome.FAILED
    beat(world)
    world.service.retry(order.id)
    beat(world)
    assert (world.now(order).stage, depot.completed) == (Stage.TRACK, 1)


def test_nobody_begins_to_hand_in_behind_the_seal(world: World, depot: Depot) -> None:
    """Somebody resumes an order at the moment the others are complete."""
    world = gathering(world, BatchRule(size=2))
    [first] = ordered(world, 1)
    Controls(world.tools).pause(first.id, actor="ada", reason="wait")
    [second] = ordered(world, 1, first=2)
    book, real = world.ledger.batches, world.ledger.batches.write

    def resumed(batch: Batch) -> Batch:
        written = real(batch)
        if batch.state is BatchState.SEALED and not batch.package:
            Controls(world.tools).resume(first.id, actor="ada")
        return written

    book.write = resumed  # type: ignore[method-assign]
    Tick(world.tools, "tick").beat()
    assert world.worker.once()
    assert the_batch(world).state is BatchState.SEALED
    beat(world)
    assert the_batch_of(world, second).state is BatchState.COMPLETE
    assert world.now(first).batch != world.now(second).batch
    assert world.now(second).stage is Stage.TRACK


def test_of_two_that_write_a_batch_one_looks_again(world: World, depot: Depot) -> None:
    world = gathering(world, BatchRule(size=1))
    book, real, lost = world.ledger.batches, world.ledger.batches.write, [True]

    def overtaken(batch: Batch) -> Batch:
        if batch.state is BatchState.SEALED and lost:
            lost.pop()
            raise ConflictError("somebody else wrote it")
        return real(batch)

    book.write = overtaken  # type: ignore[method-assign]
    [order] = ordered(world, 1)
    beat(world)
    assert world.now(order).stage is Stage.TRACK


def test_a_batch_is_not_over_while_somebody_is_at_one_of_its_orders(world: World, depot: Depot) -> None:
    world = gathering(world, BatchRule(size=1))
    [order] = ordered(world, 1)
    batch = world.ledger.batches.write(evolve(the_batch(world), state=BatchState.COMPLETE))
    world.later(3600)
    waiting = evolve(
        world.now(order), stage=Stage.DELIVER, waiting=f"waits for batch {batch.id} to be", due_at=world.clock.now()
    )
    world.ledger.amend(waiting, world.service.timeline(order.icpn)[-1])
    [claim] = world.ledger.claim("other", world.clock.now(), 10.0)
    batches.tend(world.tools)
    assert not the_batch(world).over
    world.ledger.commit(claim, claim.delivery, release=True)
    batches.tend(world.tools)
    batches.tend(world.tools)
    assert the_batch(world).over


def test_what_arrived_damaged_goes_into_another_batch(world: World, depot: Depot) -> None:
    world = gathering(world, BatchRule(size=1))
    [order] = ordered(world, 1)
    beat(world)
    first = world.now(order).batch
    say(world, order, "damaged")
    world.clock.sleep(1)
    beat(world)
    assert (world.now(order).batch != first, world.kinds(order).count("delivery.sent")) == (True, 2)


def test_an_update_in_a_batch_sends_what_changed(world: World, depot: Depot) -> None:
    world = gathering(world, BatchRule(size=1))
    [order] = ordered(world, 1)
    beat(world)
    say(world, order, "on sale")
    world.shelf.release = retitled(world.release, "Ebb")
    [update] = world.order()
    world.work()
    beat(world)
    assert world.now(update).kind is OrderKind.UPDATE
    assert [file.role for file in package_of(world.tools, world.now(update)).files] == [Role.METADATA]
    assert Batches(world.tools).account(world.now(update).batch).bytes_sent == 0


def test_ledger_mark_and_store_reconcile(world: World, depot: Depot) -> None:
    world = gathering(world, BatchRule(size=2))
    orders = ordered(world, 1)
    before = Batches(world.tools).account(the_batch(world).id)
    assert [(one.ledger, one.handed, one.mark, one.store) for one in before.counts] == [
        (0, 0, None, None),
        (0, None, None, None),
        (0, 0, None, None),
    ]
    orders += ordered(world, 1, first=2)
    beat(world)
    account = Batches(world.tools).account(the_batch(world).id)
    assert [(one.what, one.ledger, one.handed, one.mark, one.store) for one in account.counts] == [
        ("orders", 2, 2, None, 2),
        ("messages", 2, None, 2, 2),
        ("files", 8, 8, None, None),
    ]
    assert (account.differences, account.unheard, account.bytes_sent > 0) == ((), 0, True)


def test_every_difference_is_named(world: World, depot: Depot) -> None:
    world = gathering(world, BatchRule(size=2))
    first, second = ordered(world, 2)
    beat(world)
    batch = the_batch(world)
    mark = f"{batch.id}/{first.icpn}/order.txt {'0' * 64}\n{batch.id}/x.txt {'1' * 64}".encode()
    stored = world.tools.assets.put_bytes(mark)
    wrong = Package((PackageFile(f"{batch.id}/DONE", Role.MARKER, stored.sha256, stored.size),))
    world.ledger.batches.write(evolve(batch, package=world.tools.codec.dump(wrong)))
    assert Batches(world.tools).account(batch.id).differences == (
        f"{batch.id}/{second.icpn}/order.txt is in the ledger and not listed",
        f"{batch.id}/x.txt is listed and not in the ledger",
        f"{batch.id}/{first.icpn}/order.txt is listed with other bytes",
    )


def test_a_mark_may_list_md5(world: World, depot: Depot) -> None:
    world = gathering(world, BatchRule(size=1))
    [order] = ordered(world, 1)
    beat(world)
    batch = the_batch(world)
    [message] = package_of(world.tools, world.now(order)).of(Role.METADATA)
    content = world.tools.assets.read(message.sha256, limit=message.size)
    right = hashlib.md5(content, usedforsecurity=False).hexdigest()
    said = []
    for proof in (right, "0" * 32):
        stored = world.tools.assets.put_bytes(f"{message.path} {proof}".encode())
        mark = Package((PackageFile(f"{batch.id}/DONE", Role.MARKER, stored.sha256, stored.size),))
        batch = world.ledger.batches.write(evolve(batch, package=world.tools.codec.dump(mark)))
        said.append(Batches(world.tools).account(batch.id).differences)
    assert said == [(), (f"{message.path} is listed with other bytes",)]


def test_a_mark_may_list_nothing(world: World, depot: Depot) -> None:
    world = gathering(world, BatchRule(size=1))
    ordered(world, 1)
    beat(world)
    batch, stored = the_batch(world), world.tools.assets.put_bytes(b"")
    empty = Package((PackageFile(f"{batch.id}/DONE", Role.MARKER, stored.sha256, stored.size),))
    world.ledger.batches.write(evolve(batch, package=world.tools.codec.dump(empty)))
    account = Batches(world.tools).account(batch.id)
    assert (account.counts[1].mark, account.differences) == (None, ())


def test_a_driver_without_batches_is_named(world: World) -> None:
    with pytest.raises(PluginError, match="takes no batches"):
        batching(world.tools, "corner")
