"""Every file transport keeps the same promises."""

from __future__ import annotations

import pytest

from tests.integration import sftp_servers
from tests.support import require_tool
from tunemantra.contrib.transports import FolderTransport, SftpTransport
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
