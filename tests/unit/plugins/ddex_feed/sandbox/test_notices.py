"""What the simulator says in a way of its own: words the profile knows, sheets that grow, messages of a queue."""

from __future__ import annotations

import json

import pytest

from tests.unit.plugins.ddex_feed import material
from tests.unit.plugins.ddex_feed.sandbox.test_store import UPC, Shop
from tunemantra.contrib.sandbox import Catalogue
from tunemantra.core.distribution import OrderKind
from tunemantra.core.status import Status
from tunemantra.plugins.ddex_feed.profile import OWN_WORDS, SHEETS, STATUS_WAYS, STATUSES
from tunemantra.plugins.ddex_feed.sandbox.inspection import GRAVITY
from tunemantra.plugins.ddex_feed.sandbox.notices import LAST, Publisher, Sheets, word_for
from tunemantra.plugins.ddex_feed.sandbox.ways import FAULTS

SENT_BACK = "ProcessingErrorAtReleaseDistributor"
COMMA = {
    "folder": "out",
    "delimiter": ",",
    "icpn": "UPC",
    "state": "State",
    "at": "At",
    "reason": "Why",
    "delivery": "",
}


@pytest.mark.parametrize("word", GRAVITY)
def test_every_fault_has_a_word_that_the_profile_takes_as_the_standards(word):
    release, file = (word, "FileOK") if word == "ReleaseViolatesTermsOfService" else (SENT_BACK, word)
    own = word_for(release, file)
    assert OWN_WORDS[own][0] is STATUSES[word][0]
    assert own.startswith(LAST)


@pytest.mark.parametrize("word", [word for word, (status, _) in STATUSES.items() if word.startswith("Release")])
def test_every_state_has_a_word_that_means_the_same(word):
    assert OWN_WORDS[word_for(word, "FileOK")] == STATUSES[word]


def test_the_last_words_are_those_that_end_an_order():
    for word, (status, _) in OWN_WORDS.items():
        ends = status in {Status.LIVE, Status.TAKEN_DOWN, Status.REJECTED, Status.ERROR}
        assert word.startswith(LAST) == ends or word in {"FAILED", "RIGHTS_REFUSED"}  # which it never says


def test_what_nobody_has_a_word_for_is_said_as_it_is():
    assert word_for("Simmering", "FileOK") == "Simmering"


def test_every_way_of_the_profile_can_be_played():
    assert FAULTS.keys() == STATUS_WAYS.keys()


def test_a_sheet_grows_and_goes_on_after_a_restart(tmp_path):
    product, published = Catalogue(tmp_path).product(UPC), {}

    def publish(path, content):
        published[path] = content
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_bytes(content)

    for state, reasons in (("RECEIVED", []), ("FILE_DAMAGED", ["side A, track 1", "side B"])):
        sheets = Sheets(COMMA, tmp_path, publish)
        sheets.write(product, product.step(state, reasons))
    (path,) = published
    assert path.startswith("out/status-")
    head, first, second = published[path].decode().splitlines()
    assert head == "UPC,State,At,Why"
    assert first.startswith(f"{UPC},RECEIVED,")
    assert second.endswith(',"side A, track 1; side B"')
    assert SHEETS.keys() == {"upc-status", "ean-state"}


def test_a_message_says_the_same_as_json(tmp_path):
    product, sent = Catalogue(tmp_path).product(UPC), []
    product.batch = "20260302093015250"
    Publisher(sent.append).write(product, product.step("RECEIVED"))
    (text,) = sent
    assert json.loads(text) | {"at": ""} == {
        "icpn": UPC,
        "delivery": "20260302093015250",
        "state": "RECEIVED",
        "at": "",
        "sequence": 1,
        "reasons": [],
    }


def test_a_store_of_its_own_words_says_nothing_as_the_standard_does(tmp_path):
    order = material.order(OrderKind.TAKEDOWN)
    shop = Shop(tmp_path, status="portal", portal_url="https://a.example").sells(order)
    shop.store.tick()
    assert (shop.said, [step.state for step in shop.told]) == ([], ["RECEIVED", "REMOVED"])
    assert {step.batch for step in shop.told} == {material.driver(status="csv").build(order).reference}


def test_what_the_web_service_was_not_told_of_is_not_read(tmp_path):
    shop = Shop(tmp_path, status="soap", calls_url="https://a.example")
    shop.hears = False
    assert shop.drop(material.order()).told == []
    shop.hears = True
    shop.store.tick()
    assert [step.state for step in shop.told] == ["FILE_MISSING"]
