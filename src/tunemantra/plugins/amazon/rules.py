"""Amazon Music's own rules (`platform-facts` 6.4); pure functions, every fault a finding."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping

from tunemantra.core.analysis import SoundAnalysis
from tunemantra.core.finding import Finding, Severity, error, warning
from tunemantra.core.media import AudioFacts
from tunemantra.core.party import Artist, credit
from tunemantra.core.release import Release
from tunemantra.core.text import Title
from tunemantra.plugins.amazon import profile
from tunemantra.plugins.amazon.lyrics import synced
from tunemantra.plugins.amazon.terms import can_be_said, spoken, used_bits
from tunemantra.ports.package import Order, Package, Role


def check_order(order: Order) -> Iterator[Finding]:
    """Yield everything the store would refuse, or take only after a change of meaning."""
    for rule in RULES:
        for finding in rule(order):
            yield finding.on(profile.KEY)


def good_flac(order: Order) -> Iterator[Finding]:
    """AMZN-AUD-001: what is sent is a FLAC that decodes to its end, and never one made of a lossy master."""
    for subject, made in order.renditions.items():
        facts = made.facts
        if not isinstance(facts, AudioFacts):
            continue
        if (facts.container, facts.codec) != ("flac", "flac") or facts.problem or facts.truncated:
            yield error(
                "AMZN-AUD-001",
                subject,
                "The audio that would be sent is no FLAC that decodes to its end.",
                observed=facts.problem or f"{facts.codec or 'no audio'} in {facts.container or 'no container'}",
                expected="FLAC whose samples match the MD5 in its header",
                hint="deliver a whole, lossless master",
            )


def true_quality(order: Order) -> Iterator[Finding]:
    """AMZN-AUD-002: only what really uses more than 16 bits is Ultra HD; padded masters are labelled HD."""
    for subject in (f"tracks[{index}].audio" for index in range(len(order.release.tracks))):
        facts = order.facts_of(subject)
        if not isinstance(facts, AudioFacts) or facts.bit_depth <= profile.HD_BITS:
            continue
        used = used_bits(facts, subject, order.analyses)
        if used <= profile.HD_BITS:
            yield warning(
                "AMZN-AUD-002",
                subject,
                "The recording is labelled HD, not Ultra HD: its lowest bits are all zero.",
                observed=f"{used} bits used of {facts.bit_depth}",
                expected=f"more than {profile.HD_BITS} bits used, for Ultra HD",
                hint="ask the studio for the master that was not reduced to 16 bits",
            )
        elif not isinstance(order.analyses.get(subject), SoundAnalysis):
            yield Finding(
                "AMZN-AUD-002",
                Severity.NOTE,
                subject,
                "The recording is labelled Ultra HD by its header: nobody has listened whether its bits are used.",
                observed=f"{facts.bit_depth} bits stated",
                expected="an analysis of the master",
                hint='run `tunemantra check` once, or set analysis = "always"',
            )


def honest_names(order: Order) -> Iterator[Finding]:
    """AMZN-MET-001: no name that is only made to be found, and none of the store's own."""
    for path, artist in _artists(order.release):
        if _plain(artist.name) in profile.GENERIC_NAMES:
            yield error(
                "AMZN-MET-001",
                f"{path}.name",
                "The artist's name is a search word, not a name.",
                observed=artist.name,
                expected="the name of a person or a group",
                hint="credit the artist by name",
            )
        yield from _claimed(artist.name, f"{path}.name")
    for path, title in _titles(order.release):
        yield from _claimed(title.display, path)


def _claimed(text: str, path: str) -> Iterator[Finding]:
    claimed = [name for name in profile.STORE_NAMES if f" {name} " in f" {_plain(text)} "]
    if claimed:
        yield error(
            "AMZN-MET-001",
            path,
            "A name of the store's own is claimed.",
            observed=text,
            expected=f"no {claimed[0]!r}",
            hint="take it out",
        )


def said_aloud(order: Order) -> Iterator[Finding]:
    """AMZN-ALX-001: Alexa can say the title and the artist, or is told how."""
    release = order.release
    named = [("", spoken(release, release.credit))]
    for index, track in enumerate(release.tracks):
        named.append((f"tracks[{index}].", spoken(track, credit(release.artists_of(track)))))
    for path, names in named:
        for name, key in (("title", "spoken_title"), ("artist", "spoken_artist")):
            if not can_be_said(str(names[name])):
                yield warning(
                    "AMZN-ALX-001",
                    f"{path}{name}s[0]",
                    f"Alexa cannot say the {name}: there is no letter in it.",
                    observed=str(names[name]),
                    expected="letters or digits",
                    hint=f"set platforms.amazon.{key}",
                )


def timed_lyrics(order: Order) -> Iterator[Finding]:
    """AMZN-LYR-001: X-Ray shows lyrics line by line; a note names those without moments, which are not sent."""
    for index, track in enumerate(order.release.tracks):
        for place, lyrics in enumerate(track.lyrics):
            if not synced(lyrics):
                yield Finding(
                    "AMZN-LYR-001",
                    Severity.NOTE,
                    f"tracks[{index}].lyrics[{place}]",
                    "These lyrics are not sent: X-Ray wants a moment for each line.",
                    observed="lines without a moment",
                    expected="LRC or TTML with a moment for each line",
                    hint="time them",
                    file=lyrics.file,
                )


def known_tiers(order: Order) -> Iterator[Finding]:
    """AMZN-PRC-001: a price tier is one the store has."""
    release = order.release
    listed = [("", release.deals), *((f"tracks[{n}].", track.deals) for n, track in enumerate(release.tracks))]
    for path, deals in listed:
        for place, deal in enumerate(deals):
            for number, price in enumerate(deal.prices):
                if price.tier and price.tier not in profile.PRICE_TIERS:
                    yield error(
                        "AMZN-PRC-001",
                        f"{path}deals[{place}].prices[{number}]",
                        "The store has no such price tier.",
                        observed=price.tier,
                        expected=", ".join(profile.PRICE_TIERS),
                        hint="use one of the store's tiers",
                    )


def check_package(package: Package, content: bytes) -> Iterator[Finding]:
    """Yield what is wrong with a package that is about to be sent.

    Args:
        package: all its files.
        content: of its manifest.
    """
    yield from whole_file_hashes(package, content)
    yield from marker_last(package)


def whole_file_hashes(package: Package, content: bytes) -> Iterator[Finding]:
    """AMZN-S3-001: the manifest names every file that is sent, with the SHA-256 of the whole."""
    stated = _stated(json.loads(content))
    own = {Role.MARKER, Role.METADATA}
    for file in package.files:
        known = stated.pop(file.path, None)
        if known is None and file.role in own:
            continue
        if known != (file.sha256, file.size):
            yield error(
                "AMZN-S3-001",
                file.subject or file.path,
                "The manifest does not name these bytes.",
                observed=f"{known[0]}, {known[1]} bytes" if known else "not in the manifest",
                expected=f"{file.sha256}, {file.size} bytes",
                hint="order the release again",
            )
    for key in stated:
        yield error("AMZN-S3-001", key, "The manifest names a file that is not sent.", observed=key, expected="no such")


def marker_last(package: Package) -> Iterator[Finding]:
    """AMZN-S3-002: the completion mark comes last, behind the manifest: what follows it is never read."""
    roles = [file.role for file in package.files]
    if roles.count(Role.MARKER) != 1 or roles[-1] is not Role.MARKER or roles[-2:-1] != [Role.METADATA]:
        yield error(
            "AMZN-S3-002",
            "",
            "The completion mark does not come last.",
            observed=", ".join(roles),
            expected="one mark, behind the manifest",
            hint="order the release again",
        )


def _stated(document: Mapping[str, object]) -> dict[str, tuple[str, int]]:
    entries: list[Mapping[str, object]] = []
    assets, lyrics = document.get("assets"), document.get("lyrics")
    entries += assets if isinstance(assets, list) else []
    for files in lyrics.values() if isinstance(lyrics, dict) else ():
        entries += files
    return {str(entry["key"]): (str(entry["sha256"]), int(str(entry["size"]))) for entry in entries}


def _artists(release: Release) -> Iterator[tuple[str, Artist]]:
    for place, artist in enumerate(release.artists):
        yield f"artists[{place}]", artist
    for index, track in enumerate(release.tracks):
        for place, artist in enumerate(track.artists):
            yield f"tracks[{index}].artists[{place}]", artist


def _titles(release: Release) -> Iterator[tuple[str, Title]]:
    for place, title in enumerate(release.titles):
        yield f"titles[{place}]", title
    for index, track in enumerate(release.tracks):
        for place, title in enumerate(track.titles):
            yield f"tracks[{index}].titles[{place}]", title


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


RULES = (good_flac, true_quality, honest_names, said_aloud, timed_lyrics, known_tiers)
