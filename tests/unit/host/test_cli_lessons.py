"""`lessons`: from a rejection to a check."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from attrs import evolve
from typer.testing import CliRunner

from tunemantra import Settings, TuneMantra
from tunemantra.core.distribution import Delivery, Event, OrderKind, Outcome
from tunemantra.host.cli.program import app
from tunemantra.pipeline import problems
from tunemantra.pipeline.contents import revised
from tunemantra.testing.factories import make_release

LEARN = ("--path", "tracks[].isrc", "--ask", "matches", "--value", "*", "--message", "No such codes.")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def problem(home: Path) -> str:
    """Let an order be rejected, and return the problem's id."""
    with TuneMantra(Settings(home=home)) as host:
        tools, now = host.tools, host.tools.clock.now()
        revision = revised(tools, make_release())
        tools.ledger.add_revision(revision)
        mine = tools.ledger.open_distribution(revision.icpn, "spotify", now)
        draft = Delivery("d-1", mine.id, "spotify", mine.icpn, revision.id, OrderKind.INSERT, 0, now, now)
        opened = tools.ledger.add_delivery(draft, Event(mine.id, now, "order.opened", "…"))
        event = Event(mine.id, now, "delivery.rejected", "…", delivery_id="d-1", data=(("stage", "track"),))
        rejected = evolve(opened, outcome=Outcome.REJECTED, reason="no such codes")
        tools.ledger.amend(rejected, event)
        problems.note(tools, rejected, (event,))
        return host.problems.listed()[0].id


def run(home: Path, *arguments: str) -> object:
    done = CliRunner().invoke(app, ["--home", str(home), "lessons", *arguments, "--json"], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return json.loads(done.output)


def said(home: Path, *arguments: str) -> str:
    return CliRunner().invoke(app, ["--home", str(home), "lessons", *arguments]).output


def test_a_rejection_is_learned_from_replayed_and_switched(home: Path, problem: str) -> None:
    learn = ("learn", problem, *LEARN[:-3], "?*", *LEARN[-2:])
    learned = run(home, *learn, "--actor", "ada")
    assert isinstance(learned, dict)
    assert (learned["replayed"]["hits"], learned["replayed"]["false_hits"]) == (["d-1"], [])
    lesson = learned["lesson"]["id"]
    assert run(home, "replay", lesson) == learned
    assert said(home, "switch", lesson, "on", "--actor", "bob") == f"{lesson} is on\n"
    (listed,) = run(home, "list")  # type: ignore[misc]
    assert (listed["switch"], [one["actor"] for one in listed["remarks"]]) == ("on", ["ada", "bob"])
    assert "say why" in said(home, "switch", lesson, "off")
    off = run(home, "switch", lesson, "off", "--reason", "they take it now")
    assert isinstance(off, dict)
    assert off["switch"] == "off"


def test_it_is_told_in_words(home: Path, problem: str) -> None:
    assert said(home, "list") == "Nothing was learned from a rejection yet.\n"
    told = said(home, "learn", problem, *LEARN[:-3], "?*", *LEARN[-2:])
    assert "1 rejected so and found\n    d-1\n" in told
    assert "0 taken by the platform and found: false hits" in told
    assert "proposed" in said(home, "list")


def test_a_condition_that_asks_nothing_is_refused(home: Path, problem: str) -> None:
    refused = CliRunner().invoke(app, ["--home", str(home), "lessons", "learn", problem, *LEARN])
    assert "matches needs one pattern" in str(refused.exception)
    assert run(home, "list") == []
