"""A fault happens as often as it was ordered."""

from __future__ import annotations

import json

import pytest

from tunemantra.contrib.sandbox import FOREVER, Faults, OrderedFault


def test_a_fault_is_counted_down(tmp_path):
    faults = Faults(tmp_path, ordered=[OrderedFault("too-many-requests", "7", 2)])
    assert [faults.take("too-many-requests") for _ in range(3)] == ["7", "7", None]
    assert faults.due() == {}


def test_a_fault_for_ever_stays(tmp_path):
    faults = Faults(tmp_path)
    faults.order("unavailable", times=FOREVER)
    assert [faults.take("unavailable") for _ in range(5)] == [""] * 5


def test_a_number_falls_back_to_its_default(tmp_path):
    faults = Faults(tmp_path)
    faults.order("slow-ack", times=2)
    assert faults.number("slow-ack", 5) == 5.0
    faults.order("slow-ack", "0.25")
    assert faults.number("slow-ack", 5) == 0.25
    assert faults.number("slow-ack", 5) is None


def test_a_file_written_while_it_runs_counts(tmp_path):
    faults = Faults(tmp_path)
    faults.path.write_text(json.dumps({"unknown-status": {"value": "Simmering"}}), encoding="utf-8")
    assert faults.take("unknown-status") == "Simmering"
    assert faults.take("unknown-status") is None


def test_two_switchboards_of_one_folder_share_the_count(tmp_path):
    one, other = Faults(tmp_path), Faults(tmp_path)
    one.order("unavailable", times=2)
    assert [other.take("unavailable"), one.take("unavailable"), other.take("unavailable")] == ["", "", None]


def test_an_unknown_fault_is_refused(tmp_path):
    with pytest.raises(ValueError, match="no fault 'typo'"):
        Faults(tmp_path, {"unavailable"}).order("typo")


def test_faults_are_taken_back(tmp_path):
    faults = Faults(tmp_path)
    faults.order("unavailable")
    faults.clear()
    assert faults.take("unavailable") is None
