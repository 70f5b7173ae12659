"""The adapters that come with tunemantra, offered through the hooks that a stranger's plugin uses."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from attrs import frozen

from tunemantra.contrib.transports import open_api, open_calls, open_files, open_tool
from tunemantra.core.finding import error
from tunemantra.errors import SettingsError
from tunemantra.host.settings import Settings
from tunemantra.host.structuring import RULE
from tunemantra.ports.hooks import hookimpl
from tunemantra.ports.providers import StorageProvider, TranscoderProvider, TransportProvider
from tunemantra.ports.runtime import SecretStore
from tunemantra.ports.storage import AssetStore
from tunemantra.ports.transcoding import AudioProcessor, ImageProcessor
from tunemantra.ports.transport import Endpoint, Mailbox

LOCAL: Final = "local"
FFMPEG: Final = "ffmpeg"


@frozen(eq=False)
class BundledAdapters:
    """One host's own plugin; it knows the settings that adapters of others do not need."""

    settings: Settings

    @hookimpl
    def tunemantra_transports(self) -> Iterable[TransportProvider]:
        """Offer SFTP, FTPS, SCP, S3, HTTP, SOAP, GraphQL, SQS, local folders and programs, and Maildirs."""
        return (
            TransportProvider("file", "Folder", open_files=open_files),
            TransportProvider("ftps", "FTPS", open_files=open_files),
            TransportProvider("s3", "S3", open_files=open_files),
            TransportProvider("scp", "SCP", open_files=open_files),
            TransportProvider("sftp", "SFTP", open_files=open_files),
            TransportProvider("http", "HTTP", open_api=open_api),
            TransportProvider("https", "HTTPS", open_api=open_api),
            *(
                TransportProvider(f"{name.lower()}+{scheme}", name, open_calls=open_calls)
                for name in ("SOAP", "GraphQL", "SQS")
                for scheme in ("https", "http")
            ),
            TransportProvider("tool", "Program", open_tool=open_tool),
            TransportProvider("maildir", "Maildir", open_mailbox=_open_mailbox),
        )

    @hookimpl
    def tunemantra_storages(self) -> Iterable[StorageProvider]:
        """Offer the folder."""
        return (StorageProvider(LOCAL, self._open_local, label="Folder"),)

    @hookimpl
    def tunemantra_transcoders(self) -> Iterable[TranscoderProvider]:
        """Offer ffmpeg for audio and Pillow for pictures."""
        return (TranscoderProvider(FFMPEG, self._open_audio, _open_images, label="ffmpeg and Pillow"),)

    def _open_local(self, url: str, _settings: object, _secrets: SecretStore) -> AssetStore:
        from tunemantra.contrib.storage import LocalAssetStore

        folder = url.removeprefix(LOCAL).removeprefix("://")
        if folder and not folder.startswith("/"):
            finding = error(
                RULE, "storage", "the folder is not absolute", observed=url, expected="local, or local:///folder"
            )
            raise SettingsError("storage is wrong", [finding])
        masters = self.settings.masters
        return LocalAssetStore(
            Path(folder) if folder else self.settings.home / "assets",
            link=masters != "copy",
            later=masters == "link-first",
        )

    def _open_audio(self, _settings: object, _secrets: SecretStore) -> AudioProcessor:
        from tunemantra.contrib.media import FfmpegAudio

        # Several masters are worked on at a time, so one thread each is what keeps every core busy and none crowded.
        return FfmpegAudio(self.settings.ffmpeg or None, threads=1)


def _open_images(_settings: object, _secrets: SecretStore) -> ImageProcessor:
    from tunemantra.contrib.media import PillowImages

    return PillowImages()


def _open_mailbox(endpoint: Endpoint, secrets: SecretStore) -> Mailbox:
    from tunemantra.contrib.mailbox import open_mailbox

    return open_mailbox(endpoint, secrets)


__all__ = ["FFMPEG", "LOCAL", "BundledAdapters"]
