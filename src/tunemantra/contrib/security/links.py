"""Links to assets that are signed, expire and work once: whoever holds one may fetch one file, and nothing else.

What a link allows is said in its query and sealed with HMAC-SHA256 over all of it. Two secrets may be active, so that
one takes the other's place while links of both are on their way.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import math
import re
import secrets
import threading
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qsl, urlencode

from attrs import field, frozen

from tunemantra.errors import LinkError, SecretError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tunemantra.ports.links import NonceStore
    from tunemantra.ports.runtime import Clock, SecretRef, SecretStore

LONGEST: Final = timedelta(days=7)
"""The longest a link may be good for."""

_SHORTEST_SECRET: Final = 32
_MOST_SECRETS: Final = 2
_LONGEST_QUERY: Final = 2048
_LONGEST_NAME: Final = 256
_FIELDS: Final = ("asset", "to", "method", "until", "nonce", "seal")
_SHA256: Final = re.compile(r"[0-9a-f]{64}")
_METHODS: Final = frozenset({"GET", "HEAD"})


class LinkProblem(StrEnum):
    """Why a link is not good; none of them says what would be right."""

    MALFORMED = "malformed"
    FORGED = "forged"
    EXPIRED = "expired"
    USED = "used"
    WRONG_METHOD = "wrong-method"


class MemoryNonces:
    """`ports.links.NonceStore` of one process.

    Args:
        clock: says what may be forgotten.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock, self._spent, self._guard = clock, dict[str, datetime](), threading.Lock()

    def spend(self, nonce: str, until: datetime) -> bool:
        """Remember a nonce; False where it was spent before."""
        now = self._clock.now()
        with self._guard:
            self._spent = {known: end for known, end in self._spent.items() if end >= now}
            if nonce in self._spent:
                return False
            self._spent[nonce] = until
            return True


@frozen
class Grant:
    """What a good link allows.

    Args:
        asset: SHA-256 of the file, 64 hex digits.
        recipient: who it was made for.
        method: `GET` or `HEAD`.
        until: the last moment it is good.
        nonce: what makes it different from every other.
    """

    asset: str
    recipient: str
    method: str
    until: datetime
    nonce: str = field(repr=False)


class LinkSigner:
    """Makes links and holds them to what they say. Safe to use from several threads.

    Args:
        active: references to one secret or two, each of 32 characters or more; the first one signs, all of them verify.
        store: resolves them, each time anew.
        clock: the time.
        nonces: remembers which links were used.
    """

    def __init__(self, active: Sequence[SecretRef], store: SecretStore, clock: Clock, nonces: NonceStore) -> None:
        if not 1 <= len(active) <= _MOST_SECRETS:
            raise ValueError(f"one or two secrets are active, not {len(active)}")
        self._active, self._store, self._clock, self._nonces = tuple(active), store, clock, nonces

    def sign(self, asset: str, recipient: str, *, seconds: float, method: str = "GET") -> str:
        """Return the query of a link: `asset=…&to=…&method=…&until=…&nonce=…&seal=…`.

        Args:
            asset: SHA-256 of the file, 64 hex digits.
            recipient: who it is for, at most 256 characters.
            seconds: how long it is good, at most seven days.
            method: `GET` or `HEAD`.

        Raises:
            ValueError: it would allow something no link may.
            SecretError: a secret cannot be had, or is too short.
        """
        if not _SHA256.fullmatch(asset) or method not in _METHODS or not 0 < len(recipient) <= _LONGEST_NAME:
            raise ValueError("a link is for one file by its SHA-256, for a named recipient, with GET or HEAD")
        if not 0 < seconds <= LONGEST.total_seconds():
            raise ValueError(f"a link is good for at most {LONGEST.days} days, not {seconds:g} seconds")
        until = math.ceil(self._clock.now().timestamp() + seconds)
        stated = (asset, recipient, method, str(until), secrets.token_urlsafe(16))
        seal = _seal(self._secrets()[0], stated)
        return urlencode(dict(zip(_FIELDS, (*stated, seal), strict=True)))

    def open(self, query: str, method: str = "GET") -> Grant:
        """Return what a link allows, and spend it.

        Args:
            query: as `sign` returned it.
            method: of the request.

        Raises:
            LinkError: it is malformed, forged, expired, used already, or for another method (`LinkProblem` in the fact
                `problem`); it is not spent then.
            SecretError: a secret cannot be had.
        """
        *stated, seal = _read(query)
        # All of them, always: how long it takes says nothing of which one fits.
        fitting = [hmac.compare_digest(_seal(secret, stated).encode(), seal.encode()) for secret in self._secrets()]
        if not any(fitting):
            raise _bad(LinkProblem.FORGED, "this link was not made here, or was changed")
        asset, recipient, allowed, until, nonce = stated
        grant = Grant(asset, recipient, allowed, datetime.fromtimestamp(int(until), UTC), nonce)
        if self._clock.now() > grant.until:
            raise _bad(LinkProblem.EXPIRED, "this link has expired")
        if method != grant.method:
            raise _bad(LinkProblem.WRONG_METHOD, "this link is for another kind of request")
        if not self._nonces.spend(nonce, grant.until):
            raise _bad(LinkProblem.USED, "this link was used already")
        return grant

    def _secrets(self) -> list[bytes]:
        revealed = [(reference, self._store.reveal(reference)) for reference in self._active]
        for reference, secret in revealed:
            if len(secret) < _SHORTEST_SECRET:
                message = f"{reference} is too short to sign with"
                raise SecretError(message, hint=f"use {_SHORTEST_SECRET} random characters or more")
        return [secret.encode() for _, secret in revealed]


def _bad(problem: LinkProblem, message: str) -> LinkError:
    return LinkError(message, hint="ask for a new link", problem=problem.value)


def _read(query: str) -> list[str]:
    """Return the fields in their order, each of them once."""
    broken = _bad(LinkProblem.MALFORMED, "this is no link to a file, or only a part of one")
    if len(query) > _LONGEST_QUERY:
        raise broken
    try:
        query.encode()  # what a server could not decode itself comes as halves of characters
        pairs = parse_qsl(query, strict_parsing=True, max_num_fields=len(_FIELDS), encoding="utf-8", errors="strict")
    except ValueError:
        raise broken from None
    values = dict(pairs)
    if len(pairs) != len(_FIELDS) or set(values) != set(_FIELDS) or not re.fullmatch(r"[0-9]{1,12}", values["until"]):
        raise broken
    return [values[name] for name in _FIELDS]


def _seal(secret: bytes, stated: Sequence[str]) -> str:
    # Each field ends where its length says: no two lists of fields make the same text.
    text = b"".join(b"%d:%s," % (len(data), data) for data in (one.encode() for one in ("link-1", *stated)))
    return base64.urlsafe_b64encode(hmac.digest(secret, text, hashlib.sha256)).decode().rstrip("=")


__all__ = ["LONGEST", "Grant", "LinkProblem", "LinkSigner", "MemoryNonces"]
