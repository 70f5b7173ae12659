"""The scheme of an endpoint chooses its transport."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tunemantra.contrib import transports
from tunemantra.contrib.transports import open_api, open_calls, open_files, open_tool
from tunemantra.errors import ConnectError, Disposition
from tunemantra.ports.transport import Endpoint


@pytest.mark.parametrize(
    ("opener", "url", "expected"),
    [
        (open_files, "sftp://host/in", "SftpTransport"),
        (open_files, "file:///in", "FolderTransport"),
        (open_api, "https://host/v1", "HttpTransport"),
        (open_api, "http://127.0.0.1/v1", "HttpTransport"),
        (open_calls, "soap+https://host/v1", "SoapTransport"),
        (open_calls, "graphql+https://host/v1", "GraphQlTransport"),
        (open_calls, "sqs+https://host/1/queue", "SqsTransport"),
        (open_tool, "tool:///opt/press", "LocalTool"),
    ],
)
def test_the_scheme_chooses(opener, url, expected):
    transport = opener(Endpoint("x", url), None)
    assert type(transport) is getattr(transports, expected)
    transport.close()


@pytest.mark.parametrize(
    ("opener", "url"), [(open_files, "https://host/"), (open_api, "sftp://host/"), (open_calls, "soap://host/")]
)
def test_an_unknown_scheme_is_refused_with_those_known(opener, url):
    with pytest.raises(ConnectError, match="known here") as caught:
        opener(Endpoint("x", url), None)
    assert caught.value.disposition is Disposition.STOP


def test_soap_without_its_library_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "zeep", None)
    monkeypatch.delitem(sys.modules, "tunemantra.contrib.transports.soap", raising=False)
    with pytest.raises(ConnectError, match=r"needs the library 'zeep'.*tunemantra\[soap\]"):
        open_calls(Endpoint("x", "soap+https://host/v1"), None)


def test_a_queue_without_its_library_names_the_extra_that_brings_it(monkeypatch):
    for name in ("botocore", "boto3"):
        monkeypatch.setitem(sys.modules, name, None)
    for name in ("sqs", "_aws"):
        monkeypatch.delitem(sys.modules, f"tunemantra.contrib.transports.{name}", raising=False)
    with pytest.raises(ConnectError, match=r"needs the library 'boto.*tunemantra\[s3\]"):
        open_calls(Endpoint("x", "sqs+https://host/1/queue"), None)


@pytest.mark.parametrize("url", ["sftp:///in", "sftp://user:word@host/", "sftp://host:port/"])
def test_an_sftp_address_that_is_none_is_refused(url):
    with pytest.raises(ConnectError):
        open_files(Endpoint("x", url), None)


def test_no_library_is_loaded_before_it_is_needed():
    code = "import tunemantra.contrib.transports, sys; print({'paramiko', 'httpx', 'zeep'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
