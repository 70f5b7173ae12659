"""Documents, keys and files that a running simulator takes."""

from __future__ import annotations

import hashlib

import httpx
import pytest
from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Route

from tunemantra.contrib.sandbox import Faults, Tokens, WebServer
from tunemantra.contrib.sandbox.requests import UnfitError, body_of, key_of, object_of, receive

TOKENS = Tokens("label", "hush", ("write",))


@pytest.fixture
def faults(tmp_path):
    return Faults(tmp_path)


@pytest.fixture
def client(faults, tmp_path):
    async def document(request):
        body = await body_of(request, "application/json", limit=20)
        return {"key": key_of(request), "told": object_of(body)}

    async def file(request):
        got = await receive(request, tmp_path / "file", faults, limit=100_000, tokens=TOKENS)
        return {"size": got.size, "md5": got.md5.hex(), "sha256": got.sha256}

    def answered(endpoint):
        async def answer(request):
            try:
                return JSONResponse(await endpoint(request))
            except UnfitError as problem:
                return JSONResponse({}, problem.status)

        return answer

    routes = [Route("/document", answered(document), methods=["POST"]), Route("/file", answered(file), methods=["PUT"])]
    with WebServer(Starlette(routes=routes)) as web, httpx.Client(base_url=web.url, trust_env=False) as client:
        yield client


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        (b'{"a": 1}', {}, 200),
        (b'{"a": 1}', {"content-type": "application/json; charset=utf-8"}, 200),
        (b'{"a": 1}', {"content-type": "text/plain"}, 415),
        (b'{"a": "much too much of it"}', {}, 413),
        (b"{", {}, 400),
        (b"[]", {}, 400),
        (b'{"a": 1}', {"idempotency-key": "of two"}, 400),
        (b'{"a": 1}', {"idempotency-key": ""}, 400),
    ],
)
def test_a_document_is_json_of_a_size_with_a_key(client, body, headers, status):
    usual = {"content-type": "application/json", "idempotency-key": "one"}
    answer = client.post("/document", content=body, headers={**usual, **headers})
    assert answer.status_code == status
    assert status != 200 or answer.json() == {"key": "one", "told": {"a": 1}}


def test_a_file_is_written_and_hashed(client, tmp_path):
    answer = client.put("/file", content=b"x" * 100_000).json()
    assert (tmp_path / "file").read_bytes() == b"x" * 100_000
    assert answer["size"] == 100_000
    assert answer["md5"] == hashlib.md5(b"x" * 100_000, usedforsecurity=False).hexdigest()
    assert answer["sha256"] == hashlib.sha256(b"x" * 100_000).hexdigest()
    assert client.put("/file", content=b"x" * 100_001).status_code == 413


def test_a_spoiled_byte_changes_the_hash(client, faults):
    faults.order("corrupt-upload")
    assert client.put("/file", content=b"\0\0").json()["sha256"] == hashlib.sha256(b"\1\0").hexdigest()


def test_a_token_runs_out_in_the_middle_and_is_forgotten(client, faults):
    token, _ = TOKENS.issue("")
    faults.order("token-expires-mid-upload")
    headers = {"authorization": f"Bearer {token}"}
    assert client.put("/file", content=b"x" * 1000, headers=headers).status_code == 401
    assert TOKENS.scopes(headers["authorization"]) is None


def test_a_connection_is_cut(client, faults):
    faults.order("drop-connection", "10")
    with pytest.raises(httpx.TransportError):
        client.put("/file", content=b"x" * 1000)
