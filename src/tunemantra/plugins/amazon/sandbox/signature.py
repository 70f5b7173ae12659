"""AWS Signature Version 4 as the receiving side checks it; it shares no code with any client."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from attrs import field, frozen

SKEW = timedelta(minutes=15)
UNSIGNED = "UNSIGNED-PAYLOAD"
_HEADER = re.compile(
    r"AWS4-HMAC-SHA256 Credential=(?P<key>[^/,]+)/(?P<day>\d{8})/(?P<region>[^/,]+)/(?P<service>[^/,]+)/aws4_request, ?"
    r"SignedHeaders=(?P<signed>[a-z0-9;-]+), ?Signature=(?P<signature>[0-9a-f]{64})"
)
_NEEDED = frozenset({"host", "x-amz-content-sha256", "x-amz-date"})


class RefusedError(Exception):
    """A request that S3 refuses: its code, the status it comes with, and why."""

    def __init__(self, code: str, status: int, message: str) -> None:
        super().__init__(message)
        self.code, self.status = code, status


@frozen
class Key:
    """An access key; the token is there where it is a temporary one."""

    identity: str
    secret: str = field(repr=False)
    token: str = field(repr=False)


@frozen
class Asked:
    """What a signature is about; path and query as they came over the wire, header names in lower case."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]


def verify(asked: Asked, key: Key, region: str, now: datetime) -> str:
    """Return the SHA-256 that the signature promises of the body, in hexadecimal; empty where it promises nothing.

    Bytes that are kept have to be promised: by the hash of the payload, or by a checksum among the signed headers.

    Raises:
        RefusedError: the signature is missing, wrong, of another key, or of another time.
    """
    header = _HEADER.fullmatch(asked.headers.get("authorization", ""))
    if header is None:
        raise RefusedError("AccessDenied", 403, "requests are signed with AWS4-HMAC-SHA256")
    if header["key"] != key.identity:
        raise RefusedError("InvalidAccessKeyId", 403, "the access key is unknown")
    _check_time(asked, header["day"], now)
    if not hmac.compare_digest(asked.headers.get("x-amz-security-token", "").encode(), key.token.encode()):
        raise RefusedError("ExpiredToken", 400, "the token is not, or no longer, that of the key")
    signed = header["signed"].split(";")
    if signed != sorted(set(signed)) or not set(signed) >= _NEEDED:
        raise RefusedError("AccessDenied", 403, "host, date and the hash of the body have to be signed")
    unsigned = [name for name in asked.headers if name.startswith("x-amz-") and name not in signed]
    if unsigned:
        raise RefusedError("AccessDenied", 403, f"headers that are not signed: {', '.join(unsigned)}")
    if (header["region"], header["service"]) != (region, "s3"):
        raise RefusedError("AuthorizationHeaderMalformed", 400, f"the region is {region}, the service s3")
    expected = _signature(asked, signed, key, f"{header['day']}/{region}/s3/aws4_request")
    if not hmac.compare_digest(expected, header["signature"]):
        raise RefusedError("SignatureDoesNotMatch", 403, "the signature is not the one of this request")
    promised = asked.headers["x-amz-content-sha256"]
    if promised == UNSIGNED and (asked.method != "PUT" or "x-amz-checksum-sha256" in signed):
        return ""
    if not re.fullmatch(r"[0-9a-f]{64}", promised):
        raise RefusedError("InvalidRequest", 400, "neither the payload nor a SHA-256 of it is signed")
    return promised


def _check_time(asked: Asked, day: str, now: datetime) -> None:
    try:
        moment = datetime.strptime(asked.headers.get("x-amz-date", ""), "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    except ValueError:
        raise RefusedError("AccessDenied", 403, "x-amz-date is missing or no time") from None
    if abs(now - moment) > SKEW:
        raise RefusedError("RequestTimeTooSkewed", 403, "your clock and ours are more than 15 minutes apart")
    if not asked.headers["x-amz-date"].startswith(day):
        raise RefusedError("SignatureDoesNotMatch", 403, "the credential is of another day")


def _signature(asked: Asked, signed: list[str], key: Key, scope: str) -> str:
    headers = "".join(f"{name}:{' '.join(asked.headers.get(name, '').split())}\n" for name in signed)
    pairs = (pair.partition("=") for pair in asked.query.split("&") if pair)
    query = "&".join(f"{name}={value}" for name, value in sorted((name, value) for name, _, value in pairs))
    body = asked.headers["x-amz-content-sha256"]
    request = "\n".join((asked.method, asked.path, query, headers, ";".join(signed), body))
    said = hashlib.sha256(request.encode()).hexdigest()
    secret = f"AWS4{key.secret}".encode()
    for part in scope.split("/"):
        secret = hmac.digest(secret, part.encode(), "sha256")
    text = "\n".join(("AWS4-HMAC-SHA256", asked.headers["x-amz-date"], scope, said))
    return hmac.digest(secret, text.encode(), "sha256").hex()


__all__ = ["SKEW", "Asked", "Key", "RefusedError", "verify"]
