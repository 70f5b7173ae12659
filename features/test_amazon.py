"""What is special to Amazon Music."""

from __future__ import annotations

import json
import mailbox
import time
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime

import numpy as np
import pytest
import soundfile
from pytest_bdd import given, parsers, scenarios, then, when

from features.authors import amazon
from features.conftest import PLATFORMS
from tunemantra.core.status import Channel
from tunemantra.pipeline.orders import receipt_of

scenarios("amazon.feature")

PART = 16 * 1024 * 1024
"""Bytes of a part, as our transport sends them."""


@pytest.fixture
def platform():
    (found,) = [platform for platform in PLATFORMS if platform.key == "amazon"]
    return found


def arrived(desk):
    entries = [*desk.store.journal.entries("asset-received"), *desk.store.journal.entries("document-received")]
    own = [entry for entry in entries if str(entry["path"]).startswith(batch(desk))]
    return sorted(own, key=lambda entry: entry["at"])


def batch(desk):
    (path,) = desk.store.files(desk.icpn, ".json")
    return path.parent.parent.name


def manifest(desk):
    (path,) = desk.store.files(desk.icpn, ".json")
    return json.loads(path.read_bytes())


@then("the bucket was filled in this order")
def filled(desk, datatable):
    wanted = [row[0].format(upc=desk.icpn, batch=batch(desk)) for row in datatable[1:]]
    assert [entry["path"] for entry in arrived(desk)] == wanted


@then("the manifest names the bytes that arrived")
def names_bytes(desk):
    media = {entry["path"]: (entry["sha256"], entry["size"]) for entry in arrived(desk) if "asset" in entry["event"]}
    assert media == {asset["key"]: (asset["sha256"], asset["size"]) for asset in manifest(desk)["assets"]}


@then(parsers.parse("the manifest labels the tracks {labels}"))
def labelled(desk, labels):
    assert [track["audio"]["quality"] for track in manifest(desk)["tracks"]] == labels.split(" and ")


@given("its master has 24 bits of which 16 are used")
def padded(desk):
    amazon.unseen(desk)


@given("somebody listens to every master")
def listens(desk):
    desk.top["analysis"] = "always"


@given("its lyrics come with the moment of each line")
def with_lyrics(desk):
    sheet = desk.masters.folder / "words.lrc"
    sheet.write_text("[00:00.10]Down by the river\n[00:00.60]where the lights are low\n", "utf-8")
    desk.release.files["words.lrc"] = sheet
    desk.release.tracks[0]["lyrics"] = ["words.lrc"]


@then("lyrics arrived as LRC")
def lyrics_arrived(desk):
    (path,) = desk.store.files(desk.icpn, ".lrc")
    ((entry,),) = manifest(desk)["lyrics"].values()
    assert (entry["format"], entry["timing"], entry["key"].rsplit("/", 1)[-1]) == ("LRC", "LINE", path.name)
    assert "[00:00.60]where the lights are low" in path.read_text("utf-8")


@given(parsers.parse('Alexa says "{name}"'))
def alexa(desk, name):
    desk.release.tracks[0]["platforms"] = {"amazon": {"spoken_title": name}}


@then(parsers.parse('the manifest has Alexa say "{name}"'))
def alexa_says(desk, name):
    assert [names["title"] for names in manifest(desk)["alexa"]["tracks"].values()] == [name]


@given("its master is larger than a part")
def large(desk):
    master = desk.masters.folder / "large.wav"
    rate, seconds = 96_000, 33
    if not master.exists():
        noise = np.random.default_rng(7).normal(0, 0.1, (rate * seconds, 2))
        soundfile.write(master, noise, rate, subtype="PCM_24")
    desk.release.files[str(desk.release.tracks[0]["file"])] = master


@then("the recording was put together from parts")
def from_parts(desk):
    (entry,) = [entry for entry in arrived(desk) if str(entry["path"]).endswith(".flac")]
    assert int(entry["size"]) > PART
    assert entry["how"] == "ObjectCreated:CompleteMultipartUpload"
    assert desk.events("delivery.retry"), desk.story()


@then("the store found the damage, and was sent everything once more")
def found_damage(desk):
    assert desk.store.journal.count("checksum-mismatch", icpn=desk.icpn) == 1
    assert len(desk.events("delivery.sent")) == 2
    assert len(desk.store.received(desk.icpn)) == 2 * (len(desk.release.tracks) + 1)


@when("it is distributed and followed until it was sent twice and damaged twice")
def damaged_twice(desk):
    desk.release.write(desk.folder)
    (order,) = desk.host.distribute(desk.folder, ["amazon"], actor="label")
    until = time.monotonic() + 40

    def heard():
        words = [event for event in desk.events() if event.native == "CHECKSUM_MISMATCH"]
        return time.monotonic() > until or len({event.report_id for event in words if "status:" in event.report_id}) > 1

    desk.host.work(heard)
    desk.order = desk.host.service.delivery(order.id)
    assert len(desk.events("delivery.sent")) == 2, desk.story()


@when(parsers.re(r"(?P<sender>the store|a stranger( in Amazon's name)?) writes that it was removed"))
def somebody_writes(desk, sender):
    (address,) = desk.store.address.settings["mail_senders"]
    letter = EmailMessage()
    letter["From"] = f"{address}.example" if sender == "a stranger" else address
    letter["To"] = "deliveries@label.test"
    letter["Subject"] = f"[Amazon Music] REMOVED {desk.icpn} {batch(desk)}"
    letter["Date"] = format_datetime(datetime.now(UTC))
    letter["Message-ID"] = f"<{desk.icpn}@removed.test>"
    letter.set_content("Sequence: 99\n")
    verdict, domain = ("none" if sender.endswith("name") else "pass"), letter["From"].rpartition("@")[2]
    proof = f"mx.label.test; dkim={verdict} header.d={domain}; spf={verdict} smtp.mailfrom={domain}"
    box = mailbox.Maildir(desk.store.address.settings["maildir"], create=False)
    box.add(f"Authentication-Results: {proof}\n".encode() + letter.as_bytes())


@then(parsers.re("that is (?P<heard>heard|not heard)"))
def is_heard(desk, heard):
    assert ("REMOVED" in [report.native for report in reports(desk)]) == (heard == "heard")


def reports(desk):
    tools = desk.host.tools
    with tools.platforms.session("amazon", sending=lambda *_: None, alive=lambda: None) as session:
        driver = tools.platforms.driver("amazon")
        return list(driver.report(desk.icpn, receipt_of(tools, desk.delivery), session))


@given("there is no status API")
def no_api(desk):
    desk.table["status_url"] = ""


@then("both wrote, and the last word is that of the API")
def by_api(desk):
    last = [report.channel for report in reports(desk) if report.native == "PUBLISHED"]
    assert last == [Channel.API, Channel.MAIL]
    assert desk.distribution.state.channel is Channel.API, desk.story()
