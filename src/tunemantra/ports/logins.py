"""How to authenticate on the other side; a secret is always a reference."""

from __future__ import annotations

from attrs import field, frozen, validators

from tunemantra.ports.runtime import SecretRef


@frozen
class ClientCredentials:
    """OAuth 2 client credentials (RFC 6749, 4.4), sent with HTTP Basic."""

    token_url: str
    client_id: str
    client_secret: SecretRef
    scope: str = ""


@frozen
class JwtKey:
    """A private key that signs a short-lived JSON Web Token for each stretch of work (RFC 7519, ES256 of RFC 7518).

    Args:
        issuer: the claim `iss`.
        key_id: the header `kid`.
        private_key: reference to the key on the curve P-256, in PEM.
        audience: the claim `aud`.
        seconds: life of a token, from `iat` to `exp`.
    """

    issuer: str
    key_id: str
    private_key: SecretRef
    audience: str
    seconds: int = field(default=600, validator=validators.gt(0))


@frozen
class PasswordLogin:
    """A name and a password: for FTPS, HTTP Basic (RFC 7617), or as a UsernameToken for SOAP (WS-Security 1.1)."""

    user: str
    password: SecretRef


@frozen
class SigningKey:
    """A secret shared with the other side that signs each HTTP request with HMAC-SHA256 (RFC 2104); it is never sent.

    What is signed are, a line each: method, path as sent, query (`name=value`, both percent-encoded but for the
    unreserved characters of RFC 3986, sorted, joined by `&`), application, seconds since 1970, a number used once, and
    the SHA-256 of the body in hexadecimal. The headers `x-app-id`, `x-timestamp`, `x-nonce` and `x-signature` carry
    them and the signature in hexadecimal.
    """

    app_id: str
    secret: SecretRef


@frozen
class SshLogin:
    """How to log in to an SSH server: a private key, a password, or both."""

    user: str
    key: SecretRef | None = None
    passphrase: SecretRef | None = None
    password: SecretRef | None = None


@frozen
class AccessKey:
    """How to log in to an object store: the two halves of a key, and the token where it is a temporary one.

    The references are looked up again when the store says that a key has expired.
    """

    key_id: SecretRef
    secret: SecretRef
    session_token: SecretRef | None = None


__all__ = ["AccessKey", "ClientCredentials", "JwtKey", "PasswordLogin", "SigningKey", "SshLogin"]
