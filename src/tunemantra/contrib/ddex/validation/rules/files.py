"""The files a message names, held against those that are there."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path, PurePosixPath
from types import MappingProxyType
from typing import Final
from urllib.parse import unquote, urlsplit

from lxml.etree import _Element as Node

from tunemantra.contrib.ddex.validation.audio_length import audio_length
from tunemantra.contrib.ddex.validation.message import Message, text
from tunemantra.contrib.ddex.validation.rule import Fault, Step, rule
from tunemantra.contrib.ddex.validation.rules.recordings import seconds
from tunemantra.core.finding import Severity

# DDEX HashSumAlgorithmType by the name Python has for it, and the hexadecimal digits of its sums.
_ALGORITHMS: Final[Mapping[str, tuple[str, int]]] = MappingProxyType(
    {
        "MD5": ("md5", 32),
        "SHA": ("sha1", 40),
        "SHA1": ("sha1", 40),
        "SHA224": ("sha224", 56),
        "SHA256": ("sha256", 64),
        "SHA384": ("sha384", 96),
        "SHA512": ("sha512", 128),
    }
)
_HEX: Final = re.compile(r"[0-9a-fA-F]+")
_NUMBER: Final = re.compile(r"[0-9]{1,15}(?:\.[0-9]{1,9})?")
_BLOCK: Final = 1 << 20
_LONGEST: Final = 1024
_LONGEST_STEP: Final = 255
_KILOBYTE: Final = Decimal(1000)
_TOLERANCE: Final = Decimal(1)
"""Seconds by which a stated duration may differ: many senders round to whole seconds."""


@rule(
    "ERN-BIN-001", "ern-notes 4.6", "Each file the message names is there.", step=Step.FILES, hint="the case counts too"
)
def is_there(message: Message) -> Iterator[Fault]:
    """Find names of no file; what lies on a server is not looked for."""
    for element in message.each("File"):
        place = _place(message, element)
        if place is not None and not place.is_file():
            other = _in_other_case(place)
            hint = f"{other} is there: the case counts" if other else ""
            yield Fault(element, "The file is not there.", _name(element), hint=hint, file=_name(element))


@rule("ERN-BIN-002", "ern-notes 4.6", "A file lies beside the message or below it.", hint="write a relative path")
def stays_inside(message: Message) -> Iterator[Fault]:
    """Find paths that lead out of the delivery."""
    for element in message.each("File"):
        name = _name(element)
        if name and not _is_far(name) and _relative(name) is None:
            yield Fault(element, "The path leaves the folder of the message.", name, "a relative path", file=name)


@rule(
    "ERN-BIN-003",
    "ern-notes 4.6",
    "Each file has the hash the message states.",
    step=Step.FILES,
    hint="hash what is sent",
)
def hash_is_right(message: Message) -> Iterator[Fault]:
    """Find files that are not those the message proves."""
    for element in message.each("File"):
        place, proof = _place(message, element), _proof(element)
        if proof is None or place is None or not place.is_file():
            continue
        algorithm, stated = proof
        known = _ALGORITHMS.get(algorithm.upper().replace("-", ""))
        if known is None or not _HEX.fullmatch(stated):
            continue
        found = _digest(place, known[0])
        if found != stated.lower():
            yield Fault(element, "The file has another hash.", found, stated.lower(), file=_name(element))


@rule(
    "ERN-BIN-004",
    "ern-notes 4.6",
    "Each hash is of a kind that can be checked.",
    severity=Severity.WARNING,
    hint="use SHA-256",
)
def hash_is_known(message: Message) -> Iterator[Fault]:
    """Find hashes nobody here can compute."""
    for element in message.each("File"):
        proof = _proof(element)
        if proof is not None and proof[0].upper().replace("-", "") not in _ALGORITHMS:
            yield Fault(element, "A hash of this kind is not checked.", proof[0], "SHA-256 or MD5", file=_name(element))


@rule(
    "ERN-BIN-005",
    "XSD, FileSize",
    "Each file has the size the message states.",
    step=Step.FILES,
    hint="measure what is sent, in kilobytes",
)
def size_is_right(message: Message) -> Iterator[Fault]:
    """Find files that were cut or changed; the unit is the kilobyte, of 1000 bytes or of 1024."""
    for element in message.each("File"):
        place, written = _place(message, element), text(element, "FileSize")
        if not written or place is None or not place.is_file():
            continue
        if not _NUMBER.fullmatch(written):
            continue
        stated = Decimal(written)
        size = Decimal(place.stat().st_size)
        # What is rounded may differ by what was rounded away.
        least = Decimal(1).scaleb(int(stated.as_tuple().exponent))
        if not any(abs(stated - size / unit) < least for unit in (_KILOBYTE, Decimal(1024))):
            yield Fault(element, "The file has another size.", f"{size / _KILOBYTE:f}", written, file=_name(element))


@rule(
    "ERN-BIN-006",
    "ern-notes 4.1",
    "Each recording is as long as the message states.",
    step=Step.FILES,
    hint="correct the Duration, or send the right file",
)
def length_is_right(message: Message) -> Iterator[Fault]:
    """Find sound that lasts longer or shorter, where its header says how long it is; clips are left alone."""
    for resource in message.each("SoundRecording"):
        stated = seconds(text(resource, "Duration"))
        if stated is None:
            continue
        for element in resource.iter("File"):
            place = _place(message, element)
            if place is None or not place.is_file() or _is_clip(element):
                continue
            found = audio_length(place)
            if found is not None and abs(found - stated) > _TOLERANCE:
                observed = f"{found.quantize(Decimal('0.001'))} s"
                yield Fault(element, "The file lasts another time.", observed, f"{stated} s", file=_name(element))


@rule("ERN-BIN-007", "ern-notes 4.6", "Each hash can be that of a file.", hint="hash what is sent")
def hash_is_no_placeholder(message: Message) -> Iterator[Fault]:
    """Find hashes of the wrong length, of zeros, or of nothing."""
    for element in message.each("File"):
        proof = _proof(element)
        known = _ALGORITHMS.get(proof[0].upper().replace("-", "")) if proof is not None else None
        if proof is None or known is None or "Binary64" in _data_type(element):
            continue
        name, digits = known
        stated = proof[1].lower()
        nothing = hashlib.new(name, b"", usedforsecurity=False).hexdigest()
        if len(stated) != digits or not _HEX.fullmatch(stated) or not stated.strip("0") or stated == nothing:
            expected = f"{digits} hexadecimal digits"
            yield Fault(element, f"This is no {proof[0]} of a file.", stated, expected, file=_name(element))


@rule(
    "ERN-BIN-008",
    "ern-notes 4.6",
    "No two resources have the same file.",
    severity=Severity.WARNING,
    hint="name the file of this resource, or use one resource in several places",
)
def own_file(message: Message) -> Iterator[Fault]:
    """Find a file that is two recordings."""
    seen: dict[str, Node] = {}
    for resource in message.resources.values():
        for element in resource.iter("File"):
            name = _name(element)
            if name and seen.setdefault(name, resource) is not resource:
                yield Fault(element, "Another resource has this file.", name, file=name)


@rule(
    "ERN-BIN-009",
    "ern-notes 12",
    "The folder holds no file that the message does not name.",
    severity=Severity.WARNING,
    step=Step.FILES,
    hint="name it, or take it out of the folder",
)
def nothing_else(message: Message) -> Iterator[Fault]:
    """Find resources nobody asked for, in the folders where the message has its own."""
    folder = message.folder
    places = [place for element in message.each("File") if (place := _place(message, element)) is not None]
    if folder is None:
        return
    for parent in sorted({place.parent for place in places} - {folder}):
        if parent.is_dir():
            for found in sorted(parent.iterdir()):
                if found.is_file() and found not in places:
                    name = found.relative_to(folder).as_posix()
                    yield Fault(message.root, "The message does not name this file.", name, file=name)


def _name(file: Node) -> str:
    """Return the path as stated: a URI in ERN 4, a path and a name or a URL in ERN 3."""
    return text(file, "URI") or text(file, "URL") or text(file, "FilePath") + text(file, "FileName")


def _is_far(name: str) -> bool:
    try:
        scheme = urlsplit(name).scheme
    except ValueError:
        return False
    return len(scheme) > 1 and scheme != "file"


def _relative(name: str) -> PurePosixPath | None:
    path = PurePosixPath(name)
    steps = path.parts
    if len(name) > _LONGEST or any(len(step.encode()) > _LONGEST_STEP for step in steps):
        return None
    if path.is_absolute() or ".." in steps or "\\" in name or "\0" in name or ":" in name.partition("/")[0]:
        return None
    return path


def _place(message: Message, file: Node) -> Path | None:
    """Return where a file should lie; None where it is not to be looked for, or leaves the folder."""
    name = _name(file)
    if message.folder is None or not name or _is_far(name) or not _provided(file):
        return None
    relative = _relative(name)
    if relative is None:
        return None
    place = message.folder / relative
    if not place.exists() and "%" in name:
        unescaped = _relative(unquote(name))
        place = place if unescaped is None else message.folder / unescaped
    try:
        # A link must not lead out either, nor round in circles.
        return place if place.resolve().is_relative_to(message.folder.resolve()) else None
    except (OSError, RuntimeError):
        return None


def _provided(file: Node) -> bool:
    parent = file.getparent()
    flag = "" if parent is None else text(parent, "IsProvidedInDelivery")
    return flag not in {"false", "0"}


def _proof(file: Node) -> tuple[str, str] | None:
    """Return algorithm and sum, in any of the spellings of the versions."""
    found = file.find("HashSum")
    if found is None:
        return None
    algorithm = text(found, "Algorithm") or text(found, "HashSumAlgorithmType")
    return algorithm, text(found, "HashSumValue") or text(found, "HashSum")


def _data_type(file: Node) -> str:
    return text(file, "HashSum/DataType") or text(file, "HashSum/HashSumDataType")


def _digest(path: Path, algorithm: str) -> str:
    digest = hashlib.new(algorithm, usedforsecurity=False)
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()


def _in_other_case(place: Path) -> str:
    if not place.parent.is_dir():
        return ""
    return next((one.name for one in place.parent.iterdir() if one.name.lower() == place.name.lower()), "")


def _is_clip(file: Node) -> bool:
    if any(parent.tag == "ClipDetails" for parent in file.iterancestors()):
        return True
    details = next(file.iterancestors("TechnicalDetails", "TechnicalSoundRecordingDetails"), None)
    return details is not None and text(details, "IsPreview") in {"true", "1"}
