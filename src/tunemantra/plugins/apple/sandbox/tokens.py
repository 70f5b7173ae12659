"""Verifying a JSON Web Token of ES256 by hand, with `cryptography`: RFC 7515 and 7518, 3.4."""

from __future__ import annotations

import base64
import binascii
import json
from typing import Final

from attrs import frozen
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

AUDIENCE: Final = "appstoreconnect-v1"
LONGEST: Final = 20 * 60
_TOLERANCE: Final = 5
_HALF: Final = 32


def new_key() -> str:
    """Return a private key as the store hands it out, in PEM."""
    key = ec.generate_private_key(ec.SECP256R1())
    form = serialization.PrivateFormat.PKCS8
    return key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption()).decode("ascii")


@frozen
class Account:
    """One account: who it is, and the key its tokens are signed with."""

    issuer: str
    key_id: str
    key: ec.EllipticCurvePublicKey

    @classmethod
    def of(cls, issuer: str, key_id: str, private_key: str) -> Account:
        """Return the account of a private key in PEM; the private half is not kept."""
        key = serialization.load_pem_private_key(private_key.encode("ascii"), None)
        if not isinstance(key, ec.EllipticCurvePrivateKey):
            raise TypeError("the key is not one of an elliptic curve")
        return cls(issuer, key_id, key.public_key())

    def objection(self, authorization: str, now: float) -> str:
        """Return what is wrong with an `Authorization` header; an empty text where nothing is.

        Args:
            authorization: the header's value.
            now: seconds since 1970, by the store's clock.
        """
        kind, _, token = authorization.partition(" ")
        parts = token.split(".")
        if kind != "Bearer" or len(parts) != 3:  # noqa: PLR2004 - header, claims, signature
            return "no bearer token of three parts"
        try:
            header, claims, signature = map(_decoded, parts)
            stated, said = json.loads(header), json.loads(claims)
        except (ValueError, binascii.Error):
            return "the token cannot be read"
        if stated != {"alg": "ES256", "kid": self.key_id, "typ": "JWT"}:
            return "the header does not name ES256, this key and JWT"
        if not self._signed(".".join(parts[:2]).encode(), signature):
            return "the signature is not r and s of this key"
        return self._claims(said, now)

    def _signed(self, content: bytes, signature: bytes) -> bool:
        if len(signature) != 2 * _HALF:
            return False
        r, s = (int.from_bytes(half, "big") for half in (signature[:_HALF], signature[_HALF:]))
        try:
            self.key.verify(encode_dss_signature(r, s), content, ec.ECDSA(hashes.SHA256()))
        except InvalidSignature:
            return False
        return True

    def _claims(self, said: object, now: float) -> str:
        if not isinstance(said, dict) or said.get("iss") != self.issuer or said.get("aud") != AUDIENCE:
            return "issuer or audience are others"
        issued, ends = said.get("iat"), said.get("exp")
        if not isinstance(issued, int) or not isinstance(ends, int) or ends - issued > LONGEST:
            return f"the token lives longer than {LONGEST} seconds, or nobody knows how long"
        if issued > now + _TOLERANCE:
            return "the token was issued in the future"
        return "the token has expired" if ends <= now else ""


def _decoded(part: str) -> bytes:
    return base64.b64decode(part + "=" * (-len(part) % 4), altchars=b"-_", validate=True)
