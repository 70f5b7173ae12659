"""The simulator's look at a FLAC."""

from __future__ import annotations

import numpy as np
import pytest
import soundfile

from tunemantra.plugins.amazon.sandbox.flac import look_at_flac


@pytest.fixture
def made(tmp_path):
    def make(bits=24, used=24, rate=48_000, channels=2):
        samples = np.random.default_rng(3).integers(-(2**23), 2**23, (4800, channels), dtype="int32") << 8
        path = tmp_path / "a.flac"
        soundfile.write(path, samples >> (32 - used) << (32 - used), rate, subtype=f"PCM_{bits}", format="FLAC")
        return path

    return make


@pytest.mark.parametrize(("bits", "used"), [(24, 24), (24, 16), (24, 20), (16, 16), (16, 8)])
def test_the_bits_that_are_used_are_counted(made, bits, used):
    seen = look_at_flac(made(bits, used))
    assert (seen.bits, seen.used, seen.rate, seen.frames, seen.faults) == (bits, used, 48_000, 4800, ())


def test_an_md5_that_is_not_that_of_the_samples_is_told(made):
    path = made()
    data = bytearray(path.read_bytes())
    data[26] ^= 1
    path.write_bytes(data)
    assert look_at_flac(path).faults == ("the samples are not those whose MD5 the header states",)
    data[26:42] = bytes(16)
    path.write_bytes(data)
    assert look_at_flac(path).faults == ("the header has no MD5 of the samples",)


def test_what_is_cut_off_is_told(made):
    path = made()
    path.write_bytes(path.read_bytes()[:9000])
    assert any("samples promised" in fault for fault in look_at_flac(path).faults)


@pytest.mark.parametrize("changes", [{"rate": 32_000}, {"channels": 1}])
def test_what_is_less_than_a_cd_is_refused(made, changes):
    (fault,) = look_at_flac(made(**changes)).faults
    assert fault.endswith("16 bit, 44100 Hz, stereo needed")


def test_what_is_no_flac_is_told(tmp_path):
    path = tmp_path / "a.flac"
    path.write_bytes(b"RIFF")
    assert look_at_flac(path).faults == ("not a FLAC file",)
