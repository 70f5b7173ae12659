"""What has to be there before a message can be written: terms, files, proofs, lengths, and texts that XML can hold.

============= ================================================================================
rule          finding
============= ================================================================================
ERN-TERM-001  a message that is no takedown would have no terms for a release or a track
ERN-TERM-002  a price that is none: negative, no number, or an amount without its currency
ERN-TERM-005  terms that end before they begin; an end on the day of the start cancels them
ERN-FILE-001  a file is missing
ERN-FILE-002  a file is of the wrong kind
ERN-FILE-003  the hash of a file is missing, or that of no bytes
ERN-DUR-001   nobody knows how long a recording is
ERN-TXT-001   a text that XML cannot hold
============= ================================================================================
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from tunemantra.contrib.ddex.context import Context
from tunemantra.contrib.ddex.dialect import Dialect, HashAlgorithm
from tunemantra.contrib.ddex.files import BOOKLET, FileEntry
from tunemantra.contrib.ddex.nodes import writable
from tunemantra.contrib.ddex.terms import main_terms, terms_of
from tunemantra.core.distribution import OrderKind
from tunemantra.core.finding import Finding, error
from tunemantra.core.media import AudioFacts, BookletFacts, Facts, ImageFacts, VideoFacts
from tunemantra.core.release import Medium, Part, Release
from tunemantra.core.rights import Deal
from tunemantra.core.schedule import ReleaseMoment

_DIGITS: Final[Mapping[HashAlgorithm, int]] = MappingProxyType({HashAlgorithm.SHA_256: 64, HashAlgorithm.MD5: 32})
_OF_NOTHING: Final = frozenset(
    {"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", "d41d8cd98f00b204e9800998ecf8427e"}
)
"""Digests of no bytes at all."""
_KINDS: Final[Mapping[Medium | None, type[Facts]]] = MappingProxyType(
    {None: ImageFacts, Medium.AUDIO: AudioFacts, Medium.VIDEO: VideoFacts}
)
_CURRENCY: Final = re.compile(r"[A-Z]{3}")
_LOST: Final = "ERN-LOST-DEAL"
_TERMS_HINT: Final = "state a use this version knows, or order a takedown"


def missing(context: Context) -> Iterator[Finding]:
    """Say what is not there, all at once; a takedown needs nothing."""
    if context.order.kind is OrderKind.TAKEDOWN:
        return
    release = context.order.release
    yield from _untermed(context)
    yield from _senseless(release.deals, "deals")
    for index, track in enumerate(release.tracks):
        yield from _senseless(track.deals, f"tracks[{index}].deals")
    wanted = {f"tracks[{index}].audio": track.medium for index, track in enumerate(release.tracks)}
    for subject, _ in release.assets():
        entry = context.files.get(subject)
        if entry is not None:
            yield from _wrong_entry(subject, entry, _KINDS[wanted.get(subject)], context.dialect)
        elif context.order.kind is OrderKind.INSERT:
            yield _no_file(subject)
    for subject, _ in release.additions():
        entry = context.files.get(subject)
        if entry is not None and release.part(subject) is Part.IMMERSIVE:
            medium = wanted[f"{subject.partition('.')[0]}.audio"]
            yield from _wrong_entry(subject, entry, _KINDS[medium], context.dialect)
    yield from _booklet(context)
    for index in range(len(release.tracks)):
        if context.milliseconds(index) is None:
            message = "Neither the delivered audio nor the metadata says how long the recording is."
            yield error("ERN-DUR-001", f"tracks[{index}].duration", message, hint="state the duration in seconds")


def unwritable(release: Release) -> tuple[Finding, ...]:
    """Return one finding for every text of a release that XML cannot hold; one for all where none is found."""
    texts = [("label", release.label), ("catalog_number", release.catalog_number)]
    texts += [(f"titles[{i}]", title.display) for i, title in enumerate(release.titles)]
    texts += [(f"artists[{i}].name", artist.name) for i, artist in enumerate(release.artists)]
    texts += [(f"keywords[{i}]", text.text) for i, text in enumerate(release.keywords)]
    texts += [(f"synopsis[{i}]", text.text) for i, text in enumerate(release.synopsis)]
    for number, track in enumerate(release.tracks):
        texts += [(f"tracks[{number}].titles[{i}]", title.display) for i, title in enumerate(track.titles)]
        texts += [(f"tracks[{number}].artists[{i}].name", artist.name) for i, artist in enumerate(track.artists)]
        texts += [(f"tracks[{number}].contributors[{i}].name", one.name) for i, one in enumerate(track.contributors)]
    hint = "remove the control characters"
    found = tuple(
        error("ERN-TXT-001", path, "XML cannot hold this text.", observed=repr(text), hint=hint)
        for path, text in texts
        if not writable(text)
    )
    return found or (error("ERN-TXT-001", "", "XML cannot hold one of the texts.", hint=hint),)


def _untermed(context: Context) -> Iterator[Finding]:
    """Say what the message would take down though nobody ordered it: what is stated without any terms is over."""
    release, left, profile = context.order.release, context.release, context.profile
    gone = [] if left.deals or not release.deals else ["deals"]
    for index, track in enumerate(() if profile.one_track else release.tracks):
        if track.deals and not track.album_only and not terms_of(left, left.tracks[index]):
            gone.append(f"tracks[{index}].deals")
    if not gone and not _states_any(context):
        gone.append("deals")
    for path in gone:
        lost = [one for one in context.expressed.findings if one.rule == _LOST and one.path.startswith(f"{path}[")]
        for one in lost:
            message = f"{one.message} Without it the message takes this down."
            yield error("ERN-TERM-001", one.path, message, observed=one.observed, hint=_TERMS_HINT)
        if not lost:
            message = "There are no terms that the message could state: it would take this down."
            yield error("ERN-TERM-001", path, message, hint=_TERMS_HINT)


def _states_any(context: Context) -> bool:
    release, profile = context.release, context.profile
    if main_terms(release, profile, streams=context.dialect.streams_on_release):
        return True
    return not profile.one_track and any(terms_of(release, track) for track in release.tracks)


def _senseless(deals: tuple[Deal, ...], path: str) -> Iterator[Finding]:
    for number, deal in enumerate(deals):
        if deal.end is not None and _is_over(deal.start, deal.end):
            message, expected = "The terms end before they begin.", f"{deal.start} or later"
            hint = "correct one of the two moments"
            yield error(
                "ERN-TERM-005", f"{path}[{number}].end", message, observed=str(deal.end), expected=expected, hint=hint
            )
        for place, price in enumerate(deal.prices):
            if price.amount is None:
                continue
            observed, where = f"{price.amount} {price.currency}".strip(), f"{path}[{number}].prices[{place}]"
            if not price.amount.is_finite() or price.amount < 0:
                yield error("ERN-TERM-002", where, "This is no amount of money.", observed=observed)
            elif not _CURRENCY.fullmatch(price.currency):
                message = "An amount needs its currency."
                yield error("ERN-TERM-002", where, message, observed=observed, expected="a code of ISO 4217: EUR")


def _is_over(start: ReleaseMoment, end: ReleaseMoment) -> bool:
    """Tell whether an end lies before a start wherever one is; clocks of territories are a day and some hours apart."""
    return (start.day - end.day).days > (0 if start.is_local is end.is_local else 1)


def _booklet(context: Context) -> Iterator[Finding]:
    if context.release.booklet is None:
        return
    entry = context.files.get(BOOKLET)
    if entry is not None:
        yield from _wrong_entry(BOOKLET, entry, BookletFacts, context.dialect)
    elif context.order.kind is OrderKind.INSERT:
        yield _no_file(BOOKLET)


def _no_file(subject: str) -> Finding:
    return error("ERN-FILE-001", subject, "The message has no file for it.", hint="render it first")


def _wrong_entry(subject: str, entry: FileEntry, kind: type[Facts], dialect: Dialect) -> Iterator[Finding]:
    algorithm = dialect.hash_algorithm
    if not isinstance(entry.facts, kind):
        observed = type(entry.facts).__name__
        yield error("ERN-FILE-002", subject, "The file is of the wrong kind.", observed=observed)
    digest = entry.digest(algorithm)
    if entry.uri and not digest and not dialect.unproved_files:
        message = "The hash the recipient asks for is not known."
        yield error("ERN-FILE-003", subject, message, expected=algorithm.value)
    elif digest and not proves(digest, algorithm):
        message, hint = "The hash is a placeholder, not that of any bytes.", "hash the file"
        yield error("ERN-FILE-003", subject, message, observed=digest, expected=algorithm.value, hint=hint)


def proves(digest: str, algorithm: HashAlgorithm) -> bool:
    """Tell whether a digest can be that of a file: of the right length, hexadecimal, and not all zero."""
    try:
        code = bytes.fromhex(digest)
    except ValueError:
        return False
    return len(digest) == 2 * len(code) == _DIGITS[algorithm] and any(code) and digest.lower() not in _OF_NOTHING


__all__ = ["missing", "proves", "unwritable"]
