from __future__ import annotations

from functools import cache

import pytest
from lxml import etree

from tests.unit.contrib.ddex.messages import FULL, order, release, write
from tunemantra.contrib.ddex import ERN_382, ERN_432
from tunemantra.core.release import ReleaseKind

SAMPLES = {
    "382": "ern382/AudioAlbumMusicOnly.xml",
    "383 album": "ern383/Album.xml",
    "383 single": "ern383/Single.xml",
    "411 audio": "ern411/1 Audio.xml",
    "42 audio": "ern42/1 Audio.xml",
    "42 classical": "ern42/Variant Classical.xml",
    "43 audio": "ern43/1 Audio.xml",
    "43 video": "ern43/2 Video.xml",
    "43 single": "ern43/4 SimpleAudioSingle.xml",
    "432 audio": "ern432-derived/1 Audio.xml",
    "432 video": "ern432-derived/2 Video.xml",
    "432 single": "ern432-derived/4 SimpleAudioSingle.xml",
}


def built(name):
    """Messages of our own, for what no sample has."""
    if name == "our 382":
        return write(order(release()), ERN_382)
    if name == "our 432":
        return write(order(release()), ERN_432)
    if name == "our ringtone":
        return write(order(release(size=1, kind=ReleaseKind.RINGTONE)), FULL.version)
    raise AssertionError(name)


@pytest.fixture(scope="session")
def base(ddex_folder):
    """`base(name)`: the bytes of a sample or of a message of our own."""

    @cache
    def bytes_of(name):
        if name in SAMPLES:
            return etree.tostring(etree.fromstring((ddex_folder / "samples" / SAMPLES[name]).read_bytes()))
        return built(name)

    return bytes_of
