"""The description of a SOAP service, read by zeep."""

from __future__ import annotations

from io import BytesIO

from zeep import Client

from tunemantra.contrib.sandbox.wsdl import wsdl

ELEMENTS = '<xs:element name="Ask" type="xs:string"/><xs:element name="AskResponse" type="xs:int"/>'


def test_a_client_finds_its_operations_actions_and_address() -> None:
    text = wsdl("urn:store", ("Ask",), ELEMENTS, "http://localhost:1/a?b=1&c=2")
    service = Client(BytesIO(text.encode())).service
    assert service._binding_options["address"] == "http://localhost:1/a?b=1&c=2"
    assert {name: one.soapaction for name, one in service._binding._operations.items()} == {"Ask": "urn:store#Ask"}
