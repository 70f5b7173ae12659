"""What the Transporter's complaints become."""

from __future__ import annotations

import pytest

from tunemantra.errors import (
    AuthError,
    Category,
    ConnectError,
    Disposition,
    IntegrityError,
    OutageError,
    ProtocolError,
    QuotaError,
    RefusedError,
)
from tunemantra.plugins.itunes.errors import error_of, unfinished
from tunemantra.plugins.itunes.log import Fault, Log


def said(*faults):
    return error_of(Log(faults), "uploading 1")


def coded(number, text="no"):
    return Fault(str(number), text, "Album", itms=True)


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("-20101", AuthError),
        ("-20209", AuthError),
        ("-1005", ConnectError),
        ("1503", OutageError),
        ("7", ProtocolError),
    ],
)
def test_numbers(code, kind):
    assert type(said(Fault(code, "sorry"))) is kind


@pytest.mark.parametrize(
    ("number", "category"),
    [
        (3001, Category.METADATA),
        (4020, Category.METADATA),
        (5001, Category.METADATA),
        (6000, Category.METADATA),
        (8003, Category.TECHNICAL),
        (9000, Category.CONTENT),
        (7000, Category.PLATFORM),
    ],
)
def test_families(number, category):
    problem = said(coded(number))
    assert isinstance(problem, RefusedError)
    assert problem.category is category


def test_every_fault_is_a_finding():
    problem = said(coded(4000, "one"), coded(9000, "two"), Fault("", "and some words"))
    assert [(finding.rule, finding.path, finding.message) for finding in problem.findings] == [
        ("ITMS-4000", "Album", "one"),
        ("ITMS-9000", "Album", "two"),
    ]


def test_the_account_comes_before_the_package():
    assert isinstance(said(coded(4000), Fault("-20209", "locked")), AuthError)


def test_bytes_that_were_spoilt_on_their_way_are_sent_again():
    assert isinstance(said(coded(9011)), IntegrityError)
    assert isinstance(said(coded(9011), coded(9000)), RefusedError)


def test_how_long_to_wait():
    problem = said(Fault("1429", "try again in 7 seconds."))
    assert (type(problem), problem.retry_after) == (QuotaError, 7.0)
    assert said(Fault("1429", "slowly")).retry_after == 30.0


def test_warnings_and_silence_are_no_errors():
    assert said() is None
    assert said(Fault("4000", "careful", itms=True, warning=True)) is None


def test_a_run_without_an_end_is_tried_again():
    assert unfinished(-9, "it").disposition is Disposition.RETRY
    assert "signal 9" in unfinished(-9, "it").message
    assert "ended with 1" in unfinished(1, "it").message
