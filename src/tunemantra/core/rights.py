"""Who owns it and on which terms it may be used (`ddex-facts` 4.5 and 5)."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum

from attrs import field, frozen

from tunemantra.core.schedule import ReleaseMoment
from tunemantra.core.territory import TerritorySet


class CommercialModel(StrEnum):
    """How the listener's access is paid for, spelled as DDEX CommercialModelType (ERN 4.2 and later)."""

    SUBSCRIPTION = "SubscriptionModel"
    ADVERTISEMENT = "AdvertisementSupportedModel"
    PAY_AS_YOU_GO = "PayAsYouGoModel"
    FREE_OF_CHARGE = "FreeOfChargeModel"
    RIGHTS_CLAIM = "RightsClaimModel"


class UseType(StrEnum):
    """What the listener may do, spelled as DDEX UseType."""

    ON_DEMAND_STREAM = "OnDemandStream"
    NON_INTERACTIVE_STREAM = "NonInteractiveStream"
    CONDITIONAL_DOWNLOAD = "ConditionalDownload"
    PERMANENT_DOWNLOAD = "PermanentDownload"
    STREAM = "Stream"


@frozen
class PLine:
    """Who made the sound recording, and when: the ℗ line."""

    year: int
    owner: str

    @property
    def text(self) -> str:
        """Return the line as printed."""
        return f"℗ {self.year} {self.owner}"


@frozen
class CLine:
    """Who owns the other rights (cover, texts), and since when: the © line."""

    year: int
    owner: str

    @property
    def text(self) -> str:
        """Return the line as printed."""
        return f"© {self.year} {self.owner}"


@frozen
class Price:
    """A price tier or a wholesale amount.

    Args:
        tier: the platform's or the label's word (`Front`, `Mid`); empty if an amount is given.
        amount: wholesale price per unit, in major units of the currency.
        currency: ISO 4217.
        territory: ISO 3166-1 alpha-2; empty for everywhere the deal reaches.
    """

    tier: str = ""
    amount: Decimal | None = None
    currency: str = ""
    territory: str = ""


@frozen
class Deal:
    """One set of terms: where, when, how paid, how used. No deal, no right (ERN part 1, 6.13).

    Args:
        territories: an exact set, never empty.
        start: first moment of availability.
        end: last moment; None for open-ended. A local date counts to its end.
        models: commercial models; every combination with `uses` is allowed.
        uses: use types.
        prices: tiers or amounts, where a use is sold.
        pre_order: whether this deal is the pre-order window.
        exclusive: whether the platform has it alone for the time of the deal.
    """

    territories: TerritorySet
    start: ReleaseMoment
    end: ReleaseMoment | None = None
    models: tuple[CommercialModel, ...] = field(
        default=(CommercialModel.SUBSCRIPTION, CommercialModel.ADVERTISEMENT),
        converter=tuple[CommercialModel, ...],
    )
    uses: tuple[UseType, ...] = field(default=(UseType.ON_DEMAND_STREAM,), converter=tuple[UseType, ...])
    prices: tuple[Price, ...] = ()
    pre_order: bool = False
    exclusive: bool = False


__all__ = ["CLine", "CommercialModel", "Deal", "PLine", "Price", "UseType"]
