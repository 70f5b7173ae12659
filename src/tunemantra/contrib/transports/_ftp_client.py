"""ftplib's FTPS client with resuming, listing and the server's hash; errors are those of ftplib and the socket.

RFC 959, RFC 2228 and 4217 (explicit TLS), RFC 3659 (SIZE, MDTM, REST, MLST, MLSD), draft-bryan-ftp-hash.
"""

from __future__ import annotations

import ftplib
import re
import select
import socket
import ssl
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from typing import Final

from tunemantra.contrib.transports._ftp_errors import reply_code
from tunemantra.contrib.transports._upload import OurOwnError

BLOCK: Final = 256 * 1024
MOST_ENTRIES: Final = 100_000
"""Entries a folder may have; a server that never stops listing must not fill our memory."""

_BROKEN: Final = (OSError, EOFError, ftplib.Error)
_NO_RESTART: Final = {"500", "501", "502", "504", "550", "554"}
_DIGEST: Final = re.compile(r"\b[0-9a-fA-F]{64}\b")


class FtpsClient(ftplib.FTP_TLS):
    """A session with both channels encrypted."""

    folders: set[str]
    features: Mapping[str, str]
    home: str

    def enter(self, host: str, port: int, user: str, password: str) -> None:
        """Connect, check the certificate, log in, and encrypt the data channel."""
        self.connect(host, port)
        self._stay_alive()
        self.login(user, password)
        self.prot_p()
        self.folders = set()
        self.features = self._ask_features()
        with suppress(ftplib.Error):
            self.voidcmd("OPTS UTF8 ON")
        self.voidcmd("TYPE I")
        self.home = self.pwd()

    def _stay_alive(self) -> None:
        # Nothing is said on this channel while a large file goes over the other one.
        assert self.sock is not None  # noqa: S101 - connected one line before
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        if hasattr(socket, "TCP_KEEPIDLE"):
            self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, 30)

    def _ask_features(self) -> Mapping[str, str]:
        try:
            lines = self.sendcmd("FEAT").splitlines()[1:-1]
        except ftplib.error_perm:
            return {}
        parts = (line.strip().partition(" ") for line in lines)
        return {name.upper(): rest for name, _, rest in parts}

    @property
    def alive(self) -> bool:
        """Whether the server has not hung up: it says something unasked only to say good-bye."""
        if self.sock is None:
            return False
        return not select.select([self.sock], [], [], 0)[0]

    def ntransfercmd(self, cmd: str, rest: int | str | None = None) -> tuple[socket.socket, int | None]:
        """Open a data channel that takes up the TLS session of the control channel: many servers demand it."""
        conn, size = ftplib.FTP.ntransfercmd(self, cmd, rest)  # noqa: S321 - encrypted in the next step
        try:
            # TLS writes records smaller than a segment: each would wait until the one before is acknowledged.
            conn.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            session = self.sock.session if isinstance(self.sock, ssl.SSLSocket) else None
            return self.context.wrap_socket(conn, server_hostname=self.host, session=session), size
        except BaseException:
            conn.close()
            raise

    def store(self, path: str, start: int, blocks: Iterable[bytes], arrived: Callable[[int], None]) -> None:
        """Write from `start` on; the last byte counts as arrived when the server says that it has the file."""
        conn = self._writing(path, start)
        held = 0
        try:
            for block in blocks:
                conn.sendall(block)
                arrived(len(block) + held - 1)
                held = 1
        except OurOwnError:
            # What went out is written before anybody asks how much it was.
            with suppress(*_BROKEN):
                self._end(conn)
            raise
        except BaseException:
            conn.close()
            raise
        self._end(conn)
        if held:
            arrived(held)

    def _writing(self, path: str, start: int) -> socket.socket:
        if not start:
            return self.transfercmd(f"STOR {path}")
        try:
            return self.transfercmd(f"STOR {path}", rest=start)
        except ftplib.error_perm as error:
            # Some servers take up a file only at its end.
            if reply_code(error) not in _NO_RESTART or self.size(path) != start:
                raise
            return self.transfercmd(f"APPE {path}")

    def _end(self, conn: socket.socket) -> None:
        if isinstance(conn, ssl.SSLSocket):
            # Not every server says good-bye in TLS; its answer on the other channel counts.
            with suppress(OSError):
                conn.unwrap()
        conn.close()
        self.voidresp()

    def read_blocks(self, path: str, start: int, stop: int) -> Iterator[bytes]:
        """Yield the bytes from `start` up to `stop`, fewer where the file ends earlier."""
        if start >= stop:
            return
        conn, skipped = self._reading(path, start)
        skip, left = start - skipped, stop - start
        ended = False
        try:
            while left > 0:
                data = conn.recv(min(BLOCK, left + skip))
                if not data:
                    break
                skip, data = max(0, skip - len(data)), data[skip:]
                left -= len(data)
                yield data
            ended = True
        finally:
            conn.close()
            # A transfer that was cut short on purpose is answered with a refusal.
            with suppress(ftplib.Error) if ended else suppress(*_BROKEN):
                self.voidresp()

    def _reading(self, path: str, start: int) -> tuple[socket.socket, int]:
        """Return a channel with a file's bytes, and the offset of the first one: 0 where the server knows no other."""
        try:
            return self.transfercmd(f"RETR {path}", rest=start or None), start
        except ftplib.error_perm as error:
            if not start or reply_code(error) not in _NO_RESTART:
                raise
            return self.transfercmd(f"RETR {path}"), 0

    def facts(self, path: str) -> Mapping[str, str] | None:
        """Return what the server says of a file or folder, None where there is none: `type`, `size`, `modify`."""
        try:
            if "MLST" in self.features:
                return _facts(self.sendcmd(f"MLST {path}").splitlines()[1].strip())[1]
            return self._probed(path)
        except ftplib.error_perm as error:
            if reply_code(error) in {"550", "501", "553"}:
                return None
            raise

    def _probed(self, path: str) -> Mapping[str, str]:
        try:
            size = self.size(path)
        except ftplib.error_perm:
            self.cwd(path)
            return {"type": "dir"}
        facts = {"type": "file", "size": str(size or 0)}
        with suppress(ftplib.error_perm):
            facts["modify"] = self.voidcmd(f"MDTM {path}")[3:].strip()
        return facts

    def entries(self, path: str) -> list[tuple[str, Mapping[str, str]]]:
        """Return the names in a folder with their facts, at most one more than `MOST_ENTRIES`."""
        lines: list[str] = []

        def keep(line: str) -> None:
            if len(lines) <= MOST_ENTRIES:
                lines.append(line)

        listed = "MLST" in self.features
        try:
            self.retrlines(f"{'MLSD' if listed else 'NLST'} {path}", keep)
        finally:
            # Lists travel as text, and so would the next file.
            self.voidcmd("TYPE I")
        if listed:
            return [(name, facts) for name, facts in map(_facts, lines) if facts.get("type") in {"file", "dir"}]
        names = [line.rstrip("/").rsplit("/", 1)[-1] for line in lines]
        return [(name, self._probed(f"{path.rstrip('/')}/{name}")) for name in names if name not in {".", "..", ""}]

    def server_hash(self, path: str) -> str | None:
        """Return the SHA-256 of a file as the server computes it, None where it cannot."""
        command = self._hash_command()
        if command is None:
            return None
        found = _DIGEST.search(self.sendcmd(f"{command} {path}"))
        return found[0].lower() if found else None

    def _hash_command(self) -> str | None:
        offered = self.features.get("HASH", "").upper()
        if "SHA-256" in offered:
            if "SHA-256*" not in offered:
                self.voidcmd("OPTS HASH SHA-256")
            return "HASH"
        return "XSHA256" if "XSHA256" in self.features else None

    def move(self, part: str, path: str) -> None:
        """Rename, over whatever is there."""
        try:
            self.rename(part, path)
        except ftplib.error_perm:
            if self.facts(path) is None:
                raise
            # Not every server renames over a file; for a moment there is none, never half of one.
            self.delete(path)
            self.rename(part, path)

    def make_folder(self, path: str) -> None:
        """Make a folder and those above it, as far as they are not there."""
        if not path or path in self.folders:
            return
        if self.facts(path) is None:
            self.make_folder(path.rpartition("/")[0])
            try:
                self.mkd(path)
            except ftplib.error_perm:
                # Somebody else may have been first.
                if self.facts(path) is None:
                    raise
        self.folders.add(path)


def _facts(line: str) -> tuple[str, dict[str, str]]:
    told, _, name = line.partition(" ")
    pairs = (fact.partition("=") for fact in told.split(";") if fact)
    return name, {key.lower(): value.lower() for key, _, value in pairs}


__all__ = ["BLOCK", "MOST_ENTRIES", "FtpsClient"]
