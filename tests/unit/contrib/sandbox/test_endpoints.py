"""What a running simulator makes of refusals, faults and requests for a token."""

from __future__ import annotations

import httpx
import pytest
from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Route

from tunemantra.contrib.sandbox import Faults, Journal, Tokens, WebServer
from tunemantra.contrib.sandbox.endpoints import answered, misbehave, token_route
from tunemantra.contrib.sandbox.requests import LARGEST_DOCUMENT

MISBEHAVIOUR = {"unavailable": lambda wait: KeyError(503, wait), "maintenance": lambda _: KeyError(503, "")}


def refusal(problem):
    return JSONResponse({"wait": problem.args[1]}, problem.args[0]) if isinstance(problem, KeyError) else None


@pytest.fixture
def faults(tmp_path):
    return Faults(tmp_path)


@pytest.fixture
def journal(tmp_path):
    return Journal(tmp_path)


@pytest.fixture
def client(faults, journal):
    async def endpoint(request):
        misbehave(request, faults, MISBEHAVIOUR)
        if request.query_params:
            raise ValueError(request.query_params)
        return JSONResponse({})

    routes = [
        Route("/", answered(endpoint, refusal, journal, faults), methods=["GET", "POST"]),
        token_route("/token", Tokens("label", "hush", ("write",)), journal),
    ]
    with WebServer(Starlette(routes=routes)) as web, httpx.Client(base_url=web.url, trust_env=False) as client:
        yield client


def test_a_fault_that_is_due_is_refused_and_written_down(client, faults, journal):
    faults.order("unavailable", "7")
    assert (client.get("/").status_code, client.get("/").status_code) == (503, 200)
    assert [entry["status"] for entry in journal.entries("request")] == [503, 200]


def test_maintenance_waits_for_somebody_who_writes(client, faults):
    faults.order("maintenance")
    assert [client.get("/").status_code, client.post("/").status_code, client.post("/").status_code] == [200, 503, 200]


def test_the_work_is_done_and_the_answer_dropped(client, faults, journal):
    faults.order("drop-answer")
    assert client.get("/").status_code == 200
    with pytest.raises(httpx.TransportError):
        client.post("/")
    assert journal.count("request", method="POST", status=200) == 1


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_what_is_no_refusal_is_an_error_of_the_simulator(client, journal):
    assert client.get("/", params={"a": "1"}).status_code == 500
    assert journal.count("request") == 0


@pytest.mark.parametrize(
    ("secret", "form", "status"),
    [
        ("hush", {"grant_type": "client_credentials"}, 200),
        ("hush", {"grant_type": "password"}, 400),
        ("wrong", {"grant_type": "client_credentials"}, 401),
        ("hush", {"grant_type": "x" * LARGEST_DOCUMENT}, 413),
    ],
)
def test_a_token_is_for_who_knows_the_secret(client, journal, secret, form, status):
    assert client.post("/token", data=form, auth=("label", secret)).status_code == status
    assert journal.count("token-issued", scopes="write") == (status == 200)
