"""Uploads that go on after a cut, against real servers for both protocols."""

from __future__ import annotations

import hashlib
import io
import random
import re
from contextlib import ExitStack, suppress

import pytest
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route

from tests.integration.http_server import serving
from tests.integration.sftp_servers import Secrets
from tunemantra.contrib.transports import HttpTransport
from tunemantra.errors import Disposition, RemoteError, TransportError
from tunemantra.ports import ApiRequest, Endpoint, Resumption, SupportsResumption, Upload

pytestmark = pytest.mark.integration
DATA = random.Random(13).randbytes(4 * 1024 * 1024 + 17)


class CutError(Exception):
    """The connection is gone; nobody is answered."""


def hang_up(request):
    """Close the socket below a request, as a broken line does."""
    request.scope["tunemantra.socket"].abort()


class Shop:
    """A server with sessions; it hangs up after so many bytes of a body, once for each entry of `cuts`.

    Who asks of a session ends what an earlier request still brings to it.
    """

    def __init__(self):
        self.sessions = {}
        self.latest = {}
        self.cuts = []
        self.opened = 0
        self.received = 0
        self.lose = False
        self.broken = False
        self.refuses = 0

    def open(self, length):
        self.opened += 1
        self.sessions[str(self.opened)] = [bytearray(), length]
        return f"../sessions/{self.opened}"

    def session(self, request):
        name = request.path_params["id"]
        self.latest[name] = request
        return self.sessions.get(name)

    async def take(self, request, held):
        """Add what comes to a session; a cut closes the connection in the middle of the body."""
        limit = self.cuts.pop(0) if self.cuts else None
        taken = 0
        async for chunk in request.stream():
            if self.latest[request.path_params["id"]] is not request:
                raise CutError
            part = chunk if limit is None else chunk[: limit - taken]
            held += part
            taken += len(part)
            self.received += len(part)
            if limit is not None and taken >= limit:
                if self.lose:
                    self.sessions.clear()
                    self.lose = False
                hang_up(request)
                raise CutError

    async def google_open(self, request):
        place = self.open(int(request.headers["x-upload-content-length"]))
        return Response(headers={"location": place})

    async def google(self, request):
        if self.refuses:
            return Response(status_code=self.refuses)
        session = self.session(request)
        if session is None:
            return Response(status_code=404)
        held, length = session
        stated = re.fullmatch(r"bytes (?:(\d+)-(\d+)|\*)/(\d+)", request.headers.get("content-range", "bytes */0"))
        assert int(stated[3]) == length
        if stated[1] is not None:
            assert int(stated[1]) == len(held)
            await self.take(request, held)
        if self.broken:
            return Response(status_code=503)
        if len(held) == length:
            return Response(hashlib.sha256(held).hexdigest(), status_code=201)
        range_ = {"range": f"bytes=0-{len(held) - 1}"} if held else {}
        return Response(status_code=308, headers=range_)

    async def tus_open(self, request):
        assert request.headers["tus-resumable"] == "1.0.0"
        return Response(status_code=201, headers={"location": self.open(int(request.headers["upload-length"]))})

    async def tus(self, request):
        session = self.session(request)
        if session is None:
            return Response(status_code=410)
        held, _ = session
        if request.method == "PATCH":
            assert request.headers["content-type"] == "application/offset+octet-stream"
            if int(request.headers["upload-offset"]) != len(held):
                return Response(status_code=409)
            await self.take(request, held)
        return Response(status_code=204, headers={"upload-offset": str(len(held))})

    def application(self, way):
        opening, going = (self.google_open, self.google) if way is Resumption.GOOGLE else (self.tus_open, self.tus)
        routes = [
            Route("/v1/uploads/new", opening, methods=["POST"]),
            Route("/v1/sessions/{id}", going, methods=["PUT", "PATCH", "HEAD"]),
        ]
        application = Starlette(routes=routes)

        async def quietly(scope, receive, send):
            with suppress(CutError):
                await application({**scope, "tunemantra.socket": receive.__self__.transport}, receive, send)

        return quietly


@pytest.fixture
def shop():
    return Shop()


@pytest.fixture(params=list(Resumption))
def way(request):
    return request.param


@pytest.fixture
def transport(shop, way):
    with ExitStack() as stack:
        port = stack.enter_context(serving(shop.application(way)))
        endpoint = Endpoint("api", f"http://127.0.0.1:{port}/v1", timeout=10)
        yield stack.enter_context(HttpTransport(endpoint, Secrets({})))


def upload(way, data=DATA, **more):
    return Upload(ApiRequest("POST", "uploads/new"), io.BytesIO(data), len(data), way, **more)


def held(shop):
    return [bytes(session[0]) for session in shop.sessions.values()]


def test_the_transport_says_that_it_can(transport):
    assert isinstance(transport, SupportsResumption)


def test_a_file_arrives_in_one_piece(transport, shop, way):
    heard = []
    assert transport.upload(upload(way), sent=heard.append).ok
    assert held(shop) == [DATA]
    assert heard[-1] == len(DATA)


def test_an_empty_file_arrives(transport, shop, way):
    assert transport.upload(upload(way, b"")).ok
    assert held(shop) == [b""]


@pytest.mark.parametrize("seed", range(5))
def test_after_cuts_nothing_is_sent_twice(transport, shop, way, seed):
    chance = random.Random(seed)
    shop.cuts = [chance.randrange(1, len(DATA) // 8) for _ in range(7)]
    assert transport.upload(upload(way)).ok
    assert held(shop) == [DATA]
    assert shop.opened == 1
    assert shop.received == len(DATA)


def test_progress_counts_from_the_start_of_the_file(transport, shop, way):
    heard = []
    shop.cuts = [1_000_000]
    transport.upload(upload(way), sent=heard.append)
    assert max(heard) == len(DATA)


def test_a_session_of_an_earlier_process_is_gone_on_with(transport, shop, way):
    sessions = []
    shop.cuts = [2_000_000, 1, 1, 1]

    def dies(gone):
        if gone == len(DATA):
            raise KeyError("killed")

    with pytest.raises((KeyError, TransportError)):
        transport.upload(upload(way), opened=sessions.append, sent=dies)
    before = shop.received
    assert transport.upload(upload(way, session=sessions[0])).ok
    assert held(shop) == [DATA]
    assert shop.opened == 1
    assert before > 0


def test_a_session_that_is_gone_is_opened_anew(transport, shop, way):
    shop.cuts, shop.lose = [1_000_000], True
    assert transport.upload(upload(way)).ok
    assert held(shop) == [DATA]
    assert shop.opened == 2


def test_a_server_that_takes_nothing_is_left(transport, shop, way):
    shop.cuts = [0] * 100
    with pytest.raises(TransportError) as caught:
        transport.upload(upload(way))
    assert caught.value.disposition is Disposition.RETRY
    assert len(shop.cuts) > 90


@pytest.mark.parametrize("way", [Resumption.GOOGLE])
def test_a_session_that_always_fails_is_left(transport, shop):
    shop.broken = True
    with pytest.raises(RemoteError, match="503") as caught:
        transport.upload(upload(Resumption.GOOGLE))
    assert caught.value.disposition is Disposition.RETRY


@pytest.mark.parametrize("way", [Resumption.GOOGLE])
def test_a_refusal_is_an_answer(transport, shop):
    shop.refuses = 403
    assert transport.upload(upload(Resumption.GOOGLE)).status == 403


@pytest.mark.parametrize("way", [Resumption.GOOGLE])
def test_an_opening_that_is_refused_is_an_answer(transport):
    answer = transport.upload(Upload(ApiRequest("POST", "nowhere"), io.BytesIO(b"x"), 1))
    assert answer.status == 404


@pytest.mark.parametrize("way", [Resumption.TUS])
def test_a_session_that_has_more_than_there_is_is_refused(transport, shop):
    shop.sessions["7"] = [bytearray(b"x" * 50), 50]
    with pytest.raises(RemoteError, match="more than there is") as caught:
        transport.upload(upload(Resumption.TUS, b"abc", session=str(transport._base) + "sessions/7"))
    assert caught.value.disposition is Disposition.STOP
