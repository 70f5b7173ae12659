# ruff: noqa: SIM117 -- a transport is one thing, what it raises another
"""SCP against real servers: one that runs commands, one that runs `scp` alone (A-043)."""

from __future__ import annotations

import hashlib
import io
import random

import pytest

from tests.integration import sftp_servers
from tests.support import require_tool
from tunemantra.contrib.transports import ScpTransport
from tunemantra.errors import ConnectError, Disposition, HostKeyError, IntegrityError, RemoteError
from tunemantra.ports.transfer import Traits
from tunemantra.ports.transport import Proof

pytestmark = pytest.mark.integration

SIZE = 2 * 1024 * 1024 + 1
DATA = random.Random(45).randbytes(SIZE)


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
def bare(box):
    """A server that runs no commands."""
    with sftp_servers.python_server(box) as server:
        yield server


def put(transport, data=DATA, path="a.wav", sent=None, digest=None):
    digest = digest or hashlib.sha256(data).hexdigest()
    return transport.put(io.BytesIO(data), path, size=len(data), sha256=digest, sent=sent)


def no_wait(_seconds):
    """A dropped connection is taken up again at once."""


def stop(arrived):
    if arrived > SIZE // 2:
        raise KeyError(arrived)


class TestWithCommands:
    def test_it_says_that_it_cannot_resume_and_starts_over(self, sshd, box):
        with sftp_servers.Wire(sshd.port, after=SIZE // 2) as wire:
            endpoint = sshd.endpoint(box, port=wire.port, scheme="scp")
            with ScpTransport(endpoint, sshd.secrets, sleep=no_wait) as transport:
                moved = put(transport)
                assert transport.traits == Traits(resumes=False, cuts=False)
            assert wire.connections == 2
        assert moved > SIZE
        assert (box / "a.wav").read_bytes() == DATA
        assert [entry.name for entry in box.iterdir()] == ["a.wav"]

    @pytest.mark.parametrize(("verify", "proof"), [("hash", Proof.SERVER_HASH), ("reread", Proof.READ_BACK)])
    def test_the_proof_is_what_was_asked_for(self, sshd, box, verify, proof):
        with ScpTransport(sshd.endpoint(box, scheme="scp"), sshd.secrets, verify=verify) as transport:
            put(transport)
            assert transport.proof("a.wav") is proof

    @pytest.mark.parametrize("name", ["-rf", "a b", "$(touch x)", "a;touch x", "it's", "`touch x`"])
    def test_a_name_is_no_command_and_no_option(self, sshd, box, name):
        with ScpTransport(sshd.endpoint(box, scheme="scp"), sshd.secrets) as transport:
            put(transport, b"x", name)
            assert [entry.name for entry in transport.list("")] == [name]
            assert transport.read(name) == b"x"
            transport.remove(name)
        assert list(box.iterdir()) == []

    def test_a_folder_that_cannot_be_made_says_why(self, sshd, box):
        (box / "file").write_bytes(b"")
        with ScpTransport(sshd.endpoint(box, scheme="scp"), sshd.secrets) as transport:
            with pytest.raises(RemoteError, match=r"(?i)not a directory|file exists") as caught:
                put(transport, b"x", "file/a.wav")
        assert caught.value.disposition is Disposition.STOP

    def test_a_stranger_is_sent_nothing(self, sshd, box):
        with ScpTransport(sshd.endpoint(box, scheme="scp", host_key=""), sshd.secrets) as transport:
            with pytest.raises(HostKeyError):
                put(transport)

    def test_nobody_listens(self, sshd, box):
        endpoint = sshd.endpoint(box, port=sftp_servers.free_port(), scheme="scp")
        with ScpTransport(endpoint, sshd.secrets) as transport, pytest.raises(ConnectError):
            put(transport)


class TestWithoutCommands:
    def opened(self, server, folder="/"):
        return ScpTransport(server.endpoint(folder, scheme="scp"), server.secrets, sleep=no_wait)

    def test_a_marker_says_that_the_file_is_whole(self, bare, box):
        with self.opened(bare) as transport:
            assert put(transport, path="batch/upc/a.wav") == SIZE
            assert transport.traits == Traits(resumes=False, cuts=False, hides=False, browses=False)
            assert transport.proof("batch/upc/a.wav") is Proof.READ_BACK
            assert put(transport, path="batch/upc/a.wav") == 0
        assert (box / "batch/upc/a.wav").read_bytes() == DATA
        digest = hashlib.sha256(DATA).hexdigest()
        assert (box / "batch/upc/a.wav.sha256").read_text() == f"{digest}  a.wav\n"

    def test_the_marker_is_empty_while_the_file_is_on_its_way(self, bare, box):
        with self.opened(bare) as transport:
            put(transport, b"old")
            with pytest.raises(KeyError):
                put(transport, sent=stop)
            assert (box / "a.wav.sha256").read_bytes() == b""
            put(transport)
        assert (box / "a.wav").read_bytes() == DATA
        assert (box / "a.wav.sha256").stat().st_size > 64

    def test_wrong_bytes_get_no_marker(self, bare, box):
        with self.opened(bare) as transport:
            with pytest.raises(IntegrityError):
                put(transport, b"abc", digest=hashlib.sha256(b"abd").hexdigest())
        assert (box / "a.wav.sha256").read_bytes() == b""

    def test_files_are_seen_and_read(self, bare):
        with self.opened(bare) as transport:
            put(transport, b"<a/>", "a.xml")
            put(transport, b"", "done")
            assert transport.stat("a.xml").size == 4
            assert transport.stat("b.xml") is None
            assert transport.read("a.xml") == b"<a/>"
            assert transport.read("done") == b""
            with pytest.raises(RemoteError, match="larger than 3"):
                transport.read("a.xml", limit=3)
            with pytest.raises(RemoteError, match="no such file"):
                transport.read("b.xml")

    @pytest.mark.parametrize("call", ["list", "remove"])
    def test_what_it_cannot_do_it_says(self, bare, call):
        with self.opened(bare) as transport, pytest.raises(RemoteError, match="runs no commands") as caught:
            getattr(transport, call)("a.wav")
        assert caught.value.disposition is Disposition.STOP
