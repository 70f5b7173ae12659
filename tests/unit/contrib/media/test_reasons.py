"""ffmpeg's words become one short sentence of ours."""

from __future__ import annotations

import errno
import os

import pytest

from tunemantra.contrib.media._reasons import failure, unwritten
from tunemantra.errors import ROOM_SECONDS, Category, Disposition


def test_a_full_disk_is_no_fault_of_the_file():
    error = failure(228, ["[out#0/s16le @ 0x55d] Error writing trailer: No space left on device"])
    assert (error.message, error.category, error.disposition) == (
        "the disk is full",
        Category.TECHNICAL,
        Disposition.WAIT,
    )
    assert error.retry_after == ROOM_SECONDS


@pytest.mark.parametrize(
    ("number", "disposition"),
    [(errno.ENOSPC, Disposition.WAIT), (errno.EDQUOT, Disposition.WAIT), (errno.EIO, Disposition.RETRY)],
)
def test_what_cannot_be_written_waits_for_room_alone(number, disposition):
    error = unwritten("out cannot be written to", OSError(number, os.strerror(number)))
    assert (error.message, error.disposition) == (f"out cannot be written to: {os.strerror(number)}", disposition)


def test_damage_is():
    error = failure(183, ["[flac @ 0x55d] invalid sync code", "Error submitting packet to decoder: Invalid data found"])
    assert (error.category, error.disposition) == (Category.CONTENT, Disposition.STOP)
    assert error.message == "damaged or truncated: the audio cannot be decoded to its end"


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("[x @ 0x55d1f0] file:/music/secret/01.wav is odd", "cannot be decoded: the file is odd"),
        ("odd \x1b[31m red", "cannot be decoded: odd ?[31m red"),
        ("z" * 4000, "cannot be decoded: " + "z" * 160),
    ],
)
def test_unknown_words_are_shortened_and_cleaned(line, message):
    assert failure(1, [line, ""]).message == message


def test_silence_is_told_by_its_exit_code():
    assert failure(7, [""]).message == "cannot be decoded: exit code 7"
