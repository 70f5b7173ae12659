"""What an adapter plugin offers: descriptors by scheme or name, with the functions that open them."""

from __future__ import annotations

from collections.abc import Callable

from attrs import frozen

from tunemantra.ports.notification import Notifier
from tunemantra.ports.platform import API_VERSION
from tunemantra.ports.runtime import SecretStore
from tunemantra.ports.storage import AssetStore
from tunemantra.ports.tool import ToolTransport
from tunemantra.ports.transcoding import AudioProcessor, ImageProcessor
from tunemantra.ports.transport import ApiTransport, CallTransport, Endpoint, FileTransport, Mailbox

OpenFiles = Callable[[Endpoint, SecretStore], FileTransport]
OpenApi = Callable[[Endpoint, SecretStore], ApiTransport]
OpenCalls = Callable[[Endpoint, SecretStore], CallTransport]
OpenTool = Callable[[Endpoint, SecretStore], ToolTransport]
OpenMailbox = Callable[[Endpoint, SecretStore], Mailbox]


@frozen
class NoSettings:
    """The settings of an adapter that has none."""


@frozen
class TransportProvider:
    """Opens the connections whose URL has one scheme.

    *Contract.* Opening MUST raise nothing but `TransportError`s and `SecretError`s.

    Args:
        scheme: of the endpoint's URL, lower case (RFC 3986, 3.1): `acme+ftp`.
        label: name for people.
        open_files, open_api, open_mailbox, open_calls, open_tool: open a connection of this kind; None where the
            scheme is not for it.
        api: version of the plugin contract it was written for.
    """

    scheme: str
    label: str = ""
    open_files: OpenFiles | None = None
    open_api: OpenApi | None = None
    open_mailbox: OpenMailbox | None = None
    api: int = API_VERSION
    open_calls: OpenCalls | None = None
    open_tool: OpenTool | None = None


@frozen
class StorageProvider:
    """Opens the asset store that the setting `storage` names by its scheme.

    *Contract.* Opening MUST raise nothing but `TuneMantraError`s.

    Args:
        scheme: of the setting: `s3` of `s3://bucket/folder`, `local` of `local`.
        open: from the setting as it is written, the table `[storages.<scheme>]` as `settings`, and the secrets.
        settings: attrs class of the table.
        label: name for people.
        api: version of the plugin contract it was written for.
    """

    scheme: str
    open: Callable[[str, object, SecretStore], AssetStore]
    settings: type = NoSettings
    label: str = ""
    api: int = API_VERSION


@frozen
class TranscoderProvider:
    """Makes the processors of audio and of pictures that the setting `transcoder` names.

    *Contract.* Making one MUST raise nothing but `TuneMantraError`s.

    Args:
        name: lower case: `ffmpeg`.
        audio, images: from the table `[transcoders.<name>]` as `settings` and the secrets to a processor; None to
            leave it to the bundled one.
        settings: attrs class of the table.
        label: name for people.
        api: version of the plugin contract it was written for.
    """

    name: str
    audio: Callable[[object, SecretStore], AudioProcessor] | None = None
    images: Callable[[object, SecretStore], ImageProcessor] | None = None
    settings: type = NoSettings
    label: str = ""
    api: int = API_VERSION


@frozen
class NotifierProvider:
    """Makes a notifier that hears of every event once the settings have a table `[notifiers.<name>]`.

    Args:
        name: lower case: `acme-pager`.
        open: from the table as `settings` and the secrets to a notifier; called when the first event comes.
        settings: attrs class of the table.
        label: name for people.
        api: version of the plugin contract it was written for.
    """

    name: str
    open: Callable[[object, SecretStore], Notifier]
    settings: type = NoSettings
    label: str = ""
    api: int = API_VERSION


__all__ = [
    "NoSettings",
    "NotifierProvider",
    "OpenApi",
    "OpenCalls",
    "OpenFiles",
    "OpenMailbox",
    "OpenTool",
    "StorageProvider",
    "TranscoderProvider",
    "TransportProvider",
]
