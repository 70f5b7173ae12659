"""The server of each transport, imported when it is played."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from attrs import frozen

from tunemantra.contrib.sandbox import SFTP_FAULTS, Account
from tunemantra.plugins.ddex_feed.sandbox.desk import Publish

FAULTS: Mapping[str, tuple[str, ...]] = {
    "sftp": SFTP_FAULTS,
    "ftps": ("corrupt-upload", "drop-connection"),
    "s3": ("unavailable",),
}
"""The misbehaviours of each transport."""


@frozen
class Serving:
    """A server that is up.

    Args:
        settings: what leads to it.
        publish: told of every file of the store's own that lies in the label's folder already.
        pull: brings what arrived to the label's folder, where it does not arrive there by itself.
    """

    settings: Mapping[str, object]
    publish: Publish
    pull: Callable[[], None]


@contextmanager
def serve(transport: str, folder: Path, account: Account, port: int) -> Iterator[Serving]:
    """Run the server of a transport until the block is left.

    Args:
        transport: `sftp`, `ftps` or `s3`.
        folder: where it keeps keys.
        account: the label's.
        port: 0 for any free one.
    """
    if transport == "s3":
        from tunemantra.plugins.ddex_feed.sandbox.s3 import BucketServer

        with BucketServer(folder, account, port) as bucket:
            yield Serving(bucket.settings, bucket.publish, bucket.pull)
    elif transport == "ftps":
        from tunemantra.plugins.ddex_feed.sandbox.ftps import FtpsServer

        with FtpsServer(folder, account, port) as ftps:
            yield Serving(ftps.settings, _there_already, _nothing)
    else:
        from tunemantra.contrib.sandbox.drop import SftpServer

        with SftpServer(folder, account, port) as sftp:
            yield Serving(sftp.settings, _there_already, _nothing)


def _there_already(_path: str, _content: bytes) -> None:
    """Do nothing: the label's folder is what the server shows."""


def _nothing() -> None:
    """Do nothing: what arrives is in the label's folder."""


__all__ = ["FAULTS", "Serving", "serve"]
