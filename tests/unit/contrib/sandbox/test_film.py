"""Films as a simulator sees them."""

import struct
import subprocess

import imageio_ffmpeg
import pytest
from attrs import evolve

from tunemantra.contrib.sandbox import FilmSeen, film_faults, look_at_film

GOOD = FilmSeen("mp4", "avc1", 720, 1280, 3.0, False, 30, 1000)


def make(path, *codec, size="90x160", seconds=1, sound=False):
    source = ["-f", "lavfi", "-i", f"testsrc2=s={size}:r=10:d={seconds}"]
    source += ["-f", "lavfi", "-i", f"sine=d={seconds}"] if sound else []
    codec = codec or ("-c:v", "libx264", "-pix_fmt", "yuv420p")
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-nostdin", "-v", "error", "-y", *source, *codec, str(path)]
    subprocess.run(command, check=True)
    return path


def judged(seen):
    return film_faults(seen, ratio=(9, 16), heights=(720, 1920), seconds=(3, 8))


def test_a_film_is_walked_and_decoded(tmp_path):
    path = make(tmp_path / "film.mp4")
    assert look_at_film(path) == FilmSeen("mp4", "avc1", 90, 160, 1.0, False, 10, path.stat().st_size)


def test_sound_and_another_codec_are_seen(tmp_path):
    seen = look_at_film(make(tmp_path / "film.mp4", "-c:v", "mpeg4", "-c:a", "aac", sound=True))
    assert (seen.codec, seen.sound, seen.frames, seen.problem) == ("mp4v", True, 10, "")


def test_a_film_that_ends_early_or_is_none_has_a_problem(tmp_path):
    whole = make(tmp_path / "film.mp4", size="360x640").read_bytes()
    where = whole.index(b"mdat")
    spoilt = tmp_path / "spoilt.mp4"
    spoilt.write_bytes(whole[: where + 100] + bytes(2000) + whole[where + 2100 :])
    assert look_at_film(spoilt).problem == "its pictures cannot be decoded"
    cut = tmp_path / "cut.mp4"
    cut.write_bytes(whole[: len(whole) // 2])
    assert look_at_film(cut).problem
    sounds = make(tmp_path / "sound.mp4", "-vn", "-c:a", "aac", sound=True)
    assert look_at_film(sounds).problem == "no pictures in it"


@pytest.mark.parametrize("content", [b"", b"a text file called .mp4", b"\0\0\0\x14ftypqt  \0\0\0\0qt  "])
def test_what_is_no_mp4_is_no_film(tmp_path, content):
    path = tmp_path / "film.mp4"
    path.write_bytes(content)
    assert look_at_film(path) == FilmSeen(size=len(content))


def test_boxes_within_boxes_without_end_are_left(tmp_path):
    path = tmp_path / "film.mp4"
    head = struct.pack(">I4s4s4x", 16, b"ftyp", b"isom")
    path.write_bytes(head + b"".join(struct.pack(">I4s", 8 * count, b"moov") for count in range(5000, 0, -1)))
    assert look_at_film(path).problem == "no pictures in it"


def test_sizes_of_64_bits_and_to_the_end_are_understood(tmp_path):
    whole = make(tmp_path / "film.mp4").read_bytes()
    moov = whole.index(b"moov") - 4
    size = struct.unpack(">I", whole[moov : moov + 4])[0]
    body = whole[moov + 8 : moov + size]
    wide = struct.pack(">I4sQ", 1, b"moov", 16 + len(body)) + body
    path = tmp_path / "wide.mp4"
    path.write_bytes(whole[:moov] + wide + whole[moov + size :])
    assert look_at_film(path).codec == "avc1"
    path.write_bytes(whole[:moov] + struct.pack(">I4s", 0, b"moov") + body)
    assert (look_at_film(path).codec, look_at_film(path).seconds) == ("avc1", 1.0)


def test_a_good_film_has_no_fault():
    assert judged(GOOD) == ()
    assert judged(evolve(GOOD, width=608, height=1080, seconds=8.0)) == ()


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"container": ""}, "not an MP4 film"),
        ({"problem": "torn"}, "cannot be decoded: torn"),
        ({"codec": "hvc1"}, "pictures of hvc1, not H.264"),
        ({"width": 724}, "724 x 1280 pixels, not 9:16"),
        ({"width": 405, "height": 719}, "719 pixels high, 720 to 1920 needed"),
        ({"seconds": 2.9}, "2.90 s long, 3 to 8 needed"),
        ({"seconds": 8.1}, "8.10 s long, 3 to 8 needed"),
        ({"sound": True}, "it has a sound track"),
        ({"frames": 0}, "no picture in it"),
    ],
)
def test_each_fault_is_told(change, fault):
    assert judged(evolve(GOOD, **change)) == (fault,)
