"""Which schemas are here, and how to get the rest."""

from __future__ import annotations

import shutil

from tunemantra.contrib.ddex import VERSIONS, SchemaSet
from tunemantra.contrib.ddex.validation import inventory


def test_all_that_the_tests_have_is_found(schemas):
    found = inventory(schemas)
    assert [one.path for one in found if not one.present] == []
    assert [one.version for one in found if one.standard == "ERN"] == [".".join(number) for number in VERSIONS]
    assert {one.standard.partition(" ")[0] for one in found} == {"ERN", "MEAD", "DSR", "Choreography"}


def test_nowhere_there_is_nothing_and_the_note_names_the_setting():
    found = inventory(SchemaSet())
    assert not any(one.present for one in found)
    assert all("TUNEMANTRA_DDEX_SCHEMAS" in one.note for one in found)


def test_what_is_lacking_is_said_with_where_it_belongs(ddex_folder, tmp_path):
    (tmp_path / "ern/43").mkdir(parents=True)
    shutil.copy(ddex_folder / "ern/43/release-notification.xsd", tmp_path / "ern/43")
    by_version = {one.version: one for one in inventory(SchemaSet(tmp_path)) if one.standard == "ERN"}
    assert not by_version["4.3"].present
    assert "allowed-value-sets.xsd" in by_version["4.3"].note
    assert "http://ddex.net/xml/ern/432/release-notification.xsd" in by_version["4.3.2"].note
    shutil.copy(ddex_folder / "ern/43/allowed-value-sets.xsd", tmp_path / "ern/43")
    assert [one.version for one in inventory(SchemaSet(tmp_path)) if one.present] == ["4.3"]
