"""What a recipient says of messages it was sent, whatever version of the choreography it says it in."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from attrs import frozen

from tunemantra.contrib.ddex.exchange.release_ids import NO_IDS, ProprietaryId, ReleaseIds
from tunemantra.contrib.ddex.exchange.trees import ExchangeParty, Word


class AckDialect(StrEnum):
    """The three forms of acknowledgement, by the name of their root element."""

    FTP = "FtpAcknowledgementMessage"
    STATUS = "ErnAcknowledgementStatusMessage"
    MESSAGE = "AcknowledgementMessage"


@frozen
class FileStatus:
    """What became of a message's file.

    Args:
        word: of ErncFileStatus.
        information: in the recipient's words.
    """

    word: Word
    information: str = ""


@frozen
class AffectedResource:
    """A recording, video or other resource that something is wrong with.

    Args:
        isrc: where it has one.
        others: other identifiers of the standard by their element: `("ISAN", "…")`.
        proprietary: the partners' own.
    """

    isrc: str = ""
    others: tuple[tuple[str, str], ...] = ()
    proprietary: tuple[ProprietaryId, ...] = ()

    def __str__(self) -> str:
        others = (f"{scheme} {value}" for scheme, value in self.others)
        return ", ".join(filter(None, (self.isrc, *others, *map(str, self.proprietary)))) or "unnamed resource"


@frozen
class Claimant:
    """Somebody who claims rights in the release.

    Args:
        names: as told.
        ids: by their element: `("ISNI", "…")`.
    """

    names: tuple[str, ...] = ()
    ids: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        return ", ".join((*self.names, *(f"{scheme} {value}" for scheme, value in self.ids))) or "unnamed claimant"


@frozen
class Acknowledgement:
    """What a recipient says of one release in one message.

    Args:
        release: the release, as far as it is said.
        message_id: of the acknowledged message; empty where neither the document nor its name says it.
        message_type: its root element, where said.
        batch_id: of the batch it came in, where said.
        acknowledged_on: date of the acknowledged file as told by versions up to 1.6.
        release_status: of SupplyChainStatus; None before 1.7.
        files: what became of the message, at least one word where the document is complete.
        error_text: for people.
        proposed: of ErncProposedActionType.
        manual_check: whether somebody must look at the material before it is sent again; None for not said.
        resources: what is wrong with what.
        claimants: who claims rights.
    """

    release: ReleaseIds = NO_IDS
    message_id: str = ""
    message_type: str = ""
    batch_id: str = ""
    acknowledged_on: str = ""
    release_status: Word | None = None
    files: tuple[FileStatus, ...] = ()
    error_text: str = ""
    proposed: Word | None = None
    manual_check: bool | None = None
    resources: tuple[AffectedResource, ...] = ()
    claimants: tuple[Claimant, ...] = ()

    @property
    def words(self) -> tuple[Word, ...]:
        """Every native word: what became of the release first, then of the message."""
        release = (self.release_status,) if self.release_status else ()
        return (*release, *(status.word for status in self.files))


@frozen
class AckDocument:
    """One acknowledgement file.

    Args:
        dialect: its form.
        sender: who acknowledges.
        recipients: who sent what is acknowledged.
        created: aware; None where it could not be read.
        acknowledgements: one for each release and message in it.
        ack_id: MessageId of the document; empty where its version has none.
        namespace: of the root element.
        test: a TestMessage.
        sha256: of its bytes; empty for one not written yet.
    """

    dialect: AckDialect
    sender: ExchangeParty
    recipients: tuple[ExchangeParty, ...]
    created: datetime | None
    acknowledgements: tuple[Acknowledgement, ...]
    ack_id: str = ""
    namespace: str = ""
    test: bool = False
    sha256: str = ""


__all__ = [
    "AckDialect",
    "AckDocument",
    "Acknowledgement",
    "AffectedResource",
    "Claimant",
    "FileStatus",
]
