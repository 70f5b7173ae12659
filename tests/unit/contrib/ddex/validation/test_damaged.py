"""However a message is damaged, it is judged: findings, never a traceback."""

from __future__ import annotations

from copy import deepcopy

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from tests.support import draws
from tests.unit.contrib.ddex.validation.conftest import SAMPLES
from tunemantra.contrib.ddex.validation import validate_message

ODD = (
    "",
    " ",
    "-1",
    "0",
    "nan",
    "1e999999999",
    "inf",
    "9" * 400,
    "٣",
    "P",
    "PT",
    "PT999999999S",
    "2026-02-30",
    "0000-00-00",
    "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59-14:00",
    "2026-01-01T24:00:00",
    "http://[",
    "C:\\a",
    "%00",
    "%2e%2e/x",
    "..",
    "a/" * 200,
    "x" * 5000,
    "UserDefined",
    "Worldwide",
    "true",
    "A1",
    "R0",
    "P1",
    "💿",
)


def drop(element, _other, _text):
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def rename(element, other, _text):
    if element.getparent() is not None and other.getparent() is not None:
        element.tag = other.tag


def say(element, _other, text):
    element.text = text


def mark(element, other, text):
    for name in (*other.keys(), "SequenceNumber", "IsDefault", "UserDefinedValue")[:3]:
        if not name.startswith("{"):
            element.set(name, text)


def copy(element, other, _text):
    if element.getparent() is not None:
        element.addnext(
            deepcopy(other) if not any(other is one for one in element.iterancestors()) else deepcopy(element)
        )


def note(element, _other, _text):
    element.insert(0, etree.Comment("between"))
    element.append(etree.ProcessingInstruction("go", "on"))


@pytest.mark.parametrize("name", sorted(SAMPLES))
@given(data=st.data())
@settings(max_examples=draws(15), deadline=None, suppress_health_check=list(HealthCheck))
def test_a_damaged_message_is_judged(base, schemas, tmp_path_factory, name, data):
    root = etree.fromstring(base(name))
    for _ in range(data.draw(st.integers(1, 12))):
        elements = list(root.iter("*"))
        places = st.integers(0, len(elements) - 1)
        change = data.draw(st.sampled_from((drop, rename, say, mark, copy, note)))
        change(elements[data.draw(places)], elements[data.draw(places)], data.draw(st.sampled_from(ODD)))
    for file in list(root.iter("URI", "FileName", "FilePath", "FileSize", "HashSumValue"))[:3]:
        file.text = data.draw(st.sampled_from(ODD))
    report = validate_message(etree.tostring(root), schemas, folder=tmp_path_factory.getbasetemp())
    assert all(finding.message.startswith(("Line ", "The ")) for finding in report.findings)
