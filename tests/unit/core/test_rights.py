"""Ownership lines and terms."""

from datetime import date

from tunemantra.core.rights import CLine, CommercialModel, Deal, PLine, UseType
from tunemantra.core.schedule import ReleaseMoment
from tunemantra.core.territory import TerritorySet


def test_lines_are_printed_with_their_sign():
    assert PLine(2026, "Acme").text == "℗ 2026 Acme"
    assert CLine(2026, "Acme").text == "© 2026 Acme"


def test_the_two_lines_are_never_equal():
    assert PLine(2026, "Acme") != CLine(2026, "Acme")


def test_a_deal_is_for_streaming_unless_it_says_more():
    deal = Deal(TerritorySet.of("DE"), ReleaseMoment.local(date(2026, 4, 24)))
    assert deal.models == (CommercialModel.SUBSCRIPTION, CommercialModel.ADVERTISEMENT)
    assert deal.uses == (UseType.ON_DEMAND_STREAM,)
    assert deal.end is None


def test_models_and_uses_become_tuples_so_that_a_deal_can_be_hashed():
    start = ReleaseMoment.local(date(2026, 4, 24))
    listed = Deal(TerritorySet.of("DE"), start, models=[CommercialModel.PAY_AS_YOU_GO], uses=[UseType.STREAM])
    assert hash(listed) == hash(
        Deal(TerritorySet.of("DE"), start, models=(CommercialModel.PAY_AS_YOU_GO,), uses=(UseType.STREAM,))
    )
