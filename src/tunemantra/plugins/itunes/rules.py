"""What the iTunes Store refuses beyond what everybody refuses (`platform-facts` 7). Pure functions of an order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tunemantra.core.distribution import OrderKind
from tunemantra.core.finding import Finding, Severity, error, warning
from tunemantra.core.media import AudioFacts
from tunemantra.core.release import ReleaseKind
from tunemantra.plugins.itunes import profile
from tunemantra.plugins.itunes.metadata import genre_code
from tunemantra.plugins.itunes.pricing import album_price, gratis_price
from tunemantra.plugins.itunes.products import gaps
from tunemantra.plugins.itunes.selling import complete_my_album, pre_order
from tunemantra.plugins.itunes.settings import NATIVE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tunemantra.core.party import Artist
    from tunemantra.plugins.itunes.settings import ItunesSettings
    from tunemantra.ports.package import Order


def check_order(order: Order, settings: ItunesSettings) -> Iterator[Finding]:
    """Yield everything the platform's rules have to say; of a takedown there is nothing to say."""
    if order.kind is OrderKind.TAKEDOWN:
        return
    for rule in RULES:
        for finding in rule(order, settings):
            yield finding.on(profile.KEY)


def full_resolution(order: Order, settings: ItunesSettings) -> Iterator[Finding]:
    """ITUNES-AUD-001: 24 bit and 96 kHz; a lower master is refused, or delivered as it is where the account says so."""
    for subject in (f"tracks[{index}].audio" for index in range(len(order.release.tracks))):
        facts = order.facts_of(subject)
        if not isinstance(facts, AudioFacts) or facts.problem or facts.lossy:
            continue  # of those CMN-AUD-001 and -007 speak
        if facts.sample_rate >= profile.WANTED_RATE and facts.bit_depth >= profile.WANTED_BITS:
            continue
        observed = f"{facts.bit_depth} bit, {facts.sample_rate / 1000:g} kHz"
        expected = f"{profile.WANTED_BITS} bit, {profile.WANTED_RATE / 1000:g} kHz"
        if settings.audio == NATIVE:
            yield warning(
                "ITUNES-AUD-001",
                subject,
                "The master is below what the store asks for, and is delivered as it is.",
                observed=observed,
                expected=expected,
                hint="ask for a better master; nothing is upsampled",
            )
        else:
            yield error(
                "ITUNES-AUD-001",
                subject,
                "The master is below what the store asks for, and nothing is upsampled.",
                observed=observed,
                expected=expected,
                hint='ask for a better master, or set audio = "native" for this account to deliver it as it is',
            )


def known_genres(order: Order, settings: ItunesSettings) -> Iterator[Finding]:
    """ITUNES-GEN-001: the store has a code for the genre; without one it is sold under none."""
    release = order.release
    listed = [("genre", release.genre), *((f"tracks[{i}].genre", t.genre) for i, t in enumerate(release.tracks))]
    for path, genre in listed:
        if genre is not None and not genre_code(genre, settings):
            yield warning(
                "ITUNES-GEN-001",
                path,
                "The store has no code for this genre, and is sent none.",
                observed=f"{genre.name} / {genre.subgenre}" if genre.subgenre else genre.name,
                expected="one of the genres in the profile or in the settings",
                hint="add it to [platforms.itunes.genres], with the store's code",
            )


def apple_ids(order: Order, _settings: ItunesSettings) -> Iterator[Finding]:
    """ITUNES-ART-001: the store's id of an artist is digits."""
    release = order.release
    listed: list[tuple[str, tuple[Artist, ...]]] = [("artists", release.artists)]
    listed += [(f"tracks[{index}].artists", track.artists) for index, track in enumerate(release.tracks)]
    for path, artists in listed:
        for place, artist in enumerate(artists):
            given = dict(artist.ids).get(profile.KEY, "")
            if given and not (given.isascii() and given.isdigit()):
                yield error(
                    "ITUNES-ART-001",
                    f"{path}[{place}].ids",
                    "The store's id of an artist is a number.",
                    observed=given,
                    expected="digits",
                    hint="it stands at the end of the artist's address in the store",
                )


def told_credits(order: Order, _settings: ItunesSettings) -> Iterator[Finding]:
    """ITUNES-CRD-001: a note for each credit that the document has no role for."""
    release = order.release
    listed = [("contributors", release.contributors)]
    listed += [(f"tracks[{index}].contributors", track.contributors) for index, track in enumerate(release.tracks)]
    for path, people in listed:
        for place, person in enumerate(people):
            untold = [role.value for role in person.roles if role not in profile.CONTRIBUTOR_ROLES]
            if untold:
                yield Finding(
                    "ITUNES-CRD-001",
                    Severity.NOTE,
                    f"{path}[{place}]",
                    "The store has no role for this credit, and is not told of it.",
                    observed=f"{person.name}: {', '.join(untold)}",
                )


def one_time(order: Order, _settings: ItunesSettings) -> Iterator[Finding]:
    """ITUNES-TER-001: a territory has one time of sale; the document has room for no second one."""
    release = order.release
    listed = [
        ("deals", release.deals),
        *((f"tracks[{i}].deals", track.deals) for i, track in enumerate(release.tracks)),
    ]
    for path, deals in listed:
        torn = gaps(deals)
        if torn:
            yield error(
                "ITUNES-TER-001",
                path,
                "A territory has two times of sale with days between them, and the store can be told of one.",
                observed=str(torn),
                expected="one time of sale in each territory",
                hint="deliver the later deal when its time has come",
            )


def frozen_parts(order: Order, _settings: ItunesSettings) -> Iterator[Finding]:
    """ITUNES-UPD-001: what was delivered gets no more tracks, and no booklet, afterwards."""
    if order.kind is not OrderKind.UPDATE or order.previous is None:
        return
    held = {file.subject for file in order.previous.files}
    tracks = [subject for subject in order.renditions if subject.startswith("tracks[") and subject not in held]
    booklet = ["booklet"] if "booklet" in order.renditions and "booklet" not in held else []
    for subject in (*tracks, *booklet):
        yield error(
            "ITUNES-UPD-001",
            subject,
            "The store takes no tracks and no booklet for a product that it has.",
            observed=subject,
            expected="the tracks and the booklet as they were delivered first",
            hint="deliver a new product",
        )


def booklet_of_album(order: Order, _settings: ItunesSettings) -> Iterator[Finding]:
    """ITUNES-BKL-001: a booklet goes with an album."""
    if order.release.booklet is not None and order.release.kind is ReleaseKind.SINGLE:
        yield error(
            "ITUNES-BKL-001",
            "booklet",
            "A booklet goes with an album, and is not sold with a single.",
            observed=order.release.kind.value,
            expected="an album or an EP",
            hint="leave the booklet out",
        )


RULES = (
    full_resolution,
    known_genres,
    apple_ids,
    told_credits,
    one_time,
    frozen_parts,
    booklet_of_album,
    complete_my_album,
    album_price,
    pre_order,
    gratis_price,
)
