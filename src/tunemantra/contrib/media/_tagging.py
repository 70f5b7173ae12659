"""Writes into a file what its form asks to be said of the recording, through mutagen; takes out what else is said."""

from __future__ import annotations

import base64
import hashlib
from typing import TYPE_CHECKING

from tunemantra.contrib.media.files import open_file
from tunemantra.core.requirement import ADM
from tunemantra.errors import Category, MediaError

if TYPE_CHECKING:
    from pathlib import Path

    from mutagen import PaddingInfo
    from mutagen.flac import Picture
    from mutagen.id3 import ID3

    from tunemantra.core.requirement import AudioForm, AudioTags

_MAX_COVER = 15 << 20
_FRONT = 3
_KINDS = ((b"\xff\xd8\xff", "image/jpeg"), (b"\x89PNG\r\n\x1a\n", "image/png"))
_GAPLESS = "----:com.apple.iTunes:iTunSMPB"
_COMMENTS = ("title", "artist", "album", "album_artist", "genre", "isrc", "copyright", "date")
_VORBIS = {"album_artist": "ALBUMARTIST"}
_ATOMS = {
    "title": "\xa9nam",
    "artist": "\xa9ART",
    "album": "\xa9alb",
    "album_artist": "aART",
    "genre": "\xa9gen",
    "copyright": "cprt",
    "date": "\xa9day",
}


def check_cover(form: AudioForm, cover: Path | None) -> None:
    """Refuse a form whose tags name a picture that is not the one at hand.

    Raises:
        MediaError: it is missing, another one, no JPEG or PNG, damaged, or larger than a FLAC can hold.
    """
    if form.tags is None or not form.tags.cover:
        return
    if cover is None:
        raise MediaError("the tags name a cover that was not handed over")
    data = _read(cover)
    if hashlib.sha256(data).hexdigest() != form.tags.cover:
        raise MediaError(f"{cover.name} is another picture than the tags name")
    _kind(data)
    from tunemantra.contrib.media._picture import PictureError, measure  # Pillow is loaded for covers alone

    try:
        measure(cover)
    except PictureError as error:
        raise MediaError(f"{cover.name}: {error}") from None


def finish_tags(path: Path, form: AudioForm, cover: Path | None, *, stripped: bool) -> None:
    """Write the tags of a form into its file; without any, take out those a master that was passed on brought along.

    Args:
        path: the file, whatever its name.
        form: says which.
        cover: the picture its tags name.
        stripped: whether the file is a copy of a lossy master that has tags.

    Raises:
        MediaError: mutagen is not installed, or cannot read or write the file.
    """
    if form.codec == ADM or (form.tags is None and (not stripped or form.container == "mp3")):
        return  # from an MP3 they were left behind when it was copied
    try:
        from mutagen import MutagenError
    except ImportError:
        hint = "pip install 'tunemantra[media]'"
        raise MediaError(
            "mutagen, which tags files, is not installed", hint=hint, category=Category.TECHNICAL
        ) from None
    picture = _read(cover) if cover is not None and form.tags is not None and form.tags.cover else b""
    try:
        _WRITERS[form.container](path, form.tags, picture)
    except MutagenError as error:
        message = f"the tags cannot be written: {type(error).__name__}"
        raise MediaError(message, category=Category.TECHNICAL) from None


def _read(cover: Path) -> bytes:
    try:
        with open_file(cover) as stream:
            data = stream.read(_MAX_COVER + 1)
    except OSError as error:
        message = f"{cover.name} cannot be read: {error.strerror}"
        raise MediaError(message, category=Category.TECHNICAL) from None
    if len(data) > _MAX_COVER:
        raise MediaError(f"{cover.name} is larger than the 15 MiB a tag holds")
    return data


def _kind(data: bytes) -> str:
    kind = next((name for magic, name in _KINDS if data.startswith(magic)), "")
    if not kind:
        raise MediaError("a cover in a tag is a JPEG or a PNG")
    return kind


def _unpadded(_: PaddingInfo) -> int:
    return 0


def _texts(tags: AudioTags) -> dict[str, str]:
    return {name: getattr(tags, name) for name in _COMMENTS if getattr(tags, name)}


def _of(number: int, total: int) -> str:
    return f"{number}/{total}" if total else str(number)


def _frames(id3: ID3, tags: AudioTags, picture: bytes) -> None:
    from mutagen import id3 as frames

    texts = _texts(tags)
    kinds = {
        "title": frames.TIT2,
        "artist": frames.TPE1,
        "album": frames.TALB,
        "album_artist": frames.TPE2,
        "genre": frames.TCON,
        "isrc": frames.TSRC,
        "copyright": frames.TCOP,
        "date": frames.TDRC,
    }
    for name, text in texts.items():
        id3.add(kinds[name](encoding=frames.Encoding.UTF16, text=[text]))
    if tags.track:
        id3.add(frames.TRCK(encoding=frames.Encoding.LATIN1, text=[_of(tags.track, tags.tracks)]))
    if tags.disc:
        id3.add(frames.TPOS(encoding=frames.Encoding.LATIN1, text=[_of(tags.disc, tags.discs)]))
    if picture:
        id3.add(frames.APIC(encoding=frames.Encoding.LATIN1, mime=_kind(picture), type=_FRONT, desc="", data=picture))
    id3.update_to_v23()


def _tag_mp3(path: Path, tags: AudioTags | None, picture: bytes) -> None:
    from mutagen.id3 import ID3

    if tags is not None:
        id3 = ID3()
        _frames(id3, tags, picture)
        id3.save(path, v1=0, v2_version=3, padding=_unpadded)


def _tag_aiff(path: Path, tags: AudioTags | None, picture: bytes) -> None:
    from mutagen.aiff import AIFF

    if tags is not None:
        file = AIFF(path)
        file.add_tags()
        _frames(file.tags, tags, picture)
        file.save(v2_version=3, padding=_unpadded)


def _comments(tags: AudioTags) -> dict[str, str]:
    written = {_VORBIS.get(name, name.upper()): text for name, text in _texts(tags).items()}
    numbers = {"TRACKNUMBER": tags.track, "TRACKTOTAL": tags.tracks, "DISCNUMBER": tags.disc, "DISCTOTAL": tags.discs}
    return written | {name: str(number) for name, number in numbers.items() if number}


def _picture(data: bytes) -> Picture:
    from mutagen.flac import Picture

    picture = Picture()
    picture.type, picture.mime, picture.data = _FRONT, _kind(data), data
    return picture


def _tag_flac(path: Path, tags: AudioTags | None, picture: bytes) -> None:
    from mutagen.flac import FLAC

    if tags is not None:
        file = FLAC(path)
        file.update(_comments(tags))
        if picture:
            file.add_picture(_picture(picture))
        file.save(padding=_unpadded)


def _tag_opus(path: Path, tags: AudioTags | None, picture: bytes) -> None:
    from mutagen.oggopus import OggOpus

    file = OggOpus(path)
    made_by = file.tags.get("encoder", [])
    before = list(file.tags)
    file.tags.clear()
    if made_by:
        file["encoder"] = made_by
    if tags is not None:
        file.update(_comments(tags))
        if picture:
            file["METADATA_BLOCK_PICTURE"] = [base64.b64encode(_picture(picture).write()).decode("ascii")]
    if list(file.tags) != before:
        file.save(padding=_unpadded)


def _tag_m4a(path: Path, tags: AudioTags | None, picture: bytes) -> None:
    from mutagen.mp4 import MP4, AtomDataType, MP4Cover, MP4FreeForm

    file = MP4(path)
    if file.tags is None:
        file.add_tags()
    gapless = file.tags.get(_GAPLESS)
    if tags is None and not set(file.tags) - {_GAPLESS}:
        return
    file.tags.clear()
    if gapless:
        file.tags[_GAPLESS] = gapless
    if tags is not None:
        texts = _texts(tags)
        file.tags.update({_ATOMS[name]: [text] for name, text in texts.items() if name in _ATOMS})
        if tags.isrc:
            file.tags["----:com.apple.iTunes:ISRC"] = [MP4FreeForm(tags.isrc.encode(), AtomDataType.UTF8)]
        if tags.track:
            file.tags["trkn"] = [(tags.track, tags.tracks)]
        if tags.disc:
            file.tags["disk"] = [(tags.disc, tags.discs)]
        if picture:
            is_png = _kind(picture) == "image/png"
            file.tags["covr"] = [MP4Cover(picture, AtomDataType.PNG if is_png else AtomDataType.JPEG)]
    file.save(padding=_unpadded)


_WRITERS = {"mp3": _tag_mp3, "aiff": _tag_aiff, "flac": _tag_flac, "opus": _tag_opus, "m4a": _tag_m4a}

__all__ = ["check_cover", "finish_tags"]
