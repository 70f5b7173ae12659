"""What the driver does that the kit does not ask."""

from __future__ import annotations

import json

import pytest
from attrs import evolve

from tests.unit.plugins.amazon import material
from tunemantra.core.distribution import OrderKind
from tunemantra.core.status import Channel
from tunemantra.errors import OutageError, ProtocolError, RefusedError
from tunemantra.ports.package import Receipt
from tunemantra.ports.transport import Mail
from tunemantra.testing import make_package
from tunemantra.testing.session import blobs_of

ICPN = "4006381333931"


def parcel(**changes):
    driver = material.driver(status_url="https://status.example", status_secret=material.SecretRef("env:PW"), **changes)
    order = material.order()
    draft = driver.build(order)
    package = make_package(draft)
    return driver, order, package, material.Session(blobs_of(order, draft, package))


def answer(batch, *states):
    history = [
        {"state": state, "sequence": n, "at": f"2026-03-02T10:00:0{n}+00:00", "reasons": ["why"], "tracks": []}
        for n, state in enumerate(states, 1)
    ]
    return json.dumps({"upc": ICPN, "batchId": batch, "asin": "B01", "history": history}).encode()


def test_what_the_store_found_damaged_is_sent_anew():
    driver, order, package, session = parcel()
    driver.deliver(order, package, session)
    session.desk = material.Desk(200, answer(package.reference, "RECEIVED", "CHECKSUM_MISMATCH"))
    receipt = driver.deliver(order, package, session)
    paths = [file.path for file in package.files]
    assert session.folder.written == paths * 2
    assert receipt.bytes_sent == sum(file.size for file in package.files if file.subject)
    assert session.desk.asked == [f"status/{package.reference}/{ICPN}"]


def test_a_finished_batch_is_left_alone():
    driver, order, package, session = parcel()
    driver.deliver(order, package, session)
    session.desk = material.Desk(200, answer(package.reference, "CHECKSUM_MISMATCH", "RECEIVED"))
    assert driver.deliver(order, package, session).bytes_sent == 0
    session.desk = material.Desk(404, b"{}")
    assert driver.deliver(order, package, session).bytes_sent == 0


def test_a_package_that_is_not_what_its_manifest_says_is_not_sent():
    driver, order, package, session = parcel()
    wrong = evolve(package, files=(evolve(package.files[0], size=1), *package.files[1:]))
    with pytest.raises(RefusedError) as caught:
        driver.deliver(order, wrong, session)
    assert [finding.rule for finding in caught.value.findings] == ["AMZN-S3-001"]
    assert session.folder.written == []


def test_a_takedown_is_asked_nothing():
    assert list(material.driver().check(material.order(kind=OrderKind.TAKEDOWN))) == []


class TestReport:
    @pytest.fixture
    def told(self):
        driver, _, package, session = parcel(maildir="/var/mail/a", mail_senders=("store@amazon.test",))
        receipt = Receipt(package.reference, "UPLOADED", session.clock.now())
        mail = Mail(
            "<1@amazon.test>",
            "store@amazon.test",
            f"[Amazon Music] RECEIVED {ICPN} {package.reference}",
            "Time: 2026-03-02T10:00:01+00:00\nSequence: 1\n",
            session.clock.now(),
            authenticated=True,
        )
        session.mails = [mail]
        session.mailbox = lambda _name="mail": Box(session.mails)
        return driver, receipt, session

    def test_the_api_comes_before_the_mail_of_the_same_moment(self, told):
        driver, receipt, session = told
        session.desk = material.Desk(200, answer(receipt.reference, "RECEIVED", "INGESTED"))
        reports = driver.report(ICPN, receipt, session)
        assert [(one.native, one.channel) for one in reports] == [
            ("RECEIVED", Channel.API),
            ("RECEIVED", Channel.MAIL),
            ("INGESTED", Channel.API),
        ]

    def test_while_the_api_is_down_the_mail_counts(self, told):
        driver, receipt, session = told
        session.desk = material.Desk(503, b"")
        assert [one.channel for one in driver.report(ICPN, receipt, session)] == [Channel.MAIL]
        session.mails = []
        with pytest.raises(OutageError):
            driver.report(ICPN, receipt, session)

    def test_an_answer_nobody_understands_is_told_although_there_is_mail(self, told):
        driver, receipt, session = told
        session.desk = material.Desk(200, b'{"error": {"code": "InternalFailure"}}')
        with pytest.raises(ProtocolError, match="error inside"):
            driver.report(ICPN, receipt, session)

    def test_mail_about_another_batch_is_not_about_this_one(self, told):
        driver, receipt, session = told
        session.desk = material.Desk(404, b"")
        assert list(driver.report(ICPN, evolve(receipt, reference="other"), session)) == []


class Box:
    """A mailbox with some mails."""

    def __init__(self, mails):
        self.mails = mails

    def messages(self, *, since=None):
        return iter(self.mails)
