"""From one version of the standard to another: read, say what is lost, write.

============ ==============================================================================
rule         finding
============ ==============================================================================
ERN-CNV-001  what stands in the message has no place in a release: it is listed, and not carried over
ERN-CNV-002  a file without a hash this writer can state: it is not named in the new message
ERN-CNV-003  the message does not say from whom or to whom it is, in a form the new version takes
============ ==============================================================================
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Final

from attrs import frozen

from tunemantra.contrib.ddex.dialect import Dialect, HashAlgorithm, Partner
from tunemantra.contrib.ddex.express import express
from tunemantra.contrib.ddex.files import FileEntry
from tunemantra.contrib.ddex.message import build_new_release
from tunemantra.contrib.ddex.reading import PartyLine, ReadMessage, StatedFile, read_message
from tunemantra.contrib.ddex.restated import entry_of
from tunemantra.contrib.ddex.versions import ErnVersion
from tunemantra.core.distribution import OrderKind
from tunemantra.core.finding import Finding, blocking, error, warning
from tunemantra.core.identifiers import Dpid
from tunemantra.core.release import Release
from tunemantra.errors import ReleaseError, TuneMantraError
from tunemantra.ports.package import Order

_LONGEST: Final = 80


@frozen
class Converted:
    """A message in another version.

    Args:
        content: the bytes of the new message.
        version: of the new message.
        read: the message it was made from.
        findings: what reading found, then everything that is lost, each once.
    """

    content: bytes
    version: ErnVersion
    read: ReadMessage
    findings: tuple[Finding, ...]


def convert(
    source: bytes | Path | BinaryIO,
    version: ErnVersion,
    *,
    sender: Partner | None = None,
    recipient: Partner | None = None,
) -> Converted:
    """Write a message again in another version, and say everything that is lost on the way.

    Message id, thread and time are those of the source: it is the same statement in other words. Files are stated as
    the source states them; nobody looks at their bytes.

    Args:
        source: a NewReleaseMessage of any version that is read.
        version: to write.
        sender, recipient: instead of those the message names.

    Raises:
        ReleaseError: the message cannot be read, or cannot be written in this version: all findings at once.
    """
    read = read_message(source)
    release = read.release
    faults = [*blocking(read.findings), *_no_release(read)]
    parties = [_partner(name, stated, given, faults) for name, stated, given in _parties(read, sender, recipient)]
    if release is None or faults:
        raise ReleaseError("the message cannot be converted", tuple(faults))
    first, second = (party for party in parties if party is not None)
    files, lost = _files(read, release)
    hashing, test = _hashing(files), read.header.test
    dialect = Dialect(first, second, version=version, resources_folder="", hash_algorithm=hashing, test=test)
    expressed = express(release, version, dialect.profile_of(release))
    findings = (*read.findings, *_unmapped(read), *lost, *expressed.findings)
    return Converted(_written(read, release, files, dialect), version, read, findings)


def order_of(read: ReadMessage, release: Release) -> Order:
    """Return the order a message gives, as if it were ours: its id, its time, its release.

    Whether it is an insert only the receiver can tell; written as an update it may leave out what it does not state.
    """
    takedown = read.order_kind is OrderKind.TAKEDOWN
    return Order(
        delivery_id=read.header.id or "converted",
        kind=OrderKind.TAKEDOWN if takedown else OrderKind.UPDATE,
        release=release,
        revision_id="",
        sequence=1,
        created_at=read.header.created or datetime.fromisoformat("1970-01-01T00:00:00+00:00"),
    )


def entries_of(read: ReadMessage) -> Mapping[str, FileEntry]:
    """Return the files of a message as it states them, by path in the release."""
    return _files(read, read.release)[0] if read.release else {}


def _written(read: ReadMessage, release: Release, files: Mapping[str, FileEntry], dialect: Dialect) -> bytes:
    order = order_of(read, release)
    try:
        return build_new_release(order, files, dialect)
    except TuneMantraError as fault:
        findings = getattr(fault, "findings", ())
        raise ReleaseError("the message cannot be converted", findings or (_unwritable(fault),)) from None


def _unwritable(fault: TuneMantraError) -> Finding:
    return error("ERN-CNV-001", "", fault.message, hint=fault.hint)


def _no_release(read: ReadMessage) -> Iterator[Finding]:
    if read.release is None and not blocking(read.findings):
        kind = read.kind.value if read.kind else "no message of ERN"
        hint = "build a purge with: tunemantra ddex build --kind purge" if read.purged else "name a NewReleaseMessage"
        yield error("ERN-CNV-001", "", "There is no release in it.", observed=kind, hint=hint)


def _parties(
    read: ReadMessage, sender: Partner | None, recipient: Partner | None
) -> tuple[tuple[str, PartyLine, Partner | None], ...]:
    recipients = read.header.recipients or (PartyLine(),)
    return ("sender", read.header.sender, sender), ("recipient", recipients[0], recipient)


def _partner(name: str, stated: PartyLine, given: Partner | None, faults: list[Finding]) -> Partner | None:
    if given is not None:
        return given
    try:
        return Partner(Dpid.parse(stated.dpid), stated.name)
    except TuneMantraError:
        message = f"The message names no {name} by a DDEX party identifier."
        faults.append(
            error(
                "ERN-CNV-003",
                f"MessageHeader/Message{name.capitalize()}",
                message,
                observed=stated.dpid or stated.name,
                expected="PADPIDA and 11 characters",
                hint=f"name the {name}",
            )
        )
        return None


def _files(read: ReadMessage, release: Release) -> tuple[dict[str, FileEntry], tuple[Finding, ...]]:
    files: dict[str, FileEntry] = {}
    lost: list[Finding] = []
    for subject, stated in read.files.items():
        entry = entry_of(stated, release, subject)
        if entry.uri and not (entry.sha256 or entry.md5):
            lost.append(_without_hash(subject, stated))
            continue
        files[subject] = entry
    return files, tuple(lost)


def _without_hash(subject: str, stated: StatedFile) -> Finding:
    return warning(
        "ERN-CNV-002",
        subject,
        "The file has no hash that can be stated, so the new message does not name it.",
        observed=f"{stated.uri} {stated.algorithm} {stated.digest}".strip(),
        expected="SHA-256 or MD5",
        hint="build the message from the files themselves",
    )


def _hashing(files: Mapping[str, FileEntry]) -> HashAlgorithm:
    """Return the algorithm all named files have."""
    named = [entry for entry in files.values() if entry.uri]
    by_md5 = bool(named) and all(entry.md5 for entry in named) and not all(entry.sha256 for entry in named)
    return HashAlgorithm.MD5 if by_md5 else HashAlgorithm.SHA_256


def _unmapped(read: ReadMessage) -> Iterator[Finding]:
    for one in read.unmapped:
        text = one.text if len(one.text) <= _LONGEST else f"{one.text[:_LONGEST]} …"
        message = f"Line {one.line}: this has no place in a release and is not carried over."
        yield warning("ERN-CNV-001", one.path, message, observed=text)


__all__ = ["Converted", "convert", "entries_of", "order_of"]
