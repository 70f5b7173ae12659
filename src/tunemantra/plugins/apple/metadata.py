"""The documents: the standard's message, the extensions beside it, and what takes a release off the store.

The message is ERN 4.3 as it stands, valid by the official schema. That schema has no room for elements of somebody
else's, so the store's own fields are a second document in the name space `urn:apple-music:ext:1` (sandbox contract)::

    <AppleMusic xmlns="urn:apple-music:ext:1" version="1" upc="4006381333931">
      <Artist id="1440650719">Ada Lund</Artist>
      <Motion ratio="1:1" file="motion_square.mp4" sha256="…"/>
      <Motion ratio="3:4" file="motion_tall.mp4" sha256="…"/>
      <Track isrc="USS1Z2600001" hiRes="true">
        <PreviewStart>45.5</PreviewStart>
        <Artist id="…">…</Artist>
        <Songwriter>…</Songwriter>
        <Lyrics language="en" timing="Line" file="01_01_USS1Z2600001_en.ttml" sha256="…"/>
        <Immersive isrc="USS1Z2699001" format="DolbyAtmosMasterADM" file="01_01_USS1Z2699001_atmos.wav" sha256="…"/>
      </Track>
    </AppleMusic>
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Final

from attrs import evolve
from lxml import etree

from tunemantra.contrib.ddex import Dialect, FileEntry, Partner, build_new_release
from tunemantra.core.media import AudioFacts
from tunemantra.core.party import ContributorRole
from tunemantra.plugins.apple import profile
from tunemantra.plugins.apple.layout import LyricsFile, file_names
from tunemantra.plugins.apple.rules import SUFFIXES, suffix_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tunemantra.core.finding import Finding
    from tunemantra.core.party import Artist
    from tunemantra.core.release import Release, Track
    from tunemantra.core.rights import Deal
    from tunemantra.core.text import Title
    from tunemantra.plugins.apple.settings import AppleSettings
    from tunemantra.ports.package import Order

WRITERS: Final = frozenset(
    {
        ContributorRole.COMPOSER,
        ContributorRole.LYRICIST,
        ContributorRole.COMPOSER_LYRICIST,
        ContributorRole.AUTHOR,
    }
)
_IN_EXTENSIONS: Final = "ERN-LOST-LYRICS"


def dialect_for(settings: AppleSettings) -> Dialect:
    """Return how the store wants its messages; files lie beside the message."""
    return Dialect(
        sender=Partner(settings.sender, settings.sender_name),
        recipient=Partner(settings.recipient, profile.LABEL),
        resources_folder="",
        platform=profile.KEY,
    )


def for_the_store(release: Release) -> Release:
    """Return a release with what its message says: no canvas, booklet or motion, and its own uses and models alone."""
    taken = evolve(profile.REQUIREMENT.taken(release), motion_square=None, motion_tall=None)
    tracks = tuple(evolve(track, deals=_deals(track.deals)) for track in taken.tracks)
    return evolve(taken, deals=_deals(taken.deals), tracks=tracks)


def _deals(deals: Iterable[Deal]) -> tuple[Deal, ...]:
    return tuple(
        evolve(
            deal,
            uses=[use for use in deal.uses if use in profile.USES],
            models=[model for model in deal.models if model in profile.MODELS],
        )
        for deal in deals
        if profile.REQUIREMENT.terms.concern(deal)
    )


def write_message(order: Order, settings: AppleSettings) -> bytes:
    """Return the message; files that the store holds are said not to travel."""
    names = file_names(order.release)
    files = {
        subject: FileEntry.of(made, names[subject], provided=not order.unchanged(subject))
        for subject, made in order.renditions.items()
        if subject not in profile.MOTION
    }
    release, suffix = for_the_store(order.release), suffix_of(order)
    titles = tuple(_titled(title, suffix) for title in release.titles)
    sent = evolve(order, release=evolve(release, titles=titles))
    return build_new_release(sent, files, dialect_for(settings))


def _titled(title: Title, suffix: str | None) -> Title:
    """Return a title of the product with the store's word behind it (APPL-TTL-003)."""
    if not suffix or title.text.endswith(SUFFIXES):
        return title
    return evolve(title, text=f"{title.display}{suffix}", version="")


def losses(release: Release, settings: AppleSettings) -> tuple[Finding, ...]:
    """Return a warning for every part of a release that neither document carries."""
    deals = (*release.deals, *(deal for track in release.tracks for deal in track.deals))
    if not all(deal.territories for deal in deals):
        return ()  # CMN-TER-001 has said so
    lost = dialect_for(settings).express(for_the_store(release)).findings
    return tuple(finding for finding in lost if finding.rule != _IN_EXTENSIONS)


def write_extensions(order: Order, lyrics: Iterable[LyricsFile]) -> bytes:
    """Return the document of the store's own fields.

    Args:
        order: with the renditions it is about.
        lyrics: of its tracks, as they are sent.
    """
    release = order.release
    root = etree.Element(_tag("AppleMusic"), nsmap={None: profile.NAMESPACE})  # type: ignore[dict-item]
    root.set("version", profile.CONTRACT_VERSION)
    root.set("upc", str(release.icpn))
    _artists(root, release.artists)
    _motion(root, order)
    words = tuple(lyrics)
    for index, track in enumerate(release.tracks):
        node = etree.SubElement(root, _tag("Track"), isrc=str(track.isrc), hiRes=_flag(hi_res(order, index)))
        if track.preview_start is not None:
            etree.SubElement(node, _tag("PreviewStart")).text = f"{track.preview_start:f}"
        _artists(node, track.artists)
        _songwriters(node, release, track)
        for file in words:
            if file.index == index:
                _lyrics(node, file)
        _immersive(node, order, index, track)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def write_clearance(order: Order) -> bytes:
    """Return the document that takes a release off sale and off streaming everywhere."""
    stated = {"upc": str(order.release.icpn), "territories": [profile.WORLD], "sale": False, "stream": False}
    return json.dumps(stated, sort_keys=True, indent=2).encode()


def hi_res(order: Order, index: int) -> bool:
    """Return whether a track is delivered with 24 bits and more than 48 kHz; `index` from 0."""
    made = order.renditions.get(f"tracks[{index}].audio")
    facts = made.facts if made else None
    return (
        isinstance(facts, AudioFacts)
        and facts.bit_depth >= profile.HI_RES_BITS
        and facts.sample_rate > profile.HI_RES_RATE
    )


def _artists(parent: etree._Element, artists: Iterable[Artist]) -> None:
    for artist in artists:
        own = dict(artist.ids).get(profile.KEY, "")
        if own:
            etree.SubElement(parent, _tag("Artist"), id=own).text = artist.name


def _songwriters(parent: etree._Element, release: Release, track: Track) -> None:
    people = (*track.contributors, *release.contributors)
    names = [person.name for person in people if WRITERS & {*person.roles}]
    for name in dict.fromkeys(names):
        etree.SubElement(parent, _tag("Songwriter")).text = name


def _lyrics(parent: etree._Element, file: LyricsFile) -> None:
    node = etree.SubElement(parent, _tag("Lyrics"))
    node.set("language", file.lyrics.language)
    node.set("timing", file.lyrics.timing.value)
    node.set("file", file.name)
    node.set("sha256", hashlib.sha256(file.content).hexdigest())


def _immersive(parent: etree._Element, order: Order, index: int, track: Track) -> None:
    names = file_names(order.release)
    for place, edition in enumerate(track.editions):
        subject = f"tracks[{index}].editions[{place}].audio"
        made = order.renditions.get(subject)
        if made is not None:
            node = etree.SubElement(parent, _tag("Immersive"))
            node.set("isrc", str(edition.isrc or track.isrc))
            node.set("format", "DolbyAtmosMasterADM")
            node.set("file", names[subject])
            node.set("sha256", made.sha256)


def _motion(parent: etree._Element, order: Order) -> None:
    names = file_names(order.release)
    for subject, ratio in profile.MOTION.items():
        made = order.renditions.get(subject)
        if made is not None:
            etree.SubElement(parent, _tag("Motion"), ratio=ratio, file=names[subject], sha256=made.sha256)


def _flag(value: bool) -> str:
    return "true" if value else "false"


def _tag(name: str) -> str:
    return f"{{{profile.NAMESPACE}}}{name}"
