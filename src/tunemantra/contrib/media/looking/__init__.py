"""Looks at covers: numpy and Pillow for the picture, zxing-cpp for codes, rapidocr for words where it is installed."""

from tunemantra.contrib.media.looking.looker import PictureLooker

__all__ = ["PictureLooker"]
