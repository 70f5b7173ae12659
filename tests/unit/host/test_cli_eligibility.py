from __future__ import annotations

import io

from rich.console import Console

from tunemantra.core.finding import Finding, Severity, error, warning
from tunemantra.host.cli.eligibility import print_eligibility

LABELS = {"apple": "Apple Music", "tiktok": "TikTok"}


def shown(by_platform):
    out = io.StringIO()
    print_eligibility(Console(file=out, width=140), by_platform, LABELS)
    return out.getvalue().splitlines()


def row_with(lines, text):
    (line,) = [line for line in lines if text in line]
    return [cell.strip() for cell in line.strip("│").split("│")]


def test_every_finding_is_a_row_and_every_platform_a_column():
    lines = shown(
        {
            "apple": (error("CMN-IMG-001", "artwork", "too small"), warning("CMN-TTL-001", "titles[0]", "featured")),
            "tiktok": (
                warning("CMN-IMG-001", "artwork", "too small"),
                Finding("CMN-TRM-020", Severity.NOTE, "deals[1]", "not sent"),
            ),
        }
    )
    assert row_with(lines, "too small") == ["CMN-IMG-001", "✗", "!", "artwork: too small"]
    assert row_with(lines, "featured") == ["CMN-TTL-001", "!", "", "titles[0]: featured"]
    assert row_with(lines, "not sent") == ["CMN-TRM-020", "", "·", "deals[1]: not sent"]
    assert row_with(lines, "blocks")[:3] == ["", "no (1)", "yes"]


def test_what_blocks_stands_first():
    lines = shown({"apple": (warning("A-A-001", "a", "first"), error("Z-Z-001", "z", "last")), "tiktok": ()})
    places = [next(n for n, line in enumerate(lines) if text in line) for text in ("last", "first")]
    assert places == sorted(places)


def test_the_same_of_many_tracks_is_one_row():
    short = tuple(warning("CMN-AUD-009", f"tracks[{number}].file", "short") for number in range(12))
    lines = shown({"apple": short, "tiktok": short})
    assert row_with(lines, "short") == ["CMN-AUD-009", "!", "!", "tracks 1-12: file: short"]
