"""The site reads seeds and messages with its own eyes."""

from __future__ import annotations

import pytest

from tunemantra.plugins.musicbrainz.sandbox import forms

MBID = "0f2b4b3e-9a51-4b2c-8f2a-6d1f0c9c7a11"
GOOD = {
    "name": "Tidal",
    "artist_credit.names.0.name": "Ada",
    "mediums.0.track.0.name": "Tide",
    "redirect_uri": "https://label.example",
}
XML = '<metadata xmlns="http://musicbrainz.org/ns/mmd-2.0#">{}</metadata>'


def faults(**changes):
    told = {**GOOD, **{name.replace("__", "."): value for name, value in changes.items()}}
    return list(forms.faults([[name, value] for name, value in told.items()]))


def test_a_good_seed_has_no_fault():
    assert faults(barcode="none", mediums__0__track__0__length="3:15", events__0__country="xw") == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("mediums__0__track__0__artist_credit__0__name", "Ada"),
        ("territory", "DE"),
        ("language", "en"),
        ("script", "latin"),
        ("type", "Mixtape"),
        ("barcode", "4006381333932"),
        ("mediums__0__track__0__length", "three minutes"),
        ("events__0__country", "Germany"),
        ("name", " "),
    ],
)
def test_a_fault_is_told(name, value):
    assert len(faults(**{name: value})) == 1


def one_recording(identity, *codes):
    listed = "".join(f'<isrc id="{code}"/>' for code in codes)
    inner = f"<isrc-list>{listed}</isrc-list>" if codes else ""
    return f'<recording-list><recording id="{identity}">{inner}</recording></recording-list>'


@pytest.mark.parametrize(
    "inner",
    [
        "",
        "<recording-list/>",
        one_recording("1", "USS1Z2600001"),
        one_recording(MBID),
        one_recording(MBID, "us-s1z-26-00001"),
        one_recording(MBID, *(f"USS1Z26{number:05d}" for number in range(101))),
    ],
)
def test_a_message_is_refused_that_is_not_as_the_service_takes_it(inner):
    with pytest.raises(forms.MessageError):
        forms.isrcs_of(XML.format(inner).encode())


@pytest.mark.parametrize("message", [b"", b"<metadata/>", b"<a"])
def test_what_is_no_message_is_refused(message):
    with pytest.raises(forms.MessageError):
        forms.barcodes_of(message)
