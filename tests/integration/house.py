"""A label's house as its staff has it: a settings file, simulators, and the program in processes of its own."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
from pathlib import Path

from attrs import define, field

from tests.program import PROGRAM, Running, run, start
from tunemantra.host.facade import TuneMantra
from tunemantra.host.settings import Settings
from tunemantra.host.template import table_of, value_text
from tunemantra.testing.desk import Store
from tunemantra.testing.plugin import bundled

PLATFORMS = {platform.key: platform for platform in bundled()}
BOTH = ("spotify", "beatport")


@define
class House:
    """A folder with `tunemantra.toml` and everything that belongs to it."""

    folder: Path
    stores: dict[str, Store]
    top: dict[str, object] = field(factory=dict)
    tables: dict[str, dict[str, object]] = field(factory=dict)

    @property
    def settings_file(self) -> Path:
        return self.folder / "tunemantra.toml"

    def write_settings(self) -> Path:
        retry = {"first": 0.05, "factor": 1.5, "longest": 0.5}
        values = {"home": "home", "poll_seconds": 0.1, "analysis": "never", **self.top}
        lines = [f"{key} = {value_text(value)}" for key, value in values.items()]
        lines += ["", "[retry]", *(f"{key} = {value}" for key, value in retry.items()), ""]
        for key, store in self.stores.items():
            lines.append(table_of(key, {**store.address.settings, **self.tables.get(key, {})}))
        self.folder.mkdir(parents=True, exist_ok=True)
        self.settings_file.write_text("\n".join(lines), "utf-8")
        return self.settings_file

    def command(self, *arguments: object) -> list[str]:
        return [*PROGRAM, "--settings", str(self.settings_file), *map(str, arguments)]

    def start(self, *arguments: object, **said: Path) -> Running:
        return start("--settings", self.settings_file, *arguments, **said)

    def run(self, *arguments: object, timeout: float = 120) -> subprocess.CompletedProcess[str]:
        return run("--settings", self.settings_file, *arguments, timeout=timeout)

    def json(self, *arguments: object):
        done = self.run(*arguments, "--json")
        assert done.stdout, done.stderr
        return done.returncode, json.loads(done.stdout)

    def host(self, **more) -> TuneMantra:
        return TuneMantra(Settings.from_file(self.settings_file), **more)

    def journals(self) -> dict[str, int]:
        """How much each simulator has noted."""
        return {key: sum(1 for _ in store.journal.entries()) for key, store in self.stores.items()}


def spoilt_assets(home: Path) -> list[Path]:
    """Return the files of an asset store whose bytes are not those of their name."""
    files = [
        path for path in (home / "assets").rglob("*") if path.is_file() and not {".staging", ".linked"} & {*path.parts}
    ]
    assert files
    return [path for path in files if hashlib.sha256(path.read_bytes()).hexdigest() != path.name]


def alive(group: int) -> bool:
    """Tell whether any process of a group is left."""
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True
