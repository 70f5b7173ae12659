"""What is told of a whole recording, and what becomes of files that are none."""

from __future__ import annotations

import os
import struct
from pathlib import Path

import numpy as np
import pytest
import soundfile

from tests.unit.contrib.media.listening.defects import music, run_ffmpeg
from tests.unit.contrib.media.listening.sounds import faded, tone, write
from tunemantra.contrib.formats import JsonCodec
from tunemantra.contrib.media.listening import FfmpegListener, listener
from tunemantra.core.analysis import SoundAnalysis, SoundFaultKind
from tunemantra.errors import MediaError

RATE = 48_000


@pytest.fixture(scope="module")
def heard(tmp_path_factory: pytest.TempPathFactory) -> SoundAnalysis:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(listener, "hears_music", lambda: False)
        return FfmpegListener().analyse(write(tmp_path_factory.mktemp("heard") / "music.wav", music()))


def test_length_depth_and_bandwidth_are_told(heard: SoundAnalysis) -> None:
    assert (heard.seconds, heard.bits, heard.bandwidth) == (4.0, 24, 24_000.0)


def test_the_peak_is_that_of_the_samples(heard: SoundAnalysis) -> None:
    assert heard.loudness.sample_peak == pytest.approx(20 * np.log10(np.abs(music()).max()), abs=0.01)
    assert heard.loudness.true_peak is not None
    assert heard.loudness.true_peak >= heard.loudness.sample_peak


def test_pictures_of_it_have_their_points(heard: SoundAnalysis) -> None:
    assert (len(heard.envelope), len(heard.curve), len(heard.spectrum)) == (500, 500, 60)
    assert max(heard.envelope) == pytest.approx(np.abs(music()).max(), abs=0.001)


def test_the_fingerprint_has_about_eight_words_a_second(ear: FfmpegListener, tmp_path: Path) -> None:
    found = ear.analyse(write(tmp_path / "long.wav", music(seconds=20.0)))
    assert len(found.fingerprint) == pytest.approx((20 - 2.6) / 0.1238, abs=2)
    assert all(0 <= word < 2**32 for word in found.fingerprint)


def test_the_same_bytes_give_the_same_analysis(ear: FfmpegListener, tmp_path: Path) -> None:
    file = write(tmp_path / "music.wav", music())
    assert ear.analyse(file) == ear.analyse(file)


def test_an_analysis_can_be_kept_as_json(heard: SoundAnalysis) -> None:
    codec = JsonCodec()
    assert codec.load(codec.dump(heard), SoundAnalysis) == heard


def test_mono_is_whole_by_itself(ear: FfmpegListener, tmp_path: Path) -> None:
    found = ear.analyse(write(tmp_path / "mono.wav", music()[:1]))
    assert (found.faults, found.correlation, len(found.dc_offset)) == ((), 1.0, 1)


@pytest.mark.parametrize("name", ["music.flac", "music.aiff"])
def test_other_containers_are_heard_alike(ear: FfmpegListener, tmp_path: Path, name: str) -> None:
    source = write(tmp_path / "music.wav", music())
    run_ffmpeg(source, "-c:a", "flac" if name.endswith("flac") else "pcm_s24be", tmp_path / name)
    assert ear.analyse(tmp_path / name) == ear.analyse(source)


def test_floating_point_that_holds_sixteen_bits_says_so(ear: FfmpegListener, tmp_path: Path) -> None:
    found = ear.analyse(write(tmp_path / "float.wav", np.rint(music() * 2**15) / 2**15, bits=0))
    assert found.bits == 16
    assert {fault.kind for fault in found.faults} == {SoundFaultKind.PADDED_BITS}


def test_sixty_four_bits_of_floating_point_are_no_padding(ear: FfmpegListener, tmp_path: Path) -> None:
    soundfile.write(tmp_path / "double.wav", music().T, RATE, "DOUBLE")
    assert ear.analyse(tmp_path / "double.wav").faults == ()


def test_floats_above_full_scale_are_too_high_and_not_cut_off(ear: FfmpegListener, tmp_path: Path) -> None:
    found = ear.analyse(write(tmp_path / "loud.wav", 2 * music() / np.abs(music()).max(), bits=0)).faults
    assert {fault.kind for fault in found} == {SoundFaultKind.TRUE_PEAK}


def test_a_lossy_file_is_not_suspected_of_being_one(ear: FfmpegListener, tmp_path: Path) -> None:
    sound = faded(np.random.default_rng(1).normal(0, 0.05, (2, 5 * RATE)), RATE)
    run_ffmpeg(write(tmp_path / "noise.wav", sound), "-b:a", "128k", tmp_path / "noise.mp3")
    run_ffmpeg(tmp_path / "noise.mp3", tmp_path / "made.wav")
    kinds = [[fault.kind for fault in ear.analyse(tmp_path / name).faults] for name in ("noise.mp3", "made.wav")]
    assert kinds == [[], [SoundFaultKind.LOSSY_ANCESTRY]]


def test_the_share_done_is_told_to_its_end(ear: FfmpegListener, tmp_path: Path) -> None:
    told: list[float] = []
    ear.analyse(write(tmp_path / "music.wav", music()), told.append)
    assert told == sorted(told)
    assert told[-1] == 1.0
    assert len(told) > 1


def test_whoever_is_told_may_cancel(ear: FfmpegListener, tmp_path: Path) -> None:
    class EnoughError(Exception):
        pass

    def stop(_share: float) -> None:
        raise EnoughError

    with pytest.raises(EnoughError):
        ear.analyse(write(tmp_path / "music.wav", music()), stop)


class TestBadInput:
    def test_an_empty_file_is_refused(self, ear: FfmpegListener, tmp_path: Path) -> None:
        (tmp_path / "empty.wav").touch()
        with pytest.raises(MediaError, match="empty"):
            ear.analyse(tmp_path / "empty.wav")

    def test_a_text_that_calls_itself_a_wav_is_refused(self, ear: FfmpegListener, tmp_path: Path) -> None:
        (tmp_path / "text.wav").write_text("These are only words.")
        with pytest.raises(MediaError, match="text file"):
            ear.analyse(tmp_path / "text.wav")

    def test_a_missing_file_is_refused(self, ear: FfmpegListener, tmp_path: Path) -> None:
        with pytest.raises(MediaError, match="cannot be read"):
            ear.analyse(tmp_path / "none.wav")

    def test_ten_hours_that_are_only_stated_are_one_fault(self, ear: FfmpegListener, tmp_path: Path) -> None:
        file = write(tmp_path / "long.wav", faded(tone(8000, 3.0, 440, -12, channels=1), 8000), 8000, 16)
        head = bytearray(file.read_bytes())
        struct.pack_into("<I", head, 40, 10 * 3600 * 8000 * 2)
        file.write_bytes(head)
        found = ear.analyse(file)
        assert [(fault.kind, fault.start, fault.end) for fault in found.faults] == [
            (SoundFaultKind.TRUNCATED, 3.0, 36_000.0)
        ]

    @pytest.mark.parametrize(("frames", "told"), [(40, "63960 of 64000 frames"), (8000, "7.00 s of 8.00 s")])
    def test_a_cut_too_small_for_hundredths_is_told_in_frames(
        self, ear: FfmpegListener, tmp_path: Path, frames: int, told: str
    ) -> None:
        file = write(tmp_path / "cut.wav", faded(tone(8000, 8.0, 440, -12, channels=1), 8000), 8000, 16)
        file.write_bytes(file.read_bytes()[: -2 * frames])
        (detail,) = [one.detail for one in ear.analyse(file).faults if one.kind is SoundFaultKind.TRUNCATED]
        assert detail == f"{told} are there"

    def test_more_than_twelve_hours_are_refused_before_they_are_decoded(
        self, ear: FfmpegListener, tmp_path: Path
    ) -> None:
        file = write(tmp_path / "endless.wav", tone(8000, 1.0, 440, -12, channels=1), 8000, 16)
        head = bytearray(file.read_bytes())
        struct.pack_into("<I", head, 40, 13 * 3600 * 8000 * 2)
        file.write_bytes(head)
        with pytest.raises(MediaError, match="longer than 12 hours"):
            ear.analyse(file)

    def test_a_flac_that_breaks_off_is_heard_as_far_as_it_goes(self, ear: FfmpegListener, tmp_path: Path) -> None:
        whole = tmp_path / "whole.flac"
        run_ffmpeg(write(tmp_path / "music.wav", music()), "-c:a", "flac", whole)
        broken = tmp_path / "broken.flac"
        broken.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
        kinds = {fault.kind for fault in ear.analyse(broken).faults}
        assert SoundFaultKind.TRUNCATED in kinds

    def test_a_file_cut_off_within_a_sample_is_cut_off_and_no_more(self, ear: FfmpegListener, tmp_path: Path) -> None:
        file = write(tmp_path / "music.wav", music())
        file.write_bytes(file.read_bytes()[: 44 + 6 * 2 * RATE + 5])
        kinds = {fault.kind for fault in ear.analyse(file).faults}
        assert kinds == {SoundFaultKind.TRUNCATED, SoundFaultKind.CUT_END}

    def test_nothing_but_no_numbers_is_one_fault_a_channel_and_no_silence(
        self, ear: FfmpegListener, tmp_path: Path
    ) -> None:
        found = ear.analyse(write(tmp_path / "none.wav", np.full((2, 2 * RATE), np.nan), bits=0)).faults
        assert [(fault.kind, fault.start, fault.end, fault.channel) for fault in found] == [
            (SoundFaultKind.NOT_A_NUMBER, 0.0, 2.0, channel) for channel in (0, 1)
        ]

    def test_a_wave_of_the_wrong_rate_is_taken_at_its_word(self, ear: FfmpegListener, tmp_path: Path) -> None:
        found = ear.analyse(write(tmp_path / "slow.wav", music(), 11_025))
        assert found.seconds == pytest.approx(4 * RATE / 11_025)

    @pytest.mark.parametrize("rate", [7_350, 8_000, 11_025, 16_000, 22_050])
    def test_a_low_rate_is_heard(self, ear: FfmpegListener, tmp_path: Path, rate: int) -> None:
        sound = faded(np.random.default_rng(1).normal(0, 0.1, (2, rate)), rate)
        found = ear.analyse(write(tmp_path / "low.wav", sound, rate, 16))
        assert (found.seconds, found.faults) == (1.0, ())
        assert found.bandwidth == pytest.approx(rate / 2, abs=500)

    def test_more_channels_than_are_heard_are_refused(self, ear: FfmpegListener, tmp_path: Path) -> None:
        file = write(tmp_path / "many.wav", tone(RATE, 1.0, 440, -12, channels=9), RATE, 16)
        with pytest.raises(MediaError, match=r"many\.wav: 9 channels; 8 at most are listened to"):
            ear.analyse(file)

    def test_noise_behind_a_wav_header_is_heard_in_bounded_time(self, ear: FfmpegListener, tmp_path: Path) -> None:
        file = write(tmp_path / "noise.wav", tone(RATE, 1.0, 440))
        file.write_bytes(file.read_bytes()[:44] + os.urandom(RATE * 6))
        assert ear.analyse(file).loudness.true_peak is not None
