"""Secrets by reference: `env:NAME`, `file:PATH`, `keyring:NAME`."""

from __future__ import annotations

import importlib
import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, cast

from tunemantra.errors import SecretError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tunemantra.ports.runtime import SecretRef

LARGEST = 64 * 1024
KEYRING_SERVICE = "tunemantra"


class _Keyring(Protocol):
    def get_password(self, service_name: str, username: str) -> str | None: ...


class SecretResolver:
    """`ports.runtime.SecretStore` over environment, files and the desktop's keyring. It keeps nothing.

    A file that its group or the world may write to is refused: somebody else could have put the secret there. A file
    that others may read is taken, because mounted secrets of containers look like that.

    Args:
        environment: where `env:` looks; that of the process for None.
    """

    def __init__(self, environment: Mapping[str, str] | None = None) -> None:
        self._environment = environment

    def __repr__(self) -> str:
        return "SecretResolver()"

    def reveal(self, reference: SecretRef) -> str:
        """Return the secret without surrounding white space.

        Raises:
            SecretError: there is none, it is empty, or its place is not safe; the message holds the reference alone.
        """
        scheme, _, name = reference.reference.partition(":")
        look = {"env": self._from_environment, "file": _from_file, "keyring": _from_keyring}[scheme]
        secret = look(reference, name).strip()
        if not secret:
            raise SecretError(f"{reference} is empty", reference=reference.reference)
        return secret

    def _from_environment(self, reference: SecretRef, name: str) -> str:
        environment = os.environ if self._environment is None else self._environment
        if name not in environment:
            raise _refused(reference, "is not set", f"set the environment variable {name}")
        return environment[name]


def _refused(reference: SecretRef, why: str, hint: str) -> SecretError:
    return SecretError(f"{reference} {why}", hint=hint, reference=reference.reference)


def _from_file(reference: SecretRef, name: str) -> str:
    file = Path(name).expanduser()
    try:
        # Without O_NONBLOCK, opening a pipe would wait for a writer that may never come.
        handle = os.open(file, os.O_RDONLY | os.O_NONBLOCK)
        try:
            _require_safe(reference, os.fstat(handle))
            content = _read(handle)
        finally:
            os.close(handle)
    except OSError as failure:
        why = f"cannot be read: {failure.strerror}"
        raise _refused(reference, why, "the file has to be there, and readable for this user") from None
    if len(content) > LARGEST:
        raise _refused(reference, f"has more than {LARGEST} bytes", "is it the right file?")
    try:
        return content.decode()
    except UnicodeDecodeError:
        raise _refused(reference, "is not text in UTF-8", "is it the right file?") from None


def _read(handle: int) -> bytes:
    with open(handle, "rb", closefd=False) as stream:
        return stream.read(LARGEST + 1)


def _require_safe(reference: SecretRef, found: os.stat_result) -> None:
    if not stat.S_ISREG(found.st_mode):
        raise _refused(reference, "is not a file", "name a file")
    if found.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
        raise _refused(reference, "may be written by others", "chmod go-w the file")


def _from_keyring(reference: SecretRef, name: str) -> str:
    try:
        keyring = cast("_Keyring", importlib.import_module("keyring"))
    except ImportError:
        raise _refused(reference, "needs the keyring library", "pip install keyring") from None
    try:
        secret = keyring.get_password(KEYRING_SERVICE, name)
    except Exception as failure:  # noqa: BLE001 - back ends raise whatever they like, and may quote the secret
        why = f"cannot be read ({type(failure).__name__})"
        raise _refused(reference, why, "is the keyring unlocked?") from None
    if secret is None:
        raise _refused(reference, "is not in the keyring", f"keyring set {KEYRING_SERVICE} {name}")
    return secret


__all__ = ["KEYRING_SERVICE", "LARGEST", "SecretResolver"]
