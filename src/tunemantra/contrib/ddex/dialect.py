"""How one partner wants its messages: data, and one hook for what only that partner knows.

A platform's own fields must not cost the message its validity, so an `Extension` is written where the official
schema has room for a value of somebody's own name space:

============== ========================================================== ==================================
`Place`        of a track                                                 of the release
============== ========================================================== ==================================
`IDENTIFIER`   `SoundRecording/SoundRecordingEdition/ResourceId/`         `Release/ReleaseId/`
               `ProprietaryId[@Namespace="DPID:<namespace>:<name>"]`      `ProprietaryId`, same attribute
`VERSION`      `SoundRecording/VersionType[@Namespace][@UserDefinedValue]` `Release/VersionType`, the same
`GENRE`        `TrackRelease/Genre/GenreCategory/Value`                   `Release/Genre/GenreCategory/Value`
               `[@Namespace][@UserDefinedValue]`, text `UserDefined`
============== ========================================================== ==================================

`VERSION` (a mix name) and `GENRE` (a store's closed list) are what the standard made for such words. Numbers such as
tempo and key, and an exclusivity period, have no element of their own in ERN (MEAD has, in another message):
`ProprietaryId` is the only value with a name space that a SoundRecording may carry. A profile without track releases
(SimpleAudioSingle) writes the track's genre on the release. Where a version has no such room (ERN 4.1.1 for a genre,
4.1.1 and 4.2 for the version of a release), the value is written as an identifier.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from enum import StrEnum

from attrs import field, frozen, validators

from tunemantra.contrib.ddex.express import Expressed, express
from tunemantra.contrib.ddex.profiles import Profile, profile_of
from tunemantra.contrib.ddex.versions import ERN_43, ErnVersion
from tunemantra.core.identifiers import Dpid
from tunemantra.core.release import Release, Track


class HashAlgorithm(StrEnum):
    """How the bytes of a file are proved, spelled as DDEX HashSumAlgorithmType."""

    SHA_256 = "SHA-256"
    MD5 = "MD5"


class Place(StrEnum):
    """Where an extension is written; see the module's table."""

    IDENTIFIER = "identifier"
    VERSION = "version"
    GENRE = "genre"


@frozen
class Extension:
    """A value of a platform's own name space.

    Args:
        namespace: DPID of whoever defined the name, usually the recipient's.
        name: letters, digits and underscores: `BPM`, `KEY`; not written where the place says it (version, genre).
        value: never empty.
        place: where it is written.
    """

    namespace: str
    name: str = field(validator=validators.matches_re(re.compile(r"[A-Za-z][A-Za-z0-9_]*")))
    value: str = field(validator=validators.min_len(1))
    place: Place = Place.IDENTIFIER

    @property
    def qualified_name(self) -> str:
        """Return `DPID:<namespace>:<name>`, the name space of a proprietary identifier."""
        return f"DPID:{self.namespace}:{self.name}"


Extend = Callable[[Release, Track | None], Iterable[Extension]]
"""Says what to add: called once with None for the release itself, and once for every track."""


def no_extensions(_release: Release, _track: Track | None) -> Iterable[Extension]:
    """Add nothing: the standard is enough."""
    return ()


def _dpid(value: Dpid | str) -> Dpid:
    return value if isinstance(value, Dpid) else Dpid.parse(value)


@frozen
class Partner:
    """A sender or recipient of messages.

    Args:
        dpid: its DDEX party identifier, as a value or as text.
        name: as it calls itself; empty leaves the name out.
    """

    dpid: Dpid = field(converter=_dpid)
    name: str = ""


@frozen
class Dialect:
    """Everything in which one partner's messages differ from another's.

    Args:
        sender, recipient: the two parties of the exchange.
        version: of the standard.
        resources_folder: where the files lie relative to the message; empty for beside it.
        hash_algorithm: how files are proved.
        simple_single: write a release of one track in the profile SimpleAudioSingle or SimpleVideoSingle, which have
            no track release.
        profile_name: what the message calls its profile, where that is not the standard's word for it; the structure
            is that of the standard all the same.
        streams_on_release: also state streaming deals for the main release. The standard wants them on track
            releases alone (part 1, 6.14.2); most stores read a main release without a deal as withdrawn.
        booklets: state the booklet of a release; without it the booklet is lost, and a finding says so.
        unproved_files: name files whose hash is not known; a conversion does, which never saw them, a delivery never.
        test: mark messages as TestMessage.
        update_indicator: state in ERN 3 whether the message is the first one or an update; deprecated, and no store
            may rely on it.
        platform: key under which `Artist.ids` holds the recipient's artist ids; empty sends none.
        extend: what only this partner knows.
    """

    sender: Partner
    recipient: Partner
    version: ErnVersion = ERN_43
    resources_folder: str = "resources"
    hash_algorithm: HashAlgorithm = HashAlgorithm.SHA_256
    simple_single: bool = False
    profile_name: str = ""
    streams_on_release: bool = True
    booklets: bool = False
    unproved_files: bool = False
    test: bool = False
    update_indicator: bool = False
    platform: str = ""
    extend: Extend = no_extensions

    def profile_of(self, release: Release) -> Profile:
        """Return the profile a release is written in."""
        return profile_of(release, simple_single=self.simple_single)

    def express(self, release: Release) -> Expressed:
        """Return the release as messages of this dialect carry it, and what is lost.

        Raises:
            EmptyTerritoryError: a deal has no territory.
        """
        return express(
            release,
            self.version,
            self.profile_of(release),
            self.platform,
            streams_on_release=self.streams_on_release,
            booklets=self.booklets,
        )

    def uri(self, name: str) -> str:
        """Return the URI of a file of this name, relative to the message."""
        return f"{self.resources_folder}/{name}" if self.resources_folder else name


__all__ = [
    "Dialect",
    "Extend",
    "Extension",
    "HashAlgorithm",
    "Partner",
    "Place",
    "Profile",
    "no_extensions",
]
