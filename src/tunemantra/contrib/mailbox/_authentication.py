"""Whether the mailbox's own server vouches for a sender (RFC 8601), by the domain in From (RFC 7489, 3.1)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

_HARMLESS = re.compile(r"[A-Za-z0-9.@_+=/-]*")
_RESULT = re.compile(r"\s*([a-z0-9-]+)(?:\s*/\s*\d+)?\s*=\s*([a-z]+)", re.IGNORECASE)
_PROPERTY = re.compile(r"([a-z0-9-]+\.[a-z0-9-]+)\s*=\s*\"?([^\s;\"]+)", re.IGNORECASE)

# What each method proves, and where it says for whom.
_PROVES = {"dmarc": "header.from", "dkim": "header.d", "spf": "smtp.mailfrom"}


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
    who, _, rest = _plain(value).partition(";")
    return (who.split() or [""])[0].lower(), list(_passed(rest))


def _plain(value: str) -> str:
    """Return a header's value without comments and quotation marks.

    What is quoted may be the sender's own words, such as the local part of an address: where it holds more than an
    address needs it is left out, so that it cannot pass for results (RFC 8601, 2.2; RFC 5322, 3.2).
    """
    plain: list[str] = []
    quoted: list[str] | None = None
    depth = 0
    letters = iter(value)
    for letter in letters:
        if letter == "\\" and (depth or quoted is not None):
            escaped = next(letters, "")
            if quoted is not None:
                quoted.append(escaped)
        elif quoted is not None:
            if letter == '"':
                text = "".join(quoted)
                plain.append(text if _HARMLESS.fullmatch(text) else "?")
                quoted = None
            else:
                quoted.append(letter)
        elif depth or letter == "(":
            depth += (letter == "(") - (letter == ")")
            plain.append(" ")
        elif letter == '"':
            quoted = []
        else:
            plain.append(letter)
    return "".join(plain)


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
