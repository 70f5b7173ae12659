"""No message leaves with a placeholder, a wrong file or a length nobody knows."""

from __future__ import annotations

import hashlib

import pytest
from attrs import evolve

from tests.unit.contrib.ddex.messages import FILM, PLAIN, VERSIONS_4, media, order, release, track
from tunemantra.contrib.ddex import HashAlgorithm, build_new_release
from tunemantra.core import Asset, Edition, Medium
from tunemantra.errors import ReleaseError


def refused(one, files, dialect=PLAIN):
    with pytest.raises(ReleaseError) as fault:
        build_new_release(one, files, dialect)
    return [(finding.rule, finding.path) for finding in fault.value.findings]


@pytest.mark.parametrize("version", VERSIONS_4, ids=lambda version: version.number)
@pytest.mark.parametrize(
    "placeholder",
    ["0" * 64, "abc", "x" * 64, "TODO", hashlib.sha256(b"").hexdigest(), "00" * 32],
    ids=["zeros", "short", "no hex", "word", "of nothing", "bytes of zero"],
)
def test_a_placeholder_is_no_proof(version, placeholder):
    one = order(release(size=1))
    files = media(one)
    files["tracks[0].audio"] = evolve(files["tracks[0].audio"], sha256=placeholder)
    assert refused(one, files, evolve(PLAIN, version=version)) == [("ERN-FILE-003", "tracks[0].audio")]


def test_a_digest_of_another_algorithm_is_no_proof():
    one = order(release(size=1))
    files = {subject: evolve(entry, md5=entry.sha256) for subject, entry in media(one).items()}
    dialect = evolve(PLAIN, hash_algorithm=HashAlgorithm.MD5)
    assert refused(one, files, dialect) == [("ERN-FILE-003", "artwork"), ("ERN-FILE-003", "tracks[0].audio")]


def test_a_film_is_wanted_for_a_film_and_a_recording_for_a_recording():
    of = release(tracks=(track(1, medium=Medium.VIDEO), track(2)))
    one = order(of)
    files = media(one)
    first, second = files["tracks[0].audio"], files["tracks[1].audio"]
    files |= {"tracks[0].audio": evolve(first, facts=second.facts), "tracks[1].audio": evolve(second, facts=FILM)}
    assert refused(one, files) == [("ERN-FILE-002", "tracks[0].audio"), ("ERN-FILE-002", "tracks[1].audio")]


def test_files_of_further_editions_are_looked_at_and_may_be_missing():
    of = release(tracks=(track(1, editions=(Edition(Asset("a.wav")),)),))
    one = order(of)
    files = media(one)
    subject = "tracks[0].editions[0].audio"
    assert refused(one, files | {subject: evolve(files[subject], sha256="0" * 64)}) == [("ERN-FILE-003", subject)]
    del files[subject]
    assert build_new_release(one, files, PLAIN)
