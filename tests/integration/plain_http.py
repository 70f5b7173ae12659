"""The smallest transport that keeps the port's contract, for as long as there is no other."""

from __future__ import annotations

import httpx

from tunemantra.errors import AuthError, ConnectError
from tunemantra.ports.transport import ApiResponse


class HttpTransport:
    def __init__(self, endpoint, secrets, clock) -> None:
        self.endpoint, self.secrets = endpoint, secrets
        self.client = httpx.Client(timeout=endpoint.timeout)
        self.token = ""

    def send(self, request, *, sent=None):
        for attempt in (1, 2):
            if not self.token:
                self._renew()
            answer = self._once(request, sent)
            if answer.status != 401:
                return answer
            self.token = ""
            if attempt == 2:
                raise AuthError("the platform refused the token twice")
        raise AssertionError

    def _once(self, request, sent):
        content = request.content
        headers = {**request.headers, "authorization": f"Bearer {self.token}"}
        if not isinstance(content, bytes):
            content.seek(0)
            headers["content-length"] = str(request.length)
            content = self._blocks(content, sent)
        try:
            answer = self.client.request(
                request.method,
                self.endpoint.url + request.path,
                headers=headers,
                params=dict(request.params),
                content=content,
            )
        except httpx.TransportError as problem:
            raise ConnectError(str(problem)) from problem
        return ApiResponse(answer.status_code, {k.lower(): v for k, v in answer.headers.items()}, answer.content)

    @staticmethod
    def _blocks(stream, sent):
        gone = 0
        while block := stream.read(65536):
            yield block
            gone += len(block)
            if sent:
                sent(gone)

    def _renew(self):
        login = self.endpoint.login
        answer = self.client.post(
            login.token_url,
            data={"grant_type": "client_credentials", "scope": login.scope},
            auth=(login.client_id, self.secrets.reveal(login.client_secret)),
        )
        if answer.status_code != 200:
            raise AuthError("wrong credentials")
        self.token = answer.json()["access_token"]

    def close(self):
        self.client.close()
