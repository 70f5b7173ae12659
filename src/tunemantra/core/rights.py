"""Who owns it and on which terms it may be used (`ddex-facts` 4.5 and 5)."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum

from attrs import field, frozen

from tunemantra.core.identifiers import Isrc
from tunemantra.core.schedule import ReleaseMoment
from tunemantra.core.territory import TerritorySet


class CommercialModel(StrEnum):
    """How the listener's access is paid for, spelled as DDEX CommercialModelType (ERN 4.2 and later)."""

    SUBSCRIPTION = "SubscriptionModel"
    ADVERTISEMENT = "AdvertisementSupportedModel"
    PAY_AS_YOU_GO = "PayAsYouGoModel"
    FREE_OF_CHARGE = "FreeOfChargeModel"
    DEVICE_FEE = "DeviceFeeModel"
    PERFORMANCE_ROYALTIES = "PerformanceRoyaltiesModel"
    RIGHTS_CLAIM = "RightsClaimModel"


class UseType(StrEnum):
    """What the listener may do, spelled as DDEX UseType."""

    ON_DEMAND_STREAM = "OnDemandStream"
    NON_INTERACTIVE_STREAM = "NonInteractiveStream"
    CONDITIONAL_DOWNLOAD = "ConditionalDownload"
    PERMANENT_DOWNLOAD = "PermanentDownload"
    STREAM = "Stream"
    TETHERED_DOWNLOAD = "TetheredDownload"
    PHYSICAL_PRODUCT = "PurchaseAsPhysicalProduct"
    RINGTONE = "UseAsRingtone"
    USER_CONTENT = "UserMakeAvailableUserProvided"
    USER_LIBRARY = "UserMakeAvailableLabelProvided"
    IDENTIFICATION = "UseForIdentification"
    DATA_MINING = "UseForDataMining"
    TRAINING_GENERATIVE_AI = "UseForTrainingGenerativeAI"
    TRAINING_OTHER_AI = "UseForTrainingNonGenerativeAI"


@frozen(cache_hash=True)
class PLine:
    """Who made the sound recording, and when: the ℗ line.

    Args:
        year: of first publication.
        owner: of the rights.
        printed: the line as it has to be printed, where that is not `℗ 2026 Owner`.
        language: BCP 47 tag; empty for the release's own language.
        territory: ISO 3166-1 alpha-2; empty for everywhere.
    """

    year: int
    owner: str
    printed: str = ""
    language: str = ""
    territory: str = ""

    @property
    def text(self) -> str:
        """Return the line as printed."""
        return self.printed or f"℗ {self.year} {self.owner}"


@frozen(cache_hash=True)
class CLine:
    """Who owns the other rights (cover, texts), and since when: the © line; arguments as for `PLine`."""

    year: int
    owner: str
    printed: str = ""
    language: str = ""
    territory: str = ""

    @property
    def text(self) -> str:
        """Return the line as printed."""
        return self.printed or f"© {self.year} {self.owner}"


class PriceBasis(StrEnum):
    """What an amount is the price of: for the store, or for the listener."""

    WHOLESALE = "WholesalePricePerUnit"
    RETAIL = "SuggestedRetailPrice"


@frozen
class Price:
    """A price tier or a wholesale amount.

    Args:
        tier: the platform's or the label's word (`Front`, `Mid`); empty if an amount is given.
        amount: price per unit, in major units of the currency.
        currency: ISO 4217.
        territory: ISO 3166-1 alpha-2; empty for everywhere the deal reaches.
        basis: whether the amount is a wholesale price or the suggested retail price.
    """

    tier: str = ""
    amount: Decimal | None = None
    currency: str = ""
    territory: str = ""
    basis: PriceBasis = PriceBasis.WHOLESALE


@frozen
class Visibility:
    """From when a coming release may be shown, before it may be used (`ddex-facts` section 5).

    A moment that is None is that of the deals. Nothing may be shown later than the deals begin.

    Args:
        release: its existence; for a track, its place in the track list.
        cover: the cover; not for a track.
        track_listing: all the titles; not for a track.
        clips: previews to listen to.
        territories: where this is so; everywhere unless stated.
        show_dates: whether the dates may be told to listeners.
    """

    release: ReleaseMoment | None = None
    cover: ReleaseMoment | None = None
    track_listing: ReleaseMoment | None = None
    clips: ReleaseMoment | None = None
    territories: TerritorySet = field(factory=TerritorySet.worldwide)
    show_dates: bool = True


@frozen(cache_hash=True)
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
        instant_gratification: ISRCs of the tracks a buyer gets at once, within a pre-order window.
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
    instant_gratification: tuple[Isrc, ...] = ()


__all__ = ["CLine", "CommercialModel", "Deal", "PLine", "Price", "PriceBasis", "UseType", "Visibility"]
