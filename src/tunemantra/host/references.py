"""References to secrets and files in settings, and which of them lead nowhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from attrs import fields, has

from tunemantra.errors import SettingsError, TuneMantraError
from tunemantra.ports.runtime import SecretRef

_FILES = frozenset({"known_hosts", "ca_file", "portal_ca"})
"""Settings that name files, whatever platform has them."""


def astray(settings: object, reveal: Callable[[SecretRef], object]) -> Iterator[tuple[str, TuneMantraError]]:
    """Yield the key and the problem of each secret that cannot be had, and of each file that a connection needs.

    The secrets themselves are forgotten at once.

    Args:
        settings: an attrs object that holds references, also in tables and lists.
        reveal: returns a secret, or raises.
    """
    kind = type(settings)
    for attribute in fields(kind) if has(kind) else ():
        value = getattr(settings, attribute.name)
        if attribute.name in _FILES and value:
            yield from ((attribute.name, problem) for problem in _unread(value))
        if has(type(value)) and not isinstance(value, SecretRef):
            yield from ((f"{attribute.name}.{key}", problem) for key, problem in astray(value, reveal))
        for reference in value if isinstance(value, tuple) else (value,):
            if isinstance(reference, SecretRef):
                try:
                    reveal(reference)
                except TuneMantraError as problem:
                    yield attribute.name, problem


def _unread(path: str) -> Iterator[TuneMantraError]:
    try:
        with Path(path).open("rb"):
            return
    except OSError as problem:
        message = f"{path} cannot be read: {problem.strerror}"
        yield SettingsError(message, (), hint="the file has to be there, and readable")


__all__ = ["astray"]
