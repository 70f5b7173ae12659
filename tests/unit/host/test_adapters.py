"""Adapters of plugins do the work once the settings name them, and wrong settings are told all at once."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from pathlib import Path

import pytest
from attrs import evolve

from tests.unit.host.kiosk import Ticking
from tests.unit.host.workshop import HandingKiosk, Workshop
from tests.unit.pipeline.world import Shelf, fill
from tunemantra import Settings, TuneMantra
from tunemantra.contrib.media import FfmpegAudio, PillowImages
from tunemantra.contrib.memory import MemoryAssetStore, MemorySecrets
from tunemantra.core.distribution import Delivery, Outcome
from tunemantra.core.schedule import ReleaseMoment
from tunemantra.errors import ConnectError, Disposition, PluginError, SettingsError
from tunemantra.host.adapters import choose, connectors
from tunemantra.host.bundled import BundledAdapters
from tunemantra.host.doctor import Health, examine
from tunemantra.plugins import PluginManager
from tunemantra.ports import Endpoint, TranscoderProvider
from tunemantra.testing.factories import STREET, make_deal, make_release

TABLES: Mapping[str, object] = {
    "storage": "attic://box",
    "transcoder": "lathe",
    "storages": {"attic": {"key": "env:ATTIC"}},
    "notifiers": {"pager": {"number": "0815"}},
    "platforms": {"kiosk": {}},
    "poll_seconds": 0.05,
}
SECRETS = MemorySecrets({"env:ATTIC": "open sesame"})


def workshop(folder: Path) -> Workshop:
    return Workshop(folder / "yard", HandingKiosk("kiosk", Ticking()))  # type: ignore[arg-type]


def host(folder: Path, plugin: Workshop, tables: Mapping[str, object] = TABLES, **adapters: object) -> TuneMantra:
    release = make_release(deals=(make_deal(start=ReleaseMoment.local(STREET)),))
    fill(folder / "release", release)
    parts = {"source": Shelf(folder / "release", release), "clock": Ticking(), "secrets": SECRETS}
    settings = Settings.from_mapping({"home": str(folder / "home"), **tables})
    return TuneMantra(settings, adapters={**parts, **adapters}, plugins=[plugin])


def delivered(folder: Path, plugin: Workshop, tables: Mapping[str, object] = TABLES) -> Delivery:
    with host(folder, plugin, tables) as made:
        (order,) = made.work_until_done(made.distribute(folder / "release", ["kiosk"]), seconds=30)
    return order


def chosen_of(values: Mapping[str, object], *plugins: object):
    settings = Settings.from_mapping(values)
    manager = PluginManager(extra=plugins, built_in={"adapters": BundledAdapters(settings)})
    return choose(settings, manager)


def faults(values: Mapping[str, object], *plugins: object) -> dict[str, str]:
    with pytest.raises(SettingsError) as caught:
        chosen_of(values, *plugins)
    return {finding.path: finding.expected for finding in caught.value.findings}


def test_a_release_goes_out_through_the_adapters_of_a_plugin_and_its_notifier_hears_of_it(tmp_path: Path) -> None:
    plugin = workshop(tmp_path)
    order = delivered(tmp_path, plugin)
    assert order.outcome is Outcome.DONE, order.reason
    arrived = {file.name: file for file in (tmp_path / "yard" / "inbox").iterdir()}
    assert set(arrived) == set(plugin.shop.held)
    assert set(plugin.connections) == {"acme+ftp://dock/inbox"}
    assert plugin.stores == [("attic://box", "open sesame")]
    assert not (tmp_path / "home" / "assets").exists()
    (pager,) = plugin.pagers
    assert (pager.settings.number, pager.closed) == ("0815", 1)
    kinds = [event.kind for event in pager.said]
    assert (kinds[0], kinds[-1]) == ("order.opened", "delivery.done")
    assert "status.changed" in kinds


def test_a_notifier_hears_of_everything_the_timeline_tells(tmp_path: Path) -> None:
    plugin = workshop(tmp_path)
    with host(tmp_path, plugin) as made:
        (order,) = made.work_until_done(made.distribute(tmp_path / "release", ["kiosk"]), seconds=30)
        told = [(event.kind, event.message) for event in made.timeline(order.icpn)]
    assert [(event.kind, event.message) for event in plugin.pagers[0].said] == told


def test_a_notifier_that_fails_is_logged_and_the_release_goes_out(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    plugin = workshop(tmp_path)
    plugin.broken = True
    with caplog.at_level(logging.WARNING, logger="tunemantra.host"):
        assert delivered(tmp_path, plugin).outcome is Outcome.DONE
    assert "notifier pager of tests.unit.host.workshop.Workshop failed on order.opened: ConnectionReset" in caplog.text
    assert "failed when it was closed" in caplog.text


def test_what_the_settings_do_not_name_is_not_used(tmp_path: Path) -> None:
    plugin = workshop(tmp_path)
    with host(tmp_path, plugin, {}) as made:
        assert isinstance(made.tools.audio, FfmpegAudio)
        assert isinstance(made.tools.images, PillowImages)
        assert repr(made.tools.assets) == f"LocalAssetStore({str(tmp_path / 'home' / 'assets')!r})"
        assert made.tools.sinks == ()
    assert (plugin.stores, plugin.pagers) == ([], [])


def test_a_local_store_may_lie_elsewhere(tmp_path: Path) -> None:
    with host(tmp_path, workshop(tmp_path), {"storage": f"local://{tmp_path}/elsewhere"}) as made:
        assert "elsewhere" in repr(made.tools.assets)


@pytest.mark.parametrize(
    ("table", "first", "then"),
    [({}, True, False), ({"masters": "copy"}, False, False), ({"masters": "link"}, True, True)],
)
def test_masters_are_linked_where_the_settings_say_so(
    tmp_path: Path, table: Mapping[str, object], first: bool, then: bool
) -> None:
    master = tmp_path / "master.wav"
    master.write_bytes(b"sound")
    with host(tmp_path, workshop(tmp_path), table) as made:
        store = made.tools.assets
        sha256 = store.put_file(master).sha256
        assert store.path(sha256).samefile(master) is first
        made.work_until_done(())
        assert store.path(sha256).samefile(master) is then


@pytest.mark.parametrize("place", ["local://elsewhere", "local:elsewhere", "localhost"])
def test_a_local_store_in_a_relative_place_is_refused(tmp_path: Path, place: str) -> None:
    with host(tmp_path, workshop(tmp_path), {"storage": place}) as made, pytest.raises(SettingsError) as caught:
        _ = made.service
    assert [finding.path for finding in caught.value.findings] == ["storage"]


def test_an_adapter_of_the_application_stands_before_the_settings(tmp_path: Path) -> None:
    store, plugin = MemoryAssetStore(), workshop(tmp_path)
    with host(tmp_path, plugin, assets=store, notifiers=()) as made:
        assert (made.tools.assets, made.tools.sinks) == (store, ())
    assert plugin.stores == []


def test_half_a_transcoder_leaves_the_rest_to_the_bundled_one(tmp_path: Path) -> None:
    plugin = workshop(tmp_path)
    plugin.paints = False
    with host(tmp_path, plugin) as made:
        assert made.tools.audio is plugin.audio
        assert isinstance(made.tools.images, PillowImages)
        assert made.adapters().processors == ("Lathe", "ffmpeg and Pillow")


def test_wrong_settings_are_told_all_at_once_with_their_paths(tmp_path: Path) -> None:
    told = faults(
        {
            "storage": "s4://bucket",
            "transcoder": "ffmpg",
            "storages": {"attic": {"key": "hunter2", "kee": 1}, "cellar": {}},
            "notifiers": {"pager": {}, "pigeon": {}},
        },
        workshop(tmp_path),
    )
    assert set(told) == {
        "storage",
        "transcoder",
        "storages.attic.key",
        "storages.attic.kee",
        "storages.cellar",
        "notifiers.pager.number",
        "notifiers.pigeon",
    }
    assert (told["storage"], told["transcoder"]) == ("one of attic, local", "one of ffmpeg, lathe")


def test_a_secret_written_into_the_settings_is_not_shown(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as caught:
        chosen_of({"storages": {"attic": {"key": "hunter2"}}}, workshop(tmp_path))
    assert "hunter2" not in repr(caught.value.findings)


def test_the_chosen_adapter_needs_its_table(tmp_path: Path) -> None:
    assert set(faults({"storage": "attic"}, workshop(tmp_path))) == {"storages.attic.key"}


def test_a_notifier_without_a_plugin_is_told(tmp_path: Path) -> None:
    assert faults({"notifiers": {"pager": {}}}) == {"notifiers.pager": "none: no plugin offers any"}


def test_safe_mode_goes_on_without_the_notifiers_of_strangers(caplog: pytest.LogCaptureFixture) -> None:
    chosen = chosen_of({"safe_mode": True, "notifiers": {"pager": {}}, "storages": {"attic": {}}})
    assert chosen.notifiers == {}
    assert "notifiers.pager is not used" in caplog.text


def test_safe_mode_does_not_keep_files_elsewhere(tmp_path: Path) -> None:
    assert set(faults({"safe_mode": True, "storage": "attic://box"})) == {"storage"}


def test_an_own_manager_without_any_processor_is_told(tmp_path: Path) -> None:
    plugin = workshop(tmp_path)
    plugin.paints = False
    manager = PluginManager(extra=[plugin])
    with pytest.raises(SettingsError, match="adapters") as caught:
        choose(Settings(transcoder="lathe", storage="attic", storages={"attic": {"key": "env:X"}}), manager)
    assert [finding.observed for finding in caught.value.findings] == ["ffmpeg"]


def test_a_processor_nobody_offers_is_refused() -> None:
    chosen = chosen_of({})
    mute = evolve(chosen, audio=evolve(chosen.audio, provider=TranscoderProvider("mute", images=lambda *_: None)))  # type: ignore[arg-type]
    with pytest.raises(PluginError, match="process audio"):
        mute.open_audio(SECRETS)


@pytest.mark.parametrize(
    ("kind", "url", "known"),
    [
        ("files", "gopher://x", "acme\\+ftp, file, ftps, s3, scp, sftp"),
        ("files", "https://x", "acme\\+ftp, file, ftps, s3, scp, sftp"),
        ("api", "sftp://x", "http, https"),
        ("mailbox", "https://x", "maildir"),
        ("calls", "https://x", r"graphql\+http, graphql\+https, soap\+http, soap\+https, sqs\+http, sqs\+https"),
    ],
)
def test_a_scheme_nobody_opens_stops_and_says_which_are_known(tmp_path: Path, kind: str, url: str, known: str) -> None:
    manager = PluginManager(extra=[workshop(tmp_path)], built_in={"adapters": BundledAdapters(Settings())})
    with pytest.raises(ConnectError, match=known) as caught:
        getattr(connectors(manager.transports), kind)(Endpoint("files", url), SECRETS)
    assert caught.value.disposition is Disposition.STOP


def test_each_scheme_is_opened_by_who_brought_it(tmp_path: Path) -> None:
    plugin = workshop(tmp_path)
    manager = PluginManager(extra=[plugin], built_in={"adapters": BundledAdapters(Settings())})
    by_scheme = connectors(manager.transports)
    (tmp_path / "mail" / "cur").mkdir(parents=True)
    (tmp_path / "mail" / "new").mkdir()
    (tmp_path / "mail" / "tmp").mkdir()
    opened = [
        by_scheme.files(Endpoint("files", tmp_path.as_uri()), SECRETS),
        by_scheme.files(Endpoint("files", "ACME+FTP://dock/x"), SECRETS),
        by_scheme.api(Endpoint("api", "https://127.0.0.1:1"), SECRETS),
        by_scheme.mailbox(Endpoint("mail", f"maildir://{tmp_path}/mail"), SECRETS),
        by_scheme.calls(Endpoint("calls", "soap+https://127.0.0.1:1"), SECRETS),
        by_scheme.tool(Endpoint("tool", "tool:///opt/press"), SECRETS),
    ]
    for one in opened:
        one.close()
    assert plugin.connections == ["ACME+FTP://dock/x"]
    assert [type(one).__name__ for one in opened] == [
        "FolderTransport",
        "FolderTransport",
        "HttpTransport",
        "MaildirMailbox",
        "SoapTransport",
        "LocalTool",
    ]


def symptoms(folder: Path, tables: Mapping[str, object], plugin: Workshop) -> dict[str, tuple[Health, str]]:
    with host(folder, plugin, tables) as made:
        return {one.what: (one.health, one.detail) for one in examine(made)}


def test_the_doctor_says_what_is_used(tmp_path: Path) -> None:
    said = symptoms(tmp_path, TABLES, workshop(tmp_path))
    assert said["storage"] == (Health.GOOD, "attic://box")
    assert said["transcoder"] == (Health.GOOD, "Lathe")
    assert said["notifier pager"] == (Health.GOOD, "hears of every event")
    assert said["platform kiosk"] == (Health.GOOD, "configured")


def test_the_doctor_names_a_secret_that_cannot_be_had(tmp_path: Path) -> None:
    tables = {**TABLES, "notifiers": {"pager": {"number": "1", "pin": "env:PIN"}}}
    health, detail = symptoms(tmp_path, tables, workshop(tmp_path))["notifier pager"]
    assert (health, "env:PIN" in detail) == (Health.BAD, True)


def test_the_doctor_tells_wrong_adapters_once_and_looks_at_the_rest(tmp_path: Path) -> None:
    with host(tmp_path, workshop(tmp_path), {"storage": "s4://x", "platforms": {"kiosk": {}}}) as made:
        bad = [one for one in examine(made) if one.health is Health.BAD]
        assert [one.detail.partition(":")[0] for one in bad] == ["storage"], bad
        assert made.plugins()[0].name == "adapters"


def test_the_doctor_names_a_connection_that_nobody_opens(tmp_path: Path) -> None:
    plugin = workshop(tmp_path)
    plugin.carries = False
    health, detail = symptoms(tmp_path, {"platforms": {"kiosk": {}}}, plugin)["platform kiosk"]
    assert (health, "acme+ftp" in detail) == (Health.BAD, True)
