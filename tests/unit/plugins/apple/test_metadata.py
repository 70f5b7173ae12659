"""The documents: a valid message, what does not fit into it beside it, and the clearance."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from attrs import evolve
from lxml import etree

from tests.support import require_ddex
from tests.unit.plugins.apple.orders import MIX, SETTINGS, first, full_order, order, with_facts
from tunemantra.contrib.ddex import SchemaSet
from tunemantra.core.distribution import OrderKind
from tunemantra.core.lyrics import Lyrics, LyricsLine, Stanza
from tunemantra.core.party import Artist
from tunemantra.core.release import ReleaseKind
from tunemantra.core.rights import CommercialModel, Deal, UseType
from tunemantra.core.text import Title
from tunemantra.plugins.apple.driver import AppleDriver
from tunemantra.plugins.apple.metadata import for_the_store, losses
from tunemantra.testing.factories import make_deal, make_full_release, make_release

NAMES = {"a": "urn:apple-music:ext:1"}
SUNG = Lyrics((Stanza((LyricsLine("Down the river", 0, 900),)),))


def built(made):
    return {file.path: getattr(file, "content", b"") for file in AppleDriver(SETTINGS).build(made).files}


def extensions(made):
    return etree.fromstring(built(made)["extension.xml"])


def test_the_files_in_the_order_of_sending():
    made = order(first(make_full_release(), lyrics=(SUNG,)))
    assert list(built(made)) == [
        "message.xml",
        "extension.xml",
        "01_01_USS1Z2600001_en.ttml",
        "cover.jpg",
        "motion_square.mp4",
        "motion_tall.mp4",
        "01_01_USS1Z2600001.wav",
        "01_02_USS1Z2600002.wav",
        "01_01_USS1Z2699001_atmos.wav",
    ]


def test_the_message_is_valid_by_the_official_schema():
    message = built(order(first(make_full_release(), lyrics=(SUNG,))))["message.xml"]
    assert SchemaSet(require_ddex()).validate(message) == ()


def test_the_second_document_says_what_the_message_cannot():
    artist = Artist("Ada Lund", ids=(("apple", "1440650719"), ("spotify", "x")))
    release = evolve(make_full_release(), artists=(artist,))
    root = extensions(order(first(release, lyrics=(SUNG,), preview_start=Decimal("45.5"))))
    track = root.find("a:Track", NAMES)
    assert root.get("upc") == "4006381333931"
    assert root.find("a:Artist", NAMES).get("id") == "1440650719"
    assert (track.get("isrc"), track.get("hiRes")) == ("USS1Z2600001", "false")
    assert track.findtext("a:PreviewStart", namespaces=NAMES) == "45.5"
    assert [one.text for one in track.iterfind("a:Songwriter", NAMES)] == ["Ada Lund"]
    assert track.find("a:Lyrics", NAMES).get("timing") == "Line"
    motion = {node.get("ratio"): (node.get("file"), node.get("sha256")) for node in root.iterfind("a:Motion", NAMES)}
    made = full_order().renditions
    assert motion == {
        "1:1": ("motion_square.mp4", made["motion_square"].sha256),
        "3:4": ("motion_tall.mp4", made["motion_tall"].sha256),
    }
    mix = track.find("a:Immersive", NAMES)
    assert (mix.get("isrc"), mix.get("file")) == ("USS1Z2699001", "01_01_USS1Z2699001_atmos.wav")
    assert mix.get("sha256") == full_order().renditions[MIX].sha256


def test_motion_artwork_is_no_business_of_the_message():
    made = order(make_full_release())
    assert b"motion" not in built(made)["message.xml"]
    plain = built(order(make_release()))
    assert [name for name in plain if "motion" in name] == []
    assert b"Motion" not in plain["extension.xml"]


def test_high_resolution_is_24_bits_at_more_than_48_kilohertz():
    flags = [
        extensions(with_facts(order(), "tracks[0].audio", sample_rate=rate, bit_depth=bits))[0].get("hiRes")
        for rate, bits in ((96_000, 24), (96_000, 16), (48_000, 24))
    ]
    assert flags == ["true", "false", "false"]


def test_only_what_the_store_does_is_told():
    ringtone = Deal(make_deal().territories, make_deal().start, uses=(UseType.RINGTONE,))
    mixed = make_deal(models=(CommercialModel.SUBSCRIPTION, CommercialModel.ADVERTISEMENT))
    (told,) = for_the_store(make_release(deals=(ringtone, mixed))).deals
    assert told.models == (CommercialModel.SUBSCRIPTION,)


@pytest.mark.parametrize(
    ("title", "told"),
    [
        (Title("Salt"), "Salt - Single"),
        (Title("Salt", "Acoustic"), "Salt (Acoustic) - Single"),
        (Title("Salt - Single"), "Salt - Single"),
    ],
)
def test_the_product_is_called_as_the_store_calls_it_and_its_track_is_not(title, told):
    sent = etree.fromstring(built(order(make_release(tracks=1, titles=(title,))))["message.xml"])
    assert [node.text for node in sent.iterfind("ReleaseList/Release/DisplayTitleText")] == [told]
    assert [node.text for node in sent.iterfind(".//SoundRecording/DisplayTitleText")] == ["Harbour Lights"]


def test_a_title_has_no_word_behind_it_where_nobody_can_say_which():
    made = order(make_release(tracks=1, titles=(Title("Salt"),), kind=ReleaseKind.COMPILATION))
    assert b"Salt -" not in built(made)["message.xml"]


def test_what_neither_document_carries_is_told():
    release = first(make_full_release(), lyrics=(SUNG,))
    assert {finding.rule for finding in losses(release, SETTINGS)} == {"ERN-LOST-TEMPO", "ERN-LOST-KEY"}


def test_a_takedown_clears_it_for_nothing_anywhere():
    files = built(order(kind=OrderKind.TAKEDOWN))
    assert list(files) == ["clearance.json"]
    assert json.loads(files["clearance.json"]) == {
        "upc": "4006381333931",
        "territories": ["WW"],
        "sale": False,
        "stream": False,
    }
