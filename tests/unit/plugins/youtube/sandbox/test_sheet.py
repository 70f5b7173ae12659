"""The store reads sheets with its own eyes."""

from __future__ import annotations

import csv
import io

import pytest

from tunemantra.plugins.youtube.sandbox import sheet

GOOD = {
    "album_upc": "4006381333931",
    "album_title": "Tidal",
    "album_artists": "Ada",
    "album_label": "Quay",
    "album_type": "Single",
    "isrc": "USS1Z2600001",
    "track_title": "Tide",
    "track_artists": "Ada",
    "track_number": "1",
    "disc_number": "1",
    "genre": "House",
    "language": "en",
    "asset_type": "sound_recording",
    "track_territory_start_dates": "WW-KP:2026-04-24|KP:2026-05-01",
    "track_territory_end_dates": "WW-KP:|KP:2026-05-31",
    "track_models": "WW-KP:subscription|KP:ads",
}


def written(*rows):
    out = io.StringIO()
    writer = csv.DictWriter(out, GOOD)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def columns(**changes):
    return [fault.column for fault in sheet.faults(sheet.read(written({**GOOD, **changes})))]


def test_a_good_sheet_has_no_fault():
    assert columns() == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("album_upc", "4006381333932"),
        ("isrc", "US-S1Z-26-00001"),
        ("album_type", "Mixtape"),
        ("track_title", "Tide (feat. Ben)"),
        ("genre", " "),
        ("album_label", "e\u0301"),
        ("track_territory_start_dates", "UK:2026-04-24|KP:2026-05-01"),
        ("track_territory_start_dates", "WW-KP:2026-02-30|KP:2026-05-01"),
        ("track_models", "WW-KP:|KP:ads"),
    ],
)
def test_a_fault_names_its_column(name, value):
    assert name in columns(**{name: value})


@pytest.mark.parametrize("end", ["WW-KP:", "WW-KP:|DE:", "WW-KP:|KP:2026-04-30"])
def test_groups_belong_together(end):
    assert columns(track_territory_end_dates=end)[:1] == ["track_territory_start_dates"]


def test_a_recording_and_a_place_come_once():
    faults = sheet.faults(sheet.read(written(GOOD, GOOD)))
    assert [(fault.row, fault.column) for fault in faults] == [(2, "isrc"), (2, "track_number")]


@pytest.mark.parametrize("content", ["", "a,b\n1,2\n", written(), written(GOOD) + "1,2\n"])
def test_what_is_no_sheet_is_refused(content):
    with pytest.raises(sheet.SheetError):
        sheet.read(content)


def test_a_sheet_is_of_one_product():
    with pytest.raises(sheet.SheetError, match="one product"):
        sheet.read(written(GOOD, {**GOOD, "album_upc": "4006381333948"}))


def test_a_sheet_without_starts_takes_down():
    dates = dict.fromkeys(("track_territory_start_dates", "track_territory_end_dates", "track_models"), "")
    assert sheet.is_takedown(sheet.read(written({**GOOD, **dates})))
