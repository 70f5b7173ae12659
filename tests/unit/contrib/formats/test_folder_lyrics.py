"""Lyrics of a release folder: read into the release, or refused with one finding."""

from __future__ import annotations

import pytest

from tunemantra.contrib.formats import JsonCodec, release_document
from tunemantra.core.lyrics import Timing
from tunemantra.core.release import Release

LRC = "[00:01.00]la\n[00:02.00]li\n"


def lyrics_file(folder, content=LRC, name="1.lrc"):
    (folder.path / "audio" / name).write_bytes(content.encode() if isinstance(content, str) else content)
    return f'lyrics = "audio/{name}"'


def test_a_file_becomes_a_part_of_the_track(folder):
    submission = folder.plain(track=lyrics_file(folder))
    assert submission.findings == ()
    (lyrics,) = submission.release.tracks[0].lyrics
    assert (lyrics.text, lyrics.timing, lyrics.file) == ("la\nli", Timing.LINE, "audio/1.lrc")


def test_each_language_has_a_file(folder):
    lyrics_file(folder)
    lyrics_file(folder, "ラ\n", "1.txt")
    several = 'lyrics = [{ file = "audio/1.lrc", language = "en" }, { file = "audio/1.txt", language = "ja" }]'
    submission = folder.plain(track=several)
    assert [one.language for one in submission.release.tracks[0].lyrics] == ["en", "ja"]


def test_a_revision_keeps_the_words(folder):
    release = folder.plain(track=lyrics_file(folder)).release
    codec = JsonCodec()
    assert codec.load(codec.dump(release), Release) == release


def test_a_written_document_names_the_file(folder):
    release = folder.plain(track=lyrics_file(folder)).release
    assert release_document(release)["tracks"][0]["lyrics"] == [{"file": "audio/1.lrc"}]


@pytest.mark.parametrize(
    ("name", "content", "observed"),
    [
        ("1.lrc", "[00:01.00]la\nli\n", "line 2: the line has no stamp"),
        ("1.ttml", "<tt/>", "line 1: there is no body"),
        ("1.txt", b"\xff\xfe", "line 1: the file is not UTF-8"),
        ("1.pdf", b"%PDF", "lyrics are .txt, .lrc, .ttml files"),
        ("1.txt", b"x" * (1024 * 1024 + 1), "the file has more than 1,048,576 bytes"),
    ],
)
def test_what_cannot_be_read_is_one_finding(folder, name, content, observed):
    submission = folder.plain(track=lyrics_file(folder, content, name))
    (finding,) = submission.findings
    assert (finding.rule, finding.path, finding.observed) == ("CMN-LYR-001", "tracks[0].lyrics[0].file", observed)
    assert finding.file == f"audio/{name}"
    assert submission.release.tracks[0].lyrics == ()


def test_a_file_that_is_not_there_is_one_finding(folder):
    (finding,) = folder.plain(track='lyrics = "audio/1.lrx"').findings
    assert (finding.rule, finding.path) == ("DOC-REF-001", "tracks[0].lyrics[0].file")


def test_a_file_outside_the_folder_is_not_read(folder):
    (folder.path.parent / "secret.txt").write_text("la")
    submission = folder.plain(track='lyrics = "../secret.txt"')
    assert [finding.rule for finding in submission.findings] == ["DOC-REF-001"]
    assert submission.release.tracks[0].lyrics == ()


def test_a_file_that_may_not_be_opened_is_one_finding(folder, monkeypatch):
    line = lyrics_file(folder)

    def refuse(content, form, language=""):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("tunemantra.contrib.formats.folder_lyrics.read_lyrics", refuse)
    (finding,) = folder.plain(track=line).findings
    assert finding.observed == "Permission denied"
