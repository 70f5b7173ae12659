"""The label's secrets: a temporary access key that can be renewed, and the password of the status API."""

from __future__ import annotations

import base64
import binascii
import os
import secrets
from pathlib import Path

from attrs import evolve

from tunemantra.plugins.amazon.sandbox.signature import Key

PARTNER = "label"


class Keys:
    """Secrets as files in a folder, made at the first start.

    Args:
        folder: of the simulator.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "secrets"
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        identity = self._kept("key-id", f"ASIA{secrets.token_hex(8).upper()}")
        self.key = Key(identity, self._kept("secret", secrets.token_urlsafe(30)), self._kept("token", _token()))
        self.password = self._kept("status-password", secrets.token_urlsafe(24))

    def reference(self, name: str) -> str:
        """Return the reference that leads to a secret."""
        return f"file:{self.folder / name}"

    def renew(self) -> None:
        """Make the token worthless and write another one where the label looks for it."""
        self.key = evolve(self.key, token=_token())
        self._write("token", self.key.token)

    def admits(self, authorization: str) -> bool:
        """Return whether an `Authorization: Basic …` header is that of the label."""
        kind, _, encoded = authorization.partition(" ")
        try:
            given = base64.b64decode(encoded, validate=True) if kind.lower() == "basic" else b""
        except binascii.Error:
            return False
        return secrets.compare_digest(given, f"{PARTNER}:{self.password}".encode())

    def _kept(self, name: str, fresh: str) -> str:
        if not (self.folder / name).exists():
            self._write(name, fresh)
        return (self.folder / name).read_text("ascii")

    def _write(self, name: str, text: str) -> None:
        part = self.folder / f"{name}.part"
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(text)
        part.replace(self.folder / name)


def _token() -> str:
    return secrets.token_urlsafe(48)


__all__ = ["PARTNER", "Keys"]
