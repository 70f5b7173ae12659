"""The profile and its variant follow from what the release is."""

from __future__ import annotations

from decimal import Decimal

import pytest
from attrs import evolve

from tests.unit.contrib.ddex.messages import PLAIN, VERSIONS_4, order, release, root_of, track, tree, write
from tunemantra.contrib.ddex import ERN_43, ERN_432, Profile
from tunemantra.contrib.ddex.profiles import profile_of, variant_of
from tunemantra.contrib.ddex.reading import read_message
from tunemantra.core import Artist, Isrc, Medium, MixPart, ReleaseKind, Title

FILM = track(2, medium=Medium.VIDEO)
WORK = track(1, work="Sonata")
PARTS = tuple(
    MixPart(Isrc(f"GBXXX24{n:05d}"), (Title(f"Part {n}"),), (Artist(f"Artist {n}"),), Decimal(60 * n), Decimal(60))
    for n in range(3)
)
MIX = release(size=1, kind=ReleaseKind.DJ_MIX, tracks=(track(1, mixed=PARTS),))


@pytest.mark.parametrize(
    ("of", "simple", "profile", "variant"),
    [
        (release(), False, "Audio", ""),
        (release(size=1), False, "Audio", ""),
        (release(size=1), True, "SimpleAudioSingle", ""),
        (release(kind=ReleaseKind.CLASSICAL_ALBUM), False, "Audio", "Classical"),
        (release(tracks=(WORK,)), False, "Audio", "Classical"),
        (release(kind=ReleaseKind.BOX_SET), False, "Audio", "BoxedSet"),
        (release(kind=ReleaseKind.BOX_SET, tracks=(WORK,)), False, "Audio", "BoxedSet Classical"),
        (release(tracks=(FILM,), kind=ReleaseKind.VIDEO_SINGLE), False, "Video", ""),
        (release(tracks=(FILM,), kind=ReleaseKind.VIDEO_SINGLE), True, "SimpleVideoSingle", ""),
        (release(tracks=(track(1), FILM), kind=ReleaseKind.MULTIMEDIA_ALBUM), False, "MixedMedia", ""),
        (release(size=1, kind=ReleaseKind.RINGTONE), False, "Ringtone", ""),
        (MIX, False, "DjMix", ""),
        (evolve(MIX, tracks=(track(1, mixed=PARTS[:1]),)), True, "Audio", ""),
        (release(kind=ReleaseKind.RINGTONE), False, "Audio", ""),
    ],
    ids=lambda value: str(value) if isinstance(value, str | bool) else value.kind.value,
)  # fmt: skip
def test_profile_and_variant(of, simple, profile, variant):
    assert profile_of(of, simple_single=simple) == profile
    assert variant_of(of, profile_of(of, simple_single=simple)) == variant
    for version in VERSIONS_4:
        root = tree(of, version, simple_single=simple)
        assert root.get("ReleaseProfileVersionId") == profile
        assert root.get("ReleaseProfileVariantVersionId", "") == variant
        tracks = 0 if profile_of(of, simple_single=simple).one_track else len(of.tracks)
        assert len(root.findall("ReleaseList/TrackRelease")) == tracks


@pytest.mark.parametrize("version", VERSIONS_4, ids=lambda version: version.number)
def test_a_recording_says_that_the_variant_classical_is_for_it(version, schemas):
    def flags(of):
        message = write(order(of), version)
        assert not schemas.validate(message, version.number)
        assert not read_message(message).unmapped
        return [one.get("ApplyClassicalProfileVariant") for one in root_of(message).find("ResourceList")]

    said = "true" if version in {ERN_43, ERN_432} else None
    assert flags(release(tracks=(WORK, track(2)))) == [said, None, None]
    assert flags(release(kind=ReleaseKind.CLASSICAL_ALBUM)) == [said, said, None]
    assert flags(release(kind=ReleaseKind.CLASSICAL_ALBUM, tracks=(track(1), FILM))) == [said, said, None]
    assert flags(release()) == [None, None, None]


def test_a_partner_may_have_its_own_word_for_a_profile():
    message = write(order(), PLAIN.version, profile_name="AudioAlbumMusicOnly")
    assert root_of(message).get("ReleaseProfileVersionId") == "AudioAlbumMusicOnly"


def test_one_track_profiles_have_no_track_release():
    assert {profile for profile in Profile if profile.one_track} == {
        Profile.SIMPLE_AUDIO_SINGLE,
        Profile.SIMPLE_VIDEO_SINGLE,
        Profile.RINGTONE,
        Profile.DJ_MIX,
    }
