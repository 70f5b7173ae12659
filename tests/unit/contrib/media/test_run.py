"""A process is watched to its end, and ended where it does not come to one."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from tunemantra.contrib.media import FfmpegAudio
from tunemantra.contrib.media._run import run_ffmpeg
from tunemantra.errors import Category, Disposition, MediaError


def python(code):
    return [sys.executable, "-c", code]


def is_running(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_everything_on_stdout_arrives_however_much_is_said_on_stderr():
    got = bytearray()
    code = "import sys\nfor _ in range(3000): sys.stdout.write('x' * 1000); sys.stderr.write('y' * 1000)"
    run_ffmpeg(python(code), got.extend)
    assert got == b"x" * 3_000_000


def test_a_process_that_stands_still_is_ended():
    pids = []
    code = "import os, sys, time\nprint(os.getpid(), flush=True)\ntime.sleep(600)"
    with pytest.raises(MediaError, match=r"made no progress for 0\.5 seconds") as caught:
        run_ffmpeg(python(code), lambda data: pids.append(bytes(data)), stall_seconds=0.5)
    assert not is_running(int(pids[0]))
    assert (caught.value.disposition, caught.value.category) == (Disposition.RETRY, Category.TECHNICAL)


def test_what_the_sink_raises_ends_the_process_and_passes_through():
    pids = []

    def refuse(data):
        pids.append(int(data))
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_ffmpeg(python("import os, time\nprint(os.getpid(), flush=True)\ntime.sleep(600)"), refuse)
    assert not is_running(pids[0])


def test_a_binary_that_is_not_there_is_our_error():
    with pytest.raises(MediaError, match="cannot be started: No such file"):
        run_ffmpeg(["/no/such/ffmpeg"], bytes)


def test_a_process_killed_from_outside_is_tried_again():
    with pytest.raises(MediaError, match="ended by signal 9") as caught:
        run_ffmpeg(python("import os; os.kill(os.getpid(), 9)"), bytes)
    assert caught.value.disposition is Disposition.RETRY


def test_the_thread_that_bounds_the_whole_goes_before_all_others():
    noise = ["-f", "lavfi", "-i", "anoisesrc=r=44100:d=30"]
    made = [part for form in ("mp3", "flac") for part in ("-map", "0:a", "-f", form, os.devnull)]
    told = ["-nostdin", "-v", "error", "-y", "-progress", "pipe:1", "-stats_period", "0.01"]
    seen = []
    run_ffmpeg([FfmpegAudio().ffmpeg, *told, *noise, *made], lambda _: seen.append(niceness()), bound_by="libmp3")
    # What writes its file is begun by LAME's thread, and may be as quick.
    encoders = [{name.rpartition(":")[2]: nice for name, nice in one.items() if "enc" in name} for one in seen]
    assert {"libmp3la": os.nice(0), "flac": os.nice(0) + 10} in encoders


def niceness():
    """Return how far each thread of ffmpeg, started here, stands back, by its name; nothing where there is no LAME."""
    for children in Path("/proc/self/task").glob("*/children"):
        for child in children.read_text().split():
            found = {}
            for one in Path(f"/proc/{child}/task").iterdir():
                with suppress(OSError):  # threads end
                    head, _, tail = one.joinpath("stat").read_text().rpartition(")")
                    found[head.partition("(")[2]] = int(tail.split()[16])
            if any("libmp3" in name for name in found):
                return found
    return {}
