"""Plugins are found through real distribution metadata, and none of them can stop the others."""

from __future__ import annotations

import importlib
import sys

import pytest

from tunemantra.plugins import PluginStatus, discover

GOOD = """
from tunemantra import hookimpl

@hookimpl
def tunemantra_platforms():
    return ()
"""


@pytest.fixture
def install(tmp_path, monkeypatch):
    """Lay out a distribution as an installer does; its modules are forgotten afterwards."""
    monkeypatch.syspath_prepend(tmp_path)
    before = set(sys.modules)

    def lay_out(name, version, points, **modules):
        info = tmp_path / f"{name.replace('-', '_')}-{version}.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
        (info / "entry_points.txt").write_text(f"[tunemantra.plugins]\n{points}\n")
        for module, source in modules.items():
            (tmp_path / f"{module}.py").write_text(source)
        importlib.invalidate_caches()

    yield lay_out
    for module in set(sys.modules) - before:
        del sys.modules[module]


def found(name, **how):
    return next(record for record in discover(**how) if record.name == name)


def test_the_bundled_plugins_come_through_the_same_entry_points():
    bundled = {record.name: record for record in discover() if record.bundled}
    assert {"beatport", "spotify"} <= set(bundled)
    assert bundled["spotify"].distribution == "tunemantra"
    assert bundled["spotify"].module == "tunemantra.plugins.spotify.plugin"


def test_a_strangers_plugin_is_found_with_who_brought_it(install):
    install("tunemantra-good", "1.2.3", "good = good_one", good_one=GOOD)
    record = found("good")
    assert (record.status, record.bundled, record.module) == (PluginStatus.LOADED, False, "good_one")
    assert record.origin == "tunemantra-good 1.2.3"
    assert record.plugin is sys.modules["good_one"]


def test_an_entry_point_may_name_an_object(install):
    install("tunemantra-good", "1.0", "good = good_one:plugin", good_one="plugin = 'the object'")
    assert found("good").plugin == "the object"


def test_records_are_sorted_by_entry_point_name(install):
    install("zzz", "1.0", "aaa = good_one\nzzz = good_one\nmmm = good_one", good_one=GOOD)
    names = [record.name for record in discover()]
    assert names == sorted(names)
    assert {"aaa", "mmm", "zzz"} <= set(names)


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("import no_such_module_anywhere", "ModuleNotFoundError: No module named 'no_such_module_anywhere'"),
        ("1 / 0", "ZeroDivisionError: division by zero"),
        ("def broken(:", "SyntaxError"),
        ("raise SystemExit(3)", "SystemExit: 3"),
    ],
)
def test_a_broken_import_is_recorded_with_its_exception(install, source, said):
    install("tunemantra-broken", "0.1", "broken = broken_one", broken_one=source)
    record = found("broken")
    assert record.status is PluginStatus.BROKEN_IMPORT
    assert said in record.error
    assert record.exception is not None
    assert record.exception.__traceback__ is not None
    assert record.plugin is None
    assert found("spotify").loaded


def test_a_missing_module_is_recorded(install):
    install("tunemantra-broken", "0.1", "broken = nobody_wrote_this")
    assert found("broken").status is PluginStatus.BROKEN_IMPORT


def test_an_entry_point_that_names_no_module_is_recorded(install):
    install("tunemantra-broken", "0.1", "broken = not a module")
    assert found("broken").status is PluginStatus.BROKEN_IMPORT


def test_unreadable_entry_points_are_recorded_under_the_distribution(install):
    install("tunemantra-garbled", "0.1", "no equals sign")
    record = found("tunemantra-garbled")
    assert record.status is PluginStatus.BROKEN_CONTRACT
    assert "entry points are unreadable" in record.error
    assert found("spotify").loaded


def test_a_blocked_plugin_is_not_imported(install):
    install("tunemantra-good", "1.0", "good = good_one", good_one="raise RuntimeError('imported')")
    record = found("good", blocked=frozenset({"good"}))
    assert (record.status, record.exception) == (PluginStatus.DISABLED, None)
    assert "good_one" not in sys.modules


def test_a_bundled_plugin_can_be_blocked():
    assert found("spotify", blocked=frozenset({"spotify"})).status is PluginStatus.DISABLED


def test_safe_mode_imports_the_bundled_ones_only(install):
    install("tunemantra-good", "1.0", "good = good_one", good_one="raise RuntimeError('imported')")
    assert found("good", safe_mode=True).status is PluginStatus.SKIPPED
    assert "good_one" not in sys.modules
    assert found("spotify", safe_mode=True).loaded


def test_an_import_is_warned_about_without_its_traceback(install, caplog):
    install("tunemantra-broken", "0.1", "broken = broken_one", broken_one="1 / 0")
    with caplog.at_level("WARNING", logger="tunemantra.plugins"):
        discover()
    assert "plugin broken of tunemantra-broken 0.1 is not used" in caplog.text
    assert "Traceback" not in caplog.text


def test_of_two_installed_versions_the_imported_one_counts(install, tmp_path, monkeypatch):
    install("tunemantra-good", "1.0", "good = good_one", good_one=GOOD)
    newer = tmp_path / "newer" / "tunemantra_good-2.0.dist-info"
    newer.mkdir(parents=True)
    (newer / "METADATA").write_text("Metadata-Version: 2.1\nName: tunemantra_good\nVersion: 2.0\n")
    monkeypatch.syspath_prepend(newer.parent)
    assert [record for record in discover() if record.name == "good"] == []
