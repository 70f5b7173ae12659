"""Films in, what stores take out; or one precise sentence."""

from __future__ import annotations

import subprocess
from decimal import Decimal

import pytest
from PIL import Image

from tunemantra.contrib.media import FfmpegVideo
from tunemantra.contrib.media._film import listing
from tunemantra.core.requirement import VideoForm
from tunemantra.errors import MediaError

TALL = VideoForm("mp4", "h264", 90, 160, audio=False)


@pytest.fixture(scope="session")
def video():
    return FfmpegVideo()


@pytest.fixture(scope="session")
def film(video, tmp_path_factory):
    folder = tmp_path_factory.mktemp("films")

    def make(name, *options, size="90x160", rate="25", seconds="2", sound=True):
        path = folder / name
        if not path.exists():
            source = ["-f", "lavfi", "-i", f"testsrc2=s={size}:r={rate}:d={seconds}"]
            source += ["-f", "lavfi", "-i", f"sine=r=48000:d={seconds}"] if sound else []
            command = [video.ffmpeg, "-v", "error", "-y", *source, *options, str(path)]
            subprocess.run(command, check=True, stdin=subprocess.DEVNULL)
        return path

    return make


@pytest.fixture(scope="session")
def plain(film):
    return film("plain.mp4", "-c:v", "libx264", "-pix_fmt", "yuv420p", "-c:a", "aac")


def first_picture(video, path, tmp_path):
    target = tmp_path / "first.png"
    command = [video.ffmpeg, "-v", "error", "-y", "-i", str(path), "-frames:v", "1", str(target)]
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL)
    return Image.open(target).convert("RGB")


@pytest.mark.parametrize(
    ("name", "options", "codec", "audio"),
    [
        ("a.mp4", ("-c:v", "libx264", "-c:a", "aac"), "h264", "aac"),
        ("a.mov", ("-c:v", "mpeg4", "-c:a", "pcm_s16le"), "mpeg4", "pcm_s16le"),
        ("a.webm", ("-c:v", "libvpx", "-c:a", "libopus"), "vp8", "opus"),
    ],
)
def test_the_facts_of_a_film(video, film, name, options, codec, audio):
    path = film(name, *options)
    facts = video.measure(path)
    assert (facts.container, facts.codec, facts.width, facts.height) == (name[2:], codec, 90, 160)
    assert (facts.frame_rate, facts.milliseconds, facts.problem) == (25, 2000, "")
    assert (facts.audio.codec, facts.audio.sample_rate, facts.audio.channels) == (audio, 48_000, 1)
    assert abs(facts.audio.duration - 2) < 0.1
    assert facts.size == path.stat().st_size
    assert facts.bit_rate == facts.size * 4


def test_a_film_without_sound_and_with_an_uneven_rate(video, film):
    facts = video.measure(film("ntsc.mp4", "-c:v", "libx264", rate="24000/1001", sound=False))
    assert (facts.frame_rate, facts.audio) == (Decimal("23.976"), None)


def test_the_size_is_that_on_the_screen(video, film, plain, tmp_path):
    wide = film("anamorphic.mp4", "-vf", "setsar=4/3", "-c:v", "libx264", size="120x160", sound=False)
    assert (video.measure(wide).width, video.measure(wide).height) == (160, 160)
    turned = tmp_path / "turned.mp4"
    command = [video.ffmpeg, "-v", "error", "-display_rotation", "90", "-i", str(plain), "-c", "copy", str(turned)]
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL)
    assert (video.measure(turned).width, video.measure(turned).height) == (160, 90)


def test_a_film_becomes_plain_h264_and_the_same_bytes_every_time(video, film, out, tmp_path):
    source = film("large.webm", "-c:v", "libvpx", "-c:a", "libopus", size="180x320")
    shares = []
    work = video.process(source, [TALL], out, shares.append)
    made = video.measure(work.files[TALL])
    assert (made.container, made.codec, made.width, made.height, made.audio) == ("mp4", "h264", 90, 160, None)
    assert (made.frame_rate, made.milliseconds, made.problem) == (25, 2000, "")
    assert shares == sorted(shares)
    assert shares[-1] == 1
    first = work.files[TALL].read_bytes()
    assert first.index(b"moov") < first.index(b"mdat")
    assert video.process(source, [TALL], out).files[TALL].read_bytes() == first


def test_sound_goes_along_where_asked_for(video, film, out):
    form = VideoForm("mp4", "h264", 90, 160)
    made = video.measure(video.process(film("a.mov", "-c:v", "mpeg4", "-c:a", "pcm_s16le"), [form], out).files[form])
    assert (made.audio.codec, made.audio.sample_rate, made.audio.channels) == ("aac", 48_000, 2)
    silent = film("silent.mov", "-c:v", "mpeg4", sound=False)
    assert video.measure(video.process(silent, [form], out).files[form]).audio is None


def test_a_crop_keeps_what_the_focus_says(video, tmp_path, out):
    source = tmp_path / "halves.mp4"
    halves = "color=red:s=100x100:d=1[a];color=blue:s=100x100:d=1[b];[a][b]hstack"
    command = [video.ffmpeg, "-v", "error", "-f", "lavfi", "-i", halves, "-c:v", "libx264", "-pix_fmt", "yuv444p"]
    subprocess.run([*command, str(source)], check=True, stdin=subprocess.DEVNULL)
    for focus, channel in (((0.0, 0.5), 0), ((1.0, 0.5), 2)):
        form = VideoForm("mp4", "h264", 56, 100, focus=focus)
        picture = first_picture(video, video.process(source, [form], out).files[form], tmp_path)
        low, high = picture.getextrema()[channel]
        assert (picture.size, low > 200, high > 200) == ((56, 100), True, True)


def test_a_master_that_has_the_form_is_handed_on_byte_for_byte(video, film, out):
    source = film("ready.mp4", "-c:v", "libx264", "-pix_fmt", "yuv420p", "-movflags", "+faststart", sound=False)
    assert video.process(source, [TALL], out).files[TALL].read_bytes() == source.read_bytes()


@pytest.mark.parametrize(
    "options", [("-pix_fmt", "yuv444p", "-movflags", "+faststart"), ("-pix_fmt", "yuv420p"), ("-c:v", "mpeg4")]
)
def test_a_master_that_players_may_not_take_is_written_anew(video, film, out, options):
    source = film(f"odd{len(options)}{options[-1]}.mp4", *options, sound=False)
    made = video.process(source, [TALL], out).files[TALL]
    assert made.read_bytes() != source.read_bytes()
    assert video.measure(made).codec == "h264"


@pytest.mark.parametrize("field", ["top", "bottom"])
def test_a_film_of_fields_becomes_one_of_whole_pictures(video, film, out, field):
    fields = ("-vf", f"setfield={field[0]}ff", "-flags", "+ildct+ilme", "-x264-params", f"{field[0]}ff=1")
    ready = ("-c:v", "libx264", "-pix_fmt", "yuv420p", "-movflags", "+faststart")
    source = film(f"fields-{field}.mp4", *fields, *ready, sound=False)
    made = video.process(source, [TALL], out).files[TALL]
    assert [listing(video.ffmpeg, path).interlaced for path in (source, made)] == [True, False]
    assert video.measure(made).frame_rate == video.measure(source).frame_rate


@pytest.mark.parametrize(
    ("form", "message"),
    [
        (VideoForm("mp4", "h264", 180, 320), "a film is never enlarged"),
        (VideoForm("mp4", "h264", 0, 180, focus=(0.5, 0.5)), "cannot be written as mp4/h264 of 0 × 180"),
        (VideoForm("mp4", "h264", 90, 90), "90 × 160 pixels, which is no shape for 90 × 90"),
        (VideoForm("mp4", "h264", 92, 92, focus=(0.5, 0.5)), "has 90 × 90 pixels"),
        (VideoForm("mp4", "h264", 90, 160, Decimal(50)), "frames are never made up"),
        (VideoForm("mp4", "h264", 89, 160), "cannot be written"),
        (VideoForm("webm", "vp9", 90, 160), "cannot be written as webm/vp9"),
    ],
)
def test_what_the_master_does_not_give_is_refused(video, plain, out, form, message):
    with pytest.raises(MediaError) as caught:
        video.process(plain, [TALL, form], out)
    assert message in f"{caught.value.message} {caught.value.hint}"
    assert list(out.iterdir()) == []


def test_fewer_frames_and_fewer_bits_where_asked_for(video, plain, out):
    form = VideoForm("mp4", "h264", 90, 160, Decimal(10), audio=False, bitrate=40_000)
    made = video.measure(video.process(plain, [form], out).files[form])
    assert made.frame_rate == 10
    assert made.bit_rate < 90_000


def damaged(plain, tmp_path, what):
    path, data = tmp_path / "film.mp4", plain.read_bytes()
    index = data.index(b"mdat")
    if what == "half":
        data = data[: len(data) // 2]
    elif what == "noise":
        middle = index + 400
        data = data[:middle] + bytes(range(256)) * 8 + data[middle + 2048 :]
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("what", ["half", "noise"])
@pytest.mark.parametrize("kind", ["plain", "fast"])
def test_a_damaged_film_is_told(video, film, plain, tmp_path, out, what, kind):
    fast = film("fast.mp4", "-c:v", "libx264", "-movflags", "+faststart", "-c:a", "aac", seconds="4")
    path = damaged(plain if kind == "plain" else fast, tmp_path, what)
    facts = video.measure(path)
    assert facts.problem.startswith(("damaged or truncated", "truncated", "no frame"))
    with pytest.raises(MediaError, match=r"film\.mp4: "):
        video.process(path, [TALL], out)
    assert list(out.iterdir()) == []


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"", "the file is empty"),
        (b"no film at all", "not an MP4, MOV or WebM film"),
        (b"#EXTM3U\nhttp://127.0.0.1/x\n", "not an MP4, MOV or WebM film"),
        (b"\x1a\x45\xdf\xa3" + b"matroska" + bytes(90), "not an MP4, MOV or WebM film"),
        (b"\0\0\0\x18ftypisom" + bytes(200), "damaged or truncated: the film cannot be opened"),
        (b"\x1a\x45\xdf\xa3webm" + bytes(200), "damaged or truncated: the film cannot be opened"),
    ],
)
def test_what_is_no_film_is_told(video, tmp_path, data, problem):
    path = tmp_path / "film.mp4"
    path.write_bytes(data)
    facts = video.measure(path)
    assert (facts.problem, facts.size) == (problem, len(data))


def test_sound_alone_is_no_film(video, film):
    facts = video.measure(film("sound.mp4", "-map", "1:a", "-c:a", "aac"))
    assert facts.problem == "the file holds no moving picture"


def test_a_film_without_a_frame_is_told(video, film, tmp_path):
    whole = film("parts.mp4", "-c:v", "mpeg4", "-movflags", "+empty_moov+frag_keyframe", sound=False).read_bytes()
    path = tmp_path / "film.mp4"
    path.write_bytes(whole[: whole.index(b"moof") - 4])
    facts = video.measure(path)
    assert (facts.codec, facts.problem) == ("mpeg4", "no frame of the film can be decoded")


def test_a_missing_film_is_told(video, tmp_path):
    assert video.measure(tmp_path / "none.mp4").problem == "cannot be read: No such file or directory"


def test_a_film_too_long_is_given_up(plain):
    assert "longer than" in FfmpegVideo(max_hours=1 / 3600).measure(plain).problem


def test_who_cancels_leaves_no_file(video, plain, out):
    class CancelledError(Exception):
        pass

    def stop(share):
        if share > 0.6:
            raise CancelledError

    with pytest.raises(CancelledError):
        video.process(plain, [VideoForm("mp4", "h264", 90, 160, audio=False, bitrate=99_000)], out, stop)
    assert list(out.iterdir()) == []


def test_a_folder_that_is_not_there_is_told(video, plain, tmp_path):
    with pytest.raises(MediaError):
        video.process(plain, [TALL], tmp_path / "nowhere")
