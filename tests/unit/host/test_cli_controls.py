"""The commands that act on orders, circuits and problems by hand."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from attrs import evolve
from typer.testing import CliRunner

from tunemantra import Settings, TuneMantra
from tunemantra.core.circuit import CircuitRule, failed
from tunemantra.core.distribution import Delivery, Event, OrderKind, Outcome
from tunemantra.host.cli.program import app
from tunemantra.host.cli.views import standings_table
from tunemantra.pipeline import guard, problems


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def order(home: Path) -> str:
    """Open an order that nobody works on, and a circuit."""
    with TuneMantra(Settings(home=home)) as host:
        tools = host.tools
        now = tools.clock.now()
        mine = tools.ledger.open_distribution("00602445790098", "spotify", now)
        draft = Delivery("d-1", mine.id, "spotify", mine.icpn, "", OrderKind.INSERT, 0, now, now)
        tools.ledger.add_delivery(draft, Event(mine.id, now, "order.opened", "…"))
        for _ in range(5):
            guard.change(tools, "spotify/api", lambda one: failed(one, "x", now, "HTTP 503", CircuitRule()))
    return "d-1"


def run(home: Path, *arguments: str) -> object:
    done = CliRunner().invoke(app, ["--home", str(home), *arguments, "--json"])
    assert done.exit_code == 0, done.output
    return json.loads(done.output)


@pytest.mark.parametrize(
    ("command", "more", "key", "value"),
    [
        ("pause", [], "waiting", "paused by ada: because"),
        ("resume", [], "waiting", ""),
        ("force", [], "outcome", "open"),
        ("prioritise", ["emergency"], "lane", "emergency"),
    ],
)
def test_an_order_is_acted_on(home: Path, order: str, command: str, more: list[str], key: str, value: str) -> None:
    done = run(home, command, order, *more, "--reason", "because", "--actor", "ada")
    assert isinstance(done, dict)
    assert done[key] == value
    text = CliRunner().invoke(app, ["--home", str(home), command, order, *more, "--reason", "because"])
    assert text.output.startswith("d-1 ")


@pytest.mark.parametrize("command", [["pause", "d-1"], ["force", "d-1"], ["prioritise", "d-1", "high"]])
@pytest.mark.parametrize("reason", ["", "  "])
def test_an_empty_reason_is_none(home: Path, order: str, command: list[str], reason: str) -> None:
    refused = CliRunner().invoke(app, ["--home", str(home), *command, "--reason", reason])
    assert (refused.exit_code, "say why" in refused.output) == (2, True)


def test_the_timeline_says_who_did_it_and_why(home: Path, order: str) -> None:
    run(home, "pause", order, "--reason", "the cover is wrong", "--actor", "ada")
    shown = CliRunner().invoke(app, ["--home", str(home), "timeline", "00602445790098"]).output
    assert "ada" in shown.replace("paused by ada", "")
    assert "the cover is wrong" in shown


def test_an_order_that_was_cancelled_waits_for_nothing(home: Path, order: str) -> None:
    run(home, "pause", order, "--reason", "the cover is wrong", "--actor", "ada")
    run(home, "cancel", order)
    with TuneMantra(Settings(home=home)) as host:
        table = standings_table(host.status(), {})
    told = [str(cell) for column in table.columns for cell in column.cells]
    assert "insert, cancelled" in told
    assert not [text for text in told if "paused by" in text]


def test_circuits_are_shown_and_closed(home: Path, order: str) -> None:
    shown = run(home, "breakers", "list")
    assert isinstance(shown, dict)
    assert shown["spotify/api"]["failures"] == 5
    table = CliRunner().invoke(app, ["--home", str(home), "breakers", "list"]).output
    assert "spotify/api" in table
    assert "HTTP 503" in table
    assert "does not answer since" in CliRunner().invoke(app, ["--home", str(home), "doctor"]).output
    run(home, "breakers", "reset", "spotify/api", "--reason", "it is up")
    assert run(home, "breakers", "list") == {}
    assert "Every endpoint answers" in CliRunner().invoke(app, ["--home", str(home), "breakers", "list"]).output


@pytest.fixture
def problem(home: Path, order: str) -> str:
    """Let the order fail, and return the problem's id."""
    with TuneMantra(Settings(home=home)) as host:
        tools = host.tools
        now = tools.clock.now()
        broken = evolve(tools.ledger.delivery(order), outcome=Outcome.FAILED, reason="connection refused")
        event = Event(
            broken.distribution_id,
            now,
            "delivery.failed",
            "…",
            delivery_id=order,
            data=(("code", "transport.connect"), ("stage", "deliver")),
        )
        problems.note(tools, broken, (event,))
        tools.ledger.amend(broken, event)
        return host.problems.listed()[0].id


def test_problems_are_shown_and_acted_on(home: Path, problem: str) -> None:
    (listed,) = run(home, "errors", "list")  # type: ignore[misc]
    assert (listed["id"], listed["count"]) == (problem, 1)
    assert listed["playbook"] == "docs/reference/playbooks.md#transportconnect"
    run(home, "errors", "assign", problem, "bob")
    run(home, "errors", "note", problem, "the partner has a ticket")
    shown = run(home, "errors", "show", problem)
    assert isinstance(shown, dict)
    assert shown["owner"] == "bob"
    assert [order["id"] for order in shown["deliveries"]] == ["d-1"]
    replayed = run(home, "errors", "replay", problem, "--actor", "ada")
    assert isinstance(replayed, dict)
    assert [order["id"] for order in replayed["again"]] == ["d-1"]
    run(home, "errors", "resolve", problem, "--reason", "it is up")
    assert run(home, "errors", "list") == []


def test_problems_are_told_in_words(home: Path, problem: str) -> None:
    def said(*arguments: str) -> str:
        return CliRunner().invoke(app, ["--home", str(home), "errors", *arguments]).output

    assert "connection refused" in said("list")
    assert said("assign", problem, "bob") == f"{problem} belongs to bob\n"
    assert said("note", problem, "a ticket") == f"{problem} has a remark more\n"
    assert "-: a ticket" in said("show", problem)
    assert said("replay", problem) == "1 orders go on\n"
    assert "d-1 does not: it is open" in said("replay", problem)
    assert said("resolve", problem, "--reason", "up") == f"{problem} is resolved\n"
    assert "Nothing has failed" in said("list")
    assert "resolved" in said("list", "--resolved")


@pytest.mark.parametrize("reason", ["", "  "])
def test_nothing_is_resolved_without_a_reason(home: Path, problem: str, reason: str) -> None:
    done = CliRunner().invoke(app, ["--home", str(home), "errors", "resolve", problem, "--reason", reason])
    assert done.exit_code == 2
    assert "--reason" in done.output
    with TuneMantra(Settings(home=home)) as host:
        assert not host.problems.problem(problem).resolved
