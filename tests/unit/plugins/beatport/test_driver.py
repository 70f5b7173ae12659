"""Building a batch and handing it over, safe to repeat from any point."""

from __future__ import annotations

import io
from datetime import UTC, datetime

import pytest
from attrs import evolve
from lxml import etree

from tests.unit.plugins.beatport import material
from tunemantra.contrib.transports import FolderTransport
from tunemantra.core.distribution import OrderKind
from tunemantra.core.party import AiUse
from tunemantra.core.status import Channel
from tunemantra.core.territory import TerritorySet
from tunemantra.errors import ConnectError, LeaseLostError, OutageError
from tunemantra.plugins.beatport.driver import BeatportDriver
from tunemantra.plugins.beatport.profile import STATUS_MAP
from tunemantra.ports.package import Package, Receipt, Role
from tunemantra.ports.platform import SupportsMailStatus
from tunemantra.ports.transport import ApiResponse, Endpoint, Mail

NOW = datetime(2026, 3, 1, 13, tzinfo=UTC)
DRIVER = BeatportDriver(material.settings())
ICPN = material.ICPN


def packed(order):
    package, documents = material.package_of(DRIVER.build(order))
    contents = dict(documents)
    for made in material.renditions(order.release).values():
        subject = made.subject
        contents[made.sha256] = subject.encode() * 100
    return package, contents


class FolderSession:
    """A `Session` whose files are a folder, and whose portal and mailbox hold what a test puts there."""

    def __init__(self, folder, contents, portal=None, mails=(), interrupt=None):
        self.transport = FolderTransport(Endpoint("files", folder.as_uri()))
        self.contents, self.portal, self.mails = contents, portal, mails
        self.interrupt = interrupt
        self.calls = 0
        self.since = None

    class clock:  # noqa: N801
        @staticmethod
        def now():
            return NOW

    def files(self, name):
        assert name == "files"
        return self.transport

    def api(self, name):
        assert name == "portal"
        return self

    def send(self, request):
        if isinstance(self.portal, Exception):
            raise self.portal
        self.asked = request
        return self.portal

    def mailbox(self, name):
        assert name == "mail"
        return self

    def messages(self, *, since=None):
        self.since = since
        return iter(self.mails)

    def open(self, file):
        return io.BytesIO(self.contents[file.sha256])

    def progress(self, file, sent):
        self.calls += 1
        if self.calls == self.interrupt:
            raise LeaseLostError("taken over")

    def alive(self):
        pass


def names(folder):
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_audio_comes_first_then_cover_message_and_the_completion_mark():
    draft = DRIVER.build(material.order())
    home = f"tunemantra/{draft.reference}"
    assert [file.path for file in draft.files] == [
        f"{home}/{ICPN}/{ICPN}_01_01.wav",
        f"{home}/{ICPN}/{ICPN}_01_02.wav",
        f"{home}/{ICPN}/{ICPN}.jpg",
        f"{home}/{ICPN}/{ICPN}.xml",
        f"{home}/BatchComplete_{draft.reference}.xml",
    ]


def test_names_are_unique_for_a_hundred_discs_of_ninety_nine_tracks():
    from tunemantra.plugins.beatport.driver import file_names

    template = material.track(1)
    tracks = tuple(evolve(template, disc=disc, number=number) for disc in range(1, 101) for number in range(1, 100))
    assert len(set(file_names(material.release(tracks=tracks)).values())) == 9901


def test_every_file_the_message_names_travels_and_no_other():
    draft = DRIVER.build(material.order())
    (message,) = [file.content for file in draft.files if getattr(file, "role", None) is Role.METADATA]
    named = {node.text for node in etree.fromstring(message).iter("URI")}
    assert named == {file.path.rsplit("/", 1)[1] for file in draft.files if hasattr(file, "rendition")}


def test_an_update_of_words_sends_no_audio_and_no_cover():
    before, _ = packed(material.order())
    draft = DRIVER.build(material.order(kind=OrderKind.UPDATE, previous=before))
    assert [file.role for file in draft.files] == [Role.METADATA, Role.MARKER]
    (message, _) = draft.files
    flags = [node.text for node in etree.fromstring(message.content).iter("IsProvidedInDelivery")]
    assert flags == ["false"] * 3


def test_an_update_of_the_cover_sends_the_cover_alone():
    before, _ = packed(material.order())
    media = {**material.renditions(material.release()), "artwork": material.rendition("artwork", b"new")}
    draft = DRIVER.build(material.order(kind=OrderKind.UPDATE, previous=before, renditions=media))
    assert [file.path.rsplit(".", 1)[1] for file in draft.files] == ["jpg", "xml", "xml"]


def test_an_update_of_one_recording_sends_the_whole_set_again():
    before, _ = packed(material.order())
    audio = material.rendition("tracks[1].audio", b"R" * 100)
    media = {**material.renditions(material.release()), "tracks[1].audio": audio}
    draft = DRIVER.build(material.order(kind=OrderKind.UPDATE, previous=before, renditions=media))
    assert [file.path.rsplit(".", 1)[1] for file in draft.files] == ["wav", "wav", "jpg", "xml", "xml"]


def test_a_takedown_is_a_message_and_a_mark():
    draft = DRIVER.build(material.order(kind=OrderKind.TAKEDOWN))
    assert [file.role for file in draft.files] == [Role.METADATA, Role.MARKER]


def test_a_takedown_is_asked_no_rules():
    bad = evolve(material.release(), catalog_number="")
    assert DRIVER.check(material.order(bad))
    assert not DRIVER.check(material.order(bad, OrderKind.TAKEDOWN))


def test_a_delivery_leaves_every_file_under_its_final_name(tmp_path):
    order = material.order()
    package, contents = packed(order)
    receipt = DRIVER.deliver(order, package, FolderSession(tmp_path, contents))
    assert names(tmp_path) == sorted(file.path for file in package.files)
    assert receipt.bytes_sent == sum(file.size for file in package.files if file.subject)
    assert (receipt.reference, receipt.at) == (package.reference, NOW)
    assert receipt.native in STATUS_MAP
    assert dict(receipt.files) == {file.path: file.sha256 for file in package.files}


def test_a_finished_batch_is_not_touched_again(tmp_path):
    order = material.order()
    package, contents = packed(order)
    first = DRIVER.deliver(order, package, FolderSession(tmp_path, contents))
    # The store may have cleared the media away; the mark says that it was complete.
    for file in package.of(Role.AUDIO):
        (tmp_path / file.path).unlink()
    again = DRIVER.deliver(order, package, FolderSession(tmp_path, {}))
    assert again.bytes_sent == 0
    assert again.files == first.files


def test_interrupted_anywhere_it_goes_on_and_sends_nothing_twice(tmp_path):
    order = material.order()
    package, contents = packed(order)
    media = {file.path: file.size for file in package.files if file.subject}
    for interrupt in range(1, 40):
        folder = tmp_path / str(interrupt)
        try:
            DRIVER.deliver(order, package, FolderSession(folder, contents, interrupt=interrupt))
        except LeaseLostError:
            marker = package.of(Role.MARKER)[0].path
            there = [name for name in names(folder) if name.removesuffix(".partial") in media]
            held = sum((folder / name).stat().st_size for name in there)
            assert not (folder / marker).exists()
            receipt = DRIVER.deliver(order, package, FolderSession(folder, contents))
            assert receipt.bytes_sent == sum(media.values()) - held
            assert names(folder) == sorted(file.path for file in package.files)
        else:
            assert interrupt > len(package.files)
            return
    pytest.fail("it was never uninterrupted")


def test_losing_the_lease_is_let_through(tmp_path):
    order = material.order()
    package, contents = packed(order)
    with pytest.raises(LeaseLostError):
        DRIVER.deliver(order, package, FolderSession(tmp_path, contents, interrupt=1))


RECEIPT = Receipt("B1", "uploaded", NOW)


def portal(*steps):
    history = [
        {"sequence": n, "state": state, "at": f"2026-03-01T13:00:0{n}+00:00", "batch": batch}
        for n, state, batch in steps
    ]
    import json

    return ApiResponse(200, {}, json.dumps({"upc": ICPN, "history": history}).encode())


def mail(sequence, state, batch="B1", icpn=ICPN, **changes):
    moment = f"Time: 2026-03-01T13:00:0{sequence}+00:00\nSequence: {sequence}"
    text = f"UPC: {icpn}\nBatch: {batch}\nStatus: {state}\n{moment}\n"
    fields = {
        "id": f"<{sequence}@b>",
        "sender": "label-status@beatport.test",
        "subject": "",
        "text": text,
        "received": NOW,
        "authenticated": True,
    }
    return Mail(**(fields | changes))


def report(tmp_path, **told):
    session = FolderSession(tmp_path, {}, **told)
    return list(DRIVER.report(ICPN, RECEIPT, session)), session


def test_mail_and_portal_are_told_in_the_order_of_the_platforms_time(tmp_path):
    found, _ = report(
        tmp_path, portal=portal((1, "received", "B1"), (3, "Delivered", "B1")), mails=[mail(2, "Pending")]
    )
    assert [(r.native, r.channel) for r in found] == [
        ("received", Channel.PORTAL),
        ("Pending", Channel.MAIL),
        ("Delivered", Channel.PORTAL),
    ]


def test_only_what_is_about_this_batch_or_about_none_is_told(tmp_path):
    steps = portal((1, "received", "B0"), (2, "received", "B1"), (3, "hidden", ""))
    found, _ = report(tmp_path, portal=steps, mails=[mail(4, "on store", "B0"), mail(5, "on store", icpn="1")])
    assert [r.native for r in found] == ["received", "hidden"]


def test_mail_of_strangers_is_ignored(tmp_path):
    strangers = [mail(1, "on store", sender="x@evil.test"), mail(2, "on store", authenticated=False)]
    found, _ = report(tmp_path, portal=ApiResponse(404, {}, b""), mails=strangers)
    assert found == []


@pytest.mark.parametrize("trouble", [ApiResponse(503, {}, b""), ConnectError("refused"), ApiResponse(200, {}, b"?")])
def test_while_the_portal_fails_the_mail_still_counts(tmp_path, trouble):
    found, _ = report(tmp_path, portal=trouble, mails=[mail(1, "Pending")])
    assert [r.native for r in found] == ["Pending"]


def test_a_failing_portal_without_any_mail_is_an_error(tmp_path):
    with pytest.raises(OutageError) as caught:
        report(tmp_path, portal=ApiResponse(503, {"retry-after": "3"}, b""))
    assert caught.value.retry_after == 3


def test_a_product_the_portal_does_not_know_yet_has_no_reports(tmp_path):
    assert report(tmp_path, portal=ApiResponse(404, {}, b""))[0] == []


def test_the_portal_is_asked_for_the_product(tmp_path):
    _, session = report(tmp_path, portal=portal())
    assert (session.asked.method, session.asked.path) == ("GET", f"api/releases/{ICPN}")
    assert session.since < RECEIPT.at


def test_without_portal_and_mailbox_nothing_is_asked():
    driver = BeatportDriver(material.settings(portal_url="", maildir=""))
    assert list(driver.report(ICPN, RECEIPT, None)) == []


def test_an_empty_package_counts_as_handed_over(tmp_path):
    assert DRIVER.deliver(material.order(), Package(()), FolderSession(tmp_path, {})).bytes_sent == 0


def test_what_the_message_cannot_carry_is_a_warning():
    release = evolve(material.release(), ai=AiUse.PARTLY)
    told = [finding for finding in DRIVER.check(material.order(release)) if finding.rule.startswith("ERN-LOST")]
    assert [(finding.path, finding.blocks) for finding in told] == [("ai", False)]


def test_a_deal_without_territories_is_left_to_the_common_rules():
    release = material.release()
    empty = evolve(release, deals=(evolve(release.deals[0], territories=TerritorySet.nothing()),))
    assert not [finding for finding in DRIVER.check(material.order(empty)) if finding.rule.startswith("ERN")]


def test_the_driver_reads_mail_of_its_own_senders():
    assert isinstance(DRIVER, SupportsMailStatus)
    assert DRIVER.read_mail(mail(1, "rejected: genre")).native == "rejected: genre"
    assert BeatportDriver(material.settings(mail_senders=())).read_mail(mail(1, "on store")) is None
