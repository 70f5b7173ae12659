# ruff: noqa: SIM117 -- the signatures are those of asyncssh and paramiko
"""SFTP against real servers, and what can go wrong on the way (A-042, A-071, A-150)."""

from __future__ import annotations

import functools
import hashlib
import io
import logging
import os
import random
import signal
import socket
import subprocess
import threading
from pathlib import Path

import asyncssh
import paramiko
import pytest
from attrs import evolve

from tests.integration import sftp_servers
from tests.support import require_tool
from tunemantra.contrib.transports import SftpTransport
from tunemantra.contrib.transports._sftp_client import IN_FLIGHT, LARGEST_BLOCK, SftpClient
from tunemantra.contrib.transports._ssh_packets import Packets
from tunemantra.contrib.transports._upload import Upload
from tunemantra.contrib.transports.sftp import _Remote
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
from tunemantra.ports.transport import Proof, SshLogin

pytestmark = pytest.mark.integration

SIZE = 24 * 1024 * 1024
DATA = random.Random(42).randbytes(SIZE)
DIGEST = hashlib.sha256(DATA).hexdigest()
PASSWORD = "correct-horse-battery"


@pytest.fixture(scope="module")
def sshd(tmp_path_factory):
    tool = require_tool("sshd", "openssh-server")
    with sftp_servers.openssh(tool, tmp_path_factory.mktemp("sshd") / "etc") as server:
        yield server


@pytest.fixture
def box(tmp_path):
    (tmp_path / "box").mkdir()
    return tmp_path / "box"


@pytest.fixture
def server(box):
    with sftp_servers.python_server(box, password=PASSWORD) as running:
        yield running


def put(transport, data=DATA, path="a.wav", sent=None):
    return transport.put(io.BytesIO(data), path, size=len(data), sha256=hashlib.sha256(data).hexdigest(), sent=sent)


def names(folder):
    return sorted(entry.name for entry in folder.iterdir())


def no_wait(_seconds):
    """A dropped connection is taken up again at once."""


class TestDroppedConnection:
    def test_a_cut_at_60_percent_is_resumed_where_it_was_cut(self, sshd, box):
        with sftp_servers.Wire(sshd.port, after=SIZE * 6 // 10) as wire:
            transport = SftpTransport(sshd.endpoint(box, port=wire.port), sshd.secrets, sleep=no_wait)
            with transport:
                moved = put(transport)
            assert wire.connections == 2
        assert (box / "a.wav").read_bytes() == DATA
        # What was confirmed did not travel again; only what was on its way when the wire was cut may have.
        assert SIZE - IN_FLIGHT <= moved <= SIZE

    def test_progress_goes_on_from_the_part_that_arrived(self, sshd, box):
        heard = []
        with sftp_servers.Wire(sshd.port, after=SIZE * 6 // 10) as wire:
            endpoint = sshd.endpoint(box, port=wire.port)
            with SftpTransport(endpoint, sshd.secrets, sleep=no_wait) as transport:
                put(transport, sent=heard.append)
        assert heard == sorted(heard)
        assert heard[-1] == SIZE

    def test_another_transport_goes_on_too(self, sshd, box):
        with sftp_servers.Wire(sshd.port, after=SIZE * 6 // 10) as wire:
            endpoint = sshd.endpoint(box, port=wire.port)
            with SftpTransport(endpoint, sshd.secrets, attempts=1) as first, pytest.raises(ConnectError):
                put(first)
        assert names(box) == ["a.wav.partial"]
        there = (box / "a.wav.partial").stat().st_size
        with SftpTransport(sshd.endpoint(box), sshd.secrets) as second:
            moved = put(second)
        # The server may write what was on its way after the wire was cut.
        assert SIZE - there - IN_FLIGHT <= moved <= SIZE - there
        assert (box / "a.wav").read_bytes() == DATA

    def test_it_gives_up_after_its_attempts(self, sshd, box):
        waits = []
        with sftp_servers.Wire(sshd.port, after=100_000, cuts=99) as wire:
            endpoint = sshd.endpoint(box, port=wire.port)
            with (
                SftpTransport(endpoint, sshd.secrets, attempts=3, sleep=waits.append) as transport,
                pytest.raises(ConnectError) as caught,
            ):
                put(transport)
            assert wire.connections == 3
        assert len(waits) == 2
        assert caught.value.disposition is Disposition.RETRY
        assert not (box / "a.wav").exists()

    def test_nobody_listens(self, sshd, box):
        endpoint = sshd.endpoint(box, port=sftp_servers.free_port())
        with SftpTransport(endpoint, sshd.secrets) as transport, pytest.raises(ConnectError):
            put(transport)

    def test_a_folder_without_end_does_not_fill_the_memory(self, sshd, box, monkeypatch):
        monkeypatch.setattr("tunemantra.contrib.transports.sftp.MOST_ENTRIES", 3)
        for number in range(4):
            (box / f"{number}.wav").write_bytes(b"")
        with SftpTransport(sshd.endpoint(box), sshd.secrets) as transport:
            with pytest.raises(RemoteError, match="more than 3 entries"):
                transport.list("")
            (box / "0.wav").unlink()
            assert len(transport.list("")) == 3

    def test_a_server_that_stops_answering_is_left_in_time(self, sshd, box):
        endpoint = sshd.endpoint(box, timeout=1.0)
        with SftpTransport(endpoint, sshd.secrets, attempts=1) as transport:
            transport.list("")
            frozen = children_of(sshd)
            stop = [pid for pid in frozen if os.kill(pid, signal.SIGSTOP) is None]
            try:
                with pytest.raises((TransferTimeoutError, ConnectError)):
                    put(transport)
            finally:
                for pid in stop:
                    os.kill(pid, signal.SIGCONT)

    def test_a_server_that_stalls_in_the_middle_is_left_in_time(self, sshd, box):
        stopped = []

        def freeze(_arrived):
            if not stopped:
                stopped.extend(pid for pid in children_of(sshd) if os.kill(pid, signal.SIGSTOP) is None)

        big = DATA * 3
        endpoint = sshd.endpoint(box, timeout=2.0)
        with SftpTransport(endpoint, sshd.secrets, attempts=1) as transport:
            try:
                with pytest.raises((TransferTimeoutError, ConnectError)):
                    put(transport, big, sent=lambda n: freeze(n) if n else None)
            finally:
                for pid in stopped:
                    os.kill(pid, signal.SIGCONT)
        assert stopped

    def test_a_call_after_an_idle_cut_connects_again(self, sshd, box):
        with SftpTransport(sshd.endpoint(box), sshd.secrets, sleep=no_wait) as transport:
            put(transport, b"one", "one")
            for pid in children_of(sshd):
                os.kill(pid, signal.SIGKILL)
            put(transport, b"two", "two")
        assert names(box) == ["one", "two"]


def children_of(server):
    """The processes that serve the connections of a server, found by its port in its own argument."""
    listing = subprocess.run(["ps", "-eo", "pid,ppid,args"], capture_output=True, text=True, check=True).stdout
    rows = [line.split(None, 2) for line in listing.splitlines()[1:]]
    known = {str(server.pid)}
    while True:
        more = {pid for pid, parent, _ in rows if parent in known} - known
        if not more:
            return [int(pid) for pid in known - {str(server.pid)}]
        known |= more


class TestWhatIsThereAlready:
    def test_a_corrupt_part_is_mended_from_its_first_wrong_byte(self, sshd, box):
        half = bytearray(DATA[: SIZE // 2])
        half[SIZE // 4] ^= 1
        (box / "a.wav.partial").write_bytes(half)
        with SftpTransport(sshd.endpoint(box), sshd.secrets) as transport:
            assert put(transport) == SIZE - SIZE // 4
        assert (box / "a.wav").read_bytes() == DATA

    def test_a_whole_part_only_needs_its_name(self, sshd, box):
        (box / "a.wav.partial").write_bytes(DATA)
        with SftpTransport(sshd.endpoint(box), sshd.secrets) as transport:
            assert put(transport) == 0
        assert names(box) == ["a.wav"]

    def test_a_final_file_with_one_wrong_bit_is_sent_again(self, sshd, box):
        wrong = bytearray(DATA)
        wrong[-1] ^= 1
        (box / "a.wav").write_bytes(wrong)
        with SftpTransport(sshd.endpoint(box), sshd.secrets) as transport:
            assert put(transport) == SIZE
        assert (box / "a.wav").read_bytes() == DATA

    def test_the_part_has_the_suffix_asked_for(self, sshd, box):
        (box / "a.wav.tmp").write_bytes(DATA[:1000])
        with SftpTransport(sshd.endpoint(box), sshd.secrets, suffix=".tmp") as transport:
            assert put(transport) == SIZE - 1000
        assert names(box) == ["a.wav"]


class TestVerification:
    def test_bytes_that_changed_on_the_way_to_the_disk_are_found(self, box):
        class FlipsOneBit(asyncssh.SFTPServer):
            def write(self, file_obj, offset, data):
                if offset == 0:
                    data = bytes([data[0] ^ 1]) + data[1:]
                return super().write(file_obj, offset, data)

        with (
            sftp_servers.python_server(box, sftp=FlipsOneBit) as server,
            SftpTransport(server.endpoint(""), server.secrets) as transport,
            pytest.raises(IntegrityError),
        ):
            put(transport)
        assert not (box / "a.wav").exists()

    def test_a_lost_tail_is_found_by_size_alone(self, box):
        class ForgetsTheTail(asyncssh.SFTPServer):
            def write(self, file_obj, offset, data):
                return len(data) if offset > SIZE // 2 else super().write(file_obj, offset, data)

        with (
            sftp_servers.python_server(box, sftp=ForgetsTheTail) as server,
            SftpTransport(server.endpoint(""), server.secrets, verify="size") as transport,
            pytest.raises(IntegrityError),
        ):
            put(transport)
        assert not (box / "a.wav").exists()

    def test_a_full_disk_is_the_servers_error(self, box):
        class Full(asyncssh.SFTPServer):
            def write(self, file_obj, offset, data):
                if offset > SIZE // 2:
                    raise asyncssh.SFTPError(asyncssh.sftp.FX_FAILURE, "no space left on device")
                return super().write(file_obj, offset, data)

        with (
            sftp_servers.python_server(box, sftp=Full) as server,
            SftpTransport(server.endpoint(""), server.secrets) as transport,
            pytest.raises(RemoteError, match="no space left"),
        ):
            put(transport)

    def test_a_drop_box_that_cannot_be_read_takes_files_verified_by_size(self, box):
        class DropBox(asyncssh.SFTPServer):
            def open(self, path, pflags, attrs):
                if pflags & asyncssh.FXF_READ:
                    raise asyncssh.SFTPPermissionDenied("write only")
                return super().open(path, pflags, attrs)

        with sftp_servers.python_server(box, sftp=DropBox) as server:
            with SftpTransport(server.endpoint(""), server.secrets, verify="size") as transport:
                assert put(transport) == SIZE
            with (
                SftpTransport(server.endpoint(""), server.secrets) as transport,
                pytest.raises(RemoteError, match="write only") as caught,
            ):
                put(transport, b"new", "b.wav")
        assert caught.value.disposition is Disposition.STOP


class TestServersThatCanLess:
    def test_without_atomic_rename_the_old_file_is_replaced(self, box):
        class Plain(asyncssh.SFTPServer):
            def posix_rename(self, oldpath, newpath):
                raise asyncssh.SFTPOpUnsupported("posix-rename")

        (box / "a.wav").write_bytes(b"old")
        with (
            sftp_servers.python_server(box, sftp=Plain) as server,
            SftpTransport(server.endpoint(""), server.secrets) as transport,
        ):
            put(transport)
        assert (box / "a.wav").read_bytes() == DATA

    def test_a_server_that_does_not_know_its_limits_gets_small_requests(self, box, monkeypatch):
        largest = []

        class Old(asyncssh.SFTPServer):
            def write(self, file_obj, offset, data):
                largest.append(len(data))
                return super().write(file_obj, offset, data)

        monkeypatch.setattr(SftpClient, "ask_limits", lambda self: None)
        with (
            sftp_servers.python_server(box, sftp=Old) as server,
            SftpTransport(server.endpoint(""), server.secrets) as transport,
        ):
            put(transport)
        assert max(largest) == 32 * 1024
        assert (box / "a.wav").read_bytes() == DATA

    def test_openssh_gets_requests_as_large_as_it_takes(self, sshd, box):
        with SftpTransport(sshd.endpoint(box), sshd.secrets) as transport:
            assert transport._client().block == LARGEST_BLOCK

    def test_a_server_without_aes_gcm_gets_what_it_has(self, box, tmp_path):
        tool = require_tool("sshd", "openssh-server")
        with (
            sftp_servers.openssh(tool, tmp_path / "etc", "Ciphers aes256-ctr") as server,
            SftpTransport(server.endpoint(box), server.secrets) as transport,
        ):
            put(transport)
            assert transport._transport.local_cipher == "aes256-ctr"
        assert (box / "a.wav").read_bytes() == DATA

    @pytest.mark.parametrize("window", [1000, 70_000])
    def test_a_server_that_takes_little_at_a_time_gets_little(self, box, window):
        data = DATA[: window * 200]
        with (
            sftp_servers.python_server(box, window=window, max_pktsize=3000) as server,
            SftpTransport(server.endpoint(""), server.secrets) as transport,
        ):
            put(transport, data)
        assert (box / "a.wav").read_bytes() == data

    def test_new_keys_are_agreed_on_in_the_middle_of_a_file(self, sshd, box, monkeypatch):
        agreed = []
        monkeypatch.setattr(Packets, "REKEY_BYTES", 5 * 1024 * 1024)
        set_cipher = Packets.set_outbound_cipher
        monkeypatch.setattr(
            Packets, "set_outbound_cipher", lambda *args, **named: (agreed.append(1), set_cipher(*args, **named))
        )
        with SftpTransport(sshd.endpoint(box), sshd.secrets) as transport:
            put(transport)
        assert (box / "a.wav").read_bytes() == DATA
        assert len(agreed) >= 4

    def test_a_server_may_ask_for_new_keys_as_well(self, box, tmp_path):
        tool = require_tool("sshd", "openssh-server")
        with (
            sftp_servers.openssh(tool, tmp_path / "etc", "RekeyLimit 16M") as server,
            SftpTransport(server.endpoint(box), server.secrets) as transport,
        ):
            put(transport)
        assert (box / "a.wav").read_bytes() == DATA


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def _spoil(handle, offset, block):
    handle.writefile.seek(offset)
    handle.writefile.write(bytes(len(block)))
    handle.writefile.flush()
    return paramiko.SFTP_OK


class TestServersOwnHash:
    """paramiko's own server offers `check-file`; asyncssh and OpenSSH do not."""

    @pytest.fixture
    def reads(self, box, monkeypatch):
        monkeypatch.setitem(paramiko.sftp_server._hash_class, "sha256", hashlib.sha256)
        count = []

        class Handle(paramiko.SFTPHandle):
            def read(self, offset, length):
                count.append((offset, length))
                return super().read(offset, length)

            def stat(self):
                return paramiko.SFTPAttributes.from_stat(os.fstat(self.writefile.fileno()))

        class Files(paramiko.SFTPServerInterface):
            def _at(self, path):
                return str(box) + self.canonicalize(path)

            def open(self, path, flags, attr):
                try:
                    handle = Handle(flags)
                    descriptor = os.open(self._at(path), flags, 0o600)
                except OSError as error:
                    return paramiko.SFTPServer.convert_errno(error.errno)
                handle.readfile = handle.writefile = os.fdopen(descriptor, "rb+" if flags & os.O_RDWR else "rb")
                if flags & os.O_WRONLY:
                    handle.writefile = os.fdopen(os.dup(descriptor), "wb")
                return handle

            def stat(self, path):
                try:
                    return paramiko.SFTPAttributes.from_stat(Path(self._at(path)).stat())
                except OSError as error:
                    return paramiko.SFTPServer.convert_errno(error.errno)

            def posix_rename(self, oldpath, newpath):
                Path(self._at(oldpath)).replace(self._at(newpath))
                return paramiko.SFTP_OK

        self.files = Files
        return count

    @pytest.fixture
    def session(self, reads):
        ours, theirs = socket.socketpair()
        server = paramiko.Transport(theirs)
        server.add_server_key(paramiko.ECDSAKey.generate())
        server.set_subsystem_handler("sftp", paramiko.SFTPServer, self.files)
        server.start_server(event=threading.Event(), server=Anybody())
        client = paramiko.Transport(ours, packetizer_class=Packets)
        client.start_client(timeout=10)
        client.auth_password("label", "x")
        channel = client.open_session()
        channel.invoke_subsystem("sftp")
        yield SftpClient(channel)
        client.close()
        server.close()

    def test_it_spares_reading_back(self, session, reads, box):
        data = DATA[:50_000]
        upload = Upload(io.BytesIO(data), "a", "a.partial", len(data), hashlib.sha256(data).hexdigest())
        assert upload.run(_Remote(session)) == len(data)
        assert (box / "a").read_bytes() == data
        # Once, by the server for its hash: nothing was read over the wire.
        assert reads == [(0, len(data))]

    def test_the_proof_says_that_it_was_believed(self, session):
        data = DATA[:50_000]
        upload = Upload(io.BytesIO(data), "a", "a.partial", len(data), sha256(data))
        upload.run(_Remote(session))
        assert upload.proof is Proof.SERVER_HASH

    @pytest.mark.parametrize("left", [0, 20_000])
    def test_a_server_that_lies_about_it_is_caught_by_reading_back(self, session, reads, box, monkeypatch, left):
        data = DATA[:50_000]
        (box / "a.partial").write_bytes(data[:left])
        # What it says of its files is what we want to hear; what it holds is something else.
        monkeypatch.setattr(SftpClient, "server_hash", lambda _self, _path, size: sha256(data[:size]))

        monkeypatch.setattr(paramiko.SFTPHandle, "write", _spoil)
        believed = Upload(io.BytesIO(data), "b", "b.partial", len(data), sha256(data))
        believed.run(_Remote(session))
        assert (box / "b").read_bytes() != data
        assert believed.proof is Proof.SERVER_HASH
        upload = Upload(io.BytesIO(data), "a", "a.partial", len(data), sha256(data), "reread")
        with pytest.raises(IntegrityError, match="another hash"):
            upload.run(_Remote(session))
        assert not (box / "a").exists()

    def test_read_back_is_what_the_proof_then_says(self, session, reads):
        data = DATA[:50_000]
        upload = Upload(io.BytesIO(data), "a", "a.partial", len(data), sha256(data), "reread")
        upload.run(_Remote(session))
        assert upload.proof is Proof.READ_BACK
        # Over the wire, and never by the server for its hash, which takes all at once.
        assert (0, len(data)) not in reads

    def test_a_prefix_is_believed(self, session, reads, box):
        data = DATA[:50_000]
        (box / "a.partial").write_bytes(data[:20_000])
        upload = Upload(io.BytesIO(data), "a", "a.partial", len(data), hashlib.sha256(data).hexdigest())
        assert upload.run(_Remote(session)) == 30_000
        assert reads[0] == (0, 20_000)
        assert len(reads) == 2

    def test_where_it_is_wrong_the_bytes_have_the_last_word(self, session, box, monkeypatch):
        wrong = functools.partial(hashlib.sha256, b"salt")
        monkeypatch.setitem(paramiko.sftp_server._hash_class, "sha256", wrong)
        data = DATA[:50_000]
        upload = Upload(io.BytesIO(data), "a", "a.partial", len(data), hashlib.sha256(data).hexdigest())
        assert upload.run(_Remote(session)) == len(data)
        assert (box / "a").read_bytes() == data


class Anybody(paramiko.ServerInterface):
    def check_auth_password(self, username, password):
        return paramiko.AUTH_SUCCESSFUL

    def check_channel_request(self, kind, chanid):
        return paramiko.OPEN_SUCCEEDED


class TestProof:
    def test_the_endpoint_says_how_and_the_transport_how_it_was(self, server):
        for verify, proof in (("hash", Proof.READ_BACK), ("reread", Proof.READ_BACK), ("size", Proof.SIZE)):
            with SftpTransport(evolve(server.endpoint(""), verify=verify), server.secrets) as transport:
                put(transport, b"audio", path=f"{verify}.wav")
                assert transport.proof(f"{verify}.wav") is proof
                assert transport.proof("other.wav") is None


class TestHostKey:
    def test_nothing_pinned_is_refused_with_what_was_seen(self, server):
        with (
            SftpTransport(server.endpoint("", host_key=""), server.secrets) as transport,
            pytest.raises(HostKeyError, match="SHA256:") as caught,
        ):
            put(transport)
        assert server.host_key in caught.value.hint
        assert caught.value.disposition is Disposition.STOP

    def test_another_key_than_the_pinned_one_is_refused(self, server, box, tmp_path):
        """A-150: somebody in between shows a key of the right kind and gets neither login nor bytes."""
        sftp_servers.make_key(tmp_path / "other")
        pinned = sftp_servers.public(tmp_path / "other")
        with (
            SftpTransport(server.endpoint("", host_key=pinned), server.secrets) as transport,
            pytest.raises(HostKeyError, match="not the one that is pinned") as caught,
        ):
            put(transport)
        observed = asyncssh.import_public_key(server.host_key).get_fingerprint()
        expected = asyncssh.import_public_key(pinned).get_fingerprint()
        assert (caught.value.facts["fingerprint"], caught.value.facts["host"]) == (observed, "127.0.0.1")
        assert f"expected ssh-ed25519 {expected}, seen ssh-ed25519 {observed}" in caught.value.message
        assert f"127.0.0.1:{server.port}" in caught.value.message
        assert "ask the platform" in caught.value.hint
        assert server.host_key.split()[1] not in str(caught.value)
        assert list(box.iterdir()) == []

    def test_a_key_of_another_kind_is_refused(self, box, tmp_path):
        sftp_servers.make_key(tmp_path / "other")
        with (
            sftp_servers.python_server(box, host_key_type="ecdsa-sha2-nistp256") as server,
            SftpTransport(
                server.endpoint("", host_key=sftp_servers.public(tmp_path / "other")), server.secrets
            ) as transport,
            pytest.raises(HostKeyError),
        ):
            put(transport)

    def test_another_key_than_the_one_in_the_known_hosts_file_is_refused(self, server, tmp_path):
        sftp_servers.make_key(tmp_path / "other")
        other, known = sftp_servers.public(tmp_path / "other"), tmp_path / "known_hosts"
        known.write_text(f"[127.0.0.1]:{server.port} {other}\n")
        endpoint = server.endpoint("", host_key="", known_hosts=str(known))
        with SftpTransport(endpoint, server.secrets) as transport, pytest.raises(HostKeyError) as caught:
            put(transport)
        assert f"expected ssh-ed25519 {asyncssh.import_public_key(other).get_fingerprint()}, " in caught.value.message
        assert str(known) in caught.value.hint

    def test_a_pinned_key_that_is_none_is_named(self, server):
        endpoint = server.endpoint("", host_key="ssh-ed25519 !!")
        with SftpTransport(endpoint, server.secrets) as transport, pytest.raises(HostKeyError, match="is no key"):
            put(transport)

    @pytest.mark.parametrize("kind", ["ssh-rsa", "ecdsa-sha2-nistp256"])
    def test_pinned_keys_of_other_kinds_are_known(self, box, kind):
        with (
            sftp_servers.python_server(box, host_key_type=kind) as server,
            SftpTransport(server.endpoint(""), server.secrets) as transport,
        ):
            assert put(transport, b"x") == 1

    def test_a_known_hosts_file_does_as_well(self, server, tmp_path):
        known = tmp_path / "known_hosts"
        known.write_text(f"[127.0.0.1]:{server.port} {server.host_key}\n")
        endpoint = server.endpoint("", host_key="", known_hosts=str(known))
        with SftpTransport(endpoint, server.secrets) as transport:
            assert put(transport, b"x") == 1

    def test_a_hashed_known_hosts_file_does_as_well(self, server, tmp_path):
        known = tmp_path / "known_hosts"
        known.write_text(f"[127.0.0.1]:{server.port} {server.host_key}\n")
        subprocess.run(["ssh-keygen", "-q", "-H", "-f", known], check=True, capture_output=True)
        assert "127.0.0.1" not in known.read_text()
        endpoint = server.endpoint("", host_key="", known_hosts=str(known))
        with SftpTransport(endpoint, server.secrets) as transport:
            assert put(transport, b"x") == 1

    @pytest.mark.parametrize("content", ["", "[127.0.0.1]:1 {}\n", "other {}\n", "[127.0.0.1]:{port} nonsense\n"])
    def test_a_host_that_is_not_in_the_file_is_refused(self, server, tmp_path, content):
        known = tmp_path / "known_hosts"
        known.write_text(content.format(server.host_key, port=server.port))
        endpoint = server.endpoint("", host_key="", known_hosts=str(known))
        with SftpTransport(endpoint, server.secrets) as transport, pytest.raises(HostKeyError, match="not known"):
            put(transport)

    def test_a_missing_known_hosts_file_is_refused(self, server, tmp_path):
        endpoint = server.endpoint("", host_key="", known_hosts=str(tmp_path / "none"))
        with SftpTransport(endpoint, server.secrets) as transport, pytest.raises(HostKeyError):
            put(transport)


class TestLogin:
    def test_a_password_does(self, server):
        with SftpTransport(server.endpoint("", by_password=True), server.secrets) as transport:
            assert put(transport, b"x") == 1

    def test_a_wrong_password_is_refused_and_not_tried_again(self, server):
        secrets = sftp_servers.Secrets({"env:PASSWORD": "wrong-and-secret"})
        with (
            SftpTransport(server.endpoint("", by_password=True), secrets) as transport,
            pytest.raises(AuthError) as caught,
        ):
            put(transport)
        assert caught.value.disposition is Disposition.STOP
        assert "wrong-and-secret" not in repr(caught.value) + str(caught.value)

    def test_a_foreign_key_is_refused(self, sshd, box, tmp_path):
        secrets = sftp_servers.Secrets({"env:KEY": sftp_servers.make_key(tmp_path / "foreign")})
        with SftpTransport(sshd.endpoint(box), secrets) as transport, pytest.raises(AuthError):
            put(transport)

    def test_no_login_is_refused(self, server):
        with SftpTransport(server.endpoint("", login=None), server.secrets) as transport:
            with pytest.raises(AuthError):
                put(transport)

    @pytest.mark.parametrize(
        "options",
        [
            ["-t", "ed25519", "-N", "phrase"],
            ["-t", "rsa", "-b", "2048", "-N", "phrase"],
            ["-t", "rsa", "-b", "2048", "-m", "PEM", "-N", ""],
            ["-t", "ecdsa", "-N", ""],
        ],
        ids=["ed25519", "rsa", "rsa-pem", "ecdsa"],
    )
    def test_keys_of_every_kind_open(self, sshd, box, tmp_path, options):
        path = tmp_path / "key"
        subprocess.run(["ssh-keygen", "-q", *options, "-f", path], check=True)
        with Path(sshd.authorized).open("a") as file:
            file.write(sftp_servers.public(path) + "\n")
        secrets = sftp_servers.Secrets({"env:KEY": path.read_text().strip(), "env:PHRASE": "phrase"})
        phrase = SecretRef("env:PHRASE") if "phrase" in options else None
        login = SshLogin(sshd.user, key=SecretRef("env:KEY"), passphrase=phrase)
        with SftpTransport(sshd.endpoint(box, login=login), secrets) as transport:
            assert put(transport, b"x") == 1

    @pytest.mark.parametrize("phrase", [None, "not the phrase"])
    def test_a_locked_key_without_its_phrase_is_refused(self, server, tmp_path, phrase):
        path = tmp_path / "key"
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "phrase", "-f", path], check=True)
        secrets = sftp_servers.Secrets({"env:KEY": path.read_text(), "env:PHRASE": phrase})
        reference = None if phrase is None else SecretRef("env:PHRASE")
        login = SshLogin("label", key=SecretRef("env:KEY"), passphrase=reference)
        with SftpTransport(server.endpoint("", login=login), secrets) as transport:
            with pytest.raises(AuthError):
                put(transport)

    def test_a_key_that_is_none_is_refused_without_being_shown(self, server):
        secrets = sftp_servers.Secrets({"env:KEY": "seeded-secret-that-is-no-key"})
        with SftpTransport(server.endpoint(""), secrets) as transport, pytest.raises(AuthError) as caught:
            put(transport)
        assert "seeded" not in repr(caught.value)

    def test_the_password_is_in_no_log(self, server, caplog):
        with caplog.at_level(logging.DEBUG):
            with SftpTransport(server.endpoint("", by_password=True), server.secrets) as transport:
                put(transport, b"x")
                assert PASSWORD not in repr(transport)
        assert caplog.records
        assert PASSWORD not in caplog.text


class TestFolders:
    def test_files_land_below_the_endpoints_folder(self, server, box):
        with SftpTransport(server.endpoint("/label/in"), server.secrets) as transport:
            put(transport, b"x", "batch/a")
        assert (box / "label" / "in" / "batch" / "a").read_bytes() == b"x"

    @pytest.mark.parametrize("folder", ["", "/~", "/~/"])
    def test_without_a_folder_they_land_where_the_login_does(self, server, box, folder):
        with SftpTransport(server.endpoint(folder), server.secrets) as transport:
            put(transport, b"x", "batch/a")
            assert [entry.path for entry in transport.list("")] == ["batch"]
        assert (box / "batch" / "a").read_bytes() == b"x"

    def test_a_folder_that_may_not_be_written_is_said_to_be(self, box):
        class ReadOnly(asyncssh.SFTPServer):
            def mkdir(self, path, attrs):
                raise asyncssh.SFTPPermissionDenied("read only")

        with (
            sftp_servers.python_server(box, sftp=ReadOnly) as server,
            SftpTransport(server.endpoint(""), server.secrets) as transport,
            pytest.raises(TransportError, match="read only") as caught,
        ):
            put(transport, b"x", "batch/a")
        assert caught.value.disposition is Disposition.STOP
