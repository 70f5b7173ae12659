"""Another implementation of XML Schema agrees: on what is valid, and on each seeded fault of structure, value, link."""

from __future__ import annotations

import io

import pytest

from tests.unit.contrib.ddex.validation.conftest import SAMPLES
from tests.unit.contrib.ddex.validation.seeded import spoil
from tests.unit.contrib.ddex.validation.test_faults import REFERENCES, STRUCTURE, VALUES
from tunemantra.contrib.ddex import version_of
from tunemantra.contrib.ddex.validation import validate_message

# What both schemas and the references say of a message; the other implementation follows references, lxml does not.
SHARED = ("ERN-XSD-", "ERN-AVS-", "ERN-REF-")
# The schema allows them; only our own rules see them.
OURS_ALONE = {"ERN-REF-004", "ERN-UDV-001", "ERN-UDV-002", "ERN-UDV-003"}
SEEDED = [wrong for wrong in (*STRUCTURE, *REFERENCES, *VALUES) if wrong.rule not in OURS_ALONE]


def verdicts(xml, schemas, opinions):
    report = validate_message(xml, schemas)
    ours = {one.rule for one in report.errors if one.rule.startswith(SHARED)}
    theirs = [str(error.reason) for error in opinions(version_of(report.version)).iter_errors(io.BytesIO(xml))]
    return ours, theirs


@pytest.mark.parametrize("name", SAMPLES)
def test_both_find_the_official_samples_valid(base, schemas, opinions, name):
    assert verdicts(base(name), schemas, opinions) == (set(), [])


@pytest.mark.parametrize("wrong", SEEDED, ids=lambda wrong: wrong.name)
def test_both_find_a_seeded_fault(base, schemas, opinions, wrong):
    spoiled, _, _ = spoil(base(wrong.base), wrong)
    ours, theirs = verdicts(spoiled, schemas, opinions)
    assert ours
    assert theirs
    assert wrong.rule in ours or not wrong.rule.startswith(SHARED)


@pytest.mark.parametrize("rule", sorted(OURS_ALONE))
def test_what_only_our_rules_find_is_valid_for_both_schemas(base, schemas, opinions, rule):
    wrong = next(one for one in (*REFERENCES, *VALUES) if one.rule == rule)
    spoiled, _, _ = spoil(base(wrong.base), wrong)
    assert verdicts(spoiled, schemas, opinions) == (set(), [])
