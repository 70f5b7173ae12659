# ruff: noqa: SIM117 -- a transport is one thing, what it raises another
"""FTPS against real servers, and what can go wrong on the way (A-043, A-088, A-150)."""

from __future__ import annotations

import getpass
import hashlib
import io
import logging
import os
import random
import signal
import ssl
import subprocess
from contextlib import contextmanager

import pytest

from tests.integration import ftps_server
from tests.integration.certificates import make_certificate
from tests.integration.sftp_servers import free_port, wait_for
from tests.support import require_tool
from tunemantra.contrib.transports import FtpsTransport
from tunemantra.contrib.transports._ftp_client import BLOCK, FtpsClient
from tunemantra.errors import (
    AuthError,
    ConnectError,
    Disposition,
    HostKeyError,
    IntegrityError,
    RemoteError,
    TransferTimeoutError,
    TransportError,
)
from tunemantra.ports.runtime import SecretRef
from tunemantra.ports.transport import Endpoint, PasswordLogin, Proof, SshLogin

pytestmark = pytest.mark.integration

SIZE = 8 * 1024 * 1024
DATA = random.Random(43).randbytes(SIZE)
VSFTPD = """
listen=YES
listen_address=127.0.0.1
listen_port={port}
background=NO
run_as_launching_user={launching}
anonymous_enable=YES
no_anon_password=YES
anon_root={root}
write_enable=YES
anon_upload_enable=YES
anon_mkdir_write_enable=YES
anon_other_write_enable=YES
anon_world_readable_only=NO
anon_umask=022
allow_writeable_chroot=YES
seccomp_sandbox=NO
ssl_enable=YES
allow_anon_ssl=YES
force_anon_logins_ssl=YES
force_anon_data_ssl=YES
require_ssl_reuse=YES
ssl_ciphers=HIGH
rsa_cert_file={certificate}
rsa_private_key_file={certificate}
"""


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    return tmp_path_factory.mktemp("root")


@pytest.fixture(scope="module")
def server(tmp_path_factory, root):
    with ftps_server.running(tmp_path_factory.mktemp("ftps"), root) as running:
        yield running


@pytest.fixture
def box(root, tmp_path):
    (root / tmp_path.name).mkdir()
    return root / tmp_path.name


@contextmanager
def another(tmp_path, **options):
    (tmp_path / "root").mkdir()
    with ftps_server.running(tmp_path / "server", tmp_path / "root", **options) as running:
        yield running


def put(transport, data=DATA, path="a.wav", sent=None):
    return transport.put(io.BytesIO(data), path, size=len(data), sha256=hashlib.sha256(data).hexdigest(), sent=sent)


def no_wait(_seconds):
    """A dropped connection is taken up again at once."""


def test_a_folder_that_comes_into_being_while_it_is_looked_for_is_listed(server, box, monkeypatch):
    entries, asked = FtpsClient.entries, []

    def too_early(client, path):
        asked.append(path)
        try:
            return entries(client, path)
        finally:
            (box / "new").mkdir(exist_ok=True)

    monkeypatch.setattr(FtpsClient, "entries", too_early)
    with FtpsTransport(server.endpoint(f"/{box.name}"), server.secrets) as transport:
        assert transport.list("new") == ()
    assert len(asked) == 2


class TestDroppedConnection:
    def test_ten_cuts_at_random_offsets_cost_next_to_nothing(self, server, box):
        # The connections after the first one send the rest, so their offsets count from where they begin.
        cuts = [random.Random(10).randrange(SIZE // 16) + n for n in range(10)]
        server.cut(*cuts)
        went = []
        with FtpsTransport(server.endpoint(f"/{box.name}"), server.secrets, attempts=11, sleep=no_wait) as transport:
            transport.pace = went.append
            put(transport)
        assert (box / "a.wav").read_bytes() == DATA
        # What the socket has taken when the wire is cut goes again; how much that is is the kernel's to say.
        assert SIZE <= sum(went) <= SIZE + len(cuts) * 24 * BLOCK

    def test_another_transport_goes_on_where_the_first_one_was_cut(self, server, box):
        server.cut(SIZE // 2)
        with FtpsTransport(server.endpoint(f"/{box.name}"), server.secrets, attempts=1) as first:
            with pytest.raises(ConnectError) as caught:
                put(first)
        assert caught.value.disposition is Disposition.RETRY
        assert (box / "a.wav.partial").stat().st_size == SIZE // 2
        with FtpsTransport(server.endpoint(f"/{box.name}"), server.secrets) as second:
            assert put(second) == SIZE - SIZE // 2
        assert (box / "a.wav").read_bytes() == DATA

    def test_nobody_listens(self, server):
        with FtpsTransport(server.endpoint("/x", port=free_port()), server.secrets) as transport:
            with pytest.raises(ConnectError):
                put(transport)

    def test_a_server_that_stops_answering_is_left_in_time(self, tmp_path):
        with another(tmp_path) as server:
            with FtpsTransport(server.endpoint("/", timeout=1.0), server.secrets, attempts=1) as transport:
                transport.list("")
                os.kill(server.process.pid, signal.SIGSTOP)
                try:
                    with pytest.raises((TransferTimeoutError, ConnectError)):
                        put(transport)
                finally:
                    os.kill(server.process.pid, signal.SIGCONT)

    def test_a_call_after_the_server_hung_up_connects_again(self, tmp_path):
        with another(tmp_path) as server:
            transport = FtpsTransport(server.endpoint("/"), server.secrets)
            put(transport, b"one", "one")
            transport._session.sock.shutdown(2)
            put(transport, b"two", "two")
            assert [entry.name for entry in transport.list("")] == ["one", "two"]
            transport.close()


class TestWhatIsThereAlready:
    def test_a_corrupt_part_is_mended_from_its_first_wrong_byte(self, server, box):
        half = bytearray(DATA[: SIZE // 2])
        half[SIZE // 4] ^= 1
        (box / "a.wav.partial").write_bytes(half)
        with FtpsTransport(server.endpoint(f"/{box.name}"), server.secrets) as transport:
            assert put(transport) == SIZE - SIZE // 4
        assert (box / "a.wav").read_bytes() == DATA

    def test_a_server_that_does_not_restart_appends(self, tmp_path):
        with another(tmp_path, lacks=("REST",)) as server:
            (tmp_path / "root" / "a.wav.partial").write_bytes(DATA[:1000])
            with FtpsTransport(server.endpoint("/"), server.secrets) as transport:
                assert put(transport) == SIZE - 1000
            assert (tmp_path / "root" / "a.wav").read_bytes() == DATA


class TestVerification:
    def test_bytes_that_changed_on_the_way_to_the_disk_are_found(self, tmp_path):
        with another(tmp_path, flips=True) as server:
            with FtpsTransport(server.endpoint("/"), server.secrets) as transport:
                with pytest.raises(IntegrityError):
                    put(transport)
                assert transport.stat("a.wav") is None

    @pytest.mark.parametrize(
        ("hashes", "verify", "proof"),
        [
            ("true", "hash", Proof.SERVER_HASH),
            ("wrong", "hash", Proof.READ_BACK),
            ("true", "reread", Proof.READ_BACK),
            ("", "hash", Proof.READ_BACK),
            ("", "size", Proof.SIZE),
        ],
    )
    def test_the_proof_is_what_was_asked_for(self, tmp_path, hashes, verify, proof):
        with another(tmp_path, hashes=hashes) as server:
            with FtpsTransport(server.endpoint("/"), server.secrets, verify=verify) as transport:
                put(transport)
                assert transport.proof("a.wav") is proof
                assert transport.proof("b.wav") is None


class TestIdentity:
    """A-150: somebody in between has no certificate we trust; nothing of ours is sent to them."""

    def test_a_certificate_nobody_vouches_for_is_refused(self, server):
        endpoint = server.endpoint("/", ca_file="")
        with (
            FtpsTransport(endpoint, server.secrets) as transport,
            pytest.raises(HostKeyError, match="nothing was sent"),
        ):
            transport.list("")

    def test_another_hosts_certificate_is_refused(self, server):
        with FtpsTransport(server.endpoint("/", host="localhost"), server.secrets) as transport:
            with pytest.raises(HostKeyError) as caught:
                transport.list("")
        assert caught.value.disposition is Disposition.STOP

    def test_a_certificate_that_has_ended_is_refused(self, tmp_path, root):
        ended = make_certificate(tmp_path / "ended.pem", "127.0.0.1", ended=True)
        with ftps_server.running(tmp_path / "server", root, certificate=str(ended)) as server:
            with FtpsTransport(server.endpoint("/", ca_file=str(ended)), server.secrets) as transport:
                with pytest.raises(HostKeyError, match="expired"):
                    transport.list("")

    def test_certificates_that_cannot_be_read_stop_it(self, server, tmp_path):
        with FtpsTransport(server.endpoint("/", ca_file=str(tmp_path / "none")), server.secrets) as transport:
            with pytest.raises(ConnectError):
                transport.list("")

    def test_data_channels_take_up_the_session(self, server, box, monkeypatch):
        reused = []
        opened = FtpsClient.ntransfercmd

        def seen(client, *arguments, **named):
            conn, size = opened(client, *arguments, **named)
            reused.append(isinstance(conn, ssl.SSLSocket) and conn.session_reused)
            return conn, size

        monkeypatch.setattr(FtpsClient, "ntransfercmd", seen)
        with FtpsTransport(server.endpoint(f"/{box.name}"), server.secrets) as transport:
            put(transport, b"small")
        assert reused == [True, True]


class TestLogin:
    def test_a_wrong_password_is_not_tried_again(self, server):
        endpoint = server.endpoint("/", password="env:WRONG")
        with FtpsTransport(endpoint, server.secrets) as transport, pytest.raises(AuthError) as caught:
            put(transport)
        assert caught.value.disposition is Disposition.STOP
        assert "wrong-horse" not in f"{caught.value!r} {caught.value}"

    @pytest.mark.parametrize("login", [None, SshLogin("label")])
    def test_it_needs_user_and_password(self, server, login):
        with FtpsTransport(server.endpoint("/", login=login), server.secrets) as transport:
            with pytest.raises(AuthError, match="no login"):
                transport.list("")

    def test_nothing_secret_is_told_of_a_failure(self, server, caplog):
        caplog.set_level(logging.DEBUG)
        with FtpsTransport(server.endpoint("/", ca_file=""), server.secrets) as transport:
            with pytest.raises(TransportError) as caught:
                put(transport)
        assert ftps_server.PASSWORD not in f"{caught.value!r} {caught.value.facts} {caplog.text} {transport!r}"


class TestFolders:
    def test_a_folder_without_end_does_not_fill_the_memory(self, server, box, monkeypatch):
        monkeypatch.setattr("tunemantra.contrib.transports._ftp_client.MOST_ENTRIES", 3)
        for number in range(4):
            (box / f"{number}.wav").write_bytes(b"")
        with FtpsTransport(server.endpoint(f"/{box.name}"), server.secrets) as transport:
            with pytest.raises(RemoteError, match="more than 3 entries"):
                transport.list("")
            (box / "0.wav").unlink()
            assert len(transport.list("")) == 3

    @pytest.mark.parametrize("name", ["a\r\nDELE b", "a\nb"])
    def test_a_name_is_no_command(self, server, name):
        with FtpsTransport(server.endpoint("/"), server.secrets) as transport:
            with pytest.raises(TransportError, match="does not lie inside"):
                transport.read(name)


@pytest.fixture
def vsftpd(tmp_path):
    """The server of many Linux systems, which demands that data channels take up the session."""
    program = require_tool("vsftpd", "vsftpd")
    (tmp_path / "root").mkdir()
    (tmp_path / "root" / "in").mkdir()
    if os.geteuid() == 0:
        subprocess.run(["chown", "ftp", tmp_path / "root" / "in"], check=True)
        for folder in (tmp_path, *tmp_path.parents[:2]):
            folder.chmod(0o755)
    certificate = make_certificate(tmp_path / "server.pem", "127.0.0.1")
    port = free_port()
    launching = "NO" if os.geteuid() == 0 else "YES"
    text = VSFTPD.format(port=port, root=tmp_path / "root", certificate=certificate, launching=launching)
    (tmp_path / "vsftpd.conf").write_text(text.lstrip())
    (tmp_path / "vsftpd.conf").chmod(0o600)
    process = subprocess.Popen([program, tmp_path / "vsftpd.conf"])
    try:
        wait_for(port, process)
        login = PasswordLogin("ftp", SecretRef("env:PASSWORD"))
        yield Endpoint("files", f"ftps://127.0.0.1:{port}/in", login, ca_file=str(certificate), timeout=20.0)
    finally:
        process.terminate()
        process.wait(10)


class TestVsftpd:
    def test_a_stopped_upload_is_resumed_and_proved(self, vsftpd):
        secrets = ftps_server.Secrets({"env:PASSWORD": getpass.getuser()})

        def stop(arrived):
            if arrived >= SIZE // 2:
                raise KeyError(arrived)

        with FtpsTransport(vsftpd, secrets) as transport:
            with pytest.raises(KeyError):
                put(transport, path="batch/a.wav", sent=stop)
            assert put(transport, path="batch/a.wav") <= SIZE // 2
            assert put(transport, path="batch/a.wav") == 0
            assert transport.read("batch/a.wav", limit=SIZE) == DATA
            assert [(entry.name, entry.size) for entry in transport.list("batch")] == [("a.wav", SIZE)]
            assert transport.stat("batch").folder
            transport.remove("batch/a.wav")
            assert transport.stat("batch/a.wav") is None
            assert list(transport.list("nowhere")) == []
