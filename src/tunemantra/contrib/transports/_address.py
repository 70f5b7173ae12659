"""Where the URL of an endpoint for files leads."""

from __future__ import annotations

from urllib.parse import SplitResult, unquote, urlsplit

from attrs import frozen

from tunemantra.errors import ConnectError, Disposition


@frozen
class Address:
    """A server and a folder on it.

    Args:
        host: name or address. port: the scheme's own where none is given.
        folder: absolute, or relative to the login's own folder (`sftp://host/~/x`, `sftp://host`).
    """

    host: str
    port: int
    folder: str

    @classmethod
    def of(cls, url: str, default_port: int) -> Address:
        """Read a URL.

        Raises:
            ConnectError: it names no host, or carries a password.
        """
        parts = urlsplit(url)
        port = _port(parts, default_port)
        if not parts.hostname or port is None or parts.password is not None:
            raise ConnectError(
                f"the {parts.scheme.upper()} endpoint's URL needs a host, a sound port and no password",
                hint=f"{parts.scheme}://host:port/folder, the secret as a reference in the login",
                disposition=Disposition.STOP,
            )
        path = unquote(parts.path)
        home = path == "/~" or path.startswith("/~/")
        return cls(parts.hostname, port, path[3:].rstrip("/") if home else path.rstrip("/"))


def _port(parts: SplitResult, default_port: int) -> int | None:
    try:
        return default_port if parts.port is None else parts.port
    except ValueError:
        return None


__all__ = ["Address"]
