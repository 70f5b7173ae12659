"""Audio through ffmpeg, pictures through Pillow, clips through pydub."""

from tunemantra.contrib.media.audio import FfmpegAudio
from tunemantra.contrib.media.clips import Clips, Span
from tunemantra.contrib.media.images import PillowImages
from tunemantra.contrib.media.synthesis import write_audio, write_cover

__all__ = ["Clips", "FfmpegAudio", "PillowImages", "Span", "write_audio", "write_cover"]
