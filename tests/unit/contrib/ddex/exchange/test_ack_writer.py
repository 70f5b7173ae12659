"""Acknowledgements of version 1.8, written."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from tests.unit.contrib.ddex.exchange.test_manifest_reader import moments, own_ids, release_ids, words
from tunemantra.contrib.ddex.exchange import (
    PROPOSALS,
    AckDialect,
    AckDocument,
    Acknowledgement,
    AffectedResource,
    Claimant,
    ExchangeParty,
    FileStatus,
    ReleaseIds,
    Word,
    build_acknowledgement,
    read_acknowledgement,
)
from tunemantra.contrib.ddex.exchange.ack_status import _FILE_WORDS, _RELEASE_WORDS
from tunemantra.errors import TuneMantraError

OWN = st.builds(Word, st.just("UserDefined"), words, words)
identifiers = st.sampled_from([("ISMN", "9790000000000"), ("ISAN", "0000"), ("VISAN", "1"), ("SICI", "2")])
acknowledged = st.builds(
    Acknowledgement,
    release=release_ids,
    message_id=words,
    message_type=st.sampled_from(["NewReleaseMessage", "PurgeReleaseMessage"]),
    batch_id=st.just("") | words,
    release_status=OWN | st.sampled_from(sorted(_RELEASE_WORDS)).map(Word),
    files=st.lists(
        st.builds(FileStatus, OWN | st.sampled_from(sorted(_FILE_WORDS)).map(Word), st.just("") | words),
        min_size=1,
        max_size=3,
    ).map(tuple),
    error_text=st.just("") | words,
    proposed=st.none() | st.sampled_from(sorted(PROPOSALS)).map(Word),
    manual_check=st.none() | st.booleans(),
    resources=st.lists(
        st.builds(
            AffectedResource,
            st.sampled_from(["", "USS1Z2600001"]),
            st.lists(identifiers, max_size=1).map(tuple),
            st.lists(own_ids, max_size=2).map(tuple),
        ),
        max_size=3,
    ).map(tuple),
    claimants=st.lists(
        st.builds(
            Claimant,
            st.lists(words, min_size=1, max_size=2).map(tuple),
            st.just(()) | st.just((("ISNI", "0000000121032683"), ("IPN", "5"))),
        ),
        max_size=2,
    ).map(tuple),
)
documents = st.builds(
    AckDocument,
    dialect=st.just(AckDialect.MESSAGE),
    sender=st.builds(ExchangeParty, st.just(("PADPIDA2009101501Y",)), st.just("") | words),
    recipients=st.just((ExchangeParty(("PADPIDA2013042401U",)),)),
    created=moments.map(lambda at: at.replace(microsecond=0)),
    acknowledgements=st.lists(acknowledged, max_size=3).map(tuple),
    ack_id=words,
    namespace=st.just("http://ddex.net/xml/ern-c-sftp/18"),
    test=st.booleans(),
)
ONE = Acknowledgement(
    ReleaseIds(icpn="4006381333931"),
    "MSG-1",
    release_status=Word("RightsConflict"),
    files=(FileStatus(Word("FileOK")),),
)
PLAIN = AckDocument(
    AckDialect.MESSAGE,
    ExchangeParty(("PADPIDA2009101501Y",)),
    (ExchangeParty(("PADPIDA2013042401U",)),),
    datetime(2026, 1, 15, tzinfo=UTC),
    (ONE,),
    "ACK-1",
)


@given(documents)
@settings(max_examples=50, deadline=None)
def test_what_is_written_has_the_structure_and_is_read_back(structure, document):
    data = build_acknowledgement(document)
    structure.assertValid(etree.fromstring(data))
    read, findings = read_acknowledgement(data)
    assert evolve(read, sha256="") == document
    assert [finding.rule for finding in findings] == ([] if document.acknowledgements else ["ERNC-ACK-003"])


def test_a_plain_acknowledgement_is_about_a_new_release_message():
    root = etree.fromstring(build_acknowledgement(PLAIN))
    assert root.findtext("ReleaseStatus/Acknowledgement/MessageType") == "NewReleaseMessage"
    assert root.findtext("ReleaseStatus/ReleaseStatus") == "RightsConflict"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"ack_id": ""}, "has an id"),
        ({"recipients": ()}, "recipient"),
        ({"sender": ExchangeParty(())}, "sender"),
        ({"created": None}, "no time zone"),
        ({"created": datetime(2026, 1, 1, tzinfo=UTC).replace(tzinfo=None)}, "no time zone"),
        ({"acknowledgements": (evolve(ONE, release_status=None),)}, "release has no status"),
        ({"acknowledgements": (evolve(ONE, files=()),)}, "MSG-1 has no status"),
        ({"acknowledgements": (evolve(ONE, release=ReleaseIds.guessed("own")),)}, "no name space"),
        ({"acknowledgements": (evolve(ONE, error_text="\x07"),)}, "XML"),
        ({"acknowledgements": (evolve(ONE, resources=(AffectedResource(others=(("ISWC", "T"),)),)),)}, "no ISWC"),
        ({"acknowledgements": (evolve(ONE, claimants=(Claimant(ids=(("PartyId", "7"),)),)),)}, "no PartyId"),
    ],
)
def test_what_the_version_cannot_say_is_refused(change, said):
    with pytest.raises(TuneMantraError, match=said):
        build_acknowledgement(evolve(PLAIN, **change))
