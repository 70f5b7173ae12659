"""What ffmpeg says of how far it is becomes a share that only grows, or the news that it stands still."""

from __future__ import annotations

import pytest

from tunemantra.contrib.media import _sinks
from tunemantra.contrib.media._header import Header
from tunemantra.contrib.media._sinks import Report

TEN_SECONDS = Header("wav", "pcm_s16le", 48_000, 16, 2, declared=480_000)


def said(report, *reached):
    for far in reached:
        report(memoryview(b"frame=0\nout_time_us=%s\nprogress=continue\n" % far))


def test_a_report_becomes_shares_that_only_grow_and_leave_the_end_to_others():
    told = []
    said(
        Report(TEN_SECONDS, 60, told.append), b"N/A", b"-5", b"1000000", b"500000", b"1000001", b"7500000", b"10000000"
    )
    assert told == [0.1, 0.75]


def test_a_line_may_come_in_pieces():
    told = []
    report = Report(TEN_SECONDS, 60, told.append)
    for piece in (b"out_ti", b"me_us=25", b"00000\nprogr"):
        report(memoryview(piece))
    assert told == [0.25]


def test_a_report_that_says_nothing_new_for_too_long_is_a_standstill(monkeypatch):
    now = [0.0]
    monkeypatch.setattr(_sinks.time, "monotonic", lambda: now[0])
    report = Report(TEN_SECONDS, 60, None)
    said(report, b"1")
    now[0] = 59.0
    said(report, b"1", b"2")
    now[0] = 118.0
    said(report, b"2")
    now[0] = 120.0
    with pytest.raises(TimeoutError):
        said(report, b"2")
