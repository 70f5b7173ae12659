"""Where a release has to be first, as people write it."""

from __future__ import annotations

import pytest

from tunemantra.core.after import After, read_all
from tunemantra.core.status import Status
from tunemantra.errors import IdentifierError, TuneMantraError


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("spotify", After("spotify")),
        (" spotify:live ", After("spotify", Status.LIVE)),
        ("spotify:delivered", After("spotify", Status.DELIVERED)),
        ("qq-music/4006381333931:live", After("qq-music", Status.LIVE, "4006381333931")),
    ],
)
def test_what_is_written_is_read_and_written_again(text: str, after: After) -> None:
    assert After.parse(text) == after
    assert After.parse(str(after)) == after


@pytest.mark.parametrize("text", ["", "spotify:gone", "Spotify", "spotify/x:live", "spotify:live:live", "a b"])
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(TuneMantraError, match="has to come first"):
        After.parse(text)


def test_a_number_with_a_wrong_digit_is_refused() -> None:
    with pytest.raises(IdentifierError):
        After.parse("spotify/4006381333930")


def test_it_holds_for_all_others_or_for_the_one_that_is_named() -> None:
    found = read_all(["tiktok:live", "qq=spotify:delivered", "tiktok:live", "x/4006381333931"], ["tiktok", "qq", "x"])
    other = After("x", icpn="4006381333931")
    assert found == {
        "tiktok": (other,),
        "qq": (After("tiktok"), After("spotify", Status.DELIVERED), other),
        "x": (After("tiktok"), other),
    }
    with pytest.raises(TuneMantraError, match="which the order does not name"):
        read_all(["spotify=tiktok"], ["tiktok"])
