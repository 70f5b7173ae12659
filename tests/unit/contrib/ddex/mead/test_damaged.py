"""Whatever is done to a message, reading and judging it end in findings, never in an exception."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support import draws
from tests.unit.contrib.ddex.mead.model import messages
from tunemantra.contrib.ddex.mead import MeadSchemas, read_mead, validate_mead, write_mead

NOWHERE = MeadSchemas(None)
TEXTS = st.sampled_from(
    (b"", b" ", b"x", b"-1", b"9999999999999999999999", b"NaN", "é夜".encode(), b"\xff", b"&#x1F3A7;", b"<a/>")
)
slow_draws = [HealthCheck.too_slow, HealthCheck.data_too_large]


def damaged(draw, xml):
    """Take lines out, put them in twice, swap them, or give an element another text."""
    lines = xml.split(b"\n")
    for _ in range(draw(st.integers(1, 6))):
        place = draw(st.integers(1, len(lines) - 1))
        kind = draw(st.sampled_from(("drop", "double", "swap", "text", "cut")))
        if kind == "drop":
            lines[place] = b""
        elif kind == "double":
            lines[place] += lines[place]
        elif kind == "swap":
            other = draw(st.integers(1, len(lines) - 1))
            lines[place], lines[other] = lines[other], lines[place]
        elif kind == "text":
            start, end = lines[place].find(b">") + 1, lines[place].rfind(b"</")
            lines[place] = lines[place][:start] + draw(TEXTS) + lines[place][end:] if 0 < start < end else lines[place]
        else:
            lines[place] = lines[place][: draw(st.integers(0, len(lines[place])))]
    return b"\n".join(lines)


@given(data=st.data())
@settings(max_examples=draws(50), deadline=None, suppress_health_check=slow_draws)
def test_a_damaged_message_is_read_as_far_as_it_goes(mead, sets, data):
    broken = damaged(data.draw, write_mead(data.draw(messages(sets))))
    reading = read_mead(broken)
    findings = validate_mead(broken, mead)
    assert {finding.rule for finding in validate_mead(broken, NOWHERE)} <= {f.rule for f in findings} | {"MEAD-XSD-000"}
    assert reading.message is not None or reading.findings
    if not any(finding.rule == "MEAD-XSD-001" for finding in findings) and reading.message is not None:
        # What the schema takes, the model has; what it says of itself must be sayable again.
        assert [left.reason for left in reading.unmapped] == []


@given(xml=st.binary(max_size=200))
@settings(max_examples=draws(50), deadline=None)
def test_any_bytes_are_findings(xml):
    assert read_mead(xml).message is None
    assert validate_mead(xml, NOWHERE)
