"""SOAP with zeep: operations as the service's own WSDL describes them, over our HTTP."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Final, Self

import httpx
import zeep
import zeep.exceptions
import zeep.helpers
from attrs import evolve, frozen
from lxml import etree
from zeep.wsse.username import UsernameToken

from tunemantra.contrib.transports._call_errors import refusal
from tunemantra.contrib.transports.http import HttpTransport, refuse_open_wire
from tunemantra.errors import Disposition, RemoteError
from tunemantra.ports.runtime import SecretStore
from tunemantra.ports.transport import ApiRequest, ApiResponse, Endpoint, PasswordLogin

SCHEME: Final = "soap+"

# SOAP 1.1, 4.4.1 and SOAP 1.2, 5.4.6: the fault is on the server's side, and the same call may do later.
_LATER: Final = frozenset({"Server", "Receiver"})


class SoapTransport:
    """A `CallTransport` for SOAP 1.1 and 1.2. Safe to use from several threads.

    The WSDL is fetched at the first call, and it and all it includes have to be on the endpoint's own host. A
    document type declaration is refused, as are entities.

    Args:
        endpoint: `soap+https://host/service`, where `?wsdl` is, or with the query of the WSDL's own address. A
            `PasswordLogin` goes into a UsernameToken (WS-Security 1.1), client credentials into HTTP.
        secrets: resolves the references of the login, the password at each call.

    Raises:
        ConnectError: the endpoint cannot be used, or its certificates cannot be read.
        AuthError: the login is of no use for SOAP.
    """

    def __init__(self, endpoint: Endpoint, secrets: SecretStore) -> None:
        url = endpoint.url.removeprefix(SCHEME)
        self._name = endpoint.name
        self._wsdl = url if "?" in url else f"{url}?wsdl"
        self._token: _Token | None = None
        login = endpoint.login
        if isinstance(login, PasswordLogin):
            refuse_open_wire(url)
            self._token, login = _Token(login, secrets), None
        self._http = HttpTransport(evolve(endpoint, url=url.partition("?")[0], login=login), secrets)
        self._lock = threading.Lock()
        self._client: zeep.Client | None = None

    def call(self, operation: str, arguments: Mapping[str, object]) -> object:
        """Call an operation of the service's first port, and return what is in its answer.

        Structures come back as mappings, repeated elements as lists, in the types of XML Schema.

        Raises:
            RemoteError: the service has no such operation, the arguments do not fit, or a fault, whose `code` is
                among the facts.
            AuthError: the credentials were refused.
            TransportError: no answer, or none that is SOAP's.
        """
        with self._translated(operation):
            service = self._loaded().service
            try:
                method = service[operation]
            except AttributeError:
                raise self._stops(f"the service has no operation {operation!r}") from None
            return zeep.helpers.serialize_object(method(**arguments), dict)

    def _loaded(self) -> zeep.Client:
        with self._lock:
            if self._client is None:
                settings = zeep.Settings(forbid_dtd=True, forbid_entities=True)
                self._client = zeep.Client(
                    self._wsdl, wsse=self._token, transport=_Wire(self._http, self._name), settings=settings
                )
            return self._client

    @contextmanager
    def _translated(self, operation: str) -> Iterator[None]:
        try:
            yield
        except zeep.exceptions.Fault as fault:
            code = str(fault.code or "").rpartition(":")[2]
            later = code.partition(".")[0] in _LATER
            raise RemoteError(
                f"{self._name}: {operation}: {fault.message}",
                disposition=Disposition.RETRY if later else Disposition.STOP,
                code=code,
            ) from fault
        except (zeep.exceptions.Error, etree.LxmlError, TypeError, ValueError) as problem:
            raise self._stops(f"{operation}: {problem}") from problem

    def _stops(self, message: str) -> RemoteError:
        return RemoteError(f"{self._name}: {message}", disposition=Disposition.STOP)

    def close(self) -> None:
        """End the connections."""
        self._http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


@frozen
class _Token:
    """A UsernameToken whose password is resolved when it is written."""

    login: PasswordLogin
    secrets: SecretStore

    def apply(self, envelope: object, headers: object) -> object:
        return UsernameToken(self.login.user, self.secrets.reveal(self.login.password)).apply(envelope, headers)

    def verify(self, envelope: object) -> None:
        """Take an answer as it is: TLS says who sent it."""


@frozen
class _Reply:
    """As much of an answer as zeep looks at."""

    status_code: int
    headers: httpx.Headers
    content: bytes
    encoding: str = "utf-8"


@frozen
class _Wire:
    """zeep's requests over our connections: bounded, and nowhere but where the endpoint points."""

    http: HttpTransport
    name: str

    def load(self, url: str) -> bytes:
        answer = self.http.send(ApiRequest("GET", url))
        if not answer.ok:
            raise refusal(answer, f"{self.name}: {url}")
        return answer.body

    def get(self, address: str, params: Mapping[str, str], headers: Mapping[str, str]) -> _Reply:
        return _response(self.http.send(ApiRequest("GET", address, headers, params=params)))

    def post_xml(self, address: str, envelope: etree._Element, headers: Mapping[str, str]) -> _Reply:
        return self.post(address, etree.tostring(envelope, encoding="utf-8", xml_declaration=True), headers)

    def post(self, address: str, message: bytes, headers: Mapping[str, str]) -> _Reply:
        answer = self.http.send(ApiRequest("POST", address, headers, content=message))
        # A fault comes with 500 (SOAP 1.1 over HTTP, 6.2) or 4xx (SOAP 1.2), and says more than its status.
        if not answer.ok and not _is_xml(answer):
            raise refusal(answer, self.name)
        return _response(answer)


def _is_xml(answer: ApiResponse) -> bool:
    return "xml" in answer.headers.get("content-type", "") and b"Envelope" in answer.body


def _response(answer: ApiResponse) -> _Reply:
    return _Reply(answer.status, httpx.Headers(answer.headers), answer.body)


__all__ = ["SCHEME", "SoapTransport"]
