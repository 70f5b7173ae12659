"""Web addresses in settings: validators and converters for the platforms' tables."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

from attrs import Attribute

_LOOPBACK: Final = frozenset({"127.0.0.1", "::1", "localhost"})


def web_address(_settings: object, attribute: Attribute[str], value: str) -> None:
    """Refuse what is no web address, would send secrets in the clear, or holds one; an empty default may stay.

    Raises:
        ValueError: with a sentence for people that begins with the setting's name.
    """
    if not value and attribute.default == "":
        return
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError(f"{attribute.name}: {value!r} is no web address")
    if parts.scheme == "http" and parts.hostname not in _LOOPBACK:
        raise ValueError(f"{attribute.name}: {value!r} would send secrets in the clear; use https")
    if parts.username or parts.password:
        raise ValueError(f"{attribute.name}: no password in an address; use a reference to a secret")


def without_slash(url: str) -> str:
    """Return an address without the slashes at its end."""
    return url.rstrip("/")


__all__ = ["web_address", "without_slash"]
