"""The versions of ERN this adapter speaks; what differs between them is data (`ddex-facts` sections 1, 7, 9 and 10).

A value set is told by what it lacks of the words of the domain, so that most versions have nothing to say here; the
tests hold these tables against the official value sets.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from types import MappingProxyType
from typing import Final

from attrs import evolve, frozen

from tunemantra.core.party import ArtistRole
from tunemantra.core.rights import UseType
from tunemantra.core.text import TitleKind
from tunemantra.errors import TuneMantraError


class VisibilityPlace(Enum):
    """Where a message says from when a release may be shown."""

    DEALS = "in the terms of every deal"
    LIST = "in a list beside the deals, once for everywhere"
    LOCAL_LIST = "in a list beside the deals, by territory"


@frozen
class ErnVersion:
    """One version of the Electronic Release Notification standard.

    Args:
        number: as in the namespace and in the folder of its schema: `43`.
        avs: number of the allowed-value sets its messages are written with.
        family: 3 for the messages without a party list, 4 for those with one.
        states_avs: the root names the allowed-value sets.
        editions: identifiers, ℗ lines and files of a recording are those of its editions; there may be several.
        states_classical: a recording says that the variant Classical is for it; without a word it is not.
        states_provision: a file is said to travel with the message or not; else one that does not is left out.
        release_versions: a release has a VersionType of its own.
        genre_categories: a genre may carry a category of somebody's own name space.
        genre_tag: the element of a genre.
        titles: additional titles it knows.
        title_elements: each of these titles is an element of its own, not an AdditionalTitle with a type.
        nested_roles: a role is an element with a value.
        disclosures: what generative machines made can be told.
        seconds: timings are decimal seconds, not durations.
        visibility: where it says from when a release may be shown.
        listed_clips: the list of visibilities has a moment for the clips of a release.
        booklet_links: there is a word for what a booklet is linked as.
        free_languages: a language of performance may be any tag, not only a code of ISO 639.
        compilation_tag: the flag of a compilation of one artist.
        display_roles: roles an artist may have in the display credit; the others are told beside it.
        missing_uses: uses its value set does not have.
        missing_video_codecs: codecs its value set does not have, which the newest one has.
        missing_instruments: instruments its value set does not have, which the newest one has.
        a_cappella: its word for a version without instruments.
    """

    number: str
    avs: str
    family: int = 4
    states_avs: bool = True
    editions: bool = True
    states_classical: bool = True
    states_provision: bool = True
    release_versions: bool = True
    genre_categories: bool = True
    genre_tag: str = "Genre"
    titles: frozenset[TitleKind] = frozenset(TitleKind)
    title_elements: bool = False
    nested_roles: bool = False
    disclosures: bool = False
    seconds: bool = True
    visibility: VisibilityPlace = VisibilityPlace.LOCAL_LIST
    listed_clips: bool = True
    booklet_links: bool = True
    free_languages: bool = True
    compilation_tag: str = "IsSingleArtistCompilation"
    display_roles: frozenset[ArtistRole] = frozenset(ArtistRole) - {ArtistRole.REMIXER}
    missing_uses: frozenset[UseType] = frozenset()
    missing_video_codecs: frozenset[str] = frozenset()
    missing_instruments: frozenset[str] = frozenset()
    a_cappella: str = "ACappellaVersion"

    @property
    def namespace(self) -> str:
        """Return the namespace of the root element; every other element has none."""
        return f"http://ddex.net/xml/ern/{self.number}"

    @property
    def schema_path(self) -> str:
        """Return where the schema lies in a folder of schemas."""
        return f"ern/{self.number}/release-notification.xsd"


_MACHINE_USES: Final = frozenset({UseType.DATA_MINING, UseType.TRAINING_GENERATIVE_AI, UseType.TRAINING_OTHER_AI})
_PARTS: Final = frozenset({TitleKind.FORMAL, TitleKind.GROUPING})

ERN_43: Final = ErnVersion("43", avs="9")
ERN_432: Final = evolve(
    ERN_43,
    number="432",
    genre_tag="DisplayGenre",
    titles=_PARTS,
    title_elements=True,
    nested_roles=True,
    disclosures=True,
)
ERN_42: Final = evolve(
    ERN_43,
    number="42",
    avs="20200518",
    states_avs=False,
    editions=False,
    states_classical=False,
    release_versions=False,
    titles=frozenset(TitleKind) - {TitleKind.TRANSLATED},
    seconds=False,
    visibility=VisibilityPlace.LIST,
    listed_clips=False,
    booklet_links=False,
    display_roles=frozenset({ArtistRole.MAIN, ArtistRole.FEATURED, ArtistRole.ARTIST}),
    missing_uses=_MACHINE_USES,
    missing_video_codecs=frozenset({"HEVC"}),
    missing_instruments=frozenset({"BassGuitar", "Drum", "Harmonium", "Horn", "Sampler", "Theremin", "ViolaDaGamba"}),
)
ERN_411: Final = evolve(
    ERN_42,
    number="411",
    avs="411",
    states_provision=False,
    genre_categories=False,
    visibility=VisibilityPlace.DEALS,
    listed_clips=True,
    free_languages=False,
    compilation_tag="IsCompilation",
    missing_instruments=frozenset({"Accordion", "Drum", "Harp", "Horn", "Organ", "Piano"}),
    a_cappella="AcapellaVersion",
)
ERN_383: Final = evolve(
    ERN_411,
    number="383",
    avs="20200108",
    family=3,
    titles=frozenset(TitleKind),
    display_roles=frozenset(ArtistRole) - {ArtistRole.REMIXER},
)
ERN_382: Final = evolve(ERN_383, number="382", avs="20161006")

VERSIONS: Final[Mapping[str, ErnVersion]] = MappingProxyType(
    {version.number: version for version in (ERN_382, ERN_383, ERN_411, ERN_42, ERN_43, ERN_432)}
)
"""The versions that are written, the oldest first."""


def version_of(number: str) -> ErnVersion:
    """Return the version with this number.

    Raises:
        TuneMantraError: this adapter does not speak it.
    """
    if number not in VERSIONS:
        raise TuneMantraError(f"ERN {number!r} is not spoken here", hint=f"one of {', '.join(VERSIONS)}")
    return VERSIONS[number]


__all__ = [
    "ERN_42",
    "ERN_43",
    "ERN_382",
    "ERN_383",
    "ERN_411",
    "ERN_432",
    "VERSIONS",
    "ErnVersion",
    "VisibilityPlace",
    "version_of",
]
