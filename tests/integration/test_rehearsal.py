"""The go-live sequence of a store, run against its simulator."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from typer.testing import CliRunner

from tunemantra.core.distribution import OrderKind
from tunemantra.core.release import ReleaseKind
from tunemantra.core.status import Status
from tunemantra.errors import ConflictError, PluginError
from tunemantra.host.cli.program import app
from tunemantra.host.rehearsal import RehearsalReport, StepReport, stated, steps_of
from tunemantra.plugins.beatport.plugin import PLATFORM as BEATPORT
from tunemantra.plugins.spotify.plugin import PLATFORM as SPOTIFY
from tunemantra.ports import RehearsalStep

pytestmark = pytest.mark.integration

DEAL = {"territories": ["Worldwide"], "exclude": ["RU"], "start": "2026-01-16", "uses": ["OnDemandStream"]}
PLAIN = {"title": "T", "kind": "Album", "deals": [DEAL], "tracks": [{"title": "A"}, {"title": "B"}]}


def test_spotifys_five_steps_go_well_and_are_reported(tmp_path):
    target = tmp_path / "report.md"
    done = CliRunner().invoke(app, ["rehearse", "spotify", "--speed", "50", "--json", "--report", str(target)])
    report = json.loads(done.stdout)
    assert [(step["order"], step["went_well"], step["problem"]) for step in report["steps"]] == [
        ("insert", True, ""),
        ("update", True, ""),
        ("update", True, ""),
        ("update", True, ""),
        ("takedown", True, ""),
    ]
    assert done.exit_code == 0
    assert [step["sent"] > 0 for step in report["steps"]] == [True, False, False, False, False]
    assert all(step["reference"] for step in report["steps"])
    text = target.read_text("utf-8")
    assert text.count("| yes |") == 5
    assert "Taken Down: full" in text


def test_a_step_states_what_differs():
    step = RehearsalStep(
        "x", release_kind=ReleaseKind.EP, territories=("SE",), in_days=14, instant=True, ended_tracks=(2,), title="U"
    )
    document = stated(PLAIN, step)
    opens = datetime.now(UTC).date() + timedelta(days=14)
    assert (document["kind"], document["title"], document["release_date"]) == ("EP", "U", str(opens))
    (deal,) = document["deals"]
    assert (deal["territories"], deal["exclude"], deal["start"]) == (["SE"], [], f"{opens}T00:00:00Z")
    first, second = document["tracks"]
    assert "deals" not in first
    assert second["deals"][0]["end"] < str(datetime.now(UTC).date())
    assert PLAIN["deals"] == [DEAL]


def test_a_store_without_a_sequence_of_its_own_is_shown_all_it_can_do():
    assert [step.kind for step in steps_of(BEATPORT)] == [OrderKind.INSERT, OrderKind.UPDATE, OrderKind.TAKEDOWN]
    assert steps_of(SPOTIFY) == SPOTIFY.rehearsal


def test_a_report_says_what_did_not_go_well():
    steps = (
        StepReport(1, "a new album", "insert", went_well=True, expected="Live", stands="Live: all-territories"),
        StepReport(2, "a <b> | c", "update", went_well=False, expected="Live", problem="the store is closed"),
    )
    report = RehearsalReport("x", "X", "1", datetime(2026, 3, 2, tzinfo=UTC), "its simulator", steps)
    assert not report.went_well
    assert "| 2 | a <b> \\| c | update | NO | the store is closed |" in report.markdown()
    assert "<td>a &lt;b&gt; | c</td>" in report.html()


def test_a_report_is_not_written_over(tmp_path):
    target = tmp_path / "report.md"
    target.write_text("mine")
    done = CliRunner().invoke(app, ["rehearse", "spotify", "--report", str(target)])
    assert isinstance(done.exception, ConflictError)
    assert target.read_text() == "mine"


def test_an_account_has_to_be_there(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(app, ["rehearse", "spotify", "--configured"])
    assert isinstance(done.exception, PluginError)


def test_a_step_that_cannot_stand_expects_something_else():
    assert RehearsalStep("x").expects is Status.LIVE
