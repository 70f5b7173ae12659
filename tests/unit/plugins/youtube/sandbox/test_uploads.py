"""Resumable uploads as Google has them: 308, ranges, lost sessions, wrong bytes."""

from __future__ import annotations

import hashlib

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Route

from tunemantra.contrib.sandbox import Faults, Journal, Tokens, WebServer
from tunemantra.plugins.youtube.sandbox.answers import ApiError
from tunemantra.plugins.youtube.sandbox.store import Store
from tunemantra.plugins.youtube.sandbox.uploads import Uploads

CHUNK = 256 * 1024
DATA = bytes(range(256)) * 1024 + b"the rest"


@pytest.fixture
def made():
    return []


@pytest.fixture
def client(tmp_path, made):
    uploads = Uploads(Store(tmp_path), Faults(tmp_path), Journal(tmp_path), Tokens("a", "b", ("c",)))

    async def handle(request):
        try:
            if request.method == "PUT":
                return await uploads.put(request)
            return uploads.open(
                request, await request.json(), lambda told, path: made.append(path.read_bytes()) or told
            )
        except ApiError as problem:
            return problem.answer()

    app = Starlette(routes=[Route("/files", handle, methods=["POST", "PUT"])])
    with WebServer(app) as web, httpx.Client(base_url=web.url) as client:
        yield client


def opened(client, digest=None):
    described = {"hashCode": f"sha256:{digest or hashlib.sha256(DATA).hexdigest()}"}
    answer = client.post(
        "/files?uploadType=resumable", json=described, headers={"x-upload-content-length": str(len(DATA))}
    )
    return answer.headers["location"]


def put(client, place, data=b"", stated=""):
    return client.put(place, content=data, headers={"content-range": stated} if stated else {})


def test_a_file_may_come_at_once(client, made):
    place = opened(client)
    assert put(client, place, DATA).status_code == 201
    assert made == [DATA]
    assert put(client, place, stated=f"bytes */{len(DATA)}").status_code == 200
    assert made == [DATA]


def test_a_file_may_come_in_parts_and_be_asked_for(client, made):
    place, total = opened(client), len(DATA)
    asked = put(client, place, stated=f"bytes */{total}")
    assert (asked.status_code, "range" in asked.headers) == (308, False)
    first = put(client, place, DATA[:CHUNK], f"bytes 0-{CHUNK - 1}/{total}")
    assert (first.status_code, first.headers["range"]) == (308, f"bytes=0-{CHUNK - 1}")
    assert put(client, place, DATA[CHUNK:], f"bytes {CHUNK}-{total - 1}/{total}").status_code == 201
    assert made == [DATA]


@pytest.mark.parametrize("stated", ["bytes 0-99/{}", "bytes 5-{last}/{}", "bytes 0-{last}/7", "pages 1-2/3"])
def test_a_range_that_does_not_fit_is_refused(client, made, stated):
    total = len(DATA)
    assert put(client, opened(client), DATA[:100], stated.format(total, last=total - 1)).status_code == 400
    assert made == []


def test_a_lost_session_is_gone(client):
    assert put(client, "/files?upload_id=nobody", DATA).status_code == 404


def test_other_bytes_than_announced_are_refused_and_the_session_with_them(client, made):
    place = opened(client, digest="0" * 64)
    assert put(client, place, DATA).json()["error"]["errors"][0]["reason"] == "invalidHash"
    assert put(client, place, DATA).status_code == 404
    assert made == []
