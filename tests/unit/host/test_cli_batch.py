"""The commands that show and close batches."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from attrs import evolve
from typer.testing import CliRunner

from tunemantra import Settings, TuneMantra
from tunemantra.core.batch import BatchRule
from tunemantra.core.distribution import Delivery, Event, OrderKind, Outcome
from tunemantra.host.cli.program import app
from tunemantra.ports.package import Package, PackageFile, Receipt, Role


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def batch(home: Path) -> str:
    """Gather two orders, one of which is handed in without one of its files, and one that is cancelled."""
    with TuneMantra(Settings(home=home)) as host:
        tools = host.tools
        now = tools.clock.now()
        files = tuple(PackageFile(f"b/{name}.xml", Role.METADATA, name * 64, 1) for name in "ab")
        receipt = Receipt("d-1", "uploaded", now, 12, files=((files[0].path, files[0].sha256),))
        handed = {"package": tools.codec.dump(Package(files)), "receipt": tools.codec.dump(receipt)}
        changes: list[dict[str, object]] = [handed, {}, {"outcome": Outcome.CANCELLED}]
        for number, change in enumerate(changes, start=1):
            mine = tools.ledger.open_distribution(f"{number:014d}", "store", now)
            draft = Delivery(f"d-{number}", mine.id, "store", mine.icpn, "", OrderKind.INSERT, 0, now, now)
            tools.ledger.add_delivery(draft, Event(mine.id, now, "order.opened", "…"))
            found = tools.ledger.batches.gather(draft.id, BatchRule(size=5), now)
            stands = tools.ledger.delivery(draft.id)
            tools.ledger.amend(evolve(stands, **change), Event(mine.id, now, "order.amended", "…"))  # type: ignore[arg-type]
    return found.id


def run(home: Path, *arguments: str, code: int = 0) -> str:
    done = CliRunner().invoke(app, ["--home", str(home), *arguments])
    assert done.exit_code == code, done.output
    return done.output


def test_nothing_is_there_yet(home: Path) -> None:
    assert run(home, "batch", "list") == "There is no batch.\n"


def test_batches_are_listed_and_closed(home: Path, batch: str) -> None:
    [found] = json.loads(run(home, "batch", "list", "--platform", "store", "--json"))
    assert (found["batch"]["id"], found["tally"]) == (batch, {"working": 1, "paused": 0, "handed": 1, "ended": 1})
    assert "1 of 5, closes" in " ".join(run(home, "batch", "list").split())
    assert json.loads(run(home, "batch", "list", "--before", batch, "--json")) == []
    assert run(home, "batch", "close", "store", "--actor", "ada", "--reason", "Friday") == f"batch {batch} is closed\n"
    assert "closed by ada: Friday" in " ".join(run(home, "batch", "show", batch, code=1).split())


def test_machines_are_told_what_was_closed(home: Path, batch: str) -> None:
    told = json.loads(run(home, "batch", "close", "store", "--json"))
    assert (told["id"], told["state"], told["why"]) == (batch, "closed", "closed by somebody")


def test_a_batch_is_shown_with_every_difference(home: Path, batch: str) -> None:
    shown = run(home, "batch", "show", batch, code=1)
    assert "differs: b/b.xml is in the ledger and not handed in" in shown
    assert "left out: d-3: cancelled" in shown
    assert "the store has not said anything yet of 1" in shown
    assert shown.endswith("1 differences\n")
    told = json.loads(run(home, "batch", "show", batch, "--json", code=1))
    assert (told["bytes_sent"], len(told["differences"])) == (12, 1)


def test_one_that_closes_by_hand_says_so(home: Path, batch: str) -> None:
    with TuneMantra(Settings(home=home)) as host:
        book = host.tools.ledger.batches
        book.write(evolve(book.batch(batch), size=0, closes_at=None))
    assert "closes by hand" in " ".join(run(home, "batch", "list").split())
