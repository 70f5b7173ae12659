"""Run the simulator: `python -m tunemantra.plugins.qqmusic.sandbox --folder F --port N`."""

from __future__ import annotations

import os
import secrets
import sys
from pathlib import Path

from starlette.applications import Starlette

from tunemantra.contrib.sandbox import Faults, Journal, WebServer, admin_routes, ending, parse_args, ready
from tunemantra.contrib.sandbox.products import Catalogue
from tunemantra.plugins.qqmusic.sandbox.api import OFFERED, Api, overview
from tunemantra.plugins.qqmusic.sandbox.signature import Gate
from tunemantra.plugins.qqmusic.sandbox.store import Store

PLATFORM = "qqmusic"
APP_ID = "label"
_PAUSE = 0.05
"""Seconds between two looks at what is due, however fast the store works."""


def main(argv: list[str] | None = None) -> int:
    """Serve until told to end; return the exit code."""
    arguments = parse_args(PLATFORM, argv, faults=OFFERED)
    folder = arguments.folder
    journal, faults, catalogue = Journal(folder), Faults(folder, OFFERED, arguments.faults), Catalogue(folder)
    (folder / "arriving").mkdir(exist_ok=True)
    secret = folder / "secrets" / "app-secret"
    store = Store(folder, catalogue, journal, faults, arguments)
    api = Api(store, Gate(APP_ID, _kept(secret)), journal, faults)
    ended = ending()
    with WebServer(Starlette(routes=[*api.routes(), *admin_routes(faults, overview(store))]), arguments.port) as web:
        settings = {"api_url": web.url, "app_id": APP_ID, "app_secret": f"file:{secret}"}
        ready(PLATFORM, settings, f"{web.url}/", faults=OFFERED)
        while not ended.wait(_PAUSE):
            store.tick()
    return 0


def _kept(path: Path) -> str:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not path.exists():
        part = path.with_suffix(".part")
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(32))
        part.replace(path)
    return path.read_text("ascii")


if __name__ == "__main__":
    sys.exit(main())
