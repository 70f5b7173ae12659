"""Nothing is silently lost on reading: whatever is changed in a message, the change is seen.

Every text and every attribute in turn is replaced by a word that occurs nowhere else: the word is in the release, the
header or the files as read, in the list of what is unmapped, or in a finding. Then it is replaced by another good value
of its kind: what is read is not the same as before.
"""

from __future__ import annotations

import re

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from lxml import etree

from tests.unit.contrib.ddex.reading.made import dialect, entries, order
from tunemantra.contrib.ddex import build_new_release
from tunemantra.contrib.ddex.reading import read_message
from tunemantra.contrib.ddex.versions import ERN_43, ERN_382, ERN_411, ERN_432
from tunemantra.testing.products import products

SAMPLES = (
    "ern382/AudioAlbumMusicOnly.xml",
    "ern383/Album.xml",
    "ern383/Single.xml",
    "ern411/1 Audio.xml",
    "ern42/1 Audio.xml",
    "ern42/Variant Classical.xml",
    "ern43/1 Audio.xml",
    "ern43/2 Video.xml",
    "ern43/4 SimpleAudioSingle.xml",
    "ern432-derived/1 Audio.xml",
    "ern432-derived/2 Video.xml",
    "ern432-derived/4 SimpleAudioSingle.xml",
)
VERSIONS = (ERN_382, ERN_411, ERN_43, ERN_432)
MARK = "Zq7nowhere"

RECOMPUTED = {
    # How a message is to be checked, not what it says.
    "@AvsVersionId",
    "@MessageSchemaVersionId",
    "@schemaLocation",
    # A name within the message for details that nothing but terms points at; what terms say there is told.
    "TechnicalResourceDetailsReference",
}
ANCHORS = {"PartyReference", "ReleaseReference", "ResourceReference", "VisibilityReference"}
"""Names within the message: under another one, what points at them leads nowhere."""

ORDER = {"@SequenceNumber", "SequenceNumber", "@IsDefault", "@IsEan"}
"""Which comes first: another number, or no default among one, may leave the order as it is. How long a code is."""


def name_of(element, attribute):
    return f"@{etree.QName(attribute).localname}" if attribute else etree.QName(element).localname


def leaves(root):
    """Return every text and attribute by kind: the names of the elements around it."""
    kinds = {}
    for element in root.iter("*"):
        around = "/".join(etree.QName(one).localname for one in reversed([element, *element.iterancestors()]))
        if len(element) == 0 and (element.text or "").strip():
            kinds.setdefault(around, []).append((element, None))
        for attribute in element.attrib:
            kinds.setdefault(f"{around}/@{etree.QName(attribute).localname}", []).append((element, attribute))
    return kinds


def another(text):
    """Return another good value of the same kind; None where there is none that is sure to mean something else."""
    text = text.strip()
    if text in {"true", "false"}:
        return {"true": "false", "false": "true"}[text]
    if re.fullmatch(r"\d{4}(-\d\d.*)?", text):
        return f"{int(text[:4]) + 1000}{text[4:]}"
    if re.fullmatch(r"PT.*", text):
        return "PT9M9S"
    if re.fullmatch(r"\d{1,3}", text):
        return str(int(text) + 1)
    if re.fullmatch(r"\d+\.\d+", text):
        return f"{text[:-1]}{(int(text[-1]) + 1) % 10}"
    return None


def with_value(root, element, attribute, value):
    """Read a message with one value exchanged."""
    old = element.get(attribute) if attribute else element.text
    try:
        if attribute:
            element.set(attribute, value)
        else:
            element.text = value
        return read_message(etree.tostring(root))
    finally:
        if attribute:
            element.set(attribute, old)
        else:
            element.text = old


def lost(root, chosen):
    """Return the kinds of those values whose change nobody would see."""
    plain = read_message(etree.tostring(root))
    found = []
    for kind, element, attribute in chosen:
        name = name_of(element, attribute)
        if name in RECOMPUTED:
            continue
        if name in ANCHORS and not any(one.text == element.text for one in root.iter("*") if one is not element):
            continue
        marked = with_value(root, element, attribute, MARK)
        if marked == plain if name in ANCHORS else MARK.casefold() not in repr(marked).casefold():
            found.append(f"{kind} = {MARK}")
        value = another(element.get(attribute) if attribute else element.text)
        if value and name not in ORDER and with_value(root, element, attribute, value) == plain:
            found.append(f"{kind} = {value}")
    return found


def some_of(root, most):
    """Return values of as many kinds, evenly over the message, of each kind one in the middle."""
    kinds = leaves(root)
    step = -(-len(kinds) // most)
    picked = list(kinds.items())[step // 2 :: step]
    return [(kind, *places[len(places) // 2]) for kind, places in picked]


def every(root):
    return [(kind, *place) for kind, places in leaves(root).items() for place in places]


def written(product, version):
    return etree.fromstring(build_new_release(order(product), entries(product), dialect(version)))


@pytest.mark.parametrize("name", SAMPLES)
def test_no_change_of_a_sample_is_lost(ddex_folder, name):
    root = etree.parse(ddex_folder / "samples" / name).getroot()
    assert lost(root, some_of(root, 10)) == []


@pytest.mark.nightly
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("name", SAMPLES)
def test_no_change_of_a_sample_is_lost_at_night(ddex_folder, name):
    root = etree.parse(ddex_folder / "samples" / name).getroot()
    assert lost(root, every(root)) == []


few = settings(
    max_examples=2,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.generate],
)


@pytest.mark.parametrize("version", VERSIONS, ids=lambda version: version.number)
@given(product=products(tracks=2))
@few
def test_no_change_of_a_written_message_is_lost(version, product):
    root = written(product, version)
    assert lost(root, some_of(root, 20)) == []


@pytest.mark.nightly
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("version", VERSIONS, ids=lambda version: version.number)
@given(data=st.data())
@settings(few, max_examples=30, derandomize=False)
def test_no_change_of_a_written_message_is_lost_at_night(version, data):
    root = written(data.draw(products()), version)
    assert lost(root, every(root)[:2_000]) == []
