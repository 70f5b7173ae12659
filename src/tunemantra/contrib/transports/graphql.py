"""GraphQL over HTTP: a document and its variables go out by POST, data or errors come back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Final, Self

from attrs import evolve

from tunemantra.contrib.transports._call_errors import refusal
from tunemantra.contrib.transports.http import HttpTransport
from tunemantra.errors import Disposition, RemoteError
from tunemantra.ports.runtime import SecretStore
from tunemantra.ports.transport import ApiRequest, ApiResponse, Endpoint

SCHEME: Final = "graphql+"

_HEADERS: Final = {
    "content-type": "application/json",
    "accept": "application/graphql-response+json, application/json;q=0.9",
}


class GraphQlTransport:
    """A `CallTransport` for GraphQL. Safe to use from several threads.

    Args:
        endpoint: `graphql+https://host/path`.
        secrets: resolves the references of the login.

    Raises:
        ConnectError: the endpoint cannot be used, or its certificates cannot be read.
        AuthError: the login is not one for HTTP.
    """

    def __init__(self, endpoint: Endpoint, secrets: SecretStore) -> None:
        self._name = endpoint.name
        self._url = endpoint.url.removeprefix(SCHEME)
        self._http = HttpTransport(evolve(endpoint, url=self._url), secrets)

    def call(self, operation: str, arguments: Mapping[str, object]) -> object:
        """Run a document of one operation with its variables, and return its `data`.

        A result with errors is refused whole: half of a mutation is no success.

        Raises:
            RemoteError: the operation failed; the facts have `code` and `path` of the first error.
            AuthError: the credentials were refused.
            TransportError: no answer, or none that is GraphQL's.
        """
        body = json.dumps({"query": operation, "variables": dict(arguments)}, ensure_ascii=False)
        answer = self._http.send(ApiRequest("POST", self._url, _HEADERS, content=body.encode()))
        result = self._read(answer)
        errors = result.get("errors")
        if errors:
            raise self._failed(errors)
        if not answer.ok:
            raise refusal(answer, self._name)
        if "data" not in result:
            raise self._strange()
        return result["data"]

    def _read(self, answer: ApiResponse) -> dict[str, object]:
        try:
            result = json.loads(answer.body)
        except (ValueError, RecursionError):
            result = None
        if isinstance(result, dict):
            return result
        raise self._strange() if answer.ok else refusal(answer, self._name)

    def _strange(self) -> RemoteError:
        return RemoteError(f"{self._name}: the answer is not one of GraphQL", disposition=Disposition.STOP)

    def _failed(self, errors: object) -> RemoteError:
        first = errors[0] if isinstance(errors, list) and isinstance(errors[0], dict) else {}
        extensions = first.get("extensions")
        code = extensions.get("code", "") if isinstance(extensions, dict) else ""
        path = first.get("path")
        place = ".".join(str(step) for step in path) if isinstance(path, list) else ""
        more = f", and {len(errors) - 1} more" if isinstance(errors, list) and len(errors) > 1 else ""
        return RemoteError(
            f"{self._name}: {first.get('message') or 'the operation failed'}{more}",
            disposition=Disposition.STOP,
            code=str(code),
            path=place,
        )

    def close(self) -> None:
        """End the connections."""
        self._http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


__all__ = ["SCHEME", "GraphQlTransport"]
