"""A network cut at any offset costs next to nothing, and what arrives is the file, once (A-088)."""

from __future__ import annotations

import hashlib
import io
import random
from contextlib import contextmanager, suppress

import pytest
from attrs import define, frozen
from starlette.applications import Starlette
from starlette.formparsers import MultiPartException
from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.routing import Route

from tests.integration import ftps_server, s3_server, sftp_servers
from tests.integration.cable import cable_to
from tests.integration.http_server import serving
from tests.integration.sftp_servers import Secrets, free_port
from tests.integration.test_http_resumption import Shop
from tests.support import require_tool
from tunemantra.contrib.transports import FtpsTransport, HttpTransport, S3Transport, ScpTransport, SftpTransport
from tunemantra.errors import TransportError
from tunemantra.ports import ApiRequest, Endpoint, Resumption, Upload
from tunemantra.ports.transport import Part

pytestmark = pytest.mark.integration

MIB = 1024 * 1024
NAME = "album/01.wav"
TRIES = 8
"""More than one cut can ask for."""


IN_HAND = 3 * MIB
"""Bytes an SSH server may have taken and not written when it loses a connection: a window of OpenSSH's, and a write."""


@frozen
class Song:
    """The file that is sent."""

    data: bytes
    sha256: str

    @property
    def size(self):
        return len(self.data)


@define
class Far:
    """The other side, and the way there.

    Args:
        cable: the network.
        send: makes one attempt to bring the file there, from nothing but what is on the other side.
        arrived: the files that stand there whole, by name, each with its hash.
        wipe: removes them.
        resumes: whether the protocol can go on; else it starts over.
        in_hand: bytes that a server loses with a connection, although it had them.
    """

    cable: object
    send: object
    arrived: object
    wipe: object
    resumes: bool = True
    in_hand: int = 0


def hashes(folder):
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def put(transport, song):
    with transport:
        transport.put(io.BytesIO(song.data), NAME, size=song.size, sha256=song.sha256)


def wiper(folder):
    def wipe():
        for path in folder.rglob("*"):
            if path.is_file():
                path.unlink()

    return wipe


@contextmanager
def over_ssh(tmp, kind, scheme):
    sshd = require_tool("sshd", "openssh-server")
    box = tmp / "box"
    box.mkdir()
    with sftp_servers.openssh(sshd, tmp / "etc") as server, cable_to(("127.0.0.1", server.port)) as cable:
        endpoint = server.endpoint(box, port=cable.port, scheme=scheme)

        def send(song):
            put(kind(endpoint, server.secrets, attempts=1), song)

        yield Far(cable, send, lambda: hashes(box), wiper(box), in_hand=IN_HAND)


@contextmanager
def over_sftp(tmp):
    with over_ssh(tmp, SftpTransport, "sftp") as far:
        yield far


@contextmanager
def over_scp(tmp):
    with over_ssh(tmp, ScpTransport, "scp") as far:
        far.resumes = False
        yield far


@contextmanager
def over_ftps(tmp):
    box = tmp / "box"
    box.mkdir()
    ports = (free_port(), free_port())
    options = {"host": "127.0.0.2", "ports": ports, "held": 64 * 1024}
    # A client takes the address of the files' channel from the one it logged in to.
    with ftps_server.running(tmp / "server", box, **options) as server, cable_to(("127.0.0.2", 0), *ports) as cable:

        def send(song):
            put(FtpsTransport(server.endpoint("/"), server.secrets, attempts=1), song)

        yield Far(cable, send, lambda: hashes(box), wiper(box))


@contextmanager
def over_s3(tmp):
    with s3_server.running(tmp / "s3") as server, cable_to(("127.0.0.1", server.port)) as cable:
        client, there = server.client, {"Bucket": s3_server.BUCKET}
        endpoint = server.endpoint("/", port=cable.port)

        def send(song):
            part = max(s3_server.LEAST_PART, song.size // 128)
            put(S3Transport(endpoint, server.secrets, attempts=1, part_size=part), song)

        def arrived():
            assert not client.list_multipart_uploads(**there).get("Uploads")
            listed = client.list_objects_v2(**there).get("Contents", ())
            bodies = {one["Key"]: client.get_object(Key=one["Key"], **there)["Body"].read() for one in listed}
            return {key: hashlib.sha256(body).hexdigest() for key, body in bodies.items()}

        yield Far(cable, send, arrived, lambda: client.delete_object(Key=NAME, **there))


@contextmanager
def over_http(application, attempt, arrived, wipe, *, resumes=True):
    with serving(application) as port, cable_to(("127.0.0.1", port)) as cable:
        endpoint = Endpoint("api", f"http://127.0.0.1:{cable.port}/v1", timeout=20)

        def send(song):
            with HttpTransport(endpoint, Secrets({})) as transport:
                assert attempt(transport, song).ok

        yield Far(cable, send, arrived, wipe, resumes)


@contextmanager
def over_session(way):
    shop, sessions = Shop(), []

    def attempt(transport, song):
        opening, session = ApiRequest("POST", "uploads/new"), sessions[-1] if sessions else ""
        upload = Upload(opening, io.BytesIO(song.data), song.size, way, session)
        return transport.upload(upload, opened=sessions.append)

    def arrived():
        [(held, length)] = shop.sessions.values()
        return {NAME: hashlib.sha256(held).hexdigest()} if len(held) == length else {}

    def wipe():
        shop.sessions.clear()
        sessions.clear()

    with over_http(shop.application(way), attempt, arrived, wipe) as far:
        yield far


class Counter:
    """A server that takes a file in one request, whole or not at all."""

    def __init__(self):
        self.taken = []

    async def stream(self, request):
        digest = hashlib.sha256()
        async for chunk in request.stream():
            digest.update(chunk)
        self.taken.append(digest.hexdigest())
        return Response(status_code=201)

    async def form(self, request):
        async with request.form(max_files=1) as form:
            self.taken.append(hashlib.sha256(await form["file"].read()).hexdigest())
        return Response(status_code=201)

    def application(self):
        routes = [Route("/v1/file", self.stream, methods=["PUT"]), Route("/v1/file", self.form, methods=["POST"])]
        application = Starlette(routes=routes)

        async def quietly(scope, receive, send):
            # Whoever is cut off is not answered.
            with suppress(ClientDisconnect, MultiPartException):
                await application(scope, receive, send)

        return quietly


@contextmanager
def over_request(make):
    counter = Counter()

    def arrived():
        [digest] = counter.taken
        return {NAME: digest}

    def attempt(transport, song):
        return transport.send(make(song))

    with over_http(counter.application(), attempt, arrived, counter.taken.clear, resumes=False) as far:
        yield far


def stream(song):
    return ApiRequest("PUT", "file", content=io.BytesIO(song.data), length=song.size)


def form(song):
    return ApiRequest("POST", "file", parts=[Part("file", io.BytesIO(song.data), song.size, "01.wav", "audio/wav")])


WAYS = {
    "sftp": over_sftp,
    "scp": over_scp,
    "ftps": over_ftps,
    "s3": over_s3,
    "http-google": lambda _: over_session(Resumption.GOOGLE),
    "http-tus": lambda _: over_session(Resumption.TUS),
    "http-stream": lambda _: over_request(stream),
    "http-multipart": lambda _: over_request(form),
}


SLOW = ("scp", "s3")
"""Ways whose servers take seconds to start and have contracts of their own besides."""


@pytest.fixture(params=[pytest.param(way, marks=pytest.mark.nightly if way in SLOW else ()) for way in WAYS])
def far(request, tmp_path):
    with WAYS[request.param](tmp_path) as made:
        yield made


@pytest.mark.timeout(1800)
@pytest.mark.parametrize(("cuts", "size"), [(1, 32 * MIB), pytest.param(20, 256 * MIB, marks=pytest.mark.nightly)])
def test_a_cut_at_any_offset_costs_a_hundredth_of_the_file_at_most(far, cuts, size):
    dice = random.Random(cuts)
    data = b"".join(dice.randbytes(MIB) for _ in range(size // MIB))
    song = Song(data, hashlib.sha256(data).hexdigest())
    far.send(song)
    up, down = far.cable.up, far.cable.down
    assert far.arrived() == {NAME: song.sha256}
    allowed = max(size // 100, far.in_hand)
    for _ in range(cuts):
        far.wipe()
        far.cable.up = far.cable.down = far.cable.cuts = 0
        offset = dice.randrange(1, size)
        far.cable.cut_after(offset)
        delivered(far, song)
        assert far.cable.cuts == 1
        assert far.arrived() == {NAME: song.sha256}
        again, asked = far.cable.up - up, max(0, far.cable.down - down)
        print(f"cut after {offset}: {again} bytes again")  # noqa: T201 - what it cost
        # Who compares what is there by reading it has to ask for it.
        assert again <= (0 if far.resumes else offset) + allowed + asked // 100, (offset, again, asked)


def delivered(far, song):
    """Attempt it until it is there; who was cut off tries again."""

    def once():
        with suppress(TransportError):
            far.send(song)
            return True
        return False

    assert any(once() for _ in range(TRIES))
