"""Every file transport keeps the same promises."""

from __future__ import annotations

import pytest

from tests.integration import sftp_servers
from tests.support import require_tool
from tunemantra.contrib.transports import FolderTransport, SftpTransport
from tunemantra.contrib.transports._paths import confined
from tunemantra.ports.transport import Endpoint
from tunemantra.testing.transports import FileTransportConformance


@pytest.fixture(scope="module")
def asyncssh_server(tmp_path_factory):
    with sftp_servers.python_server(tmp_path_factory.mktemp("asyncssh")) as server:
        yield server


@pytest.fixture(scope="module")
def openssh_server(tmp_path_factory):
    sshd = require_tool("sshd", "openssh-server")
    with sftp_servers.openssh(sshd, tmp_path_factory.mktemp("sshd") / "etc") as server:
        yield server


class TestFolder(FileTransportConformance):
    @pytest.fixture
    def transport(self, tmp_path):
        with FolderTransport(Endpoint("files", (tmp_path / "in box").as_uri())) as transport:
            yield transport


@pytest.mark.integration
class TestSftpToAsyncssh(FileTransportConformance):
    @pytest.fixture
    def transport(self, asyncssh_server, tmp_path):
        endpoint = asyncssh_server.endpoint(f"/{tmp_path.name}")
        with SftpTransport(endpoint, asyncssh_server.secrets) as transport:
            yield transport


@pytest.mark.integration
class TestSftpToOpenssh(FileTransportConformance):
    @pytest.fixture
    def transport(self, openssh_server, tmp_path):
        with SftpTransport(openssh_server.endpoint(tmp_path / "inbox"), openssh_server.secrets) as transport:
            yield transport


@pytest.mark.integration
class TestSftpWithoutReadingBack(FileTransportConformance):
    @pytest.fixture
    def transport(self, openssh_server, tmp_path):
        endpoint = openssh_server.endpoint(tmp_path / "inbox")
        with SftpTransport(endpoint, openssh_server.secrets, verify="size") as transport:
            yield transport


class TestSaboteurs:
    """A transport that breaks a promise does not pass."""

    class StraightToTheFinalName(FolderTransport):
        def put(self, source, path, *, size, sha256, sent=None):
            target = self._store.at(confined(path))
            target.parent.mkdir(parents=True, exist_ok=True)
            with target.open("wb") as file:
                while block := source.read(1024 * 1024):
                    file.write(block)
                    if sent is not None:
                        sent(file.tell())
            return target.stat().st_size

    class ForgetsWhereItWas(FolderTransport):
        def put(self, source, path, *, size, sha256, sent=None):
            self.remove(f"{confined(path)}.partial")
            return super().put(source, path, size=size, sha256=sha256, sent=sent)

    class BelievesTheSize(FolderTransport):
        def put(self, source, path, *, size, sha256, sent=None):
            there = self.stat(confined(path))
            if there is not None and there.size == size:
                return 0
            return super().put(source, path, size=size, sha256=sha256, sent=sent)

    class Silent(FolderTransport):
        def put(self, source, path, *, size, sha256, sent=None):
            return super().put(source, path, size=size, sha256=sha256)

    class ReadsEverything(FolderTransport):
        def read(self, path, *, limit=0):
            return super().read(path, limit=2**20)

    class LeavesItsPart(FolderTransport):
        def put(self, source, path, *, size, sha256, sent=None):
            count = super().put(source, path, size=size, sha256=sha256, sent=sent)
            self._store.at(f"{path}.partial").touch()
            return count

    @pytest.mark.parametrize(
        ("saboteur", "promise"),
        [
            (StraightToTheFinalName, "test_ft_03_putting_again_moves_nothing"),
            (StraightToTheFinalName, "test_ft_06_a_stopped_file_has_no_final_name"),
            (StraightToTheFinalName, "test_ft_08_the_old_file_stays_until_the_new_one_is_whole"),
            (ForgetsWhereItWas, "test_ft_07_a_stopped_file_is_resumed"),
            (BelievesTheSize, "test_ft_04_same_size_is_not_same_file"),
            (Silent, "test_ft_05_progress_ends_with_the_size"),
            (Silent, "test_ft_06_a_stopped_file_has_no_final_name"),
            (ReadsEverything, "test_ft_16_large_reads_are_refused"),
            (LeavesItsPart, "test_ft_12_nothing_temporary_stays"),
        ],
    )
    def test_a_broken_transport_fails_its_promise(self, tmp_path, saboteur, promise):
        broken = saboteur(Endpoint("files", tmp_path.as_uri()))
        with pytest.raises((AssertionError, pytest.fail.Exception, IndexError)):
            getattr(FileTransportConformance(), promise)(broken)
