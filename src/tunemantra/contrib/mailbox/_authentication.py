"""Whether the mailbox's own server vouches for a sender (RFC 8601), by the domain in From (RFC 7489, 3.1)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

_COMMENT = re.compile(r"\([^()]*\)")
_RESULT = re.compile(r"\s*([a-z0-9-]+)(?:\s*/\s*\d+)?\s*=\s*([a-z]+)", re.IGNORECASE)
_PROPERTY = re.compile(r"([a-z0-9-]+\.[a-z0-9-]+)\s*=\s*\"?([^\s;\"]+)", re.IGNORECASE)

# What each method proves, and where it says for whom.
_PROVES = {"dmarc": "header.from", "dkim": "header.d", "spf": "smtp.mailfrom"}
_DEEPEST = 10


def vouched(headers: Iterable[tuple[str, str]], domain: str, server: str = "") -> bool:
    """Tell whether a message from `domain` passed DMARC, or DKIM or SPF in its name.

    Args:
        headers: in their order, topmost first.
        domain: of the From address, lower case.
        server: the authserv-id whose word counts. Without it only what stands above the first `Received` counts:
            our own server writes there last, and nothing that came with the message can.
    """
    for name, value in headers:
        if name.lower() == "received" and not server:
            return False
        if name.lower() == "authentication-results":
            who, results = _parsed(value)
            if not server or who == server.lower():
                return any(_aligned(domain, proven) for proven in results)
    return False


def _parsed(value: str) -> tuple[str, list[str]]:
    for _ in range(_DEEPEST):
        value, found = _COMMENT.subn(" ", value)
        if not found:
            break
    who, _, rest = value.partition(";")
    return (who.split() or [""])[0].lower(), list(_passed(rest))


def _passed(results: str) -> Iterator[str]:
    for result in results.split(";"):
        head = _RESULT.match(result)
        if head is None or head[2].lower() != "pass":
            continue
        wanted = _PROVES.get(head[1].lower())
        for name, value in _PROPERTY.findall(result):
            if name.lower() == wanted:
                yield value.rpartition("@")[2].lower().rstrip(".")


def _aligned(domain: str, proven: str) -> bool:
    return "." in proven and (domain == proven or domain.endswith("." + proven))
