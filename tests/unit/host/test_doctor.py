from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest
from attrs import evolve, frozen

from tests.unit.host.kiosk import corner, platform_of, plugin_of
from tests.unit.pipeline.world import Shop
from tunemantra import Settings, TuneMantra
from tunemantra.contrib.memory import ManualClock
from tunemantra.host import doctor
from tunemantra.host.doctor import Health, Symptom, examine
from tunemantra.ports.connection import FilesConnection

SPOTIFY = {"client_id": "label", "client_secret": "env:KIOSK_SECRET", "api_url": "https://api.example"}


@pytest.fixture(autouse=True)
def without_schemas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TUNEMANTRA_DDEX_SCHEMAS", raising=False)


def looked(settings: Settings, **more: object) -> list[Symptom]:
    with TuneMantra(settings, **more) as host:
        return list(examine(host))


def bad(symptoms: list[Symptom]) -> list[Symptom]:
    return [symptom for symptom in symptoms if symptom.health is Health.BAD]


def named(symptoms: list[Symptom], what: str) -> list[Symptom]:
    return [symptom for symptom in symptoms if symptom.what == what]


def test_a_healthy_host_has_nothing_bad(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KIOSK_SECRET", "hush")
    symptoms = looked(Settings(home=tmp_path, platforms={"spotify": SPOTIFY}))
    assert bad(symptoms) == []
    assert {"Python", "home", "ledger", "ffmpeg", "time zones", "DDEX schemas", "plugin"} <= {
        symptom.what for symptom in symptoms
    }
    assert named(symptoms, "platform spotify") == [Symptom("platform spotify", Health.GOOD, "configured")]


def test_open_orders_are_counted(tmp_path: Path) -> None:
    there = corner(tmp_path)
    with there.host as host:
        host.distribute(there.folder, ["kiosk"])
        assert "1 open order" in named(list(examine(host)), "ledger")[0].detail


def test_missing_schemas_are_a_note_that_says_where_to_put_them(tmp_path: Path) -> None:
    (symptom,) = named(looked(Settings(home=tmp_path)), "DDEX schemas")
    assert symptom.health is Health.NOTE
    assert symptom.detail.startswith("0 of 20 here; looked nowhere: neither the setting ddex_schemas nor TUNEMANTRA")
    assert "missing: ERN 3.8.2, 3.8.3, 4.1.1, 4.2, 4.3, 4.3.2; MEAD 1.1; DSR " in symptom.detail
    assert "TUNEMANTRA_DDEX_SCHEMAS" in symptom.hint
    assert "Without DSR: reports are read" in symptom.hint


def test_schemas_that_are_there_are_named(tmp_path: Path, ddex_folder: Path) -> None:
    (symptom,) = named(looked(Settings(home=tmp_path, ddex_schemas=str(ddex_folder))), "DDEX schemas")
    assert (symptom.health, str(ddex_folder) in symptom.detail) == (Health.GOOD, True)


def test_no_platform_at_all_is_a_note(tmp_path: Path) -> None:
    (symptom,) = named(looked(Settings(home=tmp_path)), "platforms")
    assert symptom.health is Health.NOTE
    assert "init settings" in symptom.hint


def test_a_broken_plugin_is_named_with_its_reason_and_the_others_are_well(tmp_path: Path) -> None:
    symptoms = looked(Settings(home=tmp_path), plugins=[SimpleNamespace()])
    (broken,) = bad(symptoms)
    assert broken.what == "plugin"
    assert "implements no hook" in broken.detail
    assert len(named(symptoms, "plugin")) >= 3


def test_a_blocked_plugin_is_a_note(tmp_path: Path) -> None:
    symptoms = looked(Settings(home=tmp_path, blocked_plugins=("spotify",)))
    assert [s.health for s in named(symptoms, "plugin") if s.detail.startswith("spotify")] == [Health.NOTE]


def test_a_secret_that_cannot_be_had_is_named_by_its_reference(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KIOSK_SECRET", raising=False)
    table = {**SPOTIFY, "webhook_secrets": ["env:KIOSK_HOOK"]}
    symptoms = bad(looked(Settings(home=tmp_path, platforms={"spotify": table})))
    assert [symptom.detail for symptom in symptoms] == [
        "client_secret: env:KIOSK_SECRET is not set",
        "webhook_secrets: env:KIOSK_HOOK is not set",
    ]


@frozen
class Store:
    files: FilesConnection


def test_a_secret_of_a_connection_is_named_and_a_library_that_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("STORE_SECRET", raising=False)
    monkeypatch.setattr(doctor, "find_spec", lambda _: None)
    connections = {"connections": lambda settings: {"files": settings.files.endpoint()}}
    store = evolve(platform_of(Shop("store", ManualClock()), settings=Store), **connections)
    table = {"files": {"url": "s3://bucket", "key_id": "env:STORE_SECRET", "secret": "env:STORE_SECRET"}}
    symptoms = looked(Settings(home=tmp_path, platforms={"store": table}), plugins=[plugin_of(store)])
    assert [symptom.detail for symptom in bad(symptoms)] == [
        "files.key_id: env:STORE_SECRET is not set",
        "files.secret: env:STORE_SECRET is not set",
        "connection files: S3 needs boto3, which is not installed: pip install 'tunemantra[s3]'",
    ]


def test_wrong_settings_of_a_platform_are_all_told(tmp_path: Path) -> None:
    table = {"client_secret": "hunter2", "api_url": "ftp://x"}
    symptoms = bad(looked(Settings(home=tmp_path, platforms={"spotify": table})))
    assert {symptom.detail.partition(":")[0] for symptom in symptoms} == {
        f"platforms.spotify.{key}" for key in ("client_id", "client_secret", "api_url")
    }
    assert "hunter2" not in repr(symptoms)


def test_a_platform_nobody_offers_is_told(tmp_path: Path) -> None:
    (symptom,) = bad(looked(Settings(home=tmp_path, platforms={"nowhere": {}})))
    assert (symptom.what, "nowhere" in symptom.detail) == ("platform nowhere", True)


def test_a_home_that_cannot_be_used_is_told_once_and_the_rest_is_looked_at(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("")
    symptoms = looked(Settings(home=tmp_path / "home"))
    (symptom,) = bad(symptoms)
    assert symptom.detail.startswith("home: ")
    assert named(symptoms, "plugin")


def test_a_binary_that_is_not_there_is_told(tmp_path: Path) -> None:
    (symptom,) = bad(looked(Settings(home=tmp_path, ffmpeg="/nowhere/ffmpeg")))
    assert "/nowhere/ffmpeg" in symptom.detail


def test_connections_that_faint_leave_the_other_platforms_to_be_looked_at(tmp_path: Path) -> None:
    clock = ManualClock()
    faint = evolve(platform_of(Shop("aaa", clock)), connections=lambda _: {}[0])
    plugins = [plugin_of(faint, platform_of(Shop("kiosk", clock)))]
    symptoms = looked(Settings(home=tmp_path, platforms={"aaa": {}, "kiosk": {}}), plugins=plugins)
    assert [symptom.detail for symptom in named(symptoms, "platform aaa")] == ["KeyError: 0"]
    assert [symptom.health for symptom in named(symptoms, "platform kiosk")] == [Health.GOOD]


def test_little_room_is_a_note(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "LITTLE", 2**80)
    assert named(looked(Settings(home=tmp_path)), "home")[0].health is Health.NOTE


def test_a_platform_that_faints_does_not_take_the_doctor_with_it(tmp_path: Path) -> None:
    def faint() -> None:
        raise ZeroDivisionError

    shop = platform_of(Shop("kiosk", ManualClock()))
    settings = evolve(Settings(home=tmp_path), platforms={"kiosk": {}})
    with TuneMantra(settings, plugins=[plugin_of(shop)]) as host:
        host.platform_settings = lambda _key, _route: faint()  # type: ignore[method-assign,assignment,return-value]
        assert any("ZeroDivisionError" in symptom.detail for symptom in bad(list(examine(host))))


def test_the_other_route_to_a_platform_is_looked_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KIOSK_SECRET", "hush")
    monkeypatch.delenv("KIOSK_OTHER", raising=False)

    def told(table: dict[str, object]) -> list[tuple[Health, str]]:
        settings = Settings(home=tmp_path, platforms={"spotify": SPOTIFY}, fallbacks={"spotify": table})
        return [(symptom.health, symptom.detail) for symptom in named(looked(settings), "fallback spotify")]

    assert told({"api_url": "https://other.example"}) == [(Health.GOOD, "configured")]
    assert told({"client_secret": "env:KIOSK_OTHER"}) == [(Health.BAD, "client_secret: env:KIOSK_OTHER is not set")]
    ((health, detail),) = told({"api_urls": "https://other.example"})
    assert health is Health.BAD
    assert detail.startswith("fallbacks.spotify.api_urls: ")


def test_another_route_to_a_platform_that_is_not_configured_is_told(tmp_path: Path) -> None:
    symptoms = looked(Settings(home=tmp_path, fallbacks={"spotify": SPOTIFY}))
    (symptom,) = named(symptoms, "fallback spotify")
    assert symptom.health is Health.BAD
    assert "[platforms.spotify]" in symptom.detail
