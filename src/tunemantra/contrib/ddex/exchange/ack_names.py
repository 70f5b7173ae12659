"""Names of acknowledgement files of every version, written by `acknowledgement_path` and read here."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from attrs import frozen

from tunemantra.contrib.ddex.exchange.choreography import Choreography
from tunemantra.contrib.ddex.exchange.incoming import ListedFile
from tunemantra.contrib.ddex.exchange.stamps import read_stamp
from tunemantra.contrib.ddex.exchange.templates import Template

_MET: Final = tuple(map(Template, ("ACK_{message_id}_{stamp}.xml", "ACK_{stamp}_{message_id}.xml")))


@frozen
class AckName:
    """What the name of an acknowledgement says.

    Args:
        stamp: of the acknowledged batch (1.7 and older), or of the acknowledgement.
        subject: identifier of the message or of the release, whichever the partners agreed on.
        of_release: the subject is a release; None where the choreography does not settle it.
    """

    stamp: str
    subject: str
    of_release: bool | None = None

    @property
    def at(self) -> datetime | None:
        """The moment the stamp names."""
        return read_stamp(self.stamp)


@frozen
class ListedAck:
    """An acknowledgement on the server: its path from the root of the exchange, and what its name says."""

    path: str
    name: AckName


def read_ack_name(name: str, choreography: Choreography | None = None) -> AckName | None:
    """Return what the name of an acknowledgement says, or None for another kind of file.

    Args:
        name: without folders.
        choreography: settles what the name carries; without it, or where the file is named otherwise, both orders
            of stamp and subject are tried.
    """
    if choreography is not None:
        fields = choreography.ack_name.match(name)
        if fields and read_stamp(fields.get("stamp", "")):
            subject = fields.get("release_id") or fields.get("message_id", "")
            return AckName(fields["stamp"], subject, "release_id" in fields)
    for template in _MET:
        fields = template.match(name)
        if fields and read_stamp(fields["stamp"]):
            return AckName(fields["stamp"], fields["message_id"])
    return None


def acknowledgements_of(choreography: Choreography, files: Iterable[ListedFile]) -> tuple[ListedAck, ...]:
    """Return the acknowledgements of a listing, oldest stamp first; other files are left out."""
    folder = choreography.ack_folder.strip("/")
    found = []
    for file in files:
        path = file.path.removeprefix("./").lstrip("/")
        home, _, last = path.rpartition("/")
        name = read_ack_name(last, choreography) if home == folder else None
        if name is not None:
            found.append(ListedAck(path, name))
    return tuple(sorted(found, key=lambda ack: (ack.name.stamp, ack.path)))


__all__ = ["AckName", "ListedAck", "acknowledgements_of", "read_ack_name"]
