"""Transports: how the bytes of a delivery reach another machine."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, Final, cast

from tunemantra.errors import ConnectError, Disposition
from tunemantra.ports.runtime import SecretStore
from tunemantra.ports.tool import ToolTransport
from tunemantra.ports.transport import ApiTransport, CallTransport, Endpoint, FileTransport

if TYPE_CHECKING:
    from tunemantra.contrib.transports.folder import FolderTransport
    from tunemantra.contrib.transports.ftps import FtpsTransport
    from tunemantra.contrib.transports.graphql import GraphQlTransport
    from tunemantra.contrib.transports.http import HttpTransport
    from tunemantra.contrib.transports.s3 import S3Transport
    from tunemantra.contrib.transports.scp import ScpTransport
    from tunemantra.contrib.transports.sftp import SftpTransport
    from tunemantra.contrib.transports.soap import SoapTransport
    from tunemantra.contrib.transports.sqs import SqsTransport
    from tunemantra.contrib.transports.tool import LocalTool

# A library is loaded when the first endpoint needs it.
_FILES: Final = {
    "file": "FolderTransport",
    "ftps": "FtpsTransport",
    "s3": "S3Transport",
    "scp": "ScpTransport",
    "sftp": "SftpTransport",
}
_APIS: Final = {"http": "HttpTransport", "https": "HttpTransport"}
_CALLS: Final = {
    "soap+https": "SoapTransport",
    "soap+http": "SoapTransport",
    "graphql+https": "GraphQlTransport",
    "graphql+http": "GraphQlTransport",
    "sqs+https": "SqsTransport",
    "sqs+http": "SqsTransport",
}
_TOOLS: Final = {"tool": "LocalTool"}
_MODULES: Final = {
    "FolderTransport": "folder",
    "FtpsTransport": "ftps",
    "GraphQlTransport": "graphql",
    "HttpTransport": "http",
    "LocalTool": "tool",
    "S3Transport": "s3",
    "ScpTransport": "scp",
    "SftpTransport": "sftp",
    "SoapTransport": "soap",
    "SqsTransport": "sqs",
}


def open_files(endpoint: Endpoint, secrets: SecretStore) -> FileTransport:
    """Return the transport for an endpoint's files, by its scheme: `sftp`, `ftps`, `scp`, `s3` or `file`.

    Raises:
        ConnectError: nobody knows the scheme.
    """
    return cast("FileTransport", _maker(_FILES, endpoint)(endpoint, secrets))


def open_api(endpoint: Endpoint, secrets: SecretStore) -> ApiTransport:
    """Return the transport for an endpoint's API, by its scheme: `https` or `http`.

    Raises:
        ConnectError: nobody knows the scheme.
    """
    return cast("ApiTransport", _maker(_APIS, endpoint)(endpoint, secrets))


def open_calls(endpoint: Endpoint, secrets: SecretStore) -> CallTransport:
    """Return the transport for calls of named operations, by its scheme: `soap+https`, `graphql+https` or `sqs+https`.

    Raises:
        ConnectError: nobody knows the scheme, or its library is not installed.
    """
    return cast("CallTransport", _maker(_CALLS, endpoint)(endpoint, secrets))


def open_tool(endpoint: Endpoint, secrets: SecretStore) -> ToolTransport:
    """Return what runs the program of an endpoint, by its scheme: `tool`.

    Raises:
        ConnectError: nobody knows the scheme, or it names no program.
    """
    return cast("ToolTransport", _maker(_TOOLS, endpoint)(endpoint, secrets))


def _maker(table: dict[str, str], endpoint: Endpoint) -> Callable[[Endpoint, SecretStore], object]:
    name = table.get(endpoint.scheme)
    if name is None:
        raise ConnectError(
            f"endpoint {endpoint.name!r} has an unknown scheme {endpoint.scheme!r}",
            hint=f"known here: {', '.join(sorted(table))}",
            disposition=Disposition.STOP,
        )
    try:
        return cast("Callable[[Endpoint, SecretStore], object]", __getattr__(name))
    except ModuleNotFoundError as missing:
        raise ConnectError(
            f"endpoint {endpoint.name!r} needs the library {missing.name!r}, which is not installed",
            hint=f"pip install 'tunemantra[{_extra_of(endpoint.scheme)}]'",
            disposition=Disposition.STOP,
        ) from missing


def _extra_of(scheme: str) -> str:
    word = scheme.partition("+")[0]
    return {"sqs": "s3"}.get(word, word)


def __getattr__(name: str) -> object:
    if name not in _MODULES:
        raise AttributeError(name)
    return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)


__all__ = [
    "FolderTransport",
    "FtpsTransport",
    "GraphQlTransport",
    "HttpTransport",
    "LocalTool",
    "S3Transport",
    "ScpTransport",
    "SftpTransport",
    "SoapTransport",
    "SqsTransport",
    "open_api",
    "open_calls",
    "open_files",
    "open_tool",
]
