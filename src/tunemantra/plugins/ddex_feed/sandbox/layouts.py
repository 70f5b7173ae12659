"""Folders and names by the word for a choreography, as a store's own papers have them (`ddex-facts` section 12)."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import frozen

BATCHED, PREFIXED = "{batch}", "[{priority}_]{batch}"
BY_RELEASE, PREFIXED_BY_RELEASE = "{release_id}_{stamp}", "[{priority}_]{release_id}_{stamp}"
COMPLETE = "BatchComplete_{batch}.xml"
OF_A_BATCH, OF_A_RELEASE = "ACK_{stamp}_{release_id}.xml", "ACK_{stamp}_{message_id}.xml"


@frozen
class Layout:
    """Names of one choreography; a part in brackets may be missing.

    Args:
        folder: of a batch, or of a release.
        release_folder: within a batch; empty for none.
        mark: of a complete batch, where something marks it.
        ack: of an acknowledgement.
    """

    folder: str = BATCHED
    release_folder: str = "{release_id}"
    mark: str = COMPLETE
    ack: str = "ACK_{message_id}_{stamp}.xml"


LAYOUTS: Mapping[str, Layout] = {
    "ern-1.2-batched": Layout(mark="Manifest_{batch}.xml", ack=OF_A_BATCH),
    "ern-1.3-batched": Layout(mark="batch_complete_{batch}.xml", ack=OF_A_BATCH),
    "ern-1.4-batched": Layout(ack=OF_A_BATCH),
    "ern-1.5-batched": Layout(ack=OF_A_BATCH),
    "ern-1.6-batched": Layout(PREFIXED, ack=OF_A_BATCH),
    "ern-1.7-batched": Layout(PREFIXED, ack=OF_A_BATCH),
    "ern-1.8-batched": Layout(PREFIXED),
    "ern-1.5-release-by-release": Layout(BY_RELEASE, "", ack=OF_A_RELEASE),
    "ern-1.7-release-by-release": Layout(PREFIXED_BY_RELEASE, "", ack=OF_A_RELEASE),
    "ern-1.8-release-by-release": Layout(PREFIXED_BY_RELEASE, ""),
    "icpn-batched": Layout(),
    "icpn-batched-zero-byte": Layout(),
    "spotify-batched": Layout(),
    "youtube-batched": Layout(),
    "tiktok-batched": Layout(release_folder=""),
}

__all__ = ["LAYOUTS", "Layout"]
