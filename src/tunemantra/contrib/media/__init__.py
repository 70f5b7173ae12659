"""Audio and films through ffmpeg, pictures through Pillow, clips through pydub."""

from tunemantra.contrib.media.audio import FfmpegAudio
from tunemantra.contrib.media.booklet import PdfBooklet
from tunemantra.contrib.media.clips import Clip, Clips, Span
from tunemantra.contrib.media.converting import Conversion, Converted, Converter
from tunemantra.contrib.media.images import PillowImages
from tunemantra.contrib.media.synthesis import write_audio, write_cover
from tunemantra.contrib.media.video import FfmpegVideo

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
