"""Headers of MP3, M4A and Opus are read to the sample, with bounds, and bad ones become a sentence."""

from __future__ import annotations

import subprocess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mutagen.apev2 import APEv2
from mutagen.id3 import ID3, TIT2
from mutagen.mp4 import MP4, MP4FreeForm

from tests.unit.contrib.media.material import quantised, tones, write
from tunemantra.contrib.media._esds import read_esds
from tunemantra.contrib.media._header import HeaderError
from tunemantra.contrib.media.headers import read_header

RATE, FRAMES = 44_100, 30_007
MADE = {
    "plain.mp3": ("-c:a", "libmp3lame", "-b:a", "128k", "-id3v2_version", "0"),
    "tagged.mp3": ("-c:a", "libmp3lame", "-b:a", "320k", "-metadata", "title=A", "-write_id3v1", "1"),
    "vbr.mp3": ("-c:a", "libmp3lame", "-q:a", "4"),
    "bare.mp3": ("-c:a", "libmp3lame", "-b:a", "128k", "-write_xing", "0", "-id3v2_version", "0"),
    "mono.mp3": ("-c:a", "libmp3lame", "-b:a", "64k", "-ac", "1"),
    "slow.mp3": ("-c:a", "libmp3lame", "-b:a", "64k", "-ar", "22050"),
    "exact.m4a": ("-c:a", "aac", "-movie_timescale", str(RATE), "-bitexact"),
    "coarse.m4a": ("-c:a", "aac", "-bitexact"),
    "streamed.m4a": ("-c:a", "aac", "-movflags", "+faststart", "-metadata", "title=A"),
    "pieces.m4a": ("-c:a", "aac", "-movflags", "+frag_keyframe+empty_moov"),
    "lossless.m4a": ("-c:a", "alac", "-sample_fmt", "s16p"),
    "six.m4a": ("-c:a", "aac", "-ac", "6"),
    "plain.opus": ("-c:a", "libopus", "-b:a", "96k", "-bitexact", "-map_metadata", "-1"),
    "tagged.opus": ("-c:a", "libopus", "-b:a", "96k", "-metadata", "title=A"),
    "six.opus": ("-c:a", "libopus", "-b:a", "256k", "-ac", "6"),
    "other.ogg": ("-c:a", "libvorbis"),
}
PICTURE = ("-f", "lavfi", "-i", "color=s=64x64:r=5")


@pytest.fixture(scope="session")
def made(audio, tmp_path_factory):
    """A recording of 30 007 frames, encoded in many ways by ffmpeg's command line."""
    folder = tmp_path_factory.mktemp("lossy")
    write(folder / "first.wav", quantised(tones(RATE, 1)[:FRAMES], 16), 16, RATE)
    command = [audio.ffmpeg, "-v", "error", "-i", folder / "first.wav", *PICTURE]
    for name, arguments in MADE.items():
        command += ["-map", "0:a", *arguments, folder / name]
    video = ["-map", "0:a", "-map", "1:v", "-c:v", "mpeg4", "-c:a", "aac", "-shortest", folder / "video.m4a"]
    subprocess.run([*command, *video], check=True, stdin=subprocess.DEVNULL)
    return folder


def decoded_frames(audio, path, channels):
    command = [audio.ffmpeg, "-v", "error", "-i", path, "-map", "0:a", "-f", "s16le", "-"]
    return len(subprocess.run(command, check=True, capture_output=True).stdout) // (2 * channels)


@pytest.mark.parametrize(
    ("name", "rate", "channels", "variable", "clean"),
    [
        ("plain.mp3", RATE, 2, False, True),
        ("tagged.mp3", RATE, 2, False, False),
        ("vbr.mp3", RATE, 2, True, False),
        ("mono.mp3", RATE, 1, False, False),
        ("exact.m4a", RATE, 2, True, True),
        ("streamed.m4a", RATE, 2, True, False),
        ("six.m4a", RATE, 6, True, False),
        ("plain.opus", 48_000, 2, True, True),
        ("tagged.opus", 48_000, 2, True, False),
        ("six.opus", 48_000, 6, True, True),
    ],
)
def test_a_lossy_file_is_as_long_as_what_was_encoded(audio, made, name, rate, channels, variable, clean):
    header = read_header(made / name)
    seen = (header.problem, header.sample_rate, header.channels, header.variable, header.clean)
    assert seen == ("", rate, channels, variable, clean)
    assert header.declared == pytest.approx(FRAMES * rate / RATE, abs=1)
    facts = audio.measure(made / name)
    assert (facts.frames, facts.problem) == (header.declared, "")


@pytest.mark.parametrize("name", ["bare.mp3", "slow.mp3", "coarse.m4a"])
def test_however_long_it_says_it_is_it_is_as_long_as_a_decoder_finds_it(audio, made, name):
    header = read_header(made / name)
    assert header.declared == decoded_frames(audio, made / name, 2)
    assert audio.measure(made / name).problem == ""


def test_apple_lossless_is_a_master_like_another(audio, made, out):
    facts = audio.measure(made / "lossless.m4a")
    assert (facts.codec, facts.lossy, facts.bit_depth, facts.frames, facts.problem) == ("alac", False, 16, FRAMES, "")


def test_an_itunes_comment_says_where_the_music_ends(audio, made, tmp_path):
    path = tmp_path / "m.m4a"
    path.write_bytes((made / "exact.m4a").read_bytes().replace(b"edts", b"free"))
    file = MP4(path)
    words = f" 00000000 00000400 00000123 {20_000:016X} 00000000"
    file["----:com.apple.iTunes:iTunSMPB"] = [MP4FreeForm(words.encode())]
    file.save()
    header = read_header(path)
    assert (header.declared, header.clean) == (20_000, True)
    assert (audio.measure(path).frames, audio.measure(path).problem) == (20_000, "")


def test_tags_ahead_and_behind_are_skipped(audio, made, tmp_path):
    path = tmp_path / "m.mp3"
    path.write_bytes((made / "plain.mp3").read_bytes())
    ape = APEv2()
    ape["Title"] = "A"
    ape.save(path)
    tags = ID3()
    tags.add(TIT2(text=["A"]))
    tags.save(path, v1=2)
    plain, tagged = read_header(made / "plain.mp3"), read_header(path)
    assert (tagged.declared, tagged.bitrate, tagged.clean) == (plain.declared, 128_000, False)
    assert tagged.samples_bytes == plain.size
    assert audio.measure(path).frames == FRAMES


def changed(made, name, change):
    data = bytearray((made / name).read_bytes())
    return bytes(change(data) or data)


def cut(data):
    del data[-1000:]


def nearly(data):
    del data[-100:]


def xing(count):
    def change(data):
        at = data.index(b"Info") + 8
        data[at : at + 4] = count.to_bytes(4, "big")

    return change


def noise(data):
    middle = len(data) // 2
    data[middle : middle + 3000] = b"\x55" * 3000


def without(box):
    return lambda data: data.replace(box, b"skip")


def doubled(data):
    return data + data


def page_lost(data):
    second = data.index(b"OggS", data.index(b"OpusTags"))
    data[second + 18] ^= 1


def other_page(data):
    at = data.rindex(b"OggS")
    data[at + 14] ^= 1


@pytest.mark.parametrize(
    ("name", "change", "problem"),
    [
        ("plain.mp3", cut, "truncated: the header promises 30007 frames, the file holds "),
        ("bare.mp3", cut, "truncated: the header promises 29952 frames, the file holds "),
        ("plain.mp3", xing(7), "the header lies: it counts 7 MP3 frames, the file holds 28"),
        ("plain.mp3", xing(99), "truncated: the header promises 111799 frames, the file holds "),
        ("plain.mp3", noise, "damaged: at byte "),
        ("exact.m4a", without(b"moov"), "the MP4 has no moov box"),
        ("exact.m4a", without(b"mdia"), "the MP4 has 0 sound tracks"),
        ("exact.m4a", without(b"mp4a"), "the MP4 holds neither AAC nor ALAC"),
        ("exact.m4a", without(b"esds"), "the MP4 holds no AAC"),
        ("exact.m4a", cut, "truncated: its mdat box ends at byte "),
        ("exact.m4a", nearly, "the file ends inside its moov box"),
        ("streamed.m4a", cut, "truncated: 1000 bytes of audio are missing at the end"),
        ("pieces.m4a", bytes, "the MP4 is in fragments"),
        ("video.m4a", bytes, "a video, no audio master"),
        ("plain.opus", cut, "truncated: the Opus stream does not end after its "),
        ("plain.opus", doubled, "the Opus file goes on after its end"),
        ("plain.opus", page_lost, "damaged: page 2 of the Opus file is missing"),
        ("plain.opus", other_page, "the Ogg file holds several streams"),
        ("plain.opus", without(b"OpusTags"), "the Opus file has no tags"),
        ("other.ogg", bytes, "Ogg audio other than Opus"),
    ],
)
def test_what_is_wrong_becomes_one_sentence(audio, made, tmp_path, name, change, problem):
    path = tmp_path / name
    path.write_bytes(changed(made, name, change))
    for facts in (audio.inspect(path), audio.measure(path)):
        assert facts.problem.startswith(problem)


@pytest.mark.parametrize("name", ["plain.opus", "exact.m4a", "lossless.m4a"])
def test_damage_between_headers_is_found_by_decoding(audio, made, tmp_path, name):
    path = tmp_path / name
    path.write_bytes(changed(made, name, noise))
    assert "amaged or truncated: the audio cannot be decoded to its end" in audio.measure(path).problem


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ("0330000000043040150000000001f4000001f400050211900601 02".replace(" ", ""), ""),
        ("03300000000430401500000000000000000000000505" + "2b92080000", "HE-AAC"),
        ("03300000000430401500000000000000000000000505" + "139056e5a0", "HE-AAC"),
        ("03300000000430401500000000000000000000000502" + "0890", "AAC of kind 1"),
        ("03300000400430401500000000000000000000000502" + "1190", "elsewhere"),
        ("", "no AAC"),
    ],
)
def test_what_aac_it_is_comes_from_its_own_description(data, message):
    if not message:
        assert (read_esds(bytes.fromhex(data)).rate, read_esds(bytes.fromhex(data)).channels) == (48_000, 2)
        return
    with pytest.raises(HeaderError, match=message):
        read_esds(bytes.fromhex(data))


@settings(max_examples=150, deadline=None)
@given(data=st.data(), name=st.sampled_from(["plain.mp3", "vbr.mp3", "exact.m4a", "streamed.m4a", "tagged.opus"]))
def test_no_wrong_bytes_make_reading_raise(made, tmp_path_factory, data, name):
    content = bytearray((made / name).read_bytes())
    near = len(content) - 1200 if name == "exact.m4a" else 0
    for _ in range(data.draw(st.integers(1, 3))):
        content[near + data.draw(st.integers(0, 1199))] = data.draw(st.integers(0, 255))
    path = tmp_path_factory.getbasetemp() / "wrong-lossy"
    path.write_bytes(content[: data.draw(st.integers(len(content) - 500, len(content)))])
    facts = read_header(path).facts()
    assert facts.problem or facts.frames


@given(
    st.binary(max_size=300),
    st.sampled_from([b"OggS", b"\xff\xfb\x90\x64", b"\0\0\0\x10ftypM4A 0000", b"ID3\4\0\0\0\0\0\0"]),
)
def test_no_bytes_at_all_make_it_raise(tmp_path_factory, data, start):
    path = tmp_path_factory.getbasetemp() / "fuzz-lossy"
    path.write_bytes(start + data)
    facts = read_header(path).facts()
    assert facts.problem or facts.frames
