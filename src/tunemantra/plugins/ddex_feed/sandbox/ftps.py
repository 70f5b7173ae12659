"""The store's FTPS server: explicit TLS on both channels, one account locked into its folder, with faults on demand."""

from __future__ import annotations

import ipaddress
import logging
import os
import secrets
import threading
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Self

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from pyftpdlib.authorizers import DummyAuthorizer
from pyftpdlib.handlers import TLS_DTPHandler, TLS_FTPHandler
from pyftpdlib.servers import FTPServer

from tunemantra.contrib.sandbox import HOST, Account

if TYPE_CHECKING:
    from types import TracebackType

_RIGHTS = "elradfmwMT"
_LASTS = timedelta(days=365)


class FtpsServer:
    """The server on 127.0.0.1 in a thread of its own; starts and stops as a context manager.

    Args:
        folder: where its certificate and the label's password are kept; made at the first start.
        account: the one account.
        port: 0 for any free one.
    """

    def __init__(self, folder: Path, account: Account, port: int = 0) -> None:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._certificate, self._password = folder / "server.pem", folder / "password"
        if not self._password.exists():
            _private(self._password, secrets.token_urlsafe(24).encode())
            _private(self._certificate, _self_signed())
        self._account = account
        logging.getLogger("pyftpdlib").setLevel(logging.ERROR)
        self._server = FTPServer((HOST, port), self._handler())
        self._thread = threading.Thread(target=self._run, name="ftps", daemon=True)
        self._ended = threading.Event()

    @property
    def settings(self) -> Mapping[str, object]:
        """Return the part of the settings that leads here."""
        return {
            "host": HOST,
            "port": self._server.address[1],
            "user": self._account.user,
            "password": f"file:{self._password}",
            "ca_file": str(self._certificate),
        }

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended.set()
        self._thread.join(timeout=5)

    def _run(self) -> None:
        while not self._ended.is_set():
            self._server.ioloop.loop(timeout=0.05, blocking=False)
        self._server.close_all()

    def _handler(self) -> type[TLS_FTPHandler]:
        account = self._account

        class Data(TLS_DTPHandler):  # type: ignore[misc]
            """A file on its way in."""

            took = 0
            drop_at: int | None = None
            spoilt = False

            def recv(self, buffer_size: int) -> bytes:
                data = bytes(super().recv(buffer_size))
                if not self.took and data:
                    name = str(getattr(self.file_obj, "name", ""))
                    self.drop_at, self.spoilt = account.drop_at(name), account.spoils(name)
                if self.spoilt and data:
                    self.spoilt, data = False, bytes([data[0] ^ 0xFF]) + data[1:]
                self.took += len(data)
                if self.drop_at is None or self.took < self.drop_at:
                    return data
                self.file_obj.write(data[: len(data) - (self.took - self.drop_at)])
                self.file_obj.flush()
                account.dropped(str(self.file_obj.name))
                self.cmd_channel.close()
                return b""

        class Control(TLS_FTPHandler):  # type: ignore[misc]
            """One login."""

            certfile = str(self._certificate)
            tls_control_required = tls_data_required = True
            dtp_handler = Data
            authorizer = DummyAuthorizer()
            use_sendfile = False

            def on_file_received(self, file: str) -> None:
                account.closed(file)

            def ftp_RNTO(self, path: str) -> object:  # noqa: N802 - the server finds it by this name
                renamed = super().ftp_RNTO(path)
                if renamed:
                    account.note(Path(path))
                return renamed

        Control.authorizer.add_user(account.user, self._password.read_text(), str(account.root), perm=_RIGHTS)
        return Control


def _private(path: Path, content: bytes) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)


def _self_signed() -> bytes:
    """Return a key and its certificate for 127.0.0.1."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, HOST)])
    address = x509.IPAddress(ipaddress.ip_address(HOST))
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + _LASTS)
        .add_extension(x509.SubjectAlternativeName([address]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    text = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return text + certificate.public_bytes(pem)


__all__ = ["FtpsServer"]
