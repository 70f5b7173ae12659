"""The store reads strictly: each fault of a document has its code."""

from __future__ import annotations

import re

import pytest

from tests.unit.plugins.itunes.samples import SETTINGS, download, order, release
from tunemantra.core.distribution import OrderKind
from tunemantra.plugins.itunes.driver import ItunesDriver
from tunemantra.plugins.itunes.package import sealed
from tunemantra.plugins.itunes.sandbox.document import judge, read
from tunemantra.plugins.itunes.sandbox.store import Product

ICPN = "4006381333931"
DRAFT = ItunesDriver(SETTINGS).build(order(release(deals=(download(end="2027-01-01"),))))
GOOD = sealed(DRAFT.files[-1].content, {entry.path: "0" * 32 for entry in DRAFT.files[:-1]})

HELD = {
    "document": "<x/>",
    "files": {f"{ICPN}_01_01.wav": "a", f"{ICPN}_01_02.wav": "b", f"{ICPN}.jpg": "c"},
    "isrcs": {f"{ICPN}_01_01": "USS1Z2600001", f"{ICPN}_01_02": "USS1Z2600002"},
}


def codes(document):
    return sorted({trouble.code for trouble in read(document)[1]})


def test_a_good_document_has_no_faults():
    assert codes(GOOD) == []


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("</package>", "", 8000),
        ("<package ", '<!DOCTYPE p [<!ENTITY e "x">]><package ', None),
        ('version="music5.3"', 'version="film5.0"', 8001),
        ("<genre ", "<kind ", 8002),
        ("<album>", "<album><label_name>twice</label_name>", 8003),
        ("<label_name>Quay Records</label_name>\n    <genres>", "<genres>", 5001),
        ("<isrc>USS1Z2600001</isrc>", "<isrc/>", 3001),
        ("<label_name>Quay Records", "<label_name>Tra\u0308ume", 3010),
        ("2026-04-24</sales_start_date>", "24.04.2026</sales_start_date>", 4001),
        ("<upc>4006381333931", "<upc>4006381333932", 4003),
        ("<territory>WW", "<territory>World", 4004),
        ("<territory>WW", "<territory>UK", 4004),
        ("<cleared_for_sale>true", "<cleared_for_sale>yes", 4005),
        ("<sales_end_date>2027", "<sales_end_date>2020", 4006),
        ("<track_count>2", "<track_count>3", 4007),
        ("<isrc>USS1Z2600001", "<isrc>USS1Z", 4008),
        ("<isrc>USS1Z2600002", "<isrc>USS1Z2600001", 4009),
        ("<primary>true", "<primary>false", 5002),
    ],
)
def test_a_fault_has_a_code(old, new, code):
    text = GOOD.decode()
    assert old in text
    found = codes(text.replace(old, new).encode())
    assert code in found if code else found == []


def test_a_pre_order_of_a_track_is_itms_4020():
    text = GOOD.decode()
    place = text.index("<sales_start_date>", text.index("<tracks>"))
    early = "<preorder_sales_start_date>2026-04-01</preorder_sales_start_date>"
    assert codes((text[:place] + early + text[place:]).encode()) == [4020]


def test_too_many_tracks_at_once():
    early = download("2026-04-10", end="2026-04-23", pre_order=True)
    text = ItunesDriver(SETTINGS).build(order(release(deals=(download(), early)))).files[-1].content
    document = sealed(text.replace(b">standard<", b">instant-gratification<"), {e.path: "0" * 32 for e in DRAFT.files})
    assert codes(document) == [4021]


class TestBesideWhatTheStoreHas:
    def troubles(self, content=GOOD, **held):
        reading, faults = read(content)
        assert faults == []
        return sorted({trouble.code for trouble in judge(reading, Product(ICPN, "1", **held))})

    def test_a_new_product_brings_everything(self):
        assert self.troubles() == []

    def test_what_is_there_is_not_brought_again(self):
        bare = re.sub(rb"<(audio_file|artwork_files)>.*?</\1>\s*", b"", GOOD, flags=re.DOTALL)
        assert self.troubles(bare, **HELD) == []
        assert self.troubles(bare) == [9000]

    def test_an_isrc_is_for_good(self):
        isrcs = {**HELD["isrcs"], f"{ICPN}_01_02": "USS1Z2600009"}
        assert self.troubles(**{**HELD, "isrcs": isrcs}) == [4101]

    def test_no_track_comes_later(self):
        assert self.troubles(**{**HELD, "isrcs": {f"{ICPN}_01_01": "USS1Z2600001"}}) == [4102]

    def test_only_what_is_there_is_taken_away(self):
        gone = ItunesDriver(SETTINGS).build(order(kind=OrderKind.TAKEDOWN)).files[0].content
        assert self.troubles(gone) == [4100]
        assert self.troubles(gone, **HELD) == []
