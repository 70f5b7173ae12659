from __future__ import annotations

from enum import StrEnum
from pathlib import Path

import pytest
from attrs import field, frozen, validators

from tunemantra import Settings, TuneMantra
from tunemantra.contrib.memory import MemoryLedger
from tunemantra.core.pace import Pace
from tunemantra.core.schedule import LeadTime, LeadUnit
from tunemantra.errors import Category, SettingsError
from tunemantra.host.settings import without_password
from tunemantra.host.structuring import structure
from tunemantra.pipeline.retry import Limit
from tunemantra.plugins.beatport.settings import BeatportSettings
from tunemantra.ports.runtime import SecretRef


class Mood(StrEnum):
    CALM = "calm"


@frozen
class Inner:
    many: int = field(default=1, validator=validators.gt(0))


@frozen
class Outer:
    name: str
    secret: SecretRef
    mood: Mood = Mood.CALM
    path: Path = Path()
    inner: Inner = Inner()
    share: float = 1.0
    loud: bool = False


GOOD = {"name": "a", "secret": "env:A"}


def faults(values: dict[str, object]) -> dict[str, str]:
    return {finding.path: finding.expected or finding.hint for finding in structure(Outer, values)[1]}


def test_a_right_table_becomes_its_class() -> None:
    made, findings = structure(Outer, {**GOOD, "mood": "calm", "path": "x", "share": 2, "inner": {"many": 2}})
    assert findings == ()
    assert made == Outer("a", SecretRef("env:A"), Mood.CALM, Path("x"), Inner(2), 2.0)
    assert isinstance(made, Outer)
    assert made.mood is Mood.CALM


def test_every_wrong_value_is_told_at_once() -> None:
    wrong = {"name": 1, "secret": "plain", "mood": "loud", "path": 3, "inner": {"many": 0}, "share": "x", "loud": 1}
    assert set(faults(wrong)) == {"name", "secret", "mood", "path", "inner.many", "share", "loud"}


def test_what_is_missing_is_told() -> None:
    assert set(faults({})) == {"name", "secret"}


def test_an_unknown_key_gets_a_guess() -> None:
    (finding,) = structure(Outer, {**GOOD, "nam": "x"})[1]
    assert (finding.path, finding.hint) == ("nam", "did you mean name?")


def test_true_is_not_a_number() -> None:
    assert set(faults({**GOOD, "share": True, "inner": {"many": True}})) == {"share", "inner.many"}


def test_a_secret_in_place_of_a_reference_is_never_shown() -> None:
    findings = structure(Outer, {"name": "a", "secret": "hunter2"})[1]
    assert "hunter2" not in repr(findings)
    assert "env:NAME" in findings[0].expected


def test_a_table_whose_only_fault_is_a_range_is_told_with_its_path() -> None:
    assert set(faults({**GOOD, "inner": {"many": 0}})) == {"inner.many"}


def test_a_validator_is_not_asked_of_a_value_of_the_wrong_type() -> None:
    _, findings = structure(
        BeatportSettings, {"host": "h", "user": "u", "distributor": 5, "sender": 7, "recipient": []}
    )
    assert {"distributor", "sender", "recipient"} <= {finding.path for finding in findings}


ACCOUNT = {
    "host": "h",
    "user": "u",
    "distributor": "d",
    "sender": "PADPIDA2013042401U",
    "recipient": "PADPIDA2009101501Y",
}


@pytest.mark.parametrize(("more", "state"), [({}, "missing"), ({"host_key": ""}, "wrong")])
def test_what_is_missing_together_with_another_key_is_told_at_its_place(more: dict[str, object], state: str) -> None:
    (finding,) = structure(BeatportSettings, {**ACCOUNT, **more}, path="platforms.beatport")[1]
    assert (finding.path, finding.message) == ("platforms.beatport.host_key", f"platforms.beatport.host_key is {state}")
    assert finding.observed == ("''" if more else "nothing")
    assert finding.expected.startswith("pin the server's key")


def test_what_a_class_says_of_no_single_key_is_told_of_the_table() -> None:
    @frozen
    class Pair:
        left: int
        right: int

        def __attrs_post_init__(self) -> None:
            raise ValueError("left and right: not both")

    (finding,) = structure(Pair, {"left": 1, "right": 2}, path="pair")[1]
    assert (finding.path, finding.message, finding.observed) == ("pair", "pair is wrong", "left and right: not both")


def test_settings_read_a_file_and_count_paths_from_it(tmp_path: Path) -> None:
    file = tmp_path / "t.toml"
    file.write_text('home = "data"\n[platforms.spotify]\nclient_id = "x"\n')
    settings = Settings.from_file(file)
    assert settings.home == tmp_path / "data"
    assert settings.platforms == {"spotify": {"client_id": "x"}}


def test_an_absolute_home_stays_where_it_is(tmp_path: Path) -> None:
    assert Settings.from_mapping({"home": "/data"}, base=tmp_path).home == Path("/data")


@pytest.mark.parametrize("text", [b"home = ", b"\xff\xfe", None])
def test_a_file_that_cannot_be_read_is_one_finding(tmp_path: Path, text: bytes | None) -> None:
    file = tmp_path / "t.toml"
    if text is not None:
        file.write_bytes(text)
    with pytest.raises(SettingsError) as caught:
        Settings.from_file(file)
    assert [finding.file for finding in caught.value.findings] == [str(file)]


def test_a_huge_file_is_not_read(tmp_path: Path) -> None:
    file = tmp_path / "t.toml"
    file.write_bytes(b"#" * (1024 * 1024 + 1))
    with pytest.raises(SettingsError):
        Settings.from_file(file)


def test_wrong_settings_are_told_all_at_once_with_the_file(tmp_path: Path) -> None:
    file = tmp_path / "t.toml"
    file.write_text("workers = 0\nlease_seconds = -1\nhom = 1\n[retry]\ntries = 0\n")
    with pytest.raises(SettingsError) as caught:
        Settings.from_file(file)
    assert {finding.path for finding in caught.value.findings} == {"workers", "lease_seconds", "hom", "retry.tries"}
    assert {finding.file for finding in caught.value.findings} == {str(file)}


def test_the_environment_names_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "t.toml").write_text("workers = 7\n")
    assert Settings.from_environment({"TUNEMANTRA_SETTINGS": str(tmp_path / "t.toml")}).workers == 7
    monkeypatch.chdir(tmp_path)
    assert Settings.from_environment({}) == Settings()
    (tmp_path / "tunemantra.toml").write_text("workers = 5\n")
    assert Settings.from_environment({}).workers == 5


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("postgresql+psycopg://ada:hunter2@db/tm", "postgresql+psycopg://ada:***@db/tm"),
        ("postgresql://ada:p@ss:w@db:5432/tm", "postgresql://ada:***@db:5432/tm"),
        ("postgresql://ada@db:5432/tm", "postgresql://ada@db:5432/tm"),
        ("sqlite:////data/tm.db", "sqlite:////data/tm.db"),
        ("", ""),
    ],
)
def test_a_password_in_the_database_address_is_not_shown(url: str, shown: str) -> None:
    assert without_password(url) == shown
    assert f"database={shown!r}" in repr(Settings(database=url))


def test_a_password_in_the_address_of_the_store_is_not_shown() -> None:
    assert "storage='vault://ada:***@box'" in repr(Settings(storage="vault://ada:hunter2@box"))


def test_a_wrong_type_is_told_in_words() -> None:
    with pytest.raises(SettingsError) as caught:
        Settings.from_mapping({"workers": "x", "safe_mode": 1, "lease_seconds": "long", "database": 2})
    told = {finding.path: finding.expected for finding in caught.value.findings}
    assert told == {
        "workers": "a whole number",
        "safe_mode": "true or false",
        "lease_seconds": "a number",
        "database": "text",
    }


def test_a_category_of_failures_has_limits_of_its_own_and_the_rest_is_as_for_all() -> None:
    table = {"first": 5, "tries": 12, "total": 60, "business_rule": {"tries": 2}}
    policy = Settings.from_mapping({"retry": table}).retry.policy()
    assert (policy.first, policy.total, policy.longest_asked) == (5.0, 60.0, 86400.0)
    assert policy.categories == {Category.BUSINESS_RULE: Limit(first=5.0, tries=2)}
    assert policy.limit(Category.TECHNICAL).tries == 12


@pytest.mark.parametrize("number", [float("nan"), float("inf"), 0.0, -1.0])
@pytest.mark.parametrize("name", ["first", "longest", "total"])
def test_what_is_counted_is_a_number_more_than_nothing(name: str, number: float) -> None:
    with pytest.raises(SettingsError) as wrong:
        Settings.from_mapping({"retry": {name: number}})
    assert [finding.path for finding in wrong.value.findings] == [f"retry.{name}"]


def test_wrong_limits_are_told_all_at_once() -> None:
    table = {"total": 0, "platform": {"tries": 0, "first": -1}, "content": {"often": True}}
    with pytest.raises(SettingsError) as wrong:
        Settings.from_mapping({"retry": table})
    paths = {finding.path for finding in wrong.value.findings}
    assert paths >= {"retry.total", "retry.platform.tries", "retry.platform.first", "retry.content.often"}


def test_a_pace_is_the_profiles_with_what_is_stated() -> None:
    settings = Settings.from_mapping({"paces": {"acme": {"requests": 5}}, "breaker": {"failures": 3}})
    assert settings.paces["acme"].over(Pace(requests=9, seconds=1.0, concurrent=2)) == Pace(5, 1.0, 2)
    assert settings.breaker.failures == 3


@pytest.mark.parametrize(
    ("table", "path", "observed", "expected"),
    [
        ({"requests": -1}, "paces.acme.requests", "-1", "at least 0"),
        ({"seconds": 0}, "paces.acme.seconds", "0", "seconds must be a number more than 0, not 0"),
        ({"concurrent": -2}, "paces.acme.concurrent", "-2", "at least 0"),
        (7, "paces.acme", "7", "a table"),
    ],
)
def test_a_pace_out_of_bounds_is_told_in_words(table: object, path: str, observed: str, expected: str) -> None:
    with pytest.raises(SettingsError) as wrong:
        Settings.from_mapping({"paces": {"acme": table}})
    (finding,) = wrong.value.findings
    assert (finding.path, finding.observed, finding.expected) == (path, observed, expected)


def test_wrong_paces_and_breakers_are_told_all_at_once() -> None:
    with pytest.raises(SettingsError) as wrong:
        Settings.from_mapping({"breaker": {"failures": 0, "pause": -1}, "paces": {"acme": {"request": 5}}})
    paths = {finding.path for finding in wrong.value.findings}
    assert paths >= {"breaker.failures", "breaker.pause", "paces.acme.request"}


def test_a_platform_has_another_time_to_acknowledge() -> None:
    table = {"sla": {"spotify": {"max": 3, "unit": "business_days"}, "tiktok": {"max": 0}}}
    windows = {key: stated.window() for key, stated in Settings.from_mapping(table).sla.items()}
    assert windows == {
        "spotify": LeadTime(0, 3, LeadUnit.BUSINESS_DAYS),
        "tiktok": LeadTime(0, 0, LeadUnit.HOURS),
    }
    with TuneMantra(Settings.from_mapping(table), adapters={"ledger": MemoryLedger()}) as host:
        assert host.tools.sla == windows
    with pytest.raises(SettingsError) as caught:
        Settings.from_mapping({"sla": {"spotify": {"max": -1}, "tiktok": {"max": 1, "unit": "moons"}}})
    assert len(caught.value.findings) == 2


def test_words_to_choose_from_are_told_as_words() -> None:
    @frozen
    class Choosing:
        hash: str = field(default="", validator=validators.in_(("", "sha-256", "md5")))
        only: str = field(default="", validator=validators.in_(("", "sftp")))

    _, findings = structure(Choosing, {"hash": "sha256", "only": "ftp"})
    assert {finding.path: finding.expected for finding in findings} == {"hash": "one of sha-256, md5", "only": "sftp"}
