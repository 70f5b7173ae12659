"""Webhooks: what platforms call us with, and how they are asked to call."""

from __future__ import annotations

from contextlib import AbstractContextManager

from tunemantra.errors import NotFoundError
from tunemantra.pipeline.tools import Tools
from tunemantra.pipeline.track import receive
from tunemantra.ports.platform import Session, SupportsWebhook, WebhookReply, WebhookRequest


def answer(tools: Tools, platform: str, request: WebhookRequest) -> WebhookReply:
    """Answer a request that claims to come from a platform, and write down what it reports.

    Raises:
        NotFoundError: the platform never calls.
    """
    driver = _caller(tools, platform)
    with _session(tools, platform) as session:
        reply = driver.webhook(request, session)
    receive(tools, platform, reply.reports)
    return reply


def subscribe(tools: Tools, platform: str, url: str) -> None:
    """Ask a platform to call a URL from now on.

    Raises:
        NotFoundError: the platform never calls.
    """
    driver = _caller(tools, platform)
    with _session(tools, platform) as session:
        driver.subscribe(url, session)


def _caller(tools: Tools, platform: str) -> SupportsWebhook:
    driver = tools.platforms.driver(platform)
    if not isinstance(driver, SupportsWebhook):
        message = f"{platform} has no webhook"
        raise NotFoundError(message)
    return driver


def _session(tools: Tools, platform: str) -> AbstractContextManager[Session]:
    return tools.platforms.session(platform, sending=_ignore, alive=_nothing)


def _ignore(_file: object, _sent: int) -> None:
    return


def _nothing() -> None:
    return


__all__ = ["answer", "subscribe"]
