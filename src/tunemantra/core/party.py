"""Who made the music and how they are credited (`ddex-facts` 4.4)."""

from __future__ import annotations

from enum import StrEnum

from attrs import field, frozen

from tunemantra.core.identifiers import Isni
from tunemantra.core.text import LocalText


class ArtistRole(StrEnum):
    """How an artist stands in the display credit, spelled as DDEX DisplayArtistRole.

    A remixer stays in the version of the title; `ARTIST` is an additional artist; a composer is displayed in
    classical music.
    """

    MAIN = "MainArtist"
    FEATURED = "FeaturedArtist"
    REMIXER = "Remixer"
    ARTIST = "Artist"
    COMPOSER = "Composer"


class AiUse(StrEnum):
    """How much generative machines made of it, spelled as DDEX ContainsAI and AiContribution (ERN 4.3.2)."""

    ALL = "All"
    PARTLY = "Partly"
    NONE = "None"


class ContributorRole(StrEnum):
    """What a contributor did, spelled as DDEX ContributorRole; the roles most stores ask for."""

    COMPOSER = "Composer"
    LYRICIST = "Lyricist"
    COMPOSER_LYRICIST = "ComposerLyricist"
    AUTHOR = "Author"
    ARRANGER = "Arranger"
    ADAPTER = "Adapter"
    TRANSLATOR = "Translator"
    LIBRETTIST = "Librettist"
    MUSIC_PUBLISHER = "MusicPublisher"
    ORIGINAL_PUBLISHER = "OriginalPublisher"
    SUB_PUBLISHER = "SubPublisher"
    EXECUTIVE_PRODUCER = "ExecutiveProducer"
    ENGINEER = "Engineer"
    MIXING_ENGINEER = "MixingEngineer"
    IMMERSIVE_MIXING_ENGINEER = "ImmersiveMixingEngineer"
    ARTIST = "Artist"
    PRIMARY_MUSICIAN = "PrimaryMusician"
    NARRATOR = "Narrator"
    ACTOR = "Actor"
    FILM_DIRECTOR = "FilmDirector"
    PHOTOGRAPHER = "Photographer"
    GRAPHIC_DESIGNER = "GraphicDesigner"
    STUDIO_PRODUCER = "StudioProducer"
    CO_PRODUCER = "CoProducer"
    MIXER = "Mixer"
    MASTERING_ENGINEER = "MasteringEngineer"
    RECORDING_ENGINEER = "RecordingEngineer"
    REMIXER = "Remixer"
    ASSOCIATED_PERFORMER = "AssociatedPerformer"
    VOCALIST = "Vocalist"
    LEAD_VOCALIST = "LeadVocalist"
    BACKGROUND_VOCALIST = "BackgroundVocalist"
    MUSICIAN = "Musician"
    SOLOIST = "Soloist"
    CONDUCTOR = "Conductor"
    ORCHESTRA = "Orchestra"
    ENSEMBLE = "Ensemble"
    CHOIR = "Choir"
    DJ = "DJ"
    PROGRAMMER = "Programmer"


@frozen(cache_hash=True)
class Artist:
    """An artist in the display credit, in credit order.

    Args:
        name: the stage name as credited.
        role: main, featured or remixer.
        isni: the artist's ISNI, if known.
        names: the name in other languages or scripts.
        ids: the artist's id by platform key.
    """

    name: str
    role: ArtistRole = ArtistRole.MAIN
    isni: Isni | None = None
    names: tuple[LocalText, ...] = ()
    ids: tuple[tuple[str, str], ...] = ()


@frozen(cache_hash=True)
class Contributor:
    """A person or group behind the recording or the work.

    Args:
        name: as credited.
        roles: one or more.
        instruments: for performers, DDEX InstrumentType words.
        isni: if known.
        ipi: IPI name number, 11 digits, if known.
        ai: how much a generative machine did of this contribution; None where nobody said.
    """

    name: str
    roles: tuple[ContributorRole, ...] = field(converter=tuple[ContributorRole, ...])
    instruments: tuple[str, ...] = ()
    isni: Isni | None = None
    ipi: str | None = None
    ai: AiUse | None = None


def credit(artists: tuple[Artist, ...]) -> str:
    """Return the display credit of some artists: `A, B & C feat. D` (remixers stay in the version)."""
    main = _list([artist.name for artist in artists if artist.role is ArtistRole.MAIN])
    featured = _list([artist.name for artist in artists if artist.role is ArtistRole.FEATURED])
    return f"{main} feat. {featured}" if featured else main


def _list(names: list[str]) -> str:
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + " & " + names[-1] if names else ""


__all__ = ["AiUse", "Artist", "ArtistRole", "Contributor", "ContributorRole", "credit"]
