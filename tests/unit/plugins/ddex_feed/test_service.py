"""What a store's web service is told and asked; its simulator is the other side, with an envelope between them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tunemantra.contrib.sandbox import Catalogue, Faults, Journal, WebServer
from tunemantra.contrib.transports import SoapTransport
from tunemantra.errors import (
    AuthError,
    OutageError,
    ProtocolError,
    QuotaError,
    RefusedError,
    RemoteError,
    TransportError,
)
from tunemantra.plugins.ddex_feed.sandbox.soap import PATH, USER, Service
from tunemantra.plugins.ddex_feed.service import announce, ask
from tunemantra.ports import Endpoint, PasswordLogin, SecretRef
from tunemantra.ports.package import Receipt

UPC, DELIVERY = "4006381333931", "20260302093015250"
RECEIPT = Receipt(DELIVERY, "uploaded", datetime(2026, 3, 2, 9, 30, tzinfo=UTC))
KNOWN = ("broken-answer", "maintenance", "too-many-requests", "unavailable")


class Secrets:
    def reveal(self, reference):
        return {"env:RIGHT": "right", "env:WRONG": "wrong"}[str(reference)]


class Shop:
    """The service over HTTP, and our transport to it."""

    def __init__(self, folder):
        from starlette.applications import Starlette

        self.journal, self.faults, self.catalogue = Journal(folder), Faults(folder, KNOWN), Catalogue(folder)
        lies = {DELIVERY}.__contains__
        service = Service(self.catalogue, folder / "announced", lies, "right", self.faults, self.journal)
        self.service, self.web = service, WebServer(Starlette(routes=service.routes()))

    def calls(self, password="RIGHT", user=USER):
        login = PasswordLogin(user, SecretRef(f"env:{password}"))
        return SoapTransport(Endpoint("calls", f"soap+{self.web.url}{PATH}", login=login, timeout=5), Secrets())


@pytest.fixture
def shop(tmp_path):
    made = Shop(tmp_path)
    with made.web:
        yield made


@pytest.fixture
def calls(shop):
    with shop.calls() as made:
        yield made


def test_a_delivery_is_announced_once_however_often_we_tell(shop, calls):
    assert not shop.service.announced(DELIVERY)
    announce(calls, UPC, DELIVERY)
    announce(calls, UPC, DELIVERY)
    assert shop.service.announced(DELIVERY)
    assert shop.journal.count("delivery-announced", icpn=UPC) == 1


def test_every_state_is_told_with_its_reasons_and_none_before_the_first(shop, calls):
    announce(calls, UPC, DELIVERY)
    assert ask(calls, UPC, RECEIPT) == []
    product = shop.catalogue.product(UPC)
    product.batch = DELIVERY
    product.step("RECEIVED")
    product.step("DOCUMENT_REFUSED", ["<DealList> & more", "no title"])
    product.batch = "another"
    product.step("AVAILABLE")
    first, second = ask(calls, UPC, RECEIPT)
    assert (first.native, first.reasons, second.native) == ("RECEIVED", (), "DOCUMENT_REFUSED")
    assert second.reasons == ("<DealList> & more", "no title")
    assert (second.reference, second.sequence, second.at > first.at) == (DELIVERY, 2, True)


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        ("maintenance", OutageError),
        ("too-many-requests", QuotaError),
        ("unavailable", TransportError),
        ("broken-answer", RemoteError),
    ],
)
def test_what_goes_wrong_over_there_is_one_of_our_errors(shop, calls, fault, kind):
    announce(calls, UPC, DELIVERY)
    shop.faults.order(fault)
    with pytest.raises(kind):
        ask(calls, UPC, RECEIPT)
    assert ask(calls, UPC, RECEIPT) == []


def test_a_delivery_nobody_knows_is_refused(calls):
    for tried in (lambda: announce(calls, UPC, "20260101"), lambda: announce(calls, UPC, "../up")):
        with pytest.raises(RefusedError, match="knows no such delivery"):
            tried()
    with pytest.raises(RefusedError, match="nobody has told"):
        ask(calls, UPC, RECEIPT)


@pytest.mark.parametrize("login", [{"password": "WRONG"}, {"user": "somebody"}])
def test_a_wrong_login_is_refused(shop, login):
    with shop.calls(**login) as calls, pytest.raises(AuthError, match="refuses this login"):
        announce(calls, UPC, DELIVERY)


def test_an_operation_the_service_has_not_is_an_error_as_it_stands(calls):
    with pytest.raises(RemoteError, match="no operation"):
        calls.call("Sing", {})


class Answering:
    def __init__(self, answer):
        self.answer = answer

    def call(self, _operation, _arguments):
        return self.answer


@pytest.mark.parametrize(
    "answer", [7, [7], [{"State": "RECEIVED"}], [{"State": "RECEIVED", "At": "now", "Sequence": 1}]]
)
def test_an_answer_of_another_shape_is_an_error(answer):
    with pytest.raises(ProtocolError):
        ask(Answering(answer), UPC, RECEIPT)


def test_a_time_without_its_zone_is_utc():
    step = {"State": "RECEIVED", "At": datetime(2026, 3, 2, 10), "Sequence": "1", "Reason": None}  # noqa: DTZ001
    (report,) = ask(Answering([step]), UPC, RECEIPT)
    assert report.at == datetime(2026, 3, 2, 10, tzinfo=UTC)
    assert ask(Answering(None), UPC, RECEIPT) == []


@pytest.mark.parametrize(
    "content",
    [b"", b"<a", b"<a/>", b"<!DOCTYPE a><a/>", b'<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"/>'],
)
def test_what_is_no_envelope_is_a_fault_and_nothing_worse(shop, content):
    import httpx

    answer = httpx.post(f"{shop.web.url}{PATH}", content=content)
    assert (answer.status_code, "<faultcode>e:Client" in answer.text) == (500, True)
