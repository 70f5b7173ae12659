"""The names the simulator waits for are those of the standard's adapter, which it does not know."""

from __future__ import annotations

import pytest

from tests.unit.plugins.ddex_feed import material
from tunemantra.contrib.ddex.exchange import VARIANTS
from tunemantra.plugins.ddex_feed.plugin import PLATFORM, derive
from tunemantra.plugins.ddex_feed.profile import CHOREOGRAPHIES
from tunemantra.plugins.ddex_feed.sandbox.layouts import LAYOUTS
from tunemantra.plugins.ddex_feed.sandbox.rules import ITSELF, MESSAGE, RESOURCES, Rules


def rules(**table):
    return Rules.read(derive(PLATFORM, "shop", table).sandbox.arguments[-1])


@pytest.mark.parametrize("choreography", CHOREOGRAPHIES)
def test_a_layout_is_that_of_the_choreography(choreography):
    variant, layout = VARIANTS[choreography], LAYOUTS[choreography]
    assert layout.folder == variant.folder.text
    assert layout.release_folder == (variant.release_folder.text if variant.release_folder else "")
    assert layout.ack == variant.ack_name.text
    assert variant.completion_name is None or layout.mark == variant.completion_name.text
    assert (variant.message.text, variant.resources) == (MESSAGE, RESOURCES)


def test_a_folder_is_read_as_strictly_as_the_store_names_it():
    plain, suffixed = rules(suffix=0), rules(suffix=8)
    assert plain.match("{batch}", "20260302093015250") == {"batch": "20260302093015250"}
    assert plain.match("{batch}", "20260302093015250_121a8b26") is None
    assert suffixed.match("{batch}", "20260302093015250_121a8b26") is not None
    assert suffixed.match("{batch}", "20260302093015250") is None
    assert plain.match("{batch}", "acknowledgements") is None


def test_a_part_in_brackets_may_be_missing():
    wanted = "[{priority}_]{release_id}_{stamp}"
    assert rules().match(wanted, "N_4006381333931_20260302093015250")["priority"] == "N"
    assert rules().match(wanted, "4006381333931_20260302093015250")["priority"] == ""


def test_a_store_of_no_known_party_is_itself():
    assert rules().itself == ITSELF
    assert rules(dpid=material.STORE).itself == material.STORE
