"""What a message says of itself."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tunemantra.contrib.ddex.exchange import read_facts

HEADER = """<MessageHeader><MessageId>M-1</MessageId>
  <MessageSender><PartyId>PADPIDA2013042401U</PartyId></MessageSender>
  <MessageCreatedDateTime>2026-01-15T10:30:00+01:00</MessageCreatedDateTime></MessageHeader>"""
ICPN = "<ReleaseId><CatalogNumber Namespace='X'>CAT</CatalogNumber><ICPN>036000291452</ICPN></ReleaseId>"
TRACK = "<ReleaseId><ISRC>USS1Z2600001</ISRC></ReleaseId>"


def message(body, kind="NewReleaseMessage"):
    return f'<e:{kind} xmlns:e="urn:e">{HEADER}{body}</e:{kind}>'.encode()


def test_a_message_says_who_when_and_about_what():
    facts, findings = read_facts(message(f"<ReleaseList><Release>{ICPN}</Release></ReleaseList>"))
    assert findings == ()
    assert (facts.kind, facts.message_id, facts.sender) == ("NewReleaseMessage", "M-1", "PADPIDA2013042401U")
    assert facts.created == datetime(2026, 1, 15, 9, 30, tzinfo=UTC)
    assert facts.main == ("00036000291452", "cat")
    assert facts.test is False


@pytest.mark.parametrize(
    "body",
    [
        f"<ReleaseList><Release>{TRACK}</Release><Release IsMainRelease='true'>{ICPN}</Release></ReleaseList>",
        f"<ReleaseList><TrackRelease>{TRACK}</TrackRelease><Release>{ICPN}</Release></ReleaseList>",
        f"<ReleaseList><!-- main --><Release><!-- id -->{ICPN}</Release></ReleaseList>",
        f"<PurgedRelease>{ICPN}</PurgedRelease>",
    ],
    ids=["3.8", "4.x", "comments", "purge"],
)
def test_the_main_release_is_found_in_every_version(body):
    facts, _ = read_facts(message(body))
    assert facts.main[0] == "00036000291452"


def test_a_message_about_nothing_has_no_main_release():
    facts, _ = read_facts(message(""))
    assert (facts.main, facts.releases) == ((), frozenset())


@pytest.mark.parametrize(
    ("data", "rules"),
    [
        (b"<NewReleaseMessage/>", ["ERNC-HDR-001"]),
        (message("").replace(b"M-1", b" "), ["ERNC-HDR-001"]),
        (message("").replace(b"2026-01-15T10:30:00+01:00", b"now"), ["ERNC-XML-001", "ERNC-HDR-001"]),
        (b"<", ["ERN-XML-001"]),
    ],
)
def test_a_message_that_does_not_say_which_one_it_is_is_a_finding(data, rules):
    facts, findings = read_facts(data)
    assert facts is None
    assert [finding.rule for finding in findings] == rules


def test_official_samples_say_which_one_they_are(ddex_folder):
    silent = []
    for path in sorted((ddex_folder / "samples").glob("ern*/*.xml")):
        facts, _ = read_facts(path.read_bytes())
        if facts is None:
            silent.append(path.name)
        else:
            assert facts.main
    # Its MessageId is empty: a fault of the sample.
    assert silent == ["AudioAlbumMusicOnly.xml"]
