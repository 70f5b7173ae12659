"""A file of 64 kB that unpacks to ten hours: what is done with it is bounded in time and memory."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.unit.contrib.media.material import endless_flac

MOST_MIB = 250
WORK = {
    "probe": "found = FfmpegAudio().inspect(path)",
    "check": "found = FfmpegAudio().measure(path)",
    "analyse": "found = FfmpegListener().analyse(path)",
}
CODE = """
import json, resource, sys
from pathlib import Path
from tunemantra.contrib.media import FfmpegAudio
from tunemantra.contrib.media.listening import FfmpegListener
path = Path(sys.argv[1])
{work}
peak = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM")).split()[1]
mib = (int(peak) + resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss) / 1024
seconds = found.seconds if hasattr(found, "seconds") else found.duration
told = [fault.kind for fault in found.faults] if hasattr(found, "faults") else [found.problem]
print(json.dumps({{"seconds": seconds, "told": told, "mib": mib}}))
"""


def done(work, path):
    command = [sys.executable, "-c", CODE.format(work=WORK[work]), path]
    return json.loads(subprocess.run(command, capture_output=True, text=True, check=True, timeout=1_200).stdout)


@pytest.mark.timeout(1_200)
@pytest.mark.parametrize(
    ("work", "hours", "told"),
    [
        ("probe", 10, [""]),
        ("check", 10, [""]),
        ("analyse", 0.2, ["silence"]),
        pytest.param("analyse", 10, ["silence"], marks=pytest.mark.nightly),
    ],
)
def test_ten_hours_take_no_more_memory_than_minutes(tmp_path, work, hours, told):
    path = endless_flac(tmp_path / "endless.flac", hours)
    assert path.stat().st_size < 65_000
    found = done(work, path)
    assert found["seconds"] == pytest.approx(hours * 3600, abs=8)
    assert found["told"] == told
    assert found["mib"] < MOST_MIB


@pytest.mark.parametrize(("stated", "told"), [(11, "truncated"), (10_000, "longer than 12 hours")])
def test_a_header_that_promises_more_is_told(tmp_path, stated, told):
    path = endless_flac(tmp_path / "endless.flac", 0.1)
    data = bytearray(path.read_bytes())
    # 36 bits count the samples.
    data[21:26] = ((data[21] & 0xF0) << 32 | stated * 3600 * 8_000).to_bytes(5, "big")
    path.write_bytes(data)
    found = done("check", path)
    assert told in found["told"][0]
    assert found["mib"] < MOST_MIB
