"""What is multiplied in a message takes no more than its size: hostile messages of some megabytes end soon."""

from __future__ import annotations

import time
import tracemalloc

import pytest

from tests.unit.contrib.ddex.reading.test_frame import message
from tunemantra.contrib.ddex.reading import read_message
from tunemantra.contrib.ddex.stand_ins import is_stand_in, stand_in_gtin, stand_in_isrc

SECONDS_PER_MEGABYTE = 3
ITEM = "<ResourceGroupContentItem><ReleaseResourceReference>A%s</ReleaseResourceReference></ResourceGroupContentItem>"
DEAL = (
    "<Deal><DealTerms><TerritoryCode>DE</TerritoryCode><ValidityPeriod><StartDate>2026-01-01</StartDate>"
    "</ValidityPeriod></DealTerms></Deal>"
)


def release(inner="", tracks=""):
    return f"<ReleaseList><Release><ReleaseReference>R0</ReleaseReference>{inner}</Release>{tracks}</ReleaseList>"


def attacks(count):
    numbers = range(count)
    recording = "<SoundRecording><ResourceReference>A%s</ResourceReference>%s</SoundRecording>"
    artist = "<DisplayArtist><ArtistPartyReference>P1</ArtistPartyReference></DisplayArtist>"
    names = "".join(
        f'<PartyName LanguageAndScriptCode="l{number}"><FullName>X</FullName></PartyName>' for number in numbers
    )
    parties = "".join(
        f"<Party><PartyReference>P{number}</PartyReference><PartyName><FullName>X</FullName></PartyName>"
        f"<PartyId><IpiNameNumber>{number:011d}</IpiNameNumber></PartyId></Party>"
        for number in numbers
    )
    deeds = "".join(
        f"<Contributor><ContributorPartyReference>P{number}</ContributorPartyReference></Contributor>"
        for number in numbers
    )
    tracks = "".join(
        f"<TrackRelease><ReleaseReference>R{number}</ReleaseReference></TrackRelease>" for number in numbers
    )
    terms = "".join(f"<DealReleaseReference>R{number}</DealReleaseReference>" for number in numbers)
    group = "<ResourceGroup>%s</ResourceGroup>"
    billed = recording % (1, artist * count)
    one = f"<Party><PartyReference>P1</PartyReference>{names}</Party>"
    return {
        "territories": f"<DealList><ReleaseDeal><Deal><DealTerms>{'<TerritoryCode>ZZ</TerritoryCode>' * count}"
        "</DealTerms></Deal></ReleaseDeal></DealList>",
        "deals by releases": release("", tracks)
        + f"<DealList><ReleaseDeal>{terms}{DEAL * count}</ReleaseDeal></DealList>",
        "artists by places": f"<ResourceList>{billed}</ResourceList>" + release(group % (ITEM % 1 * count)),
        "recordings": f"<ResourceList>{''.join(recording % (number, '') for number in numbers)}</ResourceList>"
        + release(group % "".join(ITEM % number for number in numbers)),
        "namesakes": f"<PartyList>{parties}</PartyList><ResourceList>{recording % (1, deeds)}</ResourceList>"
        + release(),
        "names by artists": f"<PartyList>{one}</PartyList><ResourceList>{billed}</ResourceList>" + release(),
    }


@pytest.mark.parametrize("name", attacks(1))
def test_small_attacks_are_answered(name):
    assert read_message(message(attacks(300)[name])).findings


@pytest.mark.nightly
@pytest.mark.parametrize("name", attacks(1))
def test_large_attacks_end_soon(name):
    data = message(attacks(20_000)[name])
    start = time.process_time()
    read_message(data)
    assert time.process_time() - start < SECONDS_PER_MEGABYTE * len(data) / 1_000_000


def peak(data):
    tracemalloc.start()
    try:
        read_message(data)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_memory_does_not_grow_with_what_is_not_kept():
    entry = "<Odd>" + "<a/>" * 50 + "</Odd>"
    short, long = (message(f"<OddList>{entry * count}</OddList>") for count in (1_000, 4_000))
    assert peak(long) < peak(short) * 1.2


def test_stand_ins_are_recognised_and_always_the_same():
    assert stand_in_gtin("a") == stand_in_gtin("a") != stand_in_gtin("b")
    assert stand_in_isrc("a") == stand_in_isrc("a") != stand_in_isrc("b")
    assert is_stand_in(stand_in_gtin("\ud800"))
    assert is_stand_in(stand_in_isrc(""))
