"""CMN-ADD, CMN-ATM, CMN-VID and CMN-BKL on a release."""

from decimal import Decimal

import pytest
from attrs import evolve

from tests.unit.core.rules.conftest import AUDIO
from tunemantra.core.composition import Edition
from tunemantra.core.finding import Severity
from tunemantra.core.identifiers import Isrc
from tunemantra.core.media import BookletFacts, ImmersiveFacts, VideoFacts
from tunemantra.core.release import Asset, Medium
from tunemantra.core.requirement import AudioSpec, BookletSpec, VideoSpec
from tunemantra.core.rules import judge

MIX = "tracks[0].editions[0].audio"
CANVAS = "tracks[0].canvas"
ADM = AudioSpec("wav", "adm", (48_000,), (24,), 128)
ATMOS = evolve(AUDIO, channels=12, immersive=ImmersiveFacts(12, 2, 10, dolby=True))
TALL = VideoSpec("mp4", "h264", (9, 16), 720, 1920, Decimal(3), Decimal(8), audio=False)
FILM = VideoFacts("mov", "prores", 1080, 1920, Decimal(25), 5000)
BOOKLET = BookletFacts(size=9_000_000, sizes=((11.0, 8.264),) * 4)


@pytest.fixture
def full(bench):
    """A release with everything, and a platform that takes it."""
    bench.change_track(editions=(Edition(Asset("1-atmos.wav"), Isrc("USS1Z9901777")),), canvas=Asset("1.mov"))
    bench.change(booklet=Asset("booklet.pdf")).require(immersive=ADM, canvas=TALL, booklet=BookletSpec())
    bench.facts |= {MIX: ATMOS, CANVAS: FILM, "booklet": BOOKLET}
    return bench


def poor(bench):
    """The same release before a platform that takes none of it."""
    return bench.require(immersive=None, canvas=None, booklet=None)


def test_a_release_with_everything_has_no_finding_where_all_is_taken(full):
    assert judge(full.case) == ()


def test_what_is_not_taken_is_named_in_a_note_for_each_platform(full):
    findings = judge(poor(full).case)
    assert {finding.path for finding in findings} == {"booklet", MIX, CANVAS}
    assert {(one.rule, one.severity, one.platform) for one in findings} == {
        ("CMN-ADD-001", Severity.NOTE, "spotify"),
    }
    assert "spotify takes no immersive mix" in {finding.expected for finding in findings}


def test_nothing_is_said_of_what_was_not_measured(full):
    full.facts = {path: facts for path, facts in full.facts.items() if path not in {MIX, CANVAS, "booklet"}}
    assert judge(full.case) == ()


@pytest.mark.parametrize(
    ("path", "change", "rule", "observed"),
    [
        (MIX, {"problem": "the chna chunk is torn"}, "CMN-ATM-001", "the chna chunk is torn"),
        (MIX, {"frames": AUDIO.frames - 500, "declared_frames": AUDIO.frames}, "CMN-ATM-001", "199.99 s"),
        (MIX, {"frames": AUDIO.frames + 1001, "declared_frames": None}, "CMN-ATM-002", "200.021 s, 1001 samples more"),
        (MIX, {"frames": AUDIO.frames - 1001, "declared_frames": None}, "CMN-ATM-002", "199.979 s, 1001 samples less"),
        (
            CANVAS,
            {"problem": "no frame of the film can be decoded"},
            "CMN-VID-001",
            "no frame of the film can be decoded",
        ),
        ("booklet", {"problem": "it is encrypted"}, "CMN-BKL-001", "it is encrypted"),
        ("booklet", {"sizes": ((11.0, 8.264),) * 2}, "CMN-BKL-002", "2 pages"),
        ("booklet", {"active": ("a script",)}, "CMN-BKL-008", "a script"),
    ],
)
def test_a_fault_blocks_where_the_file_is_taken_and_warns_where_it_is_not(full, path, change, rule, observed):
    full.facts[path] = evolve(full.facts[path], **change)
    (finding,) = judge(full.case)
    assert (finding.rule, finding.path, finding.observed, finding.blocks) == (rule, path, observed, True)
    assert finding.file
    (same,) = [one for one in judge(poor(full).case) if one.rule != "CMN-ADD-001"]
    assert (same.rule, same.severity) == (rule, Severity.WARNING)


@pytest.mark.parametrize("apart", [1000, -1000])
def test_a_mix_may_be_a_thousand_samples_longer_or_shorter(full, apart):
    full.facts[MIX] = evolve(ATMOS, frames=ATMOS.frames + apart, declared_frames=None)
    assert judge(full.case) == ()


def test_lengths_are_compared_in_time_whatever_the_rate_of_the_stereo_master(full):
    full.measure(sample_rate=44_100, frames=44_100 * 200, declared_frames=None)
    assert judge(full.case) == ()
    full.measure(sample_rate=44_100, frames=44_100 * 200 - 920, declared_frames=None)
    assert [finding.rule for finding in judge(full.case)] == ["CMN-ATM-002"]


@pytest.mark.parametrize("stereo", [None, evolve(AUDIO, problem="torn")])
def test_a_mix_is_not_compared_with_a_stereo_master_that_cannot_be_read(full, stereo):
    full.facts["tracks[0].audio"] = stereo
    full.facts[MIX] = evolve(ATMOS, frames=1)
    assert "CMN-ATM-002" not in {finding.rule for finding in judge(full.case)}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"immersive": None, "channels": 6}, "an ADM master is never converted, nor made from channels"),
        ({"channels": 129}, "the number of channels is wrong"),
    ],
)
def test_a_mix_the_platform_does_not_take_blocks_there_alone(full, change, message):
    full.facts[MIX] = evolve(ATMOS, **change)
    (finding,) = judge(full.case)
    assert (finding.rule, finding.platform, finding.message) == ("CMN-ATM-001", "spotify", message)
    assert {one.rule for one in judge(poor(full).case)} == {"CMN-ADD-001"}


def test_one_file_is_not_the_mix_of_two_tracks_nor_the_stereo_master_itself(full):
    first = full.release.tracks[0].editions[0]
    second = full.release.tracks[1]
    stereo = Edition(second.audio, Isrc("USS1Z9901888"))
    full.change_track(1, editions=(evolve(first, isrc=Isrc("USS1Z9901999")), stereo))
    findings = judge(full.case)
    assert [(one.rule, one.path, one.observed) for one in findings] == [
        ("CMN-ATM-003", "tracks[1].editions[0].audio", f"1-atmos.wav at {MIX}"),
        ("CMN-ATM-003", "tracks[1].editions[1].audio", f"{second.audio.path} at tracks[1].audio"),
    ]


@pytest.mark.parametrize("change", [{"height": 1080}, {"milliseconds": 9000}, {"width": 405, "height": 719}])
def test_a_canvas_no_form_can_be_made_of_blocks_on_that_platform(full, change):
    full.facts[CANVAS] = evolve(FILM, **change)
    (finding,) = judge(full.case)
    assert (finding.rule, finding.platform, finding.expected) == ("CMN-VID-002", "spotify", str(TALL))


@pytest.mark.parametrize(("seconds", "said"), [(200, ()), (201, ()), (202, ("CMN-VID-003",)), (None, ())])
def test_a_film_is_as_long_as_stated(bench, seconds, said):
    stated = None if seconds is None else Decimal(seconds)
    bench.change_track(medium=Medium.VIDEO, duration=stated)
    bench.facts["tracks[0].audio"] = evolve(FILM, milliseconds=200_000)
    assert tuple(finding.rule for finding in bench.ask("CMN-VID-003")) == said
    bench.facts["tracks[0].audio"] = evolve(FILM, milliseconds=1000, problem="torn")
    assert bench.ask("CMN-VID-003") == ()
