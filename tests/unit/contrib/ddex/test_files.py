"""Which files travel, and what an entry knows."""

from __future__ import annotations

import pytest
from attrs import evolve

from tests.unit.contrib.ddex.messages import order, release
from tunemantra.contrib.ddex import FileEntry, HashAlgorithm, files_to_send
from tunemantra.contrib.ddex.files import duration
from tunemantra.core.distribution import OrderKind
from tunemantra.core.media import AudioFacts
from tunemantra.ports.package import Package, PackageFile, Role

EVERYTHING = {"artwork", "tracks[0].audio", "tracks[1].audio"}


def update(*changed):
    """An update after a first delivery, of which some files have changed since."""
    first = order(release(size=2))
    held = Package(
        tuple(
            PackageFile(f"resources/{subject}", Role.AUDIO, rendition.sha256, rendition.size, subject)
            for subject, rendition in first.renditions.items()
        )
    )
    now = {
        subject: evolve(rendition, sha256="f" * 64) if subject in changed else rendition
        for subject, rendition in first.renditions.items()
    }
    return evolve(first, kind=OrderKind.UPDATE, previous=held, renditions=now)


def test_a_first_delivery_sends_everything():
    assert files_to_send(order()) == EVERYTHING


def test_an_update_of_words_alone_sends_nothing():
    assert files_to_send(update()) == set()


def test_a_changed_cover_travels_alone():
    assert files_to_send(update("artwork")) == {"artwork"}


def test_one_changed_recording_takes_all_recordings_along():
    assert files_to_send(update("tracks[1].audio")) == {"tracks[0].audio", "tracks[1].audio"}


def test_a_takedown_sends_no_file():
    assert files_to_send(order(kind=OrderKind.TAKEDOWN)) == set()


def test_an_entry_gives_the_digest_of_the_kind_asked_for():
    entry = FileEntry("a.wav", 1, AudioFacts("wav", "pcm_s16le", 44100, 16, 2, 1), sha256="aa", md5="bb")
    assert (entry.digest(HashAlgorithm.SHA_256), entry.digest(HashAlgorithm.MD5)) == ("aa", "bb")


@pytest.mark.parametrize(
    ("milliseconds", "text"),
    [
        (0, "PT0S"),
        (1, "PT0.001S"),
        (1500, "PT1.5S"),
        (60_000, "PT1M"),
        (205_123, "PT3M25.123S"),
        (3_600_000, "PT1H"),
        (3_600_010, "PT1H0.01S"),
        (3_723_500, "PT1H2M3.5S"),
    ],
)
def test_a_duration_has_no_empty_part(milliseconds, text):
    assert duration(milliseconds) == text
