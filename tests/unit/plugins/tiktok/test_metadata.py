"""The document says what is stated, sound by sound."""

from __future__ import annotations

import json

from attrs import evolve

from tests.unit.plugins.tiktok.orders import SETTINGS, first, order, stated
from tunemantra.core.distribution import OrderKind
from tunemantra.core.party import Artist
from tunemantra.core.rights import CommercialModel, Deal, UseType
from tunemantra.core.territory import TerritorySet
from tunemantra.plugins.tiktok.driver import TikTokDriver
from tunemantra.plugins.tiktok.metadata import commercial_isrcs
from tunemantra.testing.factories import make_deal, make_release


def built(made):
    return {file.path: getattr(file, "content", b"") for file in TikTokDriver(SETTINGS).build(made).files}


def sound(made):
    return json.loads(built(made)["sounds.json"])["sounds"][0]


def test_the_files_in_the_order_of_sending():
    assert list(built(order())) == ["sounds.json", "cover.jpg", "01-01.wav", "01-02.wav"]


def test_a_sound_says_who_wrote_it_and_where_it_may_be_used():
    said = sound(order(make_release(deals=(make_deal(territories=~TerritorySet.of("KP")),))))
    assert said["writers"] == ["Ada Lund"]
    assert said["deals"][0]["territories"] == {"include": ["Worldwide"], "exclude": ["KP"]}
    assert said["deals"][0]["uses"] == ["OnDemandStream"]
    assert said["clips"] == [{"start": 45, "length": 60}]
    assert said["audio"]["duration_ms"] == 183_000


def test_films_and_commerce_are_two_rights():
    assert [sound(stated(**what))["ugcUse"] for what in ({}, {"ugc_use": "false"})] == [True, False]
    offered = stated(commercial_use="true")
    assert (sound(offered)["ugcUse"], sound(offered)["commercialUse"]) == (True, True)
    assert commercial_isrcs(offered.release) == ["USS1Z2600001"]


def test_words_and_the_handle_of_a_verified_creator():
    release = first(make_release(), artists=(Artist("Ada Lund", ids=(("tiktok", "@ada"),)),))
    extras = (("tiktok", "mood", "calm, bright"), ("tiktok", "hashtags", "#salt"))
    said = sound(order(evolve(release, extras=extras)))
    assert said["artists"] == [{"name": "Ada Lund", "role": "MainArtist", "handle": "@ada"}]
    assert (said["mood"], said["hashtags"]) == (["calm", "bright"], ["#salt"])


def test_only_what_the_platform_does_is_told():
    download = Deal(
        make_deal().territories,
        make_deal().start,
        models=(CommercialModel.PAY_AS_YOU_GO,),
        uses=(UseType.PERMANENT_DOWNLOAD,),
    )
    assert len(sound(order(make_release(deals=(make_deal(), download))))["deals"]) == 1


def test_a_takedown_names_every_sound():
    files = built(order(kind=OrderKind.TAKEDOWN))
    assert list(files) == ["offline.json"]
    assert json.loads(files["offline.json"])["isrcs"] == ["USS1Z2600001", "USS1Z2600002"]
