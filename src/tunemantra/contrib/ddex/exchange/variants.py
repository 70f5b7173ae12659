"""The choreographies met so far (`ddex-facts` section 12; stores: `platform-facts` 4.1, 9, 10)."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from attrs import evolve

from tunemantra.contrib.ddex.exchange.choreography import (
    COMPLETIONS_MET,
    TRACK_RESOURCE,
    Choreography,
    Completion,
    Mode,
)
from tunemantra.contrib.ddex.exchange.release_ids import ReleaseIdKind
from tunemantra.contrib.ddex.exchange.stamps import SECONDS

_OF_A_BATCH = "ACK_{stamp}_{release_id}.xml"
_OF_A_MESSAGE = "ACK_{stamp}_{message_id}.xml"
_PRODUCT = (ReleaseIdKind.ICPN,)

ERN_18_BATCHED: Final = Choreography("ern-1.8-batched", Mode.BATCHED, "[{priority}_]{batch}")
ERN_17_BATCHED: Final = evolve(ERN_18_BATCHED, key="ern-1.7-batched", ack_name=_OF_A_BATCH)
ERN_16_BATCHED: Final = evolve(ERN_17_BATCHED, key="ern-1.6-batched")
ERN_15_BATCHED: Final = evolve(ERN_17_BATCHED, key="ern-1.5-batched", folder="{batch}")
ERN_14_BATCHED: Final = evolve(ERN_15_BATCHED, key="ern-1.4-batched")
ERN_13_BATCHED: Final = evolve(ERN_15_BATCHED, key="ern-1.3-batched", completion_name="batch_complete_{batch}.xml")
ERN_12_BATCHED: Final = evolve(ERN_15_BATCHED, key="ern-1.2-batched", completion_name="Manifest_{batch}.xml")

ERN_18_RELEASE_BY_RELEASE: Final = Choreography(
    "ern-1.8-release-by-release",
    Mode.RELEASE_BY_RELEASE,
    "[{priority}_]{release_id}_{stamp}",
    release_folder=None,
    completion=Completion.MESSAGE,
    completion_name=None,
    accepted=(),
)
ERN_17_RELEASE_BY_RELEASE: Final = evolve(
    ERN_18_RELEASE_BY_RELEASE, key="ern-1.7-release-by-release", ack_name=_OF_A_MESSAGE
)
ERN_15_RELEASE_BY_RELEASE: Final = evolve(
    ERN_17_RELEASE_BY_RELEASE, key="ern-1.5-release-by-release", folder="{release_id}_{stamp}"
)

# Common habit: products by their ICPN, resources by disc and track, no prefix.
ICPN_BATCHED: Final = evolve(
    ERN_18_BATCHED,
    key="icpn-batched",
    folder="{batch}",
    resource=TRACK_RESOURCE,
    cover="{release_id}.{ext}",
    release_ids=_PRODUCT,
)
ICPN_BATCHED_ZERO_BYTE: Final = evolve(ICPN_BATCHED, key="icpn-batched-zero-byte", completion=Completion.ZERO_BYTE)
SPOTIFY_BATCHED: Final = evolve(
    ICPN_BATCHED,
    key="spotify-batched",
    release_ids=(ReleaseIdKind.GRID, ReleaseIdKind.ICPN, ReleaseIdKind.CATALOG_NUMBER, ReleaseIdKind.AGREED),
)
YOUTUBE_BATCHED: Final = evolve(ICPN_BATCHED, key="youtube-batched", accepted=(*COMPLETIONS_MET, "delivery.complete"))
TIKTOK_BATCHED: Final = evolve(
    ICPN_BATCHED,
    key="tiktok-batched",
    release_folder=None,
    resource="{disc:1}_{track:1}.{ext}",
    cover="coverart.{ext}",
    completion=Completion.MESSAGE,
    completion_name=None,
    stamp_digits=SECONDS,
)

MEAD_BATCHED: Final = Choreography(
    "mead-batched",
    Mode.BATCHED,
    "{batch}",
    release_folder=None,
    message="MEAD_{release_id}_{stamp}.xml",
    completion=Completion.ZERO_BYTE,
    completion_name="BatchComplete_{batch}",
    ack_name="ACK_{release_id}_{stamp}.xml",
)
MEAD_FILE_BY_FILE: Final = Choreography(
    "mead-file-by-file",
    Mode.FILE_BY_FILE,
    None,
    release_folder=None,
    message="MEAD_{release_id}_{stamp}.xml",
    completion=Completion.MESSAGE,
    completion_name=None,
    accepted=(),
    ack_folder="",
    ack_name="ACK_{release_id}_{stamp}.xml",
)

VARIANTS: Final[Mapping[str, Choreography]] = MappingProxyType(
    {
        variant.key: variant
        for variant in (
            ERN_12_BATCHED,
            ERN_13_BATCHED,
            ERN_14_BATCHED,
            ERN_15_BATCHED,
            ERN_16_BATCHED,
            ERN_17_BATCHED,
            ERN_18_BATCHED,
            ERN_15_RELEASE_BY_RELEASE,
            ERN_17_RELEASE_BY_RELEASE,
            ERN_18_RELEASE_BY_RELEASE,
            ICPN_BATCHED,
            ICPN_BATCHED_ZERO_BYTE,
            SPOTIFY_BATCHED,
            YOUTUBE_BATCHED,
            TIKTOK_BATCHED,
            MEAD_BATCHED,
            MEAD_FILE_BY_FILE,
        )
    }
)
"""Every ready-made choreography by its key."""

__all__ = [
    "ERN_12_BATCHED",
    "ERN_13_BATCHED",
    "ERN_14_BATCHED",
    "ERN_15_BATCHED",
    "ERN_15_RELEASE_BY_RELEASE",
    "ERN_16_BATCHED",
    "ERN_17_BATCHED",
    "ERN_17_RELEASE_BY_RELEASE",
    "ERN_18_BATCHED",
    "ERN_18_RELEASE_BY_RELEASE",
    "ICPN_BATCHED",
    "ICPN_BATCHED_ZERO_BYTE",
    "MEAD_BATCHED",
    "MEAD_FILE_BY_FILE",
    "SPOTIFY_BATCHED",
    "TIKTOK_BATCHED",
    "VARIANTS",
    "YOUTUBE_BATCHED",
]
