"""A manifest held against the folder it completes.

============ ==========================================================================
rule         finding
============ ==========================================================================
ERNC-CHK-001 the number of messages is not the stated one
ERNC-CHK-002 a URL that leaves the batch
ERNC-CHK-003 a URL where no message lies
ERNC-CHK-004 a message that the manifest does not list
ERNC-CHK-005 the hash of a message is another one
ERNC-CHK-006 a hash of an unknown kind: not checked
ERNC-CHK-007 a message with another MessageId
ERNC-CHK-008 a message that is not about the listed release
ERNC-CHK-009 a release listed twice
ERNC-CHK-010 a MessageId or a URL listed twice
ERNC-CHK-011 RootDirectory names another folder
ERNC-CHK-012 a live message in a test batch, or the reverse
ERNC-CHK-013 a message the standard does not let stand in a batch
============ ==========================================================================
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from tunemantra.contrib.ddex.exchange.headers import MessageFacts, read_facts
from tunemantra.contrib.ddex.exchange.incoming import IncomingFolder
from tunemantra.contrib.ddex.exchange.manifest import NEW_RELEASE, HashSum, Manifest, MessageInBatch
from tunemantra.contrib.ddex.exchange.trees import clip
from tunemantra.core.finding import Finding, error, warning

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://[^/]*/")
# DDEX HashSumAlgorithmType and the spellings met, without dashes; what Python has no name for is not checked.
_ALGORITHMS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "MD5": "md5",
        "SHA": "sha1",
        "SHA1": "sha1",
        "SHA224": "sha224",
        "SHA256": "sha256",
        "SHA384": "sha384",
        "SHA512": "sha512",
    }
)


def check_manifest(manifest: Manifest, folder: IncomingFolder, messages: Mapping[str, bytes]) -> tuple[Finding, ...]:
    """Return where a manifest and its batch do not agree.

    Args:
        manifest: as read.
        folder: as `survey` found it.
        messages: bytes of the messages by path from the root of the exchange; those left out are not looked into.
    """
    known = {release.message for release in folder.releases}
    findings = [*_count(manifest), *_place(manifest, folder), *_repeats(manifest)]
    listed: set[str] = set()
    for number, message in enumerate(manifest.messages):
        where = f"MessageInBatch[{number + 1}]"
        path = message_path(message.url, folder.path)
        if path is None:
            findings.append(error("ERNC-CHK-002", where, "The URL leaves the batch.", observed=clip(message.url)))
        elif path not in known:
            findings.append(error("ERNC-CHK-003", where, "No message lies at the URL.", observed=clip(message.url)))
        else:
            listed.add(path)
            findings += _message(manifest, message, where, messages.get(path))
    for path in sorted(known - listed):
        findings.append(error("ERNC-CHK-004", path, "The manifest does not list the message."))
    return tuple(findings)


def check_listing(manifest: Manifest) -> tuple[Finding, ...]:
    """Return where a manifest does not agree with itself: what can be told without its folder."""
    leaving = (
        error("ERNC-CHK-002", f"MessageInBatch[{number}]", "The URL leaves the batch.", observed=clip(message.url))
        for number, message in enumerate(manifest.messages, start=1)
        if message_path(message.url, "") is None
    )
    return (*_count(manifest), *_repeats(manifest), *leaving)


def message_path(url: str, folder: str) -> str | None:
    """Return where the URL of a manifest leads, from the root of the exchange; None for out of the batch.

    Relative URLs are the standard; a leading slash, the batch folder in front and whole bucket addresses are met.
    """
    steps = [step for step in _SCHEME.sub("", url.strip()).split("/") if step not in {"", "."}]
    if folder in steps:
        steps = steps[steps.index(folder) + 1 :]
    if not steps or ".." in steps or any("\\" in step for step in steps):
        return None
    return "/".join(filter(None, (folder, *steps)))


def _count(manifest: Manifest) -> Iterator[Finding]:
    if manifest.number is not None and manifest.number != len(manifest.messages):
        message = "The manifest lists another number of messages than it states."
        observed, expected = str(len(manifest.messages)), str(manifest.number)
        yield error("ERNC-CHK-001", "NumberOfMessages", message, observed=observed, expected=expected)


def _place(manifest: Manifest, folder: IncomingFolder) -> Iterator[Finding]:
    root = manifest.root.strip("./")
    if root and root.rpartition("/")[2] not in {folder.path, folder.batch}:
        message = "RootDirectory names another folder."
        yield warning("ERNC-CHK-011", "RootDirectory", message, observed=clip(manifest.root), expected=folder.path)


def _repeats(manifest: Manifest) -> Iterator[Finding]:
    releases = Counter(key for message in manifest.messages for key in _keys(message))
    for release in sorted(key for key, count in releases.items() if count > 1):
        yield error("ERNC-CHK-009", "MessageInBatch", "The manifest lists a release twice.", observed=clip(release))
    ids = Counter(message.message_id for message in manifest.messages)
    urls = Counter(message.url for message in manifest.messages)
    for repeated in sorted(text for text, count in (ids | urls).items() if count > 1 and text):
        message = "The manifest lists a message twice."
        yield error("ERNC-CHK-010", "MessageInBatch", message, observed=clip(repeated))


def _keys(message: MessageInBatch) -> frozenset[str]:
    return frozenset(key for ids in message.releases for key in ids.keys)


def _message(manifest: Manifest, message: MessageInBatch, where: str, data: bytes | None) -> Iterator[Finding]:
    if message.message_type != NEW_RELEASE:
        said = "Only new release messages stand in a batch."
        yield error("ERNC-CHK-013", where, said, observed=clip(message.message_type), expected=NEW_RELEASE)
    if data is None:
        return
    if message.proof:
        yield from _hash(message.proof, where, data)
    facts, findings = read_facts(data)
    yield from findings
    if facts is not None:
        yield from _compared(manifest, message, where, facts)


def _compared(manifest: Manifest, message: MessageInBatch, where: str, facts: MessageFacts) -> Iterator[Finding]:
    if facts.message_id != message.message_id:
        said = "The message has another MessageId."
        yield error("ERNC-CHK-007", where, said, observed=clip(facts.message_id), expected=clip(message.message_id))
    observed = clip(", ".join(facts.main))
    for ids in message.releases:
        if ids and not ids.keys & facts.releases:
            said = "The message is not about the listed release."
            yield error("ERNC-CHK-008", where, said, observed=observed, expected=clip(", ".join(ids.values)))
    if facts.test != manifest.test:
        said = "The batch and the message do not agree on whether this is a test."
        yield warning(
            "ERNC-CHK-012", where, said, observed=f"message: {facts.test}", expected=f"batch: {manifest.test}"
        )


def _hash(proof: HashSum, where: str, data: bytes) -> Iterator[Finding]:
    algorithm = _ALGORITHMS.get(proof.algorithm.upper().replace("-", ""))
    if algorithm is None:
        message = "The hash is of an unknown kind; it is not checked."
        yield warning("ERNC-CHK-006", where, message, observed=clip(proof.algorithm))
        return
    digest = hashlib.new(algorithm, data, usedforsecurity=False).hexdigest()
    if digest != proof.value.lower():
        message = "The message is not the one the manifest proves."
        hint = "compare the bytes that left: text mode changes line ends"
        yield error("ERNC-CHK-005", where, message, observed=digest, expected=clip(proof.value), hint=hint)


__all__ = ["check_listing", "check_manifest", "message_path"]
