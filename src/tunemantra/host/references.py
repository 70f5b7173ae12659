"""References to secrets in settings, and which of them lead nowhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from attrs import fields, has

from tunemantra.errors import TuneMantraError
from tunemantra.ports.runtime import SecretRef


def astray(settings: object, reveal: Callable[[SecretRef], object]) -> Iterator[tuple[str, TuneMantraError]]:
    """Yield the key and the problem of each secret that cannot be had; the secrets themselves are forgotten at once.

    Args:
        settings: an attrs object that holds references, also in tables and lists.
        reveal: returns a secret, or raises.
    """
    kind = type(settings)
    for attribute in fields(kind) if has(kind) else ():
        value = getattr(settings, attribute.name)
        if has(type(value)) and not isinstance(value, SecretRef):
            yield from ((f"{attribute.name}.{key}", problem) for key, problem in astray(value, reveal))
        for reference in value if isinstance(value, tuple) else (value,):
            if isinstance(reference, SecretRef):
                try:
                    reveal(reference)
                except TuneMantraError as problem:
                    yield attribute.name, problem


__all__ = ["astray"]
