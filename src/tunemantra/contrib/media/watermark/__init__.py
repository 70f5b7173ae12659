"""Forensic watermarks: who a copy was made for, heard again after encoding, resampling and cutting."""

from tunemantra.contrib.media.watermark.detection import Detected
from tunemantra.contrib.media.watermark.watermarks import Marked, Watermarks

__all__ = ["Detected", "Marked", "Watermarks"]
