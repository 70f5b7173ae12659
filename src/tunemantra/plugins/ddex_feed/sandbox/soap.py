"""The store's web service: a SOAP 1.1 service with a WSDL of its own, read and answered by hand.

It is told of each delivery that lies there whole, and tells its states. The contract is ours (*sandbox contract*).
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from attrs import define
from lxml import etree

from tunemantra.contrib.sandbox import Catalogue, Faults, Journal, Step
from tunemantra.contrib.sandbox.wsdl import wsdl

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import BaseRoute

PATH = "/services/releases"
USER = "label"
_SPACE = "urn:store:releases:1"
_ENVELOPE = "http://schemas.xmlsoap.org/soap/envelope/"
_WSSE = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd"
_LARGEST = 1024 * 1024
_NAME = re.compile(r"[A-Za-z0-9_-]{1,120}")

ANNOUNCE, ASK = "AnnounceDelivery", "GetStates"
_ELEMENTS = """
<xs:complexType name="Delivery"><xs:sequence>
  <xs:element name="Delivery" type="xs:string"/>
  <xs:element name="Icpn" type="xs:string"/>
</xs:sequence></xs:complexType>
<xs:complexType name="State"><xs:sequence>
  <xs:element name="State" type="xs:string"/>
  <xs:element name="At" type="xs:dateTime"/>
  <xs:element name="Sequence" type="xs:int"/>
  <xs:element name="Reason" type="xs:string" minOccurs="0" maxOccurs="unbounded"/>
</xs:sequence></xs:complexType>
<xs:element name="AnnounceDelivery" type="tns:Delivery"/>
<xs:element name="AnnounceDeliveryResponse"><xs:complexType><xs:sequence>
  <xs:element name="Accepted" type="xs:boolean"/>
</xs:sequence></xs:complexType></xs:element>
<xs:element name="GetStates" type="tns:Delivery"/>
<xs:element name="GetStatesResponse"><xs:complexType><xs:sequence>
  <xs:element name="State" type="tns:State" minOccurs="0" maxOccurs="unbounded"/>
</xs:sequence></xs:complexType></xs:element>
"""


class FaultError(Exception):
    """A SOAP fault: its code and its words."""

    def __init__(self, code: str, words: str) -> None:
        super().__init__(words)
        self.code = code


@define
class Service:
    """The web service.

    Args:
        catalogue: what the store knows.
        folder: where it keeps what was announced, so that it knows after a restart.
        lies: whether a folder of this name lies in the label's exchange.
        password: of the label's login.
        faults, journal: of the simulator.
    """

    catalogue: Catalogue
    folder: Path
    lies: Callable[[str], bool]
    password: str
    faults: Faults
    journal: Journal

    def announced(self, delivery: str) -> bool:
        """Return whether the service was told of a delivery."""
        return (self.folder / delivery).is_file()

    def routes(self) -> list[BaseRoute]:
        """Return where it is reached."""
        from starlette.routing import Route

        return [Route(PATH, self._describe, methods=["GET"]), Route(PATH, self._take, methods=["POST"])]

    async def _describe(self, request: Request) -> Response:
        from starlette.responses import Response

        address = f"{request.base_url}{PATH.lstrip('/')}"
        return Response(wsdl(_SPACE, (ANNOUNCE, ASK), _ELEMENTS, address), media_type="text/xml")

    async def _take(self, request: Request) -> Response:
        from starlette.responses import Response

        if (wait := self.faults.take("unavailable")) is not None:
            return Response("come back later", 503, {"Retry-After": wait} if wait else {})
        if self.faults.take("broken-answer") is not None:
            return Response("<html>welcome</html>", media_type="text/html")
        try:
            return self._envelope(self._answer(await request.body()), 200)
        except FaultError as fault:
            said = f"<faultcode>e:{fault.code}</faultcode><faultstring>{escape(str(fault))}</faultstring>"
            return self._envelope(f"<e:Fault>{said}</e:Fault>", 500)

    def _envelope(self, body: str, status: int) -> Response:
        from starlette.responses import Response

        text = f'<e:Envelope xmlns:e="{_ENVELOPE}"><e:Body>{body}</e:Body></e:Envelope>'
        return Response(text, status, media_type="text/xml")

    def _answer(self, content: bytes) -> str:
        for name, code in (("maintenance", "Server.Maintenance"), ("too-many-requests", "Client.TooManyCalls")):
            if self.faults.take(name) is not None:
                raise FaultError(code, name)
        envelope = _parse(content)
        self._let_in(envelope)
        body = envelope.find(f"{{{_ENVELOPE}}}Body")
        call = next(iter(body), None) if body is not None else None
        if call is None:
            raise FaultError("Client", "no operation in it")
        delivery, icpn = (call.findtext(f"{{{_SPACE}}}{name}") or "" for name in ("Delivery", "Icpn"))
        if call.tag == f"{{{_SPACE}}}{ANNOUNCE}":
            return self._announce(delivery, icpn)
        if call.tag == f"{{{_SPACE}}}{ASK}":
            return self._states(delivery, icpn)
        raise FaultError("Client", f"no operation {call.tag}")

    def _let_in(self, envelope: etree._Element) -> None:
        token = envelope.find(f"{{{_ENVELOPE}}}Header/{{{_WSSE}}}Security/{{{_WSSE}}}UsernameToken")
        user, password = (
            (token.findtext(f"{{{_WSSE}}}{name}") or "" if token is not None else "")
            for name in ("Username", "Password")
        )
        if user != USER or not secrets.compare_digest(password.encode(), self.password.encode()):
            raise FaultError("Client.Login", "no such login")

    def _announce(self, delivery: str, icpn: str) -> str:
        if not _NAME.fullmatch(delivery) or not self.lies(delivery):
            raise FaultError("Client.UnknownDelivery", f"no folder {delivery!r} lies here")
        if not self.announced(delivery):
            self.folder.mkdir(parents=True, exist_ok=True)
            (self.folder / delivery).write_text(icpn)
            self.journal.write("delivery-announced", icpn=icpn, reference=delivery)
        return f'<AnnounceDeliveryResponse xmlns="{_SPACE}"><Accepted>true</Accepted></AnnounceDeliveryResponse>'

    def _states(self, delivery: str, icpn: str) -> str:
        if not _NAME.fullmatch(delivery) or not self.announced(delivery):
            raise FaultError("Client.UnknownDelivery", f"nobody has told of {delivery!r}")
        with self.catalogue.lock:
            product = self.catalogue.products.get(icpn)
            steps = product.of(delivery) if product is not None else []
            return f'<GetStatesResponse xmlns="{_SPACE}">{"".join(map(_state, steps))}</GetStatesResponse>'


def _state(step: Step) -> str:
    reasons = "".join(f"<Reason>{escape(reason)}</Reason>" for reason in step.reasons)
    said = f"<State>{escape(step.state)}</State><At>{step.at}</At><Sequence>{step.sequence}</Sequence>"
    return f"<State>{said}{reasons}</State>"


def _parse(content: bytes) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    if len(content) > _LARGEST:
        raise FaultError("Client", "too large")
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError:
        raise FaultError("Client", "no well-formed XML") from None
    if getattr(root.getroottree().docinfo, "doctype", "") or root.tag != f"{{{_ENVELOPE}}}Envelope":
        raise FaultError("Client", "no envelope of SOAP 1.1")
    return root


__all__ = ["PATH", "USER", "FaultError", "Service"]
