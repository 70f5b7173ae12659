"""What a message says about its files (`ddex-facts` 4.6); whether it is true, the bytes tell."""

from __future__ import annotations

from decimal import Decimal

from attrs import frozen


@frozen
class StatedFile:
    """A file as the message states it; what is not stated is empty, 0 or None.

    Args:
        uri: relative to the message, or absolute; in ERN 3 path and name together.
        algorithm: of the hash, spelled as DDEX HashSumAlgorithmType: `SHA-256`, `MD5`.
        digest: lower-case hex.
        size: bytes.
        provided: whether the file travels with the message; None where the message does not say.
        container: ContainerFormat: `WAV`.
        codec: of film, picture or sound: `AVC`, `JPEG`, `PCM`, `FLAC`.
        audio_codec: of the sound of a film.
        channels: count.
        sampling_rate: Hz.
        bits: per sample, or per colour channel of a picture.
        bit_rate: bits per second.
        width, height: pixels.
        frame_rate: frames per second.
        duration: seconds of this file, where it is stated for the file itself.
    """

    uri: str = ""
    algorithm: str = ""
    digest: str = ""
    size: int = 0
    provided: bool | None = None
    container: str = ""
    codec: str = ""
    audio_codec: str = ""
    channels: int = 0
    sampling_rate: int = 0
    bits: int = 0
    bit_rate: int = 0
    width: int = 0
    height: int = 0
    frame_rate: Decimal | None = None
    duration: Decimal | None = None

    @property
    def sha256(self) -> str:
        """Return the SHA-256; empty where another algorithm was used or none."""
        return self.digest if self.algorithm == "SHA-256" else ""

    @property
    def md5(self) -> str:
        """Return the MD5; empty where another algorithm was used or none."""
        return self.digest if self.algorithm == "MD5" else ""

    @property
    def travels(self) -> bool:
        """Return whether the file comes with the message: it says so, or names a file and does not deny it."""
        return bool(self.uri) and self.provided is not False


__all__ = ["StatedFile"]
