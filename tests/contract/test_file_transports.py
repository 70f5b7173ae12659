"""Every file transport keeps the same promises."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.integration import ftps_server, s3_server, sftp_servers
from tests.support import require_tool
from tunemantra.contrib.transports import FolderTransport, FtpsTransport, S3Transport, ScpTransport, SftpTransport
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
    SECRETS = ("open-sesame", "PRIVATE KEY")

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


@pytest.fixture(scope="module")
def ftps_root(tmp_path_factory):
    return tmp_path_factory.mktemp("ftps-root")


@pytest.fixture(scope="module")
def ftps(tmp_path_factory, ftps_root):
    with ftps_server.running(tmp_path_factory.mktemp("ftps"), ftps_root) as server:
        yield server


@pytest.fixture(scope="module")
def old_ftps(tmp_path_factory, ftps_root):
    lacks = ("MLST", "MLSD", "FEAT")
    with ftps_server.running(tmp_path_factory.mktemp("old-ftps"), ftps_root, lacks=lacks) as server:
        yield server


@pytest.mark.integration
class TestFtps(FileTransportConformance):
    SECRETS = (ftps_server.PASSWORD,)

    @pytest.fixture
    def transport(self, ftps, tmp_path):
        with FtpsTransport(ftps.endpoint(f"/{tmp_path.name}"), ftps.secrets) as transport:
            yield transport


@pytest.mark.integration
class TestFtpsToAnOldServer(FileTransportConformance):
    @pytest.fixture
    def transport(self, old_ftps, tmp_path):
        with FtpsTransport(old_ftps.endpoint(f"/~/{tmp_path.name}"), old_ftps.secrets, verify="reread") as transport:
            yield transport


@pytest.fixture(scope="module")
def object_store(tmp_path_factory):
    with s3_server.running(tmp_path_factory.mktemp("s3")) as server:
        yield server


@pytest.mark.integration
class TestScpToOpenssh(FileTransportConformance):
    SECRETS = ("PRIVATE KEY",)

    @pytest.fixture
    def transport(self, openssh_server, tmp_path):
        endpoint = openssh_server.endpoint(tmp_path / "in box", scheme="scp")
        with ScpTransport(endpoint, openssh_server.secrets) as transport:
            yield transport


@pytest.mark.integration
class TestS3(FileTransportConformance):
    SIZE = 6 * s3_server.LEAST_PART - 1000
    SECRETS = (s3_server.SECRET, s3_server.TOKEN)

    @pytest.fixture
    def transport(self, object_store, tmp_path):
        endpoint = object_store.endpoint(f"/{tmp_path.name}")
        with S3Transport(endpoint, object_store.secrets, part_size=s3_server.LEAST_PART) as transport:
            yield transport


@pytest.mark.integration
class TestS3ReadBack(FileTransportConformance):
    SIZE = 6 * s3_server.LEAST_PART - 1000

    @pytest.fixture
    def transport(self, object_store, tmp_path):
        endpoint = object_store.endpoint(f"/{tmp_path.name}/in", verify="reread")
        with S3Transport(endpoint, object_store.secrets, part_size=s3_server.LEAST_PART) as transport:
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

    class NeverAsks(FolderTransport):
        def put(self, source, path, *, size, sha256, sent=None):
            self.pace = None
            return super().put(source, path, size=size, sha256=sha256, sent=sent)

    class AsksAfterwards(FolderTransport):
        def put(self, source, path, *, size, sha256, sent=None):
            pace, self.pace = self.pace, None
            count = super().put(source, path, size=size, sha256=sha256, sent=sent)
            pace(count)
            return count

    class CleansEverything(FolderTransport):
        def clean(self, path="", *, before):
            removed = [entry.path for entry in self.list(path) if entry.modified < before]
            for name in removed:
                self.remove(name)
            return removed

    class CleansTheYoung(FolderTransport):
        def clean(self, path="", *, before):
            return super().clean(path, before=before + timedelta(days=2))

    class Talks(FolderTransport):
        def __repr__(self):
            return "Talks(password='hunter2')"

    @pytest.mark.parametrize(
        ("saboteur", "promise"),
        [
            (ForgetsWhereItWas, "test_ft_22_stops_at_any_offset_cost_next_to_nothing"),
            (NeverAsks, "test_ft_23_pace_is_asked_before_bytes_go_out"),
            (AsksAfterwards, "test_ft_23_pace_is_asked_before_bytes_go_out"),
            (NeverAsks, "test_ft_24_a_rate_is_kept"),
            (CleansEverything, "test_ft_25_what_was_left_over_is_cleaned_up"),
            (CleansTheYoung, "test_ft_25_what_was_left_over_is_cleaned_up"),
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

    def test_one_that_talks_is_found_out(self, tmp_path, caplog):
        class Kit(FileTransportConformance):
            SECRETS = ("hunter2",)

        with pytest.raises(AssertionError):
            Kit().test_ft_26_nobody_reads_a_secret(self.Talks(Endpoint("files", tmp_path.as_uri())), caplog)
