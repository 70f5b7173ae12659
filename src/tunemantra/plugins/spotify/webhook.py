"""Webhooks: challenge, signature, replay window (`platform-facts` 4.2). Repeats are told by their event id."""

from __future__ import annotations

import hashlib
import hmac
import re
from typing import TYPE_CHECKING

from tunemantra.core.status import Channel
from tunemantra.errors import ProtocolError
from tunemantra.plugins.spotify import profile
from tunemantra.plugins.spotify.client import read_json, report_of
from tunemantra.ports.platform import WebhookReply, WebhookRequest

if TYPE_CHECKING:
    from collections.abc import Iterable

_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{16,128}")


def answer(request: WebhookRequest, secrets: Iterable[str], now: float) -> WebhookReply:
    """Return the reply to one request, with what it reported.

    Args:
        request: as received.
        secrets: every one that is accepted.
        now: seconds since 1970.
    """
    if request.method == "GET":
        return _challenge(request)
    if request.method != "POST":
        return WebhookReply(405, b"GET or POST")
    if len(request.body) > profile.WEBHOOK_LIMIT:
        return WebhookReply(413, b"too large")
    stamp = request.headers.get("x-sandbox-timestamp", "")
    if not re.fullmatch(r"[0-9]{1,12}", stamp):
        return WebhookReply(400, b"no time")
    if not _signed(request, stamp, secrets):
        return WebhookReply(401, b"wrong signature")
    if abs(now - int(stamp)) > profile.WEBHOOK_SKEW_SECONDS:
        return WebhookReply(403, b"too old or from the future")
    return _read(request)


def signature(secret: str, stamp: str, body: bytes) -> str:
    """Return HMAC-SHA256 over `timestamp + "." + body`, in hex."""
    return hmac.new(secret.encode(), stamp.encode() + b"." + body, hashlib.sha256).hexdigest()


def _challenge(request: WebhookRequest) -> WebhookReply:
    token = request.params.get("challenge", "")
    if not _CHALLENGE.fullmatch(token):
        return WebhookReply(400, b"no challenge")
    return WebhookReply(200, token.encode())


def _signed(request: WebhookRequest, stamp: str, secrets: Iterable[str]) -> bool:
    given = request.headers.get("x-sandbox-signature", "").encode("utf-8", "replace")
    # Every secret is tried, so that the time taken tells nothing.
    matches = [hmac.compare_digest(signature(secret, stamp, request.body).encode(), given) for secret in secrets]
    return any(matches)


def _read(request: WebhookRequest) -> WebhookReply:
    try:
        message = read_json(request.body)
        if message.get("topic") not in profile.WEBHOOK_TOPICS:
            return WebhookReply(200, b"not asked for")
        report = report_of(message, Channel.WEBHOOK)
    except ProtocolError as problem:
        return WebhookReply(400, problem.message.encode())
    if request.headers.get("x-sandbox-event-id") != report.report_id:
        return WebhookReply(400, b"the event id of the header is not the signed one")
    return WebhookReply(200, b"thank you", reports=(report,))
