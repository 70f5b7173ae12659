"""The page and the switchboard of a running simulator."""

from __future__ import annotations

import httpx
import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from tunemantra.contrib.sandbox import Faults, Table, WebServer, admin_routes, page


@pytest.fixture
def faults(tmp_path):
    return Faults(tmp_path, {"unavailable"})


@pytest.fixture
def client(faults):
    tables = [Table("Releases", ("Title",), [("<b>نجوم</b>",)]), Table("Files", ("Path", "Size"), [])]
    app = Starlette(routes=admin_routes(faults, lambda: page("Acme & Co", "nothing is sold", tables)))
    with WebServer(app) as web, httpx.Client(base_url=web.url) as client:
        yield client


def test_the_page_shows_tables_and_escapes(client):
    html = client.get("/").text
    assert "Acme &amp; Co" in html
    assert "&lt;b&gt;نجوم&lt;/b&gt;" in html
    assert "nothing yet" in html


def test_a_fault_is_ordered_and_taken_back_while_it_runs(client, faults):
    assert client.put("/sandbox/faults", json={"name": "unavailable", "times": 2}).status_code == 200
    assert client.get("/sandbox/faults").json() == {"unavailable": {"value": "", "times": 2}}
    assert faults.take("unavailable") == ""
    client.delete("/sandbox/faults")
    assert faults.take("unavailable") is None


@pytest.mark.parametrize("body", [{"name": "typo"}, {}, [], {"name": "unavailable", "times": "x"}], ids=str)
def test_a_wrong_order_is_refused(client, body):
    assert client.put("/sandbox/faults", json=body).status_code == 400


@pytest.mark.parametrize("dated", [True, False])
def test_the_time_is_told_once_whoever_tells_it(dated):
    headers = {} if dated else {"date": "Thu, 01 Jan 2026 00:00:00 GMT"}
    app = Starlette(routes=[Route("/", lambda _: PlainTextResponse("", headers=headers))])
    with WebServer(app, dated=dated) as web:
        told = httpx.get(web.url, trust_env=False).headers.get_list("date")
    assert len(told) == 1
    assert dated or told == [headers["date"]]
