# ruff: noqa: SIM117 -- what is raised stands alone
"""HTTP against a real server (A-040, A-045, A-150)."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import itertools
import json
import logging
import random
import socket
import threading
import traceback
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse

from tests.integration import http_server
from tests.integration.http_server import CLIENT, SECRET
from tests.integration.sftp_servers import Secrets, free_port
from tunemantra.contrib.transports import HttpTransport
from tunemantra.errors import (
    AuthError,
    ConnectError,
    Disposition,
    RemoteError,
    TransferTimeoutError,
    TransportError,
)
from tunemantra.ports.runtime import SecretRef
from tunemantra.ports.transport import ApiRequest, ClientCredentials, Endpoint, SshLogin

pytestmark = pytest.mark.integration
DATA = random.Random(7).randbytes(5 * 1024 * 1024 + 3)
SECRETS = Secrets({"env:SECRET": SECRET, "env:WRONG": "wr0ng-Seeded-Value"})


class Time:
    seconds = 1000.0

    def __call__(self):
        return self.seconds


@contextmanager
def _talking_for_ever(bit, times=None):
    """Say the same to whoever connects, until they hang up."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def talk():
            connection, _ = listener.accept()
            with connection, suppress(OSError):
                connection.recv(65536)
                for _ in itertools.count() if times is None else range(times):
                    connection.sendall(bit)
                connection.recv(65536)

        speaker = threading.Thread(target=talk)
        speaker.start()
        yield listener.getsockname()[1]
        speaker.join(timeout=30)
        assert not speaker.is_alive()


@pytest.fixture
def api():
    return http_server.Api()


@pytest.fixture
def port(api):
    with http_server.serving(api.application()) as port:
        yield port


@pytest.fixture
def now():
    return Time()


def login(port, secret="env:SECRET"):
    return ClientCredentials(f"http://127.0.0.1:{port}/token", CLIENT, SecretRef(secret), "deliver")


@pytest.fixture
def transport(port, now):
    endpoint = Endpoint("api", f"http://127.0.0.1:{port}/v1", login(port), timeout=20)
    with HttpTransport(endpoint, SECRETS, now=now) as transport:
        yield transport


def get(transport, path="echo/x", **options):
    return transport.send(ApiRequest("GET", path, **options))


def upload(transport, sent=None):
    return transport.send(ApiRequest("PUT", "upload", content=io.BytesIO(DATA), length=len(DATA)), sent=sent)


class TestToken:
    def test_it_is_fetched_once_for_many_calls(self, transport, api):
        with ThreadPoolExecutor(100) as pool:
            answers = list(pool.map(lambda n: get(transport, f"echo/{n}"), range(100)))
        assert {answer.status for answer in answers} == {200}
        assert api.fetches == 1

    def test_an_expired_one_is_renewed_once_for_100_parallel_calls(self, transport, api, now):
        """A-045."""
        get(transport)
        now.seconds += 3600
        with ThreadPoolExecutor(100) as pool:
            list(pool.map(lambda _: get(transport), range(100)))
        assert api.fetches == 2

    def test_a_revoked_one_is_renewed_once_for_100_parallel_calls(self, transport, api):
        get(transport)
        api.tokens.clear()
        with ThreadPoolExecutor(100) as pool:
            answers = list(pool.map(lambda _: get(transport), range(100)))
        assert {answer.status for answer in answers} == {200}
        assert api.fetches == 2

    def test_it_is_renewed_before_its_end(self, transport, api, now):
        get(transport)
        now.seconds += 3539
        get(transport)
        assert api.fetches == 1
        now.seconds += 1
        get(transport)
        assert api.fetches == 2

    def test_a_short_life_is_used_for_half_of_it(self, transport, api, now):
        api.life = 10
        get(transport)
        now.seconds += 4.9
        get(transport)
        assert api.fetches == 1

    def test_refused_with_a_fresh_one_it_gives_up(self, transport, api):
        api.refuse_all = True
        with pytest.raises(AuthError) as caught:
            get(transport)
        assert caught.value.disposition is Disposition.STOP
        assert api.fetches == 2

    def test_wrong_credentials_are_refused(self, port, api):
        endpoint = Endpoint("api", f"http://127.0.0.1:{port}/v1", login(port, "env:WRONG"))
        with HttpTransport(endpoint, SECRETS) as transport, pytest.raises(AuthError, match="invalid_client"):
            get(transport)
        assert api.fetches == 1

    @pytest.mark.parametrize(
        ("answer", "error"),
        [
            (PlainTextResponse("gateway", status_code=502), TransportError),
            (PlainTextResponse("not json"), RemoteError),
            (JSONResponse([]), RemoteError),
            (JSONResponse({"token_type": "Bearer"}), RemoteError),
            (JSONResponse({"access_token": "a\nb"}), RemoteError),
            (JSONResponse({"access_token": "a", "token_type": "mac"}), RemoteError),
            (PlainTextResponse("x" * 1_000_000), RemoteError),
            (RedirectResponse("http://localhost:1/"), RemoteError),
        ],
    )
    def test_a_strange_token_endpoint_is_our_error(self, transport, api, answer, error):
        api.token_answer = answer
        with pytest.raises(error):
            get(transport)

    def test_a_token_endpoint_that_was_down_is_asked_again(self, transport, api):
        api.token_answer = PlainTextResponse("gateway", status_code=502)
        with pytest.raises(TransportError) as caught:
            get(transport)
        assert caught.value.disposition is Disposition.RETRY
        api.token_answer = None
        assert get(transport).ok


class TestBodies:
    def test_a_stream_arrives_whole_with_its_length(self, transport, api):
        """A-040."""
        answer = upload(transport)
        digest = hashlib.sha256(DATA).hexdigest()
        assert json.loads(answer.body) == {"size": len(DATA), "sha256": digest}
        assert api.seen == [(len(DATA), str(len(DATA)), True)]
        assert answer.headers["x-batch"] == "7"

    def test_a_second_try_sends_it_from_its_start(self, transport, api):
        get(transport)
        api.tokens.clear()
        answer = upload(transport)
        assert json.loads(answer.body)["sha256"] == hashlib.sha256(DATA).hexdigest()
        assert [size for size, _, _ in api.seen] == [len(DATA), len(DATA)]

    def test_the_start_is_where_the_stream_stood(self, transport):
        source = io.BytesIO(b"header" + DATA)
        source.seek(6)
        answer = transport.send(ApiRequest("PUT", "upload", content=source, length=len(DATA)))
        assert json.loads(answer.body)["sha256"] == hashlib.sha256(DATA).hexdigest()

    def test_progress_ends_with_the_length(self, transport):
        heard = []
        upload(transport, heard.append)
        assert heard == sorted(heard)
        assert heard[-1] == len(DATA)

    def test_progress_can_stop_it(self, transport):
        def stop(_gone):
            raise KeyError("stopped")

        with pytest.raises(KeyError, match="stopped"):
            upload(transport, stop)

    def test_bytes_are_sent_as_well(self, transport):
        answer = transport.send(ApiRequest("POST", "upload", content=b"abc"))
        assert json.loads(answer.body)["size"] == 3

    def test_a_stream_that_ends_early_is_our_error(self, transport):
        with pytest.raises(TransportError, match="ended"):
            transport.send(ApiRequest("PUT", "upload", content=io.BytesIO(b"abc"), length=4))

    def test_a_stream_without_a_length_is_refused(self, transport):
        with pytest.raises(TransportError, match="length"):
            transport.send(ApiRequest("PUT", "upload", content=io.BytesIO(b"abc")))

    def test_a_large_answer_is_refused(self, transport):
        with pytest.raises(RemoteError, match="larger"):
            get(transport, "large")


class TestAnswers:
    def test_an_error_is_an_answer(self, transport):
        answer = get(transport, "fails")
        assert (answer.status, answer.ok, json.loads(answer.body)) == (503, False, {"why": "full"})

    def test_a_redirect_is_an_answer_and_nothing_follows_it(self, transport):
        answer = get(transport, "away")
        assert (answer.status, answer.headers["location"]) == (307, "http://localhost:1/stolen")

    def test_paths_and_parameters_are_below_the_endpoints(self, transport):
        answer = get(transport, "echo/a b", params={"q": "ö&x"})
        assert json.loads(answer.body) == {"path": "/v1/echo/a b", "query": {"q": "ö&x"}}

    def test_an_absolute_address_on_the_same_host_is_taken(self, transport, port):
        assert get(transport, f"http://127.0.0.1:{port}/v1/echo/session").ok

    @pytest.mark.parametrize("path", ["http://localhost:1/x", "https://127.0.0.1/x", "ftp://x/"])
    def test_another_host_is_not(self, transport, path):
        with pytest.raises(TransportError, match="does not lead"):
            get(transport, path)

    def test_without_a_login_no_token_is_asked_for(self, port, api):
        with HttpTransport(Endpoint("api", f"http://127.0.0.1:{port}/v1"), SECRETS) as transport:
            assert get(transport, "plain").body == b"free"
            assert get(transport).status == 401
        assert api.fetches == 0


def hang_up(listener):
    listener.accept()[0].close()


class TestConnection:
    def test_nobody_listens(self):
        with HttpTransport(Endpoint("api", f"http://127.0.0.1:{free_port()}"), SECRETS) as transport:
            with pytest.raises(ConnectError) as caught:
                get(transport)
        assert caught.value.disposition is Disposition.RETRY

    def test_nobody_answers(self):
        with socket.create_server(("127.0.0.1", 0)) as silent:
            endpoint = Endpoint("api", f"http://127.0.0.1:{silent.getsockname()[1]}", timeout=0.2)
            with HttpTransport(endpoint, SECRETS) as transport, pytest.raises(TransferTimeoutError):
                get(transport)

    @pytest.mark.parametrize("bit", [b"HTTP/1.1 100 Continue\r\n\r\n", b"HTTP/1.1 103 Early Hints\r\nlink: a\r\n\r\n"])
    def test_somebody_never_comes_to_the_point(self, bit):
        with _talking_for_ever(bit) as port:
            ticks = itertools.count()
            endpoint = Endpoint("api", f"http://127.0.0.1:{port}", timeout=30.0)
            with HttpTransport(endpoint, SECRETS, now=lambda: next(ticks), longest=50.0) as transport:
                with pytest.raises(TransferTimeoutError, match="the answer takes more than 50 s"):
                    transport.send(ApiRequest("PUT", "/track.wav", content=b"audio"))
            assert next(ticks) < 200

    def test_a_few_interim_answers_are_passed_over(self):
        hints = b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\n\r\n"
        with _talking_for_ever(hints + b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok", times=1) as port:
            with HttpTransport(Endpoint("api", f"http://127.0.0.1:{port}"), SECRETS) as transport:
                assert transport.send(ApiRequest("PUT", "/track.wav", content=b"audio")).body == b"ok"

    def test_somebody_hangs_up(self):
        with socket.create_server(("127.0.0.1", 0)) as rude:
            thread = threading.Thread(target=hang_up, args=[rude])
            thread.start()
            endpoint = Endpoint("api", f"http://127.0.0.1:{rude.getsockname()[1]}")
            with HttpTransport(endpoint, SECRETS) as transport, pytest.raises(ConnectError):
                get(transport)
            thread.join()

    @pytest.mark.parametrize("url", ["https://", "ftp://host/", "https://user:hidden@host/", "https://ho st:x/"])
    def test_an_address_that_is_none_is_refused(self, url):
        with pytest.raises(ConnectError) as caught:
            HttpTransport(Endpoint("api", url), SECRETS)
        assert caught.value.disposition is Disposition.STOP
        assert "hidden" not in str(caught.value)

    def test_credentials_do_not_travel_in_the_open(self, port):
        with pytest.raises(ConnectError, match="plain HTTP"):
            HttpTransport(Endpoint("api", "http://api.example/", login(port)), SECRETS)

    def test_an_ssh_login_is_refused(self):
        with pytest.raises(AuthError):
            HttpTransport(Endpoint("api", "https://api.example/", SshLogin("label")), SECRETS)


class TestTls:
    @pytest.fixture
    def certificate(self, tmp_path):
        return make_certificate(tmp_path / "server.pem")

    @pytest.fixture
    def secure(self, api, certificate):
        options = {"ssl_certfile": str(certificate), "ssl_keyfile": str(certificate)}
        with http_server.serving(api.application(), **options) as port:
            yield port

    def test_the_pinned_authority_is_trusted(self, secure, certificate):
        endpoint = Endpoint("api", f"https://localhost:{secure}/v1", ca_file=str(certificate))
        with HttpTransport(endpoint, SECRETS) as transport:
            assert get(transport, "plain").ok

    def test_an_unknown_authority_is_refused(self, secure):
        """A-150: somebody in between has no certificate we trust."""
        with HttpTransport(Endpoint("api", f"https://localhost:{secure}/v1"), SECRETS) as transport:
            with pytest.raises(ConnectError, match="ca_file") as caught:
                get(transport, "plain")
        assert caught.value.disposition is Disposition.STOP

    def test_another_pinned_authority_is_refused(self, secure, tmp_path):
        other = make_certificate(tmp_path / "other.pem")
        endpoint = Endpoint("api", f"https://localhost:{secure}/v1", ca_file=str(other))
        with HttpTransport(endpoint, SECRETS) as transport, pytest.raises(ConnectError):
            get(transport, "plain")

    def test_authorities_that_were_renewed_are_read_anew(self, secure, certificate, tmp_path):
        trusted = make_certificate(tmp_path / "other.pem")
        endpoint = Endpoint("api", f"https://localhost:{secure}/v1", ca_file=str(trusted))
        with HttpTransport(endpoint, SECRETS) as transport, pytest.raises(ConnectError):
            get(transport, "plain")
        trusted.write_bytes(certificate.read_bytes())
        with HttpTransport(endpoint, SECRETS) as transport:
            assert get(transport, "plain").ok

    def test_another_hosts_certificate_is_refused(self, secure, certificate):
        endpoint = Endpoint("api", f"https://127.0.0.1:{secure}/v1", ca_file=str(certificate))
        with HttpTransport(endpoint, SECRETS) as transport, pytest.raises(ConnectError):
            get(transport, "plain")

    def test_a_missing_file_is_said_to_be(self, tmp_path):
        with pytest.raises(ConnectError, match="certificates"):
            HttpTransport(Endpoint("api", "https://localhost/", ca_file=str(tmp_path / "none")), SECRETS)


def make_certificate(path):
    """Write key and self-signed certificate of `localhost`."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    today = dt.datetime.now(dt.UTC)
    signed = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(today - dt.timedelta(days=1))
        .not_valid_after(today + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    form = serialization.Encoding.PEM
    private = key.private_bytes(form, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path.write_bytes(private + signed.public_bytes(form))
    return path


class TestSecrets:
    @pytest.mark.parametrize("how", ["good", "wrong", "refused", "gone"])
    def test_nothing_secret_is_logged_or_raised(self, port, api, caplog, how):
        api.refuse_all = how == "refused"
        api.token_answer = PlainTextResponse(SECRET, status_code=502) if how == "gone" else None
        credentials = login(port, "env:WRONG" if how == "wrong" else "env:SECRET")
        told, failed = [], False
        with (
            caplog.at_level(logging.DEBUG),
            HttpTransport(Endpoint("api", f"http://127.0.0.1:{port}/v1", credentials), SECRETS) as transport,
        ):
            try:
                get(transport)
            except TransportError as error:
                failed = True
                told += [repr(error), str(error), repr(error.facts), *traceback.format_exception(error)]
            told += [repr(transport), repr(vars(transport)), repr(vars(transport._keys))]
        assert failed == (how != "good")
        assert any(record.name.startswith("httpcore") for record in caplog.records)
        text = caplog.text + "".join(told)
        assert "Seeded" not in text
