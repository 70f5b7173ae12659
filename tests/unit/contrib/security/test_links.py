"""Links work for whom and what they were made, until then, and once."""

from __future__ import annotations

import threading
from contextlib import suppress
from datetime import timedelta
from urllib.parse import parse_qs, urlencode

import pytest

from tunemantra.contrib.memory import ManualClock, MemorySecrets
from tunemantra.contrib.security import LinkSigner, MemoryNonces
from tunemantra.errors import LinkError, SecretError
from tunemantra.ports.runtime import SecretRef

ASSET = "ab" * 32
OLD, NEW, SHORT = (SecretRef(f"env:{name}") for name in ("OLD", "NEW", "SHORT"))
STORE = MemorySecrets({"env:OLD": "o" * 32, "env:NEW": "n" * 40, "env:SHORT": "s" * 31})


@pytest.fixture
def clock():
    return ManualClock()


@pytest.fixture
def nonces(clock):
    return MemoryNonces(clock)


@pytest.fixture
def signer(clock, nonces):
    return LinkSigner([NEW], STORE, clock, nonces)


def problem(signer, query, method="GET"):
    with pytest.raises(LinkError) as caught:
        signer.open(query, method)
    told = f"{caught.value} {caught.value.facts}"
    assert ASSET not in told
    assert "n" * 40 not in told
    return caught.value.facts["problem"]


def test_a_link_allows_what_it_was_made_for(signer, clock):
    grant = signer.open(signer.sign(ASSET, "press@example.org", seconds=60))
    assert (grant.asset, grant.recipient, grant.method) == (ASSET, "press@example.org", "GET")
    assert timedelta(seconds=60) <= grant.until - clock.now() < timedelta(seconds=61)
    assert grant.nonce not in repr(grant)


def test_a_link_works_once(signer):
    query = signer.sign(ASSET, "press", seconds=60)
    signer.open(query)
    assert problem(signer, query) == "used"


def test_two_links_for_the_same_are_two(signer):
    first, second = (signer.sign(ASSET, "press", seconds=60) for _ in range(2))
    assert signer.open(first).nonce != signer.open(second).nonce


def test_a_link_is_good_to_its_last_second_and_no_longer(signer, clock):
    first, second = (signer.sign(ASSET, "press", seconds=60) for _ in range(2))
    clock.sleep(60)
    signer.open(first)
    clock.sleep(1)
    assert problem(signer, second) == "expired"


def test_a_link_is_for_one_kind_of_request_and_not_spent_by_another(signer):
    query = signer.sign(ASSET, "press", seconds=60, method="HEAD")
    assert problem(signer, query) == "wrong-method"
    assert signer.open(query, "HEAD").method == "HEAD"


@pytest.mark.parametrize("name", ["asset", "to", "method", "until", "nonce", "seal"])
def test_whatever_is_changed_is_noticed(signer, name):
    fields = {key: values[0] for key, values in parse_qs(signer.sign(ASSET, "press", seconds=60)).items()}
    fields[name] = "9" * 9 if name == "until" else fields[name][:-1] + ("A" if fields[name][-1] != "A" else "B")
    assert problem(signer, urlencode(fields)) == "forged"


def test_what_moves_from_one_field_to_the_next_is_noticed(signer):
    fields = {key: values[0] for key, values in parse_qs(signer.sign(ASSET, "pressGET", seconds=60)).items()}
    fields |= {"to": "press", "method": "GETGET"}
    assert problem(signer, urlencode(fields)) == "forged"


def test_a_seal_that_is_no_ascii_is_only_wrong(signer):
    fields = {key: values[0] for key, values in parse_qs(signer.sign(ASSET, "press", seconds=60)).items()}
    assert problem(signer, urlencode(fields | {"seal": "ä"})) == "forged"


@pytest.mark.parametrize(
    "spoil",
    [
        lambda _query: "",
        lambda _query: "x" * 3000,
        lambda query: query + "&more=1",
        lambda query: query.replace("nonce=", "once="),
        lambda query: query + "&asset=" + "cd" * 32,
        lambda query: query.partition("&")[2],
        lambda query: query.replace("until=", "until=-"),
        lambda query: query.replace("to=press", "to=%ff"),
        lambda query: query.replace("to=press", "to=\udcff"),
        lambda query: query + "\udcff",
    ],
)
def test_what_is_no_link_is_told_so(signer, spoil):
    assert problem(signer, spoil(signer.sign(ASSET, "press", seconds=60))) == "malformed"


def test_secrets_take_turns(clock, nonces):
    before = LinkSigner([OLD], STORE, clock, nonces).sign(ASSET, "press", seconds=60)
    during = LinkSigner([NEW, OLD], STORE, clock, nonces)
    after = LinkSigner([NEW], STORE, clock, nonces)
    assert problem(after, before) == "forged"
    assert during.open(before).recipient == "press"
    assert after.open(during.sign(ASSET, "radio", seconds=60)).recipient == "radio"


def test_a_secret_that_is_too_short_signs_nothing(clock, nonces):
    with pytest.raises(SecretError, match="env:SHORT is too short") as caught:
        LinkSigner([SHORT], STORE, clock, nonces).sign(ASSET, "press", seconds=60)
    assert "s" * 31 not in str(caught.value)


@pytest.mark.parametrize(
    "wrong",
    [
        {"asset": "AB" * 32},
        {"recipient": ""},
        {"recipient": "x" * 257},
        {"method": "PUT"},
        {"seconds": 0},
        {"seconds": 7 * 86_400 + 1},
    ],
)
def test_no_link_allows_more_than_links_may(signer, wrong):
    with pytest.raises(ValueError, match="a link is"):
        signer.sign(**{"asset": ASSET, "recipient": "press", "seconds": 60} | wrong)


@pytest.mark.parametrize("active", [[], [OLD, NEW, OLD]])
def test_one_secret_or_two_are_active(clock, nonces, active):
    with pytest.raises(ValueError, match="one or two"):
        LinkSigner(active, STORE, clock, nonces)


def test_of_many_at_once_one_gets_through(signer):
    query, opened = signer.sign(ASSET, "press", seconds=60), []

    def take():
        with suppress(LinkError):
            opened.append(signer.open(query))

    crew = [threading.Thread(target=take) for _ in range(16)]
    for one in crew:
        one.start()
    for one in crew:
        one.join()
    assert len(opened) == 1


def test_what_has_expired_is_forgotten(nonces, clock):
    end = clock.now() + timedelta(seconds=5)
    assert nonces.spend("a", end)
    assert not nonces.spend("a", end)
    clock.sleep(6)
    assert nonces.spend("b", end + timedelta(seconds=60))
    assert len(nonces._spent) == 1
