"""The store's own judgement of manifests and files; it shares no code with the driver's document or rules."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path

from attrs import frozen

from tunemantra.contrib.sandbox import gtin_fault, image_faults, isrc_fault, look_at_image, territory_fault
from tunemantra.plugins.amazon.sandbox.flac import FlacSeen, look_at_flac

Fields = Mapping[str, object]

METADATA, FORMAT, POLICY, CHECKSUM = (
    "FAILED_VALIDATION",
    "FAILED_VALIDATION_FORMAT",
    "BLOCKED_POLICY",
    "CHECKSUM_MISMATCH",
)
WORST_FIRST = (CHECKSUM, FORMAT, POLICY, METADATA)
SCHEMA = "amazon-sandbox/1"

_ACTIONS = ("full", "metadata", "takedown")
_TYPES = {"ALBUM", "EP", "SINGLE", "COMPILATION", "CLASSICAL", "BOX_SET"}
_TIERS = {"Front", "Mid", "Catalog"}
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_FEATURING = re.compile(r"[(\[ ](feat|ft|featuring)\b\.? ", re.IGNORECASE)
_CLOCKS = {
    "LOCAL": re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d"),
    "UTC": re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"),
}
# Artists the store does not take, whatever their music is like.
_BLOCKED = frozenset({"sleep sounds", "top hits", "karaoke hits", "white noise", "unknown artist"})
_LONGEST_DIFFERENCE = 1000


@frozen
class Fault:
    """One thing that is wrong: where, why, the word the product gets for it, and the track it is about."""

    path: str
    message: str
    word: str = METADATA
    isrc: str = ""


def shape_faults(document: object, batch: str, upc: str) -> list[Fault]:
    """Return what keeps a manifest from being handled at all."""
    return list(_shape(document, batch, upc))


def _shape(document: object, batch: str, upc: str) -> Iterator[Fault]:
    if not isinstance(document, dict) or document.get("schemaVersion") != SCHEMA:
        yield Fault("schemaVersion", f"a manifest of the schema {SCHEMA} is expected")
        return
    release = document.get("release")
    if document.get("batchId") != batch or not isinstance(release, dict) or release.get("upc") != upc:
        yield Fault("batchId", "batch and product are not those of the key it lies under")
    if document.get("action") not in _ACTIONS:
        yield Fault("action", f"{document.get('action')!r} is none of {', '.join(_ACTIONS)}")
    if document.get("action") == "takedown":
        return
    for name in ("tracks", "assets", "rights"):
        entries = document.get(name)
        if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
            yield Fault(name, "is no list of objects")
            return
    yield from _contents(document, f"{batch}/{upc}/")


def _contents(document: Fields, home: str) -> Iterator[Fault]:
    if not document["tracks"]:
        yield Fault("tracks", "there is no track")
    if (document["action"] == "full") != bool(document["assets"]):
        yield Fault("assets", "files come with `full`, and with nothing else")
    for place, asset in enumerate(_objects(document["assets"])):
        if not _SHA256.fullmatch(str(asset.get("sha256"))) or not isinstance(asset.get("size"), int):
            yield Fault(f"assets[{place}]", "has no SHA-256 or no size")
        if not str(asset.get("key")).startswith(home):
            yield Fault(f"assets[{place}].key", "lies in another folder")


def metadata_faults(document: Fields) -> list[Fault]:
    """Return what is wrong with a manifest that has the right shape."""
    return [*_release(_object(document["release"])), *_tracks(document), *_unicode(document, "")]


def _release(release: Fields) -> Iterator[Fault]:
    if fault := gtin_fault(str(release.get("upc"))):
        yield Fault("release.upc", fault)
    if release.get("type") not in _TYPES:
        yield Fault("release.type", f"{release.get('type')!r} is not one of {', '.join(sorted(_TYPES))}")
    if not _LANGUAGE.fullmatch(str(release.get("language"))):
        yield Fault("release.language", f"{release.get('language')!r} is no language tag")
    for name in ("label", "releaseDate"):
        if not release.get(name):
            yield Fault(f"release.{name}", "is missing")
    for name in ("pLine", "cLine"):
        line = _object(release.get(name))
        if not line.get("owner") or not isinstance(line.get("year"), int):
            yield Fault(f"release.{name}", "needs a year and an owner")
    yield from _titles(release.get("titles"), "release.titles")
    yield from _artists(release.get("artists"), "release.artists")


def _tracks(document: Fields) -> Iterator[Fault]:
    alexa, seen = _object(_object(document.get("alexa")).get("tracks")), set[str]()
    places: set[tuple[object, object]] = set()
    for index, track in enumerate(_objects(document["tracks"])):
        path, isrc = f"tracks[{index}]", str(track.get("isrc"))
        if fault := isrc_fault(isrc) or ("comes twice" if isrc in seen else ""):
            yield Fault(f"{path}.isrc", fault)
        seen.add(isrc)
        place = (track.get("disc"), track.get("number"))
        if place in places or not all(isinstance(number, int) and number > 0 for number in place):
            yield Fault(path, f"disc and number {place} are taken or no numbers")
        places.add(place)
        yield from _titles(track.get("titles"), f"{path}.titles")
        yield from _artists(track.get("artists"), f"{path}.artists")
        yield from _rights(track.get("rights") or document["rights"], f"{path}.rights")
        names = _object(alexa.get(isrc))
        if not names.get("title") or not names.get("artist"):
            yield Fault(f"alexa.tracks.{isrc}", "Alexa is told neither title nor artist", isrc=isrc)


def _titles(titles: object, path: str) -> Iterator[Fault]:
    texts = [str(title.get("text", "")) for title in _objects(titles)]
    if not texts or not all(text.strip() for text in texts):
        yield Fault(path, "there is no title, or an empty one")
    if any(_FEATURING.search(text) for text in texts):
        yield Fault(path, "featured artists belong into the credits by their role")


def _artists(artists: object, path: str) -> Iterator[Fault]:
    listed = _objects(artists)
    if not any(artist.get("role") == "PRIMARY" and str(artist.get("name", "")).strip() for artist in listed):
        yield Fault(path, "there is no primary artist")
    for artist in listed:
        if " ".join(str(artist.get("name")).casefold().split()) in _BLOCKED:
            yield Fault(path, f"{artist.get('name')!r} is no name of an artist", POLICY)


def _rights(rights: object, path: str) -> Iterator[Fault]:
    listed = _objects(rights)
    if not listed:
        yield Fault(path, "nobody may hear this track anywhere")
    for place, right in enumerate(listed):
        where = f"{path}[{place}]"
        if not right.get("offerTypes") or not right.get("uses"):
            yield Fault(where, "offer types and uses are missing")
        if not set(_texts(right.get("priceTiers"))) <= _TIERS:
            yield Fault(where, f"price tiers are {', '.join(sorted(_TIERS))}")
        included, excluded = _texts(right.get("territories")), _texts(right.get("exclude"))
        codes = [*([] if included == ["Worldwide"] else included), *excluded]
        wrong = [code for code in codes if territory_fault(code)]
        if not included or wrong or len(set(codes)) != len(codes) or (excluded and included != ["Worldwide"]):
            yield Fault(where, f"no list of countries: {' '.join(wrong) or 'empty, twice the same, or mixed'}")
        yield from _times(right, where)


def _times(right: Fields, where: str) -> Iterator[Fault]:
    form = _CLOCKS.get(str(right.get("clock")))
    start, end = str(right.get("start")), right.get("end")
    for moment in (start, *([str(end)] if end is not None else [])):
        if form is None or not form.fullmatch(moment) or not _exists(moment):
            yield Fault(where, f"{moment!r} is no time of the clock {right.get('clock')!r}")
            return
    if end is not None and str(end) <= start:
        yield Fault(where, "the end does not lie after the start")


def _exists(moment: str) -> bool:
    try:
        datetime.fromisoformat(moment)
    except ValueError:
        return False
    return True


def _unicode(value: object, path: str) -> Iterator[Fault]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _unicode(inner, f"{path}.{name}".lstrip("."))
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from _unicode(inner, f"{path}[{place}]")
    elif isinstance(value, str) and unicodedata.normalize("NFC", value) != value:
        yield Fault(path, "the text is not in normal form C")


def cover_faults(path: Path) -> list[Fault]:
    """Return what is wrong with a cover."""
    return [Fault("cover", message, FORMAT) for message in image_faults(look_at_image(path))]


def audio_faults(path: Path, index: int, track: Fields) -> list[Fault]:
    """Return what is wrong with a track's FLAC, and with what the manifest says of it."""
    seen, isrc = look_at_flac(path), str(track.get("isrc"))
    messages = [*seen.faults, *_claims(seen, _object(track.get("audio")))]
    return [Fault(f"tracks[{index}].audio", message, FORMAT, isrc) for message in messages]


def _claims(seen: FlacSeen, stated: Fields) -> Iterator[str]:
    if (seen.bits, seen.rate) != (stated.get("bitDepth"), stated.get("sampleRate")):
        yield f"{seen.bits} bit, {seen.rate} Hz; the manifest says {stated.get('bitDepth')}, {stated.get('sampleRate')}"
    label = "ULTRA_HD" if seen.used > 16 else "HD"  # noqa: PLR2004 - a CD's bits
    if stated.get("quality") != label:
        yield f"{seen.used} bits are used, which is {label}; the manifest says {stated.get('quality')}"
    length = stated.get("durationMs")
    if not isinstance(length, int) or abs(length - seen.seconds * 1000) > _LONGEST_DIFFERENCE:
        yield f"{seen.seconds:.2f} s long, the manifest says {length} ms"


def lyrics_faults(path: Path, form: object, isrc: str) -> list[Fault]:
    """Return what is wrong with a file of lyrics: every line has a moment, or it is of no use."""
    text = path.read_text("utf-8", "replace")
    if form == "LRC":
        lines = [line for line in text.splitlines() if line.strip() and not re.match(r"\[[a-z]+:", line)]
        good = bool(lines) and all(re.match(r"\[\d\d+:\d\d\.\d{2,3}\]", line) for line in lines)
    else:
        lines = re.findall(r"<p\b[^>]*>", text)
        good = form == "TTML" and bool(lines) and all("begin=" in line for line in lines)
    return [] if good else [Fault(f"lyrics.{isrc}", f"no {form} with a moment for each line", METADATA, isrc)]


def _object(value: object) -> Fields:
    return value if isinstance(value, dict) else {}


def _objects(value: object) -> list[Fields]:
    return [entry for entry in value if isinstance(entry, dict)] if isinstance(value, list) else []


def _texts(value: object) -> list[str]:
    return [str(entry) for entry in value] if isinstance(value, list) else []


__all__ = ["CHECKSUM", "WORST_FIRST", "Fault", "audio_faults", "cover_faults", "lyrics_faults", "metadata_faults"]
