"""Messages of a folder as it lies there: what they say of the files is what the bytes are."""

from __future__ import annotations

import hashlib
import shutil
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from attrs import evolve

from tests.unit.contrib.ddex.reading.made import without_files
from tests.unit.contrib.media.test_booklet import pdf
from tests.unit.plugins.spotify.samples import film
from tunemantra.contrib.ddex import VERSIONS, Partner, SchemaSet, express, version_of
from tunemantra.contrib.ddex.reading import MessageKind, read_message
from tunemantra.contrib.ddex.validation import validate_message
from tunemantra.contrib.media import FfmpegAudio, FfmpegVideo, PdfBooklet, PillowImages, write_audio, write_cover
from tunemantra.core.difference import differences
from tunemantra.core.distribution import OrderKind
from tunemantra.core.finding import blocking
from tunemantra.core.territory import TerritorySet
from tunemantra.errors import ReleaseError, TuneMantraError
from tunemantra.host.messages import Measuring, build_message, release_of
from tunemantra.host.wishes import Wish

BY = Measuring(FfmpegAudio(), PillowImages())
NOW = datetime(2026, 3, 1, 12, 30, 15, 123000, tzinfo=UTC)
WISH = Wish(version_of("43"), Partner("PADPIDA2013042401U"), Partner("PADPIDA2009101501Y", "Store"), NOW)
FILES = {"tracks[0].audio": "one.wav", "tracks[1].audio": "two.flac", "artwork": "cover.jpg"}
DOCUMENT = """
upc = "200000000011"
title = "Harbour"
kind = "Single"
label = "Quay"
language = "en"
release_date = "2026-05-01"
genre = "Electronic"
p_line = "2026 Quay"
c_line = "2026 Quay"
artists = ["Ada Strand"]
artwork = "cover.jpg"

[[deals]]
territories = ["Worldwide"]
uses = ["OnDemandStream"]
models = ["SubscriptionModel"]
start = "2026-05-01"

[[tracks]]
isrc = "QZSBR2600001"
title = "Upstream"
file = "one.wav"

[[tracks]]
isrc = "QZSBR2600002"
title = "夜の橋"
language = "ja"
file = "two.flac"
"""


@pytest.fixture(scope="module")
def masters(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("messages") / "release"
    folder.mkdir()
    (folder / "release.toml").write_text(DOCUMENT, "utf-8")
    write_audio(folder / "one.wav", seconds=1.25, sample_rate=44_100, bit_depth=16, seed=1)
    write_audio(folder / "two.flac", seconds=0.5, sample_rate=48_000, bit_depth=24, channels=1, container="flac")
    write_cover(folder / "cover.jpg", side=500, seed=1)
    return folder


@pytest.fixture
def folder(masters: Path, tmp_path: Path) -> Path:
    """A copy that a test may damage."""
    return shutil.copytree(masters, tmp_path / "release")


def build(folder: Path, **changes: object) -> bytes:
    return build_message(folder, evolve(WISH, **changes), BY).content


@pytest.mark.parametrize("version", VERSIONS)
class TestEveryVersion:
    def test_the_message_is_valid_with_the_files_beside_it(
        self, masters: Path, ddex_folder: Path, version: str
    ) -> None:
        message = build(masters, version=VERSIONS[version])
        report = validate_message(message, SchemaSet(ddex_folder), folder=masters)
        assert [step.step for step in report.skipped] == []
        assert report.errors == ()

    def test_it_says_what_the_folder_says(self, masters: Path, version: str) -> None:
        found = read_message(build(masters, version=VERSIONS[version])).release
        wanted = express(release_of(masters, with_files=True), VERSIONS[version]).release
        assert found is not None
        assert [track.duration for track in found.tracks] == [Decimal("1.25"), Decimal("0.5")]
        timed = [
            evolve(track, duration=other.duration) for track, other in zip(wanted.tracks, found.tracks, strict=True)
        ]
        assert without_files(found) == without_files(evolve(wanted, tracks=tuple(timed)))

    def test_the_same_wish_gives_the_same_bytes(self, masters: Path, version: str) -> None:
        assert build(masters, version=VERSIONS[version]) == build(masters, version=VERSIONS[version])


class TestFiles:
    def test_hash_and_size_are_those_of_the_bytes(self, masters: Path) -> None:
        files = read_message(build(masters)).files
        assert {subject: file.uri for subject, file in files.items()} == FILES
        for subject, name in FILES.items():
            data = (masters / name).read_bytes()
            assert (files[subject].sha256, files[subject].size) == (hashlib.sha256(data).hexdigest(), len(data))

    def test_technical_details_are_those_of_the_bytes(self, masters: Path) -> None:
        files = read_message(build(masters)).files
        wav, flac, cover = files["tracks[0].audio"], files["tracks[1].audio"], files["artwork"]
        assert (wav.codec, wav.sampling_rate, wav.bits, wav.channels) == ("PCM", 44_100, 16, 2)
        assert (flac.codec, flac.sampling_rate, flac.bits, flac.channels) == ("FLAC", 48_000, 24, 1)
        assert (cover.codec, cover.width, cover.height) == ("JPEG", 500, 500)

    def test_another_file_gives_another_hash(self, folder: Path) -> None:
        before = read_message(build(folder)).files["tracks[0].audio"]
        write_audio(folder / "one.wav", seconds=1.25, sample_rate=44_100, bit_depth=16, seed=2)
        after = read_message(build(folder)).files["tracks[0].audio"]
        assert (before.size, before.digest != after.digest) == (after.size, True)

    @pytest.mark.parametrize("content", [b"", b"RIFF", b"\0" * 4096], ids=["empty", "cut off", "zeros"])
    @pytest.mark.parametrize("name", FILES.values())
    def test_no_message_states_the_hash_of_what_is_no_file(self, folder: Path, name: str, content: bytes) -> None:
        (folder / name).write_bytes(content)
        with pytest.raises(ReleaseError) as raised:
            build(folder)
        assert [(finding.rule, finding.file) for finding in raised.value.findings] == [("ERN-FILE-002", name)]

    def test_everything_that_is_wrong_is_told_at_once(self, folder: Path) -> None:
        for name in FILES.values():
            (folder / name).write_bytes(b"nothing of the kind")
        with pytest.raises(ReleaseError) as raised:
            build(folder)
        assert {finding.path for finding in raised.value.findings} == FILES.keys()

    def test_a_file_that_is_not_there_is_told(self, folder: Path) -> None:
        (folder / "two.flac").unlink()
        with pytest.raises(ReleaseError) as raised:
            build(folder)
        assert [finding.file for finding in raised.value.findings] == ["two.flac"]

    def test_films_are_refused_by_name(self, folder: Path) -> None:
        text = DOCUMENT.replace('file = "one.wav"', 'file = "one.wav"\nmedium = "video"')
        (folder / "release.toml").write_text(text, "utf-8")
        with pytest.raises(ReleaseError) as raised:
            build(folder)
        (finding,) = raised.value.findings
        assert (finding.rule, finding.path, finding.observed) == ("ERN-FILE-002", "tracks[0].audio", "a video")


class TestKinds:
    def test_insert_and_update_state_the_files(self, masters: Path) -> None:
        assert read_message(build(masters)).order_kind is OrderKind.INSERT
        assert set(read_message(build(masters, kind="update")).files) == FILES.keys()

    @pytest.mark.parametrize("files", [True, False], ids=["with its files", "without"])
    def test_a_takedown_states_everything_but_terms_and_files(self, folder: Path, *, files: bool) -> None:
        if not files:
            for name in FILES.values():
                (folder / name).unlink()
        read = read_message(build(folder, kind="takedown"))
        assert (read.order_kind, dict(read.files), blocking(read.findings)) == (OrderKind.TAKEDOWN, {}, ())
        assert read.release is not None
        assert read.release.deals == ()
        length = [Decimal("1.25"), Decimal("0.5")] if files else [None, None]
        assert [track.duration for track in read.release.tracks] == length

    def test_a_takedown_of_a_whole_folder_is_valid(self, masters: Path, ddex_folder: Path) -> None:
        assert validate_message(build(masters, kind="takedown"), SchemaSet(ddex_folder)).errors == ()

    @pytest.mark.parametrize("version", VERSIONS)
    def test_a_purge_names_the_product_and_is_valid(self, folder: Path, ddex_folder: Path, version: str) -> None:
        (folder / "one.wav").unlink()
        message = build(folder, kind="purge", version=VERSIONS[version])
        read = read_message(message)
        assert read.kind is MessageKind.PURGE_RELEASE
        assert read.purged is not None
        assert read.purged.icpn == "200000000011"
        assert validate_message(message, SchemaSet(ddex_folder)).errors == ()

    def test_other_kinds_are_told(self, masters: Path) -> None:
        with pytest.raises(TuneMantraError, match="delete") as raised:
            build(masters, kind="delete")
        assert raised.value.hint == "use insert, update, metadata-only, takedown, reinstatement, purge"

    @pytest.mark.parametrize("version", VERSIONS)
    @pytest.mark.parametrize(
        "wish",
        [
            {"kind": "metadata-only"},
            {"kind": "reinstatement"},
            {"kind": "takedown", "territories": ("GB", "FR")},
            {"kind": "takedown", "tracks": ("2",)},
            {"kind": "takedown", "until": date(2027, 1, 31)},
        ],
        ids=str,
    )
    def test_every_further_kind_is_valid_and_brings_files_where_it_should(
        self, masters: Path, ddex_folder: Path, version: str, wish: dict[str, object]
    ) -> None:
        message = build(masters, version=VERSIONS[version], **wish)
        report = validate_message(message, SchemaSet(ddex_folder), folder=masters)
        assert ([step.step for step in report.skipped], report.errors) == ([], ())
        read = read_message(message)
        travels = {subject for subject, file in read.files.items() if file.travels}
        assert travels == (set(FILES) if wish["kind"] == "reinstatement" else set())
        assert read.release is not None
        assert [track.duration for track in read.release.tracks] == [Decimal("1.25"), Decimal("0.5")]

    def test_a_takedown_of_territories_leaves_the_others(self, masters: Path) -> None:
        now = datetime(2026, 6, 1, tzinfo=UTC)
        before, after = (
            read_message(build(masters, created_at=now, **wish)).release
            for wish in ({"kind": "update"}, {"kind": "takedown", "territories": ("GB", "FR")})
        )
        (change,) = differences(before, after)
        assert change.message.endswith("changes")
        assert change.territories == TerritorySet.of("GB", "FR")

    def test_words_need_no_file_where_the_lengths_are_stated(self, folder: Path) -> None:
        for name in FILES.values():
            (folder / name).unlink()
        with pytest.raises(ReleaseError) as raised:
            build(folder, kind="metadata-only")
        assert {finding.rule for finding in raised.value.findings} == {"ERN-DUR-001"}
        text = DOCUMENT.replace("file = ", "duration = 3\nfile = ")
        (folder / "release.toml").write_text(text, "utf-8")
        assert read_message(build(folder, kind="metadata-only")).findings == ()


class TestHeader:
    def test_the_message_id_is_made_of_product_and_moment(self, masters: Path) -> None:
        header = read_message(build(masters)).header
        assert (header.id, header.created) == ("200000000011-20260301123015123", NOW)

    def test_or_it_is_the_one_asked_for(self, masters: Path) -> None:
        header = read_message(build(masters, message_id="m-1", test=True)).header
        assert (header.id, header.test, header.recipients[0].name) == ("m-1", True, "Store")


def test_what_the_version_cannot_say_is_told(folder: Path) -> None:
    text = DOCUMENT.replace('isrc = "QZSBR2600001"', 'isrc = "QZSBR2600001"\nbpm = 122')
    (folder / "release.toml").write_text(text, "utf-8")
    built = build_message(folder, WISH, BY)
    assert [(finding.rule, finding.path) for finding in built.findings] == [("ERN-LOST-TEMPO", "tracks[0].bpm")]


def test_a_document_with_faults_is_refused_with_all_of_them(folder: Path) -> None:
    text = DOCUMENT.replace("200000000011", "200000000012").replace("QZSBR2600001", "nonsense")
    (folder / "release.toml").write_text(text, "utf-8")
    with pytest.raises(ReleaseError) as raised:
        build(folder)
    assert {finding.path for finding in raised.value.findings} == {"icpn", "tracks[0].isrc"}


def test_a_release_can_be_looked_at_without_its_files(folder: Path) -> None:
    (folder / "one.wav").unlink()
    assert release_of(folder, with_files=False).release_date == date(2026, 5, 1)
    with pytest.raises(ReleaseError):
        release_of(folder, with_files=True)


class TestFilms:
    @pytest.fixture
    def films(self, folder: Path) -> Path:
        """The folder as a release of one film, with a booklet beside it."""
        text = DOCUMENT[: DOCUMENT.rindex("[[tracks]]")].replace("Single", "VideoSingle")
        text = text.replace("one.wav", "film.mp4").replace("cover.jpg", 'cover.jpg"\nbooklet = "booklet.pdf')
        (folder / "release.toml").write_text(f'{text}medium = "video"\n', "utf-8")
        (folder / "film.mp4").write_bytes(film())
        (folder / "booklet.pdf").write_bytes(b"%PDF-1.7")
        return folder

    def test_a_film_is_measured_for_its_message(self, films: Path, ddex_folder: Path) -> None:
        built = build_message(films, WISH, evolve(BY, films=FfmpegVideo()))
        report = validate_message(built.content, SchemaSet(ddex_folder), folder=films)
        assert report.errors == ()
        stated = read_message(built.content)
        assert stated.files["tracks[0].audio"].uri == "film.mp4"
        assert stated.release is not None
        assert stated.release.tracks[0].duration == 3
        assert [finding.rule for finding in built.findings] == ["ERN-LOST-BOOKLET"]

    def test_where_nothing_measures_films_that_is_said(self, films: Path) -> None:
        with pytest.raises(ReleaseError) as caught:
            build(films)
        assert [(one.rule, one.message) for one in caught.value.findings] == [
            ("ERN-FILE-002", "nothing here measures films")
        ]


class TestBooklets:
    @pytest.fixture
    def booklet(self, folder: Path) -> Path:
        """The folder with a booklet beside the recordings."""
        text = DOCUMENT.replace("cover.jpg", 'cover.jpg"\nbooklet = "booklet.pdf').replace("Single", "Album")
        (folder / "release.toml").write_text(text, "utf-8")
        (folder / "booklet.pdf").write_bytes(pdf())
        return folder

    @pytest.mark.parametrize("version", VERSIONS)
    def test_a_booklet_is_stated_as_its_bytes_are(self, booklet: Path, ddex_folder: Path, version: str) -> None:
        wish = evolve(WISH, version=version_of(version))
        built = build_message(booklet, wish, evolve(BY, booklets=PdfBooklet()))
        report = validate_message(built.content, SchemaSet(ddex_folder), folder=booklet)
        assert (report.errors, built.findings) == ((), ())
        stated, content = read_message(built.content).files["booklet"], (booklet / "booklet.pdf").read_bytes()
        assert (stated.uri, stated.codec, stated.travels) == ("booklet.pdf", "PDF", True)
        assert stated.sha256 == hashlib.sha256(content).hexdigest()

    def test_one_that_is_none_is_refused(self, booklet: Path) -> None:
        (booklet / "booklet.pdf").write_bytes(b"%PDF-1.7")
        with pytest.raises(ReleaseError) as caught:
            build_message(booklet, WISH, evolve(BY, booklets=PdfBooklet()))
        assert [(one.rule, one.path) for one in caught.value.findings] == [("ERN-FILE-002", "booklet")]

    def test_where_nothing_measures_booklets_it_is_lost(self, booklet: Path) -> None:
        built = build_message(booklet, WISH, BY)
        assert [finding.rule for finding in built.findings] == ["ERN-LOST-BOOKLET"]
        assert "booklet" not in read_message(built.content).files
