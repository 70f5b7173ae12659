"""No error of a library crosses the port."""

from __future__ import annotations

import inspect
import pickle

import httpx
import paramiko
import pytest
from paramiko import ssh_exception

from tunemantra.contrib.transports import _http_errors, _sftp_errors
from tunemantra.contrib.transports._sftp_client import StatusError
from tunemantra.errors import (
    AuthError,
    ConnectError,
    Disposition,
    RemoteError,
    TransferTimeoutError,
    TransportError,
)


def exceptions_of(*modules):
    found = {
        value
        for module in modules
        for value in vars(module).values()
        if inspect.isclass(value) and issubclass(value, Exception)
    }
    assert found
    return sorted(found, key=lambda kind: kind.__name__)


def blank(kind):
    """An instance, whatever its constructor asks for."""
    return type(kind.__name__, (kind,), {"__init__": lambda _: None, "__str__": lambda _: "why"})()


@pytest.mark.parametrize("kind", exceptions_of(httpx))
def test_every_httpx_exception_is_translated(kind):
    assert isinstance(_http_errors.translate(blank(kind), "GET x"), TransportError)


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (httpx.ReadTimeout, TransferTimeoutError),
        (httpx.PoolTimeout, TransferTimeoutError),
        (httpx.ConnectError, ConnectError),
        (httpx.RemoteProtocolError, ConnectError),
        (httpx.DecodingError, RemoteError),
        (httpx.InvalidURL, TransportError),
    ],
)
def test_httpx_exceptions_get_the_nearest_class(kind, expected):
    assert type(_http_errors.translate(blank(kind), "GET x")) is expected


@pytest.mark.parametrize("kind", exceptions_of(ssh_exception))
def test_every_paramiko_exception_is_translated(kind):
    with pytest.raises(TransportError), _sftp_errors.translated("put x"):
        raise blank(kind)


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (TimeoutError(), TransferTimeoutError),
        (ConnectionResetError("reset"), ConnectError),
        (EOFError(), ConnectError),
        (paramiko.SSHException("dropped"), ConnectError),
        (paramiko.AuthenticationException("no"), AuthError),
        (StatusError(4, "disk full"), RemoteError),
        (StatusError(7, "lost"), ConnectError),
    ],
)
def test_ssh_errors_get_the_nearest_class(error, expected):
    assert type(_sftp_errors.translate(error, "put x")) is expected


@pytest.mark.parametrize(
    ("status", "disposition"), [(2, Disposition.STOP), (3, Disposition.STOP), (4, Disposition.RETRY)]
)
def test_a_missing_file_or_right_is_not_tried_again(status, disposition):
    error = _sftp_errors.translate(StatusError(status, "why"), "put x")
    assert error.disposition is disposition
    assert error.facts == {"status": status}
    assert str(error) == "put x: why"


def test_translated_errors_survive_pickling():
    error = pickle.loads(pickle.dumps(_sftp_errors.translate(StatusError(4, "full"), "put x")))
    assert (type(error), str(error)) == (RemoteError, "put x: full")
