"""What was read: the message, its release and terms, its files, and all that has no place in them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from itertools import islice
from typing import Final

from attrs import field, frozen

from tunemantra.contrib.ddex.reading.stated import StatedFile
from tunemantra.core.distribution import OrderKind
from tunemantra.core.finding import Finding
from tunemantra.core.release import Release
from tunemantra.core.text import Title

EXAMPLES: Final = 3
"""How many different texts of a kind are shown."""


class MessageKind(StrEnum):
    """What kind of message it is, spelled as its root element."""

    NEW_RELEASE = "NewReleaseMessage"
    PURGE_RELEASE = "PurgeReleaseMessage"
    CATALOG_LIST = "CatalogListMessage"


@frozen
class PartyLine:
    """Who sends or receives a message, as stated: real messages carry party ids that are none.

    Args:
        dpid: the party identifier; empty where there is none.
        name: as it calls itself; empty for none.
    """

    dpid: str = ""
    name: str = ""


@frozen
class Header:
    """The message's own data (`ddex-facts` section 2).

    Args:
        id: unique per sender for ever.
        thread: ties messages about the same release together; empty for none.
        sender: who sends.
        recipients: for whom it is.
        created: aware; without a zone in the message it is taken for UTC. None where it cannot be read.
        test: whether it is a TestMessage.
        on_behalf_of: whose message it really is; None for the sender's own.
        requested_by: who asked for it (ERN 4.3.2); None where nobody is said to have.
    """

    id: str = ""
    thread: str = ""
    sender: PartyLine = PartyLine()
    recipients: tuple[PartyLine, ...] = ()
    created: datetime | None = None
    test: bool = False
    on_behalf_of: PartyLine | None = None
    requested_by: PartyLine | None = None


@frozen
class Unmapped:
    """A text or an attribute that found no place.

    Args:
        path: XPath; the prefix `ern` stands for the message's name space.
        line: 1-based, of the element.
        text: what it says.
    """

    path: str
    line: int
    text: str

    @property
    def kind(self) -> str:
        """Return the path without positions: `ReleaseList/Release/MarketingComment`, `…/@LabelType`."""
        steps = self.path.split("/")[2:]
        return "/".join(step.partition("[")[0] for step in steps)


@frozen
class UnmappedKind:
    """Texts without a place that are of one kind.

    Args:
        kind: as in `Unmapped.kind`.
        count: how many there are.
        examples: the first different ones.
    """

    kind: str
    count: int
    examples: tuple[str, ...]


@frozen
class PurgedRelease:
    """What a PurgeReleaseMessage takes back for good.

    Args:
        icpn, grid: its codes as stated; empty where not.
        proprietary_ids: further identifiers as `(name space, value)`; the name space of a catalogue number or an ISRC
            that has none is `CatalogNumber` or `ISRC`.
        titles: as stated, with their version and language.
        contributors: names as stated.
    """

    icpn: str = ""
    grid: str = ""
    proprietary_ids: tuple[tuple[str, str], ...] = ()
    titles: tuple[Title, ...] = ()
    contributors: tuple[str, ...] = ()


@frozen
class Content:
    """What a reader of one family makes of a NewReleaseMessage.

    Args:
        release: with all its deals; None where there is none in the message.
        order_kind: what is ordered; None where it cannot be told.
        files: by path in the release.
    """

    release: Release | None = None
    order_kind: OrderKind | None = None
    files: Mapping[str, StatedFile] = field(factory=dict[str, StatedFile])


@frozen
class ReadMessage:
    """A message, read.

    Args:
        kind: None where it is no ERN message.
        version: as in the name space: `43`; empty where it cannot be told.
        header: who to whom, when.
        profile, variant: the release profile as stated, its last part in ERN 3; empty for none.
        language: of the texts without a language of their own.
        release: everything the message says of the product, with its deals; None where there is none, or where the
            message is broken (half a message would look like a takedown).
        order_kind: TAKEDOWN where no deal is left (or a legacy flag says so), and for a purge; UPDATE where the
            message says so or no recording travels with it; else INSERT. An insert of a release that is known already
            is a full update: only the receiver can tell. None without a release.
        files: by path in the release: `tracks[0].audio`, `tracks[0].editions[0].audio`, `artwork`.
        assumed: paths in the release whose value the message does not give and core needs: each has a finding.
        purged: what a PurgeReleaseMessage purges.
        unmapped: every text and attribute that is in none of the above, in document order.
        findings: what was wrong or could not be understood; a document with an error must not be relied upon.
    """

    kind: MessageKind | None = None
    version: str = ""
    header: Header = Header()
    profile: str = ""
    variant: str = ""
    language: str = ""
    release: Release | None = None
    order_kind: OrderKind | None = None
    files: Mapping[str, StatedFile] = field(factory=dict[str, StatedFile])
    assumed: tuple[str, ...] = ()
    purged: PurgedRelease | None = None
    unmapped: tuple[Unmapped, ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def unmapped_kinds(self) -> tuple[UnmappedKind, ...]:
        """Return each kind of element or attribute that is unmapped once, in the order of the message."""
        kinds: dict[str, list[str]] = {}
        for one in self.unmapped:
            kinds.setdefault(one.kind, []).append(one.text)
        return tuple(
            UnmappedKind(kind, len(texts), tuple(islice(dict.fromkeys(texts), EXAMPLES)))
            for kind, texts in kinds.items()
        )


__all__ = ["Content", "Header", "MessageKind", "PartyLine", "PurgedRelease", "ReadMessage", "Unmapped", "UnmappedKind"]
