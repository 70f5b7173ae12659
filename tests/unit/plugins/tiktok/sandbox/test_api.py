"""The library's API answers in envelopes, refuses what the real one would, and says why."""

from __future__ import annotations

import hashlib
import json

import httpx
import pytest
from attrs import evolve

from tests.unit.contrib.sandbox.samples import jpeg, wav
from tests.unit.plugins.straight import Straight
from tests.unit.plugins.tiktok.orders import SETTINGS, stated
from tunemantra.contrib.sandbox import Faults, Journal
from tunemantra.plugins.tiktok.driver import TikTokDriver
from tunemantra.plugins.tiktok.sandbox.api import CALLS, OFFERED, Api
from tunemantra.plugins.tiktok.sandbox.ingestion import Ingestion
from tunemantra.plugins.tiktok.sandbox.store import Store

FILES = {"cover.jpg": jpeg(1000), "01-01.wav": wav()}
TOKEN = {"access-token": "right"}


def document(**values):
    """Return the document of a single whose files are those above."""
    made = stated(tracks=1, **values)
    renditions = {
        subject: evolve(made.renditions[subject], sha256=hashlib.sha256(content).hexdigest(), size=len(content))
        for subject, content in zip(("artwork", "tracks[0].audio"), FILES.values(), strict=True)
    }
    return TikTokDriver(SETTINGS).build(evolve(made, renditions=renditions)).files[0].content


@pytest.fixture
def faults(tmp_path):
    return Faults(tmp_path, OFFERED)


@pytest.fixture
def make(tmp_path, faults):
    """Make the API with an ingestion whose steps never come up, and a second that lasts so long."""

    def made(second=1e-9):
        journal = Journal(tmp_path)
        store = Store(tmp_path, journal)
        ingestion = Ingestion(store, journal, faults, delay=lambda _: 1e6, page=lambda: "")
        app = Api(store, journal, faults, "right", ingestion, second).application([])
        return httpx.Client(base_url="http://store", headers=TOKEN, transport=Straight(app))

    return made


@pytest.fixture
def store(make):
    return make()


def said(answer):
    """Return code and data of an envelope; HTTP says 200 whatever it is."""
    assert answer.status_code == 200
    envelope = answer.json()
    assert envelope.keys() == {"code", "message", "request_id", "data"}
    return envelope["code"], envelope["data"]


def ordered(store, content, key="k1", method="POST", path="/v2/sounds"):
    headers = {"content-type": "application/json", "idempotency-key": key}
    return said(store.request(method, path, content=content, headers=headers))


def put(store, sounds, name, content, kind, sha256=""):
    headers = {"content-type": kind, "x-content-sha256": sha256 or hashlib.sha256(content).hexdigest()}
    return said(store.put(f"/v2/sounds/{sounds}/file", params={"name": name}, content=content, headers=headers))


def submitted(store, **values):
    _, view = ordered(store, document(**values))
    for name, content in FILES.items():
        put(store, view["id"], name, content, "image/jpeg" if name.endswith("jpg") else "audio/wav")
    return view["id"], ordered(store, b"{}", path=f"/v2/sounds/{view['id']}/submit")


def test_a_wrong_token_is_an_envelope_of_200(store):
    assert said(store.get("/v2/sounds", headers={"access-token": "wrong"}))[0] == 40105


def test_ten_calls_in_a_second_and_no_more(make):
    store = make(second=1e6)
    codes = [said(store.get("/v2/sounds", params={"upc": "1"}))[0] for _ in range(CALLS + 1)]
    assert codes == [*[0] * CALLS, 40100]


def test_one_key_is_one_order(store):
    (_, view), (_, again) = ordered(store, document()), ordered(store, document())
    assert view == again
    assert ordered(store, document(clips="0+15"))[0] == 40900


def test_files_nobody_waits_for_and_wrong_bytes(store):
    sounds = ordered(store, document())[1]["id"]
    assert put(store, sounds, "other.wav", b"x", "audio/wav")[0] == 40001
    assert put(store, sounds, "cover.jpg", b"x", "image/png")[0] == 40001
    assert put(store, sounds, "cover.jpg", b"x", "image/jpeg")[0] == 40002
    assert put(store, sounds, "cover.jpg", FILES["cover.jpg"], "image/jpeg", sha256="0" * 64)[0] == 40002


def test_nothing_is_taken_before_everything_is_there(store):
    sounds = ordered(store, document())[1]["id"]
    code, data = ordered(store, b"{}", path=f"/v2/sounds/{sounds}/submit")
    assert (code, {one["path"] for one in data["errors"]}) == (40000, set(FILES))
    _, (code, view) = submitted(store)
    assert (code, view["open"], view["status"]) == (0, False, "transcoding")


def test_only_what_the_document_says_is_offered_for_commercial_use(store):
    sounds, _ = submitted(store)
    path, isrcs = f"/v2/sounds/{sounds}/cml-optin", {"isrcs": ["USS1Z2600001"]}
    assert said(store.post(path, json=isrcs))[0] == 40000
    changed = ordered(store, document(commercial_use="true"), key="k2", method="PATCH", path=f"/v2/sounds/{sounds}")
    assert changed[0] == 0
    assert said(store.post(path, json=isrcs))[0] == 0


def test_all_sounds_of_a_product_go_offline(store):
    sounds, _ = submitted(store)
    whole = {"upc": "4006381333931", "isrcs": ["USS1Z2600001"]}
    for stated_, code in (({**whole, "upc": "1"}, 40000), ({**whole, "isrcs": []}, 40000), (whole, 0)):
        content = json.dumps(stated_).encode()
        assert ordered(store, content, key=f"k{code}", method="DELETE", path=f"/v2/sounds/{sounds}")[0] == code


@pytest.mark.parametrize(("value", "code"), [("", 51007), ("40300", 40300)])
def test_an_error_inside_an_answer_of_200(store, faults, value, code):
    faults.order("error-inside", value)
    assert said(store.get("/v2/sounds"))[0] == code
    assert said(store.get("/v2/sounds"))[0] == 0
