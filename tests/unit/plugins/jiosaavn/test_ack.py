"""The acknowledgement, and what is none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tunemantra.core.status import Channel
from tunemantra.errors import ProtocolError
from tunemantra.plugins.jiosaavn.ack import read_ack
from tunemantra.ports.package import TrackReport

ICPN = "4006381333931"
HEAD = '"row","upc","isrc","status","reason","at","sequence"\r\n'
AT = "2026-03-02T09:59:30.125+00:00"
WHOLE = f'"0","{ICPN}","","QC_PASS","1 of 2 rows failed","{AT}","2"\r\n'
GOOD = f'"1","{ICPN}","USS1Z2600001","QC_PASS","","{AT}","2"\r\n'
BAD = f'"2","{ICPN}","USS1Z2600002","QC_FAIL","title_latin, ""x""","{AT}","2"\r\n'


def test_rows_are_tracks_and_row_0_is_the_whole():
    report = read_ack((HEAD + WHOLE + GOOD + BAD).encode("utf-8-sig"), ICPN, "B1")
    assert (report.native, report.channel, report.sequence, report.reference) == ("QC_PASS", Channel.FILE, 2, "B1")
    assert report.at.isoformat() == "2026-03-02T09:59:30.125000+00:00"
    assert report.tracks == (
        TrackReport("USS1Z2600001", "QC_PASS"),
        TrackReport("USS1Z2600002", "QC_FAIL", 'title_latin, "x"'),
    )
    assert report.reasons == ('row 2: title_latin, "x"',)


@pytest.mark.parametrize(
    "text",
    [
        "",
        HEAD,
        HEAD + GOOD,
        HEAD + WHOLE + WHOLE,
        HEAD + WHOLE.replace(ICPN, "036000291452"),
        HEAD + WHOLE.replace(AT, "soon"),
        HEAD + WHOLE.replace("+00:00", ""),
        HEAD + WHOLE.replace('"2"', '"two"'),
        HEAD.replace('"reason",', "") + WHOLE,
        HEAD + '"0"\r\n',
    ],
)
def test_anything_else_is_a_protocol_error(text):
    with pytest.raises(ProtocolError):
        read_ack(text.encode(), ICPN, "B1")


@given(st.binary(max_size=200))
def test_no_bytes_raise_anything_else(content):
    with pytest.raises(ProtocolError):
        read_ack(content, ICPN, "B1")
