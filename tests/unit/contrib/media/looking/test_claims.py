"""What words on a cover say."""

from __future__ import annotations

import pytest

from tunemantra.contrib.media.looking._claims import claims
from tunemantra.core.analysis import PictureFaultKind, PictureText, Region

Kind = PictureFaultKind
WHERE = Region(1, 2, 3, 4)


def said(text):
    return [fault.kind for fault in claims(PictureText(text, WHERE, 0.9))]


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("https://example.dev/a", [Kind.ADDRESS]),
        ("www.example.de", [Kind.ADDRESS]),
        ("mirasolano.com", [Kind.ADDRESS]),
        ("music.example.co.uk/shop", [Kind.ADDRESS]),
        ("info@example.com", [Kind.CONTACT]),
        ("@mira.solano", [Kind.CONTACT]),
        ("+49 30 1234567", [Kind.CONTACT]),
        ("(212) 555-0100", [Kind.CONTACT]),
        ("€ 12,99", [Kind.PRICE]),
        ("9.99 USD", [Kind.PRICE]),
        ("$5", [Kind.PRICE]),
        ("NOWONSPOTIFY", [Kind.STORE]),
        ("Apple Music", [Kind.STORE]),
        ("watch it on TIDAL", [Kind.STORE]),
        ("Limited Edition", [Kind.PROMOTION]),
        ("24-BIT", [Kind.PROMOTION]),
        ("CD", [Kind.PROMOTION]),
        ("Vinyl", [Kind.PROMOTION]),
        ("EXPLICITCONTENT", [Kind.ADVISORY]),
        ("OUT NOW on SoundCloud, 3 €", [Kind.STORE, Kind.PROMOTION]),
    ],
)
def test_what_no_store_wants_to_see_is_named(text, kinds):
    assert said(text) == kinds


@pytest.mark.parametrize(
    "text",
    [
        "NIGHT TRAINS",
        "Mira Solano feat. Jo",
        "Vol.2",
        "A$AP",
        "1989",
        "2019-2024",
        "01.02.2024",
        "TIDAL WAVE",
        "CDs",
        "Fortunes",
        "U.S.A.",
        "Dr.No",
        "No. 5",
        "7/4",
        "at the gates",
    ],
)
def test_titles_say_nothing_wrong(text):
    assert said(text) == []


def test_a_claim_keeps_its_place_and_the_words():
    (fault,) = claims(PictureText("www.example.com", WHERE, 0.9))
    assert (fault.region, fault.value, fault.detail) == (WHERE, 0.9, "www.example.com")
