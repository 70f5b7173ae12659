"""The official samples of DDEX: read, written again, valid, and the same when read again.

What is unmapped is printed with `-s`, by kind, and is explained here once: indexed names and creation dates have no
place in core; nor has the number, the advice and the language of a picture; a preview that is only informative; a
second label, an administrating company; pictures and parties that no credit needs. The terms of the video are limited
to channels that are not the recipient's: they are left out.
"""

from __future__ import annotations

import io

import pytest
from attrs import evolve

from tests.unit.contrib.ddex.reading.made import dialect, differences, entries, order, sample, without_files
from tunemantra.contrib.ddex import Partner, build_new_release
from tunemantra.contrib.ddex.express import express
from tunemantra.contrib.ddex.reading import read_message
from tunemantra.contrib.ddex.versions import VERSIONS
from tunemantra.core.distribution import OrderKind
from tunemantra.core.finding import blocking

# Texts that have no place, kinds of them, and rules that are told.
SAMPLES = {
    "ern411/1 Audio.xml": (50, 8, {"ERN-READ-004", "ERN-READ-007"}),
    "ern42/1 Audio.xml": (47, 7, {"ERN-READ-004"}),
    "ern42/Variant Classical.xml": (23, 7, {"ERN-READ-003", "ERN-READ-004"}),
    "ern43/1 Audio.xml": (47, 7, {"ERN-READ-004"}),
    "ern43/2 Video.xml": (49, 23, {"ERN-READ-004", "ERN-READ-008", "ERN-READ-009"}),
    "ern43/4 SimpleAudioSingle.xml": (23, 21, {"ERN-READ-003", "ERN-READ-004"}),
    "ern432-derived/1 Audio.xml": (47, 7, {"ERN-READ-004"}),
    "ern432-derived/2 Video.xml": (49, 23, {"ERN-READ-004", "ERN-READ-008", "ERN-READ-009"}),
    "ern432-derived/4 SimpleAudioSingle.xml": (23, 21, {"ERN-READ-003", "ERN-READ-004"}),
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
    read = read_message(sample(ddex_folder, name))
    version = VERSIONS[read.version]
    whose = read.header.recipients[0].dpid
    how = dialect(version, simple_single=read.profile.startswith("Simple"), platform=whose)
    if name.endswith("SimpleAudioSingle.xml"):
        how = evolve(how, recipient=Partner(whose))
    message = build_new_release(order(read.release), entries(read.release, stated=read.files), how)
    assert schemas.validate(message, read.version) == ()
    assert [str(error) for error in opinions(version).iter_errors(io.BytesIO(message))] == []
    again = read_message(message)
    expressed = express(read.release, version, how.profile_of(read.release), whose)
    assert expressed.findings == ()
    assert list(differences(expressed.release, read.release)) == []
    assert list(differences(without_files(again.release), without_files(read.release))) == []
    assert {subject: file.uri for subject, file in again.files.items() if file.uri} == {
        subject: file.uri for subject, file in read.files.items()
    } | {subject: again.files[subject].uri for subject in again.files if subject not in read.files}
    assert (again.unmapped, again.order_kind) == ((), OrderKind.INSERT)
    # A product known by its GRid alone is written so.
    assert [finding.path for finding in again.findings] == (["icpn"] if "icpn" in read.assumed else [])


def test_the_album_is_read(ddex_folder):
    read = read_message(ddex_folder / "samples/ern43/1 Audio.xml")
    release = read.release
    assert [title.text for title in release.titles] == ["Yume no Hajmari", "夢のはじまり", "ﾕﾒﾉﾊｼﾞﾏﾘ"]
    assert [title.language for title in release.titles] == ["", "ja-Jpan", "ja-Kana"]
    assert (str(release.icpn), release.label) == ("00094631432057", "EMI MUSIC JAPAN INC.")
    assert [track.number for track in release.tracks] == list(range(1, 22))
    first = release.tracks[0]
    assert (str(first.isrc), first.duration, first.language) == ("JPTO09404900", 148, "ja")
    assert first.preview_start == 45
    assert len(release.deals) == 1
    assert [len(release.deals_of(track)) for track in release.tracks] == [2] * 21
    assert first.deals[1].prices[0].tier == "AAAA"
    assert str(release.related[0].icpn) == "04988006110809"
    assert read.files["tracks[0].audio"].uri == "0094631432057_01_001.wav"
    assert read.files["artwork"].uri == "0094631432057.jpg"
    assert not blocking(read.findings)


def test_works_are_counted_through(ddex_folder):
    release = read_message(ddex_folder / "samples/ern42/Variant Classical.xml").release
    assert [track.number for track in release.tracks] == list(range(1, 13))
    works = [track.work.rpartition(" ")[2] for track in release.tracks[::3]]
    assert works == ['Primavera"', '"L\'estate"', '"L\'autunno"', '"L\'inverno"']
    assert release.visibility[0].release is not None
    assert {track.album_only for track in release.tracks} == {True}
    assert {len(track.visibility) for track in release.tracks} == {1}


def test_the_single_is_read(ddex_folder):
    read = read_message(ddex_folder / "samples/ern43/4 SimpleAudioSingle.xml")
    assert len(read.release.deals) == 747
    assert read.release.artists[0].ids == (("PADPIDA2007050901U", "1981969"),)
    file = read.files["tracks[0].audio"]
    assert (file.codec, file.channels, file.sampling_rate, file.bits) == ("FLAC", 2, 44100, 16)
    assert (file.algorithm, file.md5, file.provided) == ("MD5", "db7dd2f3bb9b322646e3f4d7b65b47ab", None)
    assert read.assumed == ("release_date", "icpn", "kind")
