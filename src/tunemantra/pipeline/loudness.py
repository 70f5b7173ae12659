"""Loudness: the recordings a platform asks another one of are listened to, once each, before they are made."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor

from tunemantra.core.analysis import Loudness, SoundAnalysis
from tunemantra.core.release import Asset, Part, Release
from tunemantra.core.requirement import Requirement
from tunemantra.errors import Category, MediaError
from tunemantra.pipeline.analyse import analysed, recalled
from tunemantra.pipeline.tools import Tools

Heard = Callable[[str, float], None]
"""Called with a path in the release and the share heard of it, 0 to 1; from several threads."""


def _nobody(_path: str, _share: float) -> None:
    return


def unheard(tools: Tools, release: Release, demands: Iterable[Requirement]) -> Mapping[str, Asset]:
    """Return the recordings nobody has listened to and somebody has to, each once, by path.

    They are those some platform asks a loudness of, and those the label makes louder, which must not clip.

    Args:
        tools: the ports.
        release: content-addressed.
        demands: of the platforms.
    """
    specs = [demand.audio for demand in demands if demand.audio is not None]
    asked = any(spec.loudness is not None for spec in specs)
    if not specs or not (asked or any(track.raised for track in release.tracks)):
        return {}
    found: dict[str, tuple[str, Asset]] = {}
    for index, track in enumerate(release.tracks):
        path, sha256 = f"tracks[{index}].audio", track.audio.sha256
        # Whoever made renditions would find a peak as well, but too late to refuse the release for it.
        wanted = asked if track.gain is None else track.raised and tools.sounds is not None
        if wanted and release.part(path) is Part.RECORDING and recalled(tools, path, sha256) is None:
            found.setdefault(sha256, (path, track.audio))
    return dict(found.values())


def listen(tools: Tools, files: Mapping[str, Asset], heard: Heard) -> None:
    """Listen to some recordings, several at a time; what is heard is remembered.

    Raises:
        MediaError: nobody here listens, or the machine failed.
    """
    with ThreadPoolExecutor(max_workers=tools.media_workers, thread_name_prefix="listen") as pool:
        for _ in pool.map(lambda one: loudness(tools, one[0], one[1], heard), files.items()):
            pass


def loudness(tools: Tools, path: str, asset: Asset, heard: Heard = _nobody) -> Loudness | None:
    """Return how loud a recording is, listened to where nobody has; None where it cannot be decoded.

    Args:
        tools: the ports.
        path: in the release.
        asset: content-addressed.
        heard: hears how far it is.

    Raises:
        MediaError: nobody here listens, or the machine failed.
    """
    known = recalled(tools, path, asset.sha256)
    if known is None:
        with tools.turns:
            try:
                source = tools.assets.path(asset.sha256)
                known = analysed(tools, path, source, asset.sha256, lambda share: heard(path, share))
            except MediaError as problem:
                if problem.category is Category.CONTENT:
                    return None  # what cannot be decoded is told by the facts
                raise
    if not isinstance(known, SoundAnalysis):
        message = "a platform asks for a loudness, and nothing here listens to recordings"
        raise MediaError(message, hint="pip install 'tunemantra[media]'", category=Category.TECHNICAL)
    return known.loudness


__all__ = ["Heard", "listen", "loudness", "unheard"]
