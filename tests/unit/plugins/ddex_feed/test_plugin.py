"""What is registered, and that its words are those of the adapters it stands on."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.unit.plugins.ddex_feed import material
from tunemantra.contrib.ddex import VERSIONS
from tunemantra.contrib.ddex.exchange import MANIFEST_VERSIONS, STATUS_MAP, VARIANTS, AckDialect, Completion, Mode
from tunemantra.core.requirement import Capability
from tunemantra.core.territory import ENCODINGS
from tunemantra.plugins.ddex_feed import plugin, profile
from tunemantra.plugins.ddex_feed.directory import directory
from tunemantra.plugins.ddex_feed.settings import FeedSettings


def test_one_platform_is_offered_and_makes_others():
    (offered,) = plugin.tunemantra_platforms()
    assert (offered.key, offered.api, offered.contract, offered.derive) == ("ddex_feed", 1, "sandbox", plugin.derive)
    assert offered.requirement.territory_encoding in ENCODINGS


def test_its_words_are_those_of_the_adapter():
    assert tuple(VERSIONS) == profile.VERSIONS
    assert tuple(MANIFEST_VERSIONS) == profile.MANIFESTS
    assert {key for key in VARIANTS if "mead" not in key} == set(profile.CHOREOGRAPHIES)
    assert {str(one) for one in Completion} == set(profile.MARKERS)
    assert len(AckDialect) == len(profile.ACKNOWLEDGEMENTS) - 1
    assert all(VARIANTS[key].mode is not Mode.FILE_BY_FILE for key in profile.CHOREOGRAPHIES)


def test_its_status_map_is_that_of_acknowledgements_and_its_own_words():
    own = {**profile.OWN_WORDS, profile.UPLOADED: profile.STATUSES[profile.UPLOADED]}
    assert {**STATUS_MAP, **own} == profile.STATUSES
    assert not {*STATUS_MAP} & {*own}


def test_registering_loads_neither_xml_nor_a_transport():
    heavy = "{'lxml', 'paramiko', 'boto3'}"
    code = f"import sys, tunemantra.plugins.ddex_feed.plugin; sys.exit(bool({heavy} & {{*sys.modules}}))"
    assert subprocess.run([sys.executable, "-c", code], check=False, timeout=60).returncode == 0


@pytest.mark.parametrize("name", directory())
def test_every_store_of_the_directory_is_a_platform(name):
    made = plugin.derive(plugin.PLATFORM, "shop", {"profile": name})
    store = directory()[name]
    assert (made.key, made.label, made.settings) == ("shop", store.label, FeedSettings)
    assert made.requirement.audio == profile.AUDIO[store.audio]
    assert (Capability.POLL in made.capabilities) == (not store.silent)
    assert (Capability.MAIL_STATUS in made.capabilities) == (store.status == "mail")
    assert (Capability.BATCHES in made.capabilities) == store.gathers


def test_what_a_table_says_otherwise_counts_and_what_is_wrong_in_it_does_not():
    table = {"profile": "labelcamp", "label": "Ours", "ern": "43", "audio": "vinyl", "suffix": "long", "ack": 8}
    made = plugin.derive(plugin.PLATFORM, "ours", table)
    told = json.loads(made.sandbox.arguments[-1])
    assert (made.label, made.requirement.audio) == ("Ours", profile.AUDIO["flac-24-192"])
    assert (told["ern"], told["ack"], told["transport"], told["dpid"]) == ("43", "1.8", "s3", "PADPIDA2011111602K")


def test_the_simulator_repeats_which_store_it_is():
    made = plugin.derive(plugin.PLATFORM, "ours", {"profile": "deezer", "suffix": 0, "host": "x"})
    stated = json.loads(made.sandbox.arguments[3])
    assert stated == {"plugin": "ddex_feed", "profile": "deezer", "suffix": 0}


def test_each_driver_knows_its_platform():
    made = plugin.derive(plugin.PLATFORM, "ours", {})
    assert made.driver(material.settings()).key == "ours"
