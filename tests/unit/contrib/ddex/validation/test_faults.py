"""Seeded faults: each is found by the right rule, in the right place, on the right line."""

from __future__ import annotations

import pytest

from tests.unit.contrib.ddex.validation.seeded import (
    add,
    after,
    before,
    double,
    drop,
    drop_all,
    fault,
    mark,
    profile,
    say,
    spoil,
    unmark,
)
from tunemantra.contrib.ddex.validation import RULES, Step, validate_message

FIRST = "ResourceList/SoundRecording[1]"
EDITION = f"{FIRST}/SoundRecordingEdition"
FILM = "ResourceList/Video[1]"
IMAGE = "ResourceList/Image[1]"
RELEASE = "ReleaseList/Release"
GROUP = f"{RELEASE}/ResourceGroup"
ITEM = f"{GROUP}/ResourceGroupContentItem[1]"
TRACK = "ReleaseList/TrackRelease[1]"
TERMS = "DealList/ReleaseDeal[1]/Deal[1]/DealTerms"
FILE = f"{EDITION}/TechnicalDetails/DeliveryFile/File"
SECOND = "ReleaseList/Release[2]"
CLASSICAL = {"ApplyClassicalProfileVariant": "true"}
ZEROS = "0" * 64
HASH = "<HashSum><Algorithm>{}</Algorithm><HashSumValue>{}</HashSumValue></HashSum>"
BONUS = "<IsBonusResource>true</IsBonusResource>"
BOOKLET = "<ResourceGroupContentItem><ReleaseResourceReference>{}</ReleaseResourceReference></ResourceGroupContentItem>"
GROUP_OF = '<ResourceGroup ResourceGroupType="{}">{}</ResourceGroup>'
CHAPTERS = "<ChapterList><Chapter><ChapterReference>X1</ChapterReference></Chapter></ChapterList>"
ARTIST = (
    '<DisplayArtist SequenceNumber="2"><ArtistPartyReference>PEMI</ArtistPartyReference>'
    "<DisplayArtistRole>MainArtist</DisplayArtistRole></DisplayArtist>"
)
WRITER = "<Contributor><ContributorPartyReference>{}</ContributorPartyReference><Role>Composer</Role></Contributor>"
PARTY = "<Party><PartyReference>P1</PartyReference><PartyName><FullName>Nobody</FullName></PartyName></Party>"
TEXT = (
    "<Text><ResourceReference>A77</ResourceReference><Type>EBook</Type>"
    '<ResourceId><ProprietaryId Namespace="PADPIDA2013042401U">t</ProprietaryId></ResourceId></Text>'
)

STRUCTURE = [
    fault("ERN-XSD-001", "43 audio", f"{FIRST}/CreationDate", drop(f"{FIRST}/Duration")),
    fault("ERN-XSD-001", "43 audio", f"{FIRST}/Duration", say(f"{FIRST}/Duration", "two minutes")),
    fault("ERN-XSD-001", "42 audio", "ResourceList", drop("PartyList")),
    fault("ERN-XSD-001", "432 audio", f"{RELEASE}/Nonsense", add(RELEASE, "<Nonsense/>")),
    fault("ERN-XSD-001", "411 audio", "", mark("", AvsVersionId="9")),
    fault("ERN-XSD-001", "382", "", unmark("", "MessageSchemaVersionId")),
    fault(
        "ERN-MSG-002",
        "43 audio",
        "{http://ddex.net/xml/ern/43}Oops",
        add("", '<Oops xmlns="http://ddex.net/xml/ern/43"/>'),
    ),
]
REFERENCES = [
    fault("ERN-REF-001", "43 audio", f"{RELEASE}/ReleaseLabelReference", say(f"{RELEASE}/ReleaseLabelReference", "PX")),
    fault(
        "ERN-REF-001", "411 audio", f"{TRACK}/ReleaseResourceReference", say(f"{TRACK}/ReleaseResourceReference", "A99")
    ),
    fault(
        "ERN-REF-001",
        "382",
        f"{SECOND}/ReleaseResourceReferenceList/ReleaseResourceReference",
        say(f"{SECOND}/ReleaseResourceReferenceList/ReleaseResourceReference", "A99"),
    ),
    fault(
        "ERN-REF-001",
        "432 single",
        f"{RELEASE}/ReleaseVisibilityReference",
        say(f"{RELEASE}/ReleaseVisibilityReference", "V7"),
    ),
    fault("ERN-REF-002", "42 audio", f"{IMAGE}/ResourceReference", say(f"{IMAGE}/ResourceReference", "A1")),
    fault("ERN-REF-003", "43 audio", f"{ITEM}/ReleaseResourceReference", say(f"{ITEM}/ReleaseResourceReference", "R1")),
    fault("ERN-REF-004", "43 audio", "PartyList/Party[3]/PartyReference", add("PartyList", PARTY)),
]
VALUES = [
    fault("ERN-AVS-001", "43 audio", f"{TERMS}/UseType[1]", say(f"{TERMS}/UseType[1]", "Telepathy")),
    fault(
        "ERN-AVS-001",
        "42 audio",
        f"{TERMS}/CommercialModelType[1]",
        say(f"{TERMS}/CommercialModelType[1]", "AsPerContract"),
    ),
    fault("ERN-AVS-001", "411 audio", f"{TERMS}/TerritoryCode", say(f"{TERMS}/TerritoryCode", "QQ")),
    fault("ERN-AVS-001", "383 single", f"{FIRST}/SoundRecordingType", say(f"{FIRST}/SoundRecordingType", "Noise")),
    fault("ERN-UDV-001", "43 audio", f"{RELEASE}/ReleaseType", say(f"{RELEASE}/ReleaseType", "UserDefined")),
    fault(
        "ERN-UDV-002",
        "43 single",
        f"{RELEASE}/ReleaseType[2]",
        mark(f"{RELEASE}/ReleaseType[2]", Namespace="my label"),
    ),
    fault("ERN-UDV-003", "43 audio", f"{RELEASE}/ReleaseType", mark(f"{RELEASE}/ReleaseType", UserDefinedValue="Long")),
]
HEADER = [
    fault("ERN-MSG-003", "382", "", mark("", MessageSchemaVersionId="ern/383")),
    fault(
        "ERN-MSG-004",
        "43 audio",
        "MessageHeader/MessageCreatedDateTime",
        say("MessageHeader/MessageCreatedDateTime", "2014-09-24T14:57:25"),
    ),
    fault("ERN-MSG-005", "43 audio", "MessageHeader", say("MessageHeader/MessageId", " ")),
    fault(
        "ERN-MSG-006",
        "383 album",
        "UpdateIndicator",
        after("MessageHeader", "<UpdateIndicator>OriginalMessage</UpdateIndicator>"),
    ),
]
IDENTIFIERS = [
    fault("ERN-ID-001", "43 audio", f"{EDITION}/ResourceId/ISRC", say(f"{EDITION}/ResourceId/ISRC", "JPTO0940490")),
    fault("ERN-ID-002", "43 audio", f"{RELEASE}/ReleaseId/ICPN", say(f"{RELEASE}/ReleaseId/ICPN", "00094631432")),
    fault("ERN-ID-014", "43 audio", f"{RELEASE}/ReleaseId/ICPN", say(f"{RELEASE}/ReleaseId/ICPN", "00094631432058")),
    fault("ERN-ID-003", "43 single", f"{RELEASE}/ReleaseId/GRid", say(f"{RELEASE}/ReleaseId/GRid", "A10302B000398956")),
    fault(
        "ERN-ID-015", "43 single", f"{RELEASE}/ReleaseId/GRid", say(f"{RELEASE}/ReleaseId/GRid", "A10302B0003989564A")
    ),
    fault(
        "ERN-ID-004",
        "43 audio",
        f"{FIRST}/WorkId/ISWC",
        before(f"{FIRST}/DisplayTitleText", "<WorkId><ISWC>T12345</ISWC></WorkId>"),
    ),
    fault(
        "ERN-ID-005",
        "43 audio",
        "PartyList/Party[1]/PartyId/ISNI",
        after("PartyList/Party[1]/PartyName[2]", "<PartyId><ISNI>0000000X21032683</ISNI></PartyId>"),
    ),
    fault(
        "ERN-ID-006",
        "43 audio",
        "MessageHeader/MessageRecipient/PartyId",
        say("MessageHeader/MessageRecipient/PartyId", "PADPIDA1"),
    ),
    fault("ERN-ID-007", "43 audio", f"{EDITION}/ResourceId", drop(f"{EDITION}/ResourceId/ISRC")),
    fault("ERN-ID-008", "43 audio", f"{RELEASE}/ReleaseId", drop(f"{RELEASE}/ReleaseId/ICPN")),
    fault("ERN-ID-009", "42 audio", f"{FIRST}/ResourceId", drop(f"{FIRST}/ResourceId/ISRC")),
    fault("ERN-ID-010", "43 audio", f"{IMAGE}/ResourceId", drop(f"{IMAGE}/ResourceId/ProprietaryId")),
    fault(
        "ERN-ID-011",
        "43 audio",
        "ReleaseList/TrackRelease[2]/ReleaseId",
        drop("ReleaseList/TrackRelease[2]/ReleaseId"),
        double(f"{TRACK}/ReleaseId"),
        lambda root: root.find("ReleaseList/TrackRelease[2]").insert(1, root.findall(f"{TRACK}/ReleaseId")[1]),
    ),
    fault(
        "ERN-ID-012",
        "43 audio",
        "ResourceList/SoundRecording[2]/SoundRecordingEdition/ResourceId/ISRC",
        say("ResourceList/SoundRecording[2]/SoundRecordingEdition/ResourceId/ISRC", "JPTO09404900"),
    ),
    fault(
        "ERN-ID-013",
        "43 audio",
        "PartyList/Party[1]/PartyId/IpiNameNumber",
        after("PartyList/Party[1]/PartyName[2]", "<PartyId><IpiNameNumber>12345</IpiNameNumber></PartyId>"),
    ),
]
WORDS = [
    fault("ERN-TTL-001", "43 audio", f"{FIRST}/DisplayTitle[2]", mark(f"{FIRST}/DisplayTitle[2]", IsDefault="true")),
    fault(
        "ERN-TTL-002",
        "43 audio",
        f"{TRACK}/DisplayTitleText",
        after(f"{TRACK}/ReleaseId", "<DisplayTitleText>Yume no Lullaby</DisplayTitleText>"),
    ),
    fault(
        "ERN-TTL-003",
        "43 audio",
        f"{FIRST}/DisplayTitle[2]",
        mark(f"{FIRST}/DisplayTitle[2]", ApplicableTerritoryCode="FR"),
    ),
    fault("ERN-TTL-004", "43 audio", f"{FIRST}/DisplayTitleText[2]", double(f"{FIRST}/DisplayTitleText")),
    fault("ERN-CRD-001", "43 audio", f"{FIRST}/DisplayArtist", unmark(f"{FIRST}/DisplayArtist", "SequenceNumber")),
    fault("ERN-CRD-002", "43 audio", f"{RELEASE}/DisplayArtist[2]", double(f"{RELEASE}/DisplayArtist")),
    fault("ERN-CRD-003", "43 audio", f"{RELEASE}/DisplayArtist[2]", after(f"{RELEASE}/DisplayArtist", ARTIST)),
    fault(
        "ERN-CRD-004",
        "43 audio",
        f"{FIRST}/Contributor[2]",
        after(f"{FIRST}/Contributor", WRITER.format("PSaekoShu")),
    ),
    fault("ERN-CRD-005", "43 audio", f"{RELEASE}/DisplayArtistName[1]", say(f"{RELEASE}/DisplayArtistName[1]", "")),
    fault(
        "ERN-AI-001",
        "our 432",
        f"{FIRST}/ContainsAI",
        before(f"{FIRST}/Duration", WRITER.format("P1")),
        add(FIRST, "<ContainsAI>All</ContainsAI>"),
    ),
    fault(
        "ERN-AI-002",
        "our 432",
        f"{FIRST}/ContainsAI",
        before(
            f"{FIRST}/Duration",
            "<Contributor><SpecialContributor>GenerativeAI</SpecialContributor>"
            "<AiContribution>All</AiContribution></Contributor>",
        ),
        add(FIRST, "<ContainsAI>None</ContainsAI>"),
    ),
]
RECORDINGS = [
    fault("ERN-TEC-006", "43 audio", f"{RELEASE}/Duration", say(f"{RELEASE}/Duration", "PT99M")),
    fault("ERN-TEC-006", "our 382", f"{RELEASE}/Duration", say(f"{RELEASE}/Duration", "PT1S")),
    fault("ERN-TEC-001", "43 audio", f"{FIRST}/Duration", say(f"{FIRST}/Duration", "PT0S")),
    fault(
        "ERN-TEC-002",
        "43 audio",
        f"{EDITION}/TechnicalDetails/ClipDetails/Timing/StartPoint",
        say(f"{EDITION}/TechnicalDetails/ClipDetails/Timing/StartPoint", "149"),
    ),
    fault(
        "ERN-TEC-003",
        "43 audio",
        f"{EDITION}/TechnicalDetails/ClipDetails/Timing/EndPoint",
        add(f"{EDITION}/TechnicalDetails/ClipDetails/Timing", "<EndPoint>44</EndPoint>"),
    ),
    fault(
        "ERN-TEC-004",
        "43 audio",
        f"{EDITION}/TechnicalDetails/DeliveryFile/IsProvidedInDelivery",
        drop(FILE),
        add(f"{EDITION}/TechnicalDetails/DeliveryFile", "<IsProvidedInDelivery>true</IsProvidedInDelivery>"),
    ),
    fault("ERN-TEC-005", "43 audio", FIRST, drop(FILE)),
]
GROUPS = [
    fault("ERN-SEQ-001", "43 audio", ITEM, drop(f"{ITEM}/SequenceNumber")),
    fault(
        "ERN-SEQ-002",
        "42 classical",
        f"{GROUP}/ResourceGroup[1]",
        drop(f"{GROUP}/ResourceGroup[1]/SequenceNumber"),
    ),
    fault(
        "ERN-SEQ-003",
        "43 audio",
        f"{GROUP}/ResourceGroupContentItem[2]/SequenceNumber",
        say(f"{GROUP}/ResourceGroupContentItem[2]/SequenceNumber", "1"),
    ),
    fault("ERN-SEQ-004", "43 audio", ITEM, say(f"{ITEM}/ReleaseResourceReference", "A22")),
    fault(
        "ERN-SEQ-005",
        "43 video",
        f"{GROUP}/ResourceGroup",
        before(ITEM, GROUP_OF.format("Side", "<SequenceNumber>3</SequenceNumber>")),
    ),
    fault("ERN-SEQ-006", "43 audio", f"{GROUP}/ResourceGroup", before(ITEM, GROUP_OF.format("ReleaseComponent", ""))),
    fault("ERN-SEQ-007", "43 audio", FIRST, drop(ITEM)),
    fault("ERN-LNK-001", "43 audio", IMAGE, drop(f"{GROUP}/LinkedReleaseResourceReference")),
    fault("ERN-LNK-002", "43 single", IMAGE, drop(f"{ITEM}/LinkedReleaseResourceReference")),
    fault(
        "ERN-LNK-003",
        "43 video",
        f"{ITEM}/LinkedReleaseResourceReference",
        mark(f"{ITEM}/LinkedReleaseResourceReference", LinkDescription="CoverArt"),
    ),
    fault(
        "ERN-LNK-004",
        "43 audio",
        f"{GROUP}/ResourceGroupContentItem[22]",
        add("ResourceList", TEXT),
        after(f"{GROUP}/ResourceGroupContentItem[21]", BOOKLET.format("A77")),
    ),
]
TRACKS = [
    fault("ERN-REL-001", "43 audio", "ReleaseList", drop(RELEASE)),
    fault("ERN-REL-002", "383 album", SECOND, mark(SECOND, IsMainRelease="true")),
    fault(
        "ERN-REL-003",
        "43 audio",
        f"{RELEASE}/OriginalReleaseDate",
        before(f"{RELEASE}/ParentalWarningType", "<ReleaseDate>2004-04-01</ReleaseDate>"),
        before(f"{RELEASE}/ParentalWarningType", "<OriginalReleaseDate>2005-01-01</OriginalReleaseDate>"),
    ),
    fault("ERN-REL-004", "383 single", RELEASE, drop_all("ReleaseType")),
    fault("ERN-TRR-001", "43 audio", FIRST, drop(TRACK)),
    fault("ERN-TRR-001", "432 video", "ReleaseList/TrackRelease[2]", double(TRACK)),
    fault(
        "ERN-TRR-002",
        "43 single",
        TRACK,
        profile("Audio"),
        add("ReleaseList", "<TrackRelease/>"),
        profile("SimpleAudioSingle"),
    ),
    fault(
        "ERN-TRR-003",
        "43 audio",
        f"{TRACK}/ReleaseResourceReference",
        say(f"{TRACK}/ReleaseResourceReference", "A22"),
    ),
    fault("ERN-TRR-004", "our 382", FIRST, drop(SECOND)),
]
PROFILES = [
    fault("ERN-PRF-001", "43 audio", "", unmark("", "ReleaseProfileVersionId")),
    fault("ERN-PRF-002", "43 audio", "", profile("AudioAlbum")),
    fault("ERN-PRF-003", "43 single", "", profile("SimpleAudioSingle", "Classical")),
    fault("ERN-PRF-010", "43 video", "ResourceList", profile("Audio")),
    fault("ERN-PRF-011", "43 audio", "ResourceList", say(f"{IMAGE}/Type", "BackCoverImage")),
    fault("ERN-PRF-011", "411 audio", "ResourceList/Image[2]", double(IMAGE)),
    fault("ERN-PRF-020", "43 audio", "ResourceList", profile("Video")),
    fault("ERN-PRF-021", "43 audio", IMAGE, profile("Video")),
    fault("ERN-PRF-022", "43 video", ITEM, drop(f"{ITEM}/LinkedReleaseResourceReference")),
    fault("ERN-PRF-030", "43 audio", "ResourceList", profile("MixedMedia")),
    fault("ERN-PRF-040", "43 audio", "ResourceList/SoundRecording[2]", profile("SimpleAudioSingle")),
    fault("ERN-PRF-041", "43 single", "ResourceList/Image[2]", double(IMAGE)),
    fault("ERN-PRF-042", "43 single", ITEM, add(ITEM, BONUS)),
    fault("ERN-PRF-043", "43 single", GROUP, double(ITEM)),
    fault("ERN-PRF-050", "43 video", "ResourceList/Video[2]", profile("SimpleVideoSingle")),
    fault("ERN-PRF-051", "43 video", IMAGE, profile("SimpleVideoSingle"), say(f"{IMAGE}/Type", "Poster")),
    fault("ERN-PRF-060", "43 single", RELEASE, profile("Ringtone")),
    fault("ERN-PRF-070", "43 video", "ResourceList", profile("LongFormMusicalWorkVideo")),
    fault(
        "ERN-PRF-071",
        "43 video",
        "ChapterList/Chapter",
        profile("LongFormMusicalWorkVideo"),
        after("ResourceList", CHAPTERS),
    ),
    fault(
        "ERN-PRF-072",
        "43 video",
        FILM,
        profile("LongFormMusicalWorkVideo"),
        say(f"{FILM}/Type", "LongFormMusicalWorkVideo"),
    ),
    fault("ERN-PRF-080", "43 single", "ResourceList", profile("DjMix")),
    fault("ERN-PRF-081", "43 audio", FIRST, profile("DjMix"), mark(FIRST, IsSupplemental="true")),
    fault("ERN-PRF-082", "43 audio", ITEM, profile("DjMix"), mark(FIRST, IsSupplemental="true")),
    fault("ERN-PRF-090", "43 audio", RELEASE, profile("Audio", "BoxedSet")),
    fault("ERN-PRF-091", "42 audio", FIRST, profile("Audio", "Classical")),
    fault("ERN-PRF-091", "43 audio", FIRST, profile("Audio", "Classical"), mark(FIRST, **CLASSICAL)),
    fault("ERN-PRF-092", "43 audio", "", profile("Audio", "Classical")),
    fault("ERN-PRF-092", "432 audio", "", profile("Audio", "Classical"), mark(FIRST, ApplyClassicalProfileVariant="0")),
    fault("ERN-PRF-101", "382", "", profile("CommonReleaseTypes/14/Symphony")),
    fault("ERN-PRF-102", "our 382", "ResourceList", drop_all("SoundRecording")),
    fault("ERN-PRF-103", "our 382", "ResourceList", profile("CommonReleaseTypes/14/VideoAlbum")),
    fault(
        "ERN-PRF-104",
        "our 382",
        "ResourceList/SoundRecording[2]",
        profile("CommonReleaseTypesTypes/14/SingleResourceRelease"),
    ),
    fault(
        "ERN-PRF-105",
        "our 382",
        "ResourceList",
        profile("CommonReleaseTypes/14/SingleResourceReleaseWithCoverArt"),
        drop_all("Image"),
    ),
]
DEALS = [
    fault("ERN-DEAL-001", "43 audio", TERMS, drop(f"{TERMS}/TerritoryCode")),
    fault(
        "ERN-DEAL-002",
        "43 audio",
        f"{TERMS}/ExcludedTerritoryCode",
        drop(f"{TERMS}/TerritoryCode"),
        add(TERMS, "<ExcludedTerritoryCode>Worldwide</ExcludedTerritoryCode>", 0),
    ),
    fault(
        "ERN-DEAL-003",
        "43 audio",
        f"{TERMS}/TerritoryCode",
        after(f"{TERMS}/TerritoryCode", "<ExcludedTerritoryCode>FR</ExcludedTerritoryCode>"),
    ),
    fault("ERN-DEAL-004", "43 audio", f"{TERMS}/TerritoryCode[2]", double(f"{TERMS}/TerritoryCode")),
    fault("ERN-DEAL-005", "43 audio", f"{TERMS}/TerritoryCode", say(f"{TERMS}/TerritoryCode", "392")),
    fault(
        "ERN-DEAL-006",
        "43 audio",
        f"{TERMS}/ValidityPeriod",
        add(f"{TERMS}/ValidityPeriod", "<EndDate>2004-03-31</EndDate>"),
    ),
    fault("ERN-DEAL-007", "411 audio", f"{TERMS}/ValidityPeriod", drop(f"{TERMS}/ValidityPeriod/StartDate")),
    fault("ERN-DEAL-008", "43 audio", TRACK, drop("DealList/ReleaseDeal[1]/DealReleaseReference[1]")),
    fault("ERN-DEAL-009", "43 audio", "", drop("DealList")),
    fault(
        "ERN-DEAL-010",
        "43 audio",
        "DealList/ReleaseDeal[2]/Deal/DealTerms/UseType[1]",
        say("DealList/ReleaseDeal[2]/Deal/DealTerms/UseType[1]", "Stream"),
    ),
    fault(
        "ERN-DEAL-011",
        "43 audio",
        f"{TERMS}/PriceInformation",
        add(
            TERMS,
            '<PriceInformation PriceType="StandardRetailPrice">'
            '<WholesalePricePerUnit CurrencyCode="EUR">7</WholesalePricePerUnit></PriceInformation>',
        ),
    ),
    fault(
        "ERN-DEAL-012",
        "43 audio",
        f"{TERMS}/CarrierType",
        after(f"{TERMS}/UseType[2]", "<CarrierType>CD</CarrierType>"),
    ),
    fault("ERN-DEAL-013", "43 audio", "DealList/ReleaseDeal[1]/Deal[1]", drop(TERMS)),
    fault("ERN-DEAL-014", "43 video", TERMS, *[drop(f"{TERMS}/UseType[1]")] * 4),
    fault("ERN-DEAL-015", "43 audio", TERMS, say(f"{TERMS}/CommercialModelType[1]", "RightsClaimModel")),
    fault("ERN-DEAL-016", "43 video", TERMS, add(TERMS, "<IsPreOrderDeal>true</IsPreOrderDeal>")),
    fault(
        "ERN-DEAL-017",
        "43 audio",
        f"{TERMS}/InstantGratificationResourceList",
        add(
            TERMS,
            "<InstantGratificationResourceList><DealResourceReference>A1</DealResourceReference>"
            "</InstantGratificationResourceList>",
        ),
    ),
    fault(
        "ERN-DEAL-018",
        "our 382",
        f"{TERMS}/TakeDown",
        drop(f"{TERMS}/Usage"),
        add(TERMS, "<TakeDown>true</TakeDown>", 1),
    ),
    fault(
        "ERN-DEAL-019",
        "43 audio",
        f"{TERMS}/PriceInformation/SuggestedRetailPrice",
        add(
            TERMS,
            '<PriceInformation><SuggestedRetailPrice CurrencyCode="EUR">-1</SuggestedRetailPrice></PriceInformation>',
        ),
    ),
    fault(
        "ERN-DEAL-020",
        "43 audio",
        f"{FIRST}/ResourceRightsController/RightSharePercentage",
        before(
            f"{FIRST}/Duration",
            "<ResourceRightsController><RightsControllerPartyReference>PEMI</RightsControllerPartyReference>"
            "<RightsControlType>RightsController</RightsControlType><RightSharePercentage>101</RightSharePercentage>"
            "</ResourceRightsController>",
        ),
    ),
    fault(
        "ERN-VIS-001",
        "43 single",
        "DealList/ReleaseVisibility/ReleaseDisplayStartDateTime",
        say("DealList/ReleaseVisibility/ReleaseDisplayStartDateTime", "2017-05-01T00:00:00"),
    ),
    fault(
        "ERN-VIS-001",
        "411 audio",
        f"{TERMS}/ReleaseDisplayStartDate",
        add(TERMS, "<ReleaseDisplayStartDate>2004-04-02</ReleaseDisplayStartDate>"),
    ),
    fault(
        "ERN-VIS-002",
        "43 single",
        "DealList/ReleaseVisibility/ClipPreviewStartDateTime",
        add("DealList/ReleaseVisibility", "<ClipPreviewStartDateTime>2017-01-01T00:00:00Z</ClipPreviewStartDateTime>"),
    ),
]
PROOFS = [
    fault("ERN-BIN-002", "43 audio", FILE, say(f"{FILE}/URI", "../../etc/passwd")),
    fault("ERN-BIN-004", "43 audio", FILE, add(FILE, HASH.format("CRC32", "cbf43926"))),
    fault("ERN-BIN-007", "43 audio", FILE, add(FILE, HASH.format("SHA-256", ZEROS))),
    fault(
        "ERN-BIN-008",
        "43 audio",
        "ResourceList/SoundRecording[2]/SoundRecordingEdition/TechnicalDetails/DeliveryFile/File",
        say(
            "ResourceList/SoundRecording[2]/SoundRecordingEdition/TechnicalDetails/DeliveryFile/File/URI",
            "0094631432057_01_001.wav",
        ),
    ),
]
ALL = [
    *STRUCTURE,
    *REFERENCES,
    *VALUES,
    *HEADER,
    *IDENTIFIERS,
    *WORDS,
    *RECORDINGS,
    *GROUPS,
    *TRACKS,
    *PROFILES,
    *DEALS,
    *PROOFS,
]


def at(report, rule):
    return [
        (finding.path, int(finding.message[5 : finding.message.index(":")]))
        for finding in report.findings
        if finding.rule == rule
    ]


@pytest.mark.parametrize("wrong", ALL, ids=lambda wrong: wrong.name)
def test_a_seeded_fault_is_found_by_its_rule_on_its_line(base, schemas, wrong):
    whole = base(wrong.base)
    spoiled, path, line = spoil(whole, wrong)
    before_it = at(validate_message(whole, schemas), wrong.rule)
    report = validate_message(spoiled, schemas)
    found = at(report, wrong.rule)
    assert (path, line) in found
    assert len(found) > len(before_it)
    assert path not in [place for place, _ in before_it]
    for to_do, clause in [finding.hint.split(" [", 1) for finding in report.findings]:
        assert to_do
        assert clause.endswith("]")


def test_each_rule_that_needs_no_file_is_seeded_once_at_least():
    seeded = {wrong.rule for wrong in ALL}
    asked = {rule.id for rule in RULES if rule.step is not Step.FILES}
    # An unknown document has a test of its own: it has no other rules.
    assert asked - seeded == {"ERN-MSG-001"}
    assert len(ALL) >= 40
