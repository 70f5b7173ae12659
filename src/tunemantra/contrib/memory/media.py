"""Audio, pictures, films and booklets that are only described: for tests of everything but the conversion itself.

A described file is JSON: the fields of its facts. Converting one writes another description.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path

from attrs import asdict, evolve

from tunemantra.core.analysis import Loudness, PictureAnalysis, SoundAnalysis, SoundFault
from tunemantra.core.media import AudioFacts, BookletFacts, Facts, ImageFacts, ImmersiveFacts, VideoFacts
from tunemantra.core.requirement import AudioForm, ImageForm, VideoForm, rendition_key
from tunemantra.errors import MediaError
from tunemantra.ports.transcoding import AudioWork, ImageWork, Progress, VideoWork


def describe(path: Path, facts: Facts, gain: float = 0.0) -> Path:
    """Write a described file; a recording may be said to be louder than its master by some dB."""
    louder = {"gain": gain} if gain else {}
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({**asdict(facts), **louder}, sort_keys=True, default=str), "utf-8")
    return path


class MemoryAudio:
    """`ports.transcoding.AudioProcessor` over described files; counts what it decodes.

    Attributes:
        decoded: the sources that were decoded, in order.
    """

    edition = "1"
    writing = "1"

    def __init__(self) -> None:
        self.decoded: list[Path] = []
        self._guard = threading.Lock()

    def inspect(self, source: Path) -> AudioFacts:
        """Return what the description says, without what only decoding tells."""
        return evolve(_audio(source), leading_silence=0.0, trailing_silence=0.0, silent=False)

    def measure(self, source: Path, progress: Progress | None = None) -> AudioFacts:
        """Return the whole description."""
        return self.process(source, [], source.parent, progress).facts if not _audio(source).problem else _audio(source)

    def process(
        self,
        source: Path,
        forms: Sequence[AudioForm],
        folder: Path,
        progress: Progress | None = None,
        cover: Path | None = None,  # noqa: ARG002
    ) -> AudioWork:
        """Write a description of each form."""
        facts = _audio(source)
        with self._guard:
            self.decoded.append(source)
        if facts.problem:
            raise MediaError(facts.problem)
        if progress is not None:
            progress(0.5)
        names = {form: folder / f"{rendition_key('', form)}.{form.extension}" for form in forms}
        return AudioWork(facts, {form: _render(facts, form, name) for form, name in names.items()})


class MemoryImages:
    """`ports.transcoding.ImageProcessor` over described files."""

    edition = "1"
    writing = "1"

    def measure(self, source: Path) -> ImageFacts:
        """Return the description."""
        values = _read(source)
        return ImageFacts(**values) if "mode" in values else ImageFacts("", 0, 0, "", problem="no picture")  # type: ignore[arg-type]

    def process(self, source: Path, forms: Sequence[ImageForm], folder: Path) -> ImageWork:
        """Write a description of each form."""
        facts = self.measure(source)
        if facts.problem:
            raise MediaError(facts.problem)
        files = {}
        for number, form in enumerate(forms):
            made = evolve(facts, format=form.format, width=form.side, height=form.side, mode="RGB")
            files[form] = describe(folder / f"{number}.{form.extension}", made)
        return ImageWork(facts, files)


class MemoryFilms:
    """`ports.transcoding.VideoProcessor` over described files; counts what it converts.

    Attributes:
        converted: the sources of which something was made, in order.
    """

    edition = "1"
    writing = "1"

    def __init__(self) -> None:
        self.converted: list[Path] = []

    def measure(self, source: Path, progress: Progress | None = None) -> VideoFacts:
        """Return the description."""
        values = _read(source)
        if "milliseconds" not in values:
            return VideoFacts("", "", 0, 0, Decimal(0), 0, problem="no film")
        if progress is not None:
            progress(0.5)
        rate, sound = Decimal(str(values.pop("frame_rate"))), values.pop("audio", None)
        heard = AudioFacts(**sound) if isinstance(sound, dict) else None
        return VideoFacts(**values, frame_rate=rate, audio=heard)  # type: ignore[arg-type]

    def process(
        self, source: Path, forms: Sequence[VideoForm], folder: Path, progress: Progress | None = None
    ) -> VideoWork:
        """Write a description of each form."""
        facts = self.measure(source, progress)
        if facts.problem:
            raise MediaError(facts.problem)
        self.converted.append(source)
        files = {}
        for number, form in enumerate(forms):
            made = evolve(
                facts,
                container=form.container,
                codec=form.codec,
                width=form.width,
                height=form.height,
                audio=facts.audio if form.audio else None,
            )
            files[form] = describe(folder / f"{number}.{form.extension}", made)
        return VideoWork(facts, files)


class MemoryBooklets:
    """`ports.transcoding.BookletReader` over described files."""

    edition = "1"

    def measure(self, source: Path) -> BookletFacts:
        """Return the description."""
        values = _read(source)
        if "sizes" not in values:
            return BookletFacts(problem="no PDF")
        return BookletFacts(**{name: _frozen(value) for name, value in values.items()})  # type: ignore[arg-type]


class MemorySounds:
    """`ports.transcoding.SoundAnalyser` over described files; counts what it listens to.

    Args:
        hears: the faults in a file, by its description; none where it is left out.
        edition: of the method.

    Attributes:
        listened: the sources that were listened to, in order.
    """

    def __init__(self, hears: Callable[[AudioFacts], Iterable[SoundFault]] | None = None, edition: int = 1) -> None:
        self.edition = edition
        self.listened: list[Path] = []
        self._hears = hears
        self._guard = threading.Lock()

    def analyse(self, source: Path, progress: Progress | None = None) -> SoundAnalysis:
        """Return what the description lets hear."""
        facts = _audio(source)
        with self._guard:
            self.listened.append(source)
        if facts.problem:
            raise MediaError(facts.problem)
        if progress is not None:
            progress(0.5)
        faults = tuple(self._hears(facts)) if self._hears else ()
        loudness = Loudness(-14.0, 5.0, -9.0, -11.0, -1.0, -1.2)
        return SoundAnalysis(self.edition, facts.duration, loudness, faults)


class MemoryPictures:
    """`ports.transcoding.PictureAnalyser` over described files; counts what it looks at.

    Args:
        edition: of the method.

    Attributes:
        seen: the sources that were looked at, in order.
    """

    def __init__(self, edition: int = 1) -> None:
        self.edition = edition
        self.seen: list[Path] = []

    def analyse(self, source: Path) -> PictureAnalysis:
        """Return a sharp picture without faults."""
        if "mode" not in _read(source):
            raise MediaError("no picture")
        self.seen.append(source)
        return PictureAnalysis(self.edition, 100.0)


def _render(facts: AudioFacts, form: AudioForm, target: Path) -> Path:
    made = evolve(
        facts,
        container=form.container,
        codec=form.codec,
        sample_rate=form.sample_rate,
        bit_depth=form.bit_depth,
        channels=form.channels,
        frames=facts.frames * form.sample_rate // facts.sample_rate,
    )
    return describe(target, made, form.gain)


def _audio(source: Path) -> AudioFacts:
    values = _read(source)
    if "codec" not in values:
        return AudioFacts("", "", 0, 0, 0, 0, problem="no audio")
    values.pop("gain", None)  # how loud a recording is, its facts do not say
    chunks, scene = values.pop("foreign_chunks", []), values.pop("immersive", None)
    return AudioFacts(
        **values,  # type: ignore[arg-type]
        foreign_chunks=tuple(chunks) if isinstance(chunks, list) else (),
        immersive=ImmersiveFacts(**scene) if isinstance(scene, dict) else None,
    )


def _frozen(value: object) -> object:
    return tuple(map(_frozen, value)) if isinstance(value, list) else value


def _read(source: Path) -> dict[str, object]:
    try:
        values = json.loads(source.read_text("utf-8"))
    except ValueError:
        return {}
    return dict(values) if isinstance(values, Mapping) else {}


__all__ = ["MemoryAudio", "MemoryBooklets", "MemoryFilms", "MemoryImages", "MemoryPictures", "MemorySounds", "describe"]
