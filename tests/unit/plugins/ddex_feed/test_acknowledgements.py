"""What is read of a store's replies; they are written by the simulator, which knows nothing of the reader."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from attrs import evolve

from tests.unit.plugins.ddex_feed import material
from tunemantra.errors import ProtocolError
from tunemantra.plugins.ddex_feed.plugin import PLATFORM, derive
from tunemantra.plugins.ddex_feed.sandbox.acks import Word, name_of, write
from tunemantra.plugins.ddex_feed.sandbox.rules import Rules
from tunemantra.ports.package import Receipt
from tunemantra.testing import MemorySession

UPC, MESSAGE, BATCH = "4006381333931", "0199f0c2-4d1e-7a31-8c55-0000000000a1", "20260302093015250_121a8b26"
AT = datetime(2026, 3, 2, 10, tzinfo=UTC)
SAID = Word(
    UPC,
    BATCH,
    MESSAGE,
    "PADPIDA2011072101T",
    "ReleaseMadeAvailableToConsumers",
    "FileOK",
    "2026-03-02T10:00:00.500+00:00",
)
DIALECTS = {
    "1.8": ("icpn-batched", MESSAGE),
    "1.7": ("ern-1.7-batched", BATCH),
    "1.6": ("ern-1.6-batched", BATCH),
}


def asked(dialect, *files, **facts):
    choreography, reference = DIALECTS[dialect]
    session = MemorySession({})
    session.folder.content.update(dict(files))
    receipt = Receipt(reference, "uploaded", AT)
    return material.driver(ack=dialect, choreography=choreography, **facts).report(UPC, receipt, session)


def file(word, dialect, stamp="20260302100000500"):
    table = {"ack": dialect, "choreography": DIALECTS[dialect][0]}
    rules = Rules.read(derive(PLATFORM, "shop", table).sandbox.arguments[-1])
    return name_of(word, rules, stamp), write(word, rules, "ack-1")


@pytest.mark.parametrize(("dialect", "native"), [("1.8", SAID.release), ("1.7", SAID.release), ("1.6", "FileOK")])
def test_each_dialect_is_read(dialect, native):
    (report,) = asked(dialect, file(SAID, dialect))
    assert (report.icpn, report.native, report.reference) == (UPC, native, DIALECTS[dialect][1])
    assert report.at == datetime.fromisoformat(SAID.at)
    assert report.evidence.startswith("acknowledgements/ACK_")


@pytest.mark.parametrize("dialect", DIALECTS)
def test_what_is_wrong_is_told_with_its_reason_and_its_recording(dialect):
    word = evolve(SAID, release="ProcessingErrorAtReleaseDistributor", file="ResourceNotMeetingSpecifications")
    (report,) = asked(dialect, file(evolve(word, text="12 bit", isrcs=("USS1Z2600001",)), dialect))
    assert report.native == "ResourceNotMeetingSpecifications"
    assert report.reasons[0] == "12 bit"
    assert [track.isrc for track in report.tracks] == ["USS1Z2600001"]


@pytest.mark.parametrize("dialect", DIALECTS)
def test_another_submission_is_not_ours(dialect):
    other = evolve(SAID, icpn="9990000000005"[:12] + "0", batch="20250101000000000", message_id="another")
    assert asked(dialect, file(other, dialect)) == []


def test_another_release_in_a_batch_of_the_same_moment_is_not_ours():
    path, content = file(SAID, "1.7")
    assert asked("1.7", (path, content.replace(UPC.encode(), b"0731453701526"))) == []


def test_reports_come_oldest_first_and_the_same_when_asked_again():
    later = evolve(SAID, at="2026-03-02T11:00:00.000+00:00", release="ReleaseNotAvailable")
    files = [file(later, "1.8", "20260302090000000"), file(SAID, "1.8")]
    assert [report.native for report in asked("1.8", *files)] == [SAID.release, later.release]
    assert asked("1.8", *files) == asked("1.8", *files)


def test_one_that_cannot_be_read_is_passed_over_where_another_can():
    broken = ("acknowledgements/ACK_" + MESSAGE + "_20260302100000499.xml", b"<html>")
    assert len(asked("1.8", broken, file(SAID, "1.8"))) == 1
    with pytest.raises(ProtocolError, match="nothing of what the store says can be read"):
        asked("1.8", broken)


def test_a_store_that_says_nothing_is_not_asked():
    assert material.driver(ack="none").report(UPC, Receipt(MESSAGE, "uploaded", AT), object()) == ()
