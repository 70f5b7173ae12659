"""A platform that `tunemantra new platform` has written, from its wheel in a fresh environment, beside a broken one."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import venv
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.support import REPO_ROOT
from tunemantra.testing import RULES

pytestmark = [pytest.mark.integration, pytest.mark.slow]

ACME = REPO_ROOT / "examples" / "tunemantra-acme"
WRITTEN = "tunemantra-acme"
BUILD_SYSTEM = '[build-system]\nrequires = ["setuptools>=77"]\nbuild-backend = "setuptools.build_meta"\n'
BROKEN_SETUP = """
[metadata]
name = tunemantra-broken
version = 0.3

[options]
py_modules = tunemantra_broken

[options.entry_points]
tunemantra.plugins =
    broken = tunemantra_broken
"""
LISTED = """
import json
from tunemantra.plugins import load
manager = load(safe_mode={safe_mode})
records = [[r.name, r.status, r.origin, r.bundled, r.error] for r in manager.records]
print(json.dumps([list(manager.platforms), records]))
"""


class Environment:
    """A fresh virtual environment. Third-party libraries are read from the one the tests run in."""

    written: Path

    def __init__(self, folder: Path) -> None:
        venv.create(folder, with_pip=False, symlinks=True)
        self.bin = folder / "bin"
        self.site = Path(sysconfig.get_path("purelib", vars={"base": str(folder)}))
        (self.site / "borrowed.pth").write_text(sysconfig.get_path("purelib") + "\n")

    def run(self, program, *arguments, cwd, check=True):
        command = [self.bin / program, *arguments]
        done = subprocess.run(
            command, cwd=cwd, env=self.variables, capture_output=True, text=True, check=False, timeout=120
        )
        assert done.returncode == 0 or not check, done.stdout + done.stderr
        return done

    @property
    def variables(self):
        clean = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "TUNEMANTRA"))}
        return {**clean, "PYTHONUNBUFFERED": "1"}

    @contextmanager
    def simulators(self, platforms, cwd):
        """Keep simulators up, and yield the options that lead to them."""
        command = [self.bin / "tunemantra", "sandbox", "up", "--platform", platforms, "--speed", "20", "--json"]
        command += ["--write", "up.toml"]
        with subprocess.Popen(command, cwd=cwd, env=self.variables, stdout=subprocess.PIPE) as process:
            try:
                assert process.stdout.readline(), "the simulators did not start"
                head = 'home = "home"\n'
                (cwd / "tunemantra.toml").write_text(head + (cwd / "up.toml").read_text())
                yield
            finally:
                process.terminate()
                process.communicate(timeout=30)

    def build(self, wheels: Path, *projects: Path) -> None:
        """Make a wheel of each project and install it."""
        pip("wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", wheels, *projects)
        pip("--python", self.bin / "python", "install", "--no-deps", "--no-index", *sorted(wheels.glob("*.whl")))


def pip(*arguments) -> None:
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr


def copied(source: Path, target: Path) -> Path:
    """Return a copy of a project's sources, so that building leaves nothing behind and takes nothing stale."""
    ignored = shutil.ignore_patterns("__pycache__", "*.egg-info", "build")
    shutil.copytree(source / "src", target / "src", ignore=ignored)
    for name in ("setup.cfg", "pyproject.toml", "README.md", "LICENSE"):
        if (source / name).exists():
            shutil.copy(source / name, target)
    return target


@pytest.fixture(scope="module")
def environment(tmp_path_factory):
    folder = tmp_path_factory.mktemp("acme")
    broken = folder / "broken"
    broken.mkdir()
    (broken / "pyproject.toml").write_text(BUILD_SYSTEM)
    (broken / "setup.cfg").write_text(BROKEN_SETUP)
    (broken / "tunemantra_broken.py").write_text("import a_library_nobody_has\n")
    made = Environment(folder / "env")
    made.build(folder / "wheels", copied(REPO_ROOT, folder / "ours"), broken)
    made.run("tunemantra", "new", "platform", "acme", "--label", "Acme Record Shop", "--into", WRITTEN, cwd=folder)
    made.build(folder / "more", folder / WRITTEN)
    made.written = folder / WRITTEN
    return made


def listed(environment, tmp_path, *, safe_mode=False):
    done = environment.run("python", "-c", LISTED.format(safe_mode=safe_mode), cwd=tmp_path)
    platforms, records = json.loads(done.stdout.splitlines()[-1])
    return platforms, {name: rest for name, *rest in records}


def test_the_packages_come_from_the_wheels(environment, tmp_path):
    code = "import tunemantra, tunemantra_acme; print(tunemantra.__file__); print(tunemantra_acme.__file__)"
    places = environment.run("python", "-c", code, cwd=tmp_path).stdout.splitlines()
    assert [Path(place).is_relative_to(environment.site) for place in places] == [True, True]


def test_acme_is_loaded_and_the_broken_one_stops_nobody(environment, tmp_path):
    platforms, records = listed(environment, tmp_path)
    assert {"acme", "beatport", "spotify"} <= set(platforms)
    assert records["acme"] == ["loaded", "tunemantra-acme 1.0.0", False, ""]
    assert records["spotify"][:2] == ["loaded", "tunemantra 0.1.0"]
    status, origin, _, error = records["broken"]
    assert (status, origin) == ("broken-import", "tunemantra-broken 0.3")
    assert "No module named 'a_library_nobody_has'" in error


def test_safe_mode_leaves_strangers_alone(environment, tmp_path):
    platforms, records = listed(environment, tmp_path, safe_mode=True)
    assert "acme" not in platforms
    assert {"beatport", "spotify"} <= set(platforms)
    assert (records["acme"][0], records["broken"][0]) == ("skipped", "skipped")


def test_the_command_line_lists_every_record(environment, tmp_path):
    done = environment.run("tunemantra", "plugins", "list", "--json", cwd=tmp_path)
    records = {record["name"]: record for record in json.loads(done.stdout)}
    assert (records["acme"]["status"], records["acme"]["platforms"]) == ("loaded", ["acme"])
    assert (records["broken"]["status"], records["broken"]["platforms"]) == ("broken-import", [])
    assert "a_library_nobody_has" in records["broken"]["error"]


def test_the_doctor_explains_the_broken_one_and_is_not_content(environment, tmp_path):
    done = environment.run("tunemantra", "doctor", "--json", cwd=tmp_path, check=False)
    assert done.returncode == 1
    bad = [symptom for symptom in json.loads(done.stdout) if symptom["health"] == "bad"]
    assert [symptom["what"] for symptom in bad] == ["plugin"]
    assert "broken (tunemantra-broken 0.3)" in bad[0]["detail"]
    assert "a_library_nobody_has" in bad[0]["detail"]
    assert "block it" in bad[0]["hint"]


def test_the_doctor_is_content_once_the_broken_one_is_blocked(environment, tmp_path):
    (tmp_path / "tunemantra.toml").write_text('blocked_plugins = ["broken"]\n')
    assert environment.run("tunemantra", "doctor", "--json", cwd=tmp_path).returncode == 0


def renditions_made(environment, tmp_path, icpn, platform):
    done = environment.run("tunemantra", "timeline", icpn, "--platform", platform, "--json", cwd=tmp_path)
    return sum(int(dict(event["data"]).get("renditions", 0)) for event in json.loads(done.stdout))


def test_a_release_goes_on_sale_and_nothing_is_converted_for_it(environment, tmp_path, album):
    """A platform that asks for the forms another one has asked for costs no transcoding."""
    shutil.copytree(album, tmp_path / "release")
    with environment.simulators("spotify,acme", tmp_path):
        stood = {}
        for platform in ("spotify", "acme"):
            done = environment.run("tunemantra", "distribute", "release", "--to", platform, "--json", cwd=tmp_path)
            stood[platform] = json.loads(done.stdout)["standing"][0]["distribution"]
        assert {key: one["state"]["status"] for key, one in stood.items()} == {"spotify": "Live", "acme": "Live"}
        assert stood["acme"]["state"]["native"] == "on sale"
        icpn = stood["acme"]["icpn"]
        assert renditions_made(environment, tmp_path, icpn, "spotify") > 0
        assert renditions_made(environment, tmp_path, icpn, "acme") == 0


def test_its_own_tests_pass_with_the_kit_from_the_wheel(environment, tmp_path):
    shutil.copytree(environment.written / "tests", tmp_path / "tests")
    shutil.copy(environment.written / "setup.cfg", tmp_path)
    options = ("-q", "-p", "no:cacheprovider", "-p", "tunemantra.testing.plugin", "--conformance", "conformance.json")
    done = environment.run("python", "-m", "pytest", *options, "-c", "setup.cfg", cwd=tmp_path, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    told = json.loads((tmp_path / "conformance.json").read_text("utf-8"))
    outcomes = {one["what"]: one["outcome"] for one in told["platforms"]["acme"] if one["kind"] == "rule"}
    assert outcomes == dict.fromkeys(RULES, "passed")
    assert told["versions"]["tunemantra"] == "0.1.0"


def test_acme_needs_the_public_packages_alone():
    allowed = {"core", "errors", "ports", "testing", "contrib.sandbox"}
    imports = {
        line.split()[1]
        for file in [*ACME.glob("src/**/*.py"), *ACME.glob("tests/**/*.py")]
        for line in file.read_text(encoding="utf-8").splitlines()
        if line.startswith(("from tunemantra", "import tunemantra"))
        and not line.split()[1].startswith("tunemantra_acme")
    }
    assert imports <= {"tunemantra", *(f"tunemantra.{name}" for name in allowed)}
