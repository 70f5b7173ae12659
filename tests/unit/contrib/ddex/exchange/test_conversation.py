"""A sender and a recipient over one folder: delivery, reading, acknowledgement, and what became of it."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta

import pytest

from tests.unit.contrib.ddex.exchange.test_manifest_check import message
from tunemantra.contrib.ddex.exchange import (
    STATUS_MAP,
    AckDialect,
    AckDocument,
    AckGuard,
    AckMark,
    Acknowledgement,
    Decision,
    ExchangeParty,
    FileStatus,
    HashSum,
    ListedFile,
    Manifest,
    MessageGuard,
    MessageInBatch,
    MessageMark,
    Outgoing,
    Part,
    ReleaseIds,
    Word,
    acknowledgement_path,
    acknowledgements_of,
    build_acknowledgement,
    check_manifest,
    message_url,
    read_acknowledgement,
    read_facts,
    read_manifest,
    stamp_of,
    status_reports,
    survey,
    uploads,
    variants,
    write_manifest,
)
from tunemantra.core.status import Status

HERE = variants.ERN_18_BATCHED
ICPN = "4006381333931"
IDS = ReleaseIds(icpn=ICPN)
US, STORE = ExchangeParty(("PADPIDA2013042401U",)), ExchangeParty(("PADPIDA2009101501Y",))
T0 = datetime(2026, 1, 15, 9, 30, tzinfo=UTC)


class Server:
    """A folder on disk, listed as a server lists it."""

    def __init__(self, root):
        self.root = root

    def put(self, path, data):
        (self.root / path).parent.mkdir(parents=True, exist_ok=True)
        (self.root / path).write_bytes(data)

    def get(self, path):
        return (self.root / path).read_bytes()

    def files(self):
        found = [path for path in self.root.rglob("*") if path.is_file()]
        return [ListedFile(path.relative_to(self.root).as_posix(), path.stat().st_size) for path in found]


def ern(number, minutes):
    return message(number, ICPN).replace(b"2026-01-15T09:30:00Z", f"{T0 + timedelta(minutes=minutes):%FT%TZ}".encode())


def send(server, number, minutes):
    """Place message `number`, made `minutes` after the first, and return what the sender remembers of it."""
    data = ern(number, minutes)
    batch = stamp_of(T0 + timedelta(minutes=minutes))
    proof = HashSum(hashlib.sha256(data).hexdigest(), "SHA-256")
    listed = MessageInBatch(f"MSG-{number}", message_url(HERE, batch, IDS), (IDS,), proof=proof)
    manifest = write_manifest(Manifest(US, STORE, T0, f"N_{batch}", (listed,)))
    bytes_of = {Part.RESOURCE: b"audio", Part.MESSAGE: data, Part.COMPLETION: manifest}
    for file in uploads(HERE, batch, [Outgoing(IDS, (f"{ICPN}_001.wav",))]):
        assert survey(HERE, server.files()).waiting == (() if file.part is Part.RESOURCE else (f"N_{batch}",))
        server.put(file.path, bytes_of[file.part])
    facts, _ = read_facts(data)
    return MessageMark.of(facts, batch)


def receive(server):
    """Read every batch, and return MessageIds with what the recipient decides."""
    guard, said = MessageGuard(), []
    for folder in survey(HERE, server.files()).ready:
        manifest, findings = read_manifest(server.get(folder.completion))
        messages = {release.message: server.get(release.message) for release in folder.releases}
        assert (*findings, *check_manifest(manifest, folder, messages)) == ()
        for data in messages.values():
            facts, _ = read_facts(data)
            said.append((facts.message_id, guard.take(MessageMark.of(facts, folder.batch))))
    return said


def acknowledge(server, number, at, release_word, file_word="FileOK"):
    one = Acknowledgement(IDS, f"MSG-{number}", release_status=Word(release_word), files=(FileStatus(Word(file_word)),))
    stamp = stamp_of(at)
    document = AckDocument(AckDialect.MESSAGE, STORE, (US,), at, (one,), f"ACK-{stamp}")
    server.put(acknowledgement_path(HERE, stamp, message_id=one.message_id), build_acknowledgement(document))


@pytest.fixture
def server(tmp_path):
    return Server(tmp_path)


def test_a_release_goes_out_and_comes_back_live(server):
    guard = AckGuard()
    guard.sent(send(server, 1, 0))
    guard.sent(send(server, 2, 5))
    assert receive(server) == [("MSG-1", Decision.APPLY), ("MSG-2", Decision.APPLY)]

    acknowledge(server, 2, T0 + timedelta(hours=1), "ReleaseMadeAvailableToConsumers")
    acknowledge(server, 1, T0 + timedelta(hours=2), "ProcessingErrorAtReleaseDistributor", "ErnMissing")
    assert len(survey(HERE, server.files()).ready) == 2

    states = []
    for listed in acknowledgements_of(HERE, server.files()):
        document, findings = read_acknowledgement(server.get(listed.path), listed.name)
        reports, unknown = status_reports(document, T0, evidence=listed.path)
        assert (findings, unknown) == ((), ())
        for acknowledged, report in zip(document.acknowledgements, reports, strict=True):
            if guard.take(AckMark.of(document, acknowledged, T0)) is Decision.APPLY:
                states.append((report.icpn, STATUS_MAP[report.native][0]))
    # The late word about the older message changes nothing.
    assert states == [(ICPN, Status.LIVE)]


def test_an_older_message_in_a_newer_batch_is_not_applied(server):
    send(server, 2, 5)
    batch = stamp_of(T0 + timedelta(minutes=9))
    for file in uploads(variants.ICPN_BATCHED, batch, [Outgoing(IDS)]):
        listed = MessageInBatch("MSG-1", message_url(HERE, batch, IDS), (IDS,))
        manifest = write_manifest(Manifest(US, STORE, T0, batch, (listed,)))
        server.put(file.path, ern(1, 0) if file.part is Part.MESSAGE else manifest)
    assert receive(server) == [("MSG-2", Decision.APPLY), ("MSG-1", Decision.STALE)]


def test_bytes_changed_on_the_way_are_found(server):
    send(server, 1, 0)
    (folder,) = survey(HERE, server.files()).ready
    path = folder.releases[0].message
    server.put(path, server.get(path).replace(b"\n", b"\r\n"))
    manifest, _ = read_manifest(server.get(folder.completion))
    findings = check_manifest(manifest, folder, {path: server.get(path)})
    assert [finding.rule for finding in findings] == ["ERNC-CHK-005"]
