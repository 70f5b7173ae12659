"""Finds the ffmpeg binary and asks it what it is."""

from __future__ import annotations

import re
import shutil
import subprocess
from functools import cache

from tunemantra.errors import Category, MediaError

_SECONDS = 20
WANTED = ("libsoxr", "libmp3lame")


def find_ffmpeg(ffmpeg: str | None = None) -> str:
    """Return the path of ffmpeg: the argument, then the imageio-ffmpeg wheel's, then the one on PATH.

    Raises:
        MediaError: there is none.
    """
    if ffmpeg is not None:
        found = shutil.which(ffmpeg)
        if found is None:
            raise MediaError(f"ffmpeg is not at {ffmpeg}", category=Category.TECHNICAL)
        return found
    found = _from_wheel() or shutil.which("ffmpeg")
    if found is None:
        hint = "apt install ffmpeg, or pip install imageio-ffmpeg, or set `ffmpeg` in the settings"
        raise MediaError("ffmpeg is not installed", hint=hint, category=Category.TECHNICAL)
    return found


def _from_wheel() -> str | None:
    try:
        import imageio_ffmpeg

        return shutil.which(str(imageio_ffmpeg.get_ffmpeg_exe()))
    except (ImportError, RuntimeError, OSError):
        return None


@cache
def describe(ffmpeg: str) -> str:
    """Return its version, what it lacks that matters here, and its path, in one line.

    Raises:
        MediaError: it does not run.
    """
    try:
        command = [ffmpeg, "-hide_banner", "-version"]
        run = subprocess.run(command, capture_output=True, timeout=_SECONDS, check=True, stdin=subprocess.DEVNULL)
    except (OSError, subprocess.SubprocessError) as error:
        raise MediaError(f"{ffmpeg} does not run: {type(error).__name__}", category=Category.TECHNICAL) from None
    text = run.stdout.decode(errors="replace")
    version = re.search(r"ffmpeg version n?(\S+)", text)
    missing = [name for name in WANTED if f"--enable-{name}" not in text]
    lacks = f", without {' and '.join(missing)}" if missing else ""
    return f"ffmpeg {version.group(1) if version else 'of unknown version'}{lacks} ({ffmpeg})"


__all__ = ["describe", "find_ffmpeg"]
