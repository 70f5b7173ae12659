"""Messages of ERN 3 as strangers write them: old versions, composites by territory, legacy flags, no groups."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from tests.unit.contrib.ddex.reading.test_frame import HEADER, rules
from tunemantra.contrib.ddex.reading import read_message
from tunemantra.contrib.ddex.reading.envelope import FAMILIES
from tunemantra.contrib.ddex.reading.ern3.sheets import Room, laid_out
from tunemantra.contrib.ddex.reading.notes import Notes
from tunemantra.contrib.ddex.reading.stream import stream
from tunemantra.core.distribution import OrderKind
from tunemantra.core.party import ArtistRole, ContributorRole
from tunemantra.core.release import LocalWarning, Medium, ParentalWarning, ReleaseKind
from tunemantra.core.rights import PriceBasis, UseType, Visibility
from tunemantra.core.schedule import ReleaseMoment
from tunemantra.core.territory import TerritorySet
from tunemantra.core.text import LocalText, Title

ARTIST = (
    "<DisplayArtist><PartyName><FullName>Ann</FullName></PartyName><ArtistRole>MainArtist</ArtistRole></DisplayArtist>"
)
TITLE = '<Title TitleType="DisplayTitle"><TitleText>{}</TitleText></Title>'
TERMS = """<CommercialModelType>PayAsYouGoModel</CommercialModelType>
<Usage><UseType>PermanentDownload</UseType></Usage><TerritoryCode>Worldwide</TerritoryCode>
<ValidityPeriod><StartDate>2026-04-24</StartDate></ValidityPeriod>"""
FLAG = """<{0}>true</{0}>{1}<ValidityPeriod><StartDate>2026-02-24</StartDate></ValidityPeriod>"""
DEFAULT = f"<TerritoryCode>Worldwide</TerritoryCode>{ARTIST}<ParentalWarningType>NotExplicit</ParentalWarningType>"
GROUP = """<ResourceGroup><ResourceGroupContentItem><SequenceNumber>1</SequenceNumber>
<ReleaseResourceReference>A1</ReleaseResourceReference></ResourceGroupContentItem></ResourceGroup>"""


def recording(number=1, *, details=DEFAULT, more="", name="SoundRecording"):
    return f"""<{name}><{name}Id><ISRC>USS1Z990000{number}</ISRC></{name}Id>
    <ResourceReference>A{number}</ResourceReference>
    <ReferenceTitle><TitleText>Song {number}</TitleText></ReferenceTitle><Duration>PT3M25S</Duration>{more}
    <{name}DetailsByTerritory>{TITLE.format(f"Song {number}")}{details}</{name}DetailsByTerritory></{name}>"""


def main(*, details="", further="", more="", types="<ReleaseType>Album</ReleaseType>", group=GROUP, flag=""):
    return f"""<Release {flag}><ReleaseId><ICPN IsEan="true">4006381333931</ICPN></ReleaseId>
    <ReleaseReference>R0</ReleaseReference><ReferenceTitle><TitleText>Night</TitleText></ReferenceTitle>
    <ReleaseResourceReferenceList>
    <ReleaseResourceReference ReleaseResourceType="PrimaryResource">A1</ReleaseResourceReference>
    </ReleaseResourceReferenceList>{types}
    <ReleaseDetailsByTerritory>{DEFAULT}<DisplayArtistName>Ann</DisplayArtistName><LabelName>Iron</LabelName>
    {TITLE.format("Night")}{details}{group}<Genre><GenreText>Pop</GenreText></Genre>
    <ReleaseDate>2026-04-24</ReleaseDate></ReleaseDetailsByTerritory>{further}
    <PLine><Year>2026</Year><PLineText>2026 Iron</PLineText></PLine>
    <CLine><Year>2026</Year><CLineText>2026 Iron</CLineText></CLine>{more}</Release>"""


def track(number=1, *, details="", more="<ReleaseType>TrackRelease</ReleaseType>"):
    return f"""<Release><ReleaseId><ISRC>USS1Z990000{number}</ISRC></ReleaseId>
    <ReleaseReference>R{number}</ReleaseReference><ReferenceTitle><TitleText>Song {number}</TitleText></ReferenceTitle>
    <ReleaseResourceReferenceList><ReleaseResourceReference>A{number}</ReleaseResourceReference>
    </ReleaseResourceReferenceList>{more}<ReleaseDetailsByTerritory><TerritoryCode>Worldwide</TerritoryCode>{ARTIST}
    {details}</ReleaseDetailsByTerritory></Release>"""


def deals(*terms, to="R0"):
    inside = "".join(f"<Deal><DealTerms>{one}</DealTerms></Deal>" for one in terms)
    return f"<ReleaseDeal><DealReleaseReference>{to}</DealReleaseReference>{inside}</ReleaseDeal>"


def read(resources=None, releases=None, terms=None, *, version="38", more=""):
    body = f"""<ResourceList>{recording() if resources is None else resources}</ResourceList>
    <ReleaseList>{main() if releases is None else releases}</ReleaseList>
    <DealList>{deals(TERMS) if terms is None else terms}</DealList>"""
    text = f"""<n:NewReleaseMessage xmlns:n="http://ddex.net/xml/ern/{version}" MessageSchemaVersionId="/ern/{version}"
    LanguageAndScriptCode="en">{HEADER}{more}{body}</n:NewReleaseMessage>"""
    return read_message(text.encode())


def left(message):
    return [(one.kind.rpartition("/")[2], one.text) for one in message.unmapped]


OWN_RULES = {"ERN-READ-004"}  # There is no cover.


@pytest.mark.parametrize("version", [number for number, family in FAMILIES.items() if family == 3])
def test_every_version_of_the_family_is_read(version):
    message = read(version=version)
    release = message.release
    assert (message.version, str(release.icpn), release.title.text) == (version, "4006381333931", "Night")
    assert [(str(one.isrc), one.title.text, one.duration) for one in release.tracks] == [
        ("USS1Z9900001", "Song 1", Decimal(205))
    ]
    assert (release.label, release.genre.name, release.p_line.owner, release.kind) == (
        "Iron",
        "Pop",
        "Iron",
        ReleaseKind.ALBUM,
    )
    assert release.release_date == date(2026, 4, 24)
    assert release.deals[0].uses == (UseType.PERMANENT_DOWNLOAD,)
    assert message.unmapped == ()
    assert set(rules(message)) == OWN_RULES
    assert message.assumed == ("artwork",)


def test_the_type_may_stand_at_the_territory():
    release = read(releases=main(types="", details="<ReleaseType>EP</ReleaseType>")).release
    assert release.kind is ReleaseKind.EP
    message = read(releases=main(details="<ReleaseType>Album</ReleaseType>"))
    assert (message.release.kind, message.unmapped) == (ReleaseKind.ALBUM, ())
    contradicted = read(releases=main(details="<ReleaseType>Single</ReleaseType>"))
    assert left(contradicted) == [("ReleaseType", "Single")]


def test_later_composites_say_what_differs_for_each_of_their_territories():
    further = f"""<ReleaseDetailsByTerritory LanguageAndScriptCode="de"><TerritoryCode>DE</TerritoryCode>
    <TerritoryCode>AT</TerritoryCode><LabelName>Eisen</LabelName>{TITLE.format("Nacht")}
    <DisplayArtist><PartyName><FullName>Anne</FullName></PartyName><ArtistRole>MainArtist</ArtistRole></DisplayArtist>
    <ParentalWarningType>Explicit</ParentalWarningType></ReleaseDetailsByTerritory>"""
    message = read(releases=main(further=further))
    release = message.release
    assert release.titles == (Title("Night"), Title("Nacht", "", "de", "AT"), Title("Nacht", "", "de", "DE"))
    assert release.further_labels == (LocalText("Eisen", "de", "AT"), LocalText("Eisen", "de", "DE"))
    assert release.artists[0].names == (LocalText("Anne", "", "AT"), LocalText("Anne", "", "DE"))
    assert release.further_warnings == (
        LocalWarning(ParentalWarning.EXPLICIT, "AT"),
        LocalWarning(ParentalWarning.EXPLICIT, "DE"),
    )
    assert message.unmapped == ()


def test_the_composite_of_the_world_holds_wherever_it_stands():
    german = f"<TerritoryCode>DE</TerritoryCode>{TITLE.format('Lied')}"
    first = f"<SoundRecordingDetailsByTerritory>{german}</SoundRecordingDetailsByTerritory>"
    song = read(recording(more=first)).release.tracks[0]
    assert song.titles == (Title("Song 1"), Title("Lied", "", "", "DE"))


def test_the_first_composite_holds_everywhere_and_that_is_told():
    details = DEFAULT.replace("Worldwide", "DE", 1)
    message = read(recording(details=details))
    assert message.release.tracks[0].titles == (Title("Song 1"),)
    told = [one for one in message.findings if one.observed == "DE"]
    assert [one.rule for one in told] == ["ERN-READ-004"]


def test_former_countries_are_those_of_today():
    further = f"""<ReleaseDetailsByTerritory><TerritoryCode IdentifierType="ISO">DDDE</TerritoryCode>
    {TITLE.format("Nacht")}</ReleaseDetailsByTerritory>"""
    message = read(releases=main(further=further))
    assert message.release.titles[1:] == (Title("Nacht", "", "", "DE"),)
    assert message.unmapped == ()


def test_the_number_of_the_world_is_understood():
    world = "<TerritoryCode IdentifierType='TIS'>2136</TerritoryCode>"
    message = read(releases=main().replace("<TerritoryCode>Worldwide</TerritoryCode>", world))
    assert message.release.title.text == "Night"
    assert message.unmapped == ()


def test_what_is_said_for_no_territory_of_today_is_listed():
    further = f"""<ReleaseDetailsByTerritory><TerritoryCode>ZZ</TerritoryCode>{TITLE.format("Nacht")}
    </ReleaseDetailsByTerritory>"""
    message = read(releases=main(further=further))
    assert message.release.titles == (Title("Night"),)
    assert {"ZZ", "Nacht"} <= {one.text for one in message.unmapped}
    assert "ERN-READ-005" in rules(message)


def test_texts_for_single_territories_do_not_multiply_without_end():
    codes = "".join(f"<TerritoryCode>{code}</TerritoryCode>" for code in ("AT", "CH", "DE", "LI"))
    further = f"<Details>{codes}<LabelName>One</LabelName><LabelName>Two</LabelName><Other>3</Other></Details>"
    text = f"<Message><EntryList><Entry><Details><TerritoryCode>Worldwide</TerritoryCode></Details>{further}</Entry>"
    (entry,) = [one.piece for one in stream(f"{text}</EntryList></Message>".encode()) if one.section == "EntryList"]
    notes, room = Notes(), Room(left=5)
    with laid_out(entry, "Details", notes, room) as sheet:
        places = [one.attributes["ApplicableTerritoryCode"] for one in sheet.all.each("LabelName")]
    assert places == ["AT", "AT", "CH", "CH", "DE", "DE"]
    assert [(one.rule, one.observed) for one in notes.findings] == [("ERN-READ-005", "LI")]
    notes.leftovers(entry)
    assert [one.text for one in notes.unmapped] == ["One", "Two", "3"]


@pytest.mark.parametrize("flag", ["TakeDown", "AllDealsCancelled"])
def test_a_legacy_flag_takes_down(flag):
    world = "<TerritoryCode>Worldwide</TerritoryCode>"
    message = read(terms=deals(FLAG.format(flag, world)))
    assert (message.order_kind, message.release.deals) == (OrderKind.TAKEDOWN, ())
    assert "ERN-READ-008" not in rules(message)


def test_a_legacy_flag_for_some_territories_leaves_the_others():
    gone = FLAG.format("TakeDown", "<TerritoryCode>DE</TerritoryCode><TerritoryCode>AT</TerritoryCode>")
    message = read(terms=deals(TERMS) + deals(gone))
    assert message.release.deals[0].territories == ~TerritorySet.of("DE", "AT")
    assert message.order_kind is OrderKind.UPDATE
    assert left(message) == []


LATER = FLAG.replace("2026-02-24", "2027-01-01")
WORLD = "<TerritoryCode>Worldwide</TerritoryCode>"
NEW_YEARS_EVE = ReleaseMoment.local(date(2026, 12, 31))


@pytest.mark.parametrize("flag", ["TakeDown", "AllDealsCancelled"])
def test_a_legacy_flag_of_a_day_to_come_ends_the_terms_before_it(flag):
    message = read(terms=deals(TERMS) + deals(LATER.format(flag, WORLD)))
    (found,) = message.release.deals
    assert (found.end, found.territories) == (NEW_YEARS_EVE, TerritorySet.worldwide())
    assert message.order_kind is OrderKind.UPDATE
    assert set(rules(message)) == OWN_RULES


def test_the_day_on_which_a_composite_takes_effect_is_that_of_its_flag():
    gone = deals(f"<TakeDown>true</TakeDown>{WORLD}").replace(
        "</ReleaseDeal>", "<EffectiveDate>2027-01-01</EffectiveDate></ReleaseDeal>"
    )
    message = read(terms=deals(TERMS) + gone)
    assert [found.end for found in message.release.deals] == [NEW_YEARS_EVE]


def test_a_flag_of_a_day_to_come_ends_nothing_elsewhere_and_nothing_that_has_ended_before():
    german = FLAG.format("TakeDown", "<TerritoryCode>DE</TerritoryCode>").replace("2026-02-24", "2027-01-01")
    short = TERMS.replace("</StartDate>", "</StartDate><EndDate>2026-06-01</EndDate>")
    coming = TERMS.replace("2026-04-24", "2027-02-01")
    message = read(terms=deals(TERMS, short, coming) + deals(german))
    assert [(found.territories, found.end) for found in message.release.deals] == [
        (~TerritorySet.of("DE"), None),
        (TerritorySet.of("DE"), NEW_YEARS_EVE),
        (~TerritorySet.of("DE"), ReleaseMoment.local(date(2026, 6, 1))),
        (TerritorySet.of("DE"), ReleaseMoment.local(date(2026, 6, 1))),
        (~TerritorySet.of("DE"), None),
    ]


def test_a_takedown_to_come_without_terms_that_could_end_is_told():
    message = read(terms=deals(LATER.format("TakeDown", WORLD)))
    assert message.release.deals == ()
    assert [one.observed for one in message.findings if one.blocks] == ["R0"]


def test_a_takedown_that_may_come_before_or_after_an_end_leaves_the_deal_out():
    instant = TERMS.replace("<StartDate>2026-04-24</StartDate>", "<StartDateTime>2026-04-24T00:00:00Z</StartDateTime>")
    end = "<EndDateTime>2026-12-31T22:00:00Z</EndDateTime></ValidityPeriod>"
    message = read(terms=deals(instant.replace("</ValidityPeriod>", end)) + deals(LATER.format("TakeDown", WORLD)))
    assert message.release.deals == ()
    assert "ERN-READ-008" in rules(message)


@pytest.mark.parametrize(
    "flag",
    [
        "<TakeDown>perhaps</TakeDown>",
        "<TakeDown/>",
        "<TakeDown>true</TakeDown><TerritoryCode>Atlantis</TerritoryCode>",
        "<TakeDown>true</TakeDown><ValidityPeriod><StartDate>soon</StartDate></ValidityPeriod>",
    ],
    ids=["not a flag", "nothing", "unknown place", "unknown time"],
)
def test_a_takedown_that_is_not_understood_takes_everything_down_and_is_told(flag):
    message = read(terms=deals(TERMS) + deals(flag))
    assert (message.order_kind, message.release.deals) == (OrderKind.TAKEDOWN, ())
    assert "ERN-READ-008" in rules(message)


@pytest.mark.parametrize(("day", "kept"), [("2026-03-01", 1), ("2026-03-02", 1), ("2026-03-04", 0), ("soon", 0)])
def test_terms_that_replace_others_on_a_day_to_come_are_left_out(day, kept):
    effective = f"<EffectiveDate>{day}</EffectiveDate></ReleaseDeal>"
    message = read(terms=deals(TERMS).replace("</ReleaseDeal>", effective))
    assert len(message.release.deals) == kept
    assert ("ERN-READ-008" in rules(message)) == (day in {"2026-03-04", "soon"})


def test_the_recipients_own_channel_is_exclusive_and_another_one_leaves_the_deal_out():
    channel = '<DistributionChannel><PartyId IsDPID="true">{}</PartyId></DistributionChannel><ValidityPeriod>'
    own, other = (
        read(terms=deals(TERMS.replace("<ValidityPeriod>", channel.format(dpid))))
        for dpid in ("PADPIDA2009101501Y", "PADPIDA2007062701B")
    )
    assert [found.exclusive for found in own.release.deals] == [True]
    assert left(own) == []
    claimed = [one for one in own.findings if one.path.endswith("/DistributionChannel")]
    assert [(one.rule, one.observed) for one in claimed] == [("ERN-READ-004", "PADPIDA2009101501Y")]
    assert other.release.deals == ()
    assert "ERN-READ-008" in rules(other)


@pytest.mark.parametrize(
    ("space", "told"),
    [("DPID:{0}", False), ("{0}", False), ("DPID:PADPIDA2007062701B", True), ("Chart:{0}", True)],
)
def test_the_name_space_of_a_price_code_is_told_where_it_is_not_the_senders(space, told):
    space = space.format("PADPIDA2013042401U")
    price = f'<PriceInformation><PriceType Namespace="{space}">A1</PriceType></PriceInformation><ValidityPeriod>'
    found = read(terms=deals(TERMS.replace("<ValidityPeriod>", price)))
    assert [one.tier for one in found.release.deals[0].prices] == ["A1"]
    assert (space in {one.text for one in found.unmapped}) == told


@pytest.mark.parametrize(
    ("cover", "left_over"),
    [("2026-04-24", False), ("2026-03-01", False), ("2026-02-01", True)],
    ids=["start", "own", "no place"],
)
def test_a_moment_for_which_a_track_has_no_place_is_listed(cover, left_over):
    shown = "".join(
        f"<{name}Date>{day}</{name}Date>"
        for name, day in (
            ("ReleaseDisplayStart", "2026-03-01"),
            ("TrackListingPreviewStart", "2026-04-24"),
            ("CoverArtPreviewStart", cover),
            ("ClipPreviewStart", "2026-04-24"),
        )
    )
    whole, track = (
        read(terms=deals(TERMS) + deals(TERMS + shown, to="R1") if to == "R1" else deals(TERMS + shown))
        for to in ("R0", "R1")
    )
    listed = [(one.text, one.path.rpartition("/")[2]) for one in track.unmapped if "Preview" in one.path]
    assert listed == ([(cover, "CoverArtPreviewStartDate")] if left_over else [])
    assert [one for one in whole.unmapped if "Preview" in one.path] == []


def test_many_ways_to_take_down_do_not_multiply_the_terms():
    codes = sorted(TerritorySet.worldwide().codes)[:240]
    tracks = [f"R{number}" for number in range(1, 241)]
    named = "".join(f"<DealReleaseReference>{one}</DealReleaseReference>" for one in tracks)
    many = deals(*[TERMS] * 500).replace("<DealReleaseReference>R0</DealReleaseReference>", named)
    gone = "".join(
        deals(FLAG.format("TakeDown", f"<TerritoryCode>{code}</TerritoryCode>"), to=one)
        for code, one in zip(codes, tracks, strict=True)
    )
    message = read(releases=main() + track(), terms=deals(TERMS) + many + gone)
    left_over = message.release.tracks[0].deals[0].territories
    assert left_over == ~TerritorySet.of(*codes)


def test_a_flag_that_is_down_grants_and_takes_nothing():
    stream = TERMS.replace("PermanentDownload", "OnDemandStream")
    message = read(terms=deals(TERMS, stream.replace("<Usage>", "<TakeDown>false</TakeDown><Usage>")))
    assert len(message.release.deals) == 2
    assert message.order_kind is OrderKind.UPDATE


def test_the_indicator_says_that_files_come_again():
    file = """<TechnicalSoundRecordingDetails><TechnicalResourceDetailsReference>T1</TechnicalResourceDetailsReference>
    <File><FileName>1.wav</FileName><FilePath>audio/</FilePath></File></TechnicalSoundRecordingDetails>"""
    told = [
        read(recording(details=DEFAULT + file), more=f"<UpdateIndicator>{word}</UpdateIndicator>")
        for word in ("OriginalMessage", "UpdateMessage")
    ]
    assert [one.order_kind for one in told] == [OrderKind.INSERT, OrderKind.UPDATE]
    assert told[0].files["tracks[0].audio"].uri == "audio/1.wav"
    assert told[0].unmapped == ()


def test_prices_have_types_ranges_and_amounts():
    price = """<PriceInformation><PriceRangeType Namespace="DPID:PADPIDA2013042401U">Mid</PriceRangeType>
    <WholesalePricePerUnit CurrencyCode="EUR">6.30</WholesalePricePerUnit></PriceInformation>"""
    message = read(terms=deals(TERMS.replace("<ValidityPeriod>", price + "<ValidityPeriod>")))
    (found,) = message.release.deals[0].prices
    assert (found.tier, found.amount, found.currency) == ("Mid", Decimal("6.30"), "EUR")
    assert found.basis is PriceBasis.WHOLESALE
    assert message.unmapped == ()


def previews(start, shown):
    names = ("ReleaseDisplayStart", "TrackListingPreviewStart", "CoverArtPreviewStart", "ClipPreviewStart")
    dates = "".join(f"<{name}Date>{day}</{name}Date>" for name, day in zip(names, shown, strict=True))
    return TERMS.replace("2026-04-24", start).replace("</ValidityPeriod>", f"</ValidityPeriod>{dates}")


def test_dates_of_showing_are_those_that_differ_from_the_start():
    terms = previews("2026-04-24", ("2026-03-01", "2026-04-24", "2026-03-08", "2026-04-24"))
    shown = read(terms=deals(terms)).release.visibility
    first, second = (ReleaseMoment.local(date(2026, 3, day)) for day in (1, 8))
    assert shown == (Visibility(release=first, cover=second),)


def test_dates_of_showing_that_contradict_each_other_are_those_of_their_territories():
    one = previews("2026-04-24", ("2026-03-01",) * 4).replace("Worldwide", "DE")
    other = previews("2026-04-24", ("2026-03-08",) * 4).replace("Worldwide", "JP")
    shown = read(terms=deals(one, other)).release.visibility
    assert [(part.release.day.day, sorted(part.territories.codes)) for part in shown] == [(1, ["DE"]), (8, ["JP"])]


def test_what_limits_terms_is_told():
    limited = TERMS.replace("</UseType>", "</UseType><CarrierType>Download</CarrierType>")
    message = read(terms=deals(limited))
    assert "ERN-READ-008" in rules(message)
    assert ("CarrierType", "Download") in left(message)
    assert message.release.deals == ()


def test_people_have_one_role_in_the_credit_and_others_in_the_recording():
    artists = """<DisplayArtist SequenceNumber="2"><PartyName><FullName>Bo</FullName></PartyName>
    <PartyId Namespace="DPID:PADPIDA2009101501Y">77</PartyId><PartyId IsISNI="true">0000000123456789</PartyId>
    <ArtistRole>Conductor</ArtistRole></DisplayArtist>
    <DisplayArtist SequenceNumber="1"><PartyName><FullName>Ann</FullName></PartyName><ArtistRole>MainArtist</ArtistRole>
    <ArtistRole>Composer</ArtistRole></DisplayArtist>
    <DisplayConductor><PartyName><FullName>Cy</FullName></PartyName><ArtistRole>Conductor</ArtistRole></DisplayConductor>
    <ResourceContributor><PartyName><FullName>Di</FullName></PartyName>
    <ResourceContributorRole>Producer</ResourceContributorRole></ResourceContributor>
    <IndirectResourceContributor><PartyName><FullName>Di</FullName></PartyName>
    <IndirectResourceContributorRole>Lyricist</IndirectResourceContributorRole></IndirectResourceContributor>"""
    message = read(recording(details=f"<TerritoryCode>Worldwide</TerritoryCode>{artists}"))
    song = message.release.tracks[0]
    assert [(one.name, one.role) for one in song.artists] == [("Ann", ArtistRole.MAIN), ("Bo", ArtistRole.ARTIST)]
    assert song.artists[1].ids == (("PADPIDA2009101501Y", "77"),)
    deeds = {one.name: one.roles for one in song.contributors}
    assert deeds["Ann"] == (ContributorRole.COMPOSER,)
    assert deeds["Bo"] == deeds["Cy"] == (ContributorRole.CONDUCTOR,)
    assert deeds["Di"] == (ContributorRole.STUDIO_PRODUCER, ContributorRole.LYRICIST)


def test_where_nobody_is_the_main_artist_everybody_displayed_is():
    band = ARTIST.replace("MainArtist", "Orchestra")
    message = read(recording(details=DEFAULT.replace(ARTIST, band)))
    song = message.release.tracks[0]
    assert [one.role for one in message.release.artists_of(song)] == [ArtistRole.MAIN]
    assert [one.roles for one in song.contributors] == [(ContributorRole.ORCHESTRA,)]


def test_what_only_the_product_says_its_artists_did_is_listed():
    soloist = ARTIST.replace("</ArtistRole>", "</ArtistRole><ArtistRole>Soloist</ArtistRole>")
    message = read(releases=main().replace(ARTIST, soloist))
    assert left(message) == [("ArtistRole", "Ann: Soloist")]


def test_tracks_are_told_by_type_and_repeat_their_recordings():
    releases = main() + track(details=f"{TITLE.format('Song 1')}<LabelName>Iron</LabelName>{GROUP}")
    message = read(releases=releases, terms=deals(TERMS) + deals(TERMS, to="R1"))
    assert message.unmapped == ()
    assert message.release.tracks[0].deals == ()
    assert not message.release.tracks[0].album_only


def test_a_track_release_without_terms_is_sold_with_the_album_alone():
    message = read(releases=main() + track(more="", details="<ReleaseType>VideoTrackRelease</ReleaseType>"))
    assert message.release.tracks[0].album_only


def test_what_a_track_release_says_otherwise_is_listed():
    other = f"{TITLE.format('Another')}<LabelName>Steel</LabelName>"
    message = read(releases=main(flag='IsMainRelease="true"') + track(details=other))
    assert {("TitleText", "Another"), ("LabelName", "Steel")} <= set(left(message))


def test_the_credit_of_a_recording_is_that_of_its_release():
    duo = "<DisplayArtistName>Ann with Bo</DisplayArtistName>"
    song = read(releases=main() + track(details=duo)).release.tracks[0]
    assert song.credits == (LocalText("Ann with Bo"),)


def test_discs_works_and_lists_tell_the_order():
    item = """<ResourceGroupContentItem><SequenceNumber>{}</SequenceNumber><ResourceType>SoundRecording</ResourceType>
    <ReleaseResourceReference>A{}</ReleaseResourceReference></ResourceGroupContentItem>"""
    work = f"""<ResourceGroup><Title TitleType="GroupingTitle"><TitleText>Sonata</TitleText></Title>
    <SequenceNumber>1</SequenceNumber>{item.format(1, 2)}</ResourceGroup>"""
    plain = """<ResourceGroupResourceReferenceList><ResourceGroupResourceReference>A3</ResourceGroupResourceReference>
    <ResourceGroupResourceReference>A1</ResourceGroupResourceReference></ResourceGroupResourceReferenceList>"""
    group = f"""<ResourceGroup><ResourceGroup><SequenceNumber>2</SequenceNumber>{plain}</ResourceGroup>
    <ResourceGroup><Title><TitleText>First disc</TitleText></Title><SequenceNumber>1</SequenceNumber>{work}
    {item.format(2, 4)}</ResourceGroup></ResourceGroup>"""
    message = read("".join(map(recording, (1, 2, 3, 4))), main(group=group))
    places = [(str(one.isrc)[-1], one.disc, one.number, one.work) for one in message.release.tracks]
    assert places == [("2", 1, 1, "Sonata"), ("4", 1, 2, ""), ("3", 2, 1, ""), ("1", 2, 2, "")]
    assert message.release.components[0].titles == (Title("First disc"),)
    assert message.unmapped == ()


def test_without_groups_the_list_of_resources_tells_the_order():
    message = read(recording(2) + recording(1), main(group=""))
    assert [str(one.isrc) for one in message.release.tracks] == ["USS1Z9900001"]
    assert "ERN-READ-009" in rules(message)


def test_a_place_that_leads_nowhere_is_told():
    message = read(releases=main(group=GROUP.replace("A1", "A9")))
    assert "ERN-READ-006" in rules(message)
    assert ("ReleaseResourceReference", "A9") in left(message)


def test_videos_and_previews_are_read():
    details = """<TechnicalVideoDetails><TechnicalResourceDetailsReference>T1</TechnicalResourceDetailsReference>
    <IsPreview>true</IsPreview><PreviewDetails><StartPoint>30.5</StartPoint><Duration>PT20S</Duration>
    <ExpressionType>Instructive</ExpressionType></PreviewDetails><File><URL>clip.mp4</URL></File></TechnicalVideoDetails>
    <TechnicalVideoDetails><File><URL>film.mp4</URL><HashSum><HashSum>00FF</HashSum>
    <HashSumAlgorithmType>MD5</HashSumAlgorithmType></HashSum></File></TechnicalVideoDetails>"""
    message = read(recording(details=DEFAULT + details, name="Video"))
    song = message.release.tracks[0]
    assert (song.medium, song.preview_start, song.preview_duration) == (Medium.VIDEO, Decimal("30.5"), 20)
    assert (message.files["tracks[0].audio"].uri, message.files["tracks[0].audio"].md5) == ("film.mp4", "00ff")
    assert left(message) == [("IsPreview", "true"), ("URL", "clip.mp4")]


def test_two_products_in_one_message_are_told():
    second = main(flag='IsMainRelease="true"').replace(">R0<", ">R9<")
    message = read(releases=main(flag='IsMainRelease="true"') + second)
    assert "ERN-READ-009" in rules(message)
    assert message.release.title.text == "Night"


def test_terms_that_give_nothing_of_the_product_are_told():
    gift = "<InstantGratificationResourceList><DealResourceReference>A9</DealResourceReference>"
    message = read(terms=deals(f"{TERMS}{gift}</InstantGratificationResourceList>"))
    assert message.release.deals[0].instant_gratification == ()
    assert [one.observed for one in message.findings if one.rule == "ERN-READ-006"] == ["A9"]


def test_a_genre_of_a_recording_alone_is_that_of_its_track_or_listed():
    genre = "<Genre><GenreText>Jazz</GenreText></Genre>"
    song = recording(details=DEFAULT + genre)
    message = read(song)
    assert left(message) == [("Genre", "Jazz")]
    message = read(song, main() + track())
    assert message.release.tracks[0].genre.name == "Jazz"
    assert message.unmapped == ()


def test_a_gift_that_no_terms_give_is_listed():
    item = GROUP.replace(
        "</ResourceGroupContentItem>",
        "<IsInstantGratificationResource>true</IsInstantGratificationResource></ResourceGroupContentItem>",
    )
    assert left(read(releases=main(group=item))) == [("IsInstantGratificationResource", "A1")]
