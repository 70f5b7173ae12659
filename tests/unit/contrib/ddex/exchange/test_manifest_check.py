"""Manifests held against their batches: one seeded fault, one finding."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime

import pytest
from attrs import evolve

from tunemantra.contrib.ddex.exchange import (
    ExchangeParty,
    HashSum,
    ListedFile,
    Manifest,
    MessageInBatch,
    ReleaseIds,
    check_listing,
    check_manifest,
    survey,
    variants,
)
from tunemantra.contrib.ddex.exchange.manifest_check import message_path

STAMP = "20260115093000123"
FOLDER = f"N_{STAMP}"
ONE, TWO = "4006381333931", "0036000291452"


def message(number, icpn, control="LiveMessage"):
    return f"""<ern:NewReleaseMessage xmlns:ern="http://ddex.net/xml/ern/43"><MessageHeader>
        <MessageId>MSG-{number}</MessageId><MessageSender><PartyId>PADPIDA2013042401U</PartyId></MessageSender>
        <MessageCreatedDateTime>2026-01-15T09:30:00Z</MessageCreatedDateTime>
        <MessageControlType>{control}</MessageControlType></MessageHeader>
        <ReleaseList><Release><ReleaseId><ICPN>{icpn}</ICPN></ReleaseId></Release></ReleaseList>
        </ern:NewReleaseMessage>""".encode()


MESSAGES = {f"{FOLDER}/{icpn}/{icpn}.xml": message(number, icpn) for number, icpn in ((1, ONE), (2, TWO))}
FILES = [*(ListedFile(path, len(data)) for path, data in MESSAGES.items())]
FILES.append(ListedFile(f"{FOLDER}/BatchComplete_{STAMP}.xml", 99))
(BATCH,) = survey(variants.ERN_18_BATCHED, FILES).ready


def listed(number, icpn):
    digest = hashlib.sha256(message(number, icpn)).hexdigest()
    ids = (ReleaseIds(icpn=icpn),)
    return MessageInBatch(f"MSG-{number}", f"./{icpn}/{icpn}.xml", ids, proof=HashSum(digest, "SHA-256"))


RIGHT = Manifest(
    ExchangeParty(("PADPIDA2013042401U",)),
    ExchangeParty(("PADPIDA2009101501Y",)),
    datetime(2026, 1, 15, 9, 30, tzinfo=UTC),
    FOLDER,
    (listed(1, ONE), listed(2, TWO)),
)


def changed(**fields):
    return evolve(RIGHT, messages=(evolve(RIGHT.messages[0], **fields), RIGHT.messages[1]))


def rules(manifest, messages=MESSAGES):
    return [finding.rule for finding in check_manifest(manifest, BATCH, messages)]


def test_a_right_manifest_has_no_findings():
    assert rules(RIGHT) == []


@pytest.mark.parametrize(
    ("manifest", "expected"),
    [
        (evolve(RIGHT, number=3), ["ERNC-CHK-001"]),
        (changed(url="../4006381333931.xml"), ["ERNC-CHK-002", "ERNC-CHK-004"]),
        (changed(url=""), ["ERNC-CHK-002", "ERNC-CHK-004"]),
        (changed(url=f"./{ONE}/{ONE}.XML"), ["ERNC-CHK-003", "ERNC-CHK-004"]),
        (evolve(RIGHT, messages=RIGHT.messages[:1]), ["ERNC-CHK-001", "ERNC-CHK-004"]),
        (changed(proof=HashSum("0" * 64, "SHA-256")), ["ERNC-CHK-005"]),
        (changed(proof=HashSum("0", "CRC32")), ["ERNC-CHK-006"]),
        (changed(message_id="MSG-9"), ["ERNC-CHK-007"]),
        (changed(releases=(ReleaseIds(icpn="9780201379624"),)), ["ERNC-CHK-008"]),
        (changed(releases=(ReleaseIds(icpn=TWO[1:]),)), ["ERNC-CHK-009", "ERNC-CHK-008"]),
        (changed(message_id="MSG-2"), ["ERNC-CHK-010", "ERNC-CHK-007"]),
        (evolve(RIGHT, root="N_20260115093000999"), ["ERNC-CHK-011"]),
        (evolve(RIGHT, test=True), ["ERNC-CHK-012", "ERNC-CHK-012"]),
        (changed(message_type="PurgeReleaseMessage"), ["ERNC-CHK-013"]),
    ],
    ids=lambda one: one[0] if isinstance(one, list) else "",
)
def test_every_fault_is_found(manifest, expected):
    assert rules(manifest) == expected


@pytest.mark.parametrize("root", [FOLDER, STAMP, f"/{STAMP}", f"/upload/{FOLDER}", "./", ""])
def test_the_root_directory_may_be_written_in_many_ways(root):
    assert rules(evolve(RIGHT, root=root)) == []


@pytest.mark.parametrize("algorithm", ["MD5", "SHA1", "SHA-256", "sha256", "SHA-512"])
def test_hashes_of_every_common_kind_are_checked_in_any_case(algorithm):
    name = algorithm.replace("-", "").lower()
    data = MESSAGES[f"{FOLDER}/{ONE}/{ONE}.xml"]
    digest = hashlib.new(name, data, usedforsecurity=False).hexdigest()
    assert rules(changed(proof=HashSum(digest.upper(), algorithm))) == []
    assert rules(changed(proof=HashSum(digest[:-1], algorithm))) == ["ERNC-CHK-005"]


def test_a_message_that_was_changed_on_the_way_is_found():
    path = f"{FOLDER}/{ONE}/{ONE}.xml"
    assert rules(RIGHT, MESSAGES | {path: MESSAGES[path].replace(b"\n", b"\r\n")}) == ["ERNC-CHK-005"]


def test_a_message_that_is_no_xml_is_a_finding():
    path = f"{FOLDER}/{ONE}/{ONE}.xml"
    assert rules(RIGHT, MESSAGES | {path: b"<"}) == ["ERNC-CHK-005", "ERN-XML-001"]


def test_messages_that_are_not_at_hand_are_not_looked_into():
    assert rules(changed(message_id="MSG-9"), {}) == []


@pytest.mark.parametrize(
    "url",
    [
        f"./{ONE}/{ONE}.xml",
        f"{ONE}/{ONE}.xml",
        f"/{ONE}/{ONE}.xml",
        f"/{FOLDER}/{ONE}/{ONE}.xml",
        f"s3://bucket/in/{FOLDER}/{ONE}/{ONE}.xml",
        f" ./{ONE}//{ONE}.xml\n",
    ],
)
def test_a_url_is_read_as_it_is_met(url):
    assert message_path(url, FOLDER) == f"{FOLDER}/{ONE}/{ONE}.xml"


@pytest.mark.parametrize("url", ["", ".", "../x", f"./{ONE}/../../x", "a\\b", f"/{FOLDER}"])
def test_a_url_that_leaves_the_batch_leads_nowhere(url):
    assert message_path(url, FOLDER) is None


def test_a_manifest_alone_is_held_against_itself():
    assert check_listing(RIGHT) == ()
    wrong = evolve(changed(url="../../etc/passwd", message_id="MSG-2"), number=3)
    assert {finding.rule for finding in check_listing(wrong)} == {"ERNC-CHK-001", "ERNC-CHK-002", "ERNC-CHK-010"}
    assert check_listing(wrong) == tuple(
        finding for finding in check_manifest(wrong, BATCH, MESSAGES) if finding in check_listing(wrong)
    )
