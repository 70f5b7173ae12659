from __future__ import annotations

from pathlib import Path

import pytest
from attrs import define, evolve, field, frozen, validators

from tests.unit.host.kiosk import platform_of, plugin_of
from tests.unit.pipeline.world import START, Shop
from tunemantra.contrib.memory import ManualClock, MemoryAssetStore
from tunemantra.contrib.runtime import SecretResolver
from tunemantra.core.batch import BatchRule
from tunemantra.core.requirement import Capability
from tunemantra.errors import PluginError, SecretError, SettingsError, UnknownPlatformError
from tunemantra.host.directory import Connectors, Directory
from tunemantra.host.structuring import structure
from tunemantra.plugins import PluginManager
from tunemantra.plugins.spotify.settings import SpotifySettings
from tunemantra.ports.package import PackageFile, Role
from tunemantra.ports.runtime import SecretRef
from tunemantra.ports.transport import Endpoint


@frozen
class Account:
    """Settings with all that can be wrong."""

    user: str
    secret: SecretRef
    port: int = field(default=22, validator=validators.gt(0))


@define
class Connection:
    """A connection that remembers whether it was closed; it may fail to."""

    endpoint: Endpoint
    fails: bool = False
    closed: bool = False

    def close(self) -> None:
        self.closed = True
        if self.fails:
            raise OSError("it was gone already")


@define
class Line:
    """Opens connections and remembers them."""

    opened: list[Connection] = field(factory=list)
    fails: bool = False

    def connect(self, endpoint: Endpoint, _secrets: object) -> Connection:
        self.opened.append(Connection(endpoint, self.fails))
        return self.opened[-1]


@pytest.fixture
def line() -> Line:
    return Line()


@pytest.fixture
def assets() -> MemoryAssetStore:
    return MemoryAssetStore()


@pytest.fixture
def directory(line: Line, assets: MemoryAssetStore) -> Directory:
    return made(line, assets, {"account": {"user": "ada", "secret": "env:KIOSK"}})


def made(line: Line, assets: MemoryAssetStore, tables: dict[str, dict[str, object]]) -> Directory:
    clock = ManualClock(START)
    offered = [platform_of(Shop("kiosk", clock)), platform_of(Shop("account", clock), settings=Account)]
    ways = ("api", "files", "mailbox", "calls", "tool")
    connectors = Connectors(**dict.fromkeys(ways, line.connect))  # type: ignore[arg-type]
    plugins = PluginManager(extra=[plugin_of(*offered)])
    return Directory(plugins, tables, connectors, SecretResolver({"KIOSK": "hush"}), lambda: assets, clock)


def opened(directory: Directory, **more: object):
    return directory.session("kiosk", **{"sending": lambda *_: None, "alive": lambda: None, **more})


def test_the_platforms_are_there_by_key(directory: Directory) -> None:
    assert directory.keys() == ["account", "kiosk"]
    assert directory.platform("kiosk").label == "Kiosk"


def test_an_unknown_platform_is_refused_with_those_that_are_there(directory: Directory) -> None:
    with pytest.raises(UnknownPlatformError, match="account, kiosk"):
        directory.platform("nowhere")


def test_settings_are_read_once_and_give_a_driver(directory: Directory) -> None:
    assert directory.settings("account") == Account("ada", SecretRef("env:KIOSK"))
    assert directory.settings("account") is directory.settings("account")
    assert directory.driver("account") is directory.driver("account")


def test_wrong_settings_are_told_all_at_once_under_the_platform(line: Line, assets: MemoryAssetStore) -> None:
    directory = made(line, assets, {"account": {"secret": "hunter2", "port": 0, "usr": "ada"}})
    with pytest.raises(SettingsError) as caught:
        directory.driver("account")
    assert {finding.path for finding in caught.value.findings} == {
        f"platforms.account.{key}" for key in ("user", "secret", "port", "usr")
    }
    assert {finding.platform for finding in caught.value.findings} == {"account"}
    assert "hunter2" not in repr(caught.value.findings)


@pytest.mark.parametrize(
    ("reference", "observed", "hint"),
    [
        ("env:NOBODY", "env:NOBODY is not set", "set the environment variable NOBODY"),
        ("file:{here}/gone", "file:{here}/gone cannot be read: No such file", "the file has to be there, and readable"),
        ("file:{here}/empty", "file:{here}/empty is empty", "set it, or correct secret in [platforms.account]"),
    ],
)
def test_a_secret_that_cannot_be_had_is_one_finding_under_its_key(
    line: Line, assets: MemoryAssetStore, tmp_path: Path, reference: str, observed: str, hint: str
) -> None:
    (tmp_path / "empty").touch()
    reference, observed = reference.format(here=tmp_path), observed.format(here=tmp_path)
    directory = made(line, assets, {"account": {"user": "ada", "secret": reference}})
    (finding,) = directory.withheld("account")
    assert (finding.rule, finding.path, finding.platform) == ("TM-PLT-003", "platforms.account.secret", "account")
    assert (finding.blocks, finding.expected) == (True, f"a secret at {reference}")
    assert observed in finding.observed
    assert hint in finding.hint


def test_nothing_is_said_of_secrets_that_are_there(directory: Directory) -> None:
    assert directory.withheld("account") == []


@pytest.mark.parametrize("url", ["http://u:hunter2@e.example", "https://u:hunter2@e.example", "ftp://u:hunter2@e"])
def test_a_password_in_an_address_is_refused_and_not_repeated(url: str) -> None:
    values = {"client_id": "ada", "client_secret": "env:KIOSK", "api_url": url}
    settings, findings = structure(SpotifySettings, values, path="platforms.spotify")
    assert settings is None
    assert [finding.path for finding in findings] == ["platforms.spotify.api_url"]
    assert "hunter2" not in repr(findings)


def test_a_platform_without_a_table_is_one_finding_that_says_what_is_needed(
    line: Line, assets: MemoryAssetStore
) -> None:
    with pytest.raises(SettingsError, match="not configured") as caught:
        made(line, assets, {}).settings("account")
    (finding,) = caught.value.findings
    assert (finding.path, finding.expected) == ("platforms.account", "a table with user, secret")


def test_a_platform_that_needs_nothing_needs_no_table(line: Line, assets: MemoryAssetStore) -> None:
    assert made(line, assets, {}).driver("kiosk")


def test_nothing_is_opened_before_it_is_asked_for_and_nothing_twice(directory: Directory, line: Line) -> None:
    with opened(directory) as session:
        assert line.opened == []
        assert session.api() is session.api()
        assert [one.endpoint.name for one in line.opened] == ["api"]


def test_everything_is_closed_with_the_session(directory: Directory, line: Line) -> None:
    with opened(directory) as session:
        session.api()
        session.files()
        session.mailbox()
        session.calls()
        assert session.calls() is session.calls()
        assert session.tool() is session.tool()
    assert [one.closed for one in line.opened] == [True, True, True, True, True]


def test_one_that_cannot_be_closed_does_not_keep_the_others_open(directory: Directory, line: Line) -> None:
    line.fails = True

    def work() -> None:
        with opened(directory) as session:
            session.api()
            session.files()

    with pytest.raises(OSError, match="gone"):
        work()
    assert [one.closed for one in line.opened] == [True, True]


def test_everything_is_closed_when_the_work_fails(directory: Directory, line: Line) -> None:
    def work() -> None:
        with opened(directory) as session:
            session.api()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        work()
    assert line.opened[0].closed


def test_a_connection_the_platform_did_not_name_is_refused(directory: Directory) -> None:
    with opened(directory) as session, pytest.raises(PluginError, match="api, calls, files, mail, tool"):
        session.api("portal")


def test_a_session_hands_out_bytes_secrets_and_progress(directory: Directory, assets: MemoryAssetStore) -> None:
    stored = assets.put_bytes(b"audio")
    file = PackageFile("a.wav", Role.AUDIO, stored.sha256, stored.size)
    said: list[object] = []
    with opened(
        directory, sending=lambda one, sent: said.append((one.path, sent)), alive=lambda: said.append(1)
    ) as got:
        assert got.open(file).read() == b"audio"
        assert got.secret(SecretRef("env:KIOSK")) == "hush"
        with pytest.raises(SecretError):
            got.secret(SecretRef("env:NOBODY"))
        got.progress(file, 3)
        got.alive()
    assert said == [("a.wav", 3), 1]


def test_the_fallback_has_the_settings_of_the_first_route_with_some_changed(
    directory: Directory, line: Line, assets: MemoryAssetStore
) -> None:
    assert list(directory.routes("account")) == []
    directory.fallbacks = {"account": {"port": 2222}}
    assert list(directory.routes("account")) == ["fallback"]
    assert directory.settings("account", "fallback") == Account("ada", SecretRef("env:KIOSK"), 2222)
    assert directory.settings("account") == Account("ada", SecretRef("env:KIOSK"), 22)
    wrong = made(line, assets, {"account": {"user": "ada", "secret": "env:KIOSK"}})
    wrong.fallbacks = {"account": {"often": True}}
    with pytest.raises(SettingsError) as told:
        wrong.settings("account", "fallback")
    assert [finding.path for finding in told.value.findings] == ["fallbacks.account.often"]


def gathering(line: Line, assets: MemoryAssetStore, batch: object, *, able: bool = True) -> Directory:
    """Return a directory with one platform, which takes batches or not, and a table that says when they close."""
    more: dict[str, object] = {"capabilities": {Capability.BATCHES}} if able else {}
    offered = plugin_of(platform_of(Shop("kiosk", ManualClock(START)), **more))
    directory = made(line, assets, {"kiosk": {"batch": batch}})
    return evolve(directory, plugins=PluginManager(extra=[offered]))


def test_a_table_says_when_batches_close(line: Line, assets: MemoryAssetStore) -> None:
    directory = gathering(line, assets, {"size": 20, "hours": ["09:30"]})
    assert directory.batching() == {"kiosk": BatchRule(size=20, hours=("09:30",))}
    assert directory.driver("kiosk")
    assert made(line, assets, {"kiosk": {}}).batching() == {}


@pytest.mark.parametrize(
    ("batch", "able", "paths"),
    [
        ({"size": -1, "sizes": 3}, True, {"platforms.kiosk.batch.size", "platforms.kiosk.batch.sizes"}),
        ({"hours": ["25:00"]}, True, {"platforms.kiosk.batch.hours"}),
        ("often", True, {"platforms.kiosk.batch"}),
        ({"size": 20}, False, {"platforms.kiosk.batch"}),
    ],
)
def test_a_table_that_nobody_can_follow_is_told_with_the_settings(
    line: Line, assets: MemoryAssetStore, batch: object, able: bool, paths: set[str]
) -> None:
    directory = gathering(line, assets, batch, able=able)
    with pytest.raises(SettingsError) as caught:
        directory.driver("kiosk")
    assert {finding.path for finding in caught.value.findings} == paths
    assert directory.batching() == {}
