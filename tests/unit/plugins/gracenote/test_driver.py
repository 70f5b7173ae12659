"""What is built, and where news is looked for."""

from __future__ import annotations

import json

import pytest

from tests.unit.plugins.gracenote import material
from tunemantra.core.distribution import OrderKind
from tunemantra.core.status import Channel
from tunemantra.errors import ProtocolError
from tunemantra.plugins.gracenote.identifiers import Identifier
from tunemantra.ports.package import Receipt
from tunemantra.ports.transport import ApiResponse
from tunemantra.testing.factories import CREATED

DRIVER = material.driver(portal_url="https://portal.test")
RECEIPT = Receipt("B1", "uploaded", CREATED)
STEP = {"sequence": 1, "state": "verified", "at": "2026-03-02T10:00:00+00:00", "batch": "B1"}
SHOWN = {"of": "album", "id": "GNA1", "observedAt": "2026-03-02T10:00:00+00:00", "expires": "2026-04-01T10:00:00+00:00"}


class Portal:
    """A session whose portal answers one thing."""

    def __init__(self, answer):
        self.answer = ApiResponse(200, {}, json.dumps(answer).encode())

    def api(self, name):
        assert name == "portal"
        return self

    def send(self, request):
        assert request.path == f"api/releases/{material.ICPN}"
        return self.answer


def paths(order):
    draft = DRIVER.build(order)
    return [file.path.removeprefix(f"{draft.reference}/") for file in draft.files]


def test_references_come_first_then_cover_document_and_the_mark():
    assert paths(material.order()) == [
        f"{material.ICPN}/01_01_USS1Z2600001.mp3",
        f"{material.ICPN}/01_02_USS1Z2600002.mp3",
        f"{material.ICPN}/cover.jpg",
        f"{material.ICPN}/album.xml",
        "complete.txt",
    ]


def test_a_suppression_is_a_document_alone():
    assert paths(material.order(kind=OrderKind.TAKEDOWN)) == [f"{material.ICPN}/album.xml", "complete.txt"]


def test_reports_bring_the_identifiers_along():
    answer = {"upc": material.ICPN, "history": [STEP, {**STEP, "batch": "B0"}], "identifiers": [SHOWN]}
    (report,) = DRIVER.report(material.ICPN, RECEIPT, Portal(answer))
    assert (report.native, report.channel) == ("verified", Channel.PORTAL)
    ((name, text),) = report.external_ids
    assert (name, Identifier.parse(text).value) == ("album", "GNA1")


def test_identifiers_of_another_form_are_a_protocol_error():
    answer = {"upc": material.ICPN, "history": [], "identifiers": [{**SHOWN, "id": "7"}]}
    with pytest.raises(ProtocolError):
        DRIVER.report(material.ICPN, RECEIPT, Portal(answer))


def test_without_a_portal_nothing_is_asked():
    assert material.driver().report(material.ICPN, RECEIPT, None) == ()
