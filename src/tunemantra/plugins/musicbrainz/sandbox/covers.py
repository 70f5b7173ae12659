"""The archive's uploads: a policy signed by the site, and a form that has to carry it."""

from __future__ import annotations

import base64
import email
import hashlib
import hmac
import json
import secrets
from email import policy
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

KEY_ID = "simulator"


class Signer:
    """Signs what may be uploaded (S3's POST policy, HMAC-SHA1, as archive.org takes it)."""

    def __init__(self) -> None:
        self._key = secrets.token_bytes(20)

    def sign(self, release_id: str, image_id: str, sha256: str, mime_type: str) -> dict[str, str]:
        """Return the fields of an upload."""
        stated = {
            "key": f"mbid-{release_id}-{image_id}.jpg",
            "content-type": mime_type,
            "x-archive-auto-make-bucket": "1",
            "x-archive-meta-sha256": sha256,
        }
        conditions = [{"bucket": f"mbid-{release_id}"}, *({name: value} for name, value in stated.items())]
        encoded = base64.b64encode(json.dumps({"conditions": conditions}).encode()).decode()
        return {"AWSAccessKeyId": KEY_ID, "policy": encoded, "signature": self._signature(encoded), **stated}

    def fault(self, bucket: str, fields: Mapping[str, str]) -> str:
        """Return why an upload is not what was signed; empty where it is."""
        encoded = fields.get("policy", "")
        if not hmac.compare_digest(self._signature(encoded), fields.get("signature", "")):
            return "the signature is not ours"
        conditions: dict[str, str] = {}
        for one in json.loads(base64.b64decode(encoded))["conditions"]:
            conditions.update(one)
        told = {**fields, "bucket": bucket}
        differing = [name for name, value in conditions.items() if told.get(name) != value]
        return f"not as signed: {', '.join(differing)}" if differing else ""

    def _signature(self, encoded: str) -> str:
        return base64.b64encode(hmac.new(self._key, encoded.encode(), hashlib.sha1).digest()).decode()


def read_form(content_type: str, body: bytes) -> tuple[dict[str, str], bytes]:
    """Return the fields of a multipart form (RFC 7578), and its file."""
    head = f"MIME-Version: 1.0\r\nContent-Type: {content_type}\r\n\r\n".encode()
    fields, image = {}, b""
    for part in email.message_from_bytes(head + body, policy=policy.HTTP).iter_parts():
        name = part.get_param("name", header="content-disposition")
        content = part.get_payload(decode=True)
        data = content if isinstance(content, bytes) else b""
        if part.get_filename():
            image = data
        else:
            fields[str(name)] = data.decode("utf-8", "replace")
    return fields, image
