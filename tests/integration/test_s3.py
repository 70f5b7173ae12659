# ruff: noqa: SIM117 -- a transport is one thing, what it raises another
"""S3 against a real server, and what can go wrong on the way (A-044, A-088, A-150)."""

from __future__ import annotations

import base64
import hashlib
import io
import logging
import random
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta

import pytest

from tests.integration import s3_server
from tests.integration.certificates import make_certificate
from tests.integration.s3_server import BUCKET, LEAST_PART
from tests.integration.sftp_servers import Wire, free_port
from tunemantra.contrib.transports import S3Transport
from tunemantra.contrib.transports.s3 import TemporaryKey
from tunemantra.errors import (
    AuthError,
    ConnectError,
    Disposition,
    HostKeyError,
    IntegrityError,
    RemoteError,
    TransportError,
)
from tunemantra.ports.runtime import SecretRef
from tunemantra.ports.transport import AccessKey, Proof, SshLogin

pytestmark = pytest.mark.integration

SIZE = 8 * LEAST_PART + 12345
DATA = random.Random(44).randbytes(SIZE)


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with s3_server.running(tmp_path_factory.mktemp("s3")) as running:
        yield running


@pytest.fixture
def folder(tmp_path):
    return f"/{tmp_path.name}"


def no_wait(_seconds):
    """A dropped connection is taken up again at once."""


def opened(server, folder, *, secrets=None, part_size=LEAST_PART, sleep=no_wait, **changes):
    ours = {name: changes.pop(name) for name in ("verify", "attempts", "keys") if name in changes}
    endpoint = server.endpoint(folder, **changes)
    return S3Transport(endpoint, secrets or server.secrets, part_size=part_size, sleep=sleep, **ours)


def put(transport, data=DATA, path="a.wav", sent=None):
    return transport.put(io.BytesIO(data), path, size=len(data), sha256=hashlib.sha256(data).hexdigest(), sent=sent)


def head(server, folder, path="a.wav"):
    return server.client.head_object(Bucket=BUCKET, Key=f"{folder}/{path}".lstrip("/"), ChecksumMode="ENABLED")


def uploads(server, folder):
    found = server.client.list_multipart_uploads(Bucket=BUCKET, Prefix=folder.lstrip("/"))
    return [upload["UploadId"] for upload in found.get("Uploads", ())]


def stop_at(offset):
    def stop(arrived):
        if arrived >= offset:
            raise KeyError(arrived)

    return stop


def put_until(transport, offset, data=DATA, path="a.wav"):
    with pytest.raises(KeyError):
        put(transport, data, path, stop_at(offset))


class TestWhatIsThere:
    def test_an_object_says_its_own_hash(self, server, folder):
        with opened(server, folder) as transport:
            put(transport)
        found = head(server, folder)
        assert found["Metadata"] == {"sha256": hashlib.sha256(DATA).hexdigest()}
        digests = [hashlib.sha256(DATA[at : at + LEAST_PART]).digest() for at in range(0, SIZE, LEAST_PART)]
        ours = base64.b64encode(hashlib.sha256(b"".join(digests)).digest()).decode()
        assert found["ChecksumSHA256"].partition("-")[0] == ours

    def test_nobody_sees_it_before_the_last_part(self, server, folder):
        seen = []

        def look(arrived):
            listed = server.client.list_objects_v2(Bucket=BUCKET, Prefix=folder.lstrip("/"))
            seen.append((arrived, listed["KeyCount"]))

        with opened(server, folder) as transport:
            put(transport, sent=look)
        assert {count for arrived, count in seen if arrived < SIZE} == {0}
        assert seen[-1] == (SIZE, 1)
        assert len(seen) > 8

    def test_an_object_with_the_same_first_part_gets_its_own_description(self, server, folder):
        other = DATA[: 2 * LEAST_PART] + DATA[: 6 * LEAST_PART + 12345]
        with opened(server, folder) as transport:
            put_until(transport, LEAST_PART)
            assert put(transport, other) == len(other) - LEAST_PART
            assert transport.read("a.wav", limit=SIZE) == other
        assert head(server, folder)["Metadata"] == {"sha256": hashlib.sha256(other).hexdigest()}

    def test_it_is_encrypted_as_asked(self, server, folder):
        with opened(server, folder, options={"encryption": "AES256"}) as transport:
            put(transport)
            put(transport, b"<small/>", "b.xml")
        assert head(server, folder)["ServerSideEncryption"] == "AES256"
        assert head(server, folder, "b.xml")["ServerSideEncryption"] == "AES256"

    def test_a_name_for_a_folder_is_no_file(self, server, folder):
        server.client.put_object(Bucket=BUCKET, Key=f"{folder}/batch/".lstrip("/"), Body=b"")
        with opened(server, folder) as transport:
            assert list(transport.list("batch")) == []

    def test_a_folder_without_end_does_not_fill_the_memory(self, server, folder, monkeypatch):
        monkeypatch.setattr("tunemantra.contrib.transports.s3.MOST_ENTRIES", 2)
        with opened(server, folder) as transport:
            for name in "abc":
                put(transport, b"x", name)
            with pytest.raises(RemoteError, match="more than 2 entries"):
                transport.list("")


class TestDroppedConnection:
    def test_one_that_was_begun_and_cut_off_before_anything_arrived_is_taken_up(self, server, folder):
        key = f"{folder}/a.wav".lstrip("/")
        told = {"ChecksumAlgorithm": "SHA256", "Metadata": {"sha256": hashlib.sha256(DATA).hexdigest()}}
        server.client.create_multipart_upload(Bucket=BUCKET, Key=key, **told)
        with opened(server, folder) as transport:
            put(transport)
        assert uploads(server, folder) == []
        assert head(server, folder)["Metadata"] == {"sha256": hashlib.sha256(DATA).hexdigest()}

    def test_ten_cuts_at_random_offsets_cost_a_part_each_at_most(self, server, folder):
        went = []
        with Wire(server.port, after=LEAST_PART // 2 + random.Random(7).randrange(LEAST_PART), cuts=10) as wire:
            with opened(server, folder, port=wire.port, attempts=11) as transport:
                transport.pace = went.append
                put(transport)
        assert SIZE <= sum(went) <= SIZE * 1.01 + 10 * LEAST_PART
        with opened(server, folder) as transport:
            assert transport.read("a.wav", limit=SIZE) == DATA

    def test_another_transport_goes_on_with_the_parts_that_arrived(self, server, folder):
        with opened(server, folder) as first:
            put_until(first, 3 * LEAST_PART)
        with opened(server, folder) as second:
            assert put(second) == SIZE - 3 * LEAST_PART
        assert uploads(server, folder) == []

    @pytest.mark.parametrize("size", [2 * LEAST_PART, LEAST_PART + LEAST_PART // 2])
    def test_an_upload_goes_on_in_the_parts_it_was_begun_with(self, server, folder, size):
        """A slow store is sent smaller parts from now on; what had arrived in others is not sent again (A-112)."""
        with opened(server, folder, part_size=size) as first:
            put_until(first, 2 * size)
        with opened(server, folder) as second:
            assert second.put(io.BytesIO(DATA), "a.wav", size=SIZE, sha256=hashlib.sha256(DATA).hexdigest()) == (
                SIZE - 2 * size
            )
        assert uploads(server, folder) == []
        assert head(server, folder)["ContentLength"] == SIZE

    def test_the_endpoint_says_how_large_parts_are(self, server, folder):
        with opened(server, folder, part_size=0, part=LEAST_PART) as transport:
            assert transport.traits.chunk == LEAST_PART

    def test_an_upload_that_was_cleaned_up_meanwhile_begins_again(self, server, folder):
        def clean(arrived):
            if arrived == 4 * LEAST_PART and not cleaned:
                cleaned.extend(other.clean(before=datetime.now(UTC) + timedelta(days=1)))

        cleaned = []
        with opened(server, folder) as transport, opened(server, folder) as other:
            put(transport, sent=clean)
            assert cleaned == ["a.wav"]
            assert transport.read("a.wav", limit=SIZE) == DATA

    def test_an_object_that_appears_while_one_looks_for_its_upload_is_not_sent_again(self, slow_server, folder):
        """The answer to the last request came too late, and the object between two questions of the next attempt."""
        went = []
        with opened(slow_server, folder, timeout=1.0) as transport:
            transport.pace = went.append
            assert put(transport) == SIZE
        assert sum(went) == SIZE
        assert uploads(slow_server, folder) == []
        assert head(slow_server, folder)["ContentLength"] == SIZE

    def test_it_gives_up_after_its_attempts(self, server, folder):
        with opened(server, folder, port=free_port(), attempts=2) as transport, pytest.raises(ConnectError) as caught:
            put(transport)
        assert caught.value.disposition is Disposition.RETRY


@pytest.fixture(scope="module")
def slow_server(tmp_path_factory):
    """Its uploads are listed again within the time-out of the attempt after the one that completes them."""
    with s3_server.running(tmp_path_factory.mktemp("slow-s3"), slow=1.6) as running:
        yield running


@pytest.fixture(scope="module")
def old_server(tmp_path_factory):
    with s3_server.running(tmp_path_factory.mktemp("old-s3"), tells=False) as running:
        yield running


@pytest.fixture(scope="module")
def bad_server(tmp_path_factory):
    with s3_server.running(tmp_path_factory.mktemp("bad-s3"), flips=True) as running:
        yield running


class TestVerification:
    @pytest.mark.parametrize(
        ("verify", "proof"), [("hash", Proof.SERVER_HASH), ("reread", Proof.READ_BACK), ("size", Proof.SIZE)]
    )
    def test_the_proof_is_what_was_asked_for(self, server, folder, verify, proof):
        with opened(server, folder, verify=verify) as transport:
            put(transport)
            assert transport.proof("a.wav") is proof
            assert transport.proof("b.wav") is None

    def test_parts_of_a_store_that_tells_no_sha_256_are_compared_by_md5(self, old_server, folder):
        with opened(old_server, folder) as transport:
            put_until(transport, 3 * LEAST_PART)
            assert put(transport) == SIZE - 3 * LEAST_PART

    @pytest.mark.parametrize("verify", ["hash", "reread"])
    def test_what_arrived_wrong_is_taken_away(self, bad_server, folder, verify):
        with opened(bad_server, folder, verify=verify) as transport:
            with pytest.raises(IntegrityError, match="another hash") as caught:
                put(transport)
            assert caught.value.disposition is Disposition.RETRY
            assert transport.stat("a.wav") is None

    def test_another_object_of_the_same_size_is_replaced(self, server, folder):
        with opened(server, folder) as transport:
            put(transport)
            wrong = bytearray(DATA)
            wrong[-1] ^= 1
            assert put(transport, bytes(wrong)) == SIZE
            assert transport.read("a.wav", limit=SIZE) == bytes(wrong)


class TestLeftOvers:
    def test_only_uploads_into_the_folder_are_aborted(self, server, folder):
        with opened(server, folder) as transport:
            for path in ("batch/a.wav", "batch/deeper/b.wav", "other/c.wav"):
                put_until(transport, LEAST_PART, path=path)
            assert len(uploads(server, folder)) == 3
            assert transport.clean("batch", before=datetime.now(UTC) + timedelta(days=1)) == ("batch/a.wav",)
            assert len(uploads(server, folder)) == 2


class TestKeys:
    def test_a_token_goes_along_and_a_new_one_is_asked_for_in_time(self, server, folder):
        given = []

        def fresh():
            given.append(len(given))
            # Botocore asks for another one a quarter of an hour before the end.
            ends = datetime.now(UTC) + timedelta(minutes=1 if len(given) == 1 else 600)
            return TemporaryKey(s3_server.KEY_ID, s3_server.SECRET, f"token-{len(given)}", ends)

        tokens = []
        with opened(server, folder, keys=fresh, login=None) as transport:
            events = transport._store._connected().meta.events
            events.register_last("before-send.s3", lambda request, **_: tokens.append(token_of(request)))
            put(transport, b"<a/>", "a.xml")
            put(transport, b"<b/>", "b.xml")
        assert set(tokens) == {"token-2"}
        assert given == [0, 1]

    def test_an_expired_key_is_looked_up_again(self, server, folder):
        """The store says that it has ended; the secret store has a new one by then."""

        class Rotating:
            asked = 0

            def reveal(self, reference):
                self.asked += 1
                return server.secrets.reveal(reference)

        secrets = Rotating()
        with opened(server, folder, secrets=secrets) as transport:
            answers = [expired_answer()]
            client = transport._store._connected()
            client.meta.events.register("before-send.s3.HeadObject", lambda **_: answers.pop() if answers else None)
            assert secrets.asked == 3
            put(transport, b"<a/>", "a.xml")
            assert secrets.asked == 6
            assert transport.read("a.xml") == b"<a/>"

    def test_a_refusal_without_words_is_asked_for_its_reason(self, server, folder):
        """HEAD has no body: S3 says 400 or 403 and nothing else, whether the key has expired or the clock is wrong."""
        with opened(server, folder) as transport:
            refusals, reasons = [answer(b"", 403)], [expired_answer()]
            events = transport._store._connected().meta.events
            events.register("before-send.s3.HeadObject", lambda **_: refusals.pop() if refusals else None)
            events.register("before-send.s3.ListObjectsV2", lambda **_: reasons.pop() if reasons else None)
            put(transport, b"<a/>", "a.xml")
            assert (refusals, reasons) == ([], [])
            assert transport.read("a.xml") == b"<a/>"

    def test_a_refusal_nobody_explains_is_one_of_the_login(self, server, folder):
        with opened(server, folder) as transport:
            events = transport._store._connected().meta.events
            events.register("before-send.s3.HeadObject", lambda **_: answer(b"", 403))
            with pytest.raises(AuthError) as caught:
                put(transport, b"<a/>", "a.xml")
        assert caught.value.disposition is Disposition.STOP

    def test_settings_of_other_programs_count_for_nothing(self, server, folder, monkeypatch):
        monkeypatch.setenv("AWS_PROFILE", "no-such-profile")
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "somebody-elses")
        with opened(server, folder) as transport:
            put(transport, b"<a/>", "a.xml")
            assert transport._store._connected()._request_signer._credentials.access_key == s3_server.KEY_ID

    def test_another_kind_of_login_is_refused(self, server, folder):
        with opened(server, folder, login=SshLogin("label")) as transport, pytest.raises(AuthError, match="no login"):
            transport.list("")

    def test_nothing_secret_is_told(self, server, folder, caplog):
        caplog.set_level(logging.DEBUG)
        login = AccessKey(SecretRef("env:ID"), SecretRef("env:SECRET"), SecretRef("env:TOKEN"))
        with opened(server, folder, login=login, bucket="nowhere") as transport:
            with pytest.raises(TransportError) as caught:
                put(transport)
        told = f"{caught.value!r} {caught.value.facts} {transport!r} {login!r} {caplog.text}"
        key = TemporaryKey(s3_server.KEY_ID, s3_server.SECRET, s3_server.TOKEN, datetime.now(UTC))
        assert not [word for word in (s3_server.SECRET, s3_server.TOKEN) if word in f"{told} {key!r}"]
        assert caught.value.disposition is Disposition.STOP


def token_of(request):
    token = request.headers["X-Amz-Security-Token"]
    return token.decode() if isinstance(token, bytes) else token


def expired_answer():
    return answer(b"<Error><Code>ExpiredToken</Code><Message>The provided token has expired.</Message></Error>")


def answer(text, status=400):
    from botocore.awsrequest import AWSResponse

    class Raw(io.BytesIO):
        def stream(self):
            yield self.read()

    return AWSResponse("http://store/", status, {"Content-Type": "application/xml"}, Raw(text))


class TestIdentity:
    """A-150: somebody in between has no certificate we trust."""

    @pytest.fixture
    def certificate(self, tmp_path):
        return make_certificate(tmp_path / "server.pem", "127.0.0.1")

    @pytest.fixture
    def secure(self, certificate, tmp_path):
        with s3_server.running(tmp_path / "server", certificate=str(certificate)) as running:
            yield running

    def test_the_pinned_authority_is_trusted_and_no_other(self, secure, certificate, folder):
        service = f"https://127.0.0.1:{secure.port}"
        with opened(secure, folder, service=service, ca_file=str(certificate)) as transport:
            transport._store._connected().create_bucket(Bucket=BUCKET)
            put(transport)
            assert transport.read("a.wav", limit=SIZE) == DATA
        with opened(secure, folder, service=f"https://127.0.0.1:{secure.port}") as transport:
            with pytest.raises(HostKeyError, match="nothing was sent") as caught:
                put(transport)
        assert caught.value.disposition is Disposition.STOP


class TestManyAtOnce:
    def test_threads_share_one_transport(self, server, folder):
        datas = [random.Random(n).randbytes(2 * LEAST_PART) for n in range(8)]
        with opened(server, folder) as transport:
            threads = [threading.Thread(target=put, args=(transport, data, f"{n}.wav")) for n, data in enumerate(datas)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join(60)
            for n, data in enumerate(datas):
                assert transport.read(f"{n}.wav", limit=len(data)) == data


@pytest.mark.parametrize("url", ["s3:///folder", "s3://key:secret@bucket/", "s3://bucket:80/x"])
def test_an_address_that_is_none_is_refused(url, server):
    with pytest.raises(ConnectError, match="needs a bucket"):
        S3Transport(server.endpoint("").__class__("files", url), server.secrets)


def test_without_boto3_it_says_what_to_install():
    code = (
        "import sys; sys.modules['boto3'] = None\n"
        "from tunemantra.contrib.transports import open_files\n"
        "from tunemantra.ports.transport import Endpoint\n"
        "from tunemantra.errors import TransportError\n"
        "try: open_files(Endpoint('files', 's3://b/'), None)\n"
        "except TransportError as error: print(error.hint)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "pip install 'tunemantra[s3]'" in done.stdout
