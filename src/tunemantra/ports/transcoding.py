"""Measuring and converting media."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Protocol

from attrs import frozen

from tunemantra.core.analysis import PictureAnalysis, SoundAnalysis
from tunemantra.core.media import AudioFacts, BookletFacts, ImageFacts, VideoFacts
from tunemantra.core.requirement import AudioForm, ImageForm, VideoForm

Progress = Callable[[float], None]
"""Called with the share done, 0 to 1; may raise to cancel, and then no file is left."""


@frozen
class AudioWork:
    """What one decode of a master gave: its facts and a file for each form asked for."""

    facts: AudioFacts
    files: Mapping[AudioForm, Path]


@frozen
class ImageWork:
    """What one decode of a picture gave: its facts and a file for each form asked for."""

    facts: ImageFacts
    files: Mapping[ImageForm, Path]


@frozen
class VideoWork:
    """What a film gave: its facts and a file for each form asked for."""

    facts: VideoFacts
    files: Mapping[VideoForm, Path]


class AudioProcessor(Protocol):
    """Audio through one decode. Safe to use from several threads.

    *Contract.* `inspect` MUST NOT raise for bad bytes: it returns facts with `problem` set. `process` decodes the
    master exactly once for all forms and the facts together, in bounded memory. It MUST NOT upsample or pad, nor cut
    floating point samples off at full scale: what would need that raises `MediaError`. Lossless to lossless in the same
    rate and depth MUST be bit-exact; the result of the same master and form MUST be the same bytes every time. It MUST
    NOT encode a lossy master again, nor convert an ADM master: where one is not the form already, that raises. No file
    is left by a failure.
    """

    @property
    def edition(self) -> str:
        """Return the edition of `measure`; another one where the same bytes may be answered otherwise."""

    @property
    def writing(self) -> str:
        """Return the edition of `process`; another one where a master and form of before may give other bytes."""

    def inspect(self, source: Path) -> AudioFacts:
        """Return what the header says, without decoding (`frames` as declared, no silence)."""

    def process(
        self,
        source: Path,
        forms: Sequence[AudioForm],
        folder: Path,
        progress: Progress | None = None,
        cover: Path | None = None,
    ) -> AudioWork:
        """Measure a master fully and write each form into `folder`.

        Args:
            source: the master.
            forms: what is made of it.
            folder: where that goes.
            progress: told the share done.
            cover: the picture that the tags of a form name by its hash.

        Raises:
            MediaError: it cannot be decoded, or a form would need upsampling or encoding what is lossy.
        """

    def measure(self, source: Path, progress: Progress | None = None) -> AudioFacts:
        """Return all facts; a file that cannot be decoded has `problem` set."""


class ImageProcessor(Protocol):
    """Pictures. Safe to use from several threads.

    *Contract.* `measure` MUST NOT raise for bad bytes, and MUST refuse decompression bombs with `problem` set.
    `process` applies the orientation, converts to 8-bit sRGB without profile or alpha, scales down, never up, and cuts
    off nothing but what a form with a focus asks for. A master that has the form already MUST be handed on byte for
    byte. A failure leaves no file.
    """

    @property
    def edition(self) -> str:
        """Return the edition of `measure`; another one where the same bytes may be answered otherwise."""

    @property
    def writing(self) -> str:
        """Return the edition of `process`; another one where a master and form of before may give other bytes."""

    def measure(self, source: Path) -> ImageFacts:
        """Decode and return all facts; `problem` is set where that failed."""

    def process(self, source: Path, forms: Sequence[ImageForm], folder: Path) -> ImageWork:
        """Write each form into `folder`.

        Raises:
            MediaError: it cannot be decoded, or a form would need upscaling.
        """


class VideoProcessor(Protocol):
    """Films. Safe to use from several threads.

    *Contract.* `measure` MUST NOT raise for bad bytes: a film without frames, one that ends early and a file that is
    no film have `problem` set. `process` MUST NOT enlarge, make up frames, or cut off what no focus asks for; a master
    that has the form already MUST be handed on byte for byte. Memory is bounded. A failure leaves no file.
    """

    @property
    def edition(self) -> str:
        """Return the edition of `measure`; another one where the same bytes may be answered otherwise."""

    @property
    def writing(self) -> str:
        """Return the edition of `process`; another one where a master and form of before may give other bytes."""

    def measure(self, source: Path, progress: Progress | None = None) -> VideoFacts:
        """Decode and return all facts; `problem` is set where that failed."""

    def process(
        self, source: Path, forms: Sequence[VideoForm], folder: Path, progress: Progress | None = None
    ) -> VideoWork:
        """Write each form into `folder`.

        Raises:
            MediaError: it cannot be decoded, or a form would need enlarging.
        """


class BookletReader(Protocol):
    """Digital booklets. Safe to use from several threads.

    *Contract.* `measure` MUST NOT raise for bad bytes: what is no PDF, is encrypted, or takes too much time or memory
    has `problem` set. It MUST NOT do what a booklet asks for: no scripts, no network. Time and memory are bounded.
    """

    @property
    def edition(self) -> str:
        """Return the edition of `measure`; another one where the same bytes may be answered otherwise."""

    def measure(self, source: Path) -> BookletFacts:
        """Read a booklet page by page and return all facts; `problem` is set where that failed."""


class SoundAnalyser(Protocol):
    """Listens to recordings. Safe to use from several threads.

    *Contract.* The same bytes MUST give the same analysis, and a change of method MUST give another `edition`. Memory
    is bounded, whatever the length. What cannot be decoded raises; what sounds wrong is a fault with its time.
    """

    @property
    def edition(self) -> int:
        """Return the edition of the method."""

    def analyse(self, source: Path, progress: Progress | None = None) -> SoundAnalysis:
        """Decode a recording and return everything that is heard in it.

        Raises:
            MediaError: it cannot be decoded, or what is needed is not installed.
        """


class PictureAnalyser(Protocol):
    """Looks at pictures. Safe to use from several threads; the contract is that of `SoundAnalyser`."""

    @property
    def edition(self) -> int:
        """Return the edition of the method."""

    def analyse(self, source: Path) -> PictureAnalysis:
        """Decode a picture and return everything that is seen in it.

        Raises:
            MediaError: it cannot be decoded, or what is needed is not installed.
        """


__all__ = [
    "AudioProcessor",
    "AudioWork",
    "BookletReader",
    "ImageProcessor",
    "ImageWork",
    "PictureAnalyser",
    "Progress",
    "SoundAnalyser",
    "VideoProcessor",
    "VideoWork",
]
