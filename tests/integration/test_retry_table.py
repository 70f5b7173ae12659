"""What is done about each answer of a real server, and about none: the table of the reference page on retries."""

from __future__ import annotations

import re
import socket
import struct
import threading
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from attrs import evolve
from starlette.applications import Starlette
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.integration.http_server import CLIENT, SECRET, serving
from tests.integration.sftp_servers import Secrets, free_port
from tests.support import REPO_ROOT
from tests.unit.pipeline.world import World, build
from tunemantra.contrib.transports import HttpTransport
from tunemantra.core.distribution import Outcome
from tunemantra.plugins.spotify.errors import error_of
from tunemantra.ports.runtime import SecretRef
from tunemantra.ports.transport import ApiRequest, ClientCredentials, Endpoint

pytestmark = pytest.mark.integration
SECRETS = Secrets({"env:SECRET": SECRET})


class Server:
    """Answers every request the same, and counts."""

    def __init__(self, status: int, headers: dict[str, str]) -> None:
        self.status, self.headers, self.tokens, self.requests = status, headers, 0, 0

    def token(self, _request):
        self.tokens += 1
        return JSONResponse({"access_token": f"t{self.tokens}", "token_type": "Bearer", "expires_in": 3600})

    def answer(self, _request):
        self.requests += 1
        return Response(b"{}", self.status, self.headers)

    def application(self):
        return Starlette(
            routes=[Route("/token", self.token, methods=["POST"]), Route("/v1/x", self.answer, methods=["PUT"])]
        )


@contextmanager
def failing(how: str):
    """A listener that takes a request and never answers (`time-out`) or cuts the connection (`reset`)."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        over = threading.Event()

        def serve() -> None:
            with suppress(OSError):
                while True:
                    connection, _ = listener.accept()
                    connection.recv(65536)
                    if how == "reset":
                        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                        connection.close()
                    else:
                        over.wait(20)
                        connection.close()

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        try:
            yield listener.getsockname()[1]
        finally:
            over.set()


def deliver_over(world: World, port: int, login: ClientCredentials | None = None) -> None:
    """Let the shop's delivery be one real request, read with a real platform's table."""
    endpoint = Endpoint("api", f"http://127.0.0.1:{port}/v1", login, timeout=0.3)

    def put(_path: str) -> None:
        with HttpTransport(endpoint, SECRETS) as api:
            answer = api.send(ApiRequest("PUT", "x", content=b"y"))
        if not answer.ok:
            raise error_of(answer, "uploading")

    world.shop().before_put = put


def outcome(world: World) -> tuple[str, str]:
    """Return what was done, and the state of the release."""
    (order,) = world.order()
    world.work()
    now = world.now(order)
    if now.outcome is Outcome.OPEN:
        wait = (now.due_at - world.clock.now()).total_seconds()
        return f"again in {wait:.0f} s" if wait >= 5 else "again soon", world.status(order)
    return now.outcome.value, world.status(order)


CASES = {
    "400": (400, {}, "failed", "Error: internal"),
    "401": (401, {}, "failed", "Error: auth"),
    "403": (403, {}, "failed", "Error: auth"),
    "404": (404, {}, "rejected", "Rejected: metadata"),
    "409": (409, {}, "failed", "Error: internal"),
    "422": (422, {}, "rejected", "Rejected: metadata"),
    "429, `Retry-After: 17`": (429, {"retry-after": "17"}, "again in 17 s", "Processing: uploading"),
    "429, a date": (429, {"retry-after": "date"}, "again in 90 s", "Processing: uploading"),
    "429, a mad number": (429, {"retry-after": "9" * 30}, "again in 86400 s", "Processing: uploading"),
    "500": (500, {}, "again soon", "Processing: uploading"),
    "503": (503, {}, "again soon", "Processing: uploading"),
    "503, `Retry-After: 5`": (503, {"retry-after": "5"}, "again in 5 s", "Processing: uploading"),
}


@pytest.fixture
def world(tmp_path):
    return build(tmp_path / "release")


@pytest.mark.parametrize("case", CASES)
def test_what_is_done_about_an_answer(case, world):
    status, headers, done, state = CASES[case]
    if headers.get("retry-after") == "date":
        sent = datetime(2026, 5, 1, 9, tzinfo=UTC)
        until = format_datetime(sent + timedelta(seconds=90), usegmt=True)
        headers = {"retry-after": until, "date": format_datetime(sent, usegmt=True)}
    server = Server(status, headers)
    with serving(server.application(), date_header=False) as port:
        deliver_over(world, port)
        assert outcome(world) == (done, state)
    assert server.requests == 1


def test_a_date_without_the_servers_own_counts_from_when_the_answer_came(world):
    until = format_datetime(datetime.now(UTC) + timedelta(seconds=600), usegmt=True)
    with serving(Server(503, {"retry-after": until}).application(), date_header=False) as port:
        deliver_over(world, port)
        done, _ = outcome(world)
    assert 560 <= int(re.findall(r"\d+", done)[0]) <= 600


def test_a_login_is_renewed_once_then_nothing_is_tried_again(world):
    server = Server(401, {})
    with serving(server.application()) as port:
        login = ClientCredentials(f"http://127.0.0.1:{port}/token", CLIENT, SecretRef("env:SECRET"))
        deliver_over(world, port, login)
        assert outcome(world) == ("failed", "Error: auth")
        world.later(10_000)
    assert (server.tokens, server.requests) == (2, 2)


@pytest.mark.parametrize("how", ["time-out", "reset"])
def test_what_is_done_about_no_answer(how, world):
    with failing(how) as port:
        deliver_over(world, port)
        assert outcome(world) == ("again soon", "Processing: uploading")


@pytest.mark.parametrize(("how", "state"), [("time-out", "Error: timeout"), ("reset", "Error: transport")])
def test_no_answer_time_and_again_is_an_error(how, state, world):
    world = world.with_tools(retry=evolve(world.tools.retry, tries=2))
    with failing(how) as port:
        deliver_over(world, port)
        (order,) = world.order()
        world.work()
        world.later(10)
    assert (world.now(order).outcome, world.status(order)) == (Outcome.FAILED, state)


def test_a_port_nobody_listens_on_is_tried_again(world):
    deliver_over(world, free_port())
    assert outcome(world)[0] == "again soon"


def test_the_page_says_the_same():
    page = (REPO_ROOT / "docs/reference/retries.md").read_text("utf-8")
    rows = dict(re.findall(r"^\| (\d.*?|time-out|reset) \| (.*?) \|", page, re.MULTILINE))
    for case, (_, _, done, state) in CASES.items():
        expected = {"failed": "stop", "rejected": "stop"}.get(done, "again")
        assert rows[case].startswith(expected), case
        assert expected == "again" or f"`{state}`" in page
    assert {"time-out", "reset"} <= set(rows)
