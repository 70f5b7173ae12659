"""What is special to Beatport."""

from __future__ import annotations

import mailbox
from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime

import pytest
from lxml import etree
from pytest_bdd import given, parsers, scenarios, then

from features.conftest import PLATFORMS
from tunemantra.testing.folders import RELEASED

scenarios("beatport.feature")

# Where the store's own fields stand in the message (sandbox contract, version 1).
PROPRIETARY = "//ProprietaryId[contains(@Namespace, $name)]/text()"
WHERE = {
    "MIX": "//SoundRecording/VersionType/@UserDefinedValue",
    "GENRE": "//TrackRelease/Genre/GenreCategory/Value/@UserDefinedValue",
}


@pytest.fixture
def platform():
    (found,) = [platform for platform in PLATFORMS if platform.key == "beatport"]
    return found


def documents(desk):
    return [entry["path"] for entry in desk.store.journal.entries("document-received") if _of(desk, entry)]


def _of(desk, entry):
    return desk.delivery.receipt and batch(desk) in str(entry["path"])


def batch(desk):
    (found,) = {path.parent.parent for path in desk.store.files(desk.icpn, ".xml")}
    return found.name


def message(desk):
    (path,) = desk.store.files(desk.icpn, ".xml")
    return etree.parse(str(path), etree.XMLParser(resolve_entities=False, no_network=True))


@then("the last document that arrived is the completion mark")
def mark_last(desk):
    entries = [entry for entry in desk.store.journal.entries() if batch(desk) in str(entry.get("path"))]
    assert [entry["event"] for entry in entries] == ["asset-received"] * 3 + ["document-received"] * 2
    assert str(entries[-1]["path"]).endswith(f"/BatchComplete_{batch(desk)}.xml")


@then("nothing was ever written under its final name")
def never_in_place(desk):
    assert desk.store.journal.count("written-in-place") == 0


@then("the batch holds")
def batch_holds(desk, datatable):
    (folder,) = {path.parent.parent for path in desk.store.files(desk.icpn, ".xml")}
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    wanted = {row[0].format(upc=desk.icpn, batch=folder.name) for row in datatable[1:]}
    assert there == wanted


@given(parsers.parse('the second track is the "{version}" at {bpm} BPM in {key}'))
def second_track(desk, version, bpm, key):
    desk.release.tracks[1].update(version=version, bpm=float(bpm), key=key)


@then(parsers.parse("the message says {name} {values}"))
def message_says(desk, name, values):
    tree = message(desk)
    wanted = values.split(" and ")
    texts = tree.xpath(WHERE.get(name, PROPRIETARY), name=f":{name}")
    assert [text for text in wanted if text not in texts] == [], texts


@given(parsers.parse("every deal is exclusive for {days:d} days"))
def exclusive(desk, days):
    last = date.fromisoformat(RELEASED) + timedelta(days=days - 1)
    for deal in desk.release.deals:
        deal.update(exclusive=True, end=last.isoformat())


@given(parsers.re(r"(?P<stranger>a stranger( in Beatport's name)?) writes that it was removed"))
def stranger_writes(desk, stranger):
    in_their_name = stranger.endswith("name")
    (sender,) = desk.store.address.settings["mail_senders"]
    letter = EmailMessage()
    letter["From"] = sender if in_their_name else "label-status@beatport.test.example"
    letter["To"] = "deliveries@label.test"
    letter["Subject"] = f"Beatport status: {desk.icpn} removed"
    later = datetime.now(UTC) + timedelta(minutes=5)
    letter["Date"] = format_datetime(later)
    letter["Message-ID"] = f"<{desk.icpn}@stranger.test>"
    letter.set_content(f"UPC: {desk.icpn}\nStatus: Removed by stranger\nTime: {later.isoformat()}\nSequence: 99\n")
    verdict = "none" if in_their_name else "pass"
    domain = letter["From"].rpartition("@")[2]
    proof = f"mx.label.test; dkim={verdict} header.d={domain}; spf={verdict} smtp.mailfrom={domain}"
    content = f"Authentication-Results: {proof}\n".encode() + letter.as_bytes()
    mailbox.Maildir(desk.store.address.settings["maildir"], create=False).add(content)


@then("nobody believed the stranger")
def not_believed(desk):
    assert not [event for event in desk.events() if "stranger" in event.native]


@given("there is no portal")
def no_portal(desk):
    desk.table["portal_url"] = ""


@then("the connection was dropped")
def dropped(desk):
    drops = [entry for entry in desk.store.journal.entries("connection-dropped") if desk.icpn in str(entry["path"])]
    assert len(drops) == 1


@then("what had arrived was not sent again")
def resumed(desk):
    (sent,) = desk.events("delivery.sent")
    media = sum(int(entry["size"]) for entry in desk.store.received(desk.icpn))
    # What the pipeline of writes had under way when the line broke may go over it twice, the file may not.
    assert int(dict(sent.data)["bytes"]) < media + 65_536, (media, sent)
