"""What is special to a DDEX feed."""

from __future__ import annotations

import pytest
from pytest_bdd import scenarios, then

from features.conftest import PLATFORMS

scenarios("ddex_feed.feature")


@pytest.fixture
def platform():
    (found,) = [platform for platform in PLATFORMS if platform.key == "ddex_feed"]
    return found


def batch(desk):
    (found,) = {path.parent.parent for path in desk.store.files(desk.icpn, ".xml")}
    return found


@then("the last document that arrived is the completion mark")
def mark_last(desk):
    name = batch(desk).name
    entries = [entry for entry in desk.store.journal.entries() if f"{name}/" in str(entry.get("path"))]
    assert [entry["event"] for entry in entries] == ["asset-received"] * 3 + ["document-received"] * 2
    assert str(entries[-1]["path"]).endswith(f"/BatchComplete_{name}.xml")


@then("nothing was ever written under its final name")
def never_in_place(desk):
    assert desk.store.journal.count("written-in-place") == 0


@then("the batch holds")
def batch_holds(desk, datatable):
    folder = batch(desk)
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert there == {row[0].format(upc=desk.icpn, batch=folder.name) for row in datatable[1:]}
