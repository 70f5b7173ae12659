"""Foresight: what a rendition that nobody has made yet will be, as far as its form says it."""

from __future__ import annotations

from attrs import evolve

from tunemantra.core.form import ADM, AudioForm, Form, ImageForm, VideoForm
from tunemantra.core.media import AudioFacts, Facts, ImageFacts, VideoFacts
from tunemantra.core.plan import Size
from tunemantra.core.release import Asset
from tunemantra.ports.package import Rendition

_WAV_HEADER = 44
_BYTE = 8


def size_of(form: Form, master: Facts, asset: Asset) -> Size:
    """Return how large a rendition will be: PCM to the byte, what has a bitrate about, other codecs not at all."""
    if isinstance(form, AudioForm) and isinstance(master, AudioFacts):
        return _sound(form, master, asset)
    if isinstance(form, ImageForm | VideoForm):
        return Size()
    return Size(asset.size, exact=True)


def _sound(form: AudioForm, master: AudioFacts, asset: Asset) -> Size:
    if form.codec == ADM or form.is_form_of(master):
        return Size(asset.size, exact=form.tags is None)
    if form.codec == "pcm":
        frames = _frames(form, master)
        return Size(_WAV_HEADER + frames * form.channels * form.bit_depth // _BYTE, exact=form.tags is None)
    return Size(round(master.duration * form.bitrate / _BYTE))


def _frames(form: AudioForm, master: AudioFacts) -> int:
    return -(-master.frames * form.sample_rate // master.sample_rate)


def stand_in(path: str, asset: Asset, form: Form, master: Facts, size: Size) -> Rendition:
    """Return what stands for a rendition where a package is only drafted: its hash is that of the master."""
    facts = _facts(form, master, size.bytes)
    return Rendition(path, asset.sha256, size.bytes, form, facts)


def _facts(form: Form, master: Facts, size: int) -> Facts:
    match form, master:
        case AudioForm(), AudioFacts() if form.codec != ADM:
            codec = f"pcm_s{form.bit_depth}le" if form.codec == "pcm" else form.codec
            shape = evolve(master, container=form.container, codec=codec, channels=form.channels, size=size)
            return evolve(
                shape, sample_rate=form.sample_rate, bit_depth=form.bit_depth, frames=_frames(form, master), problem=""
            )
        case ImageForm(), ImageFacts():
            return ImageFacts(form.format, *form.size, "RGB", size=size)
        case VideoForm(), VideoFacts():
            return evolve(master, container=form.container, codec=form.codec, width=form.width, height=form.height)
        case _:
            return master


__all__ = ["size_of", "stand_in"]
