"""The command line as a newcomer meets it: one clear message, the right exit code, never a traceback."""

from __future__ import annotations

import json
import logging
import re
import shutil
import signal
import sqlite3
import sys
import tomllib
from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest
import typer
from attrs import evolve, frozen

from tests.unit.host.kiosk import corner
from tunemantra import TuneMantra, __version__
from tunemantra.contrib.formats import example_toml
from tunemantra.contrib.media import write_audio, write_cover
from tunemantra.core.status import State, Status
from tunemantra.host.cli.main import main
from tunemantra.host.settings import Settings
from tunemantra.plugins import load

ICPN = "200000000011"
INSTALLED = f"installed: {', '.join(load(safe_mode=True).platforms)}"
UPC = str(tomllib.loads(example_toml(2))["upc"])
STREET = datetime.fromisoformat("2026-05-01T00:00:00+00:00")
INSTALLED = f"installed: {', '.join(sorted(load().platforms))}"
TABLE = """
analysis = "never"

[platforms.spotify]
client_id = "label"
client_secret = "env:KIOSK_SECRET"
api_url = "http://127.0.0.1:9"
"""


@frozen
class Said:
    """What a command said, and how it ended."""

    code: int
    out: str
    err: str

    @property
    def json(self):
        return json.loads(self.out)


Cli = Callable[..., Said]


def names_installed(text: str) -> bool:
    """Return whether every installed platform is named, however the lines are broken."""
    return f"installed: {', '.join(sorted(load(safe_mode=True).platforms))}" in " ".join(text.split())


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that `init release` wrote, with the files it asks for."""
    folder = tmp_path_factory.mktemp("cli") / "release"
    text = _example(folder)
    (folder / "release.toml").write_text(text)
    for index, name in enumerate(("audio/01.wav", "audio/02.wav")):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        write_audio(folder / name, seconds=1.0, sample_rate=44_100, bit_depth=16, container="wav", seed=index)
    (folder / "artwork").mkdir(exist_ok=True)
    write_cover(folder / "artwork" / "cover.jpg", side=3000, seed=1)
    return folder


def _example(folder: Path) -> str:
    folder.mkdir(parents=True)
    return example_toml(2)


@pytest.fixture
def cli(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]):
    """`cli("status", "--json")`: the program run in an empty folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("TUNEMANTRA_SETTINGS", raising=False)
    monkeypatch.setenv("KIOSK_SECRET", "hush")
    handlers = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    level = logging.getLogger("paramiko").level

    def run(*arguments: object) -> Said:
        monkeypatch.setattr(sys, "argv", ["tunemantra", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            main()
        out, err = capfd.readouterr()
        assert "Traceback" not in out + err
        code = ended.value.code
        return Said(code if isinstance(code, int) else 0 if code is None else 1, out, err)

    yield run
    logging.getLogger("paramiko").setLevel(level)
    for number, handler in handlers.items():
        signal.signal(number, handler)


@pytest.fixture
def configured(tmp_path: Path) -> Path:
    """Settings that know a Spotify nobody answers for."""
    file = tmp_path / "tunemantra.toml"
    file.write_text(TABLE)
    return file


def test_the_version_is_told(cli: Cli) -> None:
    assert cli("--version") == Said(0, f"{__version__}\n", "")


def test_help_names_every_command(cli: Cli) -> None:
    said = cli("--help")
    words = (
        "init check distribute takedown status timeline package retry cancel worker sandbox demo doctor plugins audit"
    )
    assert said.code == 0
    assert {word for word in [*words.split(), "schema"] if word not in said.out} == set()


@pytest.mark.parametrize("group", ["init", "plugins", "sandbox", "audit"])
def test_a_group_alone_shows_its_help(cli: Cli, group: str) -> None:
    said = cli(group)
    assert said.code == 2
    assert "Usage" in said.out + said.err


class TestStartingPoints:
    def test_a_release_is_begun_and_its_findings_are_the_files_still_missing(self, cli: Cli) -> None:
        assert cli("init", "release", "album", "--tracks", 3).code == 0
        said = cli("check", "album", "--json")
        assert said.code == 1
        assert {finding["rule"] for finding in said.json["findings"]} == {"CMN-AUD-007", "CMN-IMG-001"}
        assert len(said.json["findings"]) == 4

    def test_a_sample_is_a_whole_release(self, cli: Cli, release: Path, configured: Path, tmp_path: Path) -> None:
        album = tmp_path / "album"
        album.mkdir()
        shutil.copy(release / "artwork" / "cover.jpg", album / "cover.jpg")  # kept, and slow to make
        assert cli("init", "release", "album", "--sample").code == 0
        said = cli("check", "album", "--to", "spotify", "--json")
        assert said.code == 0
        assert {finding["severity"] for finding in said.json["findings"]} == {"note", "warning"}
        assert cli("check", "album", "--to", "spotify").out.splitlines()[-1].startswith("0 errors, ")

    def test_what_is_there_is_never_overwritten(self, cli: Cli, tmp_path: Path) -> None:
        (tmp_path / "album").mkdir()
        for name, command in (("album/release.toml", ("release", "album")), ("tunemantra.toml", ("settings",))):
            (tmp_path / name).write_text("home = 'mine'\n")
            said = cli("init", *command)
            assert (said.code, "is there already" in said.err) == (1, True)
            assert (tmp_path / name).read_text() == "home = 'mine'\n"

    def test_machines_are_told_too(self, cli: Cli) -> None:
        assert cli("init", "release", "album", "--json").json == {"written": "album/release.toml"}
        assert cli("init", "settings", "--json").json == {"written": "tunemantra.toml"}
        assert cli("init", "settings", "--json").json["error"] == "state.conflict"
        assert cli("package", "x", "out", "--json").json["error"] == "state.not-found"

    def test_a_file_is_no_folder(self, cli: Cli, tmp_path: Path) -> None:
        (tmp_path / "album").write_text("")
        assert cli("init", "release", "album") == Said(1, "", "error: album is a file; name a folder\n")

    def test_settings_can_be_read_as_they_were_written(self, cli: Cli, tmp_path: Path) -> None:
        assert cli("init", "settings").code == 0
        assert Settings.from_file(tmp_path / "tunemantra.toml").platforms == {}

    def test_a_place_that_cannot_be_written_to_is_named(self, cli: Cli) -> None:
        said = cli("init", "settings", "nowhere/tunemantra.toml")
        assert (said.code, said.err) == (1, "error: nowhere/tunemantra.toml: No such file or directory\n")

    def test_the_schema_is_json(self, cli: Cli) -> None:
        assert "properties" in cli("schema").json


class TestCheck:
    def test_a_good_release_passes(self, cli: Cli, release: Path, configured: Path) -> None:
        said = cli("check", release, "--to", "spotify", "--json")
        assert [finding for finding in said.json["findings"] if finding["severity"] == "error"] == []
        assert (said.code, said.json["platforms"]) == (0, ["spotify"])

    def test_the_platforms_of_the_settings_are_the_ones_asked(self, cli: Cli, release: Path, configured: Path) -> None:
        assert cli("check", release, "--json").json["platforms"] == ["spotify"]

    def test_all_platforms_are_asked_and_those_without_settings_named(
        self, cli: Cli, release: Path, configured: Path
    ) -> None:
        said = cli("check", release, "--to", "all", "--json")
        rules = {key: {finding["rule"] for finding in found} for key, found in said.json["eligibility"].items()}
        assert ("TM-PLT-002" in rules["beatport"], "TM-PLT-002" in rules["spotify"]) == (True, False)
        blocked = any(one["severity"] == "error" for found in said.json["eligibility"].values() for one in found)
        assert (said.code, said.json["platforms"]) == (int(blocked), list(rules))
        severities = {finding["severity"] for found in said.json["eligibility"].values() for finding in found}
        assert (said.code, said.json["platforms"]) == (int("error" in severities), list(rules))
        assert "Where it can go" in cli("check", release, "--to", "all").out

    def test_findings_say_what_where_and_what_to_do(self, cli: Cli, release: Path, tmp_path: Path) -> None:
        shutil.copytree(release, tmp_path / "album")
        text = (release / "release.toml").read_text().replace('title = "', 'titel = "', 1)
        (tmp_path / "album" / "release.toml").write_text(text)
        (tmp_path / "album" / "audio" / "01.wav").unlink()
        said = cli("check", "album")
        assert said.code == 1
        for word in ("titel", "did you mean title", "audio/01.wav", "found", "wanted", "→", "error"):
            assert word in said.out

    @pytest.mark.parametrize("command", ["check", "distribute", "distribute --plan"])
    def test_what_the_author_wrote_is_called_by_its_own_key(
        self, cli: Cli, release: Path, configured: Path, tmp_path: Path, command: str
    ) -> None:
        shutil.copytree(release, tmp_path / "album")
        text = (release / "release.toml").read_text()
        text = re.sub(r'^upc = ".*"', 'upc = "036000291453"', text, count=1, flags=re.MULTILINE)
        text = text.replace('file = "audio/02.wav"', 'file = "audio/20.wav"')
        (tmp_path / "album" / "release.toml").write_text(text)
        said = cli(*command.split(), "album", "--to", "spotify", "--json")
        errors = {one["rule"]: one["path"] for one in said.json["findings"] if one["severity"] == "error"}
        assert (said.code, errors) == (1, {"CMN-ID-002": "upc", "CMN-AUD-007": "tracks[1].file"})
        told = cli(*command.split(), "album", "--to", "spotify")
        assert "upc" in told.out + told.err
        assert "icpn" not in told.out + told.err

    def test_so_is_what_the_rules_say(self, cli: Cli, release: Path, configured: Path, tmp_path: Path) -> None:
        shutil.copytree(release, tmp_path / "album")
        text = (release / "release.toml").read_text()
        text = re.sub(r'^title = "', 'title = " ', text, flags=re.MULTILINE)
        (tmp_path / "album" / "release.toml").write_text(text)
        paths = {"title", "titles[0].title", "tracks[0].title", "tracks[1].title"}
        checked = cli("check", "album", "--to", "spotify", "--json").json["findings"]
        assert {one["path"] for one in checked if one["severity"] == "error"} == paths
        (order,) = cli("distribute", "album", "--to", "spotify", "--json").json["deliveries"]
        assert (order["outcome"], {one["path"] for one in order["findings"] if one["severity"] == "error"}) == (
            "refused",
            paths,
        )

    @pytest.mark.parametrize("command", ["distribute", "check"])
    def test_a_gain_that_would_clip_is_one_finding_with_the_figure(
        self, cli: Cli, release: Path, configured: Path, tmp_path: Path, command: str
    ) -> None:
        shutil.copytree(release, tmp_path / "album")
        text = (
            (release / "release.toml").read_text().replace('file = "audio/02.wav"', 'file = "audio/02.wav"\ngain = 40')
        )
        (tmp_path / "album" / "release.toml").write_text(text)
        said = cli(command, "album", "--to", "spotify", "--json")
        assert said.code == 1
        told = said.json if command == "check" else said.json["deliveries"][0]
        (fault,) = [one for one in told["findings"] if one["severity"] == "error"]
        assert (fault["rule"], fault["path"]) == ("CMN-AUD-013", "tracks[1].gain")
        assert re.fullmatch(r"\+40 dB, and a peak of -\d+\.\d\d dBFS", fault["observed"])
        assert re.fullmatch(r"\d+\.\d\d dB at most", fault["expected"])

    @pytest.mark.parametrize(
        ("name", "found"),
        [("nowhere", "no folder"), ("file", "no folder"), ("empty", "a folder without release.toml")],
    )
    @pytest.mark.parametrize("command", ["check", "distribute"])
    def test_what_is_no_release_folder_is_one_finding(
        self, cli: Cli, configured: Path, tmp_path: Path, command: str, name: str, found: str
    ) -> None:
        (tmp_path / "file").write_text("")
        (tmp_path / "empty").mkdir()
        said = cli(command, name, "--to", "spotify", "--json")
        (finding,) = said.json["findings"]
        assert said.code == 1
        assert finding["observed"].startswith(found)
        assert "tunemantra init release" in finding["hint"]

    def test_an_unknown_platform_is_refused_with_those_that_are_there(self, cli: Cli, release: Path) -> None:
        for command in ("check", "distribute"):
            said = cli(command, release, "--to", "nowhere")
            assert said.code == 1
            assert "no installed plugin offers the platform 'nowhere'" in said.out + said.err
            assert INSTALLED in said.out + said.err
            assert names_installed(said.out + said.err)

    def test_a_platform_that_is_not_configured_is_one_finding(self, cli: Cli, release: Path) -> None:
        said = cli("check", release, "--to", "spotify", "--json")
        errors = [finding for finding in said.json["findings"] if finding["severity"] == "error"]
        assert [finding["path"] for finding in errors] == ["platforms.spotify"]
        assert "init settings" in errors[0]["hint"]

    def test_a_secret_that_is_not_there_is_told_before_anything_is_sent(
        self, cli: Cli, release: Path, configured: Path
    ) -> None:
        configured.write_text(configured.read_text().replace("env:KIOSK_SECRET", "file:gone.secret"))
        said = cli("check", release, "--to", "spotify", "--json")
        (fault,) = [one for one in said.json["findings"] if one["severity"] == "error"]
        assert (said.code, fault["rule"], fault["path"]) == (1, "TM-PLT-003", "platforms.spotify.client_secret")
        assert "file:gone.secret cannot be read: No such file" in fault["observed"]
        assert "the file has to be there" in fault["hint"]
        assert "client_secret: file:gone.secret cannot be read" in cli("doctor").out


class TestOrders:
    def test_an_order_whose_secret_is_not_there_ends_as_a_login_that_failed(
        self, cli: Cli, release: Path, configured: Path
    ) -> None:
        configured.write_text(configured.read_text().replace("env:KIOSK_SECRET", "file:gone.secret"))
        said = cli("distribute", release, "--to", "spotify", "--json")
        (order,) = said.json["deliveries"]
        state = said.json["standing"][0]["distribution"]["state"]
        assert (said.code, order["outcome"], order["stage"]) == (1, "failed", "deliver")
        assert (state["status"], state["substate"]) == ("Error", "auth")
        for word in ("file:gone.secret cannot be read: No such file", "the file has to be there"):
            assert word in order["reason"]

    def test_what_an_order_that_passed_was_warned_of_names_the_document_too(
        self, cli: Cli, release: Path, configured: Path, tmp_path: Path
    ) -> None:
        configured.write_text(configured.read_text().replace("env:KIOSK_SECRET", "file:gone.secret"))
        shutil.copytree(release, tmp_path / "album")
        text = (release / "release.toml").read_text()
        text = re.sub("^(release_date|start) = .*", r'\1 = "2026-01-16"', text, flags=re.MULTILINE)
        (tmp_path / "album" / "release.toml").write_text(text)
        (order,) = cli("distribute", "album", "--to", "spotify", "--json").json["deliveries"]
        assert order["outcome"] == "failed"
        assert ("CMN-DAT-002", "release.toml") in {(one["rule"], one["file"]) for one in order["findings"]}

    def test_an_order_alone_is_opened_and_can_be_cancelled(self, cli: Cli, release: Path, configured: Path) -> None:
        said = cli("distribute", release, "--to", "spotify", "--no-wait", "--actor", "ada", "--json")
        (order,) = said.json["deliveries"]
        assert (said.code, order["outcome"], order["stage"]) == (0, "open", "prepare")
        icpn = order["release"]
        assert [one["delivery"]["id"] for one in cli("status", icpn, "--json").json] == [order["id"]]
        assert cli("timeline", icpn, "--json").json[0]["actor"] == "ada"
        assert "insert ordered" in cli("timeline", icpn).out
        assert icpn in cli("status").out
        assert "Pending" in cli("status", "--summary").out
        said = cli("status", "--summary", "--json").json
        assert said["tally"] == [{"platform": "spotify", "status": "Pending", "count": 1}]
        assert cli("package", order["id"], "out").err == f"error: delivery {order['id']} has no package yet\n"
        assert "not failed" in cli("retry", order["id"]).err
        assert cli("cancel", order["id"]) == Said(0, f"{order['id']} is cancelled\n", "")
        said = cli("cancel", order["id"], "--json")
        assert (said.code, said.json["outcome"]) == (0, "cancelled")
        assert [one["kind"] for one in cli("timeline", icpn, "--json").json].count("order.cancelled") == 1
        said = cli("retry", order["id"], "--json")
        assert (said.code, said.json["error"]) == (1, "state.conflict")

    def test_an_audit_names_what_was_changed(self, cli: Cli, release: Path, configured: Path, tmp_path: Path) -> None:
        (order,) = cli("distribute", release, "--to", "spotify", "--no-wait", "--json").json["deliveries"]
        assert cli("cancel", order["id"], "--actor", "ada", "--reason", "too early").code == 0
        event = cli("timeline", order["release"], "--json").json[-1]
        assert (event["actor"], event["reason"]) == ("ada", "too early")
        assert (event["before"], event["after"]) == ("stage prepare; outcome open", "stage end; outcome cancelled")
        number, seal = cli("audit", "seal").out.split(": ")
        assert (number, cli("audit", "seal", "--json").json["hash"]) == ("seal 1", seal.strip())
        said = cli("audit", "verify", "--expect", seal.strip())
        assert (said.code, said.out) == (0, "2 events of 1 distributions under 1 seals: as they were written\n")
        with closing(sqlite3.connect(tmp_path / "tunemantra-data" / "tunemantra.db")) as raw, raw:
            raw.execute("DROP TRIGGER events_no_update")
            raw.execute("UPDATE events SET actor = 'bob' WHERE sequence = 2")
        said = cli("audit", "verify")
        assert said.code == 1
        assert f"changed distribution {event['distribution_id']}, ledger entry 2: event 2 is not what" in said.out
        assert said.out.endswith("1 place is not\n")
        said = cli("audit", "verify", "--json", "--expect", "none")
        assert (said.code, said.json["intact"], said.json["audit"]["found"]) == (1, False, 2)

    @pytest.mark.parametrize("empty", [False, True])
    @pytest.mark.parametrize("database", ["", "database = 'sqlite:///books/ledger.db'\n"])
    def test_an_audit_proves_nothing_of_a_ledger_that_is_not_there(
        self, cli: Cli, tmp_path: Path, database: str, empty: bool
    ) -> None:
        (tmp_path / "tunemantra.toml").write_text(database)
        for file in ("tunemantra-data/tunemantra.db", "books/ledger.db")[: 2 * empty]:
            (tmp_path / file).parent.mkdir()
            (tmp_path / file).touch()
        before = set(tmp_path.rglob("*"))
        said = cli("audit", "verify")
        assert (said.code, said.out) == (1, "")
        assert "there is no ledger at" in said.err
        assert set(tmp_path.rglob("*")) == before

    @pytest.mark.parametrize(
        "command", ["distribute nowhere --to spotify", f"takedown {ICPN} --to spotify", "rehearse"]
    )
    @pytest.mark.parametrize("seconds", ["nan", "-1"])
    def test_a_time_to_wait_is_a_number_that_is_not_negative(self, cli: Cli, command: str, seconds: str) -> None:
        said = cli(*command.split(), f"--seconds={seconds}")
        assert (said.code, "--seconds" in said.err) == (2, True)

    @pytest.mark.parametrize("seconds", ["nan", "inf", "1000000000"])
    def test_a_demonstration_makes_no_endless_track(self, cli: Cli, seconds: str) -> None:
        said = cli("demo", "--seconds", seconds)
        assert (said.code, "--seconds" in said.err) == (2, True)

    def test_an_order_that_did_not_end_in_time_is_told_by_the_exit_code(
        self, cli: Cli, release: Path, configured: Path
    ) -> None:
        said = cli("distribute", release, "--to", "spotify", "--seconds", 0.1)
        assert said.code == 1
        assert "Where it stands" in said.out

    @pytest.mark.parametrize("command", [("distribute", "album"), ("takedown", ICPN)])
    @pytest.mark.parametrize("to", ["", " , "])
    def test_an_order_for_no_platform_is_wrong_usage(self, cli: Cli, command: tuple[str, str], to: str) -> None:
        said = cli(*command, "--to", to)
        assert (said.code, "at least one platform" in said.err) == (2, True)

    def test_a_takedown_of_what_was_never_there_is_refused(self, cli: Cli, configured: Path) -> None:
        said = cli("takedown", ICPN, "--to", "spotify")
        assert (said.code, said.err.partition("\n")[0]) == (1, f"error: spotify never acknowledged {ICPN}")

    def test_what_was_taken_down_comes_back_with_a_word_alone(
        self, cli: Cli, release: Path, configured: Path, tmp_path: Path
    ) -> None:
        with TuneMantra(Settings(home=tmp_path / "tunemantra-data")) as host:
            gone = host.tools.ledger.open_distribution(UPC, "spotify", STREET)
            host.tools.ledger.record(evolve(gone, state=State(Status.TAKEN_DOWN, "full")), ())
        said = cli("distribute", release, "--to", "spotify", "--no-wait")
        assert (said.code, said.out, len(said.err.splitlines())) == (1, "", 2)
        assert f"{UPC} was taken down from Spotify (Taken Down: full)" in said.err
        assert "--reinstate" in said.err
        back = ("--reinstate", "--reason", "settled", "--actor", "ada")
        assert cli("distribute", release, "--to", "spotify", "--no-wait", *back).code == 0
        (event,) = cli("timeline", UPC, "--json").json
        assert (event["actor"], event["message"]) == ("ada", "reinstatement ordered: settled")

    def test_a_takedown_takes_a_lane(self, cli: Cli, configured: Path) -> None:
        asked = [cli("takedown", ICPN, "--to", "spotify", "--lane", lane).code for lane in ("emergency", "soon")]
        assert asked == [1, 2]

    def test_a_takedown_from_an_unknown_platform_is_refused(self, cli: Cli) -> None:
        assert INSTALLED in cli("takedown", ICPN, "--to", "nowhere").err
        assert names_installed(cli("takedown", ICPN, "--to", "nowhere").err)


class TestReading:
    @pytest.mark.parametrize(
        "command",
        [
            "status",
            "status X --json",
            "timeline X",
            "audit seal",
            "doctor",
            "retry x",
            "cancel x",
            "package x out",
            "plugins list",
        ],
    )
    @pytest.mark.parametrize("database", ["", "database = 'sqlite:///books/ledger.db'\n"])
    def test_what_only_looks_makes_nothing(self, cli: Cli, tmp_path: Path, command: str, database: str) -> None:
        (tmp_path / "tunemantra.toml").write_text(database)
        cli(*command.split())
        assert [path.name for path in tmp_path.iterdir()] == ["tunemantra.toml"]

    def test_a_check_keeps_what_it_heard_and_nothing_else(
        self, cli: Cli, release: Path, configured: Path, tmp_path: Path
    ) -> None:
        assert cli("check", release).code == 0
        (home,) = set(tmp_path.iterdir()) - {configured}
        assert {path.name.partition("-")[0] for path in home.rglob("*") if path.is_file()} == {"tunemantra.db"}

    def test_the_doctor_says_what_is_not_there_yet(self, cli: Cli) -> None:
        said = {one["what"]: (one["health"], one["detail"]) for one in cli("doctor", "--json").json}
        assert said["ledger"] == ("ok", "not there yet, the first order makes it")
        assert said["home"][0] == "ok"
        assert said["home"][1].endswith("free; not there yet, the first order makes it")

    def test_the_doctor_says_that_a_home_cannot_be_made(self, cli: Cli, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("")
        said = {
            one["what"]: (one["health"], one["detail"]) for one in cli("--home", "file/home", "doctor", "--json").json
        }
        assert said["home"] == ("bad", f"{tmp_path}/file/home: File exists")


class TestWatch:
    def test_nothing_yet_says_what_to_do(self, cli: Cli) -> None:
        said = cli("status")
        assert (said.code, "tunemantra distribute" in said.out) == (0, True)
        assert cli("status", "--json") == Said(0, "[]\n", "")

    def test_a_release_nobody_distributed_is_named(self, cli: Cli) -> None:
        assert cli("status", ICPN).out == f"{ICPN} was never distributed\n"
        assert cli("timeline", ICPN).err.startswith(f"error: {ICPN} was never distributed\n")
        assert cli("timeline", ICPN, "--json").json["error"] == "state.not-found"

    def test_an_unknown_platform_is_refused(self, cli: Cli) -> None:
        said = cli("status", "--platform", "nowhere")
        assert (said.code, INSTALLED in said.err) == (1, True)
        assert (said.code, names_installed(said.err)) == (1, True)

    @pytest.mark.parametrize("command", [("retry", "x"), ("cancel", "x"), ("package", "x", "out")])
    def test_an_unknown_delivery_is_named(self, cli: Cli, command: tuple[str, ...]) -> None:
        assert cli(*command) == Said(1, "", "error: no delivery x\n")

    def test_a_release_that_is_live_is_shown(self, cli: Cli, tmp_path: Path) -> None:
        there = corner(tmp_path)
        with there.host as host:
            host.work_until_done(host.distribute(there.folder, ["kiosk"]), seconds=30)
        assert "Live: all-territories" in cli("--home", tmp_path / "home", "status").out


class TestSettings:
    @pytest.mark.parametrize(
        ("text", "paths"),
        [
            ("workers = 0\nhom = 1\n", ["hom", "workers"]),
            ("workers = \n", [""]),
            ("database = 'nonsense'\n", ["ledger"]),
            ("home = 'file'\n", ["home"]),
        ],
    )
    def test_wrong_settings_are_findings_and_code_2(
        self, cli: Cli, tmp_path: Path, text: str, paths: list[str]
    ) -> None:
        (tmp_path / "file").write_text("")
        (tmp_path / "t.toml").write_text(text)
        said = cli("-s", "t.toml", "status", "--json")
        assert (said.code, said.json["error"]) == (2, "settings")
        assert sorted(finding["path"] for finding in said.json["findings"]) == paths
        plain = cli("-s", "t.toml", "status")
        assert (plain.code, plain.out) == (2, "")
        assert "TM-SET-001" in plain.err or "ledger" in plain.err

    @pytest.mark.parametrize("name", ["nowhere.toml", "."])
    def test_a_file_that_cannot_be_read_says_how_to_write_one(self, cli: Cli, name: str) -> None:
        said = cli("-s", name, "status")
        assert (said.code, "tunemantra init settings" in said.err) == (2, True)

    def test_the_environment_may_name_a_wrong_file_too(self, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("TUNEMANTRA_SETTINGS", "nowhere.toml")
        assert cli("status").code == 2

    def test_doctor_says_what_is_wrong_and_looks_at_the_rest(self, cli: Cli, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("")
        said = cli("--home", "file", "doctor")
        assert said.code == 1
        assert "File exists" in said.out
        assert "spotify" in said.out

    def test_doctor_finds_nothing_bad_in_an_empty_folder(self, cli: Cli) -> None:
        said = cli("doctor", "--json")
        assert said.code == 0
        assert {symptom["health"] for symptom in said.json} <= {"ok", "note"}

    def test_plugins_are_listed(self, cli: Cli) -> None:
        assert {"beatport", "spotify"} <= {record["name"] for record in cli("plugins", "list", "--json").json}
        assert "loaded" in cli("plugins", "list").out

    def test_stores_made_of_a_plugin_are_listed_with_it(self, cli: Cli, tmp_path: Path) -> None:
        (tmp_path / "street.toml").write_text('[platforms.north]\nplugin = "ddex_feed"\n')
        listed = cli("--settings", "street.toml", "plugins", "list", "--json").json
        assert {record["name"]: record["stores"] for record in listed if record["stores"]} == {"ddex_feed": ["north"]}

    def test_what_plugins_offer_is_listed(self, cli: Cli) -> None:
        (own,) = [record for record in cli("plugins", "list", "--json").json if record["name"] == "adapters"]
        assert (own["distribution"], own["bundled"], own["platforms"], own["notifiers"]) == ("tunemantra", True, [], [])
        assert {"file", "http", "https", "maildir", "sftp"} <= {*own["transports"]}
        assert ("local" in own["storages"], own["transcoders"]) == (True, ["ffmpeg"])
        assert "storage local" in " ".join(cli("plugins", "list").out.split())

    def test_safe_mode_leaves_the_bundled_plugins(self, cli: Cli) -> None:
        records = cli("--safe-mode", "plugins", "list", "--json").json
        assert {record["status"] for record in records if record["bundled"]} == {"loaded"}


class TestProcesses:
    @pytest.mark.parametrize("listen", ["foo", "127.0.0.1:", "127.0.0.1:99999", "192.0.2.1:80", "nobody.invalid:80"])
    def test_an_address_nobody_can_listen_on_is_wrong_usage(self, cli: Cli, listen: str) -> None:
        said = cli("worker", "--until-idle", "--webhooks", listen)
        assert (said.code, "--webhooks" in said.err) == (2, True)

    def test_a_worker_ends_when_nothing_is_open(self, cli: Cli) -> None:
        said = cli("worker", "--until-idle")
        assert (said.code, said.out.splitlines()[-1]) == (0, "stopped; nothing is lost")

    def test_a_worker_tells_machines_at_its_end(self, cli: Cli, configured: Path) -> None:
        assert cli("worker", "--until-idle", "--json").json == {"webhooks": None, "subscribed": [], "open": 0}
        said = cli("worker", "--until-idle", "--json", "--webhooks", "127.0.0.1:0")
        assert said.json["webhooks"].startswith("http://127.0.0.1:")
        assert "warning: not every platform will call" in said.err

    def test_a_platform_that_cannot_be_asked_to_call_does_not_stop_the_worker(self, cli: Cli, configured: Path) -> None:
        said = cli("worker", "--until-idle", "--webhooks", "127.0.0.1:0")
        assert (said.code, "warning: not every platform will call" in said.err) == (0, True)

    def test_threads_take_no_single_kind_of_work(self, cli: Cli, configured: Path) -> None:
        said = cli("worker", "--until-idle", "--only", "foo")
        assert (said.code, "threads take" in said.err) == (2, True)

    @pytest.mark.parametrize(
        "named",
        ["--to spotify,nowhere", "-t nowhere", "--platform spotify,nowhere", "--to spotify --platform nowhere"],
    )
    def test_an_unknown_simulator_is_refused(self, cli: Cli, named: str) -> None:
        said = cli("sandbox", "up", *named.split())
        assert (said.code, INSTALLED in said.err) == (1, True)
        assert (said.code, names_installed(said.err)) == (1, True)

    def test_a_simulator_that_does_not_start_says_why(self, cli: Cli) -> None:
        said = cli("sandbox", "up", "--to", "spotify", "--fault", "no-such-fault")
        assert said.code == 1
        assert "unknown fault 'no-such-fault'" in said.err

    def test_a_settings_file_of_somebody_else_is_not_replaced(self, cli: Cli, configured: Path) -> None:
        said = cli("sandbox", "up", "--write", "tunemantra.toml")
        assert (said.code, "not ours to replace" in said.err) == (1, True)
        assert configured.read_text() == TABLE

    @pytest.mark.parametrize("command", [("sandbox", "up", "--platform", "spotify"), ("demo",)])
    def test_a_file_is_no_folder_to_work_in(self, cli: Cli, tmp_path: Path, command: tuple[str, ...]) -> None:
        (tmp_path / "file").write_text("mine")
        said = cli(*command, "--folder", "file")
        assert (said.code, said.err.startswith("error: "), "file" in said.err) == (1, True, True)
        assert (tmp_path / "file").read_text() == "mine"

    def test_the_demonstration_empties_no_folder_but_its_own(self, cli: Cli, tmp_path: Path) -> None:
        (tmp_path / "thesis").mkdir()
        (tmp_path / "thesis" / "chapter-1").write_text("years of work")
        assert cli("demo", "--folder", "thesis").code == 1
        assert (tmp_path / "thesis" / "chapter-1").exists()


def test_ctrl_c_says_that_nothing_is_lost(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    app = typer.Typer()
    app.command()(lambda: signal.raise_signal(signal.SIGINT))
    signal.signal(signal.SIGINT, signal.default_int_handler)
    monkeypatch.setattr("tunemantra.host.cli.program.app", app)
    assert cli() == Said(130, "", "\ninterrupted; nothing is lost, `tunemantra worker` goes on\n")
