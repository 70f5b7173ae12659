"""The editors' judgement of documents and files, and the content filter; no code is shared with the driver."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from attrs import evolve, frozen
from lxml import etree

from tunemantra.contrib.sandbox import audio_faults, gtin_fault, image_faults, isrc_fault, look_at_audio, look_at_image

FORMAT, METADATA, POLICY = "audit_fail:format", "audit_fail:metadata", "audit_fail:policy"
WORST_FIRST = (FORMAT, POLICY, METADATA)
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_HAN = re.compile(r"[\u4e00-\u9fff]")
# A few of each kind, for a rehearsal; nobody outside knows the store's own list.
_FILTER = {
    "superstition": ("求神", "算命", "ouija"),
    "violence": ("杀人", "massacre"),
    "vulgarity": ("脏话", "damn fool"),
    "politics": ("中华民国", "republic of taiwan"),
}
_TRADITIONAL = frozenset("愛國樂夢時間東車風雲龍門見長來這對說話語聲歌詞後裡們會學過還沒從無畫張點萬與當經")
_LONGEST_DIFFERENCE = 1.0


@frozen
class Fault:
    """One thing that is wrong: where, why, the word the product gets for it, and the track it is about."""

    path: str
    message: str
    word: str = METADATA
    isrc: str = ""


@frozen
class Hit:
    """Something the content filter stopped at."""

    category: str
    path: str
    text: str


def document_faults(root: etree._Element) -> list[Fault]:
    """Return what is wrong with a document whose root is right."""
    return list(_document(root))


def _document(root: etree._Element) -> Iterator[Fault]:
    album = root.find("Album")
    tracks = [] if album is None else album.findall("Track")
    if album is None or not tracks:
        yield Fault("Album", "there is no album, or no track")
        return
    if fault := gtin_fault(album.get("upc", "")):
        yield Fault("Album/upc", fault)
    if album.get("type") not in {"album", "ep", "single", "compilation"}:
        yield Fault("Album/type", f"{album.get('type')!r} is no type")
    for tag in ("Label", "PLine", "CLine", "ReleaseDate", "Language"):
        if not album.findtext(tag, ""):
            yield Fault(f"Album/{tag}", "is missing")
    yield from _named(album, "Album")
    places: set[tuple[str, str]] = set()
    for track in tracks:
        yield from _track(track, album)
        place = (track.get("disc", ""), track.get("number", ""))
        if place in places or not all(number.isdigit() for number in place):
            yield Fault(f"Track[{track.get('isrc')}]", f"disc and number {place} are taken or no numbers")
        places.add(place)
    codes = [track.get("isrc") for track in tracks]
    if len(set(codes)) != len(codes):
        yield Fault("Track", "an ISRC comes twice")


def _track(track: etree._Element, album: etree._Element) -> Iterator[Fault]:
    isrc = track.get("isrc", "")
    path = f"Track[{isrc}]"
    if fault := isrc_fault(isrc):
        yield Fault(path, fault)
    yield from (evolve(named, isrc=isrc) for named in _named(track, path))
    deals = track.findall("Deal") or album.findall("Deal")
    if not deals:
        yield Fault(path, "nobody may hear it", isrc=isrc)
    for deal in deals:
        yield from _deal(deal, path, isrc)
    lyrics = {one.get("kind"): one for one in track.findall("Lyrics")}
    if track.get("instrumental") != "true" and not _translated(lyrics, track.get("language", "")):
        yield Fault(path, "a vocal track needs its words and their translation into Simplified Chinese", isrc=isrc)
    if track.get("advisory") == "explicit":
        yield Fault(path, "explicit tracks are not published", POLICY, isrc)


def _translated(lyrics: dict[str | None, etree._Element], language: str) -> bool:
    if "original" not in lyrics or not (lyrics["original"].text or "").strip():
        return False
    return language.startswith("zh") or ("translation" in lyrics and lyrics["translation"].get(_LANG) == "zh-Hans")


def _named(element: etree._Element, path: str) -> Iterator[Fault]:
    titles = element.findall("Title")
    if not titles or titles[0].get(_LANG) != "zh-Hans":
        yield Fault(f"{path}/Title", "the first title is not in zh-Hans")
    artists = element.findall("Artist")
    if not any(artist.get("role") == "main" for artist in artists):
        yield Fault(f"{path}/Artist", "there is no main artist")
    for artist in artists:
        if artist.find("Name") is None or artist.find("OriginalName") is None:
            yield Fault(f"{path}/Artist", "a name in zh-Hans and the original are needed")
    chinese = [one for one in (*titles, *element.iterfind("Artist/Name")) if one.get(_LANG) == "zh-Hans"]
    for one in chinese:
        text = f"{one.text or ''}{one.get('version', '')}"
        if wrong := _TRADITIONAL & {*text}:
            yield Fault(f"{path}/{one.tag}", f"traditional characters: {' '.join(sorted(wrong))}")
        if _HAN.search(text) and re.search(r"[,!?:;()]", text):
            yield Fault(f"{path}/{one.tag}", "half-width punctuation in Chinese text")
        if unicodedata.normalize("NFC", text) != text:
            yield Fault(f"{path}/{one.tag}", "the text is not in normal form C")


def _deal(deal: etree._Element, path: str, isrc: str) -> Iterator[Fault]:
    if deal.get("territory") != "CN":
        yield Fault(f"{path}/Deal", f"{deal.get('territory')!r} is not ours: CN alone", isrc=isrc)
    if not deal.get("uses") or not deal.get("models"):
        yield Fault(f"{path}/Deal", "uses and models are missing", isrc=isrc)
    moments = [deal.get("start", ""), *filter(None, [deal.get("end")])]
    try:
        read = [datetime.fromisoformat(moment) for moment in moments]
    except ValueError:
        yield Fault(f"{path}/Deal", f"no times: {moments}", isrc=isrc)
        return
    if any(moment.utcoffset() != timedelta(hours=8) for moment in read):
        yield Fault(f"{path}/Deal", "the times are not those of Shanghai", isrc=isrc)
    elif read != sorted(set(read)):
        yield Fault(f"{path}/Deal", "the end does not lie after the start", isrc=isrc)


def filter_hits(root: etree._Element) -> list[Hit]:
    """Return what the content filter stops at, in titles, names and words."""
    return list(_hits(root))


def _hits(root: etree._Element) -> Iterator[Hit]:
    for element in root.iter("Title", "Name", "OriginalName", "Lyrics"):
        text = f"{element.text or ''} {element.get('version', '')}".casefold()
        owner = next((one.get("isrc", "") for one in element.iterancestors("Track")), "")
        for category, words in _FILTER.items():
            for word in words:
                if word in text:
                    yield Hit(category, f"{owner or 'Album'}/{element.tag}", word)


def cover_faults(path: Path) -> list[Fault]:
    """Return what is wrong with a cover."""
    return [Fault("Cover", message, FORMAT) for message in image_faults(look_at_image(path), side=1000)]


def track_faults(path: Path, track: etree._Element) -> list[Fault]:
    """Return what is wrong with a track's audio, and with what the document says of its length."""
    seen, isrc = look_at_audio(path), track.get("isrc", "")
    messages = list(audio_faults(seen))
    stated = track.find("Audio")
    length = stated.get("durationMs", "") if stated is not None else ""
    if not length.isdigit() or abs(int(length) / 1000 - seen.seconds) > _LONGEST_DIFFERENCE:
        messages.append(f"{seen.seconds:.2f} s long, the document says {length or 'nothing'} ms")
    return [Fault(f"Track[{isrc}]/Audio", message, FORMAT, isrc) for message in messages]


__all__ = ["POLICY", "WORST_FIRST", "Fault", "Hit", "cover_faults", "document_faults", "filter_hits", "track_faults"]
