"""What acknowledgements mean: right state, right track, right next action, in every form."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest

from tests.unit.contrib.ddex.exchange.acknowledgements import DIALECTS, FIRST, NEW_ROOTS, SECOND, new, resource, written
from tunemantra.contrib.ddex.exchange import (
    PROPOSALS,
    STATUS_MAP,
    WORDS,
    Meaning,
    NextAction,
    headline,
    next_step,
    read_acknowledgement,
    resource_fault,
    status_reports,
)
from tunemantra.core.distribution import OrderKind
from tunemantra.core.status import SUBSTATES, Reported, State, Status, Verdict, advance
from tunemantra.errors import Category

NOW = datetime(2026, 1, 16, tzinfo=UTC)
XML, ALL, FIX = NextAction.RESEND_XML, NextAction.RESEND_ALL, NextAction.FIX_RESOURCE
STOP, WAIT, ASK = NextAction.DO_NOT_RESEND, NextAction.WAIT, NextAction.ASK_PERSON

# Of a file: what every form can say.
FILES = {
    "well": ("FileOK", {}, "Delivered: acknowledged", {}, WAIT, None),
    "no message": ("ErnMissing", {}, "Error: transport", {}, XML, None),
    "invalid": ("NewReleaseMessageInvalid", {"proposed": "ResendXmlOnly"}, "Rejected: format", {}, XML, None),
    "no metadata": ("MetadataMissing", {}, "Rejected: metadata", {}, XML, None),
    "no resource": (
        "ResourceMissing",
        {"resources": resource(SECOND), "proposed": "ResendXmlAndResources"},
        "Error: transport",
        {SECOND: "Error: transport"},
        ALL,
        None,
    ),
    "corrupt": (
        "ResourceCorrupt",
        {"resources": resource(FIRST)},
        "Rejected: format",
        {FIRST: "Rejected: format"},
        FIX,
        ALL,
    ),
    "corrupt, the same will do": (
        "ResourceCorrupt",
        {"resources": resource(FIRST), "proposed": "ResendXmlAndResources", "manual": "false"},
        "Rejected: format",
        {FIRST: "Rejected: format"},
        ALL,
        None,
    ),
    "not to specification": (
        "ResourceNotMeetingSpecifications",
        {"resources": resource(FIRST, SECOND), "proposed": "ResendXmlAndResources"},
        "Rejected: format",
        {FIRST: "Rejected: format", SECOND: "Rejected: format"},
        FIX,
        ALL,
    ),
    "leave it out": (
        "ResourceNotMeetingSpecifications",
        {"resources": resource(FIRST), "proposed": "DoNotResendAffectedResource"},
        "Rejected: format",
        {FIRST: "Rejected: format"},
        STOP,
        None,
    ),
    "hash": (
        "SignatureOrHashSumWrongOrMissing",
        {"resources": resource(SECOND), "proposed": "ResendXmlAndResources", "manual": "false"},
        "Error: checksum",
        {SECOND: "Error: checksum"},
        ALL,
        None,
    ),
    "identifier": ("IdentifierInvalid", {}, "Rejected: metadata", {}, XML, None),
    "syntax": ("IdentifierSyntaxInvalid", {}, "Rejected: metadata", {}, XML, None),
    "no deal": ("NoDealInNewReleaseMessage", {}, "Rejected: metadata", {}, XML, None),
    "no track deal": (
        "NoDealForTrackRelease",
        {"resources": resource(FIRST)},
        "Rejected: metadata",
        {FIRST: "Rejected: metadata"},
        XML,
        None,
    ),
    "periods": ("ConflictingAvailabilityPeriods", {}, "Rejected: metadata", {}, XML, None),
    "date": ("CommercialReleaseDateInvalid", {}, "Rejected: metadata", {}, XML, None),
    "original date": ("OriginalReleaseDateLaterThanReleaseDate", {}, "Rejected: metadata", {}, XML, None),
    "artist": ("PrimaryArtistNameMissing", {}, "Rejected: metadata", {}, XML, None),
    "role": ("ArtistRoleUnknown", {}, "Rejected: metadata", {}, XML, None),
    "publisher": ("DuplicatedPublisherNames", {}, "Rejected: metadata", {}, XML, None),
    "usage": ("UnsupportedUsage", {}, "Rejected: metadata", {}, XML, None),
    "their fault": ("InternalError", {}, "Error: platform-outage", {}, WAIT, None),
    "look first": (
        "MetadataMissing",
        {"proposed": "ResendXmlOnly", "manual": "true"},
        "Rejected: metadata",
        {},
        ASK,
        XML,
    ),
    "not at all": ("IdentifierInvalid", {"proposed": "DoNotResendRelease"}, "Rejected: metadata", {}, STOP, None),
    "a word of their own": ("UserDefined", {"proposed": "ResendXmlOnly"}, "Error: unknown-native-state", {}, ASK, None),
    "a new word": (
        "FileOk",
        {"resources": resource(FIRST)},
        "Error: unknown-native-state",
        {FIRST: "Error: unknown-native-state"},
        ASK,
        None,
    ),
    "a proposal of their own": ("MetadataMissing", {"proposed": "UserDefined"}, "Rejected: metadata", {}, ASK, None),
    "a resource without a fault": ("FileOK", {"resources": resource(FIRST)}, "Delivered: acknowledged", {}, ASK, None),
}
# Of a release: what versions from 1.7 can say beside it.
RELEASES = {
    "ordered": ("OrderPlacedForReleaseDistributor", "InternalError", {}, "Error: platform-outage", {}, WAIT, None),
    "received": ("ReleaseReceivedByReleaseDistributor", "FileOK", {}, "Delivered: acknowledged", {}, WAIT, None),
    "ingested": ("SuccessfullyIngestedByReleaseDistributor", "FileOK", {}, "Delivered: validated", {}, WAIT, None),
    "staged": ("ReleaseStagedForPublication", "FileOK", {}, "Delivered: ready-for-store", {}, WAIT, None),
    "live": ("ReleaseMadeAvailableToConsumers", "FileOK", {}, "Live: all-territories", {}, WAIT, None),
    "live without a track": (
        "ReleaseMadeAvailableToConsumers",
        "ResourceCorrupt",
        {"resources": resource(SECOND), "proposed": "DoNotResendAffectedResource"},
        "Live: all-territories",
        {SECOND: "Rejected: format"},
        STOP,
        None,
    ),
    "received but broken": (
        "ReleaseReceivedByReleaseDistributor",
        "ResourceMissing",
        {"resources": resource(FIRST)},
        "Error: transport",
        {FIRST: "Error: transport"},
        ALL,
        None,
    ),
    "their error": ("ProcessingErrorAtReleaseDistributor", "FileOK", {}, "Error: platform-outage", {}, ASK, None),
    "our error": ("ProcessingErrorAtReleaseCreator", "FileOK", {}, "Error: internal", {}, ASK, None),
    "their error, with a reason": (
        "ProcessingErrorAtReleaseDistributor",
        "IdentifierInvalid",
        {},
        "Rejected: metadata",
        {},
        XML,
        None,
    ),
    "rights": ("RightsConflict", "FileOK", {}, "Rejected: rights", {}, ASK, None),
    "terms": ("ReleaseViolatesTermsOfService", "FileOK", {}, "Rejected: policy", {}, STOP, None),
    "gone": ("ReleaseNotAvailable", "FileOK", {}, "Taken Down: full", {}, ASK, None),
    "unknown": ("ReleaseTeleported", "FileOK", {}, "Error: unknown-native-state", {}, ASK, None),
}
CASES = [
    *(
        pytest.param(written(version, word, **more), *expected, id=f"{version}-{name}")
        for version in DIALECTS
        for name, (word, more, *expected) in FILES.items()
    ),
    *(
        pytest.param(new(word, release, version, **more), *expected, id=f"{version}-{name}")
        for version in NEW_ROOTS
        for name, (release, word, more, *expected) in RELEASES.items()
    ),
]


def state_of(native, at=NOW, before=None):
    """The state after a native word, as the pipeline finds it through the platform's status map."""
    status, substate = STATUS_MAP.get(native, (None, ""))
    return advance(before or State(Status.PROCESSING, "ingesting"), Reported(status, substate, native, at))


@pytest.mark.parametrize(("data", "state", "tracks", "action", "then"), CASES)
def test_an_acknowledgement_has_its_state_its_tracks_and_its_next_action(data, state, tracks, action, then):
    document, findings = read_acknowledgement(data)
    assert findings == ()
    (acknowledged,) = document.acknowledgements
    ((report,), unknown) = status_reports(document, NOW)
    assert unknown == ()
    assert str(state_of(report.native)[0]) == state
    assert {track.isrc: str(state_of(track.native)[0]) for track in report.tracks} == tracks
    step = next_step(acknowledged)
    assert (step.action, step.then) == (action, then)


def test_every_word_of_the_standard_is_in_the_table(ddex_folder):
    text = (ddex_folder / "choreography/18/allowed-value-sets.xsd").read_text(encoding="utf-8")

    def values(name):
        body = re.search(rf'simpleType name="{name}".*?</xs:simpleType>', text, re.DOTALL)[0]
        return set(re.findall(r'enumeration value="([^"]*)"', body)) - {"UserDefined"}

    assert values("ErncFileStatus") | values("SupplyChainStatus") == set(WORDS)
    assert values("ErncProposedActionType") == set(PROPOSALS)


def test_every_meaning_is_a_state_there_is():
    assert all(substate in SUBSTATES[status] for status, substate in STATUS_MAP.values())


def test_a_fault_has_a_category_and_a_word_of_progress_has_none():
    bad = {Status.REJECTED, Status.ERROR}
    assert all(meaning.fault == (meaning.status in bad) for meaning in WORDS.values())
    assert WORDS["SignatureOrHashSumWrongOrMissing"].category is Category.TECHNICAL
    assert WORDS["ResourceCorrupt"].category is Category.CONTENT
    assert WORDS["RightsConflict"].category is Category.BUSINESS_RULE


@pytest.mark.parametrize("fault", [word for word, meaning in WORDS.items() if meaning.fault])
def test_file_ok_is_not_final(fault):
    well, _ = state_of("FileOK")
    after, verdict = state_of(fault, NOW + timedelta(hours=1), well)
    assert verdict is Verdict.APPLIED
    assert after.native == fault


def test_what_was_taken_down_by_order_needs_nobody():
    document, _ = read_acknowledgement(new("FileOK", "ReleaseNotAvailable"))
    (acknowledged,) = document.acknowledgements
    assert next_step(acknowledged, ordered=OrderKind.TAKEDOWN).action is WAIT
    assert next_step(acknowledged, ordered=OrderKind.INSERT).action is ASK


def test_the_next_step_says_why_and_about_what():
    data = new("ResourceCorrupt", resources=resource(FIRST), proposed="ResendXmlAndResources")
    (acknowledged,) = read_acknowledgement(data)[0].acknowledgements
    step = next_step(acknowledged)
    assert [affected.isrc for affected in step.resources] == [FIRST]
    assert step.why == "ProcessingErrorAtReleaseDistributor, ResourceCorrupt, ResendXmlAndResources"


def test_a_platform_adds_words_of_its_own():
    data = new("x").replace(b"<Status>x", b'<Status Namespace="DPID:P" UserDefinedValue="TooLoud">UserDefined')
    (acknowledged,) = read_acknowledgement(data)[0].acknowledgements
    own = "UserDefined:DPID:P:TooLoud"
    words = {**WORDS, own: Meaning(Status.REJECTED, "content", NextAction.FIX_RESOURCE, 80, Category.CONTENT)}
    assert next_step(acknowledged).action is ASK
    assert headline(acknowledged, words).key == own
    assert next_step(acknowledged, words).action is FIX


def test_of_several_faults_the_heaviest_counts():
    status = "InternalError</Status></MessageStatus><MessageStatus><Status>NoDealForTrackRelease"
    (acknowledged,) = read_acknowledgement(new(status, resources=resource(FIRST)))[0].acknowledgements
    assert headline(acknowledged).key == "NoDealForTrackRelease"
    assert resource_fault(acknowledged).key == "NoDealForTrackRelease"


@pytest.mark.parametrize(("proposed", "about"), [("DoNotResendAffectedResource", [FIRST]), ("DoNotResendRelease", [])])
def test_what_is_not_to_be_sent_again_is_a_resource_or_the_release(proposed, about):
    data = new("ResourceNotMeetingSpecifications", resources=resource(FIRST), proposed=proposed)
    (acknowledged,) = read_acknowledgement(data)[0].acknowledgements
    step = next_step(acknowledged)
    assert (step.action, [affected.isrc for affected in step.resources]) == (STOP, about)
