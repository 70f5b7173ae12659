"""Credits."""

import pytest

from tunemantra.core.party import Artist, ArtistRole, Contributor, ContributorRole, credit


def guest(name):
    return Artist(name, ArtistRole.FEATURED)


@pytest.mark.parametrize(
    ("artists", "expected"),
    [
        ((), ""),
        ((Artist("A"),), "A"),
        ((Artist("A"), Artist("B")), "A & B"),
        ((Artist("A"), Artist("B"), Artist("C")), "A, B & C"),
        ((Artist("A"), guest("D")), "A feat. D"),
        ((Artist("A"), guest("D"), guest("E"), guest("F")), "A feat. D, E & F"),
        ((Artist("A"), Artist("R", ArtistRole.REMIXER)), "A"),
    ],
)
def test_the_credit_reads_as_on_a_cover(artists, expected):
    assert credit(artists) == expected


def test_roles_of_a_contributor_are_kept_in_their_order():
    roles = [ContributorRole.LYRICIST, ContributorRole.COMPOSER]
    assert Contributor("Jo Ferro", roles).roles == tuple(roles)
