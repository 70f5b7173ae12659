"""tunemantra delivers music releases to digital service providers and keeps knowing what became of them."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tunemantra.host.facade import TuneMantra
    from tunemantra.host.settings import Settings
    from tunemantra.ports.hooks import hookimpl

__version__ = "0.1.0"

_HOMES = {
    "Settings": "tunemantra.host.settings",
    "TuneMantra": "tunemantra.host.facade",
    "hookimpl": "tunemantra.ports.hooks",
}

__all__ = ["Settings", "TuneMantra", "__version__", "hookimpl"]


def __getattr__(name: str) -> object:
    """Import a public name when it is first asked for: importing tunemantra itself costs nothing."""
    if name not in _HOMES:
        message = f"module 'tunemantra' has no attribute {name!r}"
        raise AttributeError(message)
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
