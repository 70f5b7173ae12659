"""A simulator in its own process, and a session that talks to it over the real transport."""

from __future__ import annotations

import contextlib
import io
import json
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime
from pathlib import Path

import httpx

from tests.unit.plugins.spotify.samples import Bench
from tunemantra.contrib.sandbox import Faults, Journal
from tunemantra.contrib.transports import open_api
from tunemantra.plugins.spotify.driver import make_driver
from tunemantra.plugins.spotify.plugin import PLATFORM
from tunemantra.plugins.spotify.settings import SpotifySettings
from tunemantra.ports.runtime import SecretRef

FAILURES = [word for word in PLATFORM.status_map if word.startswith("Failed")]


class MachineClock:
    def now(self):
        return datetime.now(UTC)

    def sleep(self, seconds):
        time.sleep(seconds)


class FileSecrets:
    def reveal(self, reference):
        return Path(str(reference).removeprefix("file:")).read_text(encoding="utf-8").strip()


class Running:
    """The simulator's process; ends with the block."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        self.folder = folder
        command = [sys.executable, "-m", "tunemantra.plugins.spotify.sandbox", "--folder", str(folder)]
        self.process = subprocess.Popen(
            [*command, "--speed", "10", *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        line = self.process.stdout.readline()
        assert line, "the simulator did not start"
        self.ready = json.loads(line)
        self.journal, self.faults = Journal(folder), Faults(folder)

    def settings(self, **more: object) -> SpotifySettings:
        table = {**self.ready["settings"], **more}
        return SpotifySettings(
            client_id=table["client_id"],
            client_secret=SecretRef(str(table["client_secret"])),
            api_url=table["api_url"],
            webhook_secrets=tuple(SecretRef(text) for text in table["webhook_secrets"]),
        )

    def kill(self) -> None:
        self.process.kill()
        self.process.wait(timeout=10)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        try:
            self.process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self.kill()
        self.process.stdout.close()


class KilledError(Exception):
    """What a kill looks like from inside: nothing more is done."""


class Desk:
    """A session, a driver and everything a test asks of them."""

    def __init__(self, running: Running, settings: SpotifySettings | None = None) -> None:
        self.running = running
        self.settings = settings or running.settings()
        self.driver = make_driver(self.settings)
        self.bench = Bench()
        self.clock = MachineClock()
        self.progressed: list[tuple[str, int]] = []
        self.opened: list[str] = []
        self.kill_after: int | None = None
        self.calls = 0
        endpoint = PLATFORM.connections(self.settings)["api"]
        self.transport = open_api(endpoint, FileSecrets())

    def close(self) -> None:
        self.transport.close()

    # the session
    def api(self, name="api"):
        assert name == "api"
        return self

    def send(self, request, *, sent=None):
        self._step()
        answer = self.transport.send(request, sent=sent)
        self._step()
        return answer

    def secret(self, reference):
        return FileSecrets().reveal(reference)

    def open(self, file):
        self.opened.append(file.path)
        return io.BytesIO(self.bench.store[file.sha256])

    def progress(self, file, sent):
        self.progressed.append((file.path, sent))

    def alive(self):
        self._step()

    def _step(self):
        self.calls += 1
        if self.kill_after is not None and self.calls > self.kill_after:
            raise KilledError

    # what tests ask
    def journal(self, event, **facts):
        """How often something happened to this bench's product."""
        return self.running.journal.count(event, icpn=self.bench.icpn, **facts)

    def deliver(self, order):
        self.progressed, self.opened, self.calls = [], [], 0
        package = self.bench.package(self.driver.build(order))
        return self.driver.deliver(order, package, self)

    def package(self, order):
        return self.bench.package(self.driver.build(order))

    def reports(self, order, receipt):
        return list(self.driver.report(str(order.release.icpn), receipt, self))

    def wait_for(self, order, receipt, *words, seconds=20):
        """Return the reports once one of the words is among them."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            reports = self.reports(order, receipt)
            if any(report.native in words for report in reports):
                return reports
            time.sleep(0.02)
        raise AssertionError(f"none of {words} in {[report.native for report in reports]}")

    def wait_for_failure(self, order, receipt):
        return self.wait_for(order, receipt, *FAILURES)


class Receiver:
    """A web server that hands webhooks to the driver, as the host would."""

    def __init__(self, desk: Desk) -> None:
        from starlette.applications import Starlette
        from starlette.responses import Response
        from starlette.routing import Route

        from tunemantra.contrib.sandbox import WebServer
        from tunemantra.ports.platform import WebhookRequest

        self.statuses: list[int] = []
        self.reports = []
        self._changed = threading.Condition()
        self.refuse = 0

        async def hook(request):
            asked = WebhookRequest(
                request.method,
                request.url.path,
                dict(request.headers),
                dict(request.query_params),
                await request.body(),
            )
            reply = desk.driver.webhook(asked, desk)
            with self._changed:
                status = reply.status
                if request.method == "POST":
                    if self.refuse:
                        self.refuse -= 1
                        status = 500
                    self.statuses.append(status)
                    if status == 200:
                        self.reports.extend(reply.reports)
                self._changed.notify_all()
            return Response(reply.body, status, media_type=reply.media_type)

        self._server = WebServer(Starlette(routes=[Route("/hook", hook, methods=["GET", "POST"])]))

    @property
    def url(self):
        return f"{self._server.url}/hook"

    def wait_until(self, true, seconds=20):
        with self._changed:
            assert self._changed.wait_for(lambda: true(self), seconds), (self.statuses, self.reports)

    def __enter__(self):
        self._server.__enter__()
        return self

    def __exit__(self, *problem):
        self._server.__exit__(*problem)


def token(running: Running, scope: str = "") -> dict[str, object]:
    settings = running.ready["settings"]
    secret = FileSecrets().reveal(settings["client_secret"])
    data = {"grant_type": "client_credentials", "scope": scope}
    answer = httpx.post(f"{settings['api_url']}/oauth/token", data=data, auth=(settings["client_id"], secret))
    answer.raise_for_status()
    return answer.json()


def unsubscribe(running: Running, url: str) -> None:
    bearer = {"authorization": f"Bearer {token(running)['access_token']}"}
    answer = httpx.delete(f"{running.ready['settings']['api_url']}/v1/webhooks", params={"url": url}, headers=bearer)
    answer.raise_for_status()


@contextlib.contextmanager
def desk_of(running: Running, settings: SpotifySettings | None = None):
    desk = Desk(running, settings)
    try:
        yield desk
    finally:
        desk.close()
