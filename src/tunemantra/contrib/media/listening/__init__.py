"""Listens to recordings: loudness, faults with their time, bandwidth, tempo, key and fingerprint, from one decode."""

from tunemantra.contrib.media.listening.listener import METHOD, FfmpegListener

__all__ = ["METHOD", "FfmpegListener"]
