"""The go-live sequence of a store, run against its simulator."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from attrs import evolve
from typer.testing import CliRunner

from tunemantra.core.distribution import OrderKind
from tunemantra.core.release import ReleaseKind
from tunemantra.core.requirement import Capability
from tunemantra.core.rights import CommercialModel
from tunemantra.core.status import Status
from tunemantra.errors import ConflictError, PluginError
from tunemantra.host.cli.program import app
from tunemantra.host.rehearsal import RehearsalReport, StepReport, stated, steps_of
from tunemantra.plugins.amazon.plugin import PLATFORM as AMAZON
from tunemantra.plugins.apple.plugin import PLATFORM as APPLE
from tunemantra.plugins.beatport.plugin import PLATFORM as BEATPORT
from tunemantra.plugins.ddex_feed.plugin import PLATFORM as FEED
from tunemantra.plugins.gracenote.plugin import PLATFORM as GRACENOTE
from tunemantra.plugins.spotify.plugin import PLATFORM as SPOTIFY
from tunemantra.plugins.tiktok.plugin import PLATFORM as TIKTOK
from tunemantra.plugins.youtube.plugin import PLATFORM as YOUTUBE
from tunemantra.ports import RehearsalStep

pytestmark = pytest.mark.integration

DEAL = {
    "territories": ["Worldwide"],
    "exclude": ["RU"],
    "start": "2026-01-16",
    "uses": ["OnDemandStream"],
    "models": ["SubscriptionModel"],
}
KNOWN = {one.key: one for one in (AMAZON, APPLE, BEATPORT, FEED, SPOTIFY, TIKTOK, YOUTUBE)}
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


@pytest.mark.parametrize(
    "key",
    [pytest.param(key, marks=pytest.mark.nightly) for key in ("amazon", "apple", "beatport", "tiktok", "youtube")],
)
def test_every_step_of_a_store_goes_well(key):
    done = CliRunner().invoke(app, ["rehearse", key, "--speed", "50", "--json"], catch_exceptions=False)
    report = json.loads(done.stdout)["steps"]
    wanted = [(step.asks, "", step.expects.value) for step in KNOWN[key].rehearsal]
    assert [(one["asks"], one["problem"], one["stands"].partition(":")[0]) for one in report] == wanted
    assert [one["number"] for one in report if one["sent"]] == [1]


@pytest.mark.nightly
def test_a_store_of_a_feed_is_rehearsed_as_far_as_its_table_goes(tmp_path):
    settings = tmp_path / "tunemantra.toml"
    settings.write_text('[platforms.meta]\nplugin = "ddex_feed"\nprofile = "meta"\n')
    done = CliRunner().invoke(app, ["-s", str(settings), "rehearse", "meta", "--speed", "50", "--json"])
    steps = json.loads(done.stdout)["steps"]
    assert [(step["asks"], step["problem"]) for step in steps] == [(step.asks, "") for step in FEED.rehearsal]


def test_the_steps_of_every_platform_are_listed():
    said = json.loads(CliRunner().invoke(app, ["rehearse", "--list", "--json"]).stdout)
    assert {key: [step["asks"] for step in steps] for key, steps in said.items() if key in KNOWN} == {
        key: [step.asks for step in one.rehearsal] for key, one in KNOWN.items()
    }
    shown = CliRunner().invoke(app, ["rehearse", "apple", "--list"]).stdout
    assert "streaming alone" in shown
    assert "amazon" not in shown


def test_without_a_platform_nothing_is_rehearsed():
    done = CliRunner().invoke(app, ["rehearse"])
    assert (done.exit_code, "name a platform" in done.stderr) == (2, True)


def test_a_step_that_a_store_cannot_take_is_left_out():
    able = evolve(FEED, capabilities=FEED.capabilities - {Capability.TAKEDOWN})
    assert [step.kind for step in steps_of(able)] == [OrderKind.INSERT, OrderKind.UPDATE, OrderKind.UPDATE]


def test_a_step_states_where_and_under_which_models_it_is_offered():
    sale = {**DEAL, "models": ["PayAsYouGoModel"]}
    stream = {**DEAL, "models": ["SubscriptionModel"]}
    document = stated(
        {**PLAIN, "deals": [sale, stream]},
        RehearsalStep("x", exclude=("DE",), models=(CommercialModel.SUBSCRIPTION,)),
    )
    assert [(deal["models"], deal["exclude"]) for deal in document["deals"]] == [(["SubscriptionModel"], ["DE"])]


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
    assert [step.kind for step in steps_of(GRACENOTE)] == [OrderKind.INSERT, OrderKind.UPDATE, OrderKind.TAKEDOWN]
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
