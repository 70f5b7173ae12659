"""What is registered fits together."""

from __future__ import annotations

import ast
import subprocess
import sys
from importlib.metadata import entry_points
from pathlib import Path

import pluggy
import pytest

import tunemantra.plugins.spotify as package
from tests.unit.plugins.spotify.samples import Bench
from tunemantra.core.requirement import Capability
from tunemantra.core.status import SUBSTATES, Status
from tunemantra.plugins.spotify import plugin, profile
from tunemantra.plugins.spotify.driver import SpotifyDriver
from tunemantra.plugins.spotify.sandbox import judge
from tunemantra.plugins.spotify.settings import SpotifySettings
from tunemantra.ports.hooks import PROJECT, HookSpecification
from tunemantra.ports.platform import PlatformDriver, SupportsMailStatus, SupportsWebhook
from tunemantra.ports.runtime import SecretRef

HOME = Path(package.__file__).parent
SETTINGS = SpotifySettings("label", SecretRef("env:S"), "https://api.test")


def test_the_hook_offers_the_platform():
    manager = pluggy.PluginManager(PROJECT)
    manager.add_hookspecs(HookSpecification)
    manager.register(plugin)
    manager.check_pending()
    assert [platform.key for found in manager.hook.tunemantra_platforms() for platform in found] == ["spotify"]


def test_the_entry_point_leads_to_the_plugin():
    (point,) = [point for point in entry_points(group="tunemantra.plugins") if point.name == "spotify"]
    assert point.load() is plugin


def test_the_driver_can_what_the_platform_says():
    driver: PlatformDriver = plugin.PLATFORM.driver(SETTINGS)
    assert isinstance(driver, SpotifyDriver)
    assert isinstance(driver, SupportsWebhook) is (Capability.WEBHOOK in plugin.PLATFORM.capabilities)
    assert isinstance(driver, SupportsMailStatus) is (Capability.MAIL_STATUS in plugin.PLATFORM.capabilities)


@pytest.mark.parametrize("word", profile.STATUS_MAP)
def test_every_word_means_a_state_of_ours(word):
    status, substate = profile.STATUS_MAP[word]
    assert substate in SUBSTATES[status]


def test_every_word_the_simulator_says_is_known():
    said = {text.value for text in _texts(HOME / "sandbox" / "ingestion.py") if text.value[:1].isupper()}
    words = {*judge.WORST_FIRST, "uploading", "Processing", "Ingested", "Available", "Taken down"}
    assert words <= profile.STATUS_MAP.keys()
    assert {
        "Takedown delivered",
        "Available in part",
        "Held",
        "Unavailable: policy",
    } <= said & profile.STATUS_MAP.keys()


def test_words_for_live_and_gone_are_few():
    live = {word for word, (status, _) in profile.STATUS_MAP.items() if status is Status.LIVE}
    gone = {word for word, (status, _) in profile.STATUS_MAP.items() if status is Status.TAKEN_DOWN}
    assert (live, gone) == ({"Available", "Available in part"}, {"Taken down"})


def test_building_twice_gives_the_same_package():
    bench, driver = Bench(), plugin.PLATFORM.driver(SETTINGS)
    order = bench.order()
    one, two = driver.build(order), driver.build(order)
    assert one == two
    assert [file.path for file in one.files] == ["release.json", "cover.jpg", "01-01.wav", "01-02.wav"]


def test_the_simulator_shares_no_code_with_the_driver():
    allowed = ("tunemantra.contrib.sandbox", "tunemantra.plugins.spotify.sandbox")
    for module in (HOME / "sandbox").glob("*.py"):
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
            names = [node.module] if isinstance(node, ast.ImportFrom) else []
            names += [name.name for name in node.names] if isinstance(node, ast.Import) else []
            ours = [name for name in names if name and name.startswith("tunemantra")]
            assert all(name.startswith(allowed) for name in ours), (module.name, ours)


def test_loading_the_plugin_loads_no_library_but_pluggy_and_attrs():
    code = (
        "import sys, tunemantra.plugins.spotify.plugin; "
        "print(sorted({'httpx', 'starlette', 'numpy', 'soundfile', 'PIL', 'cattrs'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def _texts(module: Path):
    return (
        node
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )
