"""The matrix of platforms and questions leaves nothing out, and says why something was not asked."""

from __future__ import annotations

import json

import pytest

from tunemantra.testing.matrix import Asked, Matrix, question_of


def matrix(*asked):
    made = Matrix()
    for one in asked:
        made.add(one)
    return made


def test_every_question_is_a_line_and_every_platform_a_column():
    lines = list(
        matrix(
            Asked("acme", "rule", "PLT-001", "passed"),
            Asked("bolt", "rule", "PLT-001", "failed"),
            Asked("bolt", "scenario", "deliver: A single", "skipped", "the platform has no capability update"),
        ).lines()
    )
    assert lines[0].split() == ["acme", "bolt"]
    assert lines[1].split() == ["●", "✗", "PLT-001"]
    assert lines[2].split(maxsplit=1) == ["–", "deliver: A single"]
    assert "bolt: deliver: A single: the platform has no capability update" in lines[3]
    assert lines[-1].endswith("1 skipped, 0 of them without a reason")


def test_a_skip_without_a_reason_is_counted():
    lines = list(matrix(Asked("acme", "rule", "PLT-007", "skipped")).lines())
    assert lines[-1].endswith("1 of them without a reason")


def test_a_failure_is_not_forgotten():
    made = matrix(Asked("acme", "rule", "PLT-001", "failed"), Asked("acme", "rule", "PLT-001", "passed"))
    assert [one.outcome for one in made.asked.values()] == ["failed"]


def test_what_is_written_can_be_read(tmp_path):
    made = matrix(Asked("acme", "rule", "PLT-001", "passed", seconds=0.5))
    made.write(tmp_path / "conformance.json")
    told = json.loads((tmp_path / "conformance.json").read_text("utf-8"))
    assert told["contract"] == 1
    assert told["versions"]["tunemantra"]
    assert told["platforms"]["acme"][0] == {
        "platform": "acme",
        "kind": "rule",
        "what": "PLT-001",
        "outcome": "passed",
        "reason": "",
        "seconds": 0.5,
    }


@pytest.mark.parametrize(
    ("name", "doc", "found"),
    [
        ("test_plt_060_a_release_becomes_live", "PLT-060.", ("rule", "PLT-060")),
        ("test_a_single[acme]", "deliver.feature: A single", ("scenario", "deliver: A single")),
        ("test_x[slow-ack-acme]", "/a/b/faults.feature: X", ("scenario", "faults: X (slow-ack)")),
        ("test_x[acme-slow-ack]", "faults.feature: X", ("scenario", "faults: X (slow-ack)")),
        ("test_something_else", "Something else.", ("", "")),
    ],
)
def test_a_question_has_the_name_of_its_rule_or_scenario(name, doc, found):
    assert question_of(name, doc, "acme") == found
