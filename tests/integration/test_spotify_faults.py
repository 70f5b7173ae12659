"""A platform that misbehaves costs another try, never a second copy and never a wrong state."""

from __future__ import annotations

import httpx
import pytest
from attrs import evolve

from tests.integration.spotify_desk import Running, desk_of, token
from tests.unit.plugins.spotify.samples import audio
from tunemantra.errors import (
    AuthError,
    ConflictError,
    ConnectError,
    Disposition,
    IntegrityError,
    OutageError,
    ProtocolError,
    QuotaError,
    TransportError,
)
from tunemantra.ports.runtime import SecretRef

pytestmark = pytest.mark.integration


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    with Running(tmp_path_factory.mktemp("spotify"), "--speed", "50") as process:
        yield process


@pytest.fixture
def desk(running):
    running.faults.clear()
    with desk_of(running) as made:
        yield made


def ends_live(desk, order):
    receipt = desk.deliver(order)
    desk.wait_for(order, receipt, "Available")
    assert desk.journal("delivery-complete") == 1
    assert desk.journal("asset-received") == 3


@pytest.mark.parametrize(
    ("fault", "value", "error", "wait"),
    [
        ("too-many-requests", "17", QuotaError, 17.0),
        ("unavailable", "", OutageError, None),
        ("unavailable", "5", OutageError, 5.0),
        ("maintenance", "", OutageError, None),
        ("corrupt-upload", "", IntegrityError, None),
        ("drop-connection", "30000", ConnectError, None),
        ("drop-answer", "", ConnectError, None),
        ("broken-answer", "", ProtocolError, None),
        ("forbidden", "", AuthError, None),
    ],
)
def test_a_fault_is_told_as_ours_and_the_next_try_ends_live(desk, running, fault, value, error, wait):
    order = desk.bench.order()
    running.faults.order(fault, value)
    if fault == "broken-answer":
        receipt = desk.deliver(order)
        with pytest.raises(error):
            desk.reports(order, receipt)
    else:
        with pytest.raises((error, TransportError) if error is ConnectError else error) as raised:
            desk.deliver(order)
        assert raised.value.retry_after == wait
    ends_live(desk, order)


@pytest.mark.parametrize("fault", ["too-many-requests", "unavailable", "corrupt-upload", "drop-connection"])
def test_what_another_try_can_cure_says_so(desk, running, fault):
    running.faults.order(fault)
    with pytest.raises(Exception) as raised:
        desk.deliver(desk.bench.order())
    assert raised.value.disposition is Disposition.RETRY


@pytest.mark.parametrize("fault", ["token-expired", "token-expires-mid-upload"])
def test_a_token_that_ran_out_is_renewed_once_and_unnoticed(desk, running, fault):
    order = desk.bench.order()
    desk.deliver(evolve(order, delivery_id=desk.bench.key("before")))
    before = running.journal.count("token-issued")
    running.faults.order(fault)
    order = desk.bench.order(media={"tracks[0].audio": audio(5)})
    receipt = desk.deliver(order)
    desk.wait_for(order, receipt, "Available")
    assert running.journal.count("token-issued") == before + 1


def test_a_burst_of_outages_ends_live(desk, running):
    order = desk.bench.order()
    running.faults.order("unavailable", "", 6)
    tries = 0
    while True:
        tries += 1
        try:
            desk.deliver(order)
            break
        except OutageError:
            continue
    assert tries == 7
    ends_live(desk, order)


def test_wrong_credentials_stop(running, tmp_path):
    wrong = tmp_path / "secret"
    wrong.write_text("not it", encoding="utf-8")
    settings = evolve(running.settings(), client_secret=SecretRef(f"file:{wrong}"))
    with desk_of(running, settings) as desk, pytest.raises(AuthError) as refused:
        desk.deliver(desk.bench.order())
    assert refused.value.disposition is Disposition.STOP
    assert "not it" not in str(refused.value)


def test_a_scope_that_is_missing_stops(running):
    settings = evolve(running.settings(), scopes="release:read")
    with desk_of(running, settings) as desk, pytest.raises(AuthError, match="scope"):
        desk.deliver(desk.bench.order())


def test_a_slow_acknowledgement_is_one_commit(desk, running):
    running.faults.order("slow-ack", "0.3")
    ends_live(desk, desk.bench.order())


def test_an_unknown_word_is_passed_on_as_it_is(desk, running):
    order = desk.bench.order()
    running.faults.order("unknown-status", "Simmering gently")
    reports = desk.wait_for(order, desk.deliver(order), "Available")
    assert "Simmering gently" in [report.native for report in reports]


def test_the_same_key_with_another_document_is_a_conflict(desk):
    desk.deliver(desk.bench.order())
    with pytest.raises(ConflictError):
        desk.deliver(desk.bench.order(desk.bench.release(label="Another")))


def test_a_connection_cut_in_an_upload_leaves_no_part_behind(desk, running):
    running.faults.order("drop-connection", "1000")
    with pytest.raises(TransportError):
        desk.deliver(desk.bench.order())
    assert list((running.folder / "releases" / desk.bench.icpn / ".incoming").iterdir()) == []


class TestTheContract:
    """Requests that our driver never makes."""

    @pytest.fixture
    def client(self, running):
        bearer = {"authorization": f"Bearer {token(running)['access_token']}"}
        with httpx.Client(base_url=running.ready["settings"]["api_url"], headers=bearer) as client:
            yield client

    def test_tokens_last_an_hour_and_have_the_scopes_asked_for(self, running):
        issued = token(running, "release:read")
        assert (issued["token_type"], issued["expires_in"], issued["scope"]) == ("Bearer", 3600, "release:read")

    @pytest.mark.parametrize("authorization", ["", "Bearer wrong", "Basic abc", "Bearer"])
    def test_nothing_is_told_without_a_token(self, running, authorization):
        url = f"{running.ready['settings']['api_url']}/v1/releases?icpn=1"
        assert httpx.get(url, headers={"authorization": authorization}).status_code == 401

    @pytest.mark.parametrize(
        ("body", "kind", "status"),
        [
            (b"{", "application/json", 400),
            (b"[]", "application/json", 400),
            (b"{}", "application/json", 422),
            (b"{}", "text/plain", 415),
            (b"[" * 100_000, "application/json", 400),
            (b" " * (9 * 1024 * 1024), "application/json", 413),
        ],
        ids=["broken", "list", "shapeless", "text", "deep", "large"],
    )
    def test_bad_requests_are_told_apart(self, client, body, kind, status):
        headers = {"content-type": kind, "idempotency-key": "k"}
        answer = client.post("/v1/releases", content=body, headers=headers)
        assert answer.status_code == status
        assert answer.headers["content-type"] == "application/problem+json"

    def test_a_release_nobody_knows_is_not_found(self, client):
        assert client.get("/v1/releases/rel_none").status_code == 404
        assert client.get("/v1/releases?icpn=1").json() == {"releases": []}

    def test_an_order_needs_a_key(self, client):
        headers = {"content-type": "application/json"}
        document = b'{"schema": "spotify-sandbox/1"}'
        assert client.post("/v1/releases/x/commit", content=b"{}", headers=headers).status_code == 404
        assert client.post("/v1/releases", content=document, headers=headers).status_code == 422

    def test_a_file_nobody_asked_for_and_files_after_the_end_are_refused(self, client, desk):
        order = desk.bench.order()
        receipt = desk.deliver(order)
        path = f"/v1/releases/{dict(receipt.external_ids)['release_id']}/assets"
        for name in ("other.wav", "01-01.wav"):
            assert client.put(f"{path}/{name}", content=b"x").status_code == 409

    def test_a_commit_before_the_files_is_refused_with_their_names(self, client, desk):
        desk.kill_after = 2
        with pytest.raises(Exception):  # noqa: B017 - the kill
            desk.deliver(desk.bench.order())
        (release,) = client.get(f"/v1/releases?icpn={desk.bench.icpn}").json()["releases"]
        assert (release["status"], release["events"]) == ("uploading", [])
        headers = {"content-type": "application/json", "idempotency-key": desk.bench.key("delivery-1")}
        answer = client.post(f"/v1/releases/{release['id']}/commit", content=b"{}", headers=headers)
        assert answer.status_code == 422
        assert [fault["path"] for fault in answer.json()["errors"]] == ["cover.jpg", "01-01.wav", "01-02.wav"]

    def test_the_page_shows_what_is_there(self, desk, running):
        order = desk.bench.order()
        desk.wait_for(order, desk.deliver(order), "Available")
        assert desk.bench.icpn in httpx.get(running.ready["page"]).text
