"""CMN-TER."""

from datetime import date

import pytest

from tunemantra.core.party import Artist
from tunemantra.core.rights import Deal, Price
from tunemantra.core.schedule import ReleaseMoment
from tunemantra.core.territory import TerritorySet
from tunemantra.core.text import LocalText, Title

START = ReleaseMoment.local(date(2026, 4, 24))


def test_a_release_without_a_deal_goes_nowhere(bench):
    (finding,) = bench.change(deals=()).ask("CMN-TER-001")
    assert (finding.path, finding.blocks) == ("deals", True)


def test_a_deal_for_nowhere_is_found_on_the_release_and_on_a_track(bench):
    nowhere = Deal(TerritorySet.nothing(), START)
    bench.change(deals=(nowhere,)).change_track(1, deals=(nowhere,))
    assert [finding.path for finding in bench.ask("CMN-TER-001")] == [
        "deals[0].territories",
        "tracks[1].deals[0].territories",
    ]


@pytest.mark.parametrize(("code", "hint"), [("UK", "GB"), ("XX", "ISO 3166"), ("EU", "one by one"), ("Germany", "DE")])
def test_a_wrong_code_is_found_wherever_a_single_territory_stands(bench, code, hint):
    price = Deal(TerritorySet.of("DE"), START, prices=(Price("Mid", territory=code),))
    bench.change(
        titles=(Title("A"), Title("B", territory=code)),
        artists=(Artist("A", names=(LocalText("B", territory=code),)),),
        deals=(price,),
    )
    bench.change_track(titles=(Title("A", territory=code),), artists=bench.release.artists, deals=(price,))
    findings = bench.ask("CMN-TER-002")
    assert [finding.path for finding in findings] == [
        "titles[1].territory",
        "artists[0].names[0].territory",
        "tracks[0].titles[0].territory",
        "tracks[0].artists[0].names[0].territory",
        "deals[0].prices[0].territory",
        "tracks[0].deals[0].prices[0].territory",
    ]
    assert all(finding.observed == code and hint in finding.hint for finding in findings)


def test_a_right_code_is_fine(bench):
    assert bench.change(titles=(Title("A", territory="XK"),)).ask("CMN-TER-002") == ()
