"""Technical details equal to the bytes, and the files themselves (`ddex-facts` 4.6).

In ERN 3.8 a file travels with the message if it is stated at all; one that stays at home is left out. Where a preview
begins is stated all the same.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from tunemantra.contrib.ddex.context import COVER, Context, audio_of
from tunemantra.contrib.ddex.ern3.values import AUDIO_CODECS, CONTAINERS, IMAGE_CODECS, VIDEO_CODECS
from tunemantra.contrib.ddex.files import BOOKLET, FileEntry, bit_rate, duration, thousands
from tunemantra.contrib.ddex.nodes import HOLE, Fragment, Node, Template, begin, fill, fragment, graft, leaf, node
from tunemantra.core.media import AudioFacts, ImageFacts, VideoFacts
from tunemantra.core.release import Medium, Track

_FRAMES: Final = "Hz(non-interlaced)"


def write_track_details(parent: Node, context: Context, index: int, track: Track) -> None:
    """Write the technical details of a recording or film, if there is anything to say: its file, its preview."""
    entry = context.files.get(audio_of(index))
    sent = entry if entry is not None and entry.provided else None
    if sent is None and track.preview_start is None:
        return
    film = track.medium is Medium.VIDEO
    name = "TechnicalVideoDetails" if film else "TechnicalSoundRecordingDetails"
    details = begin(parent, _details(name), f"T{index + 1}")
    facts = sent.facts if sent else None
    if sent is not None and isinstance(facts, VideoFacts):
        _write_film(details, facts, context)
    elif sent is not None and isinstance(facts, AudioFacts) and not film:
        _write_audio(details, sent, facts, context)
    _write_preview(details, track)
    if sent is not None:
        _write_file(details, sent, context)


def write_picture_details(parent: Node, context: Context, reference: str) -> None:
    """Write the technical details of the picture, if it is sent; `reference` is that of the details."""
    entry = context.files.get(COVER)
    if entry is None or not entry.provided:
        return
    details = node(parent, "TechnicalImageDetails")
    leaf(details, "TechnicalResourceDetailsReference", reference)
    facts = entry.facts
    if isinstance(facts, ImageFacts):
        _write_word(details, "ImageCodecType", IMAGE_CODECS.get(facts.format), facts.format, context.sender)
        leaf(details, "ImageHeight", str(facts.height), UnitOfMeasure="Pixel")
        leaf(details, "ImageWidth", str(facts.width), UnitOfMeasure="Pixel")
    _write_file(details, entry, context)


def write_booklet_details(parent: Node, context: Context, reference: str) -> None:
    """Write the technical details of the booklet, if it is sent; `reference` is that of the details."""
    entry = context.files.get(BOOKLET)
    if entry is None or not entry.provided:
        return
    details = node(parent, "TechnicalTextDetails")
    leaf(details, "TechnicalResourceDetailsReference", reference)
    leaf(details, "TextCodecType", "PDF")
    _write_file(details, entry, context)


@lru_cache
def _details(name: str) -> Template:
    details = Node(name)
    leaf(details, "TechnicalResourceDetailsReference", HOLE)
    return Template(details)


def _write_audio(details: Node, entry: FileEntry, facts: AudioFacts, context: Context) -> None:
    sampling = (facts.sample_rate, facts.bit_depth, facts.channels)
    graft(details, _sound(facts.container, facts.codec, *sampling, bit_rate(entry, facts), context.sender))
    if entry.milliseconds:
        leaf(details, "Duration", duration(entry.milliseconds))


@lru_cache(maxsize=256)
def _sound(container: str, codec: str, rate: int, depth: int, channels: int, bits: int, sender: str) -> Fragment:
    details = Node("")
    _write_word(details, "ContainerFormat", CONTAINERS.get(container), "", sender)
    _write_word(details, "AudioCodecType", _audio_codec(codec), codec.upper(), sender)
    _write_rate(details, "BitRate", bits)
    leaf(details, "NumberOfChannels", str(channels))
    leaf(details, "SamplingRate", str(rate), UnitOfMeasure="Hz")
    if depth:
        leaf(details, "BitsPerSample", str(depth))
    return fragment(details)


def _write_film(details: Node, facts: VideoFacts, context: Context) -> None:
    _write_rate(details, "OverallBitRate", facts.bit_rate)
    _write_word(details, "ContainerFormat", CONTAINERS.get(facts.container), "", context.sender)
    _write_word(details, "VideoCodecType", VIDEO_CODECS.get(facts.codec), facts.codec.upper(), context.sender)
    leaf(details, "FrameRate", f"{facts.frame_rate:f}", UnitOfMeasure=_FRAMES)
    leaf(details, "ImageHeight", str(facts.height), UnitOfMeasure="Pixel")
    leaf(details, "ImageWidth", str(facts.width), UnitOfMeasure="Pixel")
    sound = facts.audio
    if sound is not None:
        _write_word(details, "AudioCodecType", _audio_codec(sound.codec), sound.codec.upper(), context.sender)
        leaf(details, "NumberOfAudioChannels", str(sound.channels))
        leaf(details, "AudioSamplingRate", str(sound.sample_rate), UnitOfMeasure="Hz")
        if sound.bit_depth:
            leaf(details, "AudioBitsPerSample", str(sound.bit_depth))
    if facts.milliseconds:
        leaf(details, "Duration", duration(facts.milliseconds))


def _write_preview(details: Node, track: Track) -> None:
    """Write where a preview begins that the recipient cuts from the file."""
    if track.preview_start is None:
        return
    leaf(details, "IsPreview", "false")
    preview = node(details, "PreviewDetails")
    leaf(preview, "StartPoint", f"{track.preview_start:f}")
    if track.preview_duration is not None:
        leaf(preview, "Duration", duration(round(track.preview_duration * 1000)))
    leaf(preview, "ExpressionType", "Instructive")


def _write_file(details: Node, entry: FileEntry, context: Context) -> None:
    if not entry.uri:
        return
    path, slash, name = entry.uri.rpartition("/")
    algorithm = context.dialect.hash_algorithm
    digest = entry.digest(algorithm)
    texts = [name]
    if slash:
        texts.append(f"{path}/")
    if digest:
        texts += (digest, algorithm)
    fill(details, _file(placed=bool(slash), proved=bool(digest)), *texts)


@lru_cache
def _file(*, placed: bool, proved: bool) -> Template:
    """Return a file in a folder or beside the message, with its hash or without."""
    part = Node("")
    file = node(part, "File")
    leaf(file, "FileName", HOLE)
    if placed:
        leaf(file, "FilePath", HOLE)
    if proved:
        proof = node(file, "HashSum")
        leaf(proof, "HashSum", HOLE)
        leaf(proof, "HashSumAlgorithmType", HOLE)
    return Template(part)


def _audio_codec(codec: str) -> str | None:
    return AUDIO_CODECS.get(codec.partition("_")[0])


def _write_rate(details: Node, tag: str, bits: int) -> None:
    if bits:
        leaf(details, tag, thousands(bits), UnitOfMeasure="kbps")


def _write_word(details: Node, tag: str, value: str | None, own_word: str, sender: str) -> None:
    """Write a word of a value set, or an own word where the set has none; nothing where both are empty."""
    if value:
        leaf(details, tag, value)
    elif own_word:
        leaf(details, tag, "UserDefined", Namespace=f"DPID:{sender}", UserDefinedValue=own_word)


__all__ = ["write_booklet_details", "write_picture_details", "write_track_details"]
