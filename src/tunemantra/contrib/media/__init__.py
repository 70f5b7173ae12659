"""Audio and films through ffmpeg, pictures through Pillow, clips through pydub; each loaded when it is first named."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from tunemantra.contrib.media.audio import FfmpegAudio
    from tunemantra.contrib.media.booklet import PdfBooklet
    from tunemantra.contrib.media.clips import Clip, Clips, Span
    from tunemantra.contrib.media.converting import Conversion, Converted, Converter
    from tunemantra.contrib.media.images import PillowImages
    from tunemantra.contrib.media.synthesis import write_audio, write_cover
    from tunemantra.contrib.media.video import FfmpegVideo

_MODULES: Final = {
    "Clip": "clips",
    "Clips": "clips",
    "Conversion": "converting",
    "Converted": "converting",
    "Converter": "converting",
    "FfmpegAudio": "audio",
    "FfmpegVideo": "video",
    "PdfBooklet": "booklet",
    "PillowImages": "images",
    "Span": "clips",
    "write_audio": "synthesis",
    "write_cover": "synthesis",
}


def __getattr__(name: str) -> object:
    if name not in _MODULES:
        raise AttributeError(name)
    return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)


__all__ = [
    "Clip",
    "Clips",
    "Conversion",
    "Converted",
    "Converter",
    "FfmpegAudio",
    "FfmpegVideo",
    "PdfBooklet",
    "PillowImages",
    "Span",
    "write_audio",
    "write_cover",
]
