"""`distribute --plan`: what would be done, found out without a socket and without a trace."""

from __future__ import annotations

import json
import socket
from pathlib import Path

import pytest
from attrs import evolve
from typer.testing import CliRunner

from tests.unit.host.kiosk import Ticking, corner
from tests.unit.plugins.beatport.material import settings as beatport
from tunemantra import TuneMantra
from tunemantra.core.distribution import Stage
from tunemantra.core.finding import error
from tunemantra.core.form import AudioForm, BookletForm, Form, ImageForm, VideoForm
from tunemantra.core.gain import Asker, Gain
from tunemantra.core.pace import Pace
from tunemantra.core.plan import Action, Plan, PlannedFile, PlannedStep, PlatformPlan, Size
from tunemantra.errors import ConflictError, SettingsError
from tunemantra.host.cli import plan_view
from tunemantra.host.cli.program import app
from tunemantra.host.cli.state import State
from tunemantra.host.cli.tables import console_of
from tunemantra.host.settings import Settings

NOW = Ticking().start


@pytest.fixture
def no_socket(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a socket was opened")

    for name in ("socket", "create_connection", "getaddrinfo", "create_server"):
        monkeypatch.setattr(socket, name, refuse)


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Let the commands meet a host with a kiosk and with platforms that would be reached over the network."""
    made = corner(tmp_path)
    there = beatport()
    tables = {
        "kiosk": {},
        "beatport": {
            name: getattr(there, name)
            for name in ("host", "user", "distributor", "sender", "recipient", "host_key", "portal_url")
        }
        | {"password": "env:NOT_SET"},
        "spotify": {"client_id": "x", "client_secret": "env:NOT_SET", "api_url": "https://spotify.test"},
    }
    settings = evolve(
        made.host.settings, platforms=tables, transfers={"beatport": {"windows": ["22:00-06:00 Europe/Berlin"]}}
    )
    adapters, plugins = made.host._adapters, made.host._plugins
    adapters.pop("assets")
    monkeypatch.setattr(State, "reader", lambda _: TuneMantra(settings, adapters=adapters, plugins=plugins))
    return made.folder


def test_no_socket_is_opened_and_no_file_written(shop: Path, no_socket: None, tmp_path: Path) -> None:
    before = sorted(path for path in tmp_path.rglob("*") if "home" not in path.parts)
    done = CliRunner().invoke(
        app, ["distribute", str(shop), "--to", "beatport,kiosk,spotify", "--plan", "--json"], catch_exceptions=False
    )
    found = json.loads(done.stdout)
    by_key = {one["platform"]: one for one in found["platforms"]}
    assert set(by_key) == {"beatport", "kiosk", "spotify"}
    assert by_key["kiosk"]["action"] == "insert"
    assert by_key["beatport"]["windows"] == ["22:00-06:00 Europe/Berlin"]
    assert [step["stage"] for step in by_key["kiosk"]["steps"]][-1] == "track"
    assert found["to_make"] == 3
    assert done.exit_code == (1 if found["refused"] else 0)
    assert sorted(path for path in tmp_path.rglob("*") if "home" not in path.parts) == before
    assert not (tmp_path / "home" / "assets").exists()


def test_people_see_the_steps_and_the_files(shop: Path, no_socket: None) -> None:
    done = CliRunner().invoke(app, ["distribute", str(shop), "--to", "kiosk", "--plan"], catch_exceptions=False)
    assert done.exit_code == 0
    for said in ("What would be done", "Kiosk", "track 2: audio", "to be made", "order.txt", "Nothing was sent"):
        assert said in done.stdout


def test_an_order_says_what_it_did_not_need(tmp_path: Path) -> None:
    made = corner(tmp_path)
    with made.host as host:
        host.work_until_done(host.distribute(made.folder, ["kiosk"]))
        found = host.plan(made.folder, ["kiosk"])
    assert [(one.action, one.reason) for one in found.platforms] == [
        (Action.NOTHING, "it has this already; --force delivers again")
    ]


def told(plan: Plan) -> str:
    out = console_of()
    with out.capture() as captured:
        plan_view.print_plan(out, plan)
    return captured.get()


@pytest.mark.parametrize(
    ("form", "words"),
    [
        (AudioForm("mp3", "mp3", 44_100, 0, bitrate=320_000), "MP3 320 kbit/s 44.1 kHz"),
        (ImageForm("JPEG", 3000), "JPEG 3000 x 3000"),
        (VideoForm("mp4", "h264", 720, 1280), "MP4 h264 720 x 1280"),
        (BookletForm(), "PDF as it is"),
        (None, "nothing: none can be made of it"),
    ],
)
def test_every_form_has_words(form: Form | None, words: str) -> None:
    one = PlatformPlan("x", "X", Action.INSERT, files=(PlannedFile("booklet", "a", form),))
    assert words not in told(Plan(NOW, platforms=(one,)))
    steps = PlatformPlan("x", "X", Action.INSERT, steps=(plan_step(),), files=one.files)
    assert words in told(Plan(NOW, platforms=(steps,)))


def test_a_gain_is_said_with_who_asks_for_it() -> None:
    form = AudioForm("flac", "flac", 44_100, 16, gain=-1.5)
    file = PlannedFile("tracks[0].audio", "a", form, gain=Gain(-1.5, Asker.LABEL, -1.5))
    plan = Plan(NOW, platforms=(PlatformPlan("x", "X", Action.INSERT, steps=(plan_step(),), files=(file,)),))
    assert "-1.5 dB, asked for by the label" in " ".join(told(plan).split())


def plan_step() -> PlannedStep:
    return PlannedStep(Stage.PREPARE, "3 masters")


def test_limits_and_refusals_are_said(capsys: pytest.CaptureFixture[str]) -> None:
    limited = PlatformPlan(
        "x",
        "X",
        Action.INSERT,
        steps=(plan_step(),),
        files=(
            PlannedFile("artwork", "a", ImageForm("JPEG", 3000), "a.jpg", cached=True, size=Size(5, True), held=True),
            PlannedFile("booklet", "b", BookletForm(), "b.pdf", size=Size(7)),
        ),
        windows=("22:00-06:00 UTC",),
        pace=Pace(10, 1.0, 2),
        stalled=("x/api: HTTP 503",),
        ahead=3,
        opens_at=NOW,
        latest_at=NOW,
    )
    refused = PlatformPlan("y", "Y", Action.REFUSED, "it was taken down there")
    text = told(
        Plan(
            NOW, "4006381333931", "Tidal", findings=(error("TM-PLT-001", "to.z", "no z"),), platforms=(limited, refused)
        )
    )
    for said in (
        "sends 22:00-06:00 UTC; 10 calls in 1 s; 2 visits at once; STALLED x/api: HTTP 503",
        "it was taken down there",
        "not at all: the platform has it",
        "about 7",
    ):
        assert said in text
    assert "TM-PLT-001" in capsys.readouterr().out
    assert "no release" in told(Plan(NOW))


def test_an_order_waits_for_another_release_and_the_command_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = corner(tmp_path)
    monkeypatch.setattr(State, "host", lambda *_: made.host)
    asked = ["distribute", str(made.folder), "--to", "kiosk", "--after", "kiosk/00602445790098:live", "--no-wait"]
    done = CliRunner().invoke(app, [*asked, "--json"], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    with corner(tmp_path).host as host:
        (standing,) = host.status()
        assert standing.delivery is not None
        assert [str(after) for after in standing.delivery.after] == ["kiosk/00602445790098:live"]


def test_the_settings_name_what_comes_first(tmp_path: Path) -> None:
    found = Settings.from_mapping({"after": {"kiosk": ["tiktok:live"]}})
    with TuneMantra(evolve(found, home=tmp_path)) as host:
        assert [str(after) for after in host.tools.after["kiosk"]] == ["tiktok:live"]
    with pytest.raises(SettingsError) as refused:
        Settings.from_mapping({"after": {"kiosk": ["tiktok:gone"]}})
    assert "after.kiosk" in refused.value.findings[0].expected + refused.value.findings[0].message


def test_the_same_idempotency_key_orders_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    there = corner(tmp_path)
    monkeypatch.setattr(State, "host", lambda *_, **__: there.host)
    monkeypatch.setattr(TuneMantra, "close", lambda _: None)
    command = ["distribute", str(there.folder), "--to", "kiosk", "--no-wait", "--force", "--json"]
    first, again = (CliRunner().invoke(app, [*command, name, "k"]) for name in ("--idempotency-key", "--key"))
    (one,), (other,) = (json.loads(done.stdout)["deliveries"] for done in (first, again))
    assert one["id"] == other["id"]
    refused = CliRunner().invoke(app, [*command, "--key", "k", "--lane", "bulk"])
    assert isinstance(refused.exception, ConflictError)
    assert len(there.host.tools.ledger.deliveries()) == 1
