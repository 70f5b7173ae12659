"""From one version of the standard to another: read, say what is lost, write.

============ ==============================================================================
rule         finding
============ ==============================================================================
ERN-CNV-001  what stands in the message has no place in a release: it is listed, and not carried over
ERN-CNV-002  a file of which the message says too little: the new one names it without its hash, or not at all
ERN-CNV-003  the message does not say from whom or to whom it is, in a form the new version takes
ERN-CNV-004  there is nothing in it that can be written again
ERN-CNV-005  an artist's id at another party than the recipient: the new message does not tell it
ERN-CNV-006  a deal limited to the recipient's channel: the new message claims that it is exclusive
============ ==============================================================================
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, ClassVar, Final

from attrs import evolve, frozen

from tunemantra.contrib.ddex.checks import proves
from tunemantra.contrib.ddex.dialect import Dialect, HashAlgorithm, Partner
from tunemantra.contrib.ddex.files import FileEntry
from tunemantra.contrib.ddex.losses import deal_words
from tunemantra.contrib.ddex.message import build_new_release
from tunemantra.contrib.ddex.profiles import Profile
from tunemantra.contrib.ddex.reading import (
    PartyLine,
    ReadMessage,
    StatedFile,
    extensions_as_read,
    file_entries,
    read_message,
)
from tunemantra.contrib.ddex.versions import ErnVersion
from tunemantra.core.distribution import OrderKind
from tunemantra.core.finding import Finding, blocking, error, warning
from tunemantra.core.identifiers import Dpid, Gtin
from tunemantra.core.media import AudioFacts
from tunemantra.core.release import Release
from tunemantra.core.requirement import AudioForm
from tunemantra.errors import FindingsError, ReleaseError, TuneMantraError
from tunemantra.ports.package import Order

_LONGEST: Final = 80
_THREE: Final = 3
_SINGLES: Final = frozenset({Profile.SIMPLE_AUDIO_SINGLE.value, Profile.SIMPLE_VIDEO_SINGLE.value})


@frozen
class Converted:
    """A message in another version.

    Args:
        content: the bytes of the new message.
        version: of the new message.
        read: the message it was made from.
        findings: what reading found, then everything that is lost, each once; none of them is an error.
    """

    content: bytes
    version: ErnVersion
    read: ReadMessage
    findings: tuple[Finding, ...]


class _AsStated(Dpid):
    """A party identifier of a message that somebody sent: of the form the schemas ask for, its check digit unasked."""

    _shape: ClassVar[re.Pattern[str]] = re.compile(r"PADPIDA[A-Za-z0-9]{1,64}")

    @classmethod
    def _check_character(cls, _body: str) -> str | None:  # type: ignore[override]
        return None


def convert(
    source: bytes | Path | BinaryIO,
    version: ErnVersion,
    *,
    sender: Partner | None = None,
    recipient: Partner | None = None,
    icpn: Gtin | None = None,
) -> Converted:
    """Write a message again in another version, and say everything that is lost on the way.

    Message id and time are those of the source: it is the same statement in other words. Files are stated as the
    source states them; nobody looks at their bytes.

    Args:
        source: a NewReleaseMessage of any version that is read.
        version: to write.
        sender, recipient: instead of those the message names.
        icpn: of the product, where the message has none.

    Raises:
        ReleaseError: the message cannot be read, or cannot be written in this version: all findings at once.
        OSError: the source cannot be read.
    """
    read = _with_code(read_message(source), icpn)
    release = read.release
    faults = [*map(_told, blocking(read.findings)), *_nothing(read)]
    if release is None:
        raise ReleaseError("the message cannot be converted", tuple(faults))
    parties = [_partner(name, stated, given, faults) for name, stated, given in _parties(read, sender, recipient)]
    if faults:
        raise ReleaseError("the message cannot be converted", tuple(faults))
    first, second = (party for party in parties if party is not None)
    files, lost = _files(read)
    dialect = Dialect(
        first,
        second,
        version=version,
        resources_folder="",
        hash_algorithm=_hashing(files),
        booklets=True,
        unproved_files=True,
        simple_single=read.profile in _SINGLES,
        test=read.header.test,
        platform=str(second.dpid),
        extend=extensions_as_read,
    )
    expressed = dialect.express(release)
    ids = _foreign_ids(release, dialect.platform)
    claims = _claims(read, release, version)
    findings = (*read.findings, *_unmapped(read), *lost, *ids, *claims, *expressed.findings)
    return Converted(_written(read, release, files, dialect), version, read, tuple(dict.fromkeys(findings)))


def _with_code(read: ReadMessage, icpn: Gtin | None) -> ReadMessage:
    """Return the message with the code of its product, where it has only a number that is nobody's."""
    if icpn is None or read.release is None or "icpn" not in read.assumed:
        return read
    return evolve(
        read,
        release=evolve(read.release, icpn=icpn),
        assumed=tuple(path for path in read.assumed if path != "icpn"),
        findings=tuple(finding for finding in read.findings if finding.path != "icpn"),
    )


def _told(finding: Finding) -> Finding:
    """Return a finding of the reader with what to do about it here."""
    return evolve(finding, hint="name it: --icpn") if finding.path == "icpn" else finding


def _order(read: ReadMessage, release: Release) -> Order:
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
        created_at=read.header.created or datetime.fromtimestamp(0, UTC),
    )


def _written(read: ReadMessage, release: Release, files: Mapping[str, FileEntry], dialect: Dialect) -> bytes:
    try:
        return build_new_release(_order(read, release), files, dialect)
    except FindingsError as fault:
        raise ReleaseError("the message cannot be converted", fault.findings) from None
    except TuneMantraError as fault:
        finding = error("ERN-CNV-004", "", fault.message, hint=fault.hint)
        raise ReleaseError("the message cannot be converted", [finding]) from None


def _nothing(read: ReadMessage) -> Iterator[Finding]:
    if read.release is None and not blocking(read.findings):
        kind = read.kind.value if read.kind else "no message of ERN"
        hint = "build a purge anew: tunemantra ddex build --kind purge" if read.purged else "name a NewReleaseMessage"
        yield error("ERN-CNV-004", "", "There is no release in it.", observed=kind, hint=hint)


def _parties(
    read: ReadMessage, sender: Partner | None, recipient: Partner | None
) -> tuple[tuple[str, PartyLine, Partner | None], ...]:
    recipients = read.header.recipients or (PartyLine(),)
    return ("sender", read.header.sender, sender), ("recipient", recipients[0], recipient)


def _partner(name: str, stated: PartyLine, given: Partner | None, faults: list[Finding]) -> Partner | None:
    if given is not None:
        return given
    if _AsStated.is_valid(stated.dpid):
        return Partner(_AsStated(stated.dpid.strip()), stated.name)
    message = f"The message names no {name} by a DDEX party identifier."
    faults.append(
        error(
            "ERN-CNV-003",
            f"MessageHeader/Message{name.capitalize()}",
            message,
            observed=stated.dpid or stated.name,
            expected="PADPIDA and letters or digits",
            hint=f"name the {name}: --{name}",
        )
    )
    return None


def _files(read: ReadMessage) -> tuple[dict[str, FileEntry], tuple[Finding, ...]]:
    stated, _ = file_entries(read, unproved=True)
    kept = {subject: _with_rate(_proved(entry), read.files[subject]) for subject, entry in stated.items()}
    algorithm = _hashing(kept)
    lost = (
        _lessened(subject, file, named=subject in kept)
        for subject, file in read.files.items()
        if subject not in kept or not kept[subject].digest(algorithm)
    )
    return kept, tuple(lost)


def _proved(entry: FileEntry) -> FileEntry:
    """Return the entry without a hash that can be that of no bytes."""
    sha256 = entry.sha256 if proves(entry.sha256, HashAlgorithm.SHA_256) else ""
    return evolve(entry, sha256=sha256, md5=entry.md5 if proves(entry.md5, HashAlgorithm.MD5) else "")


def _with_rate(entry: FileEntry, stated: StatedFile) -> FileEntry:
    """Return the entry with the nominal bit rate, which only the message knows of a lossy file."""
    facts = entry.facts
    if not isinstance(facts, AudioFacts) or facts.codec.startswith("pcm") or not stated.bit_rate:
        return entry
    form = AudioForm(facts.container, facts.codec, facts.sample_rate, 0, facts.channels, stated.bit_rate)
    return evolve(entry, form=form)


def _lessened(subject: str, stated: StatedFile, *, named: bool) -> Finding:
    """Return the finding about a file of which less is said: without a hash, or not at all."""
    if not stated.uri:
        message, expected = "The message says what the file is, but not where: it is not stated again.", "a URI"
    elif named:
        message = "The file has no hash that can be stated: the new message names it without one."
        expected = "the SHA-256 or MD5 of its bytes"
    else:
        message = "The message does not say what the file is, so the new message does not name it."
        expected = "codec, channels and sampling rate of a sound; codec, width and height of a picture or film"
    observed = f"{stated.uri} {stated.algorithm} {stated.digest}".strip()
    hint = "build the message from the files themselves"
    return warning("ERN-CNV-002", subject, message, observed=observed, expected=expected, hint=hint)


def _hashing(files: Mapping[str, FileEntry]) -> HashAlgorithm:
    """Return the algorithm most of the named files have."""
    named = [entry for entry in files.values() if entry.uri]
    by_md5 = sum(bool(entry.md5) for entry in named) > sum(bool(entry.sha256) for entry in named)
    return HashAlgorithm.MD5 if by_md5 else HashAlgorithm.SHA_256


def _foreign_ids(release: Release, recipient: str) -> Iterator[Finding]:
    """Say which ids of artists are of somebody else; once for each artist and id."""
    everybody = [("artists", artist) for artist in release.artists]
    everybody += [
        (f"tracks[{index}].artists", artist) for index, track in enumerate(release.tracks) for artist in track.artists
    ]
    told: set[tuple[str, str]] = set()
    for path, artist in everybody:
        for known in artist.ids:
            if known[0] != recipient and known not in told:
                told.add(known)
                message = f"The id of {artist.name} is one at another party than the recipient."
                yield warning("ERN-CNV-005", path, message, observed=" ".join(known))


def _claims(read: ReadMessage, release: Release, version: ErnVersion) -> Iterator[Finding]:
    """Say which deals are flagged as exclusive from now on: ERN 4 limits them to a channel, ERN 3 claims it."""
    if version.family != _THREE or read.version.startswith(str(_THREE)):
        return
    places = [("deals", release.deals), *((f"tracks[{i}].deals", one.deals) for i, one in enumerate(release.tracks))]
    for path, deals in places:
        for index, deal in enumerate(deals):
            if deal.exclusive:
                message = "The deal is limited to the recipient's channel; the new message claims IsExclusive as well."
                hint = "make sure that nobody else is granted the same"
                said = f"{deal.territories}: {deal_words(deal)}"
                yield warning("ERN-CNV-006", f"{path}[{index}]", message, observed=said, hint=hint)


def _unmapped(read: ReadMessage) -> Iterator[Finding]:
    for one in read.unmapped:
        text = one.text if len(one.text) <= _LONGEST else f"{one.text[:_LONGEST]} …"
        message = f"Line {one.line}: this has no place in a release and is not carried over."
        yield warning("ERN-CNV-001", one.path, message, observed=text)


__all__ = ["Converted", "convert"]
