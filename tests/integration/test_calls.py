"""SOAP and GraphQL against real servers; the SOAP service's WSDL is its own."""

from __future__ import annotations

import json
import logging
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from lxml import etree
from starlette.applications import Starlette
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.integration import http_server
from tests.integration.http_server import CLIENT, SECRET, serving
from tests.integration.sftp_servers import Secrets, free_port
from tunemantra.contrib.sandbox.wsdl import wsdl
from tunemantra.contrib.transports import GraphQlTransport, SoapTransport
from tunemantra.errors import AuthError, ConnectError, Disposition, RemoteError, TransportError
from tunemantra.ports import ClientCredentials, Endpoint, PasswordLogin, SecretRef

pytestmark = pytest.mark.integration
PASSWORD = "s3cr3t-Seeded-Pass"
SECRETS = Secrets({"env:PASSWORD": PASSWORD, "env:SECRET": SECRET})
ENVELOPE = "http://schemas.xmlsoap.org/soap/envelope/"
WSSE = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd"
STORE = "urn:store:ingest"

ELEMENTS = """
<xs:element name="Announce"><xs:complexType><xs:sequence>
  <xs:element name="icpn" type="xs:string"/>
  <xs:element name="track" maxOccurs="unbounded"><xs:complexType><xs:sequence>
    <xs:element name="isrc" type="xs:string"/><xs:element name="price" type="xs:decimal"/>
  </xs:sequence></xs:complexType></xs:element>
</xs:sequence></xs:complexType></xs:element>
<xs:element name="AnnounceResponse"><xs:complexType><xs:sequence>
  <xs:element name="batch" type="xs:string"/>
  <xs:element name="at" type="xs:dateTime"/>
  <xs:element name="accepted" type="xs:string" minOccurs="0" maxOccurs="unbounded"/>
  <xs:element name="total" type="xs:decimal"/>
</xs:sequence></xs:complexType></xs:element>
"""


class Store:
    """A store's SOAP service, which reads the envelopes with its own eyes."""

    def __init__(self):
        self.seen = []
        self.fault = None
        self.answer = None
        self.include = ""
        self.address = None
        self.wsdl = None
        self.fetched = 0

    def describe(self, request):
        self.fetched += 1
        if self.wsdl is not None:
            return self.wsdl
        address = self.address or str(request.base_url) + "ingest"
        return Response(wsdl(STORE, ("Announce",), self.include + ELEMENTS, address), media_type="text/xml")

    async def take(self, request):
        envelope = etree.fromstring(await request.body())
        self.seen.append((request.headers, envelope))
        if self.answer is not None:
            return self.answer
        if self.fault is not None:
            return self.failed(*self.fault)
        call = envelope.find(f".//{{{STORE}}}Announce")
        isrcs = [one.text for one in call.iter(f"{{{STORE}}}isrc")]
        total = sum(Decimal(one.text) for one in call.iter(f"{{{STORE}}}price"))
        accepted = "".join(f"<accepted>{isrc}</accepted>" for isrc in isrcs)
        return self.enveloped(
            f'<AnnounceResponse xmlns="{STORE}"><batch>B-7</batch><at>2026-11-29T10:00:00Z</at>{accepted}'
            f"<total>{total}</total></AnnounceResponse>"
        )

    def failed(self, code, words):
        body = (
            f'<e:Fault xmlns:e="{ENVELOPE}"><faultcode>e:{code}</faultcode><faultstring>{words}</faultstring></e:Fault>'
        )
        return self.enveloped(body, 500)

    def enveloped(self, body, status=200):
        text = f'<e:Envelope xmlns:e="{ENVELOPE}"><e:Body>{body}</e:Body></e:Envelope>'
        return Response(text, status_code=status, media_type="text/xml")

    def application(self):
        return Starlette(
            routes=[
                Route("/ingest", self.describe, methods=["GET"]),
                Route("/ingest", self.take, methods=["POST"]),
            ]
        )


@pytest.fixture
def store():
    return Store()


@pytest.fixture
def port(store):
    with serving(store.application()) as port:
        yield port


@pytest.fixture
def soap(port):
    with SoapTransport(Endpoint("ingest", f"soap+http://127.0.0.1:{port}/ingest", timeout=10), SECRETS) as transport:
        yield transport


ARGUMENTS = {
    "icpn": "200000000011",
    "track": [{"isrc": "QZBEN2600001", "price": Decimal("0.99")}, {"isrc": "QZBEN2600002", "price": Decimal("1.29")}],
}


class TestSoap:
    def test_a_call_goes_out_and_its_answer_comes_back_typed(self, soap, store):
        assert soap.call("Announce", ARGUMENTS) == {
            "batch": "B-7",
            "at": datetime(2026, 11, 29, 10, tzinfo=UTC),
            "accepted": ["QZBEN2600001", "QZBEN2600002"],
            "total": Decimal("2.28"),
        }
        (headers, _), *_ = store.seen
        assert headers["soapaction"] == '"urn:store:ingest#Announce"'

    def test_the_wsdl_is_fetched_once_for_many_threads(self, soap, store):
        with ThreadPoolExecutor(8) as pool:
            answers = list(pool.map(lambda _: soap.call("Announce", ARGUMENTS), range(24)))
        assert len(store.seen) == len(answers) == 24
        assert store.fetched == 1

    @pytest.mark.parametrize(
        ("code", "disposition"),
        [("Server", Disposition.RETRY), ("Client", Disposition.STOP), ("Client.BadIsrc", Disposition.STOP)],
    )
    def test_a_fault_says_whose_it_is(self, soap, store, code, disposition):
        store.fault = (code, "the batch is full")
        with pytest.raises(RemoteError, match="the batch is full") as caught:
            soap.call("Announce", ARGUMENTS)
        assert (caught.value.disposition, caught.value.facts["code"]) == (disposition, code)

    @pytest.mark.parametrize("arguments", [{}, {"icpn": "1"}, {**ARGUMENTS, "colour": "red"}])
    def test_arguments_that_do_not_fit_never_leave(self, soap, store, arguments):
        with pytest.raises(RemoteError) as caught:
            soap.call("Announce", arguments)
        assert caught.value.disposition is Disposition.STOP
        assert store.seen == []

    def test_an_operation_that_is_none_is_said(self, soap):
        with pytest.raises(RemoteError, match="no operation 'Enounce'"):
            soap.call("Enounce", {})

    def test_a_gateway_without_an_envelope_is_tried_again_later(self, soap, store):
        store.answer = Response("busy", status_code=503, headers={"retry-after": "30"})
        with pytest.raises(RemoteError) as caught:
            soap.call("Announce", ARGUMENTS)
        assert (caught.value.disposition, caught.value.retry_after) == (Disposition.RETRY, 30.0)

    @pytest.mark.parametrize("body", ["no xml", "<a/>", "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"])
    def test_an_answer_that_is_none_stops(self, soap, store, body):
        store.answer = Response(body, media_type="text/xml")
        with pytest.raises(RemoteError) as caught:
            soap.call("Announce", ARGUMENTS)
        assert caught.value.disposition is Disposition.STOP

    @pytest.mark.parametrize(
        "wsdl",
        [
            Response("<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>", media_type="text/xml"),
            Response("gone", status_code=404),
            Response("no xml"),
            Response("<a/>"),
        ],
        ids=["entity", "gone", "text", "else"],
    )
    def test_a_wsdl_that_is_none_stops(self, soap, store, wsdl):
        store.wsdl = wsdl
        with pytest.raises(TransportError) as caught:
            soap.call("Announce", ARGUMENTS)
        assert caught.value.disposition is Disposition.STOP

    @pytest.mark.parametrize("place", ["http://localhost:1/x.xsd", "file:///etc/passwd"])
    def test_nothing_is_fetched_from_elsewhere(self, soap, store, place):
        store.include = f'<xs:include schemaLocation="{place}"/>'
        with pytest.raises(TransportError, match="does not lead"):
            soap.call("Announce", ARGUMENTS)

    def test_calls_do_not_go_where_the_endpoint_does_not_point(self, soap, store):
        store.address = f"http://localhost:{free_port()}/stolen"
        with pytest.raises(TransportError, match="does not lead"):
            soap.call("Announce", ARGUMENTS)

    def test_a_server_that_is_down_is_tried_again(self):
        endpoint = Endpoint("ingest", f"soap+http://127.0.0.1:{free_port()}/x")
        with SoapTransport(endpoint, SECRETS) as soap, pytest.raises(ConnectError) as caught:
            soap.call("Announce", ARGUMENTS)
        assert caught.value.disposition is Disposition.RETRY

    def test_name_and_password_go_into_a_username_token(self, port, store, caplog):
        login = PasswordLogin("label", SecretRef("env:PASSWORD"))
        endpoint = Endpoint("ingest", f"soap+http://127.0.0.1:{port}/ingest", login)
        with caplog.at_level(logging.DEBUG), SoapTransport(endpoint, SECRETS) as soap:
            soap.call("Announce", ARGUMENTS)
            assert "Seeded" not in repr(vars(soap))
        (headers, envelope), *_ = store.seen
        token = envelope.find(f".//{{{WSSE}}}UsernameToken")
        assert [child.text for child in token][:2] == ["label", PASSWORD]
        assert "authorization" not in headers
        assert "Seeded" not in caplog.text

    def test_a_password_does_not_travel_in_the_open(self):
        login = PasswordLogin("label", SecretRef("env:PASSWORD"))
        with pytest.raises(ConnectError, match="plain HTTP"):
            SoapTransport(Endpoint("ingest", "soap+http://api.example/", login), SECRETS)


class Graph:
    """Says what it is told to say, and keeps what it heard."""

    def __init__(self):
        self.heard = []
        self.answer = JSONResponse({"data": {"release": {"id": 7}}})

    async def take(self, request):
        self.heard.append((request.headers, await request.json()))
        return self.answer


@pytest.fixture
def graph():
    return Graph()


@pytest.fixture
def graphql(graph):
    with serving(Starlette(routes=[Route("/graphql", graph.take, methods=["POST"])])) as port:
        endpoint = Endpoint("api", f"graphql+http://127.0.0.1:{port}/graphql", timeout=10)
        with GraphQlTransport(endpoint, SECRETS) as transport:
            yield transport


QUERY = "mutation Add($icpn: String!) { addRelease(icpn: $icpn) { id } }"


class TestGraphQl:
    def test_a_document_and_its_variables_go_out_and_data_comes_back(self, graphql, graph):
        assert graphql.call(QUERY, {"icpn": "夜"}) == {"release": {"id": 7}}
        (headers, heard), *_ = graph.heard
        assert heard == {"query": QUERY, "variables": {"icpn": "夜"}}
        assert headers["content-type"] == "application/json"

    def test_errors_inside_200_are_errors(self, graphql, graph):
        failure = {"message": "unknown ICPN", "path": ["addRelease", 0], "extensions": {"code": "BAD_USER_INPUT"}}
        graph.answer = JSONResponse({"data": {"addRelease": None}, "errors": [failure, {"message": "more"}]})
        with pytest.raises(RemoteError, match="unknown ICPN, and 1 more") as caught:
            graphql.call(QUERY, {})
        assert caught.value.disposition is Disposition.STOP
        assert caught.value.facts == {"code": "BAD_USER_INPUT", "path": "addRelease.0"}

    @pytest.mark.parametrize(
        ("answer", "error", "disposition"),
        [
            (JSONResponse({}, status_code=503), RemoteError, Disposition.RETRY),
            (Response("down", status_code=502), RemoteError, Disposition.RETRY),
            (JSONResponse({"data": None}, status_code=400), RemoteError, Disposition.STOP),
            (JSONResponse({}, status_code=403), AuthError, Disposition.STOP),
            (JSONResponse({"errors": "all"}), RemoteError, Disposition.STOP),
            (JSONResponse({"errors": [{"path": 3, "extensions": 4}]}), RemoteError, Disposition.STOP),
            (JSONResponse({}), RemoteError, Disposition.STOP),
            (JSONResponse([]), RemoteError, Disposition.STOP),
            (Response("no json"), RemoteError, Disposition.STOP),
            (Response("[" * 100_000), RemoteError, Disposition.STOP),
        ],
    )
    def test_a_strange_answer_is_our_error(self, graphql, graph, answer, error, disposition):
        graph.answer = answer
        with pytest.raises(error) as caught:
            graphql.call(QUERY, {})
        assert caught.value.disposition is disposition

    def test_client_credentials_are_http_s(self):
        api = http_server.Api()
        with serving(api.application()) as port:
            login = ClientCredentials(f"http://127.0.0.1:{port}/token", CLIENT, SecretRef("env:SECRET"))
            endpoint = Endpoint("api", f"graphql+http://127.0.0.1:{port}/v1/upload", login)
            with (
                GraphQlTransport(endpoint, SECRETS) as transport,
                pytest.raises(RemoteError, match="not one of GraphQL"),
            ):
                transport.call(QUERY, {})
        assert api.fetches == 1
        size = len(json.dumps({"query": QUERY, "variables": {}}))
        assert api.seen == [(size, str(size), True)]
