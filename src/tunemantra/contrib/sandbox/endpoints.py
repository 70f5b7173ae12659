"""What every endpoint of an HTTP simulator is put into: refusals, faults before and after the answer, the journal."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tunemantra.contrib.sandbox.requests import UnfitError, body_of
from tunemantra.contrib.sandbox.web import cut_connection

if TYPE_CHECKING:
    from tunemantra.contrib.sandbox.faults import Faults
    from tunemantra.contrib.sandbox.journal import Journal
    from tunemantra.contrib.sandbox.tokens import Tokens

Endpoint = Callable[[Request], Awaitable[Response]]
Misbehaviour = Mapping[str, Callable[[str], Exception]]
"""The faults that come before anything else: name to the refusal of its value."""

_UNAUTHORIZED = 401


def answered(
    endpoint: Endpoint, refusal: Callable[[Exception], Response | None], journal: Journal, faults: Faults
) -> Endpoint:
    """Return an endpoint that answers refusals, writes each request down, and has the fault `drop-answer`.

    Args:
        endpoint: does the work.
        refusal: what an exception is answered; None for one that is no refusal.
        journal, faults: of the simulator.
    """

    async def answer(request: Request) -> Response:
        try:
            response = await endpoint(request)
        except ClientDisconnect:
            response = Response(status_code=400)
        except Exception as problem:
            refused = refusal(problem)
            if refused is None:
                raise
            response = refused
        journal.write("request", method=request.method, path=request.url.path, status=response.status_code)
        if request.method != "GET" and faults.take("drop-answer") is not None:
            cut_connection(request)
        return response

    return answer


def misbehave(request: Request, faults: Faults, refusals: Misbehaviour) -> None:
    """Raise the first refusal whose fault is due; `maintenance` is not for those who only read."""
    for name, refusal in refusals.items():
        if name == "maintenance" and request.method == "GET":
            continue
        if (value := faults.take(name)) is not None:
            raise refusal(value)


def broken_answer() -> Response:
    """Return what the fault `broken-answer` answers."""
    return Response("<html>all is well", media_type="application/json")


def token_route(path: str, tokens: Tokens, journal: Journal) -> Route:
    """Return the route that issues access tokens."""

    async def issue(request: Request) -> Response:
        try:
            form = await body_of(request)
        except UnfitError as problem:
            return JSONResponse({"error": "invalid_request"}, problem.status)
        status, answer = tokens.grant(request.headers.get("authorization", ""), form)
        if status == _UNAUTHORIZED:
            return JSONResponse(answer, status, {"www-authenticate": "Basic"})
        if "scope" in answer:
            journal.write("token-issued", scopes=str(answer["scope"]))
        return JSONResponse(answer, status, {"cache-control": "no-store"})

    return Route(path, issue, methods=["POST"])


__all__ = ["Endpoint", "Misbehaviour", "answered", "broken_answer", "misbehave", "token_route"]
