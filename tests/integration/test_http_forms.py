"""Multipart forms, HTTP Basic, signed requests and Protobuf bodies against a real server."""

from __future__ import annotations

import hashlib
import hmac
import io
import json
import random
from urllib.parse import quote

import pytest
from google.protobuf.struct_pb2 import Struct
from starlette.applications import Starlette
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.integration.http_server import serving
from tests.integration.sftp_servers import Secrets
from tunemantra.contrib.transports import HttpTransport
from tunemantra.errors import AuthError, ConnectError, Disposition, TransportError
from tunemantra.ports import ApiRequest, Endpoint, Part, PasswordLogin, SecretRef, SigningKey

pytestmark = pytest.mark.integration
DATA = random.Random(11).randbytes(3 * 1024 * 1024 + 1)
USER, PASSWORD = "label", "s3cret:Seeded"


async def form(request):
    """Read a form with the server's own parser (python-multipart)."""
    fields = {}
    async with request.form(max_part_size=1 << 20) as parsed:
        for name, value in parsed.multi_items():
            if isinstance(value, str):
                fields[name] = value
            else:
                data = await value.read()
                fields[name] = [value.filename, value.content_type, hashlib.sha256(data).hexdigest()]
    return JSONResponse({"fields": fields, "length": request.headers.get("content-length")})


async def protobuf(request):
    message = Struct.FromString(await request.body())
    message["seen"] = request.headers["content-type"]
    return Response(message.SerializeToString(), media_type="application/x-protobuf")


def basic(request):
    return JSONResponse({"authorization": request.headers.get("authorization")})


async def signed(request):
    """Sign once more what arrived: the path as it came over the wire, names and values encoded anew, the bytes."""
    headers = request.headers
    pairs = [(quote(name, safe=""), quote(value, safe="")) for name, value in request.query_params.multi_items()]
    query = "&".join(sorted(f"{name}={value}" for name, value in pairs))
    said = [request.method, request.scope["raw_path"].decode(), query]
    said += [headers[name] for name in ("x-app-id", "x-timestamp", "x-nonce")]
    said.append(hashlib.sha256(await request.body()).hexdigest())
    expected = hmac.new(PASSWORD.encode(), "\n".join(said).encode(), "sha256").hexdigest()
    return JSONResponse({"right": headers["x-signature"] == expected, "nonce": headers["x-nonce"]})


def refused(_request):
    return Response(status_code=401)


@pytest.fixture(scope="module")
def port():
    routes = [
        Route("/form", form, methods=["POST"]),
        Route("/protobuf", protobuf, methods=["POST"]),
        Route("/basic", basic),
        Route("/refused", refused),
        Route("/signed/{name}", signed, methods=["GET", "POST"]),
    ]
    with serving(Starlette(routes=routes)) as port:
        yield port


@pytest.fixture
def transport(port):
    with HttpTransport(Endpoint("api", f"http://127.0.0.1:{port}/"), Secrets({})) as transport:
        yield transport


def read(answer):
    return json.loads(answer.body)


def audio(data=DATA):
    return Part("audio", io.BytesIO(data), len(data), filename='01 "Ærø"\r\n.flac', media_type="audio/flac")


class TestForms:
    def test_fields_and_files_arrive_as_they_are(self, transport):
        parts = (Part("metadata", '{"title": "夜"}'.encode(), media_type="application/json"), audio())
        answer = read(transport.send(ApiRequest("POST", "form", parts=parts)))
        digest = hashlib.sha256(DATA).hexdigest()
        assert answer["fields"]["audio"] == ["01 %22Ærø%22%0D%0A.flac", "audio/flac", digest]
        assert answer["fields"]["metadata"] == '{"title": "夜"}'

    def test_the_length_is_announced_and_progress_ends_with_it(self, transport):
        heard = []
        answer = read(transport.send(ApiRequest("POST", "form", parts=(audio(),)), sent=heard.append))
        assert heard == sorted(heard)
        assert int(answer["length"]) == heard[-1] > len(DATA)

    def test_a_stream_without_a_length_is_refused(self, transport):
        with pytest.raises(TransportError, match="'audio' needs a length"):
            transport.send(ApiRequest("POST", "form", parts=(Part("audio", io.BytesIO(b"x")),)))

    def test_a_media_type_cannot_smuggle_a_header(self, transport):
        part = Part("audio", b"x", media_type="audio/flac\r\nX-Evil: 1")
        with pytest.raises(TransportError, match="line breaks"):
            transport.send(ApiRequest("POST", "form", parts=(part,)))


def test_a_protobuf_message_goes_there_and_back(transport):
    message = Struct()
    message.update({"isrc": "QZBEN2600001", "seconds": 215.0})
    kind = {"content-type": "application/x-protobuf"}
    answer = transport.send(ApiRequest("POST", "protobuf", kind, content=message.SerializeToString()))
    back = Struct.FromString(answer.body)
    assert dict(back) == {"isrc": "QZBEN2600001", "seconds": 215.0, "seen": "application/x-protobuf"}


class TestBasic:
    def endpoint(self, port, user=USER, scheme="http", host="127.0.0.1"):
        return Endpoint("api", f"{scheme}://{host}:{port}", PasswordLogin(user, SecretRef("env:PASSWORD")))

    def test_name_and_password_go_as_rfc_7617_has_it(self, port):
        with HttpTransport(self.endpoint(port), Secrets({"env:PASSWORD": PASSWORD})) as transport:
            answer = read(transport.send(ApiRequest("GET", "basic")))
        assert answer == {"authorization": "Basic bGFiZWw6czNjcmV0OlNlZWRlZA=="}

    def test_refused_they_are_not_tried_again(self, port):
        secrets = Secrets({"env:PASSWORD": PASSWORD})
        with HttpTransport(self.endpoint(port), secrets) as transport, pytest.raises(AuthError) as caught:
            transport.send(ApiRequest("GET", "refused"))
        assert caught.value.disposition is Disposition.STOP
        assert PASSWORD not in str(caught.value)

    def test_a_colon_in_the_name_is_refused(self, port):
        secrets = Secrets({"env:PASSWORD": PASSWORD})
        with (
            HttpTransport(self.endpoint(port, "la:bel"), secrets) as transport,
            pytest.raises(AuthError, match="colon"),
        ):
            transport.send(ApiRequest("GET", "basic"))

    def test_they_do_not_travel_in_the_open(self, port):
        with pytest.raises(ConnectError, match="plain HTTP"):
            HttpTransport(self.endpoint(port, host="api.example"), Secrets({}))


class TestSigned:
    def endpoint(self, port, host="127.0.0.1"):
        return Endpoint("api", f"http://{host}:{port}", SigningKey("label", SecretRef("env:SECRET")))

    def test_the_other_side_finds_the_same_signature(self, port):
        params = {"file": "4006/Ærø & more.wav", "b": "+ =%"}
        requests = [
            ApiRequest("GET", "signed/größe", params=params),
            ApiRequest("POST", "signed/a b", content=io.BytesIO(DATA), length=len(DATA), params=params),
        ]
        with HttpTransport(self.endpoint(port), Secrets({"env:SECRET": PASSWORD})) as transport:
            answers = [read(transport.send(request)) for request in (*requests, requests[0])]
        assert [answer["right"] for answer in answers] == [True, True, True]
        assert len({answer["nonce"] for answer in answers}) == 3

    def test_refused_it_is_not_tried_again(self, port):
        secrets = Secrets({"env:SECRET": PASSWORD})
        with HttpTransport(self.endpoint(port), secrets) as transport, pytest.raises(AuthError) as caught:
            transport.send(ApiRequest("GET", "refused"))
        assert caught.value.disposition is Disposition.STOP
        assert PASSWORD not in str(caught.value)

    def test_it_is_not_for_plain_http(self, port):
        with pytest.raises(ConnectError, match="plain HTTP"):
            HttpTransport(self.endpoint(port, "api.example"), Secrets({}))
