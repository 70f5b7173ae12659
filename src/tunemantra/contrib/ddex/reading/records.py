"""What the lists of a message say, one record an entry, before the entries are put together; of any version.

References are those of the message. A record keeps the path and the line it was read at, so that what turns out to
have no place can still be listed.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Final

from attrs import define, field, frozen

from tunemantra.contrib.ddex.reading.stated import StatedFile
from tunemantra.core.composition import RelatedRelease
from tunemantra.core.identifiers import Grid, Gtin, Isrc, Iswc
from tunemantra.core.party import AiUse, ArtistRole, ContributorRole
from tunemantra.core.release import Genre, LocalWarning, Medium, ParentalWarning, ReleaseKind
from tunemantra.core.rights import CLine, Deal, PLine, Visibility
from tunemantra.core.schedule import ReleaseMoment
from tunemantra.core.text import AdditionalTitle, LocalText, Title

BOOKLET_TYPE: Final = "NonInteractiveBooklet"
"""The type of a text that is a booklet, in every version."""


@frozen
class Origin:
    """Where a record was read.

    Args:
        path: XPath.
        line: 1-based.
    """

    path: str = ""
    line: int = 0


@frozen
class OwnNumber:
    """A number by which the sender knows something: it is made of codes that are kept, or it has no place.

    Args:
        origin: where it was read.
        text: as stated.
        space: its name space; empty for none.
    """

    origin: Origin
    text: str
    space: str = ""


@frozen
class Billing:
    """An artist in a display credit: which party, and how it stands there."""

    party: str
    role: ArtistRole = ArtistRole.MAIN


@frozen
class Deed:
    """What a party contributed."""

    party: str
    roles: tuple[ContributorRole, ...] = ()
    instruments: tuple[str, ...] = ()
    ai: AiUse | None = None


@frozen
class Advice:
    """Advice for parents: for everywhere, and where it differs."""

    general: ParentalWarning | None = None
    local: tuple[LocalWarning, ...] = ()


@frozen
class Texts:
    """What releases and recordings say alike.

    Args:
        titles: the default first; empty where there are none.
        additional: further titles.
        credits: the literal credits, the default first.
        billings: the artists of the credit, in order.
        advice: for parents.
        p_lines, c_lines: the default first.
        extras: platform extensions as `(name space, name, value)`.
        ai: how much machines made.
    """

    titles: tuple[Title, ...] = ()
    additional: tuple[AdditionalTitle, ...] = ()
    credits: tuple[LocalText, ...] = ()
    billings: tuple[Billing, ...] = ()
    advice: Advice = Advice()
    p_lines: tuple[PLine, ...] = ()
    c_lines: tuple[CLine, ...] = ()
    extras: tuple[tuple[str, str, str], ...] = ()
    ai: AiUse | None = None


@frozen
class OtherEdition:
    """An edition besides the first: its ISRC, its file."""

    isrc: Isrc | None = None
    file: StatedFile | None = None


@frozen
class Part:
    """A recording heard in another one: which resource, from which second, for how long."""

    resource: str
    start: Decimal | None = None
    duration: Decimal | None = None


@frozen
class RecordingRecord:
    """A sound recording or a video.

    Args:
        reference: of the resource.
        origin: where it was read.
        texts: titles, credit, lines, advice.
        isrc: None where there is none, or none that is one.
        isrc_text: as stated.
        medium: sound or video.
        supplemental: whether it is no track of its own.
        deeds: who contributed.
        duration: seconds; None where it is not known (`PT0S`).
        iswc: of the work.
        language: of the performance; empty where it is not stated.
        first_published: the date of the recording.
        preview_start, preview_duration: seconds.
        file: its file.
        editions: others.
        edition_of: reference of the resource of which this is another edition; empty for none.
        parts: the recordings heard in it.
        said: its titles and versions with their languages, which a track release may repeat.
        numbers: the sender's own.
    """

    reference: str
    origin: Origin = Origin()
    texts: Texts = Texts()
    isrc: Isrc | None = None
    isrc_text: str = ""
    medium: Medium = Medium.AUDIO
    supplemental: bool = False
    deeds: tuple[Deed, ...] = ()
    duration: Decimal | None = None
    iswc: Iswc | None = None
    language: str = ""
    first_published: date | None = None
    preview_start: Decimal | None = None
    preview_duration: Decimal | None = None
    file: StatedFile | None = None
    editions: tuple[OtherEdition, ...] = ()
    edition_of: str = ""
    parts: tuple[Part, ...] = ()
    said: frozenset[str] = frozenset()
    numbers: tuple[OwnNumber, ...] = ()


@frozen
class PictureRecord:
    """A still image or a booklet; its numbers are the sender's own."""

    reference: str
    kind: str = ""
    origin: Origin = Origin()
    file: StatedFile | None = None
    ai: AiUse | None = None
    numbers: tuple[OwnNumber, ...] = ()


@frozen
class Place:
    """Where a recording stands on the release.

    Args:
        resource: its reference.
        disc, number: 1-based.
        work: the work of several parts it belongs to; empty for none.
    """

    resource: str
    disc: int
    number: int
    work: str = ""


@frozen
class DiscRecord:
    """What is said of a disc or of a release in a box set."""

    disc: int
    titles: tuple[Title, ...] = ()
    icpn: Gtin | None = None


@frozen
class LabelRecord:
    """A label: which party, in which language and territory."""

    party: str
    language: str = ""
    territory: str = ""


@define
class MainRecord:
    """The main release.

    Args:
        reference: of the release.
        origin: where it was read.
        texts: titles, credit, lines, advice.
        kind: the first ReleaseType that core has; None where there is none.
        compilation: whether a flag says it is one.
        icpn, grid: its codes, where they are good.
        known_as: the texts by which it is known where it has no good ICPN.
        catalog_number: the label's own.
        labels: the default first.
        genres: the default first.
        duration: seconds of the whole, where stated.
        release_date, original_release_date: where stated; partial dates begin on their first day.
        partial: names of the fields above whose date is only partly stated.
        related: other releases.
        keywords, synopsis: texts.
        places: the playing order.
        discs: what is said of single discs.
        covers: references of the images and booklets linked to it, in order.
        visibility: references.
    """

    reference: str
    origin: Origin = Origin()
    texts: Texts = Texts()
    kind: ReleaseKind | None = None
    compilation: bool = False
    icpn: Gtin | None = None
    grid: Grid | None = None
    known_as: str = ""
    catalog_number: str = ""
    labels: tuple[LabelRecord, ...] = ()
    genres: tuple[Genre, ...] = ()
    duration: Decimal | None = None
    release_date: date | None = None
    original_release_date: date | None = None
    partial: tuple[str, ...] = ()
    related: tuple[RelatedRelease, ...] = ()
    keywords: tuple[LocalText, ...] = ()
    synopsis: tuple[LocalText, ...] = ()
    places: tuple[Place, ...] = ()
    discs: tuple[DiscRecord, ...] = ()
    covers: tuple[str, ...] = ()
    visibility: tuple[str, ...] = ()


@frozen
class TrackRecord:
    """A track release: which resource it is of, and what it says besides."""

    reference: str
    resource: str
    origin: Origin = Origin()
    genres: tuple[Genre, ...] = ()
    visibility: tuple[str, ...] = ()
    extras: tuple[tuple[str, str, str], ...] = ()


@frozen
class StatedMoment:
    """A moment as terms state it.

    Args:
        moment: as read.
        text: as stated.
        origin: where.
    """

    moment: ReleaseMoment
    text: str
    origin: Origin


@frozen
class DealRecord:
    """Terms, for the releases of these references.

    Args:
        releases: references.
        deals: in order.
        early: for each deal, references of the resources a buyer gets at once.
        visibility: what the terms say about showing (up to ERN 4.1.1), of the deals that say it.
        origin: where it was read.
        moments: every moment of showing that the terms state, of which a track has fewer than a release.
    """

    releases: tuple[str, ...]
    deals: tuple[Deal, ...]
    early: tuple[tuple[str, ...], ...] = ()
    visibility: tuple[Visibility, ...] = ()
    origin: Origin = Origin()
    moments: tuple[StatedMoment, ...] = ()


@define
class Records:
    """Everything the lists of one message say.

    Args:
        recordings: by reference, in document order.
        pictures, booklets: by reference.
        main: the main release.
        tracks: track releases in document order.
        deals: in document order.
        visibility: by reference.
        shown: where each visibility was read, by reference.
        takedown: whether a legacy flag says so.
        update: whether the message says it is an update.
    """

    recordings: dict[str, RecordingRecord] = field(factory=dict)
    pictures: dict[str, PictureRecord] = field(factory=dict)
    booklets: dict[str, PictureRecord] = field(factory=dict)
    main: MainRecord | None = None
    tracks: list[TrackRecord] = field(factory=list)
    deals: list[DealRecord] = field(factory=list)
    visibility: dict[str, Visibility] = field(factory=dict)
    shown: dict[str, Origin] = field(factory=dict)
    takedown: bool = False
    update: bool = False

    @property
    def seen(self) -> frozenset[str]:
        """Return the references of everything that is looked at, not played."""
        return frozenset((*self.pictures, *self.booklets))


__all__ = [
    "BOOKLET_TYPE",
    "Advice",
    "Billing",
    "DealRecord",
    "Deed",
    "DiscRecord",
    "LabelRecord",
    "MainRecord",
    "Origin",
    "OtherEdition",
    "OwnNumber",
    "Part",
    "PictureRecord",
    "Place",
    "RecordingRecord",
    "Records",
    "StatedMoment",
    "Texts",
    "TrackRecord",
]
