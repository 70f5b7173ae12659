"""The official samples of ERN 3.8: read, written again, valid, and the same when read again.

What is unmapped is printed with `-s`, by kind, and is explained here once: indexed names, a contributor's name in
other languages and roles in the sender's own words have no place in core; nor has what is said of a picture; a preview
that is only informative and its file; codes that are none. The track releases of the album all point at the first
recording, and say another length and ℗ line than their recordings.
"""

from __future__ import annotations

import io
from datetime import date

import pytest

from tests.unit.contrib.ddex.reading.made import dialect, differences, entries, order, without_files
from tunemantra.contrib.ddex import build_new_release
from tunemantra.contrib.ddex.express import express
from tunemantra.contrib.ddex.reading import read_message
from tunemantra.contrib.ddex.versions import VERSIONS
from tunemantra.core.distribution import OrderKind
from tunemantra.core.party import ArtistRole, ContributorRole
from tunemantra.core.release import ReleaseKind

# Texts that have no place, kinds of them, and rules that are told.
SAMPLES = {
    "ern382/AudioAlbumMusicOnly.xml": (20, 9, {"ERN-READ-003", "ERN-READ-004", "ERN-READ-005"}),
    "ern383/Album.xml": (350, 46, {"ERN-READ-009"}),
    "ern383/Single.xml": (118, 47, set()),
}
each_sample = pytest.mark.parametrize("name", SAMPLES)


@each_sample
def test_what_has_no_place_is_little_and_known(ddex_folder, name):
    read = read_message(ddex_folder / "samples" / name)
    unmapped, kinds, rules = SAMPLES[name]
    for one in read.unmapped_kinds:
        print(f"{name}: {one.count} x {one.kind}: {', '.join(one.examples)}")  # noqa: T201 - asked for with -s
    assert sum(one.count for one in read.unmapped_kinds) == len(read.unmapped)
    assert {finding.rule for finding in read.findings} == rules
    assert (len(read.unmapped), len(read.unmapped_kinds)) == (unmapped, kinds)
    assert [one.line for one in read.unmapped] == sorted(one.line for one in read.unmapped)


@each_sample
def test_a_sample_is_written_again_and_keeps_every_field(ddex_folder, schemas, opinions, name):
    read = read_message(ddex_folder / "samples" / name)
    version = VERSIONS[read.version]
    how = dialect(version)
    message = build_new_release(order(read.release, read.order_kind), entries(read.release, stated=read.files), how)
    assert schemas.validate(message, read.version) == ()
    assert [str(error) for error in opinions(version).iter_errors(io.BytesIO(message))] == []
    expressed = express(read.release, version, how.profile_of(read.release))
    assert expressed.findings == ()
    assert list(differences(expressed.release, read.release)) == []
    again = read_message(message)
    assert list(differences(without_files(again.release), without_files(read.release))) == []
    assert {subject: file.uri for subject, file in read.files.items()}.items() <= {
        subject: file.uri for subject, file in again.files.items()
    }.items()
    # The samples have no deals.
    assert (again.unmapped, again.findings, again.order_kind) == ((), (), OrderKind.TAKEDOWN)


def test_the_album_is_read(ddex_folder):
    read = read_message(ddex_folder / "samples/ern382/AudioAlbumMusicOnly.xml")
    release = read.release
    assert (read.profile, release.kind, release.label) == ("AudioAlbumMusicOnly", ReleaseKind.ALBUM, "Iron Crown Music")
    assert (release.title.text, release.language) == ("A Monkey Claw in a Velvet Glove", "en")
    assert [title.text for title in release.additional_titles] == ["A Monkey Claw in a Velvet Glove formal"]
    assert [(track.disc, track.number) for track in release.tracks] == [(1, number) for number in range(1, 7)]
    assert release.components == ()
    first = release.tracks[0]
    assert (str(first.isrc), first.duration) == ("CASE00000001", 13 * 60 + 31)
    assert [one.roles for one in first.contributors] == [
        (ContributorRole.STUDIO_PRODUCER,),
        (ContributorRole.COMPOSER,),
    ]
    assert (release.genre.name, release.genre.subgenre) == ("Metal", "Progressive Metal")
    assert (release.release_date, release.original_release_date) == (date(2010, 1, 1), date(2010, 10, 1))
    assert read.files["tracks[5].audio"].uri == "A1UCASE0000000401X_01_06.wav"
    assert read.assumed == ("icpn",)


def test_works_names_and_languages_are_read(ddex_folder):
    release = read_message(ddex_folder / "samples/ern383/Album.xml").release
    assert {track.work for track in release.tracks} == {"Symphony No.40 in G minor, K.550"}
    orchestra, conductor = release.artists
    assert [name.language for name in orchestra.names] == ["ja-hrkt", "ja-jpan", "ko-kor"]
    assert (conductor.name, conductor.role) == ("Leonard Bernstein", ArtistRole.MAIN)
    second = release.tracks[1]
    assert [title.language for title in second.titles] == ["it", "ja-hrkt", "ja-jpan"]
    deeds = {one.name: one.roles for one in second.contributors}
    assert deeds["Leonard Bernstein"] == (ContributorRole.CONDUCTOR,)
    assert deeds["Wolfgang Amadeus Mozart"] == (ContributorRole.COMPOSER,)


def test_the_file_of_a_preview_is_not_that_of_the_track(ddex_folder):
    read = read_message(ddex_folder / "samples/ern383/Single.xml")
    file = read.files["tracks[0].audio"]
    assert (file.uri, file.codec, file.sampling_rate) == ("00028948530434_T2_audtrk.mp3", "MP3", 44100)
    assert file.md5 == "0e771a50ae6b803e91100b6ce461a9bc"
    assert (read.release.tracks[0].preview_start, read.release.tracks[0].duration) == (48, 469)
    assert read.release.kind is ReleaseKind.CLASSICAL_ALBUM
    assert read.files["artwork"].width == 600
