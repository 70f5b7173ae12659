"""Requests that go straight into an application, without a server between."""

from __future__ import annotations

import asyncio

import httpx


class Straight(httpx.BaseTransport):
    """Hands each request to an ASGI application and waits for its answer."""

    def __init__(self, app):
        self._inner = httpx.ASGITransport(app)

    def handle_request(self, request):
        async def answered():
            answer = await self._inner.handle_async_request(request)
            return answer.status_code, answer.headers, await answer.aread()

        status, headers, content = asyncio.run(answered())
        return httpx.Response(status, headers=headers, content=content, request=request)
