"""The store's API refuses what the real one would, and says why."""

from __future__ import annotations

import base64
import hashlib
import time

import httpx
import pytest
from attrs import evolve
from joserfc import jwt
from joserfc.jwk import ECKey

from tests.unit.contrib.sandbox.samples import jpeg, wav
from tests.unit.plugins.apple.orders import SETTINGS, first, order
from tests.unit.plugins.straight import Straight
from tunemantra.contrib.sandbox import Faults, Journal
from tunemantra.core.identifiers import Gtin, Isrc
from tunemantra.plugins.apple.driver import AppleDriver
from tunemantra.plugins.apple.sandbox.api import OFFERED, Api
from tunemantra.plugins.apple.sandbox.catalogue import Catalogue
from tunemantra.plugins.apple.sandbox.ingestion import Ingestion
from tunemantra.plugins.apple.sandbox.tokens import Account, new_key
from tunemantra.testing.factories import make_release

KEY = new_key()
UPC = "4006381333931"
FILES = {"cover.jpg": jpeg(1000), "01_01_USS1Z2600001.wav": wav()}


class Signed(httpx.Auth):
    """A fresh token for each request, by the clock of this machine."""

    def auth_flow(self, request):
        now = int(time.time())
        claims = {"iss": "issuer", "iat": now, "exp": now + 600, "aud": "appstoreconnect-v1"}
        header = {"alg": "ES256", "kid": "KEY", "typ": "JWT"}
        request.headers["authorization"] = f"Bearer {jwt.encode(header, claims, ECKey.import_key(KEY))}"
        yield request


@pytest.fixture
def faults(tmp_path):
    return Faults(tmp_path, OFFERED)


@pytest.fixture
def journal(tmp_path):
    return Journal(tmp_path)


@pytest.fixture
def catalogue(tmp_path, journal):
    return Catalogue(tmp_path, journal)


@pytest.fixture
def store(catalogue, journal, faults):
    """The API with an ingestion whose steps never come up."""
    ingestion = Ingestion(catalogue, journal, faults, delay=lambda _: 1e6, page=lambda: "")
    api = Api(catalogue, journal, faults, Account.of("issuer", "KEY", KEY), ingestion, 1e6)
    with httpx.Client(base_url="http://store", auth=Signed(), transport=Straight(api.application([]))) as client:
        yield client


@pytest.fixture
def catalogued(store, catalogue):
    """The API, with a product in its catalogue that the desk has let pass."""
    package, _ = submitted(store)
    product, known = catalogue.package(package)
    catalogue.show(product, known)
    product.territories = {code: {"sale": True, "stream": True} for code in ("DE", "FR")}
    return store


def documents(**changes):
    """Return the message and the second document of a single whose files are those above."""
    release = first(make_release(tracks=1), **{name: changes.pop(name) for name in ("isrc",) if name in changes})
    made = order(evolve(release, **changes))
    renditions = {
        subject: evolve(made.renditions[subject], sha256=hashlib.sha256(content).hexdigest(), size=len(content))
        for subject, content in zip(("artwork", "tracks[0].audio"), FILES.values(), strict=True)
    }
    built = AppleDriver(SETTINGS).build(evolve(made, renditions=renditions)).files
    return {file.path: file.content for file in built[:2]}


def opened(store, key="k1", **changes):
    content = documents(**changes)["message.xml"]
    return store.post("/v1/packages", content=content, headers=_xml(key))


def put(store, package, name, content, kind, md5=None):
    digest = base64.b64encode(hashlib.md5(content if md5 is None else md5).digest()).decode()
    headers = {"content-type": kind, "content-md5": digest}
    return store.put(f"/v1/packages/{package}/files/{name}", content=content, headers=headers)


def submitted(store):
    package = opened(store).json()["id"]
    put(store, package, "extension.xml", documents()["extension.xml"], "application/xml")
    for name, content in FILES.items():
        put(store, package, name, content, "image/jpeg" if name.endswith("jpg") else "audio/wav")
    return package, store.post(f"/v1/packages/{package}/submit", json={})


def code(answer):
    return answer.status_code, answer.json()["errors"][0]["code"]


def _xml(key):
    return {"content-type": "application/xml", "idempotency-key": key}


def test_no_token_no_answer(store):
    store.auth = None
    answer = store.get(f"/v1/catalog/{UPC}")
    assert code(answer) == (401, "NOT_AUTHORIZED")
    assert answer.headers["date"].endswith("GMT")


def test_one_key_opens_one_package(store):
    first_, again = opened(store), opened(store)
    assert (first_.status_code, again.status_code) == (201, 200)
    assert first_.json()["id"] == again.json()["id"]
    assert code(opened(store, label="Another")) == (409, "CONFLICT")


def test_files_nobody_waits_for_and_wrong_bytes(store):
    package = opened(store).json()["id"]
    assert code(put(store, package, "other.wav", b"x", "audio/wav")) == (409, "UNEXPECTED_FILE")
    assert put(store, package, "cover.jpg", b"x", "image/png").status_code == 415
    assert (
        code(put(store, package, "cover.jpg", FILES["cover.jpg"], "image/jpeg", md5=b"y"))[1] == "CONTENT_MD5_MISMATCH"
    )
    assert code(put(store, package, "cover.jpg", b"x", "image/jpeg")) == (422, "WRONG_FILE")
    assert code(put(store, package, "extension.xml", b"<a/>", "application/xml")) == (422, "UNREADABLE")


def test_nothing_is_taken_before_everything_is_there(store):
    package = opened(store).json()["id"]
    answer = store.post(f"/v1/packages/{package}/submit", json={})
    missing = {one["source"]["pointer"] for one in answer.json()["errors"]}
    assert (answer.status_code, missing) == (422, {"extension.xml", *FILES})
    _, whole = submitted(store)
    assert (whole.status_code, whole.json()["state"], whole.json()["open"]) == (202, "Received", False)


def test_a_package_that_is_worked_on_is_asked_for_once_in_a_while(store):
    package, _ = submitted(store)
    assert store.get(f"/v1/packages/{package}/status").json()["history"][0]["state"] == "Received"
    too_soon = store.get(f"/v1/packages/{package}/status")
    assert code(too_soon) == (429, "RATE_LIMIT_EXCEEDED")
    assert int(too_soon.headers["retry-after"]) >= 1
    assert int(too_soon.headers["retry-after"]) > 0


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"isrc": Isrc("USS1Z2688888")}, (409, "FROZEN")),
        ({"icpn": Gtin("4006381333948")}, (409, "FROZEN")),
        ({"label": "Another"}, 201),
    ],
    ids=["isrc", "upc", "label"],
)
def test_what_is_in_the_catalogue_is_frozen(catalogued, change, expected):
    answer = catalogued.patch(f"/v1/catalog/{UPC}", content=documents(**change)["message.xml"], headers=_xml("k2"))
    assert (answer.status_code if answer.is_success else code(answer)) == expected


def test_what_is_not_in_the_catalogue_cannot_be_changed(store):
    answer = store.patch(f"/v1/catalog/{UPC}", content=documents()["message.xml"], headers=_xml("k2"))
    assert code(answer) == (404, "NOT_FOUND")


@pytest.mark.parametrize(
    ("stated", "status"),
    [
        ({"upc": UPC, "territories": ["DE"], "sale": False, "stream": False}, 202),
        ({"upc": UPC, "territories": ["JP"], "sale": False, "stream": False}, 422),
        ({"upc": UPC, "territories": [], "sale": False, "stream": False}, 422),
        ({"upc": UPC, "territories": ["WW"], "sale": 0, "stream": 0}, 422),
        ({"upc": "1", "territories": ["WW"], "sale": False, "stream": False}, 422),
    ],
)
def test_a_clearance_names_the_product_and_its_territories(catalogued, stated, status):
    answer = catalogued.post(f"/v1/catalog/{UPC}/clearance", json=stated, headers={"idempotency-key": "k2"})
    assert answer.status_code == status


def test_a_label_may_ask_as_well(catalogued):
    assert catalogued.post("/v1/tickets", json={"upc": UPC, "kind": "Audio", "text": "louder?"}).status_code == 201
    assert catalogued.post("/v1/tickets", json={"upc": UPC, "kind": "Weather", "text": "?"}).status_code == 422
    (ticket,) = catalogued.get("/v1/tickets", params={"upc": UPC}).json()["tickets"]
    assert (ticket["state"], ticket["kind"]) == ("In Review", "Audio")


def test_a_slow_clock_refuses_a_token_of_now_and_says_so(store, faults):
    faults.order("clock-skew", "600")
    answer = store.get(f"/v1/catalog/{UPC}")
    assert code(answer) == (401, "NOT_AUTHORIZED")
    assert code(store.get(f"/v1/catalog/{UPC}")) == (404, "NOT_FOUND")
