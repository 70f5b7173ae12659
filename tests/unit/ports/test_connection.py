from __future__ import annotations

import pytest

from tunemantra.host.structuring import structure
from tunemantra.ports.connection import FilesConnection
from tunemantra.ports.runtime import SecretRef
from tunemantra.ports.transport import AccessKey, ObjectStore, PasswordLogin, SshLogin

KEY = "ssh-ed25519 AAAA"
REF = SecretRef("env:X")


def read(**table):
    return structure(FilesConnection, table, path="files")


def endpoint(**table):
    made, findings = read(**table)
    assert findings == ()
    return made.endpoint()


@pytest.mark.parametrize("scheme", ["sftp", "scp"])
def test_ssh_logs_in_with_a_key_and_checks_the_servers(scheme):
    made = endpoint(url=f"{scheme}://host/in", user="label", key="env:X", host_key=KEY)
    assert (made.scheme, made.login, made.host_key) == (scheme, SshLogin("label", REF), KEY)
    assert made.store is None


def test_a_known_hosts_file_does_instead_of_a_key():
    assert endpoint(url="sftp://host/in", user="label", known_hosts="/etc/known").known_hosts == "/etc/known"


def test_ftps_logs_in_with_a_password():
    made = endpoint(url="ftps://host/in", user="label", password="env:X", ca_file="/ca.pem", verify="reread")
    assert (made.login, made.ca_file, made.verify) == (PasswordLogin("label", REF), "/ca.pem", "reread")


def test_s3_has_a_key_and_a_store():
    keys = {"key_id": "env:X", "secret": "env:X", "session_token": "env:X"}
    made = endpoint(url="s3://bucket/in", **keys, service="https://store", encryption="AES256", path_style=True)
    assert made.login == AccessKey(REF, REF, REF)
    assert made.store == ObjectStore("https://store", encryption="AES256", path_style=True)


@pytest.mark.parametrize("url", ["s3://bucket/in", "file:///in", "acme+ftp://host"])
def test_where_no_login_is_needed_none_is_asked_for(url):
    assert endpoint(url=url).login is None


@pytest.mark.parametrize(
    ("table", "word"),
    [
        ({"url": "host/in"}, "write it as"),
        ({"url": "sftp://user:word@host/in"}, "it holds a password"),
        ({"url": "ftps:///in"}, "no host"),
        ({"url": "sftp://host/in", "host_key": KEY}, "sftp needs it"),
        ({"url": "ftps://host/in", "user": "label"}, "ftps needs it"),
        ({"url": "sftp://host/in", "user": "label"}, "pin the server's key"),
        ({"url": "file:///in", "verify": "hope"}, "one of "),
    ],
)
def test_what_does_not_fit_is_told(table, word):
    _made, findings = read(**table)
    assert [finding for finding in findings if word in f"{finding.observed} {finding.expected}"]


def test_every_wrong_key_is_told_at_once():
    _made, findings = read(url="s3://b", timeout=-1, key_id="AKIA", speed=3)
    assert {finding.path for finding in findings} == {"files.timeout", "files.key_id", "files.speed"}
