"""The public conformance kit and the strategies its tests draw from."""

import pytest

# Before the modules are imported: a failed promise then shows what was compared.
pytest.register_assert_rewrite(
    "tunemantra.testing._ledger_base",
    "tunemantra.testing._ledger_claims",
    "tunemantra.testing._ledger_orders",
    "tunemantra.testing.asset_store",
    "tunemantra.testing.board",
    "tunemantra.testing.ledger",
    "tunemantra.testing.transports",
)

from tunemantra.testing.asset_store import AssetStoreConformance  # noqa: E402
from tunemantra.testing.board import BoardConformance  # noqa: E402
from tunemantra.testing.factories import (  # noqa: E402
    content_of,
    make_deal,
    make_order,
    make_package,
    make_release,
    make_renditions,
    make_track,
    make_update,
)
from tunemantra.testing.ledger import LedgerConformance  # noqa: E402
from tunemantra.testing.platform import RULES, FileDeliveryConformance, PlatformConformance  # noqa: E402
from tunemantra.testing.sandboxed import SandboxConformance  # noqa: E402
from tunemantra.testing.session import FixedClock, MemoryFolder, MemorySession, blobs_of  # noqa: E402
from tunemantra.testing.transports import FileTransportConformance  # noqa: E402

__all__ = [
    "RULES",
    "AssetStoreConformance",
    "BoardConformance",
    "FileDeliveryConformance",
    "FileTransportConformance",
    "FixedClock",
    "LedgerConformance",
    "MemoryFolder",
    "MemorySession",
    "PlatformConformance",
    "SandboxConformance",
    "blobs_of",
    "content_of",
    "make_deal",
    "make_order",
    "make_package",
    "make_release",
    "make_renditions",
    "make_track",
    "make_update",
]
