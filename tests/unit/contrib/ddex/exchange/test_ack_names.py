"""Names of acknowledgements."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tunemantra.contrib.ddex.exchange import (
    VARIANTS,
    AckName,
    ListedFile,
    acknowledgement_path,
    acknowledgements_of,
    read_ack_name,
    stamp_of,
    variants,
)

STAMP = "20260115093000123"
ICPN = "4006381333931"

EARLIEST = datetime(1990, 1, 1, tzinfo=UTC).replace(tzinfo=None)
moments = st.datetimes(EARLIEST, timezones=st.just(UTC))
subjects = st.from_regex(r"[A-Za-z0-9]([A-Za-z0-9._-]{0,16}[A-Za-z0-9])?", fullmatch=True)


@given(st.sampled_from(list(VARIANTS.values())), moments, subjects)
@settings(max_examples=50)
def test_every_name_is_read_back_by_its_choreography(choreography, at, subject):
    stamp = stamp_of(at, choreography.stamp_digits)
    path = acknowledgement_path(choreography, stamp, subject, subject)
    name = read_ack_name(path.rpartition("/")[2], choreography)
    assert (name.stamp, name.subject) == (stamp, subject)
    assert name.of_release == ("{release_id}" in choreography.ack_name.text)


@pytest.mark.parametrize(
    ("name", "choreography", "expected"),
    [
        (f"ACK_MSG-1_{STAMP}.xml", variants.ERN_18_BATCHED, AckName(STAMP, "MSG-1", of_release=False)),
        (f"ACK_{STAMP}_{ICPN}.xml", variants.ERN_17_BATCHED, AckName(STAMP, ICPN, of_release=True)),
        (f"ACK_{STAMP}_MSG-1.xml", variants.ERN_17_RELEASE_BY_RELEASE, AckName(STAMP, "MSG-1", of_release=False)),
        (f"ACK_{ICPN}_{STAMP}.xml", variants.MEAD_BATCHED, AckName(STAMP, ICPN, of_release=True)),
        (f"ACK_MSG-1_{STAMP}.xml", None, AckName(STAMP, "MSG-1")),
        (f"ACK_{STAMP}_MSG-1.xml", None, AckName(STAMP, "MSG-1")),
        (f"ACK_{STAMP}_MSG-1.xml", variants.ERN_18_BATCHED, AckName(STAMP, "MSG-1")),
        (f"ACK_{STAMP[:14]}_{ICPN}.xml", None, AckName(STAMP[:14], ICPN)),
    ],
)
def test_names_of_every_version_are_read(name, choreography, expected):
    assert read_ack_name(name, choreography) == expected


@pytest.mark.parametrize(
    "name",
    ["", "ACK_.xml", "ACK_MSG-1.xml", f"MSG-1_{STAMP}.xml", f"ACK_MSG-1_{STAMP}.txt", "ACK_M_20261301000000000.xml"],
)
def test_other_names_are_not(name):
    assert read_ack_name(name, variants.ERN_18_BATCHED) is None


def test_a_listing_gives_its_acknowledgements_oldest_first():
    later = f"acknowledgements/ACK_A_{STAMP[:-1]}4.xml"
    sooner = f"acknowledgements/ACK_B_{STAMP}.xml"
    files = [
        ListedFile(path) for path in (later, f"/{sooner}", "acknowledgements/x/ACK_C_{STAMP}.xml", f"ACK_D_{STAMP}.xml")
    ]
    found = acknowledgements_of(variants.ERN_18_BATCHED, files)
    assert [ack.path for ack in found] == [sooner, later]
    assert found[0].name.at == datetime(2026, 1, 15, 9, 30, 0, 123000, tzinfo=UTC)


def test_acknowledgements_may_lie_beside_what_they_acknowledge():
    files = [ListedFile(f"ACK_{ICPN}_{STAMP}.xml"), ListedFile(f"MEAD_{ICPN}_{STAMP}.xml")]
    assert [ack.path for ack in acknowledgements_of(variants.MEAD_FILE_BY_FILE, files)] == [f"ACK_{ICPN}_{STAMP}.xml"]
