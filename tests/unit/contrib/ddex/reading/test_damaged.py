"""A message with anything missing, doubled or spoilt is read as far as it goes; nothing raises, nothing is lost."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from lxml import etree

from tests.support import draws
from tests.unit.contrib.ddex.reading.made import dialect, entries, order
from tunemantra.contrib.ddex import build_new_release
from tunemantra.contrib.ddex.reading import read_message
from tunemantra.contrib.ddex.versions import ERN_43, ERN_411, ERN_432
from tunemantra.testing.products import products

some = settings(
    max_examples=draws(12),
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.generate],
)
many = settings(some, max_examples=500)
ODD = (
    "",
    "0",
    "-1",
    "true",
    "Worldwide",
    "ZZ",
    "2026",
    "2026-02-31",
    "PT",
    "P1Y",
    "R0",
    "A1",
    "x" * 300,
    "9" * 40,
    "夜",
)


def damaged(data, version):
    """A valid message with some elements removed, doubled, moved, renamed or filled with something else."""
    release = data.draw(products())
    root = etree.fromstring(build_new_release(order(release), entries(release), dialect(version)))
    choice = data.draw(st.randoms(use_true_random=False))
    for _ in range(choice.randint(1, 6)):
        victims = list(root.iter())[1:]
        if not victims:
            break
        victim = choice.choice(victims)
        parent = victim.getparent()
        match choice.randint(0, 5):
            case 0:
                parent.remove(victim)
            case 1:
                parent.append(etree.fromstring(etree.tostring(victim)))
            case 2:
                victim.text = choice.choice(ODD)
            case 3:
                choice.choice(victims).append(etree.fromstring(etree.tostring(victim)))
            case 4:
                victim.set(
                    choice.choice(("ApplicableTerritoryCode", "SequenceNumber", "IsDefault")), choice.choice(ODD)
                )
            case 5:
                victim.tag = choice.choice(("Odd", "Release", "Deal", "TerritoryCode", "ResourceGroup"))
    return etree.tostring(root)


@pytest.mark.parametrize("version", [ERN_43, ERN_411, ERN_432], ids=lambda version: version.number)
@given(data=st.data())
@some
def test_any_damage_is_answered(version, data):
    read_message(damaged(data, version))


@pytest.mark.nightly
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("version", [ERN_43, ERN_411, ERN_432], ids=lambda version: version.number)
@given(data=st.data())
@many
def test_any_damage_is_answered_at_night(version, data):
    read_message(damaged(data, version))


@given(data=st.data(), odd=st.text(min_size=1, max_size=20))
@some
def test_no_text_is_silently_away(data, odd):
    """An element of another name is found again with its text, wherever it stands."""
    release = data.draw(products())
    root = etree.fromstring(build_new_release(order(release), entries(release), dialect(ERN_43)))
    victim = data.draw(st.sampled_from([one for one in root.iter() if len(one)]))
    words = " ".join(odd.split())
    stranger = etree.SubElement(victim, "Stranger")
    try:
        stranger.text = words
    except ValueError:
        return
    read = read_message(etree.tostring(root))
    # An entry of a list has its position in its path, also where it is alone.
    assert [one.text for one in read.unmapped if one.kind.endswith("Stranger")] == ([words] if words else [])
