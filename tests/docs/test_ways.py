"""Every kind of connection and every channel of status is used by something that comes with tunemantra."""

from __future__ import annotations

import pytest

from docs.kit_pages import CHANNELS, CONNECTIONS, ways
from tests.support import REPO_ROOT
from tunemantra.core.status import Channel
from tunemantra.plugins import load

PLATFORMS = load(safe_mode=True).platforms
ROWS = {row[0]: dict(zip(CHANNELS, row[1:], strict=True)) for row in ways(PLATFORMS.values())}


@pytest.mark.parametrize("kind", CONNECTIONS)
def test_every_kind_of_connection_is_used(kind: str) -> None:
    assert {*ROWS[kind].values()} != {"–"}


@pytest.mark.parametrize("channel", CHANNELS)
def test_every_channel_is_used(channel: str) -> None:
    assert {row[channel] for row in ROWS.values()} != {"–"}


def test_every_channel_there_is_has_its_column() -> None:
    assert frozenset.union(*CHANNELS.values()) == frozenset(Channel)


@pytest.mark.parametrize("key", PLATFORMS)
def test_every_bundled_platform_says_how_it_is_reached_and_how_it_tells(key: str) -> None:
    told = " ".join(cell for row in ROWS.values() for cell in row.values())
    assert PLATFORMS[key].hears_by
    assert f"`{key}`" in told


def test_the_page_shows_the_table() -> None:
    page = (REPO_ROOT / "docs/reference/platforms.md").read_text("utf-8")
    for kind, row in ROWS.items():
        assert f"| {kind} | {' | '.join(row.values())} |" in page
