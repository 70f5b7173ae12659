"""What a message states for each kind that label staff knows, and which wishes make no sense."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from attrs import evolve

from tunemantra.contrib.ddex import Partner, Profile, version_of
from tunemantra.core.distribution import OrderKind
from tunemantra.core.rights import Deal
from tunemantra.core.schedule import ReleaseMoment
from tunemantra.core.takedown import Scope, withdraw
from tunemantra.core.territory import TerritorySet
from tunemantra.errors import ReleaseError, TerritoryError, TuneMantraError
from tunemantra.host.wishes import MessageKind, Wish, needs_files, statement_of
from tunemantra.testing.factories import make_release

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
YESTERDAY = date(2026, 2, 28)
EUROPE = TerritorySet.of("GB", "FR", "DE")
RELEASE = make_release(tracks=3, deals=(Deal(EUROPE, ReleaseMoment.local(date(2026, 1, 1))),))
TAKEDOWN = MessageKind.TAKEDOWN


def stated(kind, release=RELEASE, profile=Profile.AUDIO, **wish):
    parties = Partner("PADPIDA2013042401U"), Partner("PADPIDA2009101501Y")
    return statement_of(release, Wish(version_of("43"), *parties, NOW, kind=kind, **wish), profile)


@pytest.mark.parametrize(
    ("kind", "order", "with_files"),
    [
        ("insert", OrderKind.INSERT, True),
        ("update", OrderKind.UPDATE, True),
        ("metadata-only", OrderKind.UPDATE, False),
        ("takedown", OrderKind.TAKEDOWN, False),
        ("reinstatement", OrderKind.UPDATE, True),
        ("purge", OrderKind.TAKEDOWN, False),
    ],
)
def test_every_kind_states_the_whole_release(kind, order, with_files):
    found = stated(kind)
    assert (found.order, found.release, found.with_files, found.findings) == (order, RELEASE, with_files, ())
    assert needs_files(Wish(version_of("43"), *[Partner("PADPIDA2013042401U")] * 2, NOW, kind=kind)) is with_files


class TestPartOf:
    def test_some_territories_end_the_day_before(self):
        found = stated(TAKEDOWN, territories=("gb", "FR"))
        assert (found.order, found.with_files, found.findings) == (OrderKind.UPDATE, False, ())
        assert found.release == withdraw(RELEASE, Scope(TerritorySet.of("GB", "FR")), YESTERDAY)

    @pytest.mark.parametrize("names", [("1", "3"), ("1", str(RELEASE.tracks[2].isrc).lower()), ("3", "1", "1")])
    def test_tracks_are_named_by_number_or_isrc(self, names):
        isrcs = (RELEASE.tracks[0].isrc, RELEASE.tracks[2].isrc)
        assert stated(TAKEDOWN, tracks=names).release == withdraw(RELEASE, Scope(isrcs=isrcs), YESTERDAY)

    def test_tracks_and_territories_go_together(self):
        scope = Scope(TerritorySet.of("DE"), (RELEASE.tracks[1].isrc,))
        assert stated(TAKEDOWN, tracks=("2",), territories=("DE",)).release == withdraw(RELEASE, scope, YESTERDAY)

    def test_a_day_to_come_ends_everything_then(self):
        found = stated(TAKEDOWN, until=date(2026, 12, 31))
        assert (found.order, [deal.end for deal in found.release.deals]) == (
            OrderKind.UPDATE,
            [ReleaseMoment.local(date(2026, 12, 31))],
        )

    def test_worldwide_in_words_is_the_whole(self):
        assert stated(TAKEDOWN, territories=("Worldwide",)) == stated(TAKEDOWN)

    def test_where_there_is_nothing_to_end_is_said(self):
        (finding,) = stated(TAKEDOWN, territories=("GB", "JP")).findings
        assert (finding.rule, finding.path, finding.observed, finding.blocks) == ("ERN-TERM-003", "deals", "JP", False)

    @pytest.mark.parametrize("tracks", [(), ("2",)])
    def test_a_last_day_before_the_release_is_said_to_cancel_it(self, tracks):
        found = stated(TAKEDOWN, until=date(2025, 12, 31), tracks=tracks)
        (finding,) = found.findings
        assert (finding.rule, finding.observed, finding.blocks) == ("ERN-TERM-004", "2026-01-01", False)
        assert finding.path == ("tracks[1].deals[0]" if tracks else "deals[0]")
        assert finding.expected == "2025-12-31 or earlier"
        assert "2000-01-01" in finding.message

    def test_terms_that_open_on_the_last_day_are_not_cancelled(self):
        assert stated(TAKEDOWN, until=date(2026, 1, 1)).findings == ()

    def test_many_terms_that_never_open_are_one_finding(self):
        late = tuple(Deal(TerritorySet.of(code), ReleaseMoment.local(date(2026, 1, 1))) for code in ("GB", "FR", "DE"))
        found = stated(TAKEDOWN, evolve(RELEASE, deals=late), until=date(2025, 12, 31), territories=("GB", "FR"))
        (finding,) = found.findings
        assert (finding.path, "2 of the terms" in finding.message) == ("deals[0]", True)

    def test_a_track_sold_with_the_album_alone_has_nothing_to_end(self):
        alone = evolve(RELEASE.tracks[1], album_only=True)
        release = evolve(RELEASE, tracks=(RELEASE.tracks[0], alone, RELEASE.tracks[2]))
        (finding,) = stated(TAKEDOWN, release, tracks=("1", "2")).findings
        assert (finding.rule, finding.path) == ("ERN-TERM-003", "tracks[1].deals")
        with pytest.raises(ReleaseError, match="would change nothing"):
            stated(TAKEDOWN, release, tracks=("2",))


class TestSenseless:
    @pytest.mark.parametrize("kind", [kind for kind in MessageKind if kind is not TAKEDOWN])
    @pytest.mark.parametrize(
        ("part", "word"),
        [
            ({"territories": ("GB",)}, "territories"),
            ({"tracks": ("1",)}, "tracks"),
            ({"until": YESTERDAY}, "a last day"),
        ],
        ids=lambda part: part if isinstance(part, str) else "",
    )
    def test_only_a_takedown_is_of_a_part(self, kind, part, word):
        with pytest.raises(TuneMantraError, match=f"{word} cannot be named for the kind '{kind.value}'"):
            stated(kind, **part)

    @pytest.mark.parametrize("name", ["0", "4", "1-3", "x", "-1", "9" * 5000, "USZZZ2600099", "²"])
    def test_a_track_that_is_not_there(self, name):
        with pytest.raises(TuneMantraError, match="has no track") as raised:
            stated(TAKEDOWN, tracks=("1", name))
        assert "1 to 3" in raised.value.hint

    def test_a_territory_that_is_none(self):
        with pytest.raises(TerritoryError, match="XX"):
            stated(TAKEDOWN, territories=("GB", "XX"))

    def test_a_takedown_where_nothing_is_sold(self):
        with pytest.raises(ReleaseError, match="would change nothing"):
            stated(TAKEDOWN, territories=("JP",))

    def test_a_single_track_where_the_profile_has_no_terms_of_tracks(self):
        with pytest.raises(ReleaseError, match="no terms of single tracks"):
            stated(TAKEDOWN, profile=Profile.DJ_MIX, tracks=("1",))

    def test_a_reinstatement_without_terms_that_are_open(self):
        over = evolve(RELEASE, deals=tuple(evolve(d, end=ReleaseMoment.local(YESTERDAY)) for d in RELEASE.deals))
        with pytest.raises(ReleaseError, match="nothing would be back on sale"):
            stated("reinstatement", over)
        again = evolve(over, deals=(*over.deals, *RELEASE.deals))
        assert stated("reinstatement", again).release == again
