"""What is registered, and that its data fits the core."""

from __future__ import annotations

import subprocess
import sys

from tests.unit.plugins.beatport import material
from tunemantra.core.requirement import Capability
from tunemantra.core.status import State, Status
from tunemantra.core.territory import ENCODINGS
from tunemantra.plugins.beatport import plugin
from tunemantra.plugins.beatport.profile import DEFAULT_MIX, GENRE_ALIASES, GENRES
from tunemantra.ports.platform import SupportsMailStatus


def platform():
    (offered,) = plugin.tunemantra_platforms()
    return offered


def test_one_platform_is_offered():
    assert (platform().key, platform().api, platform().contract) == ("beatport", 1, "sandbox")


def test_every_status_word_means_a_state_that_exists():
    for word, (status, substate) in platform().status_map.items():
        assert State(status, substate, word).status in Status


def test_mail_and_portal_spellings_mean_the_same():
    words = platform().status_map
    assert words["on store"] == words["On store"] == words["On Store"] == (Status.LIVE, "all-territories")


def test_the_territory_form_is_one_the_core_knows():
    assert platform().requirement.territory_encoding in ENCODINGS


def test_what_is_declared_is_what_the_driver_can_do():
    driver = platform().driver(material.settings())
    declared = platform().capabilities
    assert (Capability.MAIL_STATUS in declared) == isinstance(driver, SupportsMailStatus)
    assert (Capability.WEBHOOK in declared) == hasattr(driver, "webhook")


def test_aliases_lead_into_the_list():
    assert set(GENRE_ALIASES.values()) <= set(GENRES)
    assert not set(GENRE_ALIASES) & {name.casefold() for name in GENRES}
    assert DEFAULT_MIX not in GENRES


def test_registering_loads_no_xml_library():
    code = (
        "import sys, tunemantra.plugins.beatport.plugin; sys.exit('lxml' in sys.modules or 'paramiko' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False, timeout=60).returncode == 0
