"""What a ManifestMessage says, and the value sets it says it in (`ddex-facts` section 12)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from attrs import Factory, frozen

from tunemantra.contrib.ddex.exchange.release_ids import ReleaseIds
from tunemantra.contrib.ddex.exchange.trees import ExchangeParty, Word
from tunemantra.core.distribution import OrderKind
from tunemantra.core.release import Medium, Release

NEW_RELEASE: Final = "NewReleaseMessage"


class DeliveryType(StrEnum):
    """Why a message is in the batch."""

    NEW = "NewReleaseDelivery"
    BACK_CATALOGUE = "BackCatalogDelivery"
    HIGH_PRIORITY = "HighPriorityDelivery"
    AGAIN = "ReDelivery"
    TAKEDOWN = "TakeDown"


class ProductType(StrEnum):
    """What kind of product a message is about."""

    AUDIO = "AudioProduct"
    VIDEO = "VideoProduct"
    MIXED = "MixedMediaBundleProduct"
    MOBILE = "MobileProduct"
    GRAPHICS = "GraphicsProduct"


@frozen
class ManifestVersion:
    """One version of the choreography's messages.

    Args:
        number: `1.8`.
        namespace: of the root element; no other element has one.
        declared: what MessageVersionId says.
        hash_tag: element of the digest within HashSum.
        avs: number of the allowed-value sets; empty before they were declared.
    """

    number: str
    namespace: str
    declared: str
    hash_tag: str = "HashSumValue"
    avs: str = ""


ERN_C_14: Final = ManifestVersion("1.4", "http://ddex.net/xml/ern-c/14", "1.4", "HashSum")
ERN_C_15: Final = ManifestVersion("1.5", "http://ddex.net/xml/ern-c/15", "1.5", "HashSum")
ERN_C_16: Final = ManifestVersion("1.6", "http://ddex.net/xml/ern-c-sftp/16", "ern-c-sftp/16", "HashSum")
ERN_C_17: Final = ManifestVersion("1.7", "http://ddex.net/xml/ern-c-sftp/17", "1.7")
ERN_C_18: Final = ManifestVersion("1.8", "http://ddex.net/xml/ern-c-sftp/18", "1.8", avs="9")
MANIFEST_VERSIONS: Final[Mapping[str, ManifestVersion]] = MappingProxyType(
    {version.number: version for version in (ERN_C_14, ERN_C_15, ERN_C_16, ERN_C_17, ERN_C_18)}
)
NAMESPACE: Final = ERN_C_18.namespace

_DELIVERY_TYPES: Final[Mapping[OrderKind, DeliveryType]] = MappingProxyType(
    {
        OrderKind.INSERT: DeliveryType.NEW,
        OrderKind.UPDATE: DeliveryType.AGAIN,
        OrderKind.TAKEDOWN: DeliveryType.TAKEDOWN,
    }
)
# Kinds of release as DDEX ReleaseType; of the others the tracks decide.
_PRODUCT_TYPES: Final[Mapping[str, ProductType]] = MappingProxyType(
    {
        **dict.fromkeys(
            (
                "VideoAlbum",
                "VideoSingle",
                "ConcertVideo",
                "LongFormMusicalWorkVideoRelease",
                "FeatureFilm",
                "Documentary",
                "Episode",
                "Season",
                "Series",
            ),
            ProductType.VIDEO,
        ),
        **dict.fromkeys(("MultimediaAlbum", "MultimediaSingle", "Bundle"), ProductType.MIXED),
        **dict.fromkeys(
            ("RingtoneRelease", "RingbackToneRelease", "AlertToneRelease", "VideoMastertoneRelease"),
            ProductType.MOBILE,
        ),
        **dict.fromkeys(("WallpaperRelease", "BookletRelease", "LyricSheetRelease"), ProductType.GRAPHICS),
    }
)


@frozen
class HashSum:
    """Proof of a message's bytes.

    Args:
        value: hex digest.
        algorithm: as DDEX HashSumAlgorithmType.
    """

    value: str
    algorithm: str


@frozen
class MessageInBatch:
    """One message of a batch, as its manifest says.

    Args:
        message_id: as in the message's header.
        url: of the message relative to the batch folder.
        releases: the releases it holds.
        delivery: DeliveryType.
        product: ProductType.
        proof: of its bytes, where given.
        message_type: the standard has one only.
    """

    message_id: str
    url: str
    releases: tuple[ReleaseIds, ...]
    delivery: Word = Word(DeliveryType.NEW.value)
    product: Word = Word(ProductType.AUDIO.value)
    proof: HashSum | None = None
    message_type: str = NEW_RELEASE


@frozen
class Manifest:
    """A ManifestMessage.

    Args:
        sender, recipient: of the batch.
        created: aware; None where it could not be read.
        root: the batch folder.
        messages: in order.
        test: IsTestFlag.
        number: NumberOfMessages as stated.
        version: of the choreography.
    """

    sender: ExchangeParty
    recipient: ExchangeParty
    created: datetime | None
    root: str
    messages: tuple[MessageInBatch, ...]
    test: bool = False
    number: int | None = Factory(lambda self: len(self.messages), takes_self=True)
    version: ManifestVersion = ERN_C_18


def delivery_type(kind: OrderKind, *, priority: bool = False, back_catalogue: bool = False) -> DeliveryType:
    """Return what a manifest calls an order; priority and back catalogue matter for the first delivery only."""
    if kind is OrderKind.INSERT and priority:
        return DeliveryType.HIGH_PRIORITY
    if kind is OrderKind.INSERT and back_catalogue:
        return DeliveryType.BACK_CATALOGUE
    return _DELIVERY_TYPES.get(kind, DeliveryType.AGAIN)


def product_type(release: Release) -> ProductType:
    """Return what a manifest calls a release: by its kind, else by what its tracks are."""
    kind = _PRODUCT_TYPES.get(release.kind.value)
    if kind is not None:
        return kind
    media = {track.medium for track in release.tracks}
    if Medium.VIDEO not in media:
        return ProductType.AUDIO
    return ProductType.VIDEO if len(media) == 1 else ProductType.MIXED


__all__ = [
    "ERN_C_14",
    "ERN_C_15",
    "ERN_C_16",
    "ERN_C_17",
    "ERN_C_18",
    "MANIFEST_VERSIONS",
    "NAMESPACE",
    "NEW_RELEASE",
    "DeliveryType",
    "HashSum",
    "Manifest",
    "ManifestVersion",
    "MessageInBatch",
    "ProductType",
    "delivery_type",
    "product_type",
]
